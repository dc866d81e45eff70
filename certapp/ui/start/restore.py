"""An office made again from a backup, with its steps shown; stopped, nothing of it stays."""

from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.model.progress import Told
from certapp.service.backups import ENDING, is_sealed, private_key, restore_any
from certapp.service.clock import Clock
from certapp.trust.unlocked import UnlockedKey
from certapp.ui.common.choosing import choose_file, choose_folder
from certapp.ui.common.grid_dialog import GridDialog
from certapp.ui.common.labels import button, caption
from certapp.ui.common.long_act import LongAct
from certapp.ui.common.notice import Notice
from certapp.ui.common.passphrase import ask_and_try
from certapp.ui.common.words import _


class RestoreDialog(GridDialog):
    """Which backup, the key where it is encrypted, the new folder. Accepted: `folder` is an office to be opened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        told = _("The backup is checked as a whole and becomes an office in a new folder; the old one stays as it is.")
        super().__init__(parent, _("Restore an office"), told, _("&Restore"))
        self._restored = False
        self.backup, self.key, self.target = QLineEdit(), QLineEdit(), QLineEdit()
        self.choose_backup, self.choose_key = button(_("C&hoose…")), button(_("Choose th&e stick…"))
        self.choose_place = button(_("Choose &where…"))
        self.choose_backup.setAccessibleName(_("Choose the backup"))
        for pressed, act in (
            (self.choose_backup, self._choose_backup),
            (self.choose_key, self._choose_key),
            (self.choose_place, self._choose_place),
        ):
            pressed.clicked.connect(act)
        self.act = LongAct(_("Restore an office"))
        self.notice = Notice()
        self.act.hide()
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.count() - 1, self.notice)  # the buttons stay last
        layout.insertWidget(layout.count() - 1, self.act)
        lines: tuple[tuple[str, QLineEdit, QPushButton], ...] = (
            (_("&Backup"), self.backup, self.choose_backup),
            (_("&Folder with the private backup key"), self.key, self.choose_key),
            (_("&New folder for the office"), self.target, self.choose_place),
        )
        self.ask([(caption(words, line), line, choose) for words, line, choose in lines], self.backup)
        self.backup.textChanged.connect(self._follow)
        self._follow()

    @property
    def folder(self) -> Path:
        """Where the office is, or will be."""
        return Path(self.target.text().strip())

    def check(self) -> None:
        """Restore, or say what lacks; once it is restored, be done."""
        if self._restored:
            self.accept()
            return
        self.notice.clear()
        backup = _backup_of(self.backup.text())
        try:
            if not self.backup.text().strip():
                raise Refusal("RESTORE_OF_WHAT")
            sealed = is_sealed(backup)
        except Refusal as refusal:
            self.say(refusal.text(), self.backup)
            return
        if sealed and not self.key.text().strip():
            self.say(_("This backup is encrypted: name the folder with the private backup key."), self.key)
            return
        if not self.target.text().strip():
            self.say(_("Name a new folder for the office."), self.target)
            return
        key = None
        if sealed:
            place = Path(self.key.text().strip())
            label = _("Backup key: its passphrase opens the backup.")
            key = ask_and_try(self, "backup", label, lambda typed: private_key(place, typed, Clock()))
            if key is None:
                return
        self._restore(backup, key)

    def reject(self) -> None:
        """Stop what is under way; else close."""
        if self.act.isHidden():
            super().reject()
        else:
            self.act.stop_now()

    def _restore(self, backup: Path, key: UnlockedKey | None) -> None:
        folder = self.folder

        def work(told: Told) -> None:
            restore_any(backup, folder, key, told=told)

        self._at_work(True)
        self.act.stop.setFocus()
        self.act.run(work, lambda _nothing: self._done(), self._refused)

    def _done(self) -> None:
        self._at_work(False)
        self._restored = True
        for each in (self.backup, self.key, self.target, self.choose_backup, self.choose_key, self.choose_place):
            each.setEnabled(False)
        words = _("Restored to {folder}. It issues nothing until a supervisor resumes it.")
        self.notice.show_done(words.format(folder=self.folder))
        self.go_on.setText(_("&Open the office"))
        self.go_on.setFocus()
        self._fit(self.size())

    def _refused(self, refusal: Refusal) -> None:
        self._at_work(False)
        self.notice.show_refusal(refusal)
        self.go_on.setFocus()
        self._fit(self.size())

    def _at_work(self, busy: bool) -> None:
        self.act.setVisible(busy)
        self.wrong.hide()
        self.go_on.setEnabled(not busy)
        for each in (self.backup, self.key, self.target, self.choose_backup, self.choose_key, self.choose_place):
            each.setEnabled(not busy)
        if busy:
            self._fit(self.size())
        else:
            self._follow()

    def _follow(self) -> None:
        """A folder is not encrypted: then no key is asked for."""
        plain = _backup_of(self.backup.text()).is_dir() and bool(self.backup.text().strip())
        self.key.setEnabled(not plain)
        self.choose_key.setEnabled(not plain)

    def _choose_backup(self) -> None:
        kinds = _("Backups ({pattern})").format(pattern=f"*{ENDING} manifest.json")
        chosen = choose_file(self, _("Which backup is restored?"), kinds)
        if chosen is not None:
            self.backup.setText(str(_backup_of(str(chosen))))

    def _choose_key(self) -> None:
        chosen = choose_folder(self, _("Where is the private backup key?"))
        if chosen is not None:
            self.key.setText(str(chosen))

    def _choose_place(self) -> None:
        chosen = choose_folder(self, _("In which folder is the new one made?"))
        if chosen is not None:
            name = _backup_of(self.backup.text()).name.removesuffix(ENDING) or "office"
            self.target.setText(str(chosen / name))


def _backup_of(typed: str) -> Path:
    """The backup that is named: a plain one is the folder of its manifest."""
    path = Path(typed.strip())
    return path.parent if path.name == "manifest.json" else path
