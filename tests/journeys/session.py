"""A working session in a process of its own, for what must be true of all it does: the window, a wrong and a right
passphrase typed, a certificate issued, verified and revoked, a bulletin, a backup, a fault, and the lock."""

import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from certapp.model.errors import Refusal
from certapp.service.backups import make_dated
from certapp.service.deciding import approve
from certapp.service.exchanging import export_bulletin, export_package
from certapp.service.issuing import issue, save_pdf
from certapp.service.receiving import receive
from certapp.service.revoking import revoke
from certapp.service.verifying import verify_file
from certapp.trust.verdict import Outcome
from certapp.ui.common import faults
from certapp.ui.common.person import PersonDialog
from certapp.ui.window import MainWindow
from tests.bad.make import small_application
from tests.offices import passphrase

WRONG = "boris mistypes this passphrase"


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
    anna = office.log_in("anna", passphrase)
    number = receive(office, anna, small_application())
    approve(office, boris, number)
    issued = issue(office, boris, number, office.unlock("document_signer", passphrase))
    pdf = save_pdf(issued.pdf, issued.number, out)
    assert verify_file(pdf, office.trust.view(), office.clock.seconds).verdict.outcome is Outcome.GENUINE
    revoke(office, boris, anna, issued.number, "STOLEN_CLAIM", "A test.")
    export_bulletin(office, boris, office.unlock("status_signer", passphrase), out / "XA.xcstatus")
    export_package(office, boris, out / "XA.xcauth")
    make_dated(office, boris, out)
    try:
        _stumble(passphrase("boris"))
    except ValueError as fault:
        hook(type(fault), fault, fault.__traceback__)
    window.lock()
    _wait(lambda: session.actor is None)
    print("clipboard:", app.clipboard().text())
    window.leave()


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
