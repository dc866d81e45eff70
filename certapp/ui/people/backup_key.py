"""Making the pair of keys of encrypted backups: the private one onto a stick, the public one into the rules."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from certapp.model.errors import Refusal
from certapp.service.backups import (
    backup_rules,
    create_backup_key,
    key_digits,
    read_backup_key,
    set_backup_rules,
)
from certapp.service.office import Actor, Office
from certapp.trust.keyfile import require_strong
from certapp.ui.common.background import in_background
from certapp.ui.common.choosing import choose_folder
from certapp.ui.common.grid_dialog import GridDialog
from certapp.ui.common.labels import button, caption
from certapp.ui.common.words import _


class BackupKeyDialog(GridDialog):
    """Where the private key goes, and its passphrase twice. Accepted: `digits` are those of the public one."""

    WIDE = 640

    def __init__(self, parent: QWidget | None, office: Office, actor: Actor) -> None:
        told = _(
            "Backups are encrypted for this key from now on. Whoever restores one needs the stick and the passphrase:"
            " lock the stick away, and make a second copy of it."
        )
        super().__init__(parent, _("Backup key"), told, _("&Make the key"))
        self._office, self._actor = office, actor
        self.digits = ""
        self.folder, self.new, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        for edit in (self.new, self.again):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.choose = button(_("Choose th&e stick…"))
        self.choose.clicked.connect(self._choose)
        self.ask(
            (
                (caption(_("&Folder or stick for the private key"), self.folder), self.folder, self.choose),
                (caption(_("Ne&w passphrase"), self.new), self.new),
                (caption(_("The same &again"), self.again), self.again),
            ),
            self.folder,
        )

    def check(self) -> None:
        """Make it in the background; what is wrong is said at its place."""
        self.wrong.hide()
        typed = self.folder.text().strip()
        folder, new = Path(typed), self.new.text()
        if not typed or not folder.is_dir():
            self.say(_("Name a folder that is there, such as a stick."), self.folder)
            return
        if folder.resolve().is_relative_to(self._office.folder.path.resolve()):
            self.say(_("Not into the office's own folder: its backups would carry their own key."), self.folder)
            return
        try:
            require_strong(new)
        except Refusal as refusal:
            self.say(refusal.text(), self.new)
            return
        if new != self.again.text():
            self.say(Refusal("PASSPHRASES_DIFFER").text(), self.again)
            return
        office, actor = self._office, self._actor

        def work() -> str:
            public = read_backup_key(create_backup_key(folder, new, f"{office.country} {office.code} backups"))
            set_backup_rules(office, actor, replace(backup_rules(office), key=public))
            return key_digits(public)

        self.go_on.setEnabled(False)
        in_background(self, work, self._done, self._refused)

    def _done(self, digits: str) -> None:
        self.digits = digits
        for edit in (self.new, self.again):
            edit.clear()
        self.accept()

    def _refused(self, refusal: Refusal) -> None:
        self.go_on.setEnabled(True)
        self.say(refusal.text(), self.folder)

    def _choose(self) -> None:
        folder = choose_folder(self, _("Where the private backup key goes"))
        if folder is not None:
            self.folder.setText(str(folder))


def made_words(folder: str, digits: str) -> str:
    """What came of it, and what comes next."""
    words = _(
        "Backups are encrypted from now on, for the key with these 40 digits: {digits}. Its private half is in"
        " {folder}: lock it away."
    )
    return words.format(digits=digits, folder=folder)
