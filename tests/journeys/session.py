"""A working session in a process of its own, for what must be true of all it does.

Every page of the window, a wrong and a right passphrase typed, a key made and certified by the country CA, a seal on a
token taken into use, a certificate issued with it, verified and revoked, what goes to the border, a script, the check
of the journal, a backup, a command, a fault, and the lock.
"""

import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QClipboard
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from certapp.cli.main import run
from certapp.model.errors import Refusal
from certapp.service.auditing import full_check
from certapp.service.backups import make_dated
from certapp.service.ceremony import Wanted, at_hand
from certapp.service.ceremony_papers import Script, script_page
from certapp.service.deciding import approve
from certapp.service.digesting import sign_register_digest
from certapp.service.exchanging import export_bulletin, export_package
from certapp.service.issuing import issue, save_pdf
from certapp.service.receiving import receive
from certapp.service.revoking import revoke
from certapp.service.tokens import enrol_document_signer
from certapp.service.verifying import verify_file
from certapp.trust.carried import Kind
from certapp.trust.keyfile import TEST_COST
from certapp.trust.verdict import Outcome
from certapp.ui.common import faults
from certapp.ui.common.person import PersonDialog
from certapp.ui.window import MainWindow
from tests.bad.make import small_application
from tests.offices import passphrase
from tests.tokens import LIBRARY, make_token, needs_softhsm

WRONG = "boris mistypes this passphrase"
SECRETS = {"eva": "eva opens it from now on", "document_signer": "271828 is not the PIN"}
"""What is new in this session: the passphrase of a new key, the PIN of a token."""


def secret(name: str) -> str:
    """The passphrase or PIN of now."""
    return SECRETS.get(name) or passphrase(name)


def token_there() -> bool:
    """Whether there is a token in software."""
    return LIBRARY is not None and not needs_softhsm.args[0]


def main(folder: Path, out: Path) -> None:
    app = QApplication([])
    hook = faults.install(out / "log")
    window = MainWindow()
    window.show()
    window.open_office(folder)
    _wait(lambda: window.workspace is not None)
    assert window.workspace is not None
    session = window.workspace.session
    QTimer.singleShot(0, lambda: _type(passphrase("boris")))
    window.change_person()
    _wait(lambda: session.actor is not None)
    office, boris = session.office, session.actor
    assert boris is not None
    for page in window.workspace._pages:
        window.workspace.open_page(page.name)
        QTest.qWait(50)
    anna = office.log_in("anna", passphrase)
    eva = Wanted(Kind.PERSON, "eva", "Eva Newcomer", frozenset({"CLERK"}))
    at_hand(office, boris, [eva], secret, anna.name, cost=TEST_COST)
    if token_there():
        soft = make_token(folder.parent / "token", SECRETS["document_signer"])
        enrol_document_signer(office, boris, soft.place(), secret)
    else:
        SECRETS.pop("document_signer")
    number = receive(office, anna, small_application())
    approve(office, boris, number)
    issued = issue(office, boris, number, office.unlock("document_signer", secret))
    pdf = save_pdf(issued.pdf, issued.number, out)
    assert verify_file(pdf, office.trust.view(), office.clock.seconds).verdict.outcome is Outcome.GENUINE
    revoke(office, boris, anna, issued.number, "STOLEN_CLAIM", "A test.")
    export_bulletin(office, boris, office.unlock("status_signer", passphrase), out / "XA.xcstatus")
    export_package(office, boris, out / "XA.xcauth")
    sign_register_digest(office, boris, office.unlock("status_signer", passphrase))
    assert full_check(office).faults == ()
    (out / "script.pdf").write_bytes(script_page(Script.ROLL_OVER, "en", office.clock.seconds, office.authority))
    make_dated(office, boris, out)
    try:
        _stumble(passphrase("boris"))
    except ValueError as fault:
        hook(type(fault), fault, fault.__traceback__)
    window.lock()
    _wait(lambda: session.actor is None)
    for mode in (QClipboard.Mode.Selection, QClipboard.Mode.FindBuffer, QClipboard.Mode.Clipboard):
        print("clipboard:", app.clipboard().text(mode))
    window.leave()
    run(["search", "painting", "--office", str(folder)])


def _type(right: str) -> None:
    """The wrong passphrase first; the right one again until the wait after the wrong one is over."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PersonDialog)
    dialog.choose("boris")
    _try(dialog, WRONG)
    while dialog.isVisible():
        QTest.qWait(400)
        _try(dialog, right)


def _try(dialog: PersonDialog, words: str) -> None:
    dialog.field.edit.clear()
    QTest.keyClicks(dialog.field.edit, words)
    dialog.field.edit.selectAll()
    dialog.field.edit.copy()  # a field for secrets gives nothing away
    dialog._try()
    _wait(lambda: not dialog.isVisible() or dialog.field.edit.isEnabled())


def _stumble(words: str) -> None:
    raise ValueError(words)


def _wait(holds: object) -> None:
    deadline = time.monotonic() + 90
    while not holds():  # type: ignore[operator]  # what tells whether it holds
        assert time.monotonic() < deadline
        QTest.qWait(20)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except Refusal as refusal:
        sys.exit(refusal.text())
