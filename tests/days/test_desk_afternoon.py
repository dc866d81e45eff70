"""The desk official's day once certificates are sealed, step by step, with the keyboard alone (docs/keyboard.md)."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QDialog, QListWidget, QPushButton, QWidget

from certapp.register.applications import application_lines
from certapp.register.certificates import certificate, newest_certificates
from certapp.register.lives import life
from certapp.scan.sheet_codes import TYPED_TEXT
from certapp.service.backups import BackupRules, create_backup_key, read_backup_key, set_backup_rules
from certapp.service.deciding import approve
from certapp.service.endorsing import Desk, Sheet, endorse, outbox_of
from certapp.service.issuing import Issued, issue, issued_pdf
from certapp.service.training import APPROVER, passphrase
from certapp.service.verifying import verify_bytes
from certapp.trust.keyfile import TEST_COST
from certapp.trust.receipt import Presented
from certapp.ui.common import settings
from certapp.ui.common.act_dialog import ActDialog
from certapp.ui.common.passphrase import PassphraseDialog
from certapp.ui.form.view import FormView
from certapp.ui.home.after_dialogs import ReceiptsDialog, TasksDialog
from certapp.ui.home.drafts import DraftsView
from certapp.ui.printing import printers
from certapp.ui.printing.dialog import PrintDialog
from certapp.ui.printing.printers import Printers
from certapp.ui.printing.test_page import TestPageDialog
from certapp.ui.register.papers import PapersDialog
from certapp.ui.register.view import RegisterView
from certapp.ui.supervise.backup import BackupCard
from certapp.ui.window import MainWindow
from certapp.ui.workspace import Workspace
from tests.days.conftest import ALT, CONTROL
from tests.days.people import Look, log_in
from tests.ui.keyboard import Keyboard, Until, answer, choose_by_keyboard, come_back_to

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Kind = TypeVar("Kind", bound=QDialog)
BACKUP_WORDS = "the backup key opens with these words"


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """What lies in the office's printer, the newest print."""
    file = tmp_path / "printed.pdf"

    def to_file(name: str) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)  # quick; how codes print is tested elsewhere
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(file))
        return printer

    monkeypatch.setattr(printers, "printers", lambda: Printers(("Office",), "Office"))
    monkeypatch.setattr(printers, "open_printer", to_file)
    yield file


def find(keys: Keyboard, workspace: Workspace, until: Until, words: str, number: str) -> RegisterView:
    """The register at a certificate that was looked for by what is known of it."""
    keys.press(Qt.Key.Key_F, CONTROL)
    keys.type(words)
    keys.press(Qt.Key.Key_Return)
    page = workspace.page
    assert isinstance(page, RegisterView)
    until(lambda: page.model.rowCount() > 0 and page.detail.title.text() == number)
    return page


def newest(workspace: Workspace, title: str) -> str:
    """The number of the certificate of an object."""
    register = workspace.session.office.register
    lines = {line.number: line.title for line in application_lines(register)}
    found = (each for each in newest_certificates(register) if lines[each.application].startswith(title))
    return next(found).number


def issue_coins(workspace: Workspace) -> Issued:
    """What the supervisor did meanwhile: the loan of coins is approved and sealed."""
    office = workspace.session.office
    head = office.log_in(APPROVER, passphrase)
    (waiting,) = application_lines(office.register, "RECEIVED")
    approve(office, head, waiting.number)
    return issue(office, head, waiting.number, office.unlock("document_signer", passphrase))


def test_8_what_came_back_sealed_is_printed_saved_and_handed_over_with_its_papers(
    window: MainWindow,
    workspace: Workspace,
    keys: Keyboard,
    until: Until,
    tmp_path: Path,
    printed: Path,
    seen: Look,
) -> None:
    log_in(keys, window, until)
    number = newest(workspace, "Hills")
    page = find(keys, workspace, until, "hills", number)

    keys.press(Qt.Key.Key_P, ALT)
    dialog = shown(page, PrintDialog, until)
    until(dialog.go.isEnabled)
    keys.press(Qt.Key.Key_T, ALT)  # the toner was changed
    test = shown(dialog, TestPageDialog, until)
    keys.press(Qt.Key.Key_S, ALT)
    keys.type(TYPED_TEXT)
    keys.press(Qt.Key.Key_Return)
    assert "the scanner types the right letters" in test.notice.text and test.isActiveWindow()
    keys.press(Qt.Key.Key_Escape)
    come_back_to(dialog, until)
    keys.tab_to(next(iter(dialog.copies.values())).text())
    keys.press(Qt.Key.Key_Space)  # the authority's copy stays in the file
    seen("8-print")
    keys.press(Qt.Key.Key_P, ALT)
    until(lambda: "sent to the printer" in dialog.notice.text)
    keys.press(Qt.Key.Key_Escape)
    come_back_to(window, until)
    whole = len(pypdfium2.PdfDocument(issued_pdf(workspace.session.office, number)))
    assert len(pypdfium2.PdfDocument(printed)) == 2 * (whole - 2)

    choose_by_keyboard(keys, tmp_path, "for-the-gallery.pdf")
    keys.press(Qt.Key.Key_S, ALT)
    until((tmp_path / "for-the-gallery.pdf").exists)
    come_back_to(window, until)

    keys.press(Qt.Key.Key_R, ALT)
    papers = shown(page, PapersDialog, until)
    keys.press(Qt.Key.Key_K, ALT)
    until(lambda: bool(papers.pages.pictures()) and papers.print.isEnabled())
    seen("8-what-the-border-will-ask")
    keys.press(Qt.Key.Key_Escape)
    come_back_to(window, until)

    log_in(keys, window, until, who=APPROVER, called="Adam")  # tags are signed by who seals
    keys.press(Qt.Key.Key_R, ALT)
    papers = shown(page, PapersDialog, until)
    keys.press(Qt.Key.Key_Down)
    keys.press(Qt.Key.Key_O, ALT)
    keys.type("1")

    def unlock() -> None:
        keys.type(passphrase("document_signer"))
        keys.press(Qt.Key.Key_Return)

    answer(PassphraseDialog, unlock)
    keys.press(Qt.Key.Key_K, ALT)
    until(lambda: bool(papers.pages.pictures()) and papers.print.isEnabled())
    come_back_to(papers, until)
    seen("8-tag")
    keys.press(Qt.Key.Key_Escape)


def test_9_the_receipts_of_the_border_come_in_and_what_differs_is_opened(
    window: MainWindow, workspace: Workspace, keys: Keyboard, until: Until, tmp_path: Path, seen: Look
) -> None:
    log_in(keys, window, until)
    office, coins, painting = workspace.session.office, issue_coins(workspace).number, newest(workspace, "Hills")
    post, desk = outbox_of(tmp_path / "lists"), Desk("Port of Example", "North Gate", "4711")
    for number, pieces, name in ((painting, 1, "a"), (coins, 23, "b")):
        verdict = verify_bytes(issued_pdf(office, number), office.trust.view(), office.clock.seconds).verdict
        sheet = Sheet("EXIT", office.clock.today, desk, (Presented(1, "PRESENTED", pieces),))
        endorse(post, verdict, sheet, office.clock.seconds).path.rename(tmp_path / f"{name}.xcreceipt")

    keys.press(Qt.Key.Key_1, CONTROL)
    row = "Take in receipts of customs…"
    until(lambda: row in texts(workspace))
    keys.tab_to(row)
    keys.press(Qt.Key.Key_Return)
    dialog = shown(workspace, ReceiptsDialog, until)
    choose_by_keyboard(keys, tmp_path, '"a.xcreceipt" "b.xcreceipt"')
    keys.press(Qt.Key.Key_T, ALT)
    until(lambda: "1 thing to clear up" in dialog.notice.text)
    come_back_to(dialog, until)
    assert painting in dialog.notice.text and coins in dialog.notice.text
    assert (life(office.register, painting).state, life(office.register, coins).state) == ("CLOSED_EXPORTED", "ABROAD")
    seen("9-receipts")
    keys.press(Qt.Key.Key_Escape)
    come_back_to(window, until)
    row = "1 report of customs is to be cleared up"
    until(lambda: row in texts(workspace))
    keys.tab_to(row)
    keys.press(Qt.Key.Key_Return)
    tasks = shown(workspace, TasksDialog, until)
    until(lambda: "23 pieces were presented" in said(tasks.list))
    seen("9-to-be-cleared-up")
    keys.press(Qt.Key.Key_Escape)


def test_10_a_mistake_in_an_issued_address_is_mended_by_another_certificate_and_both_are_found(
    window: MainWindow, workspace: Workspace, keys: Keyboard, until: Until, seen: Look
) -> None:
    log_in(keys, window, until)
    office, old = workspace.session.office, newest(workspace, "Hills")
    page = find(keys, workspace, until, "hills", old)
    keys.tab_to("Facts or pages")
    keys.press(Qt.Key.Key_Right)
    assert page.detail.tabs.currentWidget() is page.detail.life
    until(lambda: page.detail.life.acts.count() > 0)
    keys.tab_to("Replace it by another certificate…")

    def why() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ActDialog)
        keys.press(Qt.Key.Key_R, ALT)
        while dialog.values["reason"] != "ERROR_IN_DOCUMENT":
            keys.press(Qt.Key.Key_Down)
        seen("10-why")
        keys.press(Qt.Key.Key_B, ALT)

    answer(ActDialog, why)
    keys.press(Qt.Key.Key_Return)
    until(lambda: isinstance(workspace.page, DraftsView) and workspace.page.form is not None)
    come_back_to(window, until)
    (form,) = workspace.page.findChildren(FormView)  # type: ignore[union-attr]  # the page of drafts
    until(lambda: bool(form.draft.findings))
    keys.press(Qt.Key.Key_PageDown, CONTROL)
    assert form.section == "parties"
    keys.tab_to("Street and number")
    keys.press(Qt.Key.Key_A, CONTROL)
    keys.type("16 rue des Arts")
    seen("10-mended")
    numbers: list[str] = []
    form.received.connect(numbers.append)
    keys.press(Qt.Key.Key_H, ALT)
    until(lambda: bool(numbers))

    head = office.log_in(APPROVER, passphrase)
    approve(office, head, numbers[0])
    new = issue(office, head, numbers[0], office.unlock("document_signer", passphrase)).number
    workspace.session.changed.emit()
    assert life(office.register, old).successor == new
    mended = office.stored_record(certificate(office.register, new).record)
    assert "16 rue des Arts" in str(mended["parties"])
    for number in (old, new):
        find(keys, workspace, until, number, number)
    seen("10-both-are-found")


def test_11_the_backup_goes_to_the_encrypted_stick_and_the_last_trial_of_one_is_told(
    window: MainWindow, workspace: Workspace, keys: Keyboard, until: Until, tmp_path: Path, seen: Look
) -> None:
    office = workspace.session.office
    public = read_backup_key(create_backup_key(tmp_path / "safe", BACKUP_WORDS, "backups", TEST_COST))
    set_backup_rules(office, office.log_in(APPROVER, passphrase), BackupRules(key=public))
    (tmp_path / "stick").mkdir()
    log_in(keys, window, until, who=APPROVER, called="Adam")  # who keeps the copies
    keys.press(Qt.Key.Key_6, CONTROL)
    (card,) = workspace.findChildren(BackupCard)
    until(lambda: "make a restore drill" in card.tried.text())
    choose_by_keyboard(keys, tmp_path, "stick")
    keys.press(Qt.Key.Key_K, ALT)
    until(lambda: "read back and checked" in card.notice.text)
    come_back_to(window, until)
    (made,) = (tmp_path / "stick").iterdir()
    assert settings.last_backup(office.folder.path)
    settings.remember_drill(office.folder.path, "2026-11-02")
    workspace.session.changed.emit()
    until(lambda: "2026-11-02" in card.tried.text())
    assert "Encrypted for the key" in card.sealed.text() and made.is_file()
    seen("11-backup")


def shown(above: QWidget, kind: type[Kind], until: Until) -> Kind:
    """A dialog that was opened above a page, with the keyboard in it."""
    until(lambda: any(each.isVisible() for each in above.findChildren(kind)))
    found = next(each for each in above.findChildren(kind) if each.isVisible())
    come_back_to(found, until)
    return found


def texts(workspace: Workspace) -> list[str]:
    """What the rows of the page say."""
    return [each.text() for each in workspace.page.findChildren(QPushButton)] if workspace.page else []


def said(shown_list: QListWidget) -> str:
    """All lines of a list."""
    return "\n".join(shown_list.item(row).text() for row in range(shown_list.count()))
