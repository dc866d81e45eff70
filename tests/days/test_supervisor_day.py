"""A supervisor's day, step by step, with the keyboard alone: the queue, the seal, a theft, the border that says no.

How long it is from a call of the police to a red verdict stands in docs/performance.md; `CERTAPP_COUNTED` names a
folder for the keys and seconds of each part.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from certapp.register.applications import application_lines
from certapp.register.certificates import certificate, newest_certificates
from certapp.register.endorsements import posts
from certapp.service.auditing import verify_journal
from certapp.service.deciding import approve
from certapp.service.exchanging import bulletin_due, export_package
from certapp.service.office import Office
from certapp.service.post import Post, PostSettings
from certapp.service.receiving import receive
from certapp.service.training import APPROVER, PREPARER, SECOND_SUPERVISOR, passphrase
from certapp.ui.common.passphrase import PassphraseDialog
from certapp.ui.common.person import PersonDialog
from certapp.ui.post.window import PostWindow
from certapp.ui.register.revoking import RevokeDialog
from certapp.ui.register.view import RegisterView
from certapp.ui.supervise.decide import DecideView
from certapp.ui.supervise.issue_batch import IssueBatchDialog
from certapp.ui.supervise.revoke_many import RevokeManyDialog
from certapp.ui.supervise.view import SuperviseView
from certapp.ui.window import MainWindow
from certapp.ui.workspace import Workspace
from tests.bad.make import small_application
from tests.days.conftest import ALT, CONTROL
from tests.days.counting import Counted
from tests.days.people import check_the_journal
from tests.days.signing import another, type_secret
from tests.tokens import needs_softhsm
from tests.ui.keyboard import Keyboard, Until, answer, choose_by_keyboard, come_back_to

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Look = Callable[[str], None]


@pytest.mark.parametrize(
    "seal", [False, pytest.param(True, marks=needs_softhsm)], ids=["key", "SoftHSM"], indirect=True
)
def test_1_the_queue_is_read_the_oldest_first_and_a_batch_is_sealed_with_one_secret(
    window: MainWindow, adam: Workspace, seal: str, keys: Keyboard, until: Until, seen: Look
) -> None:
    office = adam.session.office
    clara, boss = office.log_in(PREPARER, passphrase), office.log_in(APPROVER, passphrase)
    numbers = [receive(office, clara, small_application(f"Painting {place}")) for place in (1, 2)]
    keys.press(Qt.Key.Key_5, CONTROL)
    decide = adam.page
    assert isinstance(decide, DecideView)
    until(lambda: decide.queue.list.count() == 3)
    oldest = application_lines(office.register, "RECEIVED")[-1].number
    assert decide.queue.list.item(0).text().startswith(oldest)
    for _case in range(2):
        keys.press(Qt.Key.Key_PageDown, CONTROL)
    until(lambda: decide.title.text().startswith(numbers[-1]) and decide.approve.isEnabled())
    seen("supervisor-1-queue")
    keys.press(Qt.Key.Key_A, ALT)
    until(lambda: "APPROVED" in _states(office, numbers[-1]))
    approve(office, boss, numbers[0])
    adam.session.changed.emit()
    until(lambda: decide.queue.issue_several.isEnabled())
    keys.tab_to("Issue several…")
    keys.press(Qt.Key.Key_Return)
    until(lambda: decide.findChild(IssueBatchDialog) is not None)
    dialog = decide.findChild(IssueBatchDialog)
    assert dialog is not None
    come_back_to(dialog, until)
    until(lambda: dialog.list.count() == 2)
    keys.press(Qt.Key.Key_M, ALT)
    until(lambda: len(dialog.marked()) == 2)
    assert dialog.go_on.text() == "Issue 2 certificates…"
    answer(PassphraseDialog, type_secret(keys, seal))
    keys.tab_to("Issue 2 certificates…")
    keys.press(Qt.Key.Key_Return)
    until(lambda: dialog.notice.text.startswith("2 certificates are issued."))
    seen("supervisor-1-sealed")
    assert verify_journal(office) == ()
    come_back_to(dialog, until)
    keys.press(Qt.Key.Key_Escape)


def _states(office: Office, number: str) -> str:
    return " ".join(line.status for line in application_lines(office.register) if line.number == number)


def test_2_an_object_is_reported_stolen_and_the_border_laptop_says_revoked(
    qtbot: QtBot, window: MainWindow, adam: Workspace, keys: Keyboard, until: Until, tmp_path: Path, seen: Look
) -> None:
    office = adam.session.office
    stick, border = tmp_path / "stick", Post(tmp_path / "post")
    stick.mkdir()
    border.keep(PostSettings(name="North Gate", training=True, sounds=False))
    digits = export_package(office, office.log_in(APPROVER, passphrase), tmp_path / "XA.xcauth")
    border.store().import_file((tmp_path / "XA.xcauth").read_bytes(), office.clock.seconds, digits)
    code = next(each.code_text for each in newest_certificates(office.register) if each.revocation is None)
    counted = Counted(keys)

    # The call: found by its title.
    keys.press(Qt.Key.Key_F, CONTROL)
    register = adam.page
    assert isinstance(register, RegisterView)
    keys.type("hills storm")
    until(lambda: register.model.rowCount() == 1 and register.detail.revoke.isEnabled())
    number = register.detail.title.text()
    counted.part("found")

    # Two people and a reason.
    def grounds() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, RevokeDialog)
        while dialog.reason.currentData() != "STOLEN_CLAIM":
            keys.press(Qt.Key.Key_Down)
        keys.press(Qt.Key.Key_W, ALT)
        keys.type("Police, file 2026-17")
        seen("supervisor-2-reason")
        answer(PassphraseDialog, first)
        keys.press(Qt.Key.Key_V, ALT)

    def first() -> None:
        keys.type(passphrase(APPROVER))
        answer(PersonDialog, another(keys, "Clara", passphrase(PREPARER), lambda: answer(PassphraseDialog, later)))
        keys.press(Qt.Key.Key_Return)

    def later() -> None:
        seen("supervisor-2-bulletin")
        keys.press(Qt.Key.Key_L, ALT)

    answer(RevokeDialog, grounds)
    keys.press(Qt.Key.Key_V, ALT)
    until(lambda: certificate(office.register, number).revocation is not None)
    until(lambda: "write out the next one for the border" in register.detail.notice.text)
    seen("supervisor-2-revoked")
    come_back_to(window, until)
    counted.part("revoked by two")

    # The stick.
    keys.press(Qt.Key.Key_6, CONTROL)
    page = adam.page
    assert isinstance(page, SuperviseView)
    until(lambda: page.border.due.isVisible())
    keys.tab_to("Write out for the border…")
    choose_by_keyboard(keys, tmp_path, stick.name)
    answer(PassphraseDialog, type_secret(keys, passphrase("status_signer")))
    keys.press(Qt.Key.Key_Return)
    until(lambda: "Bulletin no. 3" in page.border.notice.text)
    until(lambda: not bulletin_due(office))
    seen("supervisor-2-written-out")
    counted.part("written to the stick")

    # Another computer, another person: the stick is put in, the code is scanned.
    laptop = PostWindow(border)
    qtbot.addWidget(laptop)
    laptop.show()
    verify = laptop.post.verify
    come_back_to(laptop, until)
    before = keys.keys
    scan(keys, code, lambda: verify.card.word.text() == "Genuine")
    seen("supervisor-2-border-before")
    keys.keys = before  # what the scanner types is no person's
    counted.part("(the border laptop is opened, and calls it genuine)")
    verify.watch.seen.emit([stick])
    until(lambda: border.store().view().bulletins["XA"].sequence == 3)
    counted.part("the stick is put in")
    before = keys.keys
    scan(keys, code, lambda: verify.card.word.text() == "Revoked")
    keys.keys = before
    seen("supervisor-2-border-after")
    assert "stolen" in verify.card.reasons.text()
    counted.part("the code is scanned")
    counted.write("stolen-to-revoked")
    assert sum(pressed for pressed, _seconds in counted.parts.values()) <= MOST_FOR_A_REVOCATION
    assert verify_journal(office) == () and list(posts(office.register)) == []


def scan(keys: Keyboard, code: str, shows: Callable[[], bool]) -> None:
    """As an officer does: once more where nothing comes of it. A busy machine may stop sending for half a second."""
    for _try in range(TRIES):
        keys.type(code)
        keys.press(Qt.Key.Key_Return)
        for _time in range(SECONDS_A_TRY * 10):
            if shows():
                return
            QTest.qWait(100)
    raise AssertionError("no scan came through")


TRIES, SECONDS_A_TRY = 3, 20
MOST_FOR_A_REVOCATION = 150
"""Keys from the call to the red verdict, three passphrases and the words among them: 138 when counted."""


def test_3_a_whole_batch_is_revoked_by_two(
    window: MainWindow, adam: Workspace, keys: Keyboard, until: Until, seen: Look
) -> None:
    office = adam.session.office
    keys.press(Qt.Key.Key_6, CONTROL)
    page = adam.page
    assert isinstance(page, SuperviseView)
    keys.tab_to("Revoke several…")
    keys.press(Qt.Key.Key_Return)
    until(lambda: page.findChild(RevokeManyDialog) is not None)
    dialog = page.findChild(RevokeManyDialog)
    assert dialog is not None
    come_back_to(dialog, until)
    until(lambda: dialog.model.rowCount() == 1)
    keys.press(Qt.Key.Key_M, ALT)
    keys.press(Qt.Key.Key_R, ALT)
    while dialog.reason.currentData() != "ERROR":
        keys.press(Qt.Key.Key_Down)
    keys.press(Qt.Key.Key_W, ALT)
    keys.type("Wrong batch")
    seen("supervisor-3-marked")

    def first() -> None:
        keys.type(passphrase(APPROVER))
        answer(
            PersonDialog, another(keys, "Sana", passphrase(SECOND_SUPERVISOR), lambda: answer(PassphraseDialog, sign))
        )
        keys.press(Qt.Key.Key_Return)

    def sign() -> None:
        type_secret(keys, passphrase("status_signer"))()

    answer(PassphraseDialog, first)
    keys.press(Qt.Key.Key_V, ALT)
    until(lambda: dialog.notice.text.startswith("1 certificate is revoked. Bulletin no. 3"))
    seen("supervisor-3-done")
    assert verify_journal(office) == ()
    come_back_to(dialog, until)
    keys.press(Qt.Key.Key_Escape)


def test_4_the_log_is_checked_and_the_report_kept(
    window: MainWindow, adam: Workspace, keys: Keyboard, until: Until, tmp_path: Path, seen: Look
) -> None:
    page = check_the_journal(keys, adam)
    until(lambda: "The journal is whole" in page.journal.notice.text)
    until(page.journal.report.isVisible)
    come_back_to(window, until)
    keys.tab_to("Save the report…")
    choose_by_keyboard(keys, tmp_path, "audit.pdf")
    keys.press(Qt.Key.Key_Return)
    until((tmp_path / "audit.pdf").is_file)
    until(lambda: "audit.pdf" in page.journal.notice.text)
    seen("supervisor-4-journal")
