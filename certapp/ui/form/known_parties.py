"""Parties of earlier files, offered under a name while it is typed; choosing one copies its particulars as they are."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit, QStyledItemDelegate, QStyleOptionViewItem

from certapp.formdef.form import Form, Group
from certapp.register.known_parties import KnownParty
from certapp.service.parties import find_parties, take_up_parties
from certapp.ui.common.background import in_background
from certapp.ui.common.words import _, apart, ngettext
from certapp.ui.form.cell import Cell
from certapp.ui.form.draft import Draft, Place
from certapp.ui.form.editors import TextEditor
from certapp.ui.form.parties import take_over

if TYPE_CHECKING:
    from certapp.service.office import Office

NAMES: Final = ("name_legal", "name_latin")
"""Fields under which parties are offered."""
ASK_AFTER_MS: Final = 150
"""After the last key."""
_WIDEST: Final = 620
_BETWEEN: Final = 10
_PARTY: Final = Qt.ItemDataRole.UserRole


class KnownParties(QObject):
    """The parties of the office's files, asked beside the window."""

    def __init__(self, office: "Office", draft: Draft) -> None:
        super().__init__(draft)
        self._office, self._draft = office, draft
        self._prepared = False

    def prepare(self) -> None:
        """Take up what came since, a second at a time: somebody will type a name soon."""
        if not self._prepared:
            self._prepared = True
            self._take_up()

    def ask(self, owner: QObject, typed: str, then: Callable[[tuple[KnownParty, ...]], None]) -> None:
        """Hand over who may be meant, unless `owner` is gone by then."""
        office, own = self._office, self._draft.id
        in_background(owner, lambda: find_parties(office, typed, own), then, lambda _refusal: None)

    def _take_up(self) -> None:
        office = self._office
        in_background(self, lambda: take_up_parties(office), self._taken_up, lambda _refusal: None)

    def _taken_up(self, all_of_them: bool) -> None:
        if not all_of_them:
            self._take_up()


class _Lines(QStyledItemDelegate):
    """Name and address on two lines, parted from the next party's."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """The lines, and room between two."""
        return super().sizeHint(option, index) + QSize(0, _BETWEEN)


class PartyFinder(QCompleter):
    """Drops down under a name; nothing is chosen but by an arrow key and Enter, or a click."""

    def __init__(self, known: KnownParties, draft: Draft, place: Place, group: Group, line: QLineEdit) -> None:
        super().__init__(line)
        self._known, self._draft, self._place, self._group, self._line = known, draft, place, group, line
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setWidget(line)
        view = self.popup()
        assert view is not None
        self._view: QAbstractItemView = view
        view.setItemDelegate(_Lines(view))
        view.setAccessibleName(_("Known from earlier files"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ASK_AFTER_MS)
        self._timer.timeout.connect(self._ask)
        line.textEdited.connect(lambda _typed: self._timer.start())
        self.activated[QModelIndex].connect(self._chosen)  # type: ignore[index]  # which of its two signals

    def _ask(self) -> None:
        typed = self._line.text()
        self._known.ask(self, typed, lambda found: self._offer(typed, found))

    def _offer(self, typed: str, found: tuple[KnownParty, ...]) -> None:
        if typed != self._line.text() or not self._line.hasFocus():
            return  # an answer to what nobody asks any more
        said = self._place.row
        others = [each for each in found if any(said.get(name) != value for name, value in each.said.items())]
        self._model.clear()
        for each in others:
            item = QStandardItem("\n".join(filter(None, (_names(each), _whereabouts(self._draft.form, each)))))
            item.setData(each, _PARTY)
            item.setEditable(False)
            self._model.appendRow(item)
        if not others:
            self._view.hide()
            return
        width = min(max(self._view.sizeHintForColumn(0) + 30, self._line.width()), _WIDEST)
        left = self._line.width() - width if self._line.isRightToLeft() else 0
        self.complete(QRect(left, 0, width, self._line.height()))

    def _chosen(self, index: QModelIndex) -> None:
        known = index.data(_PARTY)
        if isinstance(known, KnownParty):
            words = _("particulars of {name}").format(name=known.said.get("name_legal", ""))
            take_over(self._draft, self._place.row, self._group, known.said, words)
            self._line.setCursorPosition(0)


def offer_known_parties(known: KnownParties, cells: list[Cell], draft: Draft, place: Place, group: Group) -> None:
    """Equip the names among these fields."""
    for cell in cells:
        editor = cell.editor
        if cell.field.id in NAMES and isinstance(editor, TextEditor) and editor.line is not None:
            PartyFinder(known, draft, place, group, editor.line)
            known.prepare()


def _names(known: KnownParty) -> str:
    legal, latin = _text(known.said.get("name_legal")), _text(known.said.get("name_latin"))
    return f"{apart(legal)} ({apart(latin)})" if latin and latin != legal else apart(legal)


def _whereabouts(form: Form, known: KnownParty) -> str:
    """`1 Museum Square, 1010 Port Example, France · 41 files`: so that parties of one name are told apart."""
    said = known.said
    country = _text(said.get("country"))
    city = " ".join(filter(None, (_text(said.get("postcode")), _text(said.get("city")))))
    address = (_text(said.get("address_line")), city, _text(said.get("region")), form.code_name("COUNTRY", country))
    files = ngettext("{n} file", "{n} files", known.files).format(n=known.files) if known.files else _("in a draft")
    where = ", ".join(filter(None, address))
    return f"{apart(where)} · {files}" if where else files


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    return " ".join(str(value).split())[:160] if isinstance(value, str) else ""
