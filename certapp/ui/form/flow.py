"""Cells beside and below each other: four columns where there is room, fewer where there is not."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from certapp.formdef.form import Field
from certapp.ui.form.cell import Cell
from certapp.ui.form.draft import Draft, Place, is_typed
from certapp.ui.form.editors import Desk


class Flow(QWidget):
    """Lays cells out in reading order; all labels of a line stand on one height."""

    MOST_COLUMNS = 4

    def __init__(self, draft: Draft, desk: Desk, place: Place, fields: Iterable[Field], parent: QWidget) -> None:
        super().__init__(parent)
        self.cells = [Cell(draft, desk, place, field, self) for field in fields if is_typed(field)]
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(2)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._lay_out(self.MOST_COLUMNS)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """As narrow as one column: the columns follow the width, not the other way round."""
        hint = super().minimumSizeHint()
        hint.setWidth(min(hint.width(), self.fontMetrics().averageCharWidth() * 28))
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Other columns for another width."""
        super().resizeEvent(event)
        em = self.fontMetrics().height()
        width = event.size().width()
        self._lay_out(4 if width >= 36 * em else 2 if width >= 22 * em else 1)

    def _lay_out(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        while self._grid.takeAt(0):
            pass
        line: list[tuple[Cell, int]] = []
        at = 0
        for cell in self.cells:
            span = max(1, cell.span * columns // self.MOST_COLUMNS)
            if sum(each for _cell, each in line) + span > columns:
                self._place(line, at, columns)
                line, at = [], at + 1
            line.append((cell, span))
        self._place(line, at, columns)
        for column in range(self.MOST_COLUMNS):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _place(self, line: list[tuple[Cell, int]], at: int, columns: int) -> None:
        if not line:
            return
        used = sum(span for _cell, span in line)
        last, span = line[-1]
        if last.span > 1:  # long words take the room that is left; a date does not get longer by it
            line[-1] = (last, span + columns - used)
        column = 0
        for cell, span in line:
            self._grid.addWidget(cell.label, 3 * at, column, 1, span, Qt.AlignmentFlag.AlignBottom)
            self._grid.addWidget(cell, 3 * at + 1, column, 1, span)
            column += span
        self._grid.setRowMinimumHeight(3 * at + 2, 8)
