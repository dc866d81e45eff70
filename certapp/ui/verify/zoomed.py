"""A picture that can be looked at more closely: by wheel, keys, drag or buttons, several of them together if wished."""

from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from certapp.ui.common.picture_area import PictureArea

MOST: Final = 8.0
STEP: Final = 1.25
_PAN: Final = 0.1
"""Of what is seen, by one key."""
_MOVES: Final = {
    Qt.Key.Key_Left: (-_PAN, 0.0),
    Qt.Key.Key_Right: (_PAN, 0.0),
    Qt.Key.Key_Up: (0.0, -_PAN),
    Qt.Key.Key_Down: (0.0, _PAN),
}
_LEAST: Final = QSize(200, 150)


@dataclass(frozen=True, slots=True)
class Lens:
    """`zoom`: 1 is the whole picture. x, y: which place of the picture is in the middle, 0 to 1."""

    zoom: float = 1.0
    x: float = 0.5
    y: float = 0.5

    def zoomed(self, factor: float) -> "Lens":
        """Larger or smaller around the middle; never smaller than whole."""
        return replace(self, zoom=min(MOST, max(1.0, self.zoom * factor))).kept()

    def moved(self, x: float, y: float) -> "Lens":
        """By so many of what is seen."""
        return replace(self, x=self.x + x / self.zoom, y=self.y + y / self.zoom).kept()

    def kept(self) -> "Lens":
        """Nothing beside the picture is looked at."""
        half = 0.5 / self.zoom
        return replace(self, x=min(1 - half, max(half, self.x)), y=min(1 - half, max(half, self.y)))


class ZoomedPicture(PictureArea):
    """Takes the focus: + and - zoom, 0 shows it whole, arrows move."""

    looked = Signal(object)
    """A `Lens`: somebody looks closer, or elsewhere."""
    entered = Signal(object)
    """This picture: it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(QImage(), parent)
        self.lens = Lens()
        self._held: QPointF | None = None
        self.setMinimumSize(_LEAST)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """As little as is of use: there are several, and what room there is they share."""
        return _LEAST * 1.5

    def look(self, lens: Lens) -> None:
        """Look so; nobody is told."""
        self.lens = lens
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        """Tell."""
        super().focusInEvent(event)
        self.entered.emit(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """By what is written on the key, on any layout."""
        lens = self.lens
        if event.text() in ("+", "="):
            lens = lens.zoomed(STEP)
        elif event.text() == "-":
            lens = lens.zoomed(1 / STEP)
        elif event.text() == "0":
            lens = Lens()
        elif Qt.Key(event.key()) in _MOVES and lens.zoom > 1:
            lens = lens.moved(*_MOVES[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)
            return
        self.go(lens)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  # Qt's name
        """With Ctrl: the wheel alone scrolls the window."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        self.go(self.lens.zoomed(STEP ** (event.angleDelta().y() / 120)))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """From here it is dragged."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._held = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """The picture goes with the hand."""
        if self._held is None or self.image.isNull():
            return
        by, whole = event.position() - self._held, self._whole()
        self._held = event.position()
        self.go(self.lens.moved(-by.x() / whole.width(), -by.y() / whole.height()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Let go."""
        self._held = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Closer, or whole again."""
        self.go(Lens() if self.lens.zoom > 1 else self.lens.zoomed(STEP**4))

    def go(self, lens: Lens) -> None:
        """Look so, and say it."""
        if lens != self.lens:
            self.look(lens)
            self.looked.emit(lens)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """The part that is looked at; a frame says where the keys go."""
        painter = QPainter(self)
        painter.setPen(QPen(self.palette().mid().color(), 1))
        if self.hasFocus():
            painter.setPen(QPen(self.palette().highlight().color(), 2))
        painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        if self.image.isNull():
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipRect(self.rect().adjusted(2, 2, -2, -2))
        whole, lens = self._whole(), self.lens
        width, height = whole.width() * lens.zoom, whole.height() * lens.zoom
        left = self._placed(width, self.width(), lens.x)
        top = self._placed(height, self.height(), lens.y)
        painter.drawImage(QRectF(left, top, width, height), self.image)

    @staticmethod
    def _placed(length: float, room: float, middle: float) -> float:
        """Where a side begins: in the middle where it fits, else so that no room is left empty."""
        if length <= room:
            return (room - length) / 2
        return min(0.0, max(room - length, room / 2 - middle * length))

    def _whole(self) -> QSize:
        return self.image.size().scaled(self.size() - QSize(4, 4), Qt.AspectRatioMode.KeepAspectRatio)
