"""A second desk with its own block of numbers, with the keyboard alone: asked of the country CA, begun, and in touch.

Its office is prepared, the request goes to the CA's machine and the answer comes back; then each day an exchange file
goes to the first desk, and that one's own comes back with a witness of the journal.
"""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from certapp.register.certificates import certificate
from certapp.service.auditing import verify_journal
from certapp.service.deciding import approve
from certapp.service.issuing import issue
from certapp.service.office import Office
from certapp.service.other_offices import other_offices
from certapp.service.receiving import receive
from certapp.service.training import APPROVER, passphrase
from certapp.trust.judge import judge
from certapp.trust.keyfile import TEST_COST
from certapp.trust.verdict import Colour
from certapp.ui.common.passphrase import PassphraseDialog
from certapp.ui.common.person import PersonDialog
from certapp.ui.start import create
from certapp.ui.start.country import CountryView
from certapp.ui.start.create import CreatedView, CreateView
from certapp.ui.start.joining import JoinView, PreparedView
from certapp.ui.supervise.view import SuperviseView
from certapp.ui.window import MainWindow
from tests.bad.make import small_application
from tests.days.conftest import ALT, CONTROL
from tests.days.counting import Counted
from tests.days.signing import another, type_secret
from tests.ui.keyboard import MOST_TABS, Keyboard, Until, answer, choose_by_keyboard, come_back_to

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Look = Callable[[str], None]
Page = TypeVar("Page", bound=QWidget)
SECRETS = {
    "paul": "paul opens his own desk",
    "quinn": "quinn opens her own desk",
    "document_signer": "the seal of desk no. two",
}


def shown(window: MainWindow, until: Until, kind: type[Page]) -> Page:
    """The page that comes up."""
    until(lambda: isinstance(window._stack.currentWidget(), kind))
    page = window._stack.currentWidget()
    assert isinstance(page, kind)
    come_back_to(window, until)
    return page


def go_to(keys: Keyboard, place: QWidget) -> None:
    """Tab until it has the focus."""
    for _step in range(MOST_TABS):
        if place.hasFocus():
            return
        keys.press(Qt.Key.Key_Tab)
    raise AssertionError("Tab never came there")


def close_the_office(window: MainWindow, keys: Keyboard, until: Until) -> None:
    come_back_to(window, until)
    keys.press(Qt.Key.Key_E, ALT)
    until(lambda: QApplication.activePopupWidget() is not None)
    keys.press(Qt.Key.Key_C)
    until(lambda: window.workspace is None)
    come_back_to(window, until)


def open_office(window: MainWindow, keys: Keyboard, until: Until, folder: Path) -> None:
    come_back_to(window, until)
    choose_by_keyboard(keys, folder.parent, folder.name)
    keys.press(Qt.Key.Key_O, CONTROL)


def work_as(window: MainWindow, keys: Keyboard, until: Until, name: str, secret: str) -> tuple[SuperviseView, Office]:
    """Log in, and go to the supervisor's page."""
    until(lambda: window.workspace is not None)
    assert window.workspace is not None
    session = window.workspace.session
    come_back_to(window, until)
    answer(PersonDialog, another(keys, name, secret))
    keys.press(Qt.Key.Key_L, CONTROL)
    until(lambda: session.actor is not None and session.actor.name.startswith(name))
    come_back_to(window, until)
    keys.press(Qt.Key.Key_6, CONTROL)
    page = window.workspace.page
    assert isinstance(page, SuperviseView)
    return page, session.office


def write_for_the_others(page: SuperviseView, keys: Keyboard, until: Until, stick: Path, secret: str) -> None:
    card = page.offices
    keys.tab_to(card.write.text())
    choose_by_keyboard(keys, stick.parent, stick.name, lambda: answer(PassphraseDialog, type_secret(keys, secret)))
    keys.press(Qt.Key.Key_Return)
    until(lambda: "Carry it to the office" in card.notice.text)


def take_in(page: SuperviseView, keys: Keyboard, until: Until, stick: Path, name: str) -> None:
    card = page.offices
    keys.tab_to(card.take_in.text())
    choose_by_keyboard(keys, stick, name)
    keys.press(Qt.Key.Key_Return)
    until(lambda: f"Office {name[3:5]}, file no." in card.notice.text)
    come_back_to(page.window(), until)


def test_a_second_desk_is_made_and_each_tells_the_other(
    window: MainWindow, keys: Keyboard, until: Until, tmp_path: Path, seen: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(create, "prepare_office", partial(create.prepare_office, cost=TEST_COST))
    assert window.workspace is not None
    first = window.workspace.session.office.folder.path
    digits = str(window.workspace.session.office.settings["fingerprint"])
    ca, stick, second = tmp_path / "ca", tmp_path / "stick", tmp_path / "desk-two"
    shutil.copytree(first / "keys", ca)
    stick.mkdir()
    share = tmp_path / "share"
    kinds: Callable[[Path], str | None] = lambda path: "cifs" if path.is_relative_to(share) else None  # noqa: E731
    monkeypatch.setattr("certapp.register.folder.network_kind", kinds)
    counted = Counted(keys)

    # At the second desk: its keys, and the request.
    close_the_office(window, keys, until)
    keys.press(Qt.Key.Key_C, ALT)
    page = shown(window, until, CreateView)
    until(page.ca.hasFocus)
    keys.press(Qt.Key.Key_Down)
    clerk, head = page.people
    typed: tuple[tuple[QLineEdit, str], ...] = (
        (page.country, "XA"),
        (page.authority, "Branch of the Coast"),
        (page.office, "02"),
        (clerk.user, "paul"),
        (clerk.name, "Paul Registrar"),
        (clerk.passphrase, SECRETS["paul"]),
        (head.user, "quinn"),
        (head.name, "Quinn Head"),
        (head.passphrase, SECRETS["quinn"]),
        (page.secrets["document_signer"], SECRETS["document_signer"]),
    )
    for field, words in typed:
        go_to(keys, field)
        keys.type(words)
        seen(f"desk-1-asked-{words[:3]}")
    assert page.office.text() == "02"
    counted.part("what the second desk is")

    # A share is refused with its reason; all that was typed is there still.
    go_to(keys, page.folder)
    page.folder.selectAll()
    keys.type(str(share))
    choose_by_keyboard(keys, stick, "two.xcrequest")
    keys.press(Qt.Key.Key_Q, ALT)
    until(lambda: "lies on a network drive (cifs). Two computers could write" in page.notice.text)
    come_back_to(window, until)
    seen("desk-1-share")
    assert not share.exists()
    until(page.found.isEnabled)
    counted.part("(a folder on a share is refused)")
    keys.press(Qt.Key.Key_F, ALT)
    page.folder.selectAll()
    keys.type(str(second))
    choose_by_keyboard(keys, stick, "two.xcrequest")
    keys.press(Qt.Key.Key_Q, ALT)
    prepared = shown(window, until, PreparedView)
    seen("desk-2-prepared")
    asked = prepared.digits.text()
    keys.press(Qt.Key.Key_B, ALT)
    until(window.start.isVisible)
    counted.part("the second desk is prepared")

    # At the machine of the country CA.
    keys.press(Qt.Key.Key_K, ALT)
    country = shown(window, until, CountryView)
    until(country.folder.hasFocus)
    keys.type(str(ca))
    keys.press(Qt.Key.Key_H, ALT)
    keys.type(passphrase("ca"))
    choose_by_keyboard(keys, stick, "two.xcrequest")
    keys.press(Qt.Key.Key_O, ALT)
    until(country.sign.isEnabled)
    come_back_to(window, until)
    for letter, words in ((Qt.Key.Key_W, asked), (Qt.Key.Key_R, "Head of Authority"), (Qt.Key.Key_P, "Deputy Head")):
        keys.press(letter, ALT)
        keys.type(words)
    seen("desk-3-ca")
    choose_by_keyboard(keys, stick, "two.xcanswer")
    keys.press(Qt.Key.Key_N, ALT)
    until(lambda: "Signed. Carry" in country.notice.text)
    come_back_to(window, until)
    seen("desk-3-signed")
    keys.press(Qt.Key.Key_B, ALT)
    until(window.start.isVisible)
    counted.part("the country CA signs")

    # Back at the second desk: the folder is opened, the answer lets it begin.
    open_office(window, keys, until, second)
    joining = shown(window, until, JoinView)
    assert asked in joining.asked.text()
    until(joining.answer.hasFocus)
    keys.type(str(stick / "two.xcanswer"))
    keys.press(Qt.Key.Key_C, ALT)
    keys.type(digits)
    seen("desk-4-answer")
    answer(PassphraseDialog, type_secret(keys, SECRETS["quinn"], lambda: seen("desk-4-who")))
    keys.press(Qt.Key.Key_O, ALT)
    shown(window, until, CreatedView)
    seen("desk-4-made")
    keys.press(Qt.Key.Key_Return)
    counted.part("the second desk begins")

    # Its first certificate has a number of its own block; in the evening it writes for the others.
    page, office = work_as(window, keys, until, "Quinn", SECRETS["quinn"])
    code = issued_here(office)
    counted.part("(log in)")
    page._session.changed.emit()
    until(page.offices.due.isVisible)
    seen("desk-5-due")
    write_for_the_others(page, keys, until, stick, SECRETS["document_signer"])
    seen("desk-5-written")
    counted.part("the second desk writes its file of the day")

    # The first desk takes it in, and believes that certificate; its own file goes back.
    open_office(window, keys, until, first)
    page, office = work_as(window, keys, until, "Adam", passphrase(APPROVER))
    counted.part("(the other desk, log in)")
    assert judge(code, office.trust.view(), office.clock.seconds).colour is not Colour.GREEN
    take_in(page, keys, until, stick, "XA-02-0001.xcexchange")
    assert judge(code, office.trust.view(), office.clock.seconds).colour is Colour.GREEN
    seen("desk-6-taken-in")
    counted.part("the first desk takes it in")
    write_for_the_others(page, keys, until, stick, passphrase("document_signer"))
    assert verify_journal(office) == ()
    counted.part("the first desk writes its own")

    # It comes back as a receipt: the first desk has witnessed the second one's journal.
    open_office(window, keys, until, second)
    page, office = work_as(window, keys, until, "Quinn", SECRETS["quinn"])
    counted.part("(the other desk again, log in)")
    take_in(page, keys, until, stick, "XA-01-0001.xcexchange")
    assert "It witnessed this journal up to entry" in page.offices.notice.text
    until(lambda: page.border.due.text == "No bulletin of the country is known here: take in the newest one.")
    assert not page.bulletin.isVisible() and not page.unpublished.isVisible()  # another office signs them
    seen("desk-7-receipt")
    counted.part("the second desk takes the receipt in")
    assert [each.code for each in other_offices(office)] == ["01"]
    assert verify_journal(office) == ()
    counted.write("second-desk")
    assert counted.keys <= MOST_KEYS


def issued_here(office: Office) -> str:
    """The code of one certificate that this desk issues."""
    paul, quinn = (office.log_in(who, SECRETS.__getitem__) for who in ("paul", "quinn"))
    number = receive(office, paul, small_application())
    approve(office, quinn, number)
    issued = issue(office, quinn, number, office.unlock("document_signer", SECRETS.__getitem__))
    assert "-02-" in issued.number
    return certificate(office.register, issued.number).code_text


MOST_KEYS = 900
"""With names, passphrases, folders and two times 40 digits, and the long paths of a test among them."""
