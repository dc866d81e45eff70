"""Choosing a person of the roster and unlocking the personal key: for logging in, and for a second person."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from certapp.model.errors import Refusal
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.labels import caption, plain, quiet
from certapp.ui.common.passphrase import UnlockDialog
from certapp.ui.common.terms import role_words
from certapp.ui.common.words import _, listed

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


class PersonDialog(UnlockDialog):
    """The same with a list of people to choose from."""

    def __init__(self, parent: QWidget | None, office: "Office", label: str, without: str = "") -> None:
        super().__init__(parent, _("Who is it?"))
        self._office = office
        self._roles = {each.id: each.roles for each in office.roster.officials}
        self.people = ChoiceBox()
        self.people.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.people.setMinimumContentsLength(32)
        self.roles = quiet()
        for official in sorted(office.roster.officials, key=lambda each: each.name):
            if official.id != without:
                self.people.addItem(official.name, official.id)
        self.quiet_while_trying(self.people)
        self.people.currentIndexChanged.connect(self._chosen)
        self.lay_out(plain(label), caption(_("P&erson"), self.people), self.people, self.roles)
        self._chosen()

    @property
    def actor(self) -> "Actor | None":
        """Who unlocked the personal key; None as long as nobody did."""
        return self.result_of_attempt  # type: ignore[return-value]  # what `work` gives

    def choose(self, user: str) -> None:
        """Put the choice on a person."""
        self.people.setCurrentIndex(max(0, self.people.findData(user)))

    def work(self, passphrase: str) -> "Callable[[], Actor]":
        """Logging in as the person chosen."""
        user = str(self.people.currentData())
        return lambda: self._office.log_in(user, lambda name: passphrase)

    def _chosen(self) -> None:
        self.unsay()
        self.field.edit.clear()
        user = str(self.people.currentData())
        self.roles.setText(listed(role_words(role) for role in sorted(self._roles.get(user, ()))))
        self.people.setAccessibleDescription(self.roles.text())
        self.field.offer(user, self._office.training)
