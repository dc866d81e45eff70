"""The tab "Case": everything that happened to an application, and the acts its state allows."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QInputDialog,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from certapp.model.errors import Refusal
from certapp.register.entry import Entry
from certapp.seal import cbor
from certapp.service import casework, deciding
from certapp.service.office import Actor, Office
from certapp.ui.common.background import in_background
from certapp.ui.common.labels import button
from certapp.ui.common.person import acting, name_of
from certapp.ui.common.terms import act_words, minute_of
from certapp.ui.common.words import _
from certapp.ui.session import Session
from certapp.ui.supervise.asking import AskDialog, ProposeDialog

_WITH_WORDS = ("INFORMATION_ANSWERED", "PROPOSAL_RETURNED", "APPLICATION_WITHDRAWN")
Act = Callable[[Office, Actor, str], object]
Gather = Callable[[str], Act | None]
"""Asks, under a title, for what an act needs; None where the user gave up."""


class CasePanel(QWidget):
    """Tells when an act was done (`acted`) or refused (`refused`)."""

    acted = Signal()
    refused = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._number = ""
        self._objects: tuple[str, ...] = ()
        self._allowed: dict[QPushButton, tuple[str, ...]] = {}
        self.history = QTreeWidget()
        self.history.setAccessibleName(_("History of the case"))
        self.history.setRootIsDecorated(False)
        self.history.setHeaderLabels([_("When"), _("Who"), _("What"), _("Reason")])
        self._bar = QHBoxLayout()
        looked_at = ("RECEIVED", "UNDER_REVIEW")
        before = (*looked_at, "INCOMPLETE", "DECISION_PROPOSED", "APPROVED", "PARTLY_APPROVED")
        self.ask = self._act(_("As&k the applicant…"), looked_at, self._ask)
        self.propose = self._act(_("Pr&opose…"), (*looked_at, "DECISION_PROPOSED"), self._propose)
        self.answer = self._act(
            _("A&nswer received…"), ("INCOMPLETE",), self._in_words(casework.take_answer, _("What came?"))
        )
        self.send_back = self._act(
            _("Send &back…"),
            ("DECISION_PROPOSED",),
            self._in_words(deciding.return_to_desk, _("Why is the proposal sent back?")),
        )
        self.lapse = self._act(_("Le&t lapse…"), ("INCOMPLETE",), self._lapse)
        self.withdraw = self._act(
            _("&Withdraw…"),
            before,
            self._in_words(casework.withdraw, _("Why does the applicant take the application back?")),
        )
        self._bar.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addWidget(self.history, 1)
        layout.addLayout(self._bar)
        self.show_case("", "", ())

    def show_case(self, number: str, status: str, entries: tuple[Entry, ...], objects: tuple[str, ...] = ()) -> None:
        """The history of an application, and what may be done in its state; `objects` by their titles, in order."""
        self._number, self._objects = number, objects
        self.history.clear()
        for entry in entries:
            who = name_of(self._session.office, entry.actor)
            self.history.addTopLevelItem(
                QTreeWidgetItem([minute_of(entry.at), who, act_words(entry.type), _words_of(entry)])
            )
        for column in range(3):
            self.history.resizeColumnToContents(column)
        for each, states in self._allowed.items():
            each.setVisible(status in states)
            each.setEnabled(True)

    def _act(self, words: str, states: tuple[str, ...], gather: Gather) -> QPushButton:
        made = button(words)
        made.clicked.connect(lambda: self._do(made, gather))
        self._allowed[made] = states
        self._bar.addWidget(made)
        return made

    def _in_words(self, act: Callable[[Office, Actor, str, str], object], question: str) -> Gather:
        def gather(title: str) -> Act | None:
            words, given = QInputDialog.getMultiLineText(self, title, question)
            return (lambda office, actor, number: act(office, actor, number, words)) if given else None

        return gather

    def _lapse(self, title: str) -> Act | None:
        question = _("Nobody has answered in time: close the case?")
        agreed = QMessageBox.question(self, title, question) == QMessageBox.StandardButton.Yes
        return casework.lapse if agreed else None

    def _ask(self, title: str) -> Act | None:
        dialog = AskDialog(self, self._session.office.form, self._objects)
        if not _accepted(dialog):
            return None
        items = dialog.items
        return lambda office, actor, number: casework.request_information(office, actor, number, items)

    def _propose(self, title: str) -> Act | None:
        dialog = ProposeDialog(self, self._session.office.form, self._objects)
        if not _accepted(dialog):
            return None
        decisions = dialog.decisions
        return lambda office, actor, number: casework.propose(office, actor, number, decisions)

    def _do(self, pressed: QPushButton, gather: Gather) -> None:
        """Ask for what the act needs, and do it in the name of who is logged in."""
        actor, office, number = acting(self, self._session), self._session.office, self._number
        if actor is None:
            return
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


def _words_of(entry: Entry) -> str:
    if entry.type not in _WITH_WORDS:
        return ""
    facts = cbor.decode(entry.payload, cbor.RECORD)
    return str(facts.get("text", "")) if isinstance(facts, dict) else ""
