"""Small signs, painted in the colour of the text so that they fit both palettes."""

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPen, QPixmap

_SIDE = 32


def calendar_icon(palette: QPalette) -> QIcon:
    """A sheet of a calendar."""
    return _painted(_calendar, palette.color(QPalette.ColorRole.ButtonText).name())


def globe_icon(palette: QPalette) -> QIcon:
    """A globe: another language."""
    return _painted(_globe, palette.color(QPalette.ColorRole.PlaceholderText).name())


@cache
def _painted(paint: Callable[[QPainter, QColor], None], colour: str) -> QIcon:
    picture = QPixmap(_SIDE, _SIDE)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter, QColor(colour))
    painter.end()
    return QIcon(picture)


def _calendar(painter: QPainter, colour: QColor) -> None:
    painter.setPen(QPen(colour, 2))
    painter.drawRect(4, 7, 24, 20)
    painter.fillRect(4, 7, 24, 6, colour)
    for x in (9, 15, 21):
        for y in (17, 22):
            painter.fillRect(x, y, 3, 3, colour)
    painter.fillRect(9, 3, 2, 5, colour)
    painter.fillRect(21, 3, 2, 5, colour)


def _globe(painter: QPainter, colour: QColor) -> None:
    painter.setPen(QPen(colour, 2))
    painter.drawEllipse(QRectF(4, 4, 24, 24))
    painter.drawEllipse(QRectF(10, 4, 12, 24))
    painter.drawLine(4, 16, 28, 16)
