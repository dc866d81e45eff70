"""A table of a report as the page shows it: what is part of a row stands below it, numbers with their units in line."""

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTreeView, QWidget

from certapp.service.report_files import grouped
from certapp.service.report_words import WordedTable
from certapp.ui.common.words import _
from certapp.ui.common.wrapping import WrappingDelegate

MOST_LINES, MOST_WRAPPED, LEAST_LETTERS = 26, 200, 16
"""Rows seen at a time; rows whose heights are asked one by one; letters that the first column keeps room for."""
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
"""Numbers run from the left in every language: their units stand below each other at the right."""


class TableModel(QAbstractItemModel):
    """Holds one worded table of any length; an index's internal id is 0 or one more than the row it is part of."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._said: WordedTable | None = None
        self._none = ""
        self._tops: list[int] = []
        self._parts: dict[int, list[int]] = {}

    def show_table(self, said: WordedTable, none: str) -> None:
        """Show this table; `none` stands for its rows where it has none."""
        self.beginResetModel()
        self._said, self._none = said, none
        self._tops, self._parts = [], {}
        under = frozenset(said.under)
        for row in range(len(said.rows)):
            if row in under and self._tops:
                self._parts.setdefault(len(self._tops) - 1, []).append(row)
            else:
                self._tops.append(row)
        self.endResetModel()

    def count(self) -> int:
        """How many rows are shown, those that are part of another one with them."""
        return max(1, len(self._said.rows)) if self._said is not None else 0

    def index(self, row: int, column: int, parent: _Index = _NOWHERE) -> QModelIndex:
        """Where a cell is."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: _Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]  # Qt has two of this name
        """The row that a cell's row is part of."""
        above = int(index.internalId()) if index.isValid() else 0
        return self.createIndex(above - 1, 0, 0) if above else QModelIndex()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802  # Qt's names
        """Rows, or the parts of one."""
        if self._said is None:
            return 0
        if not parent.isValid():
            return max(1, len(self._tops))
        return len(self._parts.get(parent.row(), ())) if not parent.internalId() and not parent.column() else 0

    def columnCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802
        """As many as the table has."""
        return len(self._said.columns) if self._said is not None else 0

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        """Titles of the columns, those of numbers above them."""
        if self._said is None or orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._said.columns[section]
        return _NUMBER if role == Qt.ItemDataRole.TextAlignmentRole and section >= self._said.labels else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell in words."""
        said = self._said
        if said is None or not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _NUMBER if index.column() >= said.labels else None
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if not said.rows:
            return self._none if index.column() == 0 else ""
        above = int(index.internalId())
        row = self._parts[above - 1][index.row()] if above else self._tops[index.row()]
        return grouped(said.rows[row][index.column()])


class TableView(QTreeView):
    """Shows a `TableModel` as high as its rows, up to `MOST_LINES`: a longer table scrolls by itself.

    Where it is narrow its first words go on below, so that the numbers beside them are seen.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = TableModel(self)
        self.setModel(self.lines)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setWordWrap(True)
        self.header().setStretchLastSection(False)  # or its numbers would stand far from the others
        self.setAccessibleName(_("Table"))
        self._wrapping, self._plain = WrappingDelegate(self), self.itemDelegate()
        self._wanted, self._fitting = 0, False

    def show_table(self, said: WordedTable, none: str) -> None:
        """Show this table; `none` stands for its rows where it has none."""
        few = len(said.rows) <= MOST_WRAPPED
        self.setUniformRowHeights(not few)
        self.setItemDelegate(self._plain)
        self.lines.show_table(said, none)
        self.expandAll()
        for column in range(self.lines.columnCount()):
            self.resizeColumnToContents(column)
        self._wanted = self.columnWidth(0)
        if few:
            self.setItemDelegate(self._wrapping)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """The first column takes what the others leave."""
        super().resizeEvent(event)
        if self.lines.count():
            self._fit()

    def _fit(self) -> None:
        if self._fitting:
            return
        self._fitting = True
        self._fit_to(width := self.viewport().width())
        if self.viewport().width() != width:  # its height brought a scroll bar, or took it away
            self._fit_to(self.viewport().width())
        self._fitting = False

    def _fit_to(self, width: int) -> None:
        rest = sum(self.columnWidth(column) for column in range(1, self.lines.columnCount()))
        letters = LEAST_LETTERS * self.fontMetrics().averageCharWidth()
        least = min(self._wanted, max(letters, self.header().sectionSizeHint(0)))
        if not self.uniformRowHeights():
            self.setColumnWidth(0, max(least, min(self._wanted, width - rest)))
        self.doItemsLayout()
        height, index = 0, self.lines.index(0, 0)
        for _line in range(MOST_LINES):
            if not index.isValid():
                break
            height += self.rowHeight(index)
            index = self.indexBelow(index)
        frame = self.header().sizeHint().height() + 2 * self.frameWidth()
        self.setFixedHeight(frame + height + self.horizontalScrollBar().sizeHint().height())
