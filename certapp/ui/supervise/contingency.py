"""Blank forms for an outage in the window: numbers reserved and printed beforehand, and made void when not used."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from certapp.model import language as spoken
from certapp.model.errors import Refusal
from certapp.service.contingency import LONGEST_REASON, MOST, blank_form, make_void, open_numbers, reserve
from certapp.service.letter_texts import languages
from certapp.service.office import Actor
from certapp.service.print_copies import copies_of
from certapp.service.rights import Right
from certapp.service.to_print import ToPrint
from certapp.ui.common.allowing import may_act
from certapp.ui.common.background import Newest, in_background
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.labels import button, caption, heading, plain, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.person import acting
from certapp.ui.common.words import _, ngettext
from certapp.ui.printing.office_dialog import OfficePrintDialog
from certapp.ui.session import Session

T = TypeVar("T")


class ContingencyCard(QFrame):
    """On the supervisor's page: how many forms wait, and the way to them."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._newest = Newest(self)
        self.setProperty("card", True)
        self._session = session
        self.state = plain()
        self.forms = button(_("&Forms for an outage…"))
        self.forms.clicked.connect(self.show_forms)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.addWidget(heading(_("When nothing works"), 2))
        words = _(
            "Blank forms with numbers of their own, printed beforehand: made out by hand during an outage, keyed in"
            " afterwards under their numbers."
        )
        column.addWidget(quiet(words))
        column.addWidget(self.state)
        bar = QHBoxLayout()
        bar.addWidget(self.forms)
        bar.addStretch(1)
        column.addLayout(bar)

    def refresh(self) -> None:
        """Read how many wait."""
        office = self._session.office
        self._newest.read(lambda: open_numbers(office), self._show, lambda refusal: None)

    def show_forms(self) -> None:
        """The forms themselves."""
        dialog = ContingencyDialog(self, self._session)
        dialog.finished.connect(lambda result: self.refresh())
        dialog.open()

    def _show(self, numbers: tuple[str, ...]) -> None:
        words = ngettext("{n} blank form is out", "{n} blank forms are out", len(numbers))
        self.state.setText(words.format(n=len(numbers)) if numbers else _("No blank form is out."))


class ContingencyDialog(Dialog):
    """The numbers that are out, new ones, and what becomes of those that were not used."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent)
        self._newest = Newest(self)
        self.setWindowTitle(_("Forms for an outage"))
        self._session = session
        self.notice = Notice()
        self.count = QSpinBox()
        self.count.setRange(1, MOST)
        self.count.setValue(5)
        self.language = ChoiceBox()
        for tag in languages():
            self.language.addItem(spoken.NAMES[tag], tag)
        self.language.setCurrentIndex(max(self.language.findData(spoken.in_use()), 0))
        self.reserve = button(_("&Reserve and print…"), primary=True)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Numbers on blank forms"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.again = button(_("&Print the marked…"))
        self.void = button(_("Make the marked &void"))
        self.reserve.clicked.connect(self.reserve_now)
        self.again.clicked.connect(lambda: self._print(self._marked()))
        self.void.clicked.connect(self.void_now)
        self._lay_out()
        self._read()
        self.count.setFocus()

    def reserve_now(self) -> None:
        """Take the numbers, then print their forms."""
        actor = self._supervisor()
        if actor is None:
            return
        office, count = self._session.office, self.count.value()

        def done(numbers: tuple[str, ...]) -> None:
            self._read()
            self._print(numbers)

        self._act(lambda: reserve(office, actor, count), done)

    def void_now(self) -> None:
        """Account for the marked forms, which were not used."""
        numbers, actor = self._marked(), self._supervisor()
        if actor is None:
            return
        office, reason = self._session.office, self.reason.text()
        if not reason.strip():
            self.notice.show_refusal(Refusal("CONTINGENCY_REASON_WRONG", most=LONGEST_REASON))
            self.reason.setAccessibleDescription(self.notice.text)
            self.reason.setFocus()
            return

        def done(nothing: None) -> None:
            self._read()
            self.reason.clear()
            words = ngettext("{n} number is void.", "{n} numbers are void.", len(numbers))
            self.notice.show_done(words.format(n=len(numbers)))

        self._act(lambda: make_void(office, actor, numbers, reason), done)

    def _act(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self.notice.clear()
        self.reason.setAccessibleDescription("")

        def ended(result: T) -> None:
            self._session.changed.emit()
            done(result)

        in_background(self, work, ended, self.notice.show_refusal)

    def _supervisor(self) -> Actor | None:
        actor = acting(self, self._session)
        return actor if may_act(actor, self.notice, Right.SUPERVISE) else None

    def _print(self, numbers: tuple[str, ...]) -> None:
        office, language = self._session.office, str(self.language.currentData())
        copies = copies_of(office)

        def one(number: str) -> Callable[[], ToPrint]:
            return lambda: ToPrint(number, blank_form(office, number, language), copies)

        words = ngettext("{n} blank form", "{n} blank forms", len(numbers)).format(n=len(numbers))
        OfficePrintDialog(self, office.folder.path, words, tuple(map(one, numbers)), copies).open()

    def _read(self) -> None:
        office = self._session.office
        self._newest.read(lambda: open_numbers(office), self._show, self.notice.show_refusal)

    def _show(self, numbers: tuple[str, ...]) -> None:
        self.list.clear()
        self.list.addItems(numbers)
        self._buttons()

    def _marked(self) -> tuple[str, ...]:
        return tuple(sorted(item.text() for item in self.list.selectedItems()))

    def _buttons(self) -> None:
        for each in (self.again, self.void):
            each.setEnabled(bool(self.list.selectedItems()))

    def _lay_out(self) -> None:
        self.list.itemSelectionChanged.connect(self._buttons)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self.notice)
        words = _(
            "Reserve numbers while all is well and keep the printed forms under lock. A form has no code: the border"
            " asks by telephone. Keep a list of what is made out, and key each in afterwards: it is issued under its"
            " number, marked with the day of the form."
        )
        layout.addWidget(quiet(words))
        many = QHBoxLayout()
        for label, editor in ((_("&How many"), self.count), (_("Lan&guage"), self.language)):
            many.addWidget(caption(label, editor))
            many.addWidget(editor)
        many.addWidget(self.reserve)
        many.addStretch(1)
        layout.addLayout(many)
        layout.addWidget(caption(_("Forms that are &out"), self.list))
        layout.addWidget(self.list, 1)
        layout.addWidget(caption(_("Why they were &not used"), self.reason))
        layout.addWidget(self.reason)
        layout.addLayout(self.last_line(self.again, self.void))
        self.resize(640, 520)
