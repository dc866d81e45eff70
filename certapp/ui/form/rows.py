"""The rows of a group: small ones as cards under each other, whole ones as a list beside the open row."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from certapp.formdef.form import Field, Group
from certapp.model.findings import Weight
from certapp.ui.common.labels import heading, quiet
from certapp.ui.common.words import _
from certapp.ui.form.cell import CALM, Note
from certapp.ui.form.draft import Draft, Place, RawRow, is_typed, joined, photograph_field, rows_in
from certapp.ui.form.editors import Desk
from certapp.ui.form.files import Files, Pictures
from certapp.ui.form.flow import Flow
from certapp.ui.form.several import small_button

TITLES = ("title", "name_legal", "subject")
"""Fields a row is called by, where it has one of them; else its first text."""
WIDEST_PAGE = 1080
"""Pixels: longer lines are hard to read."""
FIELDS_AT_ONCE = 12
"""How many editors are built before the window may answer again."""


@dataclass(frozen=True)
class Workshop:
    """What rows are built with."""

    draft: Draft
    desk: Desk
    pictures: Pictures
    files: Files


def row_title(draft: Draft, group: Group, row: RawRow) -> tuple[str, str]:
    """How a list names a row: its title, and in which role or of which kind it is."""
    named = [field for name in TITLES for field in group.fields if field.id == name]
    texts = [field for field in group.fields if field.kind in ("text", "multilingual") and is_typed(field)]
    title = next(filter(None, (_words(draft, field, row) for field in (*named, *texts))), "")
    codes = [field for field in group.fields if field.kind == "code"]
    return title, next(filter(None, (_words(draft, field, row) for field in codes[:1])), "")


def _words(draft: Draft, field: Field, row: RawRow) -> str:
    value = row.get(field.id)
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get(draft.primary_language) or next(iter(value.values()), None)
    if value is None:
        return ""
    words = str(value).strip().replace("\n", " ")[:120]
    return draft.form.code_name(field.code_list, words) if field.kind == "code" else words


class GroupTitle(QWidget):
    """The name of a group, how to add to it, and what is to be said of it as a whole."""

    def __init__(self, draft: Draft, above: Place, group: Group, parent: QWidget) -> None:
        super().__init__(parent)
        self.draft, self.above, self.group = draft, above, group
        self.words = draft.form.label(group.path)
        self.note = Note(self)
        self.acts = QHBoxLayout()
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(heading(self.words, 2, self), 1)
        top.addLayout(self.acts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(top)
        help_words = draft.form.help(group.path)
        if help_words:
            layout.addWidget(quiet(help_words, self))
        layout.addWidget(self.note)

    @property
    def path(self) -> str:
        """Where the group is in the record now."""
        return joined(self.above.path, self.group.id)

    def show_findings(self) -> None:
        """What is to be said of the group; that rows are missing only after the user was here."""
        found = self.draft.findings_at(self.path)
        touched = self.draft.was_touched(self.above.row, self.group.id)
        self.note.say(tuple(finding for finding in found if touched or finding.code not in CALM), self.words)


class Cards(QWidget):
    """The rows of a small group, each a card of its editors; all of them are open."""

    def __init__(self, workshop: Workshop, above: Place, group: Group, parent: QWidget) -> None:
        super().__init__(parent)
        self.workshop, self.above, self.group = workshop, above, group
        self.title = GroupTitle(workshop.draft, above, group, self)
        self.cards: list[Card] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self.add_button = QPushButton(self.add_words(), self.title)
        self.add_button.setAccessibleName(f"{self.title.words}: {self.add_words()}")
        self.add_button.clicked.connect(self._add_clicked)
        self.title.acts.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.title)
        layout.addLayout(self._list)
        workshop.draft.rows_set.connect(self._rows_set)
        self.sync()

    def add_words(self) -> str:
        """What the button to add says."""
        return _("Add")

    def make_card(self, place: Place) -> "Card":
        """The card of a row."""
        return Card(self, place, self.group.fields)

    def sync(self) -> None:
        """Show the rows there are, in their order; cards of rows that stay are not built again."""
        known = {id(card.place.row): card for card in self.cards}
        rows = rows_in(self.above.row, self.group.id)
        self.cards = []
        for index, row in enumerate(rows):
            card = known.pop(id(row), None) or self.make_card(Place(row, self.above, self.group.id))
            self.cards.append(card)
            if self._list.indexOf(card) != index:
                self._list.insertWidget(index, card)
        for gone in known.values():
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for index, card in enumerate(self.cards):
            card.set_position(index, len(self.cards))
        self.add_button.setEnabled(len(rows) < self.group.rows_max)

    def _rows_set(self, above: object, group: str) -> None:
        if above is self.above.row and group == self.group.id:
            self.sync()

    def _add_clicked(self) -> None:
        self.workshop.draft.add_row(self.above.row, self.group)
        if self.cards:
            self.cards[-1].focus_first()


class Card(QFrame):
    """One row of a small group; `first` and `rest`: which fields are seen at once, which only when wanted."""

    def __init__(self, cards: Cards, place: Place, first: tuple[Field, ...], rest: tuple[Field, ...] = ()) -> None:
        super().__init__(cards)
        self.place = place
        self._group_words = cards.title.words
        workshop = cards.workshop
        draft = workshop.draft
        self.setProperty("card", True)
        self.flow = Flow(draft, workshop.desk, place, first, self)
        self._up, self._down = small_button("↑", _("Move up"), self), small_button("↓", _("Move down"), self)
        self._remove = small_button("✕", _("Remove"), self)
        for each in (self._up, self._down, self._remove):
            each.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._up.clicked.connect(lambda: draft.move_row(cards.above.row, cards.group, place.row, -1))
        self._down.clicked.connect(lambda: draft.move_row(cards.above.row, cards.group, place.row, 1))
        self._remove.clicked.connect(lambda: draft.remove_row(cards.above.row, cards.group, place.row, self._name()))
        side = QVBoxLayout()
        side.setSpacing(0)
        for each in (self._remove, self._up, self._down):
            side.addWidget(each)
        side.addStretch(1)
        self.words = QVBoxLayout()
        self.words.addWidget(self.flow)
        if any(is_typed(field) for field in rest):
            self.words.addWidget(Folded(workshop, place, rest, self))
        for group in cards.group.groups:  # groups in groups in groups: rare, but the form may say so
            self.words.addWidget(Cards(workshop, place, group, self))
        self.words.addStretch(1)
        self.body = QHBoxLayout(self)
        self.body.setContentsMargins(10, 8, 6, 4)
        self.body.addLayout(self.words, 1)
        self.body.addLayout(side)

    def set_position(self, index: int, count: int) -> None:
        """The how-manieth of how many it is."""
        name = f"{self._group_words} {index + 1}"
        self.setAccessibleName(name)
        self._up.setVisible(count > 1)
        self._down.setVisible(count > 1)
        self._up.setEnabled(index > 0)
        self._down.setEnabled(index < count - 1)
        for act, words in ((self._up, _("Move up")), (self._down, _("Move down")), (self._remove, _("Remove"))):
            act.setAccessibleName(f"{words}: {name}")

    def focus_first(self) -> None:
        """Begin typing here."""
        if self.flow.cells:
            self.flow.cells[0].editor.setFocus()

    def _name(self) -> str:
        return self.accessibleName()


class Folded(QWidget):
    """Fields that are seldom needed: built and shown when somebody asks for them."""

    def __init__(self, workshop: Workshop, place: Place, fields: tuple[Field, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._workshop, self._place = workshop, place
        self._fields = tuple(field for field in fields if is_typed(field))
        self._flow: Flow | None = None
        self._button = QToolButton(self)
        self._button.setCheckable(True)
        self._button.setAutoRaise(True)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._button.toggled.connect(self._toggled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._button)
        workshop.draft.value_set.connect(self._value_set)
        self._say()

    def unfold_for(self, path: str) -> None:
        """Show the fields if the one at `path` is among them."""
        if any(path.startswith(joined(self._place.path, field.id)) for field in self._fields):
            self._button.setChecked(True)

    def _toggled(self, shown: bool) -> None:
        if self._flow is None and shown:
            draft = self._workshop.draft
            self._flow = Flow(draft, self._workshop.desk, self._place, self._fields, self)
            layout = self.layout()
            assert layout is not None
            layout.addWidget(self._flow)
            for cell in self._flow.cells:
                cell.show_findings()
        if self._flow is not None:
            self._flow.setVisible(shown)
        self._say()

    def _say(self) -> None:
        filled = sum(field.id in self._place.row for field in self._fields)
        self._button.setArrowType(Qt.ArrowType.DownArrow if self._button.isChecked() else Qt.ArrowType.RightArrow)
        self._button.setText(_("More ({n} filled)").format(n=filled) if filled else _("More"))

    def _value_set(self, row: object, _field: str) -> None:
        if row is self._place.row:
            self._say()


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
        self._ways.setVisible(bool(group.groups))
        layout.addWidget(self._ways)
        layout.addWidget(self._area, 1)
        self._area.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._parts = self._build(workshop, group)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._build_next)
        self._timer.start(0)
        self._build_next()

    def build_all(self) -> None:
        """Build what is not built yet, now: somebody wants to go there."""
        while self._timer.isActive():
            self._build_next()

    def focus_first(self) -> None:
        """Begin typing here."""
        self.build_all()
        if self._first is not None and self._first.cells:
            self._first.cells[0].editor.setFocus()

    def _build_next(self) -> None:
        if next(self._parts, None) is None:
            self._timer.stop()
            self.built.emit()

    def _build(self, workshop: Workshop, group: Group) -> Iterator[QWidget]:
        from certapp.ui.form.photographs import Photographs

        pictures = [inner for inner in group.groups if photograph_field(inner)]
        for inner in pictures:  # what one sees of a thing comes first
            yield self._add(Photographs(workshop, self.place, inner, self._page), workshop.draft.form.label(inner.path))
        typed = [field for field in group.fields if is_typed(field)]
        for start in range(0, len(typed), FIELDS_AT_ONCE):
            some = typed[start : start + FIELDS_AT_ONCE]
            flow = Flow(workshop.draft, workshop.desk, self.place, some, self._page)
            self._first = self._first or flow
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

    def __init__(self, workshop: Workshop, above: Place, group: Group, parent: QWidget) -> None:
        super().__init__(parent)
        self.workshop, self.above, self.group = workshop, above, group
        draft = workshop.draft
        self.title = GroupTitle(draft, above, group, self)
        self.list = QListWidget()
        self.list.setObjectName("rows")
        self.list.setAccessibleName(self.title.words)
        self.list.setIconSize(QSize(44, 44))
        self.list.setStyleSheet("QListWidget::item { padding: 4px 2px; }")
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._picture_group = next((inner for inner in group.groups if photograph_field(inner)), None)
        self._open: RawRow | None = None
        self._page: RowPage | None = None
        self._nothing = quiet(_("Nothing here yet. “Add” begins the first one."))
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)

        self.add_button = QPushButton(_("&Add"))
        self.copy_button = QPushButton(_("&Copy as new"))
        self.remove_button = QPushButton(_("Remo&ve"))
        self.up_button, self.down_button = small_button("↑", _("Move up")), small_button("↓", _("Move down"))
        self.add_button.clicked.connect(self._add_clicked)
        self.copy_button.clicked.connect(self._copy_clicked)
        self.remove_button.clicked.connect(self._remove_clicked)
        self.up_button.clicked.connect(lambda: self._move(-1))
        self.down_button.clicked.connect(lambda: self._move(1))
        one, two = QHBoxLayout(), QHBoxLayout()
        one.addWidget(self.add_button, 1)
        one.addWidget(self.copy_button, 1)
        two.addWidget(self.remove_button, 1)
        two.addWidget(self.up_button)
        two.addWidget(self.down_button)
        for each in (self.up_button, self.down_button):
            each.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        left = QWidget()
        beside = QVBoxLayout(left)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.list, 1)
        beside.addLayout(one)
        beside.addLayout(two)
        self._stage = QWidget()
        self._stage_layout = QVBoxLayout(self._stage)
        self._stage_layout.setContentsMargins(0, 0, 0, 0)
        self._stage_layout.addWidget(self._nothing)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self._stage)
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        split.setSizes([230, 700])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        layout.addWidget(split, 1)

        self.list.currentRowChanged.connect(self._row_chosen)
        draft.rows_set.connect(self._rows_set)
        draft.value_set.connect(self._value_set)
        draft.examined.connect(self._mark)
        workshop.pictures.came.connect(self._picture_came)
        self.sync()

    @property
    def page(self) -> RowPage | None:
        """The open row."""
        return self._page

    def open_row(self, index: int) -> None:
        """Open the row at a place, if there is one."""
        if 0 <= index < self.list.count():
            self.list.setCurrentRow(index)

    def sync(self) -> None:
        """Show the rows there are; the open one stays open, else the next is opened."""
        rows = rows_in(self.above.row, self.group.id)
        at = next((index for index, row in enumerate(rows) if row is self._open), None)
        if at is None:
            at = min(max(self.list.currentRow(), 0), len(rows) - 1)
        self.list.blockSignals(True)
        while self.list.count() > len(rows):
            self.list.takeItem(self.list.count() - 1)
        while self.list.count() < len(rows):
            self.list.addItem(QListWidgetItem())
        for index in range(len(rows)):
            self._name(index, rows[index])
        self.list.setCurrentRow(at)
        self.list.blockSignals(False)
        self._mark()
        self._show(rows[at] if rows else None)
        self.add_button.setEnabled(len(rows) < self.group.rows_max)

    def _show(self, row: RawRow | None) -> None:
        if row is self._open and (self._page is not None) == (row is not None):
            return
        self._open = row
        if self._page is not None:
            self._stage_layout.removeWidget(self._page)
            self._page.hide()
            self._page.deleteLater()
            self._page = None
        self._nothing.setVisible(row is None)
        for act in (self.copy_button, self.remove_button, self.up_button, self.down_button):
            act.setEnabled(row is not None)
        if row is not None:
            place = Place(row, self.above, self.group.id)
            self._page = RowPage(self.workshop, place, self.group, self._stage)
            self._page.built.connect(self.opened)
            self._stage_layout.addWidget(self._page, 1)
            self.opened.emit()

    def _row_chosen(self, index: int) -> None:
        rows = rows_in(self.above.row, self.group.id)
        if 0 <= index < len(rows):
            self._show(rows[index])

    def _name(self, index: int, row: RawRow) -> None:
        item = self.list.item(index)
        title, kind = row_title(self.workshop.draft, self.group, row)
        first = f"{index + 1}  {title or _('(no name yet)')}"
        item.setText(f"{first}\n{kind}" if kind else first)
        item.setToolTip(f"{title}\n{kind}".strip())
        if self._picture_group is None:
            return
        file = photograph_field(self._picture_group)
        photographs = rows_in(row, self._picture_group.id)
        principal = sorted(photographs, key=lambda each: each.get("is_principal") is not True)
        name = str(principal[0].get(file.id) or "") if principal and file else ""
        if name != item.data(Qt.ItemDataRole.UserRole):
            item.setData(Qt.ItemDataRole.UserRole, name)
            picture = self.workshop.pictures.get(name) if name else None
            item.setIcon(_no_picture() if picture is None else QIcon(picture))

    def _picture_came(self, name: str, picture: QPixmap) -> None:
        for index in range(self.list.count()):
            item = self.list.item(index)
            if item.data(Qt.ItemDataRole.UserRole) == name:
                item.setIcon(QIcon(picture))

    def _mark(self) -> None:
        """Which rows have something to be mended."""
        self.title.show_findings()
        for index in range(self.list.count()):
            item = self.list.item(index)
            path = f"{self.title.path}[{index}]"
            wrong = self.workshop.draft.findings_below(path, Weight.APPLICATION)
            text = item.text().split("   ▲", 1)[0]
            item.setText(f"{text}   ▲ {wrong}" if wrong else text)

    def _rows_set(self, above: object, group: str) -> None:
        if above is self.above.row and group == self.group.id:
            self.sync()
        elif self._picture_group is not None and group == self._picture_group.id:
            self._rename(above)

    def _value_set(self, row: object, _field: str) -> None:
        self._rename(row)

    def _rename(self, row: object) -> None:
        rows = rows_in(self.above.row, self.group.id)
        for index, each in enumerate(rows):
            inside = self._picture_group is not None and any(
                inner is row for inner in rows_in(each, self._picture_group.id)
            )
            if each is row or inside:
                self._name(index, each)

    def _add_clicked(self) -> None:
        new = self.workshop.draft.add_row(self.above.row, self.group)
        self._go_to(new)

    def _copy_clicked(self) -> None:
        if self._open is not None:
            self._go_to(self.workshop.draft.add_copy(self.above.row, self.group, self._open))

    def _remove_clicked(self) -> None:
        if self._open is not None:
            title, _kind = row_title(self.workshop.draft, self.group, self._open)
            name = title or f"{self.title.words} {self.list.currentRow() + 1}"
            self.workshop.draft.remove_row(self.above.row, self.group, self._open, name)

    def _move(self, step: int) -> None:
        if self._open is not None:
            self.workshop.draft.move_row(self.above.row, self.group, self._open, step)

    def _go_to(self, row: RawRow) -> None:
        rows = rows_in(self.above.row, self.group.id)
        self.open_row(next(index for index, each in enumerate(rows) if each is row))
        if self._page is not None:
            self._page.focus_first()


def _no_picture() -> QIcon:
    empty = QPixmap(44, 44)
    empty.fill(Qt.GlobalColor.transparent)
    return QIcon(empty)
