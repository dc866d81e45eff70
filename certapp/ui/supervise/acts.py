"""The tab "Case": everything that happened to an application, and the acts its state allows."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from certapp.formdef.form import Form
from certapp.model import language as spoken
from certapp.model.errors import Refusal
from certapp.register.case_events import OPEN_TO_CHANGE
from certapp.service import appealing, casework, deciding
from certapp.service.office import Actor, Office
from certapp.ui.common.act_dialog import ActDialog, Asked
from certapp.ui.common.background import in_background
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.labels import button, scrolled
from certapp.ui.common.person import acting, name_of
from certapp.ui.common.terms import act_words, minute_of
from certapp.ui.common.words import _
from certapp.ui.session import Session
from certapp.ui.supervise.appeals import AppealDialog, CloseDialog, DelayDialog, DismissDialog, UpholdDialog
from certapp.ui.supervise.asking import AnswerDialog, AskDialog, ProposeDialog
from certapp.ui.supervise.case import Case
from certapp.ui.supervise.experts import ExpertsDialog
from certapp.ui.supervise.fee import FeeDialog
from certapp.ui.supervise.letters import LettersDialog
from certapp.ui.supervise.told import told_in

Act = Callable[[Office, Actor, str], object]
Gather = Callable[[str], Act | None]
"""Asks, under a title, for what an act needs; None where the user gave up."""
_ROWS_SEEN = 8
"""Lines of the history, its head among them, that are seen however small the window is: the tab scrolls then."""


class CasePanel(QWidget):
    """Tells when an act was done (`acted`) or refused (`refused`)."""

    acted = Signal()
    refused = Signal(object)
    correction_wanted = Signal(str)
    """The application with this number is to be corrected."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._case: Case | None = None
        self._allowed: dict[QPushButton, tuple[str, ...]] = {}
        self.history = QTreeWidget()
        self.history.setAccessibleName(_("History of the case"))
        self.history.setRootIsDecorated(False)
        self.history.setMinimumHeight(_ROWS_SEEN * self.history.fontMetrics().lineSpacing())
        self.history.setHeaderLabels([_("When"), _("Who"), _("What"), _("Reason")])
        looked_at = ("RECEIVED", "UNDER_REVIEW")
        before = (*looked_at, "INCOMPLETE", "DECISION_PROPOSED", "APPROVED", "PARTLY_APPROVED")
        self.review = self._act(_("Beg&in the review"), ("RECEIVED",), lambda _title: casework.begin_review)
        self.ask = self._act(_("As&k the applicant…"), looked_at, self._ask)
        self.propose = self._act(_("Pr&opose…"), (*looked_at, "DECISION_PROPOSED"), self._propose)
        self.answer = self._act(_("A&nswer received…"), ("INCOMPLETE",), self._answered)
        self.send_back = self._act(
            _("Send &back…"),
            ("DECISION_PROPOSED",),
            self._in_words(deciding.return_to_desk, _("Why is the proposal sent back?")),
        )
        self.lapse = self._act(_("Let la&pse…"), ("INCOMPLETE",), self._lapse)
        self.withdraw = self._act(
            _("&Withdraw…"),
            before,
            self._in_words(casework.withdraw, _("Why does the applicant take the application back?")),
        )
        self.appeal = self._act(_("Appeal filed…"), ("REFUSED",), self._appealed)
        self.delay = self._act(_("Delay begun…"), ("APPEALED", "DELAYED"), self._delayed)
        self.uphold = self._act(_("Approve after all…"), ("APPEALED", "DELAYED"), self._upheld)
        self.dismiss = self._act(_("Dismiss the appeal…"), ("APPEALED", "DELAYED"), self._dismissed)
        self.close_refusal = self._act(_("Close the refusal…"), ("REFUSED", "APPEALED", "DELAYED"), self._closed)
        self.letters, self.experts = button(_("Le&tters…")), button(_("E&xperts…"))
        self.letters.clicked.connect(self._letters)
        self.experts.clicked.connect(self._experts)
        self.correct = button(_("Co&rrect…"))
        self.correct.clicked.connect(self._correct)
        acts = tuple(self._allowed)
        self.fee = self._act(_("&Fee received…"), before, self._fee)
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.addWidget(self.history, 1)
        column.addWidget(ButtonRows(acts))
        column.addWidget(ButtonRows((self.correct, self.letters, self.experts, self.fee)))
        area = scrolled(sheet, _("Case"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is on it takes the focus, and the area follows
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        self.show_case(None)

    def show_case(self, case: Case | None) -> None:
        """The history of an application, and what may be done in its state; None: there is none."""
        self._case = case
        self.history.clear()
        status = case.application.status if case else ""
        for entry in case.history if case else ():
            who = name_of(self._session.office, entry.actor)
            self.history.addTopLevelItem(
                QTreeWidgetItem([minute_of(entry.at), who, act_words(entry.type), told_in(self._form, entry)])
            )
        for column in range(3):
            self.history.resizeColumnToContents(column)
        for each, states in self._allowed.items():
            each.setVisible(status in states)
            each.setEnabled(True)
        for each in (self.letters, self.experts):
            each.setEnabled(case is not None)
        self.correct.setVisible(status in OPEN_TO_CHANGE)
        if status == "REFUSED":  # offered once the appeal period has run out
            until = self._appeal_until()
            self.close_refusal.setVisible(until is None or until < self._session.office.clock.today)

    @property
    def _form(self) -> Form:
        return self._session.office.form

    def _act(self, words: str, states: tuple[str, ...], gather: Gather) -> QPushButton:
        made = button(words)
        made.clicked.connect(lambda: self._do(made, gather))
        self._allowed[made] = states
        return made

    def _correct(self) -> None:
        if self._case is not None:
            self.correction_wanted.emit(self._case.application.number)

    def _letters(self) -> None:
        if self._case is not None:
            LettersDialog(self, self._session, self._case.application.number).open()

    def _experts(self) -> None:
        if self._case is not None:
            found = self._case.application
            is_open = found.status in OPEN_TO_CHANGE
            ExpertsDialog(self, self._session, found.number, self._case.titles, is_open).open()

    def _in_words(self, act: Callable[[Office, Actor, str, str], object], question: str) -> Gather:
        def gather(title: str) -> Act | None:
            told = _("It stands in the journal, with your name.")
            dialog = ActDialog(self, title, told, _("&Go on"), (Asked("text", "words", question),))
            if not _accepted(dialog):
                return None
            words = dialog.values["text"]
            return lambda office, actor, number: act(office, actor, number, words)

        return gather

    def _lapse(self, title: str) -> Act | None:
        question = _("Nobody has answered in time: close the case?")
        agreed = QMessageBox.question(self, title, question) == QMessageBox.StandardButton.Yes
        return casework.lapse if agreed else None

    def _ask(self, title: str) -> Act | None:
        dialog = AskDialog(self, self._form, self._objects)
        if not _accepted(dialog):
            return None
        items, channel = dialog.items, str(dialog.channel.currentData() or "")
        return lambda office, actor, number: casework.request_information(office, actor, number, items, channel)

    def _answered(self, title: str) -> Act | None:
        dialog = AnswerDialog(self, self._form, title)
        if not _accepted(dialog):
            return None
        text, outcome = dialog.values["text"], dialog.values["outcome"]
        return lambda office, actor, number: casework.take_answer(office, actor, number, text, outcome)

    @property
    def _objects(self) -> tuple[str, ...]:
        return self._case.titles if self._case else ()

    def _fee(self, title: str) -> Act | None:
        case = self._case
        dialog = FeeDialog(self, self._form, case.fee_due if case else None, case.fees if case else ())
        if not _accepted(dialog):
            return None
        payment = dialog.payment
        return lambda office, actor, number: casework.receive_fee(office, actor, number, *payment)

    def _propose(self, title: str) -> Act | None:
        dialog = ProposeDialog(self, self._form, self._objects)
        if not _accepted(dialog):
            return None
        decisions = dialog.decisions
        return lambda office, actor, number: casework.propose(office, actor, number, decisions)

    def _appealed(self, title: str) -> Act | None:
        remedy, today = deciding.remedy_of(self._session.office, spoken.in_use()), self._session.office.clock.today
        dialog = AppealDialog(self, title, remedy.authority, self._appeal_until(), today)
        if not _accepted(dialog):
            return None
        authority, on, text = dialog.values["authority"], dialog.day("on"), dialog.values["text"]
        return lambda office, actor, number: appealing.file_appeal(office, actor, number, authority, on, text)

    def _delayed(self, title: str) -> Act | None:
        dialog = DelayDialog(self, title)
        if not _accepted(dialog):
            return None
        until, text = dialog.day("until"), dialog.values["text"]
        return lambda office, actor, number: appealing.begin_delay(office, actor, number, until, text)

    def _upheld(self, title: str) -> Act | None:
        case, today = self._case, self._session.office.clock.today
        refused = (
            [(seq, case.titles[seq - 1]) for seq, result, _why in case.decided if result == "REFUSED"] if case else []
        )
        dialog = UpholdDialog(self, title, self._appealed_to(), today, refused)
        if not _accepted(dialog):
            return None
        ground, objects = dialog.ground, dialog.objects
        return lambda office, actor, number: appealing.uphold(office, actor, number, ground, objects)

    def _dismissed(self, title: str) -> Act | None:
        dialog = DismissDialog(self, title, self._appealed_to(), self._session.office.clock.today)
        if not _accepted(dialog):
            return None
        ground = dialog.ground
        return lambda office, actor, number: appealing.dismiss(office, actor, number, ground)

    def _closed(self, title: str) -> Act | None:
        appealed = self._case is not None and self._case.application.status != "REFUSED"
        dialog = CloseDialog(self, title, self._appeal_until(), appealed=appealed)
        if not _accepted(dialog):
            return None
        text = dialog.values["text"]
        return lambda office, actor, number: appealing.close_refusal(office, actor, number, text)

    def _appeal_until(self) -> date | None:
        return appealing.appeal_until(self._session.office, self._case.application.number) if self._case else None

    def _appealed_to(self) -> str:
        """The authority before which the appeal was filed."""
        filed = [each for each in self._case.history if each.type == "APPEAL_FILED"] if self._case else []
        return str(filed[-1].facts()["authority"]) if filed else ""

    def _do(self, pressed: QPushButton, gather: Gather) -> None:
        """Ask for what the act needs, and do it in the name of who is logged in."""
        actor, office, case = acting(self, self._session), self._session.office, self._case
        if actor is None or case is None:
            return
        number = case.application.number
        act = gather(pressed.text().replace("&", ""))
        if act is None:
            return

        def refused(refusal: Refusal) -> None:
            pressed.setEnabled(True)
            self.refused.emit(refusal)

        pressed.setEnabled(False)
        in_background(self, lambda: act(office, actor, number), lambda nothing: self.acted.emit(), refused)


def _accepted(dialog: QDialog) -> bool:
    try:
        return dialog.exec() == QDialog.DialogCode.Accepted
    finally:
        dialog.deleteLater()
