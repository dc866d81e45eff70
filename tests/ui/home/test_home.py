"""What waits."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from certapp.model.certificate_number import make_number
from certapp.register import drafts
from certapp.register.applications import application, application_lines
from certapp.register.cases import ObjectDecision
from certapp.service.appealing import file_appeal
from certapp.service.casework import propose, withdraw
from certapp.service.clock import Clock
from certapp.service.deciding import approve, refuse, return_to_desk
from certapp.service.experts import Answer, ask_expert, take_opinion
from certapp.service.issuing import issue
from certapp.service.office import open_office
from certapp.service.receiving import receive
from certapp.service.training import APPROVER, PREPARER, example_folders, passphrase
from certapp.ui.common import settings
from certapp.ui.home import view as module
from certapp.ui.home.view import HomeView
from certapp.ui.session import Session
from tests.bad.make import small_application
from tests.ui.conftest import Until


def _home(qtbot: QtBot, session: Session, until: Until) -> HomeView:
    view = HomeView(session)
    qtbot.addWidget(view)
    view.show()
    until(lambda: bool(view.rows()))
    return view


def _words(view: HomeView) -> str:
    return "\n".join(row.text() for row in view.rows())


def test_drafts_applications_bulletin_and_backup_are_all_told(qtbot: QtBot, clerk: Session, until: Until) -> None:
    words = _words(_home(qtbot, clerk, until))
    assert "1 application waits for approval" in words
    assert "The next bulletin is due on" in words
    assert "There is no backup yet: make one today" in words
    assert words.count("\n") > len(example_folders())


def test_a_proposal_sent_back_is_told(qtbot: QtBot, clerk: Session, until: Until) -> None:
    office = clerk.office
    number = application_lines(office.register, "RECEIVED")[0].number
    assert clerk.actor is not None
    objects = office.stored_record(application(office.register, number).record).rows("objects")
    proposal = [ObjectDecision(seq, "APPROVED", (), "", "") for seq in range(1, len(objects) + 1)]
    propose(office, clerk.actor, number, proposal)
    return_to_desk(office, office.log_in(APPROVER, passphrase), number, "Look at the provenance again.")
    words = _words(_home(qtbot, clerk, until))
    assert "1 proposal was sent back" in words
    assert "1 application waits for approval" in words


def test_what_follows_a_refusal_is_told_to_who_may_act_on_it(
    qtbot: QtBot, clerk: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = clerk.office
    assert clerk.actor is not None
    head = office.log_in(APPROVER, passphrase)
    for appealed in (False, True):
        number = receive(office, clerk.actor, small_application())
        propose(office, clerk.actor, number, [ObjectDecision(1, "REFUSED", ("PENDING_CLAIM",), "A court decides.", "")])
        refuse(office, head, number)
        if appealed:
            file_appeal(office, clerk.actor, number, "Appeals Board", office.clock.today)
    appeal, closing = "1 refusal is under appeal", "1 refusal can be closed: its appeal period is over"
    view = _home(qtbot, clerk, until)
    assert appeal in _words(view) and closing not in _words(view)  # an appeal may still come
    then = replace(office, clock=Clock(lambda: time.time() + 31 * 86_400))
    monkeypatch.setattr(clerk, "office", then)
    clerk.log_in(head)
    until(lambda: closing in _words(view))
    clerk.log_in(then.log_in(PREPARER, passphrase))
    until(lambda: closing not in _words(view))
    assert appeal in _words(view)
    only_seals = replace(head, official=replace(head.official, roles=frozenset({"SEAL_HOLDER"})))
    clerk.log_in(only_seals)
    until(lambda: appeal not in _words(view))


def test_an_expert_whose_opinion_is_overdue_stands_there_and_opens_the_case(
    qtbot: QtBot, clerk: Session, until: Until
) -> None:
    office, actor = clerk.office, clerk.actor
    assert actor is not None
    number = application_lines(office.register, "RECEIVED")[0].number
    today = office.clock.today
    ask_expert(office, actor, number, "Prof. Late & Co", "", [1], today - timedelta(days=1))
    ask_expert(office, actor, number, "Prof. Timely", "", [1], today)
    ask_expert(office, actor, number, "Prof. Done", "", [1], today - timedelta(days=3))
    take_opinion(office, actor, number, 3, Answer("NO_OBJECTION", "Nothing speaks against it."))
    view = _home(qtbot, clerk, until)
    (row,) = [row for row in view.rows() if "should have answered" in row.text()]
    day = (today - timedelta(days=1)).isoformat()
    assert row.text() == f"Prof. Late && Co should have answered about {number} by {day}"
    with qtbot.waitSignal(view.case_wanted, timeout=60_000) as wanted:
        row.click()
    assert wanted.args == [number]
    withdraw(office, actor, number, "The applicant asked for it.")
    view.refresh()
    until(lambda: "should have answered" not in _words(view))


def test_enter_on_a_draft_asks_for_it(qtbot: QtBot, clerk: Session, until: Until) -> None:
    view = _home(qtbot, clerk, until)
    row = next(row for row in view.rows() if row.text().startswith("Hills before the storm"))
    with qtbot.waitSignal(view.draft_wanted, timeout=60_000):
        row.setFocus()
        qtbot.keyClick(row, Qt.Key.Key_Return)


def test_an_ampersand_in_a_title_is_shown_as_one(qtbot: QtBot, clerk: Session, until: Until) -> None:
    line = drafts.lines(clerk.office.drafts)[0]
    drafts.save(clerk.office.drafts, replace(drafts.load(clerk.office.drafts, line.id), title="Cups & saucers"))
    assert "Cups && saucers" in _words(_home(qtbot, clerk, until))


def test_enter_on_what_waits_asks_for_the_page(qtbot: QtBot, clerk: Session, until: Until) -> None:
    view = _home(qtbot, clerk, until)
    with qtbot.waitSignal(view.page_wanted, timeout=60_000) as wanted:
        view.rows()[0].click()
    assert wanted.args == ["decide"]


def test_an_overdue_bulletin_is_called_overdue(qtbot: QtBot, office_folder: Path, until: Until) -> None:
    later = datetime.now(UTC).timestamp() + 60 * 86400
    with open_office(office_folder, Clock(wall=lambda: later)) as office:
        assert "overdue" in _words(_home(qtbot, Session(office), until))


def test_the_last_backup_is_told_and_warned_of_once_it_is_old(qtbot: QtBot, clerk: Session, until: Until) -> None:
    now = datetime.now(UTC)
    for age, words, urgent in (
        (timedelta(0), f"The newest backup is less than a day old ({now:%Y-%m-%d})", ""),
        (timedelta(days=4, hours=1), "The newest backup is 4 days old: make one today", "amber"),
        (timedelta(days=8, hours=1), "The newest backup is 8 days old: make one today", "red"),
    ):
        settings.remember_backup(clerk.office.folder.path, (now - age).isoformat())
        (row,) = [row for row in _home(qtbot, clerk, until).rows() if "backup" in row.text()]
        assert (row.text(), row.property("colour")) == (words, urgent or None)


def test_a_number_that_was_being_issued_when_the_program_ended_is_told_until_it_is_void(
    qtbot: QtBot, office_folder: Path, until: Until
) -> None:
    with open_office(office_folder) as office:
        actor, (waits, *_others) = office.log_in(APPROVER, passphrase), application_lines(office.register, "RECEIVED")
        approve(office, actor, waits.number)
        number = make_number("XA", office.clock.today.year, "01", 3)
        office.record_alone(actor, "NUMBER_RESERVED", number, {"application": waits.number})  # then the power went
    with open_office(office_folder) as office:
        view = _home(qtbot, Session(office), until)
        (row,) = [row for row in view.rows() if "cut short" in row.text()]
        assert number in row.text() and row.property("colour") == "amber"
        issue(office, office.log_in(APPROVER, passphrase), waits.number, office.unlock("document_signer", passphrase))
        view.refresh()
        until(lambda: "cut short" not in _words(view))
        QThreadPool.globalInstance().waitForDone()


def test_what_a_form_needs_is_loaded_once_while_home_is_read(
    qtbot: QtBot, clerk: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[bool] = []
    monkeypatch.setattr(module, "_warm_up", lambda: loaded.append(True))
    view = _home(qtbot, clerk, until)
    until(lambda: bool(loaded))
    clerk.log_out()
    until(lambda: view._shown is not None and "Nobody" in _labels(view))
    assert loaded == [True]


def _labels(view: HomeView) -> str:
    return "\n".join(label.text() for label in view.findChildren(QLabel))
