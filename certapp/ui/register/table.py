"""The register as a table: a page of lines at a time, the next asked for when its end is seen."""

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from certapp.ui.common.labels import wrapped
from certapp.ui.common.terms import day_of_milliseconds, status_words
from certapp.ui.common.words import _
from certapp.ui.register.listing import Line, Page

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_TITLE: Final = 1
_STATUS: Final = 2
"""The column of the status."""
_ROOM: Final = 14
"""Pixels beside and above words."""


class LinesModel(QAbstractTableModel):
    """Tells `more_wanted` (the id before which to go on) when the view comes to the end of what is here."""

    more_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Line] = []
        self._more = False

    def put(self, page: Page) -> None:
        """Show this page alone."""
        self.beginResetModel()
        self._lines = list(page.lines)
        self._more = page.more
        self.endResetModel()

    def add(self, page: Page) -> None:
        """Show this page after what is here."""
        first = len(self._lines)
        if page.lines:
            self.beginInsertRows(QModelIndex(), first, first + len(page.lines) - 1)
            self._lines += page.lines
            self.endInsertRows()
        self._more = page.more

    def line(self, row: int) -> Line:
        """The line of a row."""
        return self._lines[row]

    def row_of(self, application: str) -> int:
        """The row of an application, -1 where it is not here."""
        return next((row for row, line in enumerate(self._lines) if line.application == application), -1)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802  # Qt's names
        """Lines here."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802
        """Four."""
        return 0 if parent.isValid() else len(_titles())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        """Titles of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _titles()[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell's words."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) or not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return wrapped(line.title) if index.column() == _TITLE else None
        cells = (
            line.certificate or line.application,
            line.title,
            status_words(line.status),
            day_of_milliseconds(line.received_at),
        )
        return cells[index.column()]

    def canFetchMore(self, parent: _Index = _NOWHERE) -> bool:  # noqa: N802
        """Whether the register goes on after what is here."""
        return self._more and not parent.isValid()

    def fetchMore(self, parent: _Index = _NOWHERE) -> None:  # noqa: N802
        """Ask for the next page once; it comes by `add`."""
        if self._more and self._lines:
            self._more = False
            self.more_wanted.emit(self._lines[-1].id)


class LinesTable(QTableView):
    """The lines, one below the other; where a status has many words its row is as high as they need."""

    def __init__(self, model: LinesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = model
        self.setModel(model)
        self.setAccessibleName(_("Applications and certificates"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + _ROOM)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        width = self.fontMetrics().horizontalAdvance
        header.setMinimumSectionSize(width("0" * 10))
        words = [status_words("RECEIVED"), *status_words("PAPER_RECORDED").split(), *status_words("INCOMPLETE").split()]
        for column, widest in (
            (0, width("XA-2026-01-000000-W")),
            (_STATUS, max(map(width, words))),
            (3, width("2026-11-23")),
        ):
            self.setColumnWidth(column, widest + _ROOM + 4)
        header.sectionResized.connect(lambda section, before, after: self._fit() if section == _STATUS else None)
        model.modelReset.connect(self._fit)
        model.rowsInserted.connect(lambda parent, first, last: self._fit(first))

    def _fit(self, first: int = 0) -> None:
        metrics, across = self.fontMetrics(), self.columnWidth(_STATUS) - _ROOM
        heights: dict[str, int] = {}
        for row in range(first, self._lines.rowCount()):
            status = self._lines.line(row).status
            if status not in heights:
                bounds = metrics.boundingRect(0, 0, across, 1000, Qt.TextFlag.TextWordWrap, status_words(status))
                heights[status] = max(bounds.height(), metrics.lineSpacing()) + _ROOM
            if heights[status] != self.rowHeight(row):
                self.setRowHeight(row, heights[status])


def _titles() -> tuple[str, ...]:
    return (_("Number"), _("Object"), _("Status"), _("Received"))
