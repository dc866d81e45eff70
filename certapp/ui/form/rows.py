"""The rows of a whole group, as a list beside the open row."""

from collections.abc import Iterator

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from certapp.formdef.form import Group
from certapp.ui.common import keys
from certapp.ui.common.background import claim_for_window
from certapp.ui.common.beside import Beside
from certapp.ui.common.labels import quiet
from certapp.ui.common.order import bring_into_view
from certapp.ui.common.words import _, ngettext
from certapp.ui.form.cards import Cards, GroupTitle, Workshop, row_title
from certapp.ui.form.draft import Place, RawRow, is_typed, photograph_field, rows_in
from certapp.ui.form.flow import Flow
from certapp.ui.form.known_parties import offer_known_parties
from certapp.ui.form.object_id import ObjectIdMeter
from certapp.ui.form.parties import RoleButtons, SameAsApplicant
from certapp.ui.form.photographs import Photographs
from certapp.ui.form.row_list import RowList, RowsModel
from certapp.ui.form.several import small_button

WIDEST_PAGE = 1080
"""Pixels: longer lines are hard to read."""
FEWEST_LINES = 10
"""Lines of the open row that are seen however low the window is: the page around it scrolls."""
_LEAST = 90
"""Average characters: narrower, the fields beside the list would be cut off in the longer languages."""
FIELDS_AT_ONCE = 12
"""How many editors are built before the window may answer again."""


class RowPage(QWidget):
    """All of one open row: its fields, and its small groups as cards, built one after the other."""

    built = Signal()
    """All of it is there now."""

    def __init__(self, workshop: Workshop, place: Place, group: Group, parent: QWidget) -> None:
        super().__init__(parent)
        self.place = place
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its fields take the focus, and it follows them
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setMinimumHeight(FEWEST_LINES * self.fontMetrics().lineSpacing())
        self._page = QWidget()
        self._page.setMaximumWidth(WIDEST_PAGE)
        self._area.setWidget(self._page)
        self._inside = QVBoxLayout(self._page)
        self._inside.setContentsMargins(4, 0, 16, 24)
        self._inside.setSpacing(8)
        self._first: Flow | None = None
        self._ways = QTabBar(self)
        self._ways.setDrawBase(False)
        self._ways.setExpanding(False)
        self._ways.setUsesScrollButtons(True)
        self._ways.setAccessibleName(_("Parts of this page"))
        self._parts_by_way: list[QWidget] = []
        self._ways.tabBarClicked.connect(self._go)
        self._ways.currentChanged.connect(self._go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.setSpacing(2)
        if group.id == "objects":
            layout.addWidget(ObjectIdMeter(workshop.draft, place, self))
        self._ways.setVisible(bool(group.groups))
        layout.addWidget(self._ways)
        layout.addWidget(self._area, 1)
        self._area.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._parts = self._build(workshop, group)
        self.built.connect(self._show_first)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._build_next)
        self._timer.start(0)
        self._build_next()

    def build_all(self) -> None:
        """Build what is not built yet, now: somebody wants to go there."""
        while self._timer.isActive():
            self._build_next()

    def focus_first(self) -> None:
        """Begin typing here; what comes below is built later."""
        while self._first is None and self._timer.isActive():
            self._build_next()
        if self._first is not None and self._first.cells:
            self._first.cells[0].editor.setFocus()
            self._show_first()

    def _show_first(self) -> None:
        """What is built above and below pushes it about: unless somebody went on, it is to be seen at the end too."""
        if self._first is not None and self._first.cells and self._first.cells[0].editor.target.hasFocus():
            bring_into_view(self._first.cells[0])

    def _build_next(self) -> None:
        claim_for_window()
        if next(self._parts, None) is None:
            self._timer.stop()
            self.built.emit()

    def _build(self, workshop: Workshop, group: Group) -> Iterator[QWidget]:
        pictures = [inner for inner in group.groups if photograph_field(inner)]
        for inner in pictures:  # what one sees of a thing comes first
            yield self._add(Photographs(workshop, self.place, inner, self._page), workshop.draft.form.label(inner.path))
        if group.id == "parties":
            button = SameAsApplicant(workshop.draft, self.place, group, self._page)
            self._inside.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        typed = [field for field in group.fields if is_typed(field)]
        for start in range(0, len(typed), FIELDS_AT_ONCE):
            some = typed[start : start + FIELDS_AT_ONCE]
            flow = Flow(workshop.draft, workshop.desk, self.place, some, self._page)
            self._first = self._first or flow
            if group.id == "parties":
                offer_known_parties(workshop.known, flow.cells, workshop.draft, self.place, group)
            yield self._add(flow, _("Particulars") if start == 0 else "")
        for inner in group.groups:
            if inner not in pictures:
                words = workshop.draft.form.label(inner.path)
                yield self._add(Cards(workshop, self.place, inner, self._page), words)
        self._inside.addStretch(1)

    def _add(self, part: QWidget, words: str) -> QWidget:
        self._inside.addWidget(part)
        if words:
            self._parts_by_way.append(part)
            self._ways.addTab(words.replace("&", "&&"))
        return part

    def _go(self, way: int) -> None:
        if 0 <= way < len(self._parts_by_way) and self.isVisible():
            self._area.verticalScrollBar().setValue(self._parts_by_way[way].y())

    def _scrolled(self, value: int) -> None:
        """The tab follows the page."""
        reached = [index for index, part in enumerate(self._parts_by_way) if part.y() <= value + 40]
        self._ways.blockSignals(True)
        self._ways.setCurrentIndex(reached[-1] if reached else 0)
        self._ways.blockSignals(False)


class Rows(QWidget):
    """A whole group: the list of its rows beside the open one. Only the open row has editors."""

    opened = Signal()
    """Another row is open, with editors that have not shown their findings yet."""
    import_wanted = Signal(str)
    """Somebody wants to take in a list: the cells that were pasted, or '' for a file to be chosen."""

    def __init__(self, workshop: Workshop, above: Place, group: Group, parent: QWidget) -> None:
        super().__init__(parent)
        self.workshop, self.above, self.group = workshop, above, group
        draft = workshop.draft
        self.title = GroupTitle(draft, above, group, self)
        self._model = RowsModel(workshop, above, group, self)
        self.list = RowList(self._model, self.title.words)
        self.list.setAccessibleDescription(self.title.help_words)
        self._picture_group = next((inner for inner in group.groups if photograph_field(inner)), None)
        self._open: RawRow | None = None
        self._page: RowPage | None = None
        self._nothing = quiet(_("Nothing here yet. “Add” begins the first one."))
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)

        self.add_button = self.title.add = QPushButton(_("&Add"))
        self.copy_button = QPushButton(_("&Copy as new"))
        self.remove_button = QPushButton(_("&Remove"))
        self.up_button, self.down_button = small_button("↑", _("Move up")), small_button("↓", _("Move down"))
        self.import_button = QPushButton(_("&Import a list…"))
        self.import_button.setToolTip(_("From CSV, XLSX or LIDO; cells copied in a spreadsheet are pasted with Ctrl+V"))
        if group.id != "objects":
            self.import_button.hide()
        self.add_button.setAccessibleDescription(self.title.help_words)
        self.for_all_button = QPushButton(_("Set in all marked…"))
        self.for_all_button.hide()
        self.for_all_button.clicked.connect(self.set_in_all)
        self.add_button.clicked.connect(self._add_clicked)
        self.copy_button.clicked.connect(self._copy_clicked)
        self.remove_button.clicked.connect(self._remove_clicked)
        self.up_button.clicked.connect(lambda: self._move(-1))
        self.down_button.clicked.connect(lambda: self._move(1))
        self.import_button.clicked.connect(lambda: self.import_wanted.emit(""))
        keys.shortcut(self.list, "remove_rows", self._remove_clicked, Qt.ShortcutContext.WidgetShortcut)
        one, two = QHBoxLayout(), QHBoxLayout()
        one.addWidget(self.add_button, 1)
        one.addWidget(self.copy_button, 1)
        two.addWidget(self.remove_button, 1)
        two.addWidget(self.up_button)
        two.addWidget(self.down_button)
        left = QWidget()
        # Beside the list too: it may be empty.
        keys.shortcut(left, "paste_rows", self._paste, Qt.ShortcutContext.WidgetWithChildrenShortcut)
        beside = QVBoxLayout(left)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.list, 1)
        if group.id == "parties":
            beside.addWidget(RoleButtons(draft, above, group, self._go_to, left))
        beside.addLayout(one)
        beside.addLayout(two)
        beside.addWidget(self.for_all_button)
        beside.addWidget(self.import_button)
        self._stage = QWidget()
        self._stage_layout = QVBoxLayout(self._stage)
        self._stage_layout.setContentsMargins(0, 0, 0, 0)
        self._stage_layout.addWidget(self._nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        layout.addWidget(Beside((left, self._stage), ((200, 730), (180, 400)), least=_LEAST), 1)

        self.list.current_row_changed.connect(self._row_chosen)
        self.list.selectionModel().selectionChanged.connect(self._marked)
        draft.rows_set.connect(self._rows_set)
        draft.value_set.connect(self._value_set)
        draft.many_set.connect(self._many_set)
        draft.examined.connect(self._mark)
        self.sync()

    @property
    def page(self) -> RowPage | None:
        """The open row."""
        return self._page

    def open_row(self, index: int) -> None:
        """Open the row at a place, if there is one."""
        if 0 <= index < self.list.count():
            self.list.setCurrentRow(index)

    def focus_first(self) -> None:
        """Begin typing in the open row, or add the first."""
        if self._page is not None:
            self._page.focus_first()
        else:
            self.add_button.setFocus()

    def sync(self) -> None:
        """Show the rows there are; the open one stays open, else the next is opened."""
        rows = rows_in(self.above.row, self.group.id)
        at = next((index for index, row in enumerate(rows) if row is self._open), None)
        if at is None:
            at = min(max(self.list.currentRow(), 0), len(rows) - 1)
        with QSignalBlocker(self.list):
            self._model.take(rows)
            self.list.setCurrentRow(at)
        self._mark()
        self._show(rows[at] if rows else None)
        self.add_button.setEnabled(len(rows) < self.group.rows_max)

    def _show(self, row: RawRow | None) -> None:
        for act in (self.copy_button, self.remove_button, self.up_button, self.down_button):
            act.setEnabled(row is not None)
        if row is self._open and (self._page is not None) == (row is not None):
            return
        self._open = row
        self.workshop.draft.open_rows[id(self.above.row), self.group.id] = row or {}
        if self._page is not None:
            self._stage_layout.removeWidget(self._page)
            self._page.hide()
            self._page.deleteLater()
            self._page = None
        self._nothing.setVisible(row is None)
        if row is not None:
            place = Place(row, self.above, self.group.id)
            self._page = RowPage(self.workshop, place, self.group, self._stage)
            self._page.built.connect(self.opened)
            self._stage_layout.addWidget(self._page, 1)
            self.opened.emit()

    def _row_chosen(self, index: int) -> None:
        if 0 <= index < len(self._model.rows):
            self._show(self._model.rows[index])

    def _mark(self) -> None:
        """Which rows have something to be mended."""
        self.title.show_findings()
        self._model.tell()

    def _rows_set(self, above: object, group: str) -> None:
        if above is self.above.row and group == self.group.id:
            self.sync()
        elif self._picture_group is not None and group == self._picture_group.id:
            self._model.tell(above)

    def _value_set(self, row: object, field: str) -> None:
        if self._picture_group is not None and self._picture_group.member(field) is not None:
            self._model.tell()  # perhaps another photograph is the principal one
        else:
            self._model.tell(row)

    def _many_set(self, _field: str) -> None:
        self._model.tell()

    def _add_clicked(self) -> None:
        new = self.workshop.draft.add_row(self.above.row, self.group)
        self._go_to(new)

    def _copy_clicked(self) -> None:
        if self._open is not None:
            self._go_to(self.workshop.draft.add_copy(self.above.row, self.group, self._open))

    def set_in_all(self) -> None:
        """Ask for one field of all rows that are marked."""
        from certapp.ui.form.for_all import ForAllDialog  # only for those who mark several

        rows = [self._model.rows[index] for index in self.list.chosen()]
        dialog = ForAllDialog(self.workshop, self.group, rows, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _marked(self) -> None:
        self.for_all_button.setVisible(len(self.list.selectionModel().selectedIndexes()) > 1)

    def _remove_clicked(self) -> None:
        chosen = [self._model.rows[index] for index in self.list.chosen()]
        if len(chosen) > 1:
            name = ngettext("{n} row", "{n} rows", len(chosen)).format(n=len(chosen))
            self.workshop.draft.remove_rows(self.above.row, self.group, chosen, name)
        elif self._open is not None:
            title, _kind = row_title(self.workshop.draft, self.group, self._open)
            name = title or f"{self.title.words} {self.list.currentRow() + 1}"
            self.workshop.draft.remove_rows(self.above.row, self.group, [self._open], name)

    def _move(self, step: int) -> None:
        if self._open is not None:
            self.workshop.draft.move_row(self.above.row, self.group, self._open, step)

    def _paste(self) -> None:
        text = QGuiApplication.clipboard().text()
        if self.import_button.isVisibleTo(self) and text.strip():
            self.import_wanted.emit(text)

    def _go_to(self, row: RawRow) -> None:
        self.open_row(next(index for index, each in enumerate(self._model.rows) if each is row))
        self.focus_first()
