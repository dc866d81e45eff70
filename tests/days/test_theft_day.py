"""The laptop is stolen, with the seal on a token or in a file: what two supervisors do the same day, by the keyboard.

Either every certificate of the register is believed on, and honest paper stands at a post that gets the stick; or
nothing is, and the list of what must be sealed anew is there at once.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from certapp.register.certificates import certificate, newest_certificates
from certapp.service.auditing import verify_journal
from certapp.service.deciding import approve
from certapp.service.exchanging import export_package
from certapp.service.issuing import issue
from certapp.service.looking import look_into
from certapp.service.office import Office
from certapp.service.receiving import receive
from certapp.service.resealing import fallen_numbers
from certapp.service.revoking import revoke
from certapp.service.training import APPROVER, PREPARER, SECOND_SUPERVISOR, passphrase
from certapp.trust.bulletin import Policy
from certapp.trust.judge import judge
from certapp.trust.store import TrustStore
from certapp.trust.verdict import Colour
from certapp.ui.common.passphrase import PassphraseDialog
from certapp.ui.common.person import PersonDialog
from certapp.ui.supervise.stolen import StolenKeyDialog
from certapp.ui.supervise.view import SuperviseView
from certapp.ui.window import MainWindow
from certapp.ui.workspace import Workspace
from tests.bad.make import small_application
from tests.days.conftest import ALT, CONTROL
from tests.days.counting import Counted
from tests.days.signing import another, type_secret
from tests.tokens import needs_softhsm
from tests.ui.keyboard import Keyboard, Until, answer, choose_by_keyboard, come_back_to

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Look = Callable[[str], None]
NEW = "words for the key that comes next"
MOST_KEYS = 150
"""With the words of four passphrases: 136 when counted."""


@dataclass
class Theft:
    """The office, a post that believes it, the stick between them, and an honest paper under the key that is stolen."""

    office: Office
    page: SuperviseView
    border: TrustStore
    stick: Path
    honest: str

    def at_the_border(self) -> Colour:
        """What the post says of the honest paper, once the stick was put in."""
        look_into(self.border, [self.stick], self.office.clock.seconds)
        return judge(self.honest, self.border.view(), self.office.clock.seconds).colour


@pytest.fixture
def theft(adam: Workspace, seal: str, keys: Keyboard, tmp_path: Path) -> Theft:
    office, stick = adam.session.office, tmp_path / "stick"
    stick.mkdir()
    honest = sealed(office, seal)
    border = TrustStore(tmp_path / "border", in_training=True)
    digits = export_package(office, office.log_in(APPROVER, passphrase), tmp_path / "XA.xcauth")
    border.import_file((tmp_path / "XA.xcauth").read_bytes(), office.clock.seconds, digits)
    keys.press(Qt.Key.Key_6, CONTROL)
    page = adam.page
    assert isinstance(page, SuperviseView)
    return Theft(office, page, border, stick, honest)


def sealed(office: Office, secret: str, title: str = "Hills before the storm") -> str:
    """The code of a certificate by the document signer of now."""
    clara, adam = office.log_in(PREPARER, passphrase), office.log_in(APPROVER, passphrase)
    number = receive(office, clara, small_application(title))
    approve(office, adam, number)
    issued = issue(office, adam, number, office.unlock("document_signer", lambda _name: secret))
    return certificate(office.register, issued.number).code_text


def report(theft: Theft, keys: Keyboard, until: Until, seen: Look, policy: Policy) -> str:
    """The dialog from its opening to its end; gives what it said."""
    said: list[str] = []

    def in_the_dialog() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, StolenKeyDialog)
        if policy is Policy.NOTHING:
            keys.press(Qt.Key.Key_B, ALT)
            keys.press(Qt.Key.Key_Down)
        seen(f"theft-1-{policy.name}")
        bulletin = type_secret(
            keys, passphrase("status_signer"), lambda: choose_by_keyboard(keys, theft.stick.parent, theft.stick.name)
        )
        ca = type_secret(keys, passphrase("ca"), lambda: answer(PassphraseDialog, bulletin))
        new = type_secret(keys, NEW, lambda: answer(PassphraseDialog, ca))
        sana = another(keys, "Sana", passphrase(SECOND_SUPERVISOR), lambda: answer(PassphraseDialog, new))
        answer(PersonDialog, sana)
        keys.press(Qt.Key.Key_G, ALT)
        until(lambda: "The stolen key counts no more" in dialog.notice.text)
        seen(f"theft-2-{policy.name}")
        said.append(dialog.notice.text)
        come_back_to(dialog, until)
        keys.press(Qt.Key.Key_Escape)

    answer(StolenKeyDialog, in_the_dialog)
    keys.tab_to(theft.page.border.stolen.text())
    keys.press(Qt.Key.Key_Return)
    come_back_to(theft.page.window(), until)
    return said[0]


@pytest.mark.parametrize("seal", [pytest.param(True, marks=needs_softhsm)], ids=["SoftHSM"], indirect=True)
def test_a_laptop_goes_with_its_token_and_honest_paper_stands(
    window: MainWindow, theft: Theft, keys: Keyboard, until: Until, seen: Look
) -> None:
    office, before = theft.office, theft.office.keys.certificate("document_signer")
    assert office.keys.placed("document_signer") is not None
    counted = Counted(keys)
    said = report(theft, keys, until, seen, Policy.ONLY_LISTED)
    counted.part("reported, replaced and written to the stick")
    assert "1 genuine certificate is marked and stands: nothing is sealed anew" in said
    assert office.keys.placed("document_signer") is None
    assert theft.at_the_border() is Colour.GREEN
    assert len(theft.border.view().bulletins["XA"].compromised) == 1
    assert not theft.page.border.reseal.isVisible() and fallen_numbers(office) == ()
    view, now = theft.border.view(), office.clock.seconds
    assert judge(sealed(office, NEW), view, now).colour is Colour.GREEN
    assert office.keys.certificate("document_signer") != before
    assert verify_journal(office) == ()
    assert counted.keys <= MOST_KEYS
    counted.write("theft")


@pytest.mark.parametrize(
    "seal", [False, pytest.param(True, marks=needs_softhsm)], ids=["key", "SoftHSM"], indirect=True
)
def test_nothing_is_believed_of_the_key_any_more_and_what_must_be_sealed_anew_is_listed(
    window: MainWindow, theft: Theft, keys: Keyboard, until: Until, tmp_path: Path, seen: Look
) -> None:
    office, page = theft.office, theft.page
    said = report(theft, keys, until, seen, Policy.NOTHING)
    fallen = fallen_numbers(office)
    assert fallen and f"{len(fallen)} paper" in said
    assert theft.at_the_border() is Colour.RED
    until(page.border.reseal.isVisible)
    choose_by_keyboard(keys, tmp_path, "reseal.csv")
    keys.tab_to(page.border.reseal.text())
    keys.press(Qt.Key.Key_Return)
    until(lambda: "reseal.csv" in page.border.notice.text)
    seen("theft-3-list")
    rows = list(csv.DictReader((tmp_path / "reseal.csv").read_text("utf-8-sig").splitlines()))
    assert tuple(row["Number"] for row in rows) == fallen
    assert all(row["Applicant"] and row["Objects"] for row in rows)
    assert not list(theft.stick.glob("*.csv"))  # names of applicants are not for the border

    # One is revoked: it leaves the list. What the new key seals is not on it.
    clara, adam = office.log_in(PREPARER, passphrase), office.log_in(APPROVER, passphrase)
    revoke(office, adam, clara, fallen[0], "ERROR", "Sealed anew.")
    sealed(office, NEW)
    assert fallen_numbers(office) == fallen[1:]
    assert newest_certificates(office.register)[0].number not in fallen
    assert verify_journal(office) == ()
