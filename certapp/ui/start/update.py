"""Another version of the program from one signed file: what it changes and who signed it, put in place; or back."""

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.model.progress import Told
from certapp.service.office import Office
from certapp.service.updating.going_back import go_back
from certapp.service.updating.installation import Installation
from certapp.service.updating.installing import install_update
from certapp.service.updating.looking import Update, changes_since, look_at, require_fitting
from certapp.trust.update_file import ENDING
from certapp.ui.common.background import in_background
from certapp.ui.common.choosing import choose_file
from certapp.ui.common.grid_dialog import GridDialog
from certapp.ui.common.labels import as_the_page_goes, button, caption, plain
from certapp.ui.common.long_act import LongAct
from certapp.ui.common.notice import Notice
from certapp.ui.common.words import _, apart


class UpdateDialog(GridDialog):
    """Which file; what is in it; then it is installed, after a backup of `office`. Or back to the version `before`, if
    there is one. Accepted: begin anew."""

    def __init__(self, parent: QWidget | None, here: Installation, office: Office | None, before: str = "") -> None:
        told = _("An update is one signed file. The present version stays until the new one is whole and was tried.")
        super().__init__(parent, _("Update"), told, _("&Show what it is"))
        self._here, self._office = here, office
        self._update: Update | None = None
        self._switched = False
        self.file, self.choose = QLineEdit(), button(_("C&hoose…"))
        self.choose.setAccessibleName(_("Choose the update file"))
        self.choose.clicked.connect(self._choose)
        self.file.textChanged.connect(self._forget)
        self.back = button(_("&Back to version {version}").format(version=before))
        self.back.clicked.connect(self._go_back)
        self.back.setVisible(bool(before))
        self.what = plain()
        self.notice = Notice()
        self.act = LongAct(_("Update"))
        self.act.hide()
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.count() - 1, self.notice)  # the buttons stay last
        layout.insertWidget(layout.count() - 1, self.act)
        if before:
            self.findChildren(QDialogButtonBox)[0].addButton(self.back, QDialogButtonBox.ButtonRole.ActionRole)
        file = caption(_("&Update file"), self.file)
        self.ask([(file, self.file, self.choose), (None, self.what, None)], self.file)

    def check(self) -> None:
        """Show what is in the file; install what was shown; once another version is in use, be done."""
        self.notice.clear()
        if self._switched:
            self.accept()
        elif self._update is not None:
            self._install(self._update)
        elif not self.file.text().strip():
            self.say(_("Choose the update file: it ends in .xcupdate."), self.file)
        else:
            self.look()

    def reject(self) -> None:
        """Stop what is under way; else close."""
        if self.act.isHidden():
            super().reject()
        else:
            self.act.stop_now()

    def look(self) -> None:
        """Show what is in the file, or why it cannot be installed here."""
        path = Path(self.file.text().strip())

        def work() -> tuple[Update, str, bytes]:
            update = look_at(path)
            require_fitting(update, self._here)
            return update, self._here.in_use().version, self._here.publisher()

        self._at_work(True, shown=False)
        in_background(self, work, lambda found: self._show(*found), self._refused)

    def _show(self, update: Update, now: str, known: bytes) -> None:
        self._at_work(False)
        self._update = update
        release = update.release
        day = datetime.fromtimestamp(release.built_at, UTC).date().isoformat()
        introduced = _("This is a new key. The key that was known here until now introduces it.")
        compared = _("This is the key that was compared when the program was installed.")
        backed_up = _("The open office is backed up first, into {folder}.").format(folder=self._here.backups)
        no_office = _("No office is open, so none is backed up. If there is one on this computer, open it first.")
        lines = [
            _("Version {version} of {day}. In use now is {now}.").format(version=release.version, day=day, now=now),
            _("Signed by the key with these 40 digits: {digits}").format(digits=update.digits),
            compared if known == release.publisher else introduced,
            backed_up if self._office else no_office,
        ]
        for version, points in changes_since(release, now):
            lines += ["", _("What changes with {version}:").format(version=version)]
            lines += [f"• {apart(each)}" for each in points]
        self.what.setText(as_the_page_goes("\n".join(lines)))
        self.go_on.setText(_("&Install"))
        self.go_on.setFocus()
        self._fit(self.size())

    def _install(self, update: Update) -> None:
        offices = (self._office,) if self._office else ()

        def work(told: Told) -> None:
            install_update(update, self._here, offices, told=told)

        self._at_work(True)
        self.act.stop.setFocus()
        self.act.run(work, lambda _nothing: self._done(update.release.version), self._refused)

    def _go_back(self) -> None:
        """Where the version before opens registers of now; else the command names the offices."""
        self.notice.clear()
        self._at_work(True, shown=False)
        in_background(self, lambda: go_back(self._here), lambda went: self._done(went.version), self._refused)

    def _done(self, version: str) -> None:
        self._at_work(False)
        self._switched = True
        self.back.hide()
        for each in (self.file, self.choose):
            each.setEnabled(False)
        self.notice.show_done(_("Version {version} is in use from the next start on.").format(version=version))
        self.go_on.setText(_("&Start anew"))
        self.go_on.setFocus()
        self._fit(self.size())

    def _refused(self, refusal: Refusal) -> None:
        self._at_work(False)
        self.notice.show_refusal(refusal)
        self.go_on.setFocus()
        self._fit(self.size())

    def _at_work(self, busy: bool, *, shown: bool = True) -> None:
        self.act.setVisible(busy and shown)
        self.wrong.hide()
        for each in (self.go_on, self.back, self.file, self.choose):
            each.setEnabled(not busy)
        if busy:
            self._fit(self.size())

    def _forget(self) -> None:
        """Another file: what was shown is not it."""
        self._update = None
        self.what.clear()
        self.go_on.setText(_("&Show what it is"))

    def _choose(self) -> None:
        kinds = _("Updates ({pattern})").format(pattern=f"*{ENDING}")
        chosen = choose_file(self, _("Which update?"), kinds)
        if chosen is not None:
            self.file.setText(str(chosen))
            self.look()


def start_anew(here: Installation) -> None:
    """Start the version that is in use now, beside this one, which is about to end."""
    QProcess.startDetached(str(here.home / "certapp"), [])
