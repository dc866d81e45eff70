"""A loan in the window: the post endorses, the stick travels, the desk takes in, is reminded, inspects and closes."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from certapp.register.endorsements import endorsements
from certapp.register.journal import last_entry
from certapp.register.lives import life
from certapp.service import suspending
from certapp.service.clock import Clock
from certapp.service.clock_leaps import confirm_clock
from certapp.service.deciding import approve
from certapp.service.endorsing import outbox_of
from certapp.service.exchanging import bulletin_due
from certapp.service.intake import read_intake
from certapp.service.issuing import issue
from certapp.service.office import Actor, Office
from certapp.service.receiving import receive
from certapp.service.training import APPROVER, PREPARER, passphrase
from certapp.trust.receipt import IRREGULARITIES
from certapp.ui.common import act_dialog, next_bulletin
from certapp.ui.home.after_dialogs import AbroadDialog, ListDialog, ReceiptsDialog, TasksDialog
from certapp.ui.home.view import HomeView
from certapp.ui.register import life as life_panel
from certapp.ui.register.life import LifePanel, act_names
from certapp.ui.register.life_dialogs import InspectDialog
from certapp.ui.session import Session
from certapp.ui.verify.checking import Checked
from certapp.ui.verify.endorse import EndorseDialog, Endorsing
from certapp.ui.verify.outbox import OutboxDialog
from certapp.ui.verify.receipt import ReceiptDialog
from certapp.ui.verify.view import VerifyView
from tests.offices import EXAMPLES
from tests.ui.conftest import Until

DAY = 86_400


@pytest.fixture
def loan(office: Office, tmp_path: Path) -> tuple[str, Path]:
    """A certificate for a loan, and its file."""
    clerk, head = office.log_in(PREPARER, passphrase), office.log_in(APPROVER, passphrase)
    application = receive(office, clerk, read_intake(EXAMPLES / "coins-temporary-loan" / "application.json"))
    approve(office, head, application)
    made = issue(office, head, application, office.unlock("document_signer", passphrase))
    pdf = tmp_path / "loan.pdf"
    pdf.write_bytes(made.pdf)
    return made.number, pdf


def answered(monkeypatch: pytest.MonkeyPatch, fill: Callable[[act_dialog.ActDialog], object]) -> None:
    """Whatever dialog an act shows is filled so and accepted."""

    def shown(dialog: act_dialog.ActDialog) -> int:
        fill(dialog)
        dialog.check()
        return dialog.result()

    monkeypatch.setattr(act_dialog.ActDialog, "exec", shown)


def typed(**values: str) -> Callable[[act_dialog.ActDialog], None]:
    def fill(dialog: act_dialog.ActDialog) -> None:
        for key, value in values.items():
            editor = dialog.editors[key]
            if isinstance(editor, QLineEdit):
                editor.setText(value)
            else:
                editor.setPlainText(value)  # type: ignore[attr-defined]  # the other kind of editor

    return fill


class Post:
    """A post of customs with the verify page, its outbox and a stick."""

    def __init__(self, office: Office, folder: Path, qtbot: QtBot, until: Until) -> None:
        self.outbox, self._until = outbox_of(folder), until
        self.view = VerifyView(office.trust.view, dict)
        qtbot.addWidget(self.view)
        self.endorsing = Endorsing(self.view, self.outbox, time.time)
        self.view.show()

    def judged(self, pdf: Path) -> Checked:
        found: list[Checked] = []
        self.view.checking.done.connect(lambda gravest, _count: found.append(gravest))
        self.view.verify_files([pdf])
        self._until(lambda: bool(found))
        self._until(self.endorsing.button.isVisibleTo(self.view).__bool__)
        return found[0]

    def endorse(self, monkeypatch: pytest.MonkeyPatch, pdf: Path, tick: str = "", **more: str) -> Checked:
        checked = self.judged(pdf)

        def fill(dialog: act_dialog.ActDialog) -> None:
            typed(office="Port of Example", post="North Gate", officer="4711", **more)(dialog)
            assert isinstance(dialog, EndorseDialog)
            if tick:
                dialog.noted.setFocus()
                dialog.noted.setCurrentRow(IRREGULARITIES.index(tick))
                QTest.keyClick(dialog.noted, Qt.Key.Key_Space)

        answered(monkeypatch, fill)
        self.endorsing.button.click()
        self._until(lambda: bool(self.view.findChildren(ReceiptDialog)))
        for each in self.view.findChildren(ReceiptDialog):
            each.reject()
            each.deleteLater()
        return checked


def lines(dialog: ListDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def press(panel: LifePanel, act: str) -> None:
    (button,) = [each for each in panel.findChildren(QPushButton) if each.text() == act_names()[act]]
    button.click()


def test_a_loan_from_the_border_to_its_end(
    qtbot: QtBot,
    office: Office,
    loan: tuple[str, Path],
    tmp_path: Path,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number, pdf = loan
    clerk = Session(office)
    clerk.log_in(office.log_in(PREPARER, passphrase))
    post, stick = Post(office, tmp_path / "lists", qtbot, until), tmp_path / "stick"
    stick.mkdir()

    post.endorse(monkeypatch, pdf, "MEASURE_MISMATCH", remark="One crate opened.")
    again = post.judged(pdf)
    assert "ENDORSED_EXIT" in [reason.code for reason in again.found.reasons]
    box = OutboxDialog(post.view, post.outbox, time.time)
    assert box.list.count() == 1 and number in box.list.item(0).text()
    box.copy_to(stick)
    assert box.list.count() == 0 and "1" in box.notice.text

    home = HomeView(clerk)
    qtbot.addWidget(home)
    home.show()
    receipts = ReceiptsDialog(home, clerk)
    receipts.take_in(sorted(stick.glob("*.xcreceipt")))
    until(lambda: life(office.register, number).state == "ABROAD")
    until(lambda: "Abroad" in receipts.notice.text)
    tasks = TasksDialog(home, clerk)
    until(lambda: len(lines(tasks)) == 2)
    assert "Measurements differ." in lines(tasks)[1]
    second = lines(tasks)[1]
    for left in ([second], ["Nothing waits to be cleared up."]):
        answered(monkeypatch, typed(note="Read and filed."))
        tasks._close()
        until(lambda left=left: lines(tasks) == left)  # type: ignore[misc]  # mypy knows no default of a lambda
    (noted,) = endorsements(office.register, number)
    assert noted.irregularities == ("MEASURE_MISMATCH",)

    due = life(office.register, number).return_due
    assert due is not None
    later = replace(office, clock=Clock(wall=lambda: (due - 5) * DAY + 40_000.0))
    confirm_clock(later, later.log_in(APPROVER, passphrase), later.clock.today)
    reminded = Session(later)
    reminded.log_in(later.log_in(PREPARER, passphrase))
    then = HomeView(reminded)
    qtbot.addWidget(then)
    then.show()
    until(lambda: "1 loan is to be asked for now" in [row.text() for row in then.rows()])
    abroad = AbroadDialog(then, reminded)
    until(lambda: len(lines(abroad)) == 1)
    assert "5 days left" in lines(abroad)[0] and "ask for it now" in lines(abroad)[0]
    answered(monkeypatch, typed(text="Wrote to the borrower."))
    abroad._note()
    until(lambda: "ask for it now" not in "".join(lines(abroad)))
    abroad.search.setText("harbour")
    assert lines(abroad) == ["Nothing is abroad."]

    post.endorse(monkeypatch, pdf)  # the step that comes next is offered: home again
    box.refresh()
    box.copy_to(stick)
    receipts = ReceiptsDialog(then, reminded)
    receipts.take_in(sorted(stick.glob("*-reimport-*.xcreceipt")))
    until(lambda: life(office.register, number).state == "RETURNED")

    panel = LifePanel(reminded)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_certificate(number)
    until(lambda: panel.history.count() > 3)
    assert any("Measurements differ." in panel.history.item(row).text() for row in range(panel.history.count()))

    def inspected(dialog: act_dialog.ActDialog) -> None:
        assert isinstance(dialog, InspectDialog)
        typed(place="Depot")(dialog)
        for condition, _damage in dialog.lines.values():
            condition.setCurrentIndex(condition.findData("GOOD"))

    answered(monkeypatch, inspected)
    press(panel, "INSPECT")
    until(lambda: life(office.register, number).state == "CLOSED_RETURNED")
    until(lambda: "Back and inspected" in [each.text() for each in panel.findChildren(type(panel.empty))])
    QThreadPool.globalInstance().waitForDone()


def test_only_what_the_state_allows_and_the_person_may_do_is_offered(
    qtbot: QtBot, office: Office, loan: tuple[str, Path], until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, _pdf = loan
    session = Session(office)
    panel = LifePanel(session)
    qtbot.addWidget(panel)
    panel.show()

    names = {words: act for act, words in act_names().items()}

    def offers(user: str, acts: set[str]) -> None:
        session.log_in(office.log_in(user, passphrase))
        panel.show_certificate(number)
        until(lambda: {names[each.text()] for each in panel.findChildren(QPushButton) if each.isVisible()} == acts)

    offers(PREPARER, {"ENDORSE", "STOP", "REPLACE", "SURRENDER"})
    offers(APPROVER, {"SUSPEND"})
    answered(monkeypatch, typed(text="The police asks."))
    monkeypatch.setattr(next_bulletin, "ask_and_try", lambda *asked, **options: None)
    press(panel, "SUSPEND")
    assert not life(office.register, number).suspended, "giving up at the key of the bulletin does nothing"
    monkeypatch.setattr(next_bulletin, "ask_and_try", lambda *asked, **options: asked[3](passphrase("status_signer")))
    press(panel, "SUSPEND")
    until(lambda: "Bulletin no. 3 says so" in panel.notice.text)
    assert life(office.register, number).suspended and bulletin_due(office).revoked == 0
    offers(APPROVER, {"LIFT"})
    monkeypatch.setattr(life_panel, "ask_person", lambda *asked: office.log_in(PREPARER, passphrase))
    monkeypatch.setattr(next_bulletin, "ask_and_try", lambda *asked, **options: options["otherwise"][1])
    press(panel, "LIFT")
    until(lambda: "No bulletin says so yet" in panel.notice.text)
    assert not life(office.register, number).suspended and bulletin_due(office).lifted == 1
    offers(APPROVER, {"SUSPEND"})
    asked: list[str] = []
    monkeypatch.setattr(suspending, "MOST_IN_A_DAY", 1)  # the second of this day: two people from now on

    def sana(_parent: object, _office: object, words: str, _without: str) -> Actor:
        asked.append(words)
        return office.log_in("sana", passphrase)

    monkeypatch.setattr(life_panel, "ask_person", sana)
    press(panel, "SUSPEND")
    until(lambda: life(office.register, number).suspended)
    assert "second person" in asked[0]
    confirmed = last_entry(office.register, "SUSPENSION_CONFIRMED")
    assert confirmed is not None and confirmed.actor == "sana"


def test_a_replacement_opens_as_a_draft_with_all_that_the_certificate_says(
    qtbot: QtBot, office: Office, loan: tuple[str, Path], until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    from certapp.service.drafting import open_draft

    number, _pdf = loan
    session = Session(office)
    session.log_in(office.log_in(PREPARER, passphrase))
    panel = LifePanel(session)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_certificate(number)
    until(lambda: panel.acts.count() > 0)

    def lost(dialog: act_dialog.ActDialog) -> None:
        box = dialog.editors["reason"]
        assert box.findData("CONVERSION") < 0  # type: ignore[attr-defined]  # it has not left
        box.setCurrentIndex(box.findData("LOST"))  # type: ignore[attr-defined]

    answered(monkeypatch, lost)
    begun: list[str] = []
    panel.draft_wanted.connect(begun.append)
    press(panel, "REPLACE")
    until(lambda: bool(begun))
    record = open_draft(office, begun[0]).record
    assert (record["replaces_certificate_no"], record["replacement_reason"]) == (number, "LOST")
    assert record["return_due_on"] and record["objects"][0]["photographs"]


def test_the_endorsement_says_what_is_missing_beside_it(
    qtbot: QtBot, office: Office, loan: tuple[str, Path], tmp_path: Path, until: Until
) -> None:
    post = Post(office, tmp_path / "lists", qtbot, until)
    dialog = EndorseDialog(post.view, post.judged(loan[1]), post.outbox)
    qtbot.addWidget(dialog)
    dialog.check()
    assert "Customs office" in dialog.wrong.text()
    typed(office="Port", post="North", officer="7", day="soon")(dialog)
    dialog.check()
    assert "2027-06-30" in dialog.wrong.text()
    typed(day="2026-11-29")(dialog)
    dialog.objects.lines[0][2].setText("many")
    dialog.check()
    assert "whole number" in dialog.wrong.text()
    dialog.add_photographs([loan[1]])  # a PDF is no photograph
    assert "JPEG" in dialog.wrong.text() and dialog.photographs == ()
    assert dialog.result() != QDialog.DialogCode.Accepted
