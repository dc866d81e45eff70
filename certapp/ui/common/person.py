"""Choosing a person of the roster and unlocking the personal key: for logging in, and for a second person."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.ui.common.background import in_background
from certapp.ui.common.labels import caption, grow, plain
from certapp.ui.common.passphrase import PassphraseField
from certapp.ui.common.terms import role_words
from certapp.ui.common.words import _

if TYPE_CHECKING:
    from certapp.service.office import Actor, Office
    from certapp.ui.session import Session


def ask_person(parent: QWidget | None, office: "Office", label: str, without: str = "") -> "Actor | None":
    """A person with the key unlocked; None where the user gave up. `without`: an id that may not be chosen."""
    dialog = PersonDialog(parent, office, label, without)
    try:
        return dialog.actor if dialog.exec() == QDialog.DialogCode.Accepted else None
    finally:
        dialog.deleteLater()


def acting(parent: QWidget, session: "Session") -> "Actor | None":
    """Who is logged in; where nobody is, somebody is asked to. None where nobody does."""
    if session.actor is None:
        actor = ask_person(parent, session.office, _("Log in to go on."))
        if actor is not None:
            session.log_in(actor)
    return session.actor


def name_of(office: "Office", user: str | None) -> str:
    """The name of a person of the roster; the id of who left the office since, '' where nobody is meant."""
    if not user:
        return ""
    try:
        return office.official(user).name
    except Refusal:
        return user


class PersonDialog(QDialog):
    """List of people, passphrase, line for what was wrong."""

    def __init__(self, parent: QWidget | None, office: "Office", label: str, without: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Who is it?"))
        self._office = office
        self.actor: Actor | None = None
        self.people = QComboBox()
        for official in sorted(office.roster.officials, key=lambda each: each.name):
            if official.id != without:
                roles = ", ".join(role_words(role) for role in sorted(official.roles))
                self.people.addItem(f"{official.name} ({roles})", official.id)
        self.field = PassphraseField()
        self.wrong = plain()
        self.wrong.setProperty("wrong", True)
        self.wrong.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.field.edit.textChanged.connect(self._unsay)
        self.buttons.accepted.connect(self._try)
        self.buttons.rejected.connect(self.reject)
        self.people.currentIndexChanged.connect(self._chosen)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(plain(label))
        layout.addWidget(caption(_("P&erson"), self.people))
        for widget in (self.people, self.field, self.wrong, self.buttons):
            layout.addWidget(widget)
        self._chosen()
        self.field.edit.setFocus()

    def choose(self, user: str) -> None:
        """Put the choice on a person."""
        self.people.setCurrentIndex(max(0, self.people.findData(user)))

    def _chosen(self) -> None:
        self._unsay()
        self.field.edit.clear()
        self.field.offer(str(self.people.currentData()), self._office.training)

    def _try(self) -> None:
        user, passphrase = str(self.people.currentData()), self.field.edit.text()
        if not passphrase:
            self._say(_("Type the passphrase."))
            return
        self._busy(True)
        in_background(self, lambda: self._office.log_in(user, lambda name: passphrase), self._done, self._refused)

    def _done(self, actor: "Actor") -> None:
        self.actor = actor
        self.field.edit.clear()
        self.accept()

    def _refused(self, refusal: Refusal) -> None:
        self._busy(False)
        self._say(refusal.text())
        self.field.edit.selectAll()
        self.field.edit.setFocus()

    def _busy(self, busy: bool) -> None:
        for widget in (self.people, self.field, self.buttons.button(QDialogButtonBox.StandardButton.Ok)):
            widget.setEnabled(not busy)

    def _say(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.show()
        self.field.edit.setAccessibleDescription(text)
        grow(self)

    def _unsay(self) -> None:
        self.wrong.hide()
        self.field.edit.setAccessibleDescription("")
