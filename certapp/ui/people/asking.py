"""The dialog of every act that the country CA signs: who or what, a new passphrase, the CA at hand or far away."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QGridLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from certapp.model.errors import Refusal
from certapp.service.ceremony import Taken, Wanted, Written, ask, at_hand
from certapp.service.office import Actor, Office
from certapp.service.officials import checked_user
from certapp.service.supervision import takes_the_second
from certapp.trust.carried import WITH_KEY, Kind
from certapp.trust.keyfile import require_strong
from certapp.trust.keyring import CA
from certapp.trust.roster import ROLES
from certapp.ui.common.background import in_background
from certapp.ui.common.choosing import choose_folder, choose_target
from certapp.ui.common.labels import button, caption, grow, plain, quiet, scrolled
from certapp.ui.common.notice import Notice, warned
from certapp.ui.common.order import Dialog
from certapp.ui.common.passphrase import PassphraseField
from certapp.ui.common.terms import role_words
from certapp.ui.common.words import _


@dataclass(frozen=True)
class Asked:
    """What came of it: taken in at once, or written to be carried."""

    taken: Taken | None = None
    written: Written | None = None
    file: Path | None = None


class CeremonyDialog(Dialog):
    """`wanted` says what is asked; of somebody new, id and name are typed here."""

    def __init__(self, parent: QWidget | None, office: Office, actor: Actor, title: str, wanted: Wanted | None) -> None:
        super().__init__(parent)
        self._office, self._actor, self._wanted = office, actor, wanted
        self.asked: Asked | None = None
        self.setWindowTitle(title)
        self.user, self.name = QLineEdit(), QLineEdit()
        self.user.setPlaceholderText(_("small letters, such as: mira"))
        self.roles = {role: QCheckBox(role_words(role)) for role in sorted(ROLES)}
        self.new, self.again = QLineEdit(), QLineEdit()
        for edit in (self.new, self.again):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.carried = QCheckBox(_("Carry a &request to the country CA, whose key is elsewhere"))
        self.folder = QLineEdit(str(office.folder.keys))
        self.choose = button(_("Choose…"))
        self.witness = QLineEdit()
        self.ca = PassphraseField()
        self.wrong = Notice()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._at_hand = QWidget()
        self.too_few = warned(
            _("After this fewer than two supervisors can act here: a stolen key could not be reported.")
        )
        self._lay_out()
        has_ca = CA in office.keys.names()
        self.carried.setChecked(not has_ca)
        self.ca.offer(CA, office.training)
        self.carried.toggled.connect(self._way)
        self.choose.clicked.connect(self._choose)
        self.buttons.accepted.connect(self.try_now)
        self.buttons.rejected.connect(self.reject)
        for box in self.roles.values():
            box.toggled.connect(self._warn)
        self._way()
        self._warn()
        first = self.user if self._enrols else self.new if self._with_key else self.witness if has_ca else self.carried
        first.setFocus()

    @property
    def _enrols(self) -> bool:
        return self._wanted is None

    @property
    def _with_roles(self) -> bool:
        return self._enrols or (self._wanted is not None and self._wanted.kind is Kind.ROLES)

    @property
    def _with_key(self) -> bool:
        return self._enrols or (self._wanted is not None and self._wanted.kind in WITH_KEY)

    def try_now(self) -> None:
        """Do it in the background; what is wrong is said at once."""
        self.wrong.clear()
        try:
            wanted = self._complete()
            if self._with_key:
                self._require_passphrase()
        except Refusal as refusal:
            self.wrong.show_refusal(refusal)
            grow(self)
            return
        if self.carried.isChecked():
            suggested = f"{self._office.country}-{self._office.code}.xcrequest"
            file = choose_target(self, _("Where the request goes"), suggested, _("Requests (*.xcrequest)"))
            if file is not None:
                self._run(self._writing(wanted, file))
        else:
            self._run(self._doing(wanted))

    def _complete(self) -> tuple[Wanted, ...]:
        roles = [role for role, box in self.roles.items() if box.isChecked()]
        wanted = self._wanted
        if wanted is None:
            user = checked_user(self.user.text().strip(), self.name.text().strip(), roles)
            return (Wanted(Kind.PERSON, user.id, user.name, user.roles),)
        if wanted.kind is Kind.ROLES:
            user = checked_user(wanted.subject, wanted.subject, roles)
            return (Wanted(Kind.ROLES, user.id, roles=user.roles),)
        # A fresh revocation list comes with every answer: nothing more needs to be asked for.
        return () if wanted.kind is Kind.REVOKE and not wanted.subject else (wanted,)

    def _require_passphrase(self) -> None:
        require_strong(self.new.text())
        if self.new.text() != self.again.text():
            raise Refusal("PASSPHRASES_DIFFER")

    def _doing(self, wanted: tuple[Wanted, ...]) -> Callable[[], Asked]:
        office, actor, new, ca = self._office, self._actor, self.new.text(), self.ca.edit.text()
        witness, folder = self.witness.text().strip(), Path(self.folder.text().strip())

        def secret(name: str) -> str:
            return ca if name == CA else new

        return lambda: Asked(taken=at_hand(office, actor, wanted, secret, witness, folder))

    def _writing(self, wanted: tuple[Wanted, ...], file: Path) -> Callable[[], Asked]:
        from certapp.service.carrying import write_out

        office, new = self._office, self.new.text()

        def work() -> Asked:
            written = ask(office, wanted, lambda _name: new)
            write_out(file, written.data)
            return Asked(written=written, file=file)

        return work

    def _run(self, work: Callable[[], Asked]) -> None:
        self._busy(True)
        self.wrong.show_hint(_("Please wait…"))
        in_background(self, work, self._done, self._refused)

    def _done(self, asked: Asked) -> None:
        self.asked = asked
        for edit in (self.new, self.again, self.ca.edit):
            edit.clear()
        self.accept()

    def _refused(self, refusal: Refusal) -> None:
        self._busy(False)
        self.wrong.show_refusal(refusal)
        grow(self)

    def _busy(self, busy: bool) -> None:
        for widget in (self._form, self.buttons.button(QDialogButtonBox.StandardButton.Ok)):
            widget.setEnabled(not busy)

    def _way(self) -> None:
        self._at_hand.setHidden(self.carried.isChecked())
        grow(self)

    def _warn(self) -> None:
        """Say before it is signed that nobody would be left to confirm a theft."""
        wanted = self._wanted
        if wanted is not None and wanted.kind is Kind.ROLES:
            wanted = replace(wanted, roles=frozenset(role for role, box in self.roles.items() if box.isChecked()))
        self.too_few.setVisible(wanted is not None and takes_the_second(self._office, [wanted]))
        grow(self)

    def _choose(self) -> None:
        folder = choose_folder(self, _("The folder with the key of the country CA"))
        if folder is not None:
            self.folder.setText(str(folder))

    def _lay_out(self) -> None:
        self._form = QWidget()
        column = QVBoxLayout(self._form)
        column.setContentsMargins(8, 6, 10, 6)
        column.setSpacing(8)
        if self._enrols:
            for words, edit in ((_("&Login name"), self.user), (_("&Name as printed"), self.name)):
                column.addWidget(caption(words, edit))
                column.addWidget(edit)
        elif self._wanted is not None and self._wanted.name:
            column.addWidget(plain(self._wanted.name))
        if self._with_roles:
            column.addWidget(quiet(_("Roles")))
            grid = QGridLayout()
            for position, box in enumerate(self.roles.values()):
                grid.addWidget(box, position // 2, position % 2)
            column.addLayout(grid)
        if self._with_key:
            words = _("A new key is made. Who will use it types its passphrase: five words or 16 characters.")
            column.addWidget(quiet(words))
            for words, edit in ((_("Ne&w passphrase"), self.new), (_("The same &again"), self.again)):
                column.addWidget(caption(words, edit))
                column.addWidget(edit)
        column.addWidget(self.too_few)
        column.addWidget(quiet(_("The country CA signs it, with two people present.")))
        column.addWidget(self.carried)
        inner = QVBoxLayout(self._at_hand)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(caption(_("&Folder of the CA's key"), self.folder))
        inner.addWidget(self.folder)
        inner.addWidget(self.choose)
        inner.addWidget(caption(_("Who &else is present, by name"), self.witness))
        inner.addWidget(self.witness)
        inner.addWidget(self.ca)
        column.addWidget(self._at_hand)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addWidget(scrolled(self._form, self.windowTitle()), 1)
        layout.addWidget(self.wrong)
        layout.addWidget(self.buttons)
        wide = (
            self._form.sizeHint().width() + self._form.fontMetrics().averageCharWidth() * 8
        )  # with the bar that scrolls
        self.resize(wide, min(720, self._form.sizeHint().height() + 130))

    def preset(self, roles: frozenset[str]) -> None:
        """Tick the roles that somebody has now."""
        for role, box in self.roles.items():
            box.setChecked(role in roles)
        self._warn()
