"""The first trust pack, and next year's signing key, with the keyboard alone.

What the border needs is written onto a stick and opened by a post that believed nobody. A year later the next document
signer is certified while the one before it still signs; its package is at the border before its first paper is.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from certapp.register.certificates import certificate
from certapp.service.auditing import verify_journal
from certapp.service.ceremony import signer_waits
from certapp.service.deciding import approve
from certapp.service.issuing import issue
from certapp.service.office import Office
from certapp.service.post import Post, PostSettings
from certapp.service.receiving import receive
from certapp.service.training import APPROVER, PREPARER, passphrase
from certapp.trust.judge import judge
from certapp.trust.verdict import Colour
from certapp.ui.common.passphrase import PassphraseDialog
from certapp.ui.people.asking import CeremonyDialog
from certapp.ui.people.view import PeopleView
from certapp.ui.post.window import PostWindow
from certapp.ui.supervise.tokens import TokensDialog
from certapp.ui.supervise.view import SuperviseView
from certapp.ui.window import MainWindow
from certapp.ui.workspace import Workspace
from tests.bad.make import small_application
from tests.days.conftest import ALT, CONTROL
from tests.days.counting import Counted
from tests.days.signing import type_secret
from tests.tokens import PIN, needs_softhsm
from tests.ui.keyboard import Keyboard, Until, answer, choose_by_keyboard, come_back_to

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Look = Callable[[str], None]
NEXT = "words for the seal of next year"


def write_out(page: SuperviseView, keys: Keyboard, until: Until, stick: Path) -> None:
    """Everything the border needs, onto the stick."""
    come_back_to(page.window(), until)
    keys.tab_to(page.border.publish.text())
    signs = type_secret(keys, passphrase("status_signer"))
    choose_by_keyboard(keys, stick.parent, stick.name, lambda: answer(PassphraseDialog, signs))
    keys.press(Qt.Key.Key_Return)
    until(lambda: "Bulletin no." in page.border.notice.text)
    come_back_to(page.window(), until)


def sealed(office: Office, secret: str) -> str:
    """The code of one more certificate, by the document signer of now."""
    clara, adam = office.log_in(PREPARER, passphrase), office.log_in(APPROVER, passphrase)
    number = receive(office, clara, small_application())
    approve(office, adam, number)
    issued = issue(office, adam, number, office.unlock("document_signer", lambda _name: secret))
    return certificate(office.register, issued.number).code_text


@pytest.mark.parametrize(
    "seal", [False, pytest.param(True, marks=needs_softhsm)], ids=["key", "SoftHSM"], indirect=True
)
def test_the_trust_pack_is_opened_at_the_border_and_next_year_s_signer_gets_there_before_its_papers(
    qtbot: QtBot,
    window: MainWindow,
    adam: Workspace,
    seal: str,
    keys: Keyboard,
    until: Until,
    tmp_path: Path,
    seen: Look,
) -> None:
    office, stick = adam.session.office, tmp_path / "stick"
    stick.mkdir()
    on_token = seal == PIN
    old = sealed(office, seal)
    counted = Counted(keys)

    # Trust pack no. 1 onto the stick.
    keys.press(Qt.Key.Key_6, CONTROL)
    page = adam.page
    assert isinstance(page, SuperviseView)
    write_out(page, keys, until, stick)
    seen("pack-1-written")
    counted.part("trust pack written")

    # A post that believes nobody: the stick says so, two people compare the digits.
    border = Post(tmp_path / "post")
    border.keep(PostSettings(name="North Gate", training=True, sounds=False))
    laptop = PostWindow(border)
    qtbot.addWidget(laptop)
    laptop.show()
    come_back_to(laptop, until)
    trust = laptop.post.verify.trust
    assert trust is not None
    counted.part("(the post is opened)")
    keys.press(Qt.Key.Key_T, ALT)
    until(trust.isVisible)
    choose_by_keyboard(keys, stick, "XA.xcauth")
    keys.press(Qt.Key.Key_I, ALT)
    until(lambda: trust.ceremony is not None)
    come_back_to(laptop, until)
    assert trust.ceremony is not None and trust.ceremony.typed.hasFocus()
    keys.type(str(office.settings["fingerprint"]))
    keys.press(Qt.Key.Key_Tab)
    keys.type("Ana Border")
    keys.press(Qt.Key.Key_S, ALT)
    keys.type("Ben Border")
    seen("pack-2-compared")
    keys.press(Qt.Key.Key_L, ALT)
    until(lambda: "taken in" in trust.notice.text)
    seen("pack-2-believed")
    counted.part("trust pack opened at the border")
    assert judge(old, border.store().view(), office.clock.seconds).colour is Colour.GREEN

    # Next year's document signer, while this year's still signs.
    come_back_to(window, until)
    before = office.keys.certificate("document_signer")
    if on_token:
        next_on_the_token(adam, keys, until, seen)
    else:
        next_by_passphrase(adam, keys, until, seen)
        counted.part("next year's signer certified")
        assert office.keys.certificate("document_signer") == before and signer_waits(office)
        assert judge(sealed(office, seal), border.store().view(), office.clock.seconds).colour is Colour.GREEN
    keys.press(Qt.Key.Key_6, CONTROL)
    write_out(page, keys, until, stick)
    laptop.post.verify.watch.seen.emit([stick])
    until(lambda: border.store().view().bulletins["XA"].sequence == 4)
    counted.part("its package at the border")
    if not on_token:
        use_the_next(adam, keys, until, seen)
        counted.part("taken into use")
    assert office.keys.certificate("document_signer") != before
    new = sealed(office, PIN if on_token else NEXT)
    view = border.store().view()
    assert [judge(code, view, office.clock.seconds).colour for code in (old, new)] == [Colour.GREEN] * 2
    assert judge(old, view, office.clock.seconds).signer != judge(new, view, office.clock.seconds).signer
    assert verify_journal(office) == ()
    if not on_token:
        counted.write("trust-pack-and-next-signer")


def next_by_passphrase(adam: Workspace, keys: Keyboard, until: Until, seen: Look) -> None:
    """New document signer…: its passphrase twice, who else is present, the CA's passphrase."""
    keys.press(Qt.Key.Key_7, CONTROL)
    people = adam.page
    assert isinstance(people, PeopleView)

    def fill() -> None:
        keys.type(NEXT)
        keys.press(Qt.Key.Key_A, ALT)
        keys.type(NEXT)
        keys.press(Qt.Key.Key_E, ALT)
        keys.type("Sana Supervisor")
        keys.press(Qt.Key.Key_P, ALT)
        keys.type(passphrase("ca"))
        seen("pack-3-next-signer")
        keys.press(Qt.Key.Key_Return)

    answer(CeremonyDialog, fill)
    keys.press(Qt.Key.Key_M, ALT)
    until(lambda: "The new document signer waits" in people.notice.text)
    come_back_to(people.window(), until)
    seen("pack-3-waits")


def use_the_next(adam: Workspace, keys: Keyboard, until: Until, seen: Look) -> None:
    """Take the new signer into use."""
    come_back_to(adam.window(), until)
    keys.press(Qt.Key.Key_7, CONTROL)
    people = adam.page
    assert isinstance(people, PeopleView)
    until(people.use.isVisible)
    keys.press(Qt.Key.Key_U, ALT)
    until(lambda: "signs from now on" in people.notice.text)
    seen("pack-4-in-use")


def next_on_the_token(adam: Workspace, keys: Keyboard, until: Until, seen: Look) -> None:
    """The second key on the token takes over; what the first signed stays believed."""
    keys.press(Qt.Key.Key_6, CONTROL)
    page = adam.page
    assert isinstance(page, SuperviseView)

    def in_the_dialog() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, TokensDialog)
        until(dialog.enrol.isEnabled)
        come_back_to(dialog, until)
        keys.tab_to("Tokens and their keys")
        keys.press(Qt.Key.Key_Down)
        seen("pack-3-token")
        certify = type_secret(keys, passphrase("ca"))
        answer(PassphraseDialog, type_secret(keys, PIN, lambda: answer(PassphraseDialog, certify)))
        keys.press(Qt.Key.Key_U, ALT)
        until(lambda: "signed by the key on the token" in dialog.notice.text)
        come_back_to(dialog, until)
        keys.press(Qt.Key.Key_Escape)

    answer(TokensDialog, in_the_dialog)
    keys.tab_to(page.tokens.text())
    keys.press(Qt.Key.Key_Return)
    come_back_to(adam.window(), until)
