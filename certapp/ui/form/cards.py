"""The rows of a small group, as cards under each other; and what every part of the page is built with."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from certapp.formdef.form import Field, Group
from certapp.ui.common.labels import heading, quiet
from certapp.ui.common.words import _
from certapp.ui.form.cell import CALM, Note
from certapp.ui.form.draft import Draft, Place, RawRow, is_typed, joined, rows_in
from certapp.ui.form.editors import Desk
from certapp.ui.form.files import Files, Pictures
from certapp.ui.form.flow import Flow
from certapp.ui.form.quick_line import QuickLine
from certapp.ui.form.several import small_button

if TYPE_CHECKING:
    from certapp.ui.form.known_parties import KnownParties

TITLES = ("title", "name_legal", "subject")
"""Fields a row is called by, where it has one of them; else its first text."""


@dataclass(frozen=True)
class Workshop:
    """What rows are built with."""

    draft: Draft
    desk: Desk
    pictures: Pictures
    files: Files
    known: "KnownParties"


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
        self.add: QPushButton | None = None
        """What adds a row, wherever it stands."""
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(heading(self.words, 2, self), 1)
        top.addLayout(self.acts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(top)
        self.help_words = draft.form.help(group.path)
        if self.help_words:
            layout.addWidget(quiet(self.help_words, self))
        layout.addWidget(self.note)

    def add_line(self, line: QWidget) -> None:
        """A line more, right under the heading."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(1, line)

    @property
    def path(self) -> str:
        """Where the group is in the record now."""
        return joined(self.above.path, self.group.id)

    def show_findings(self) -> None:
        """What is to be said of the group; that rows are missing only after the user was here."""
        found = self.draft.findings_at(self.path)
        touched = self.draft.was_touched(self.above.row, self.group.id)
        self.note.say(tuple(finding for finding in found if touched or finding.code not in CALM), self.words)
        if self.add is not None:
            self.add.setAccessibleDescription(" ".join(filter(None, (self.note.text(), self.help_words))))


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
        self.add_button.setAccessibleDescription(self.title.help_words)
        self.add_button.clicked.connect(self._add_clicked)
        self.title.acts.addWidget(self.add_button)
        self.title.add = self.add_button
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.title)
        if group.id == "measurements":
            layout.addWidget(QuickLine(workshop.draft, above, group, self))
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
        self.front = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.front.addLayout(self.words, 1)
        body = QHBoxLayout(self)
        body.setContentsMargins(10, 8, 6, 4)
        body.addLayout(self.front, 1)
        body.addLayout(side)

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
