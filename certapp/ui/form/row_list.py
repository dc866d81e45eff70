"""The list of a group's rows: their names, small pictures and what is to be mended, made only for what is seen."""

from html import escape
from typing import Any

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from certapp.formdef.form import Group
from certapp.model.findings import Weight
from certapp.ui.common.words import _, listed, ngettext
from certapp.ui.form.cards import Workshop, row_title
from certapp.ui.form.draft import Place, RawRow, joined, photograph_field, rows_in
from certapp.ui.form.files import framing_in
from certapp.ui.form.object_id import object_id_words

PICTURE_PX = 44
_Index = QModelIndex | QPersistentModelIndex


class RowsModel(QStringListModel):
    """The rows of a group as they are in the draft. Nothing is computed for a row before it is painted.

    How many there are is Qt's own to know: a list asks for each of hundreds with every layout, and in Python each time
    would have to wait for the interpreter. The strings stay empty.
    """

    def __init__(self, workshop: Workshop, above: Place, group: Group, parent: QWidget) -> None:
        super().__init__(parent)
        self._workshop, self._above, self._group = workshop, above, group
        self._pictures = next((inner for inner in group.groups if photograph_field(inner)), None)
        self._no_picture = QIcon(_transparent())
        self._icons: dict[tuple[str, object], QIcon] = {}
        self.rows: list[RawRow] = []
        workshop.pictures.came.connect(self._picture_came)

    def take(self, rows: list[RawRow]) -> None:
        """Other rows, or the same in another order; one more or one less is told as such."""
        old = self.rows
        at = next((index for index, (one, two) in enumerate(zip(old, rows, strict=False)) if one is not two), None)
        at = min(len(old), len(rows)) if at is None else at
        more = len(rows) - len(old)
        if more > 0 and all(one is two for one, two in zip(old[at:], rows[at + more :], strict=True)):
            self.rows = rows
            self.insertRows(at, more)
        elif more < 0 and all(one is two for one, two in zip(old[at - more :], rows[at:], strict=True)):
            self.removeRows(at, -more)
            self.rows = rows
        else:
            self.rows = rows
            self.setStringList([""] * len(rows))
        self.tell()

    def tell(self, row: object = None) -> None:
        """What a row shows is to be looked up again; without `row`, of all that are seen."""
        if row is None:
            first, last = 0, len(self.rows) - 1
        else:
            first = last = next((index for index, each in enumerate(self.rows) if each is row), -1)
        if 0 <= first <= last:
            self.dataChanged.emit(self.index(first), self.index(last))

    def flags(self, _index: _Index) -> Qt.ItemFlag:
        """To be chosen, not to be typed into."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, picture and tooltip of a row."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._words(index.row(), row)
            case Qt.ItemDataRole.AccessibleTextRole:
                wrong = self._wrong(index.row())
                mend = ngettext("{n} thing to mend", "{n} things to mend", wrong).format(n=wrong) if wrong else ""
                return listed(filter(None, (*row_title(self._workshop.draft, self._group, row), mend)))
            case Qt.ItemDataRole.DecorationRole if self._pictures is not None:
                return self._icon(row)
            case Qt.ItemDataRole.ToolTipRole:
                words = "\n".join(filter(None, row_title(self._workshop.draft, self._group, row)))
                meter = object_id_words(self._workshop.draft.form, row) if self._group.id == "objects" else ""
                return escape("\n".join(filter(None, (words, meter))))
            case _:
                return None

    def _words(self, index: int, row: RawRow) -> str:
        title, kind = row_title(self._workshop.draft, self._group, row)
        wrong = self._wrong(index)
        first = f"{index + 1}  {title or _('(no name yet)')}"
        second = "   ".join(filter(None, (kind, f"▲ {wrong}" if wrong else "")))
        return f"{first}\n{second}"

    def _wrong(self, index: int) -> int:
        path = joined(self._above.path, f"{self._group.id}[{index}]")
        return self._workshop.draft.findings_below(path, Weight.APPLICATION)

    def _icon(self, row: RawRow) -> QIcon:
        assert self._pictures is not None
        file = photograph_field(self._pictures)
        photographs = rows_in(row, self._pictures.id)
        principal = sorted(photographs, key=lambda each: each.get("is_principal") is not True)
        name = str(principal[0].get(file.id) or "") if principal and file else ""
        if not name:
            return self._no_picture
        framing = framing_in(principal[0])
        picture = self._workshop.pictures.get(name, framing)
        if picture is None:
            return self._no_picture
        key = (name, framing)
        if key not in self._icons:
            small = picture.scaled(
                2 * PICTURE_PX,
                2 * PICTURE_PX,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._icons[key] = QIcon(small)
        return self._icons[key]

    def _picture_came(self, name: str, _picture: QPixmap) -> None:
        self._icons = {key: icon for key, icon in self._icons.items() if key[0] != name}
        self.tell()


class RowList(QListView):
    """The rows to choose from; several can be marked."""

    current_row_changed = Signal(int)

    def __init__(self, model: RowsModel, name: str) -> None:
        super().__init__()
        self.setModel(model)
        self.setObjectName("rows")
        self.setAccessibleName(name)
        self.setIconSize(QSize(PICTURE_PX, PICTURE_PX))
        self.setUniformItemSizes(True)  # else each of hundreds of rows would be measured before the first is shown
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setProperty("lines", True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def count(self) -> int:
        """How many rows there are."""
        return self.model().rowCount()

    def currentRow(self) -> int:  # noqa: N802  # as Qt calls it in its other lists
        """The place of the current row, -1 where there is none."""
        return self.currentIndex().row()

    def setCurrentRow(self, row: int) -> None:  # noqa: N802  # as Qt calls it in its other lists
        """Go to a row, and mark it alone."""
        index = self.model().index(row, 0)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def chosen(self) -> list[int]:
        """The places of all rows marked, in order."""
        return sorted(index.row() for index in self.selectionModel().selectedIndexes())

    def currentChanged(self, current: _Index, previous: _Index) -> None:  # noqa: N802  # Qt's name
        """Tell which row is the current one."""
        super().currentChanged(current, previous)
        self.current_row_changed.emit(current.row())


def _transparent() -> QPixmap:
    empty = QPixmap(PICTURE_PX, PICTURE_PX)
    empty.fill(Qt.GlobalColor.transparent)
    return empty
