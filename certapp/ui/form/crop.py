"""Cropping a photograph: a frame on the picture, drawn with the mouse or moved by keys; the file stays as it came."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialogButtonBox, QGridLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from certapp.imaging.framing import AS_IT_CAME, LEAST, WHOLE, Edges
from certapp.ui.common.labels import caption, quiet
from certapp.ui.common.order import Dialog
from certapp.ui.common.theme import colours_of
from certapp.ui.common.words import _

_GRIP: Final = 14
"""Pixels around an edge within which the mouse takes hold of it."""
_STEP: Final = 10
_SMALL_STEP: Final = 1


class CropArea(QWidget):
    """The picture and the frame on it. Arrow keys move the frame, with Shift its right and lower edge."""

    changed = Signal()

    def __init__(self, image: QImage, edges: Edges, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = image
        self.edges = edges
        self._held: tuple[bool, bool, bool, bool] | None = None
        self._from = QPointF()
        self._edges_then = edges
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(QSize(320, 200))
        self.setAccessibleName(_("Picture with the frame"))
        self.setAccessibleDescription(_("Arrow keys move the frame; with Shift they move its right and lower edge."))

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """As large as a small screen has room for."""
        return self._image.size().scaled(QSize(720, 480), Qt.AspectRatioMode.KeepAspectRatio)

    def set_edges(self, edges: Edges) -> None:
        """Put the frame there; what is not possible is passed over."""
        left, top, right, bottom = edges
        fits = 0 <= left <= right - LEAST and right <= WHOLE and 0 <= top <= bottom - LEAST and bottom <= WHOLE
        if fits and edges != self.edges:
            self.edges = edges
            self.update()
            self.changed.emit()

    def picture_place(self) -> QRectF:
        """Where the picture is drawn."""
        room = QRectF(self.rect())
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF(
            (room.width() - size.width()) / 2, (room.height() - size.height()) / 2, size.width(), size.height()
        )

    def frame_place(self) -> QRectF:
        """Where the frame is drawn."""
        place = self.picture_place()
        left, top, right, bottom = (edge / WHOLE for edge in self.edges)
        return QRectF(
            place.x() + left * place.width(),
            place.y() + top * place.height(),
            (right - left) * place.width(),
            (bottom - top) * place.height(),
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """The picture, what is cut away darkened, the frame with its corners."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place, frame = self.picture_place(), self.frame_place()
        painter.drawImage(place, self._image)
        painter.save()
        painter.setClipRect(place)
        for cut in (
            QRectF(place.left(), place.top(), place.width(), frame.top() - place.top()),
            QRectF(place.left(), frame.bottom(), place.width(), place.bottom() - frame.bottom()),
            QRectF(place.left(), frame.top(), frame.left() - place.left(), frame.height()),
            QRectF(frame.right(), frame.top(), place.right() - frame.right(), frame.height()),
        ):
            painter.fillRect(cut, QColor(0, 0, 0, 150))
        painter.restore()
        accent = QColor(colours_of(self.palette()).accent.ground)
        painter.setPen(QPen(QColor("white"), 4))
        painter.drawRect(frame)
        painter.setPen(QPen(accent, 3 if self.hasFocus() else 2))
        painter.drawRect(frame)
        for corner in (frame.topLeft(), frame.topRight(), frame.bottomLeft(), frame.bottomRight()):
            grip = QRectF(corner.x() - 5, corner.y() - 5, 10, 10)
            painter.fillRect(grip, QColor("white"))
            painter.drawRect(grip)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Take hold of edges, of the whole frame, or begin a new one."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._from, self._edges_then = event.position(), self.edges
        self._held = self._near(event.position())
        if self._held is None:
            left, top = (min(max(0, at), WHOLE - LEAST) for at in self._at(event.position()))
            self._edges_then = (left, top, left + LEAST, top + LEAST)
            self._held = (False, False, True, True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Drag what is held; else show what can be."""
        if self._held is None:
            self.setCursor(_cursor(self._near(event.position())))
            return
        place = self.picture_place()
        across = round((event.position().x() - self._from.x()) / place.width() * WHOLE)
        down = round((event.position().y() - self._from.y()) / place.height() * WHOLE)
        self.set_edges(_moved(self._edges_then, self._held, across, down))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Let go."""
        self._held = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Move the frame, or with Shift its right and lower edge; with Ctrl by small steps."""
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        by = _SMALL_STEP if event.modifiers() & Qt.KeyboardModifier.ControlModifier else _STEP
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        held = (not shift, not shift, True, True)
        self.set_edges(_moved(self.edges, held, step[0] * by, step[1] * by))

    def _at(self, point: QPointF) -> tuple[int, int]:
        place = self.picture_place()
        across = round((point.x() - place.x()) / place.width() * WHOLE)
        return across, round((point.y() - place.y()) / place.height() * WHOLE)

    def _near(self, point: QPointF) -> tuple[bool, bool, bool, bool] | None:
        """Which edges are at a point: all four inside the frame, None outside of it."""
        frame = self.frame_place()
        if not frame.adjusted(-_GRIP, -_GRIP, _GRIP, _GRIP).contains(point):
            return None
        near = (
            abs(point.x() - frame.left()) <= _GRIP,
            abs(point.y() - frame.top()) <= _GRIP,
            abs(point.x() - frame.right()) <= _GRIP,
            abs(point.y() - frame.bottom()) <= _GRIP,
        )
        return near if any(near) else (True, True, True, True)


class CropDialog(Dialog):
    """Shows the whole picture, turned as it is; `edges` is what was chosen."""

    def __init__(self, image: QImage, edges: Edges, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Crop the photograph"))
        self.area = CropArea(image, edges, self)
        self.area.changed.connect(self._tell)
        self.sides = [QSpinBox(self) for _side in edges]
        labels = (_("Cut off &left"), _("Cut off &top"), _("Cut off &right"), _("Cut off &bottom"))
        grid = QGridLayout()
        for place, (side, words) in enumerate(zip(self.sides, labels, strict=True)):
            side.setRange(0, 100 - LEAST * 100 // WHOLE)
            side.setSuffix(" %")
            side.valueChanged.connect(self._typed)
            grid.addWidget(caption(words, side), place, 0)
            grid.addWidget(side, place, 1)
        grid.setColumnStretch(2, 1)
        self.reset = QPushButton(_("&Whole picture"), self)
        self.reset.setAutoDefault(False)
        self.reset.clicked.connect(lambda: self.area.set_edges(AS_IT_CAME.crop))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        buttons.addButton(self.reset, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(quiet(_("What lies outside the frame is not printed and does not leave the office."), self))
        layout.addWidget(self.area, 1)
        layout.addLayout(grid)
        layout.addWidget(buttons)
        self._tell()
        self.area.setFocus()

    @property
    def edges(self) -> Edges:
        """The frame in thousandths of the picture as shown."""
        return self.area.edges

    def _tell(self) -> None:
        left, top, right, bottom = self.area.edges
        for side, cut in zip(self.sides, (left, top, WHOLE - right, WHOLE - bottom), strict=True):
            if not side.hasFocus() or side.value() != cut * 100 // WHOLE:
                side.blockSignals(True)
                side.setValue(round(cut * 100 / WHOLE))
                side.blockSignals(False)

    def _typed(self) -> None:
        sender = self.sender()
        edges = list(self.area.edges)
        for index, side in enumerate(self.sides):
            if side is sender:
                cut = side.value() * WHOLE // 100
                edges[index] = cut if index < 2 else WHOLE - cut
        self.area.set_edges((edges[0], edges[1], edges[2], edges[3]))
        self._tell()


def _moved(edges: Edges, held: tuple[bool, bool, bool, bool], across: int, down: int) -> Edges:
    """The held edges moved, as far as the picture and the least size allow; all four held keep their distance."""
    left, top, right, bottom = edges
    if all(held):
        across = min(max(across, -left), WHOLE - right)
        down = min(max(down, -top), WHOLE - bottom)
        return left + across, top + down, right + across, bottom + down
    return (
        min(max(left + across, 0), right - LEAST) if held[0] else left,
        min(max(top + down, 0), bottom - LEAST) if held[1] else top,
        max(min(right + across, WHOLE), left + LEAST) if held[2] else right,
        max(min(bottom + down, WHOLE), top + LEAST) if held[3] else bottom,
    )


def _cursor(near: tuple[bool, bool, bool, bool] | None) -> Qt.CursorShape:
    match near:
        case None:
            return Qt.CursorShape.CrossCursor
        case (True, True, True, True):
            return Qt.CursorShape.SizeAllCursor
        case (True, True, _, _) | (_, _, True, True):
            return Qt.CursorShape.SizeFDiagCursor
        case (True, _, _, True) | (_, True, True, _):
            return Qt.CursorShape.SizeBDiagCursor
        case (True, _, _, _) | (_, _, True, _):
            return Qt.CursorShape.SizeHorCursor
        case _other:
            return Qt.CursorShape.SizeVerCursor
