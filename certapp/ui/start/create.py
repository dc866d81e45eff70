"""Creating an office: country, authority, people, passphrases, folders; its country CA is made with it, or asked.

Asked, the office is only prepared: its request is carried to the CA, and the answer lets it begin (joining.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from certapp.model.errors import Refusal
from certapp.service.carrying import write_out
from certapp.service.ceremony import Written
from certapp.service.founding import Founded, create_office, prepare_office
from certapp.service.officials import read_users
from certapp.trust.roster import ROLES
from certapp.ui.common.background import in_background
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.choosing import choose_folder, choose_target
from certapp.ui.common.labels import button, caption, heading, keep_from_the_bar, plain, quiet, scrolled
from certapp.ui.common.notice import Notice
from certapp.ui.common.terms import role_words
from certapp.ui.common.words import _, listed

KEYS = ("ca", "document_signer", "status_signer")
T = TypeVar("T")


class PersonCard(QFrame):
    """One official: id, name, roles, passphrase."""

    def __init__(self, number: int, roles: frozenset[str]) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.user, self.name, self.passphrase = QLineEdit(), QLineEdit(), QLineEdit()
        self.user.setPlaceholderText(_("small letters, such as: mira"))
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.roles = {role: QCheckBox(role_words(role)) for role in sorted(ROLES)}
        grid = QGridLayout(self)
        who = _("Person {n}").format(n=number)
        grid.addWidget(heading(who, 2), 0, 0, 1, 3)
        for column, (words, edit) in enumerate(
            ((_("Login name"), self.user), (_("Name as printed"), self.name), (_("Passphrase"), self.passphrase))
        ):
            edit.setAccessibleName(f"{who}: {words}")
            grid.addWidget(caption(words, edit), 1, column)
            grid.addWidget(edit, 2, column)
        for position, (role, box) in enumerate(self.roles.items()):
            box.setChecked(role in roles)
            box.setAccessibleName(f"{who}: {box.text()}")
            grid.addWidget(box, 3 + position // 3, position % 3)

    @property
    def filled(self) -> bool:
        """Whether anything was typed."""
        return bool(self.user.text().strip() or self.name.text().strip())

    def listed(self) -> dict[str, object]:
        """As a users file says it."""
        chosen = [role for role, box in self.roles.items() if box.isChecked()]
        return {"id": self.user.text().strip(), "name": self.name.text().strip(), "roles": chosen}


@dataclass(frozen=True)
class _Plan:
    far: bool
    bulletins: bool
    country: str
    authority: str
    office: str
    users: list[dict[str, object]]
    passphrases: dict[str, str]
    folder: Path
    ca_folder: Path


class CreateView(QWidget):
    """Tells the office that was made (`created`), or prepared (folder, request, what was written), or that the user
    went back (`closed`)."""

    created = Signal(object)
    prepared = Signal(object, object, object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = Notice()
        self.ca = ChoiceBox()
        self.ca.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.ca.setMinimumContentsLength(24)
        self.ca.addItem(_("A country CA is made with it: the first office, and a small authority"), False)
        self.ca.addItem(_("The country CA is elsewhere: a request is carried to it"), True)
        self.bulletins = QCheckBox(_("It is the one office that signs the country's bulletins"))
        self.country, self.authority, self.office = QLineEdit(), QLineEdit(), QLineEdit("01")
        self.country.setMaxLength(2)
        self.office.setMaxLength(2)
        self.folder, self.ca_folder = QLineEdit(), QLineEdit()
        self.secrets = {name: QLineEdit() for name in KEYS}
        for edit in self.secrets.values():
            edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.people = [
            PersonCard(1, frozenset({"CLERK", "OFFICER"})),
            PersonCard(2, frozenset({"APPROVER", "SEAL_HOLDER", "SUPERVISOR", "ADMIN"})),
        ]
        self.more = button(_("Add a &person"))
        self.found = button(_("Create the &office"), primary=True)
        self.back = button(_("&Back"))
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName(_("The keys are being made"))
        self.busy.hide()
        self.more.clicked.connect(self._add_person)
        self.found.clicked.connect(self.create_now)
        self.back.clicked.connect(self.closed)
        self._lay_out()
        self.ca.currentIndexChanged.connect(self._way)
        self.bulletins.toggled.connect(self._way)
        self._way()

    @property
    def far(self) -> bool:
        """Whether the country CA is elsewhere."""
        return bool(self.ca.currentData())

    def create_now(self) -> None:
        """Make the office in the background, or prepare it; what is missing is said at once."""
        plan = self._plan()
        if plan is None:
            return
        if plan.far:
            self._prepare(plan)
            return

        def work() -> Founded:
            return create_office(
                plan.folder,
                country=plan.country,
                authority=plan.authority,
                office=plan.office,
                users=read_users(plan.users),
                passphrase=plan.passphrases.__getitem__,
                ca_key_to=plan.ca_folder,
            )

        self._make(work, self._done)

    def _prepare(self, plan: _Plan) -> None:
        suggested = f"{plan.country}-{plan.office}.xcrequest"
        file = choose_target(self, _("Where the request goes"), suggested, _("Requests (*.xcrequest)"))
        if file is None:
            return

        def work() -> Written:
            write_out(file, b"")  # a stick that is full is told before keys are made
            file.unlink()
            written = prepare_office(
                plan.folder,
                country=plan.country,
                authority=plan.authority,
                office=plan.office,
                users=read_users(plan.users),
                passphrase=plan.passphrases.__getitem__,
                bulletins=plan.bulletins,
            )
            write_out(file, written.data)
            return written

        def done(written: Written) -> None:
            self._forget()
            self.prepared.emit(plan.folder, file, written)

        self._make(work, done)

    def _make(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self.notice.show_hint(_("The keys are being made. This takes some seconds."))
        self._busy(True)
        in_background(self, work, done, self._refused)

    def _plan(self) -> _Plan | None:
        asked = [
            (_("Country"), self.country),
            (_("Name of the authority"), self.authority),
            (_("Folder of the office"), self.folder),
        ]
        asked += [] if self.far else [(_("Folder for the key of the country CA"), self.ca_folder)]
        missing = [name for name, edit in asked if not edit.text().strip()]
        people = [card for card in self.people if card.filled]
        if missing:
            self.notice.show_fault(_("Still missing: {fields}.").format(fields=listed(missing)))
            return None
        passphrases = {name: edit.text() for name, edit in self.secrets.items()}
        passphrases |= {card.user.text().strip(): card.passphrase.text() for card in people}
        return _Plan(
            self.far,
            self.bulletins.isChecked(),
            self.country.text().strip().upper(),
            self.authority.text().strip(),
            self.office.text().strip().upper(),
            [card.listed() for card in people],
            passphrases,
            Path(self.folder.text().strip()),
            Path(self.ca_folder.text().strip()),
        )

    def _done(self, founded: Founded) -> None:
        self._forget()
        self.created.emit(founded)

    def _forget(self) -> None:
        self._busy(False)
        for edit in (*self.secrets.values(), *(card.passphrase for card in self.people)):
            edit.clear()

    def _way(self) -> None:
        """What is asked for depends on where the country CA is."""
        self.found.setText(_("Write the re&quest…") if self.far else _("Create the &office"))
        self.bulletins.setVisible(self.far)
        self._ca_row.setHidden(self.far)
        self._secret_rows["ca"].setHidden(self.far)
        self._secret_rows["status_signer"].setHidden(self.far and not self.bulletins.isChecked())

    def _refused(self, refusal: Refusal) -> None:
        self._busy(False)
        self.notice.show_refusal(refusal)
        self.found.setFocus()  # all rested meanwhile, and the keyboard was nowhere

    def _busy(self, busy: bool) -> None:
        self._content.setEnabled(not busy)
        self.found.setEnabled(not busy)
        self.back.setEnabled(not busy)
        self.busy.setVisible(busy)

    def _add_person(self) -> None:
        card = PersonCard(len(self.people) + 1, frozenset({"CLERK"}))
        self.people.append(card)
        self._cards.addWidget(card)
        card.user.setFocus()

    def _lay_out(self) -> None:
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setSpacing(10)
        keep_from_the_bar(column)
        column.addWidget(heading(_("The office"), 2))
        column.addWidget(caption(_("Where its country CA is"), self.ca))
        column.addWidget(self.ca)
        column.addWidget(self.bulletins)
        for words, edit in (
            (_("&Country (two letters)"), self.country),
            (_("Name of the &authority, as printed"), self.authority),
            (_("Office code (&two characters, stands in every number)"), self.office),
        ):
            column.addWidget(caption(words, edit))
            column.addWidget(edit)
        column.addWidget(self._folder_row(_("&Folder of the office (new or empty)"), self.folder))
        self._ca_row = self._folder_row(_("Folder for the &key of the country CA, on another disk"), self.ca_folder)
        column.addWidget(self._ca_row)
        column.addWidget(heading(_("People"), 2))
        column.addWidget(quiet(_("At least two: who prepares does not approve. One of them is a supervisor.")))
        self._cards = QVBoxLayout()
        for card in self.people:
            self._cards.addWidget(card)
        column.addLayout(self._cards)
        column.addWidget(self.more)
        column.addWidget(heading(_("Passphrases of the office's keys"), 2))
        column.addWidget(quiet(_("At least 16 characters or five words each.")))
        titles = (_("Country CA"), _("Document signer"), _("Status signer"))
        self._secret_rows = {}
        for words, (name, edit) in zip(titles, self.secrets.items(), strict=True):
            self._secret_rows[name] = _rows(caption(words, edit), edit)
            column.addWidget(self._secret_rows[name])
        column.addStretch(1)
        bar = QHBoxLayout()
        bar.addWidget(self.found)
        bar.addWidget(self.back)
        bar.addWidget(self.busy, 1)
        bar.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 24, 40, 24)
        layout.addWidget(heading(_("Create an office")))
        layout.addWidget(self.notice)
        layout.addWidget(scrolled(self._content, _("The new office")), 1)
        layout.addLayout(bar)

    def _folder_row(self, words: str, edit: QLineEdit) -> QWidget:
        browse = button(_("Choose…"))
        browse.setAccessibleName(_("Choose: {what}").format(what=words.replace("&", "")))

        def choose() -> None:
            if (folder := choose_folder(self, words.replace("&", ""))) is not None:
                edit.setText(str(folder))

        browse.clicked.connect(choose)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(edit, 1)
        row.addWidget(browse)
        return _rows(caption(words, edit), line)


class CreatedView(QWidget):
    """What the founders must know now: the 40 digits, and where the CA's key lies ('': elsewhere)."""

    open_wanted = Signal(str)

    def __init__(self, founded: Founded, ca_folder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.open = button(_("&Open the office"), primary=True)
        self.open.clicked.connect(lambda: self.open_wanted.emit(str(founded.folder)))
        rows: list[QLabel] = [
            heading(_("The office is made")),
            plain(_("Its folder: {folder}").format(folder=founded.folder)),
            heading(_("Its 40 digits"), 2),
            plain(founded.fingerprint),
            quiet(_("Others believe this country's certificates when these digits reach them by another road.")),
        ]
        if ca_folder:
            rows += [
                heading(_("The key of the country CA"), 2),
                plain(_("It lies in {folder}. Take it away and keep it locked.").format(folder=ca_folder)),
            ]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 32, 40, 32)
        layout.setSpacing(12)
        for row in rows:
            layout.addWidget(row)
        bar = QHBoxLayout()
        bar.addWidget(self.open)
        bar.addStretch(1)
        layout.addLayout(bar)
        layout.addStretch(1)


def _rows(*widgets: QWidget) -> QWidget:
    """One below the other, shown or hidden as one."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        column.addWidget(widget)
    return made
