"""The sign of a verdict: each colour has a shape of its own, so that nobody has to see the colour."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPalette, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from certapp.trust.verdict import Colour
from certapp.ui.common.theme import verdict_colours

_UNIT = 100.0
_CUT = 29.3  # corners of a regular octagon in a square of 100


class Sign(QWidget):
    """A tick in a circle, a mark in a triangle, a cross in an octagon, or a question in a circle."""

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._colour = Colour.GREY
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_colour(self, colour: Colour) -> None:
        """The sign of this colour."""
        self._colour = colour
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """A square."""
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint the sign."""
        painter = QPainter(self)
        _paint(painter, QRectF(self.rect()), self._colour, self.palette())


def sign_icon(colour: Colour, palette: QPalette, side: int = 32) -> QIcon:
    """The same sign, small, for a list."""
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    _paint(painter, QRectF(0, 0, side, side), colour, palette)
    painter.end()
    return QIcon(picture)


def _paint(painter: QPainter, room: QRectF, colour: Colour, palette: QPalette) -> None:
    pair = verdict_colours(colour.value, palette)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(room.topLeft())
    painter.scale(room.width() / _UNIT, room.height() / _UNIT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(pair.ink))
    inner = QPen(QColor(pair.ground), 11)
    inner.setCapStyle(Qt.PenCapStyle.RoundCap)
    inner.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    match colour:
        case Colour.GREEN:
            painter.drawEllipse(QRectF(3, 3, 94, 94))
            painter.setPen(inner)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline([QPointF(28, 52), QPointF(44, 68), QPointF(73, 34)])
        case Colour.AMBER:
            painter.drawPolygon(QPolygonF([QPointF(50, 4), QPointF(98, 92), QPointF(2, 92)]))
            painter.setPen(inner)
            painter.drawLine(QPointF(50, 36), QPointF(50, 60))
            painter.drawPoint(QPointF(50, 77))
        case Colour.RED:
            low, high = _CUT, _UNIT - _CUT
            corners = [(low, 3), (high, 3), (97, low), (97, high), (high, 97), (low, 97), (3, high), (3, low)]
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
            painter.setPen(inner)
            painter.drawLine(QPointF(33, 33), QPointF(67, 67))
            painter.drawLine(QPointF(67, 33), QPointF(33, 67))
        case Colour.GREY:
            painter.drawEllipse(QRectF(3, 3, 94, 94))
            painter.setPen(inner)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawArc(QRectF(35, 22, 30, 30), -60 * 16, 250 * 16)
            painter.drawLine(QPointF(50, 54), QPointF(50, 60))
            painter.drawPoint(QPointF(50, 77))
