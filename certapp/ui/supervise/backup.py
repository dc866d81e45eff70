"""The card of the backups: making one, its second copy, the drill that proves it, and the rules."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from certapp.model import language as spoken
from certapp.model.errors import Refusal
from certapp.model.progress import Told
from certapp.register.backup import MANIFEST
from certapp.service.backups import (
    ENDING,
    BackupAge,
    BackupRules,
    Made,
    backup_age,
    backup_rules,
    is_sealed,
    key_digits,
    make_dated,
    private_key,
    read_backup_key,
    second_copy,
    set_backup_rules,
)
from certapp.service.rights import Right
from certapp.ui.common import settings
from certapp.ui.common.background import in_background
from certapp.ui.common.backup_words import age_words
from certapp.ui.common.choosing import choose_file, choose_folder, choose_target
from certapp.ui.common.grid_dialog import GridDialog
from certapp.ui.common.labels import button, caption, plain
from certapp.ui.common.notice import Notice
from certapp.ui.common.passphrase import ask_and_try
from certapp.ui.common.person import acting
from certapp.ui.common.words import _, ngettext
from certapp.ui.session import Session
from certapp.ui.supervise.work_card import WorkCard


class BackupCard(WorkCard):
    """How old the newest backup is, and what can be done about it."""

    def __init__(self, session: Session) -> None:
        self.state, self.tried, self.sealed = plain(), plain(), plain()
        self.age = Notice()
        self.make = button(_("Make a bac&kup…"))
        self.second = button(_("Second copy…"))
        self.drill = button(_("Restore drill…"))
        self.rules = button(_("Backup rules…"))
        self._newest: Path | None = None
        super().__init__(
            session,
            _("Backup"),
            _("A copy of the whole office, read back after writing. Keep it in another place."),
            (self.state, self.tried, self.sealed, self.age),
            (
                (self.make, Right.KEEP_COPIES),
                (self.second, Right.KEEP_COPIES),
                (self.drill, Right.KEEP_COPIES),
                (self.rules, Right.KEEP_KEYS),
            ),
        )
        self.make.clicked.connect(self.make_backup)
        self.second.clicked.connect(self.copy_again)
        self.drill.clicked.connect(self.make_drill)
        self.rules.clicked.connect(self.change_rules)

    def refresh(self) -> None:
        """Read how old the newest backup is, and for which key they are encrypted."""
        office = self._session.office
        last = settings.last_backup(office.folder.path)

        def look() -> tuple[BackupRules, BackupAge]:
            return backup_rules(office), backup_age(office, last)

        in_background(self, look, self._tell, self.notice.show_refusal)

    def make_backup(self) -> None:
        """Back the office up into the folder that is chosen, by day and time; older ones go by the rules."""
        actor = acting(self, self._session)
        folder = None if actor is None else choose_folder(self, _("Where the backup goes"))
        if actor is None or folder is None:
            return
        office = self._session.office

        def work(told: Told) -> Made:
            from certapp.service.keeping import sweep_orphans

            actor.require(Right.KEEP_COPIES)
            sweep_orphans(office)
            made = make_dated(office, actor, folder, told=told)
            settings.remember_backup(office.folder.path, datetime.now(UTC).isoformat(timespec="seconds"))
            return made

        self.run(work, self._made)

    def copy_again(self) -> None:
        """Copy a backup to a second medium and compare the two: the one made just now, else one that is chosen."""
        backup = self._newest
        if backup is None or not backup.exists():
            backup = self._chosen(_("Which backup is copied?"))
        folder = None if backup is None else choose_folder(self, _("Where the second copy goes"))
        if backup is None or folder is None:
            return
        office, first = self._session.office, backup

        def work(told: Told) -> str:
            path, gone = second_copy(office, first, folder, told)
            words = _("The second copy is in {folder}, compared with the first.").format(folder=path)
            return " ".join((words, *_gone_words(gone)))

        self.run(work, self.notice.show_done)

    def make_drill(self) -> None:
        """Restore a backup for a trial, check it in full, and write the report."""
        backup = self._chosen(_("Which backup is tried?"))
        if backup is None:
            return
        office = self._session.office
        try:
            sealed = is_sealed(backup)
        except Refusal as refusal:
            self.notice.show_refusal(refusal)
            return
        key = None
        if sealed:
            folder = choose_folder(self, _("Where is the private backup key?"))
            if folder is None:
                return
            label = _("Backup key: its passphrase opens the backup.")
            key = ask_and_try(self, "backup", label, lambda typed: private_key(folder, typed, office.clock))
            if key is None:
                return
        name = f"drill-{office.clock.today.isoformat()}.pdf"
        report = choose_target(self, _("The report of the drill"), name, _("PDF (*.pdf);;JSON (*.json)"))
        if report is None:
            return

        def work(told: Told) -> tuple[bool, float]:
            from certapp.service.drill import drill, write_drill

            place, training = office.folder.path, office.training
            found = drill(backup, key, clock=office.clock, told=told, place=place, training=training)
            write_drill(found, report, spoken.in_use())
            if found.good:
                settings.remember_drill(office.folder.path, office.clock.today.isoformat())
            return found.good, found.restored + found.checked_in

        self.run(work, lambda found: self._drilled(*found, report))

    def change_rules(self) -> None:
        """The key that backups are encrypted for, how many stay, when their age is warned of."""
        actor = acting(self, self._session)
        if actor is None:
            return
        office = self._session.office
        dialog = BackupRulesDialog(self, backup_rules(office))
        if not dialog.exec():
            return
        rules = dialog.rules

        def work(told: Told) -> str:
            set_backup_rules(office, actor, rules)
            return _("The rules are noted in the journal.")

        self.run(work, self._noted)

    def _chosen(self, title: str) -> Path | None:
        """A backup: an encrypted file, or a folder by the list of its files."""
        kinds = _("Backups ({pattern})").format(pattern=f"*{ENDING} {MANIFEST}")
        chosen = choose_file(self, title, kinds)
        return chosen.parent if chosen is not None and chosen.name == MANIFEST else chosen

    def _noted(self, words: str) -> None:
        self.notice.show_done(words)
        self.refresh()

    def _made(self, made: Made) -> None:
        report = made.report
        self._newest = report.path
        self.follow_rights()
        gone = (*report.missing, *report.damaged)
        if gone:
            words = _("The backup is in {folder}, but {n} files are missing or damaged in the office itself.")
            self.notice.show_fault(words.format(folder=report.path, n=len(gone)))
        else:
            words = _("The backup is in {folder}: {files} files, read back and checked.")
            done = words.format(folder=report.path, files=report.files)
            self.notice.show_done(" ".join((done, *_gone_words(made.gone))))
        self._session.changed.emit()

    def _drilled(self, good: bool, seconds: float, report: Path) -> None:
        if good:
            words = _("The backup can be restored; it took {seconds} s. The report is in {file}.")
            self.notice.show_done(words.format(seconds=f"{seconds:.0f}", file=report))
            self.refresh()
        else:
            words = _("The backup is not what it should be: read the report in {file}, and make another one today.")
            self.notice.show_fault(words.format(file=report))

    def _tell(self, told: tuple[BackupRules, BackupAge]) -> None:
        rules, age = told
        self.state.setText("" if age.overdue else age_words(age))
        self.state.setVisible(not age.overdue)
        drilled = settings.last_drill(self._session.office.folder.path)
        tried = (
            _("Last restore drill on this machine: {day}, and it was good")
            if drilled
            else _("No backup was restored for a trial on this machine yet: make a restore drill")
        )
        self.tried.setText(tried.format(day=drilled))
        if rules.key:
            digits = key_digits(rules.key)
            self.sealed.setText(_("Encrypted for the key with these 40 digits: {digits}").format(digits=digits))
        else:
            self.sealed.setText(_("Backups are not encrypted: who finds one reads the register. Set a backup key."))
        self.age.clear()
        if age.overdue:
            self.age.show_fault(age_words(age))


class BackupRulesDialog(GridDialog):
    """Begins with the rules in force."""

    WIDE = 720

    def __init__(self, parent: QWidget | None, rules: BackupRules) -> None:
        told = _("The private key stays on a stick that is locked away; here only the public one is known.")
        super().__init__(parent, _("Backup rules"), told, _("&Note the rules"))
        self._key = rules.key
        self.key = QLineEdit()
        self.key.setReadOnly(True)
        self.choose, self.drop = button(_("&Choose a key…")), button(_("&Without a key"))
        self.choose.clicked.connect(self._choose)
        self.drop.clicked.connect(lambda: self._take(b""))
        self.daily, self.weekly, self.monthly = _count(1, 366), _count(0, 260), _count(0, 120)
        self.warn = _count(1, 90)
        shown = (rules.daily, rules.weekly, rules.monthly, rules.warn_days)
        for box, number in zip((self.daily, self.weekly, self.monthly, self.warn), shown, strict=True):
            box.setValue(number)
        lines = (
            (_("&Key that backups are encrypted for"), self.key),
            (_("&Daily backups that stay"), self.daily),
            (_("W&eekly backups that stay"), self.weekly),
            (_("&Monthly backups that stay"), self.monthly),
            (_("W&arn when the newest is older than (days)"), self.warn),
        )
        rows: list[tuple[QWidget | None, ...]] = [(caption(words, editor), editor) for words, editor in lines]
        rows[1:1] = [(None, each) for each in (self.choose, self.drop)]
        self.ask(rows, self.daily)
        self._take(rules.key)

    @property
    def rules(self) -> BackupRules:
        """What was chosen."""
        return BackupRules(self._key, self.daily.value(), self.weekly.value(), self.monthly.value(), self.warn.value())

    def check(self) -> None:
        """Each number is in its bounds by itself."""
        self.accept()

    def _choose(self) -> None:
        kinds = _("Backup keys ({pattern})").format(pattern="*.xcbackupkey")
        path = choose_file(self, _("The public backup key"), kinds)
        if path is None:
            return
        try:
            self._take(read_backup_key(path))
        except Refusal as refusal:
            self.say(refusal.text(), self.choose)

    def _take(self, key: bytes) -> None:
        self._key = key
        self.key.setText(key_digits(key) if key else _("not encrypted"))
        self.key.setCursorPosition(0)
        self.drop.setEnabled(bool(key))


def _gone_words(gone: Sequence[Path]) -> tuple[str, ...]:
    """How many older backups went; nothing where none did."""
    words = ngettext("{n} older one went by the rules.", "{n} older ones went by the rules.", len(gone))
    return (words.format(n=len(gone)),) if gone else ()


def _count(least: int, most: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(least, most)
    return box
