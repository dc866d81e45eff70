"""A chart of bars beside the table that says the same: one bar for each number, rows one below the other."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from certapp.ui.common.theme import colours_of
from certapp.ui.common.words import _

_PATTERNS: Final = (Qt.BrushStyle.SolidPattern, Qt.BrushStyle.Dense5Pattern, Qt.BrushStyle.NoBrush)
"""What tells the bars of a row apart, for who sees no colours too."""
_GAP: Final = 8


class BarChart(QWidget):
    """Empty until `show_rows`. Not for the keyboard: all its numbers stand in the table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._rows: tuple[tuple[str, tuple[int, ...]], ...] = ()
        self.setAccessibleName(_("Chart"))
        self.setAccessibleDescription(_("The same numbers are in the table."))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_rows(self, names: Sequence[str], rows: Sequence[tuple[str, tuple[int, ...]]]) -> None:
        """Show the first rows, each with one number for each of `names` (three at most)."""
        self._names = tuple(names[: len(_PATTERNS)])
        self._rows = tuple((label, numbers[: len(_PATTERNS)]) for label, numbers in rows)
        self.setVisible(bool(self._rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's names
        """As high as its rows."""
        line = self.fontMetrics().lineSpacing()
        bars = len(self._names) * self._bar_height() + _GAP
        return QSize(20 * line, line + 2 * _GAP + len(self._rows) * bars)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Never lower than its rows; narrow where there is no room."""
        return QSize(10 * self._bar_height(), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw names and bars as the page goes, from left to right or from right to left."""
        painter = QPainter(self)
        colours = colours_of(self.palette())
        text, accent = QColor(colours.text), QColor(colours.accent.ground)
        metrics, bar = self.fontMetrics(), self._bar_height()
        most = max((number for _label, numbers in self._rows for number in numbers), default=0) or 1
        widest = max((metrics.horizontalAdvance(label) for label, _numbers in self._rows), default=0) + _GAP
        label_width = min(self.width() * 2 // 5, widest)
        number_width = metrics.horizontalAdvance(f"{most:,}") + _GAP
        room = max(1, self.width() - label_width - number_width - 2 * _GAP)
        self._draw_names(painter, text, accent)
        y = metrics.lineSpacing() + 2 * _GAP
        for label, numbers in self._rows:
            height = bar * len(numbers)
            painter.setPen(text)
            words = metrics.elidedText(label, Qt.TextElideMode.ElideRight, label_width)
            self._words(painter, QRect(0, y, label_width, height), words)
            for index, number in enumerate(numbers):
                place = QRect(label_width + _GAP, y + index * bar + 2, round(room * number / most), bar - 4)
                painter.setPen(accent)
                painter.setBrush(QBrush(accent, _PATTERNS[index]))
                if number:
                    painter.drawRect(self._mirrored(place))
                painter.setPen(text)
                beside = QRect(place.right() + _GAP, y + index * bar, number_width, bar)
                self._words(painter, beside, f"{number:,}".replace(",", "\u202f"))
            y += height + _GAP
        painter.end()

    def _draw_names(self, painter: QPainter, text: QColor, accent: QColor) -> None:
        x, side = 0, self.fontMetrics().ascent()
        for name, pattern in zip(self._names, _PATTERNS, strict=False):
            painter.setPen(accent)
            painter.setBrush(QBrush(accent, pattern))
            painter.drawRect(self._mirrored(QRect(x, 2, side, side)))
            width = self.fontMetrics().horizontalAdvance(name)
            painter.setPen(text)
            self._words(painter, QRect(x + side + _GAP // 2, 0, width + _GAP, side + 6), name)
            x += side + width + 3 * _GAP

    def _words(self, painter: QPainter, place: QRect, words: str) -> None:
        leading = Qt.AlignmentFlag.AlignLeft if self._left_to_right() else Qt.AlignmentFlag.AlignRight
        where = leading | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(self._mirrored(place), where, words)

    def _mirrored(self, place: QRect) -> QRect:
        if self._left_to_right():
            return place
        return QRect(self.width() - place.x() - place.width(), place.y(), place.width(), place.height())

    def _left_to_right(self) -> bool:
        return self.layoutDirection() is Qt.LayoutDirection.LeftToRight

    def _bar_height(self) -> int:
        return self.fontMetrics().lineSpacing() + 2
