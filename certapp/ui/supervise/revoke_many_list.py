"""Certificates to be marked, as many as a register has: what is marked stays marked while other ones are looked at."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from certapp.register.issued_lines import IssuedLine
from certapp.ui.common.terms import day_of
from certapp.ui.common.words import _

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class MarkedLines(QAbstractListModel):
    """Tells `marked_changed` when a mark was set or taken away."""

    marked_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[IssuedLine, ...] = ()
        self.marked: set[str] = set()

    def put(self, lines: tuple[IssuedLine, ...]) -> None:
        """Show these."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()
        self.marked_changed.emit()

    def mark(self, numbers: Iterable[str], *, on: bool = True) -> None:
        """Set the mark of these numbers, or take it away. What was replaced holds no longer and gets none."""
        if on:
            self.marked.update(set(numbers) - {line.number for line in self._lines if line.successor})
        else:
            self.marked.difference_update(numbers)
        if self._lines:
            self.dataChanged.emit(self.index(0), self.index(len(self._lines) - 1))
        self.marked_changed.emit()

    @property
    def shown(self) -> tuple[str, ...]:
        """The numbers of what is shown."""
        return tuple(line.number for line in self._lines)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802  # Qt's names
        """Lines shown."""
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Each that stands can be marked."""
        usual = super().flags(index)
        replaced = index.isValid() and self._lines[index.row()].successor
        return usual if replaced else usual | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Its words, and whether it is marked."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole and not line.successor:
            return Qt.CheckState.Checked if line.number in self.marked else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            words = _("{number}   issued {day}   {title}")
            if line.successor:
                words = _("{number}   replaced by {successor}   issued {day}   {title}")
            told = {"number": line.number, "day": day_of(line.issued_on), "title": line.title}
            return words.format(**told, successor=line.successor)
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """The mark, set by hand."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self.mark([self._lines[index.row()].number], on=Qt.CheckState(value) is Qt.CheckState.Checked)
        return True
