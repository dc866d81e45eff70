"""The tab with the history of a case, and its acts."""

import time
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from certapp.register.applications import application, application_lines
from certapp.register.cases import Asked, ObjectDecision, decisions, history, requests
from certapp.service.appealing import file_appeal
from certapp.service.casework import propose, request_information
from certapp.service.clock import Clock
from certapp.service.deciding import refuse
from certapp.service.receiving import receive
from certapp.service.training import APPROVER, PREPARER, passphrase
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.grid_dialog import NARROW_CHARACTERS
from certapp.ui.session import Session
from certapp.ui.supervise.appeals import AppealDialog, DismissDialog, UpholdDialog
from certapp.ui.supervise.asking import AnswerDialog, AskDialog, ProposeDialog
from certapp.ui.supervise.decide import DecideView
from certapp.ui.supervise.told import told_in
from tests.bad.make import small_application
from tests.ui.conftest import Until


def test_an_answer_is_taken_in_and_stands_in_the_history(
    qtbot: QtBot, clerk: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = clerk.office
    number = application_lines(office.register, "RECEIVED")[0].number
    assert clerk.actor is not None
    request_information(office, clerk.actor, number, [Asked("VALUE")])

    def fill(dialog: AnswerDialog) -> int:
        text, outcome = dialog.editors["text"], dialog.editors["outcome"]
        assert isinstance(text, QPlainTextEdit) and isinstance(outcome, ChoiceBox)
        text.setPlainText("by post")
        outcome.setCurrentIndex(outcome.findData("IN_PART"))
        dialog.go_on.click()
        return dialog.result()

    monkeypatch.setattr(AnswerDialog, "exec", fill)
    view = DecideView(clerk)
    qtbot.addWidget(view)
    view.resize(1100, 700)
    view.show()
    view.show_application(number)
    until(lambda: view.case.history.topLevelItemCount() == 2)
    waiting = next(
        view.list.item(row).text() for row in range(view.list.count()) if number in view.list.item(row).text()
    )
    assert "Waiting for the applicant" in waiting
    assert "clock stopped since" in waiting
    view.tabs.setCurrentWidget(view.case)
    assert view.case.answer.isVisible()
    assert not view.case.send_back.isVisible()
    view.case.answer.click()
    until(lambda: view.case.history.topLevelItemCount() == 3)
    last = view.case.history.topLevelItem(2)
    assert last is not None
    assert (last.text(2), last.text(3)) == ("Answer received", "Only a part of it came: by post")
    assert application(office.register, number).status == "RECEIVED"


def opened(qtbot: QtBot, session: Session, until: Until) -> DecideView:
    """The case that waits, its acts before one."""
    view = DecideView(session)
    qtbot.addWidget(view)
    view.resize(1100, 700)
    view.show()
    until(lambda: view.case.history.topLevelItemCount() > 0)
    view.tabs.setCurrentWidget(view.case)
    return view


def test_a_review_is_begun_in_the_window_and_only_once(qtbot: QtBot, clerk: Session, until: Until) -> None:
    number = application_lines(clerk.office.register, "RECEIVED")[0].number
    view = opened(qtbot, clerk, until)
    assert view.case.review.isVisible()
    view.case.review.click()
    until(lambda: application(clerk.office.register, number).status == "UNDER_REVIEW")
    until(lambda: not view.case.review.isVisible())
    assert view.case.ask.isVisible()


def test_the_applicant_is_asked_in_the_window(
    qtbot: QtBot, clerk: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = clerk.office
    number = application_lines(office.register, "RECEIVED")[0].number
    view = opened(qtbot, clerk, until)

    def fill(dialog: AskDialog) -> int:
        dialog.go_on.click()
        assert "at least one" in dialog.wrong.text()
        _code, tick, about, words = dialog.lines[1]
        about.setCurrentIndex(1)
        qtbot.keyClicks(words, "of the frame")
        assert tick.isChecked()
        dialog.channel.setCurrentIndex(dialog.channel.findData("EMAIL"))
        dialog.go_on.click()
        return dialog.result()

    monkeypatch.setattr(AskDialog, "exec", fill)
    view.case.ask.click()
    until(lambda: application(office.register, number).status == "INCOMPLETE")
    assert requests(office.register, number)[0].items == (Asked("MEASUREMENTS", "of the frame", 1),)


def test_a_decision_of_each_object_is_proposed_in_the_window(
    qtbot: QtBot, clerk: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = clerk.office
    number = application_lines(office.register, "RECEIVED")[0].number
    view = opened(qtbot, clerk, until)

    def fill(dialog: ProposeDialog) -> int:
        result, reason, words = dialog.lines[0]
        assert not reason.isEnabled()
        result.setCurrentIndex(result.findData("REFUSED"))
        dialog.go_on.click()
        assert reason.accessibleDescription() == dialog.wrong.text() == "Object 1: choose the reason."
        reason.setCurrentIndex(reason.findData("PENDING_CLAIM"))
        dialog.go_on.click()
        assert dialog.wrong.text() == "Object 1: say the reason in words."
        qtbot.keyClicks(words, "A court decides about it.")
        dialog.go_on.click()
        return dialog.result()

    monkeypatch.setattr(ProposeDialog, "exec", fill)
    view.case.propose.click()
    until(lambda: application(office.register, number).status == "DECISION_PROPOSED")
    first = decisions(office.register, number)[0]
    assert (first.seq, first.result, first.reasons) == (1, "REFUSED", ("PENDING_CLAIM",))
    assert first.text == "A court decides about it."


def test_an_appeal_is_recorded_and_what_was_refused_approved_in_the_window(
    qtbot: QtBot, clerk: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = clerk.office
    number = application_lines(office.register, "RECEIVED")[0].number
    assert clerk.actor is not None
    propose(office, clerk.actor, number, [ObjectDecision(1, "REFUSED", ("PENDING_CLAIM",), "A court decides.", "")])
    head = office.log_in(APPROVER, passphrase)
    refuse(office, head, number)

    def appeal(dialog: AppealDialog) -> int:
        authority, day, note = (dialog.editors[key] for key in ("authority", "on", "text"))
        assert isinstance(authority, QLineEdit) and isinstance(day, QLineEdit) and isinstance(note, QPlainTextEdit)
        assert authority.text()  # of the profile's remedy
        today = day.text()
        day.setText("2100-01-31")
        dialog.go_on.click()
        assert "after the appeal period" in dialog.wrong.text()
        day.setText(today)
        note.setPlainText("By post.")
        dialog.go_on.click()
        return dialog.result()

    def uphold(dialog: UpholdDialog) -> int:
        dialog.go_on.click()
        assert "Reference" in dialog.wrong.text()
        qtbot.keyClicks(dialog.editors["reference"], "AB 7/26")
        dialog.go_on.click()
        return dialog.result()

    monkeypatch.setattr(AppealDialog, "exec", appeal)
    monkeypatch.setattr(UpholdDialog, "exec", uphold)
    view = DecideView(clerk)
    qtbot.addWidget(view)
    view.resize(1100, 700)
    view.show()
    view.show_application(number)
    until(lambda: view.case.history.topLevelItemCount() == 3)
    view.tabs.setCurrentWidget(view.case)
    assert view.case.appeal.isVisible()
    assert not view.case.close_refusal.isVisible() and not view.case.uphold.isVisible()
    view.case.appeal.click()
    until(lambda: application(office.register, number).status == "APPEALED")
    until(view.case.uphold.isVisible)
    assert view.case.delay.isVisible() and view.case.close_refusal.isVisible()
    waits = [view.list.item(row).text() for row in range(view.list.count())]
    assert any(number in words and "Refused, under appeal" in words for words in waits)
    clerk.log_in(head)
    view.case.uphold.click()
    until(lambda: application(office.register, number).status == "APPROVED")
    until(lambda: view.case.history.topLevelItemCount() == 5)
    told = [view.case.history.topLevelItem(row) for row in (3, 4)]
    assert all(each is not None for each in told)
    assert [each.text(2) for each in told if each] == ["Appeal filed", "Application approved"]
    assert "By post." in told[0].text(3) and "AB 7/26" in told[1].text(3)  # type: ignore[union-attr]


def test_of_two_refusals_one_is_set_aside_and_another_appeal_is_dismissed_in_the_window(
    qtbot: QtBot, clerk: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = clerk.office
    assert clerk.actor is not None
    head, today = office.log_in(APPROVER, passphrase), office.clock.today
    pair = small_application()
    first = pair.raw["objects"][0]
    pair.raw["objects"] = [{**first, "object_seq": seq, "title": f"Vase {seq}"} for seq in (1, 2)]
    rows = [ObjectDecision(seq, "REFUSED", ("PENDING_CLAIM",), "A court decides.", "") for seq in (1, 2)]
    numbers = []
    for _turn in range(2):
        number = receive(office, clerk.actor, pair)
        propose(office, clerk.actor, number, rows)
        refuse(office, head, number)
        file_appeal(office, clerk.actor, number, "Appeals Board", today)
        numbers.append(number)
    clerk.log_in(head)

    def uphold(dialog: UpholdDialog) -> int:
        qtbot.keyClicks(dialog.editors["reference"], "AB 7/26")
        for choice in dialog.choices.values():
            choice.setCurrentIndex(choice.findData(False))
        dialog.go_on.click()
        assert "then the appeal is dismissed" in dialog.wrong.text()
        dialog.choices[2].setCurrentIndex(dialog.choices[2].findData(True))
        dialog.go_on.click()
        return dialog.result()

    def dismiss(dialog: DismissDialog) -> int:
        qtbot.keyClicks(dialog.editors["reference"], "AB 8/26")
        dialog.go_on.click()
        return dialog.result()

    monkeypatch.setattr(UpholdDialog, "exec", uphold)
    monkeypatch.setattr(DismissDialog, "exec", dismiss)
    view = DecideView(clerk)
    qtbot.addWidget(view)
    view.resize(1100, 700)
    view.show()
    view.tabs.setCurrentWidget(view.case)
    for number, act, state, told in (
        (numbers[0], view.case.uphold, "PARTLY_APPROVED", "object 2"),
        (numbers[1], view.case.dismiss, "CLOSED_REFUSED", "appeal dismissed"),
    ):
        view.show_application(number)
        until(lambda number=number: view.title.text().startswith(number) and view.case.history.topLevelItemCount() == 4)
        act.click()
        until(lambda number=number, state=state: application(office.register, number).status == state)
        assert told in told_in(office.form, history(office.register, number)[-1])
    results = [each.result for each in decisions(office.register, numbers[0])]
    assert results == ["REFUSED", "APPROVED"]


def test_a_refusal_to_be_closed_is_shown_to_who_closes_it(
    qtbot: QtBot, clerk: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = clerk.office
    assert clerk.actor is not None
    number = receive(office, clerk.actor, small_application())
    propose(office, clerk.actor, number, [ObjectDecision(1, "REFUSED", ("PENDING_CLAIM",), "A court decides.", "")])
    head = office.log_in(APPROVER, passphrase)
    refuse(office, head, number)
    monkeypatch.setattr(clerk, "office", replace(office, clock=Clock(lambda: time.time() + 31 * 86_400)))
    view = DecideView(clerk)
    qtbot.addWidget(view)
    view.show()

    def shown() -> list[str]:
        items = [view.list.item(row) for row in range(view.list.count())]
        return [item.text() for item in items if not item.isHidden()]

    until(lambda: view.list.count() > 1)
    assert not any(number in words for words in shown())
    clerk.log_in(head)
    (last,) = [words for words in shown() if number in words]
    assert "to be closed" in last and shown()[-1] == last
    view.list.setCurrentRow(view.list.count() - 2)
    view.queue.go(1)
    assert number in view.list.currentItem().text()
    view.list.setCurrentRow(view.list.count() - 2)
    clerk.log_in(office.log_in(PREPARER, passphrase))
    view.queue.go(1)  # what is hidden is not come to by a key either
    assert number not in view.list.currentItem().text()
    view.show_application(number)
    until(lambda: view.title.text().startswith(number))
    assert any(number in words for words in shown())


def test_the_number_of_what_waits_is_read_whole_however_small_the_window(
    qtbot: QtBot, clerk: Session, until: Until
) -> None:
    view = DecideView(clerk)
    qtbot.addWidget(view)
    view.resize((NARROW_CHARACTERS + 4) * view.fontMetrics().averageCharWidth(), 300)  # beside each other still
    view.show()
    until(lambda: view.list.count() > 0)
    number = view.list.item(0).text().split("\n")[0]
    assert view.list.viewport().width() >= view.list.fontMetrics().horizontalAdvance(number) + 4
