"""The page of an auditor: a copy of a journal is chosen, checked, the report kept. Nothing in the copy is written."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from certapp.model import language as spoken
from certapp.model.errors import Refusal
from certapp.model.progress import Told
from certapp.service.auditing import Checked
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.choosing import choose_file, choose_files, choose_folder, choose_target
from certapp.ui.common.drop_hint import DropHint
from certapp.ui.common.facts import Facts, History
from certapp.ui.common.labels import button, caption, heading, plain, scrolled
from certapp.ui.common.long_act import LongAct
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import bring_into_view
from certapp.ui.common.titled_card import titled_card
from certapp.ui.common.words import _


class AuditView(QWidget):
    """`closed`: back to the first page. `folder`: the copy, where it is known already."""

    closed = Signal()

    def __init__(self, folder: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.notice = Notice()
        self.hint = DropHint(_("Drop the folder of the copy here, or its file export.json."))
        self.folder, self.digits = QLineEdit("" if folder is None else str(folder)), QLineEdit()
        self.choose, self.choose_list = button(_("Choose the &folder…")), button(_("Choose e&xport.json…"))
        self.add = button(_("Compare with check&points…"))
        self.against = plain()
        self.check = button(_("C&heck the copy"), primary=True)
        self.report = button(_("Save the &report…"))
        self.back = button(_("&Back"))
        self.act = LongAct(_("Check of the copy"))
        self.facts, self.faults, self.unknown = Facts(), History(_("Faults of the journal")), plain()
        words = _("The report names the copy by its hashes, so that it cannot be mistaken for another.")
        keep = ButtonRows((self.report,))
        self.result = titled_card(_("Result"), words, self.facts, keep, self.faults, self.unknown)
        self._files: list[Path] = []
        self._checked: Checked | None = None
        self._lay_out()
        for pressed, act in (
            (self.choose, self._choose),
            (self.choose_list, self._choose_list),
            (self.add, self._add),
            (self.check, self.check_now),
            (self.report, self._save),
        ):
            pressed.clicked.connect(lambda _checked=False, act=act: act())
        self.back.clicked.connect(self.act.stop_now)
        self.back.clicked.connect(self.closed)
        self.folder.returnPressed.connect(self.check_now)
        self.folder.textChanged.connect(self._follow)
        self.act.hide()
        self._follow()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        """A folder or file of this computer is welcome."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        """It is the copy."""
        event.acceptProposedAction()
        self.folder.setText(next(url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()))

    def check_now(self) -> None:
        """Check the copy from its first entry on."""
        if not self.check.isEnabled():
            return
        chosen, digits, against = Path(self.folder.text().strip()), self.digits.text(), tuple(self._files)

        def work(told: Told) -> Checked:
            from certapp.service.auditing import full_check, open_for_check
            from certapp.service.auditor_copy import copy_at

            with open_for_check(copy_at(chosen)) as office:
                return full_check(office, against, told, digits=digits)

        self.notice.clear()
        self.result.hide()
        self._at_work(True)
        self.act.run(work, self._show, self._refused)

    def compare_with(self, files: list[Path]) -> None:
        """Checkpoints kept elsewhere, such as the auditor's own, scanned day sheets too."""
        self._files = files
        self.against.setText("\n".join(each.name for each in files))
        self.against.setVisible(bool(files))

    def _show(self, found: Checked) -> None:
        from certapp.service.audit_papers import Say, in_short, unknown

        self._at_work(False)
        self._checked = found
        say = Say(spoken.in_use())
        self.facts.show_facts(in_short(found, say))
        self.faults.show_acts(each.text() for each in found.faults)
        self.faults.setVisible(bool(found.faults))
        self.unknown.setText("\n".join((f"{say('not_known')}:", *(f"– {say(each)}" for each in unknown(found)))))
        self.result.show()
        if found.faults:
            words = _("The copy is not whole: {n} faults. Keep it as it is, and save the report.")
            self.notice.show_fault(words.format(n=len(found.faults)))
        else:
            words = _("The copy is whole: {n} entries, every signature good, and the register agrees with them.")
            self.notice.show_done(words.format(n=found.entries))
        bring_into_view(self.notice)

    def _refused(self, refusal: Refusal) -> None:
        self._at_work(False)
        self.notice.show_refusal(refusal)
        bring_into_view(self.notice)

    def _save(self) -> None:
        found = self._checked
        if found is None:
            return
        name = f"{found.country}-{found.office}-journal-check.pdf"
        path = choose_target(self, _("Save the report"), name, _("PDF (*.pdf);;Text (*.txt);;JSON (*.json)"))
        if path is None:
            return

        def work(told: Told) -> Path:
            from certapp.service.audit_papers import write_report

            write_report(found, path, spoken.in_use())
            return path

        def saved(path: Path) -> None:
            self._at_work(False)
            self.notice.show_done(_("Saved: {file}").format(file=path))

        self._at_work(True)
        self.act.run(work, saved, self._refused)

    def _choose(self) -> None:
        folder = choose_folder(self, _("The folder of the copy"), self.folder.text())
        if folder is not None:
            self.folder.setText(str(folder))

    def _choose_list(self) -> None:
        path = choose_file(self, _("The file export.json of the copy"), "export.json (export.json)")
        if path is not None:
            self.folder.setText(str(path))

    def _add(self) -> None:
        kinds = _("Checkpoints, scanned day sheets ({pattern})").format(
            pattern="*.xccheckpoint *.pdf *.png *.jpg *.jpeg"
        )
        files = choose_files(self, _("Checkpoints that were kept elsewhere"), kinds)
        if files:
            self.compare_with(files)

    def _follow(self) -> None:
        self.check.setEnabled(bool(self.folder.text().strip()))

    def _at_work(self, busy: bool) -> None:
        """The keyboard stays: on what stops the check, then on what began it."""
        self.act.setVisible(busy)
        for each in (self.choose, self.choose_list, self.add, self.report, self.folder, self.digits, self.check):
            each.setEnabled(not busy)
        (self.act.stop if busy else self.check).setFocus()
        if busy:
            bring_into_view(self.act)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setSpacing(14)
        column.setContentsMargins(8, 0, 8, 0)
        words = _("No key, no login and no office is needed, and nothing in the copy is changed.")
        folder = titled_card(
            _("The copy"),
            words,
            self.hint,
            caption(_("Folder of the &copy"), self.folder),
            self.folder,
            ButtonRows((self.choose, self.choose_list)),
        )
        words = _("Without them, who made the copy may have made up all of it, or cut off its end.")
        elsewhere = titled_card(
            _("What came by another road"),
            words,
            caption(_("40 digits of the country CA, where you have the&m"), self.digits),
            self.digits,
            self.against,
            ButtonRows((self.add,)),
        )
        for each in (folder, elsewhere, self.act, ButtonRows((self.check,)), self.result):
            column.addWidget(each)
        column.addStretch(1)
        self.against.hide()
        self.result.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.addWidget(heading(_("Check a copy for auditors")))
        layout.addWidget(self.notice)
        layout.addWidget(scrolled(inner, _("Check a copy for auditors")), 1)
        layout.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
