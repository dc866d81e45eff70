"""The card of the journal: the full check and its report, day sheets, checkpoints, the copy for auditors."""

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QListWidget

from certapp.model import language as spoken
from certapp.model.progress import Told
from certapp.service.auditing import Checked
from certapp.service.checkpoints import Read
from certapp.service.office import Actor
from certapp.service.rights import Right
from certapp.trust.checkpoint import Statement
from certapp.ui.common import settings
from certapp.ui.common.background import in_background
from certapp.ui.common.choosing import choose_file, choose_folder, choose_target
from certapp.ui.common.labels import button, plain
from certapp.ui.common.person import acting
from certapp.ui.common.words import _
from certapp.ui.session import Session
from certapp.ui.supervise.work_card import WorkCard

CHECKPOINTS = "*.xccheckpoint"
SCANNED = "*.pdf *.png *.jpg *.jpeg"


class JournalCard(WorkCard):
    """Every act of it is a service's; here it gets its files and its words."""

    def __init__(self, session: Session) -> None:
        self.state = plain()
        self.check = button(_("Check the &journal"))
        self.files = QCheckBox(_("Read every photograph and paper too"))
        self.files.setChecked(settings.load().check_files)
        self.report = button(_("Save the report…"))
        self.sheet = button(_("Day sheet…"))
        self.hand_out = button(_("Hand out a checkpoint…"))
        self.take_in = button(_("Take in a checkpoint…"))
        self.export = button(_("Copy for auditors…"))
        self.faults = QListWidget()
        self.faults.setAccessibleName(_("Faults of the journal"))
        self.faults.setWordWrap(True)
        self.faults.hide()
        self._checked: Checked | None = None
        super().__init__(
            session,
            _("Journal"),
            _("Every act, signed and chained. The check finds whatever was changed, taken out or put in."),
            (self.state, self.files, self.faults),
            (
                (self.check, Right.AUDIT),
                (self.report, Right.AUDIT),
                (self.sheet, Right.READ),
                (self.hand_out, Right.READ),
                (self.take_in, Right.AUDIT),
                (self.export, Right.AUDIT),
            ),
        )
        for pressed, act in (
            (self.check, self.check_now),
            (self.report, self.save_report),
            (self.sheet, self.save_sheet),
            (self.hand_out, self.hand_out_checkpoint),
            (self.take_in, self.take_in_checkpoint),
            (self.export, self.export_copy),
        ):
            pressed.clicked.connect(act)

    def follow_rights(self) -> None:
        """The report can be saved once there is one."""
        super().follow_rights()
        self.files.setEnabled(self.check.isEnabled())
        self.report.setVisible(self._checked is not None)

    def refresh(self) -> None:
        """Look who witnessed the journal last."""
        from certapp.service.checkpoints import newest_witness

        office = self._session.office

        def words() -> str:
            witness = newest_witness(office)
            if witness is None:
                return _("No other office has witnessed this journal yet: hand out a checkpoint each week.")
            told = _("Witnessed by {office} up to entry {seq}.")
            return told.format(office=f"{witness.country}-{witness.office}", seq=witness.checkpoint.statement.seq)

        in_background(self, words, self.state.setText, self.notice.show_refusal)

    def check_now(self) -> None:
        """Read the journal from its first entry and compare the register with it; where wanted the files too."""
        office, files = self._session.office, self.files.isChecked()
        settings.remember(check_files=files)

        def work(told: Told) -> Checked:
            from certapp.service.auditing import full_check_aside
            from certapp.service.sampling import SAMPLE

            return full_check_aside(office, told, SAMPLE, read_files=files)

        self.faults.hide()
        self.run(work, self._show)

    def save_report(self) -> None:
        """Write what was checked and found, as PDF, text or JSON by the name that is chosen."""
        checked = self._checked
        if checked is None:
            return
        title, kinds = _("Save the report"), _("PDF (*.pdf);;Text (*.txt);;JSON (*.json)")
        path = choose_target(self, title, f"journal-{self._today()}.pdf", kinds)
        if path is None:
            return

        def work(told: Told) -> Path:
            from certapp.service.audit_papers import write_report

            write_report(checked, path, spoken.in_use())
            return path

        self.run(work, self._saved)

    def save_sheet(self) -> None:
        """Write the sheet of today, to be printed and signed by two."""
        actor = acting(self, self._session)
        if actor is None:
            return
        office = self._session.office
        path = choose_target(self, _("Day sheet"), f"day-sheet-{self._today()}.pdf", _("PDF (*.pdf)"))
        if path is None:
            return

        def work(told: Told) -> Path:
            from certapp.service.audit_papers import day_sheet
            from certapp.service.carrying import write_out

            write_out(path, day_sheet(office, actor, office.clock.today, spoken.in_use()))
            return path

        self.run(work, self._saved)

    def hand_out_checkpoint(self) -> None:
        """Sign where the journal stands, for another office."""
        actor = acting(self, self._session)
        if actor is None:
            return
        office = self._session.office
        name = f"{office.country}-{office.code}-{self._today()}.xccheckpoint"
        path = choose_target(self, _("Hand out a checkpoint"), name, self._kinds())
        if path is None:
            return

        def work(told: Told) -> str:
            from certapp.service.checkpoints import hand_out

            made = hand_out(office, actor, path)
            words = _("The checkpoint at entry {seq} is in {file}. Have another office countersign it.")
            return words.format(seq=made.statement.seq, file=path)

        self.run(work, self.notice.show_done)

    def take_in_checkpoint(self) -> None:
        """One of ours that came back is kept, one that did not, such as the code of a day sheet, is compared; one of
        another office is compared and countersigned."""
        actor = acting(self, self._session)
        kinds = _("Checkpoints, scanned day sheets ({pattern})").format(pattern=f"{CHECKPOINTS} {SCANNED}")
        path = None if actor is None else choose_file(self, _("Take in a checkpoint"), kinds)
        if actor is None or path is None:
            return
        from certapp.service.checkpoints import read_file

        self.faults.hide()
        self.run(lambda told: read_file(path), lambda read: self._take_in(actor, path, read))

    def _take_in(self, actor: Actor, path: Path, read: Read) -> None:
        from certapp.service.checkpoints import keep_countersigned
        from certapp.service.witnessing import compare
        from certapp.trust.checkpoint import Countersigned, plain

        office = self._session.office
        origin = plain(read).statement
        if isinstance(read, Countersigned):

            def keep(told: Told) -> str:
                kept = keep_countersigned(office, read)
                words = _("Kept: {office} witnessed entry {seq}. Each check compares it from now on.")
                return words.format(office=f"{kept.country}-{kept.office}", seq=kept.checkpoint.statement.seq)

            self.run(keep, self._kept)
            return
        if (origin.country, origin.office) == (office.country, office.code):
            self._compare(path, origin.seq)
            return
        # Only what can be countersigned is worth the question where it goes.
        self.run(
            lambda told: compare(office, actor, plain(read)), lambda nothing: self._countersign(actor, path, origin)
        )

    def _countersign(self, actor: Actor, path: Path, origin: Statement) -> None:
        from certapp.service.witnessing import countersign_checkpoint

        office = self._session.office
        name = f"{path.stem}-countersigned.xccheckpoint"
        target = choose_target(self, _("The countersigned checkpoint"), name, self._kinds())
        if target is None:
            return

        def witness(told: Told) -> str:
            countersign_checkpoint(office, actor, path, target)
            words = _("Countersigned: office {office} at entry {seq}. Send {file} back to it.")
            return words.format(office=f"{origin.country}-{origin.office}", seq=origin.seq, file=target)

        self.run(witness, self._kept)

    def _compare(self, path: Path, seq: int) -> None:
        """Whether the journal still holds what a checkpoint of this office saw."""
        office = self._session.office

        def work(told: Told) -> tuple[str, ...]:
            from certapp.service.checkpoints import checkpoint_faults

            return tuple(fault.text() for fault in checkpoint_faults(office, (path,)))

        def compared(faults: tuple[str, ...]) -> None:
            self.faults.clear()
            self.faults.addItems(faults)
            self.faults.setVisible(bool(faults))
            if faults:
                words = _(
                    "The journal is not the one that this checkpoint saw. Tell the auditor, keep this folder as it is."
                )
                self.notice.show_fault(words)
            else:
                words = _(
                    "It agrees with this journal: entry {seq} is still the one it saw. No other office signed it."
                )
                self.notice.show_done(words.format(seq=seq))

        self.run(work, compared)

    def export_copy(self) -> None:
        """Write the copy for auditors into a new folder inside the one that is chosen."""
        actor = acting(self, self._session)
        folder = None if actor is None else choose_folder(self, _("Where the copy for auditors goes"))
        if actor is None or folder is None:
            return
        office = self._session.office
        target = folder / f"{office.country}-{office.code}-journal-{self._today()}"

        def work(told: Told) -> str:
            from certapp.service.auditor_copy import export_for_auditors

            entries = export_for_auditors(office, actor, target)
            words = _(
                "The journal with {n} entries is in {folder}; it can be checked without keys and without this office."
            )
            return words.format(n=entries, folder=target)

        self.run(work, self._kept)

    def _show(self, found: Checked) -> None:
        self._checked = found
        self.follow_rights()
        self.faults.clear()
        self.faults.addItems([fault.text() for fault in found.faults])
        self.faults.setVisible(bool(found.faults))
        if found.faults:
            words = _("The journal is not whole: {n} faults. Tell the auditor, and keep this folder as it is.")
            self.notice.show_fault(words.format(n=len(found.faults)))
            return
        words = _("The journal is whole: {n} entries, every signature good, and the register agrees with it.")
        said = [words.format(n=found.entries)]
        if found.papers_bad:
            words = _(
                "But of {n} certificates drawn by lot and verified {bad} are not as they were issued: see the report."
            )
            self.notice.show_fault(" ".join((*said, words.format(n=len(found.papers), bad=found.papers_bad))))
            return
        if found.files_read:
            said.append(_("Every photograph and paper has the content that was taken in."))
        if found.papers:
            words = _("Certificates drawn by lot and verified, all as issued: {n}.")
            said.append(words.format(n=len(found.papers)))
        self.notice.show_done(" ".join(said))

    def _saved(self, path: Path) -> None:
        self.notice.show_done(_("Saved: {file}").format(file=path))

    def _kept(self, words: str) -> None:
        self.notice.show_done(words)
        self.refresh()

    def _kinds(self) -> str:
        return _("Checkpoints ({pattern})").format(pattern=CHECKPOINTS)

    def _today(self) -> str:
        return self._session.office.clock.today.isoformat()
