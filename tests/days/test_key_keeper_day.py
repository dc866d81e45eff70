"""The day of who keeps the keys, with the keyboard alone: a token, a theft, a backup and its drill, a country CA."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from certapp.document.raster import page_count
from certapp.register.certificates import certificate, newest_certificates
from certapp.service.auditing import verify_journal
from certapp.service.deciding import approve
from certapp.service.exchanging import export_package
from certapp.service.issuing import issue
from certapp.service.looking import look_into
from certapp.service.receiving import receive
from certapp.service.training import APPROVER, PREPARER, SECOND_SUPERVISOR, passphrase
from certapp.trust.judge import judge
from certapp.trust.store import TrustStore
from certapp.trust.verdict import Colour
from certapp.ui.common.passphrase import PassphraseDialog
from certapp.ui.common.person import PersonDialog
from certapp.ui.start.country import CountryView
from certapp.ui.supervise.stolen import StolenKeyDialog
from certapp.ui.supervise.tokens import TokensDialog
from certapp.ui.supervise.view import SuperviseView
from certapp.ui.window import MainWindow
from certapp.ui.workspace import Workspace
from tests.bad.make import small_application
from tests.days.conftest import ALT, CONTROL
from tests.days.signing import another, type_secret
from tests.tokens import PIN, SoftToken, make_token, needs_softhsm
from tests.ui.keyboard import Keyboard, Until, answer, choose_by_keyboard, come_back_to

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Look = Callable[[str], None]
NEW = "words for the key that comes next"


def supervise(workspace: Workspace, keys: Keyboard) -> SuperviseView:
    keys.press(Qt.Key.Key_6, CONTROL)
    page = workspace.page
    assert isinstance(page, SuperviseView)
    return page


@pytest.fixture
def soft(tmp_path: Path) -> Iterator[SoftToken]:
    yield make_token(tmp_path / "token")
    del os.environ["SOFTHSM2_CONF"]


@needs_softhsm
def test_1_a_token_is_tried_and_taken_into_use(
    window: MainWindow, adam: Workspace, soft: SoftToken, keys: Keyboard, until: Until, seen: Look
) -> None:
    office = adam.session.office
    page = supervise(adam, keys)

    def in_the_dialog() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, TokensDialog)
        until(dialog.enrol.isEnabled)
        come_back_to(dialog, until)
        seen("keeper-1-tokens")
        certify = type_secret(keys, passphrase("ca"))
        answer(PassphraseDialog, type_secret(keys, PIN, lambda: answer(PassphraseDialog, certify)))
        keys.press(Qt.Key.Key_U, ALT)
        until(lambda: "signed by the key on the token" in dialog.notice.text)
        seen("keeper-1-in-use")
        come_back_to(dialog, until)
        keys.press(Qt.Key.Key_Escape)

    answer(TokensDialog, in_the_dialog)
    keys.tab_to(page.tokens.text())
    keys.press(Qt.Key.Key_Return)
    boss = office.log_in(APPROVER, passphrase)
    number = receive(office, office.log_in(PREPARER, passphrase), small_application())
    approve(office, boss, number)
    key = office.unlock("document_signer", lambda _name: PIN)
    issued = issue(office, boss, number, key)
    code = certificate(office.register, issued.number).code_text
    assert judge(code, office.trust.view(), office.clock.seconds).colour is Colour.GREEN
    assert verify_journal(office) == ()


def test_2_a_signing_key_is_stolen_and_honest_paper_stands_at_the_border(
    window: MainWindow, adam: Workspace, keys: Keyboard, until: Until, tmp_path: Path, seen: Look
) -> None:
    office, stick = adam.session.office, tmp_path / "stick"
    stick.mkdir()
    border = TrustStore(tmp_path / "border", in_training=True)
    digits = export_package(office, office.log_in(APPROVER, passphrase), tmp_path / "XA.xcauth")
    border.import_file((tmp_path / "XA.xcauth").read_bytes(), office.clock.seconds, digits)
    honest = next(each.code_text for each in newest_certificates(office.register) if each.revocation is None)
    before = office.keys.certificate("document_signer")
    page = supervise(adam, keys)

    def in_the_dialog() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, StolenKeyDialog)
        seen("keeper-2-stolen")
        bulletin = type_secret(
            keys, passphrase("status_signer"), lambda: choose_by_keyboard(keys, tmp_path, stick.name)
        )
        ca = type_secret(keys, passphrase("ca"), lambda: answer(PassphraseDialog, bulletin))
        new = type_secret(keys, NEW, lambda: answer(PassphraseDialog, ca))
        sana = another(keys, "Sana", passphrase(SECOND_SUPERVISOR), lambda: answer(PassphraseDialog, new))
        answer(PersonDialog, sana)
        keys.press(Qt.Key.Key_G, ALT)
        until(lambda: "The stolen key counts no more" in dialog.notice.text)
        seen("keeper-2-done")
        come_back_to(dialog, until)
        keys.press(Qt.Key.Key_Escape)

    answer(StolenKeyDialog, in_the_dialog)
    keys.tab_to(page.border.stolen.text())
    keys.press(Qt.Key.Key_Return)
    assert office.keys.certificate("document_signer") != before
    assert office.unlock("document_signer", lambda _name: NEW)
    look_into(border, [stick], office.clock.seconds)
    assert len(border.view().bulletins["XA"].compromised) == 1
    assert judge(honest, border.view(), office.clock.seconds).colour is Colour.GREEN
    assert verify_journal(office) == ()


def test_3_a_backup_is_made_and_the_drill_proves_it(
    window: MainWindow, adam: Workspace, keys: Keyboard, until: Until, tmp_path: Path, seen: Look
) -> None:
    (tmp_path / "medium").mkdir()
    page = supervise(adam, keys)
    keys.tab_to(page.backup.make.text())
    choose_by_keyboard(keys, tmp_path, "medium")
    keys.press(Qt.Key.Key_Return)
    until(lambda: "read back and checked" in page.backup.notice.text)
    come_back_to(window, until)
    (backup,) = (tmp_path / "medium").iterdir()
    keys.tab_to(page.backup.drill.text())
    report = lambda: choose_by_keyboard(keys, tmp_path, "drill.pdf")  # noqa: E731
    choose_by_keyboard(keys, backup, "manifest.json", report)
    keys.press(Qt.Key.Key_Return)
    until(lambda: "The backup can be restored" in page.backup.notice.text)
    seen("keeper-3-drill")
    assert page_count((tmp_path / "drill.pdf").read_bytes()) >= 1


ONCE_ROUND = 50
"""More than there are places on the page of a country CA."""


def test_4_two_people_make_a_country_ca_and_its_sheets(
    window: MainWindow, keys: Keyboard, until: Until, tmp_path: Path, seen: Look
) -> None:
    (tmp_path / "sheets").mkdir()
    window.beside.keep_country()
    country = window.centralWidget().findChild(CountryView) if window.centralWidget() else None
    assert country is not None
    come_back_to(window, until)
    country.folder.setFocus()
    for field, words in (
        (country.folder, str(tmp_path / "ca")),
        (country.country, "XB"),
        (country.authority, "Otherland Museums Office"),
        (country.first_half, "the first of the two"),
        (country.second_half, "knows only this much"),
    ):
        until(lambda: QApplication.focusWidget() is not None)
        for _step in range(ONCE_ROUND):
            if field.hasFocus():
                break
            keys.press(Qt.Key.Key_Tab)
        assert field.hasFocus()
        keys.type(words)
    keys.press(Qt.Key.Key_M, ALT)
    until(lambda: "The country CA is made. Its 40 digits" in country.notice.text)
    seen("keeper-4-made")
    choose_by_keyboard(keys, tmp_path, "sheets")
    keys.press(Qt.Key.Key_S, ALT)
    until(lambda: len(list((tmp_path / "sheets").glob("*.pdf"))) == 3 and "Three sheets" in country.notice.text)
    seen("keeper-4-sheets")
