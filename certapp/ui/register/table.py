"""The register as a table: a page of lines at a time, the next asked for when its end is seen."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from certapp.ui.common.terms import day_of_milliseconds, status_words
from certapp.ui.common.words import _
from certapp.ui.register.listing import Line, Page

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


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
            return None
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


def _titles() -> tuple[str, ...]:
    return (_("Number"), _("Object"), _("Status"), _("Received"))
