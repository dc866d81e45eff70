"""Every page and dialog of the program, one after the other, in the language that is spoken."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QThreadPool
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QToolButton, QWidget

from certapp.formdef.fees import FeeDue
from certapp.formdef.form import Group
from certapp.model.errors import Refusal
from certapp.model.progress import Progress, Stage
from certapp.register import drafts
from certapp.register.attachments import Attachment
from certapp.register.certificates import newest_certificates
from certapp.register.connection import Connection
from certapp.register.endorsements import PostNews
from certapp.register.legacy import LegacyObject, legacy_certificate
from certapp.register.lives import Life
from certapp.register.replay import JournalFault
from certapp.scan.examining import Examined
from certapp.service.auditing import Checked
from certapp.service.backups import BackupRules
from certapp.service.batches import Account, Done
from certapp.service.ceremony import Wanted, Written
from certapp.service.clock_leaps import Leap
from certapp.service.comparing import Difference, SideBySide
from certapp.service.endorsing import Outbox, endorse
from certapp.service.exchanging import Due
from certapp.service.founding import Founded
from certapp.service.legacy import OldPaper, Scan, record_paper
from certapp.service.other_offices import OtherOffice
from certapp.service.post_history import Line, PostHistory
from certapp.service.to_print import Copy, ToPrint
from certapp.service.training import APPROVER, PREPARER, passphrase
from certapp.service.updating.installation import Installation
from certapp.service.updating.looking import Update
from certapp.trust.carried import Kind
from certapp.trust.contact import Contact
from certapp.trust.update_file import Head
from certapp.ui.audit.view import AuditView
from certapp.ui.common.key_sheet import KeySheet
from certapp.ui.common.passphrase import PassphraseDialog
from certapp.ui.common.person import PersonDialog
from certapp.ui.common.photographing import CameraDialog
from certapp.ui.common.words import _
from certapp.ui.form.cards import Folded
from certapp.ui.form.compare import CompareDialog
from certapp.ui.form.crop import CropDialog
from certapp.ui.form.for_all import ForAllDialog
from certapp.ui.form.importing import ImportDialog
from certapp.ui.form.larger import LargerView
from certapp.ui.form.preview import PreviewDialog
from certapp.ui.form.several import LanguagesEditor
from certapp.ui.form.stolen_list import StolenListDialog
from certapp.ui.form.view import FormView
from certapp.ui.home.after_dialogs import AbroadDialog, ReceiptsDialog, TasksDialog
from certapp.ui.home.drafts import DraftsView
from certapp.ui.people.asking import CeremonyDialog
from certapp.ui.people.backup_key import BackupKeyDialog
from certapp.ui.people.moving import AskNewCaDialog, MoveDialog
from certapp.ui.people.passphrase import ChangePassphraseDialog
from certapp.ui.people.taking import TakerDialog
from certapp.ui.post.history_dialog import HistoryDialog
from certapp.ui.post.settings_dialog import PostSettingsDialog
from certapp.ui.post.view import PostView
from certapp.ui.printing.office_dialog import OfficePrintDialog
from certapp.ui.printing.paper import PaperDialog
from certapp.ui.printing.test_page import TestPageDialog
from certapp.ui.register.asked_dialog import AskedDialog
from certapp.ui.register.case_file import case_file_dialog
from certapp.ui.register.described import DescribedDialog
from certapp.ui.register.legacy_dialogs import CoverageDialog, OldPaperDialog, why_void_dialog
from certapp.ui.register.legacy_importing import LegacyImportDialog
from certapp.ui.register.legacy_menu import ConfirmAllDialog
from certapp.ui.register.life_dialogs import (
    About,
    EndorsementDialog,
    InspectDialog,
    extend_dialog,
    replace_dialog,
    stop_dialog,
    words_dialog,
)
from certapp.ui.register.papers import Paper, PapersDialog
from certapp.ui.register.revoking import RevokeDialog
from certapp.ui.register.view import RegisterView
from certapp.ui.reports.view import ReportsView
from certapp.ui.start.country import CountryView
from certapp.ui.start.create import CreatedView, CreateView
from certapp.ui.start.joining import JoinView
from certapp.ui.start.restore import RestoreDialog
from certapp.ui.start.update import UpdateDialog
from certapp.ui.supervise.appeals import AppealDialog, CloseDialog, DelayDialog, DismissDialog, UpholdDialog
from certapp.ui.supervise.asking import AnswerDialog, AskDialog, ProposeDialog
from certapp.ui.supervise.backup import BackupRulesDialog
from certapp.ui.supervise.batch import BatchDialog
from certapp.ui.supervise.contact import ContactDialog
from certapp.ui.supervise.contingency import ContingencyDialog
from certapp.ui.supervise.decide import DecideView
from certapp.ui.supervise.experts import AskExpertDialog, ExpertsDialog, OpinionDialog
from certapp.ui.supervise.fee import FeeDialog
from certapp.ui.supervise.issue_batch import IssueBatchDialog
from certapp.ui.supervise.letters import LettersDialog
from certapp.ui.supervise.revoke_many import RevokeManyDialog
from certapp.ui.supervise.seal_anew import SealAnewDialog
from certapp.ui.supervise.stolen import StolenKeyDialog
from certapp.ui.supervise.stops import GroundDialog
from certapp.ui.supervise.tokens import TokensDialog
from certapp.ui.supervise.view import SuperviseView
from certapp.ui.verify.camera_dialog import CodeCamera
from certapp.ui.verify.ceremony import Ceremony
from certapp.ui.verify.endorse import EndorseDialog
from certapp.ui.verify.number_dialog import NumberDialog
from certapp.ui.verify.outbox import OutboxDialog
from certapp.ui.verify.pictures import PicturesDialog
from certapp.ui.verify.receipt import ReceiptDialog
from certapp.ui.verify.scanner_dialog import ScannerDialog
from certapp.ui.verify.view import VerifyView
from certapp.ui.window import MainWindow
from tests.offices import EXAMPLES
from tests.updating.publisher import new_key, release_of

Shown = tuple[str, QWidget]


def settle(app: QApplication) -> None:
    """Until what was begun in the background has ended and is shown."""
    for _round in range(3):
        app.processEvents()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QThreadPool.globalInstance().waitForDone()
    app.processEvents()


def wait(app: QApplication, holds: Callable[[], object]) -> None:
    """Until something holds that comes after a pause."""
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        QTest.qWait(10)
    settle(app)


CHECKED = Checked(
    folder="copy",
    country="XA",
    office="01",
    authority="Heritage Authority",
    training=True,
    journal="ab" * 32,
    entries=1204,
    head="cd" * 32,
    head_at=0,
    checked_at=0,
    seconds=1.0,
    version="1",
    checkpoints=2,
    witness="XB-02 (1204)",
    files=False,
    files_read=False,
    fingerprint="12345 " * 8,
    compared=False,
    papers=(),
    faults=(),
)
"""What a check of a copy for auditors came to."""


class Program:
    """The window and an open office; each method shows some of its pages, the last one shown stays."""

    def __init__(self, app: QApplication, window: MainWindow, papers: tuple[Path, ...], stopped: str) -> None:
        self.app, self.window, self.papers, self.stopped = app, window, papers, stopped

    def beginning(self) -> Iterator[Shown]:
        """What is there without an office."""
        window = self.window
        yield self._page("start")
        restoring = RestoreDialog(window)
        yield from self._dialog("restore an office", restoring, restoring.check, close=False)
        restoring._at_work(True)
        restoring.act._show(Progress(Stage.COMPARE_FILES, 3 << 29, 5 << 30, 2, 2))
        yield "restore an office, at work", self._ready(restoring)
        restoring._done()
        yield from self._dialog("restore an office, done", restoring)
        updating = UpdateDialog(window, Installation(Path("certapp")), None, "0.0.9")
        yield from self._dialog("update", updating, updating.check, close=False)
        release = release_of(new_key())
        update = Update(Path("new.xcupdate"), Head(release, (), b""))
        updating._show(update, "0.1.0", release.publisher)
        yield "update, shown", self._ready(updating)
        updating._at_work(True)
        updating.act._show(Progress(Stage.INSTALL_PACKAGES, 12, 64, 2, 3))
        yield "update, at work", self._ready(updating)
        updating._refused(Refusal("UPDATE_DAMAGED", file="new.xcupdate"))
        yield "update, refused", self._ready(updating)
        updating._done("0.2.0")
        yield from self._dialog("update, done", updating)
        window.beside.create()
        created = window._stack.currentWidget()
        assert isinstance(created, CreateView)
        yield self._page("create an office")
        created.create_now()
        created.more.click()
        yield self._page("create an office, refused")
        created.ca.setCurrentIndex(1)
        created.bulletins.setChecked(True)
        yield self._page("create an office, its CA elsewhere")
        created.prepared.emit(Path("office"), Path("office.xcrequest"), Written(b""))
        yield self._page("an office is prepared")
        window.beside.join(Path("office"))
        joining = window._stack.currentWidget()
        assert isinstance(joining, JoinView)
        joining.begin_now()
        yield self._page("a prepared office begins")
        created.created.emit(Founded(Path("office"), "XA", "12345 " * 8))
        assert isinstance(window._stack.currentWidget(), CreatedView)
        yield self._page("an office is created")
        window.beside.verify()
        post = window._stack.currentWidget()
        assert isinstance(post, PostView)
        yield self._page("verify without an office")
        post.verify.trust_button.setChecked(True)
        assert post.verify.trust is not None
        post.verify.trust._begin(Path("file"), Refusal("ANCHOR_UNKNOWN", country="XB", fingerprint="12345 " * 8))
        yield self._page("somebody new at a post")
        line = Line(0, "XA-2026-01-000001-O", "GENUINE", "amber", ("STATUS_STALE",), "scanner")
        history = PostHistory(post.post.folder / "shown.jsonl", 3650)
        history.add(line)
        shown = HistoryDialog(post, history, 0.0)
        yield from self._dialog("history of a post", shown, lambda: shown.notice.show_refusal(Refusal("NO_DISPLAY")))
        yield from self._dialog("set up a post", PostSettingsDialog(post, post.settings))
        window.beside.keep_country()
        country = window._stack.currentWidget()
        assert isinstance(country, CountryView)
        country.notice.show_hint("Please wait.")
        yield self._page("country CA")
        window.beside.check_copy(Path("copy"))
        audit = window._stack.currentWidget()
        assert isinstance(audit, AuditView)
        audit.compare_with([Path("kept.xccheckpoint")])
        faults = tuple(JournalFault(seq, "JOURNAL_ENTRY_CHANGED", ()) for seq in (3, 9))
        audit._show(CHECKED)
        yield self._page("a copy for auditors")
        audit._show(replace(CHECKED, faults=faults, witness=""))
        yield self._page("a copy that was changed")
        window._home()

    def pages(self) -> Iterator[Shown]:
        """The pages of an open office but the form."""
        for name in ("home", "apply", "register", "verify", "decide", "supervise", "people"):
            self._workspace.open_page(name)
            yield self._page(name)
        yield from self._reports()
        yield from self._dialog("keys", KeySheet(self.window))
        yield from self._people()
        self.window.lock()
        page = self.window.guard.page
        assert page is not None
        page.try_now()
        yield self._page("locked")
        page.unlocked.emit(self._office.log_in(PREPARER, passphrase))

    def _reports(self) -> Iterator[Shown]:
        """The tables of a report, with a chart and without."""
        reports = self._workspace.open_page("reports")
        assert isinstance(reports, ReportsView)
        reports.internal.setChecked(True)
        reports.make.click()
        settle(self.app)
        for name in ("SUMMARY", "MONTHS", "CERTIFICATES"):
            reports.table.setCurrentIndex(reports.table.findData(name))
            settle(self.app)
            yield self._page(f"reports, {name}")
        reports.first.setDate(reports.last.date().addDays(1))
        reports.make.click()
        settle(self.app)
        yield self._page("reports, refused")

    def _people(self) -> Iterator[Shown]:
        """What the page of people asks."""
        actor, window = self._office.log_in(APPROVER, passphrase), self.window
        enrol = CeremonyDialog(window, self._office, actor, _("Enrol an official"), None)
        yield from self._dialog("enrol", enrol, enrol.try_now)
        roles = Wanted(Kind.ROLES, "clara", "Clara Clerk")
        changing = CeremonyDialog(window, self._office, actor, _("Other roles"), roles)
        changing.carried.setChecked(True)
        yield from self._dialog("roles", changing)
        yield from self._dialog("take in", TakerDialog(window, self._office, Path("answer.xcanswer")))
        asking = AskNewCaDialog(window, self._office)
        yield from self._dialog("ask a new CA", asking, asking.try_now)
        yield from self._dialog("move under a new CA", MoveDialog(window, self._office, actor))
        backups = BackupKeyDialog(window, self._office, actor)
        yield from self._dialog("backup key", backups, backups.check)
        change = ChangePassphraseDialog(window, self._office, actor)
        yield from self._dialog("change passphrase", change, change.try_now)

    def register(self) -> Iterator[Shown]:
        """A certificate of the register and its pages."""
        page = self._workspace.open_page("register")
        assert isinstance(page, RegisterView)
        wait(self.app, lambda: page.model.rowCount())
        for row in range(page.model.rowCount()):
            if not page.model.line(row).on_paper:  # written down in the languages before
                page.table.selectRow(row)
                yield self._page(f"register, line {row + 1}")
        page.detail.show_pdf()
        wait(self.app, page.detail.pages.pictures)
        yield self._page("register, PDF")
        page.detail.tabs.setCurrentWidget(page.detail.life)
        yield self._page("register, after issue")
        yield from self._after_issue()
        page.detail.tabs.setCurrentIndex(0)
        issued = newest_certificates(self._office.register)[-1]
        papers = PapersDialog(page, self._workspace.session, issued)
        papers.paper.setCurrentIndex(papers.paper.findData(Paper.TAGS))
        papers.objects.setText("x")
        yield from self._dialog("papers", papers, papers.make_now)
        copies = (Copy("holder", "Copy 2: holder", (1,)),)
        printing = OfficePrintDialog(page, None, "XA-2026-01-000001-O", (lambda: ToPrint("one", b""),), copies)
        printing.copies["holder"].setChecked(False)
        yield from self._dialog("print", printing, printing.print_now)
        test_page = TestPageDialog(page, None)
        test_page.scanned.setText("XCTEST")
        yield from self._dialog("test page", test_page, test_page.judge)
        revoking = RevokeDialog(self.window, self._office.form, "XA-2026-01-000001-O")
        yield from self._dialog("revoke", revoking, revoking._check)

        case_file = case_file_dialog(self.window, "XA-2026-01-000001-O")
        yield from self._dialog("case file", case_file, case_file.check)
        yield from self._old_papers(page)

    def _old_papers(self, page: RegisterView) -> Iterator[Shown]:
        """An old paper and its scan, what is asked for it, a list of them, and a question about a number."""
        office, clerk = self._office, self._office.log_in(PREPARER, passphrase)
        scan = Scan("12-98.pdf", self.papers[0].read_bytes())
        objects = (LegacyObject("Coffin of a priest", "coffin", "1"), LegacyObject("Canopic jars", "", "4"))
        paper = OldPaper("No. 12/98", "1998-05", "Ministry of Culture", "R. Symes", "", "A carbon copy.", objects)
        number = record_paper(office, clerk, paper, [scan], again=True)
        page.show_paper(number)
        wait(self.app, lambda: page.paper.shown and page.panel.currentWidget() is page.paper)
        yield self._page("register, an old paper")
        page.paper.tabs.setCurrentIndex(1)
        wait(self.app, page.paper.pages.pictures)
        yield self._page("register, a scan")
        page.search.clear()
        settle(self.app)

        def there(typed: object) -> str:
            raise Refusal("LEGACY_THERE_ALREADY", field="printed", number="12/98", entries=number)

        typing = OldPaperDialog(self.window, there, paper, (Attachment("ab" * 32, 9, "application/pdf", "12-98.pdf"),))
        yield from self._dialog("an old paper", typing, typing.check)
        covering = CoverageDialog(self.window, "Nobody has stated yet which old papers the register has.")
        yield from self._dialog("coverage", covering, covering.check)
        found = [legacy_certificate(office.register, number)]
        yield from self._dialog("confirm old papers", ConfirmAllDialog(self.window, found))
        voiding = why_void_dialog(self.window, number)
        yield from self._dialog("void an old paper", voiding, voiding.check)
        taking = LegacyImportDialog(self.window, office, clerk)
        taking.open_list(EXAMPLES / "museum-loan-34-objects" / "objects.csv")
        wait(self.app, lambda: taking.plan)
        yield from self._dialog("import old papers", taking)
        asking = AskedDialog(page, self._workspace.session)
        asking.number.setText("No. 12/98")
        asking.ask_now()
        wait(self.app, lambda: asking.told)
        yield from self._dialog("did we issue this", asking)
        describing = DescribedDialog(page, self._workspace.session)
        describing.title.setText("hills")
        describing.look_now()
        wait(self.app, lambda: describing.list.count())
        yield from self._dialog("find by description", describing)

    def _after_issue(self) -> Iterator[Shown]:
        """What the acts after issue ask for, and the lists behind the home page."""
        form, places = self._office.form, {1: "OUT", 2: "BACK"}
        state = Life("XA-2026-01-000001-O", "ABROAD", "", False, True, 2, 20_900, 20_900, places, "", "")
        about = About(state, ("A vessel", "A coin"), "2026-11-29")
        for name, dialog in (
            ("endorsement", EndorsementDialog(self.window, about)),
            ("inspect", InspectDialog(self.window, form, about)),
            ("extend", extend_dialog(self.window, (("en", "English"),), "en")),
            ("replace", replace_dialog(self.window, form, form.code_lists["REPLACE_REASON"])),
            ("stop", stop_dialog(self.window, form)),
            *((act, words_dialog(self.window, act)) for act in ("SUSPEND", "LIFT", "SURRENDER", "NOT_RETURNED")),
        ):
            yield from self._dialog(f"after issue, {name}", dialog, dialog.check)
        abroad = AbroadDialog(self.window, self._workspace.session)
        yield from self._dialog("abroad", abroad)
        tasks = TasksDialog(self.window, self._workspace.session)
        yield from self._dialog("tasks", tasks)
        yield from self._dialog("receipts", ReceiptsDialog(self.window, self._workspace.session))

    def deciding(self) -> Iterator[Shown]:
        """An application that waits, each of its tabs, and what is asked of who decides."""
        page = self._workspace.open_page("decide")
        assert isinstance(page, DecideView)
        wait(self.app, lambda: page.record.tree.topLevelItemCount())
        for index in range(page.tabs.count()):
            page.tabs.setCurrentIndex(index)
            settle(self.app)
            yield self._page(f"decide, tab {index + 1}")
        page.show_application(self.stopped)
        wait(self.app, page.stops.isVisible)
        yield self._page("decide, stopped")
        case = page._case
        assert case is not None
        approved, lacks = replace(case.application, status="APPROVED"), Refusal("SECOND_SIGNATURE_REQUIRED")
        page.bar.show_acts(replace(case, application=approved, signature_lacks=lacks), issued=False, busy=False)
        yield self._page("decide, approval to be signed")
        page.bar.show_acts(case, issued=False, busy=False)
        yield from self._dialog("ground", GroundDialog("This is stopped.", self.window))
        yield from self._batches(page)
        form, objects = self._office.form, ["A vessel", "A coin"]
        ask = AskDialog(self.window, form, objects)
        yield from self._dialog("ask", ask, ask.check)
        answer = AnswerDialog(self.window, form, "Answer received")
        yield from self._dialog("answer", answer, answer.check)
        propose = ProposeDialog(self.window, form, objects)
        propose.lines[0][0].setCurrentIndex(propose.lines[0][0].findData("REFUSED"))
        yield from self._dialog("propose", propose, propose.check)
        yield from self._case_dialogs(page)
        otherwise = (_("Revoke, sign the bulletin &later"), None)
        unlock = PassphraseDialog(self.window, "document_signer", "Confirm.", str, True, otherwise)
        yield from self._dialog("passphrase", unlock, unlock._try)
        who = PersonDialog(self.window, self._office, "Confirm.")
        yield from self._dialog("person", who, lambda: who._refused(Refusal("PASSPHRASE_WRONG")))

    def _batches(self, page: DecideView) -> Iterator[Shown]:
        """What may be chosen, a batch under way, and the account of one."""
        session, actor = self._workspace.session, self._office.log_in(APPROVER, passphrase)
        for name, kind in (("approve", BatchDialog), ("issue", IssueBatchDialog), ("seal anew", SealAnewDialog)):
            dialog = kind(session, actor, page)
            settle(self.app)
            dialog.mark_all()
            yield from self._dialog(f"{name} several", dialog, close=False)
            dialog._set_busy(True)
            dialog._show_told(0, "A-2026-01-000001")
            yield f"{name} several, under way", self._ready(dialog)
            gone = Refusal("TOKEN_GONE")
            lines = (Done("A-2026-01-000001", "XA-2026-01-000001-O"), Done("A-2026-01-000002", refusal=gone))
            dialog._done(Account(lines, ("A-2026-01-000003",), gone))
            yield f"{name} several, account", self._ready(dialog)
            dialog.reject()

    def _case_dialogs(self, page: DecideView) -> Iterator[Shown]:
        session, form, objects = self._workspace.session, self._office.form, ("A vessel", "A coin")
        yield from self._dialog("letters", LettersDialog(page, session, self.stopped))
        yield from self._dialog("experts", ExpertsDialog(page, session, self.stopped, objects, True))
        expert = AskExpertDialog(page, objects, date(2026, 3, 14))
        yield from self._dialog("ask an expert", expert, expert.check)
        opinion = OpinionDialog(page, form)
        yield from self._dialog("opinion", opinion, opinion.check)
        day = date(2026, 3, 14)
        appeal = AppealDialog(page, "Appeal filed", "", day, date(2026, 5, 1))
        yield from self._dialog("appeal", appeal, appeal.check)
        delay = DelayDialog(page, "Delay begun")
        yield from self._dialog("delay", delay, delay.check)
        uphold = UpholdDialog(page, "Approve after all", "Appeals Board", day, ((1, objects[0]), (3, "A second vase")))
        yield from self._dialog("uphold", uphold, uphold.check)
        dismiss = DismissDialog(page, "Dismiss the appeal", "Appeals Board", day)
        yield from self._dialog("dismiss", dismiss, dismiss.check)
        closing = CloseDialog(page, "Close the refusal", day, appealed=True)
        yield from self._dialog("close the refusal", closing, closing.check)
        fee = FeeDialog(page, form, FeeDue(Decimal(20), "EUR"), ())
        yield from self._dialog("fee", fee, fee.check)

    def verifying(self) -> Iterator[Shown]:
        """Verdicts, the lists they rest on, and an authority that is new."""
        page = self._workspace.open_page("verify")
        assert isinstance(page, VerifyView)
        page.verify_files(list(self.papers))
        wait(self.app, lambda: page.history.count() >= len(self.papers))
        yield self._page("verify, verdict")
        checked = page.history.item(0).data(Qt.ItemDataRole.UserRole)
        pictures = PicturesDialog(page, checked, page.checking.reader)
        wait(self.app, lambda: pictures.pdf_pane.seen or pictures.notice.text)
        yield from self._dialog("pictures", pictures, lambda: pictures.notice.show_refusal(Refusal("NO_DISPLAY")))
        yield from self._endorsing(page)
        yield from self._dialog("one photograph", CameraDialog(page, list, one=True))
        asking = NumberDialog(self.window, lambda: self._office.trust.view())
        yield from self._dialog("number without a code", asking, asking.ask_now)
        many = page.verify_many(self.papers)
        wait(self.app, lambda: not many.running)
        refusal = Refusal("NO_DISPLAY")
        yield from self._dialog("many at once", many, lambda: many.notice.show_refusal(refusal))
        paper = PaperDialog(page, "Call sheet", "call-sheet.pdf", lambda: self.papers[0].read_bytes())
        wait(self.app, paper.pages.pictures)
        yield from self._dialog("paper", paper, lambda: paper.notice.show_refusal(Refusal("NO_DISPLAY")))
        page.trust_button.setChecked(True)
        settle(self.app)
        assert page.trust is not None
        page.trust._begin(Path("file"), Refusal("ANCHOR_UNKNOWN", country="XB", fingerprint="12345 " * 8))
        assert isinstance(page.trust.ceremony, Ceremony)
        yield self._page("verify, trust and ceremony")
        introduced = {"country": "XB", "fingerprint": "12345 " * 8, "by": "54321 " * 8}
        page.trust._begin(Path("file"), Refusal("ANCHOR_INTRODUCED", **introduced))
        page.trust.time_button.show()
        yield self._page("verify, an authority introduced, a date far ahead")
        page.trust.time_button.hide()
        page.trust._end()
        page.trust_button.setChecked(False)
        yield from self._dialog("code camera", CodeCamera(self.window))
        scanner = ScannerDialog(self.window, page.ways.port, page.ways.make_sheet)
        faulty = Examined("USUAL", "fr", "de", lost=2, doubled=1, changed=3, pace_ms=60, keys_known=False)
        yield from self._dialog("scanner", scanner, lambda: scanner.show_examined(faulty))

    def _endorsing(self, page: VerifyView) -> Iterator[Shown]:
        """What a post endorses, the receipt and the outbox."""
        outbox, checked = (
            Outbox(self.papers[0].parent / f"post-{time.monotonic_ns()}"),
            page.history.item(page.history.count() - 1),
        )
        shown = checked.data(Qt.ItemDataRole.UserRole)
        dialog = EndorseDialog(page, shown, outbox)
        yield from self._dialog("endorse", dialog, dialog.check, close=False)
        for key in ("office", "post", "officer"):
            editor = dialog.editors[key]
            assert isinstance(editor, QLineEdit)
            editor.setText("7")
        kept = endorse(outbox, shown.found.verdict, dialog.sheet, int(shown.at))
        dialog.reject()
        yield from self._dialog("receipt", ReceiptDialog(page, kept))
        yield from self._dialog("outbox", OutboxDialog(page, outbox, time.time))

    def supervising(self) -> Iterator[Shown]:
        """A restored office, and a journal with faults."""
        page = self._workspace.open_page("supervise")
        assert isinstance(page, SuperviseView)
        settle(self.app)
        page._resuming.show()
        page.clock._show(Leap(date(2027, 12, 1), date(2026, 12, 1)))
        page.journal.faults.addItems(["Entry 7 was changed."])
        page.journal.faults.show()
        page.notice.show_hint("Please wait.")
        yield self._page("supervise, restored, with faults")
        due = Due(2, 1, 1, late=True, contact=True, second=True)
        page.border.show_state(due, (PostNews("Harbour of Example", 1, 20_000),), 4)
        page.border.notice.show_hint("Please wait.")
        page.offices._show((OtherOffice("02", 7, 0, "", None, twice=True),), True)
        yield self._page("supervise, the next bulletin is due")
        contact = ContactDialog(page, Contact("Desk", "1" * 61))
        yield from self._dialog("contact for the border", contact, contact.check)
        yield from self._dialog("stolen key", StolenKeyDialog(self._workspace.session, lambda: None, page))
        many = RevokeManyDialog(self._workspace.session, self._office.log_in(APPROVER, passphrase), page)
        wait(self.app, many.model.rowCount)
        many.all.click()
        yield from self._dialog("revoke several", many, many.start, close=False)
        many.wrong.hide()
        many._set_busy(True)
        yield "revoke several, under way", self._ready(many)
        many._set_busy(False)
        many.reject()
        contingency = ContingencyDialog(page, self._workspace.session)
        contingency._show(("XA-2026-01-000009-X",))
        contingency.list.selectAll()
        yield from self._dialog("contingency", contingency, contingency.void_now)
        rules = BackupRulesDialog(page, BackupRules())
        yield from self._dialog("backup rules", rules, lambda: rules.say("This is no backup key.", rules.choose))
        yield from self._dialog("tokens", TokensDialog(self._workspace.session, lambda: None, page))

    def form(self) -> Iterator[Shown]:
        """Each section of a filled form, all of it open, with things to mend; then its dialogs."""
        self._workspace.open_draft(_hills(self._office.drafts))
        page = self._workspace.page
        assert isinstance(page, DraftsView) and page.form is not None
        view = page.form
        _spoil(view, self.app)
        for section in view.form.sections:
            view.open_section(section.id)
            self._build(view)
            yield self._page(f"form, {section.id}")
        yield from self._dialogs_of(view)
        page.form.closed.emit()
        settle(self.app)

    def _dialogs_of(self, view: FormView) -> Iterator[Shown]:
        objects = view.form.root.member("objects")
        assert isinstance(objects, Group)
        for_all = ForAllDialog(view._workshop, objects, view.draft.record["objects"], self.window)
        yield from self._dialog("for all", for_all)
        image = QImage(str(EXAMPLES / "coins-temporary-loan" / "coins-obverse.jpg"))
        yield from self._dialog("crop", CropDialog(image, (100, 100, 900, 900), self.window))
        yield from self._dialog("larger", LargerView(image, "coins.jpg", self.window))
        yield from self._dialog("camera", CameraDialog(view))
        preview = PreviewDialog("Hills", lambda: self.papers[0].read_bytes(), view)
        preview.draw()
        yield from self._dialog("preview", preview)
        sides = SideBySide("Another", (Difference("Title", "One", "Two"),), (), ())
        yield from self._dialog("compare", CompareDialog("Both are alike.", sides, (image,), (), self.window))
        stolen = StolenListDialog(view, Path("stolen.csv"), self._office.clock.today)
        yield from self._dialog("stolen list", stolen, stolen.check)
        rows = view.stage.pages["objects"].groups["objects"]
        yield from self._dialog(
            "set in all", ForAllDialog(rows.workshop, rows.group, view.draft.record["objects"], view)
        )
        importing = ImportDialog(self._office, view.draft, "", view)
        yield from self._dialog("import, empty", importing, close=False)
        importing.open_list(EXAMPLES / "museum-loan-34-objects" / "objects.csv")
        wait(self.app, lambda: importing.plan is not None and importing.go.isEnabled())
        yield from self._dialog("import, list", importing)

    def _build(self, view: FormView) -> None:
        page = view.stage.pages[view.section]
        for group in page.groups.values():
            if group.page is not None:
                group.page.build_all()
        for folded in page.findChildren(Folded):
            folded.findChildren(QToolButton)[0].setChecked(True)
        for editor in page.findChildren(LanguagesEditor)[:1]:
            editor.show_value({"en": "one", "fr": "un"})
        view.stage.show_findings()

    def _dialog(
        self, name: str, dialog: QDialog, refuse: Callable[[], object] | None = None, *, close: bool = True
    ) -> Iterator[Shown]:
        """A dialog as it opens, and again with what it says is wrong."""
        dialog.open()
        yield name, self._ready(dialog)
        if refuse is not None:
            refuse()
            yield f"{name}, refused", self._ready(dialog)
        if close:
            dialog.reject()
            dialog.deleteLater()
            self._ready(self.window)

    def _page(self, name: str) -> Shown:
        return name, self._ready(self.window)

    def _ready(self, window: QWidget) -> QWidget:
        settle(self.app)
        window.activateWindow()
        wait(self.app, window.isActiveWindow)
        return window

    @property
    def _workspace(self):  # type: ignore[no-untyped-def]  # Workspace
        assert self.window.workspace is not None
        return self.window.workspace

    @property
    def _office(self):  # type: ignore[no-untyped-def]  # Office
        return self._workspace.session.office


@lru_cache
def _hills(kept: Connection) -> str:
    """The draft to be spoilt, found once: on a busy machine it is saved before it is as it was again."""
    return next(line.id for line in drafts.lines(kept) if line.title.startswith("Hills"))


def _spoil(view: FormView, app: QApplication) -> None:
    """Make some of it wrong, and have all said of it that there is to say."""
    draft = view.draft
    item = draft.record["objects"][0]
    for row, field, value in (
        (draft.record, "planned_exit_on", "soon"),
        (draft.record, "country_of_destination", "Nowhere"),
        (item, "object_type_l1", "Z"),
        (item, "title", None),
        (item, "quantity", "some"),
        (item["measurements"][0], "value", "wide"),
        (item["photographs"][0], "view", "inside out"),
    ):
        draft.set_value(row, field, value)
    draft.tried = True
    view.keeper.examine()
    settle(app)
    view.keeper.stop()  # the draft is as it was when it is opened again
