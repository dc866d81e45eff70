"""Letters, experts and fees of a case, in the window."""

import json
import zipfile
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from certapp.register.applications import application_lines
from certapp.register.cases import Asked, fees, opinions
from certapp.register.journal import entries
from certapp.service.casework import request_information
from certapp.ui.register.view import RegisterView
from certapp.ui.session import Session
from certapp.ui.supervise import experts, letters
from certapp.ui.supervise.decide import DecideView
from certapp.ui.supervise.experts import AskExpertDialog, ExpertsDialog, OpinionDialog
from certapp.ui.supervise.fee import FeeDialog
from certapp.ui.supervise.letters import LettersDialog
from tests.ui.conftest import Until


@pytest.fixture
def number(clerk: Session) -> str:
    return application_lines(clerk.office.register, "RECEIVED")[0].number


@pytest.fixture
def view(qtbot: QtBot, clerk: Session, until: Until, number: str) -> DecideView:
    """The case that waits, its acts before one."""
    made = DecideView(clerk)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    made.show_application(number)
    until(lambda: made.case.history.topLevelItemCount() > 0)
    made.tabs.setCurrentWidget(made.case)
    return made


def the(dialog: type, view: DecideView | RegisterView, until: Until) -> QDialog:
    """The dialog that is open over a view."""
    until(lambda: view.findChild(dialog) is not None)
    found = view.findChild(dialog)
    assert isinstance(found, QDialog)
    return found


def test_a_letter_is_looked_at_and_then_made_once(
    view: DecideView, clerk: Session, until: Until, number: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, target = clerk.office, tmp_path / "letter.pdf"
    monkeypatch.setattr(letters, "choose_target", lambda *asked: target)
    view.case.letters.click()
    dialog = the(LettersDialog, view, until)
    assert isinstance(dialog, LettersDialog)
    until(lambda: bool(dialog.pages.pictures()))
    item = dialog.list.item(0)
    assert item.text().startswith("Acknowledgement of receipt")
    assert item.text().endswith("not made yet")
    assert list(entries(office.register, subject=number, kind="LETTER_MADE")) == []
    dialog.language.setCurrentIndex(dialog.language.findData("fr"))
    dialog.save.click()
    until(lambda: dialog.list.item(0).text().endswith("made, kept"))
    assert target.read_bytes().startswith(b"%PDF-")
    (made,) = entries(office.register, subject=number, kind="LETTER_MADE")
    assert made.facts()["language"] == "fr"
    assert str(target) in dialog.notice.text


def test_a_letter_of_a_refused_case_is_found_in_the_register(
    qtbot: QtBot, clerk: Session, until: Until, number: str
) -> None:
    register = RegisterView(clerk)
    qtbot.addWidget(register)
    register.resize(1100, 700)
    register.show()
    register.show_application(number)
    until(lambda: register.detail.application == number)
    register.detail.letters.click()
    dialog = the(LettersDialog, register, until)
    assert isinstance(dialog, LettersDialog)
    until(lambda: dialog.list.count() == 1 and bool(dialog.pages.pictures()))


def test_an_expert_is_asked_sent_a_package_and_answers(
    qtbot: QtBot,
    view: DecideView,
    clerk: Session,
    until: Until,
    number: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office, package = clerk.office, tmp_path / "package.zip"

    def ask(dialog: AskExpertDialog) -> int:
        dialog.go_on.click()
        assert dialog.wrong.text() == "Say who the expert is."
        qtbot.keyClicks(dialog.expert, "Prof. E. Xpert")
        for tick in dialog.objects:
            tick.setChecked(False)
        dialog.go_on.click()
        assert dialog.objects[0].accessibleDescription() == "Tick at least one object."
        dialog.objects[0].setChecked(True)
        dialog.go_on.click()
        return dialog.result()

    monkeypatch.setattr(AskExpertDialog, "exec", ask)
    monkeypatch.setattr(experts, "choose_target", lambda *asked: package)
    view.case.experts.click()
    dialog = the(ExpertsDialog, view, until)
    assert isinstance(dialog, ExpertsDialog)
    assert not dialog.package.isEnabled()
    dialog.ask.click()
    until(lambda: dialog.list.count() == 1)
    assert dialog.list.item(0).text().endswith("no answer yet")
    dialog.package.click()
    until(lambda: dialog.notice.text == f"Saved: {package}")  # the file is there a moment before it is said
    with zipfile.ZipFile(package) as archive:
        filled = {**json.loads(archive.read("opinion.json")), "opinion": "OBJECTION", "text": "It is new."}
    back = tmp_path / "opinion.json"
    back.write_text(json.dumps({**filled, "opinion": ""}), "utf-8")
    monkeypatch.setattr(experts, "choose_file", lambda *asked: back)
    dialog.from_file.click()
    until(lambda: "is not in the list" in dialog.notice.text)
    assert opinions(office.register, number)[0].opinion is None
    back.write_text(json.dumps(filled), "utf-8")
    dialog.from_file.click()
    until(lambda: "It is new." in dialog.answer.text())
    assert not dialog.typed.isEnabled()
    assert opinions(office.register, number)[0].opinion == "OBJECTION"


def test_an_opinion_that_came_by_letter_is_typed(
    qtbot: QtBot, view: DecideView, clerk: Session, until: Until, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, actor = clerk.office, clerk.actor
    assert actor is not None
    experts.ask_expert(office, actor, number, "Prof. E. Xpert", "", [1], office.clock.today)

    def fill(dialog: OpinionDialog) -> int:
        dialog.go_on.click()
        assert dialog.opinion.accessibleDescription() == "Choose the opinion that comes nearest."
        dialog.opinion.setCurrentIndex(dialog.opinion.findData("CONDITIONS"))
        dialog.go_on.click()
        assert dialog.wrong.text() == "Give the opinion in words."
        dialog.text.setPlainText("Only with insurance.")
        dialog.inspected.setChecked(True)
        dialog.go_on.click()
        return dialog.result()

    monkeypatch.setattr(OpinionDialog, "exec", fill)
    view.case.experts.click()
    dialog = the(ExpertsDialog, view, until)
    assert isinstance(dialog, ExpertsDialog)
    until(lambda: dialog.typed.isEnabled())
    dialog.typed.click()
    until(lambda: "Only with insurance." in dialog.answer.text())
    assert dialog.answer.text().endswith("The expert had the object in hand.")


def test_a_fee_is_noted_with_its_receipt(
    qtbot: QtBot, view: DecideView, clerk: Session, until: Until, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(dialog: FeeDialog) -> int:
        dialog.amount.setText("25,50")
        dialog.currency.show_code("EUR")
        dialog.go_on.click()
        assert dialog.receipt.accessibleDescription() == dialog.wrong.text() != ""
        qtbot.keyClicks(dialog.receipt, "2026/117")
        dialog.go_on.click()
        return dialog.result()

    monkeypatch.setattr(FeeDialog, "exec", fill)
    view.case.fee.click()
    until(lambda: view.case.history.topLevelItemCount() == 2)
    (paid,) = fees(clerk.office.register, number)
    assert (paid.amount, paid.currency, paid.receipt_no) == ("25.50", "EUR", "2026/117")
    line = view.case.history.topLevelItem(1)
    assert line is not None
    assert line.text(3) == "25.50 EUR, receipt 2026/117"


def test_the_history_says_what_was_asked(view: DecideView, clerk: Session, until: Until, number: str) -> None:
    assert clerk.actor is not None
    request_information(clerk.office, clerk.actor, number, [Asked("VALUE", "an invoice", 1)])
    clerk.changed.emit()
    until(lambda: view.case.history.topLevelItemCount() == 2)
    line = view.case.history.topLevelItem(1)
    assert line is not None
    assert line.text(3) == "Proof of value, object 1: an invoice"
