"""The tab "Case": everything that happened to an application, and the acts its state allows."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
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

_WITH_WORDS = ("INFORMATION_ANSWERED", "PROPOSAL_RETURNED", "APPLICATION_WITHDRAWN")
Act = Callable[[Office, Actor, str, str], object]


class CasePanel(QWidget):
    """Tells when an act was done (`acted`) or refused (`refused`)."""

    acted = Signal()
    refused = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._number = ""
        self._allowed: dict[QPushButton, tuple[str, ...]] = {}
        self.history = QTreeWidget()
        self.history.setAccessibleName(_("History of the case"))
        self.history.setRootIsDecorated(False)
        self.history.setHeaderLabels([_("When"), _("Who"), _("What"), _("Reason")])
        self._bar = QHBoxLayout()
        before = ("RECEIVED", "INCOMPLETE", "UNDER_REVIEW", "DECISION_PROPOSED", "APPROVED", "PARTLY_APPROVED")
        self.answer = self._act(_("Answer &received…"), ("INCOMPLETE",), casework.take_answer, _("What came?"))
        self.send_back = self._act(
            _("Send &back…"), ("DECISION_PROPOSED",), deciding.return_to_desk, _("Why is the proposal sent back?")
        )
        self.lapse = self._act(
            _("Let la&pse…"), ("INCOMPLETE",), _lapse, _("Nobody has answered in time: close the case?")
        )
        self.withdraw = self._act(
            _("&Withdraw…"), before, casework.withdraw, _("Why does the applicant take the application back?")
        )
        self._bar.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addWidget(self.history, 1)
        layout.addLayout(self._bar)
        self.show_case("", "", ())

    def show_case(self, number: str, status: str, entries: tuple[Entry, ...]) -> None:
        """The history of an application, and what may be done in its state."""
        self._number = number
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

    def _act(self, words: str, states: tuple[str, ...], act: Act, question: str) -> QPushButton:
        made = button(words)
        made.clicked.connect(lambda: self._do(made, act, question))
        self._allowed[made] = states
        self._bar.addWidget(made)
        return made

    def _ask(self, pressed: QPushButton, question: str) -> tuple[str, bool]:
        """The words for an act, or only yes or no where it needs none; and whether it shall be done."""
        title = pressed.text().replace("&", "")
        if pressed is self.lapse:
            return "", QMessageBox.question(self, title, question) == QMessageBox.StandardButton.Yes
        return QInputDialog.getMultiLineText(self, title, question)

    def _do(self, pressed: QPushButton, act: Act, question: str) -> None:
        """Ask for the words, and do the act in the name of who is logged in."""
        actor, office, number = acting(self, self._session), self._session.office, self._number
        if actor is None:
            return
        words, given = self._ask(pressed, question)
        if not given:
            return

        def refused(refusal: Refusal) -> None:
            pressed.setEnabled(True)
            self.refused.emit(refusal)

        pressed.setEnabled(False)
        in_background(self, lambda: act(office, actor, number, words), lambda nothing: self.acted.emit(), refused)


def _lapse(office: Office, actor: Actor, number: str, words: str) -> None:
    casework.lapse(office, actor, number)


def _words_of(entry: Entry) -> str:
    if entry.type not in _WITH_WORDS:
        return ""
    facts = cbor.decode(entry.payload, cbor.RECORD)
    return str(facts.get("text", "")) if isinstance(facts, dict) else ""
