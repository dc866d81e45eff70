"""The two halves of the import's page: which column goes where, and what is the same for all objects."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QGridLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from certapp.formdef.form import Form
from certapp.service.importing.table import Table
from certapp.service.importing.targets import Target
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.labels import caption, quiet, wrapped
from certapp.ui.common.words import _
from certapp.ui.form.codes import CodeBook, CodeBox


class TargetBox(ChoiceBox):
    """The field a column goes into, found by typing part of its label; nothing where it is left out."""

    changed = Signal()

    def __init__(self, targets: Mapping[str, Target], name: str, nothing: str) -> None:
        super().__init__()
        self.call(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(14)
        self.setMaxVisibleItems(20)
        self.addItem(nothing, "")
        for target in targets.values():
            self.addItem(target.label, target.id)
        self.activated.connect(self.changed)

    def target(self) -> str:
        """The id of the target chosen, '' for none."""
        return str(self.currentData() or "")

    def choose(self, target: str) -> None:
        """Show a target without telling of it."""
        self.setCurrentIndex(max(self.findData(target), 0))


class ColumnsTable(QTableWidget):
    """A line for each column of the list: its name, examples of its cells, and where it goes."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(0, 3)
        self.setAccessibleName(_("Columns of the list"))
        self.setHorizontalHeaderLabels([_("Column"), _("Examples"), _("Goes into")])
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the boxes in it take the focus, each named by its column
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        for column, mode in enumerate((QHeaderView.ResizeMode.ResizeToContents, *[QHeaderView.ResizeMode.Stretch] * 2)):
            self.horizontalHeader().setSectionResizeMode(column, mode)
        self.horizontalHeader().setMaximumSectionSize(340)
        self._boxes: list[TargetBox] = []
        self._header: Sequence[str] = ()

    def show_table(self, table: Table, targets: Mapping[str, Target], columns: Mapping[str, str]) -> None:
        """Another list, and where its columns go at first."""
        self._header = table.header
        self._boxes = []
        self.setRowCount(0)
        self.setRowCount(len(table.header))
        for index, name in enumerate(table.header):
            self.setItem(index, 0, QTableWidgetItem(name))
            samples = QTableWidgetItem("  |  ".join(table.samples(index)).replace("\n", " ")[:200])
            self.setItem(index, 1, samples)
            box = TargetBox(targets, _("{column} goes into").format(column=name), _("(left out)"))
            box.choose(columns.get(name, ""))
            box.changed.connect(self.changed)
            self._boxes.append(box)
            self.setCellWidget(index, 2, box)
        self.resizeRowsToContents()

    @property
    def boxes(self) -> Sequence[TargetBox]:
        """The box of each column, in their order."""
        return self._boxes

    def columns(self) -> dict[str, str]:
        """A target's id for each column that goes somewhere."""
        return {name: box.target() for name, box in zip(self._header, self._boxes, strict=True) if box.target()}

    def box(self, column: str) -> TargetBox:
        """The box of a column."""
        return self._boxes[list(self._header).index(column)]


class SameForAll(QWidget):
    """An editor for each field that the list lacks, and for others that somebody adds."""

    changed = Signal()

    def __init__(self, form: Form, targets: Mapping[str, Target]) -> None:
        super().__init__()
        self._form, self._targets, self._codes = form, targets, CodeBook(form)
        self._kept: dict[str, str] = {}
        self._asks: dict[str, Callable[[], str]] = {}
        self._followers: dict[str, tuple[CodeBox, str]] = {}
        """Boxes whose list another field names, with the list they show."""
        self.changed.connect(self._follow)
        self.editors: list[QWidget] = []
        """One for each field that is asked for, in their order."""
        self._added: list[str] = []
        self._lacking: Sequence[Target] = ()
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self.more = TargetBox(targets, _("Another field"), _("(choose a field)"))
        self.more.activated.connect(self._add_chosen)
        self._nothing = quiet(_("The list says all that every object needs."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 12, 8)
        layout.addWidget(self._nothing)
        layout.addLayout(self._grid)
        layout.addWidget(caption(_("Anot&her field that is the same for all"), self.more))
        layout.addWidget(self.more)
        layout.addStretch(1)

    def show_lacking(self, lacking: Sequence[Target], same: Mapping[str, str]) -> None:
        """Ask for these; what was typed already stays."""
        self._kept = {**same, **self.words()}
        asked = {target.id for target in lacking}
        self._added = [target for target in self._kept if target not in asked and target in self._targets]
        wanted = [*lacking, *(self._targets[target] for target in self._added)]
        if [target.id for target in wanted] == list(self._asks):
            return
        self._lacking = lacking
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._asks, self._followers, self.editors = {}, {}, []
        for row, target in enumerate(wanted):
            editor = self._editor(target)
            label = QLabel(target.label.replace("&", "&&"))
            label.setWordWrap(True)
            label.setBuddy(editor)
            editor.setAccessibleName(target.label)
            if target.field is not None:
                said = self._form.help(target.field.path)
                editor.setAccessibleDescription(said)
                editor.setToolTip(wrapped(said))
                label.setToolTip(wrapped(said))
            self.editors.append(editor)
            self._grid.addWidget(label, row, 0)
            self._grid.addWidget(editor, row, 1)
        self._nothing.setVisible(not wanted)

    def words(self) -> dict[str, str]:
        """What was said, by target."""
        return {target: said for target, ask in self._asks.items() if (said := ask().strip())}

    def _editor(self, target: Target) -> QWidget:
        kept = self._kept.get(target.id, "")
        field = target.field
        if field is not None and field.kind == "boolean":
            return self._choice(target, [("", ""), ("yes", _("Yes")), ("no", _("No"))], kept)
        if field is not None and field.kind == "code":
            return self._code_box(target, field.code_list, kept)
        if field is not None and "list_by" in field.attributes:
            return self._follower(target, kept)
        edit = QLineEdit(kept)
        edit.setPlaceholderText(_example(target))
        edit.textChanged.connect(self.changed)
        self._asks[target.id] = edit.text
        return edit

    def _code_box(self, target: Target, code_list: str, kept: str) -> CodeBox:
        box = CodeBox(self._codes.model(code_list))
        box.show_code(kept or None)
        self._asks[target.id] = lambda: box.code() or ""
        line = box.lineEdit()
        assert line is not None
        line.textChanged.connect(self.changed)
        return box

    def _follower(self, target: Target, kept: str) -> CodeBox:
        """A code of the list that another field names, as the categories of a scheme."""
        shown = self._list_of(target)
        box = self._code_box(target, shown, kept)
        self._followers[target.id] = box, shown
        return box

    def _follow(self) -> None:
        """Show the list that the other field names now; what is typed stays."""
        for target, (box, shown) in list(self._followers.items()):
            wanted = self._list_of(self._targets[target])
            if wanted != shown:
                self._followers[target] = box, wanted
                box.set_model(self._codes.model(wanted))

    def _list_of(self, target: Target) -> str:
        field = target.field
        assert field is not None
        by = target.id.removesuffix(field.id) + str(field.attributes["list_by"])
        ask = self._asks.get(by)
        named = f"{field.code_list}.{ask() if ask is not None else self._kept.get(by, '')}"
        return named if named in self._form.code_lists else field.code_list

    def _choice(self, target: Target, choices: list[tuple[str, str]], kept: str) -> QComboBox:
        box = ChoiceBox()
        for value, words in choices:
            box.addItem(words, value)
        box.setCurrentIndex(max(box.findData(kept), 0))
        box.currentIndexChanged.connect(self.changed)
        self._asks[target.id] = lambda: str(box.currentData() or "")
        return box

    def _add_chosen(self) -> None:
        target = self.more.target()
        self.more.choose("")
        if target and target not in self._asks:
            self.show_lacking([*self._lacking, self._targets[target]], {})
            self.editors[-1].setFocus()


def _example(target: Target) -> str:
    match target.field.kind if target.field is not None else "":
        case "date":
            return _("for example 2027-01-31")
        case "decimal" | "integer" | "year":
            return _("a number")
        case _:
            return ""
