"""Several applications at once in the window, by keyboard; and the one-page summary of each."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from certapp.register.applications import application, application_lines
from certapp.service.batches import approve_all, issue_all
from certapp.service.intake import Intake
from certapp.service.office import Office
from certapp.service.receiving import receive
from certapp.service.resealing import fallen_numbers
from certapp.service.sealing_anew import being_replaced
from certapp.service.stolen_signers import report_stolen
from certapp.service.stops import lift
from certapp.service.tokens import enrol_document_signer
from certapp.service.training import APPROVER, PREPARER, SECOND_SUPERVISOR, passphrase
from certapp.trust.bulletin import Policy
from certapp.ui.common import unlocking
from certapp.ui.session import Session
from certapp.ui.supervise import issue_batch
from certapp.ui.supervise.batch import BatchDialog
from certapp.ui.supervise.decide import DecideView
from certapp.ui.supervise.issue_batch import IssueBatchDialog
from certapp.ui.supervise.seal_anew import SealAnewDialog
from tests.bad.make import small_application
from tests.tokens import PIN, make_token, needs_softhsm
from tests.ui.conftest import Until


def received(office: Office, count: int) -> list[str]:
    preparer = office.log_in(PREPARER, passphrase)
    return [receive(office, preparer, small_application(f"Painting {n}")) for n in range(count)]


def opened(qtbot: QtBot, session: Session, kind: type[BatchDialog], until: Until) -> BatchDialog:
    assert session.actor is not None
    dialog = kind(session, session.actor)
    qtbot.addWidget(dialog)
    dialog.show()
    until(lambda: dialog.list.count() > 0)
    return dialog


def typed(secret: str = "") -> Any:
    def ask(parent: object, name: str, label: str, attempt: Any, **options: object) -> Any:
        return attempt(secret or passphrase(name))

    return ask


def test_what_is_marked_is_approved_and_what_stands_in_the_way_of_the_rest_is_said(
    qtbot: QtBot, approver: Session, until: Until
) -> None:
    office = approver.office
    numbers = received(office, 2)
    stopped = json.loads(json.dumps(small_application("A relief").raw))
    stopped["objects"][0]["origin_country"] = "IQ"
    hindered = receive(office, office.log_in(PREPARER, passphrase), Intake(stopped, small_application("A relief").file))
    dialog = opened(qtbot, approver, BatchDialog, until)
    lines = {str(item.data(Qt.ItemDataRole.UserRole)): item for item in dialog._items()}
    assert "✗" in lines[hindered].text()
    assert not lines[hindered].flags() & Qt.ItemFlag.ItemIsUserCheckable
    assert not dialog.go_on.isEnabled()
    dialog.list.setCurrentItem(lines[numbers[0]])
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    assert dialog.marked() == [numbers[0]]
    assert dialog.go_on.text() == "Approve 1 application"
    dialog.mark_all()
    assert set(numbers) <= set(dialog.marked()) and hindered not in dialog.marked()
    count = len(dialog.marked())
    with qtbot.waitSignal(dialog.acted, timeout=60_000):
        dialog.go_on.click()
    assert dialog.notice.text == f"{count} applications are approved."
    assert {application(office.register, number).status for number in numbers} == {"APPROVED"}
    assert application(office.register, hindered).status == "RECEIVED"


def test_what_fell_with_a_stolen_key_is_prepared_anew_by_the_desk_and_stopped_between_two(
    qtbot: QtBot, clerk: Session, until: Until
) -> None:
    office = clerk.office
    view = DecideView(clerk)
    qtbot.addWidget(view)
    view.show()
    until(lambda: view.list.count() > 0)
    assert view.queue.seal_anew.isHidden()
    head, second = office.log_in(APPROVER, passphrase), office.log_in(SECOND_SUPERVISOR, passphrase)
    more = received(office, 2)
    assert approve_all(office, head, more).whole
    assert issue_all(office, head, more, office.unlock("document_signer", passphrase)).whole
    report_stolen(office, head, second, Policy.NOTHING)
    fallen = fallen_numbers(office)
    assert len(fallen) == 3
    view.refresh()
    until(lambda: not view.queue.seal_anew.isHidden())
    dialog = opened(qtbot, clerk, SealAnewDialog, until)
    assert [str(item.data(Qt.ItemDataRole.UserRole)) for item in dialog._items()] == list(fallen)
    dialog.mark_all()
    assert dialog.go_on.text() == "Prepare 3 papers anew"
    pressed: Callable[[int, str], object] = lambda done, number: done and dialog._stop.set()  # noqa: E731
    dialog._told.connect(pressed, Qt.ConnectionType.DirectConnection)  # Stop, while the second is prepared
    with qtbot.waitSignal(dialog.acted, timeout=60_000):
        dialog.go_on.click()
    assert sorted(being_replaced(office)) == list(fallen[:2])
    assert dialog.notice.text.startswith("2 papers are prepared anew.") and "1 was not reached" in dialog.notice.text
    assert [dialog.list.item(row).text()[0] for row in range(3)] == ["✓", "✓", "–"]
    assert not dialog.rest.isHidden()
    clerk.log_in(head)
    until(lambda: view.queue.seal_anew.isHidden())  # who approves does not prepare


def test_one_passphrase_issues_what_is_marked_and_its_files_are_saved(
    qtbot: QtBot, approver: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = approver.office
    assert approver.actor is not None
    approve_all(office, approver.actor, received(office, 2))
    asked: list[str] = []

    def ask(parent: object, name: str, label: str, attempt: Any, **options: object) -> Any:
        asked.append(label)
        return attempt(passphrase(name))

    monkeypatch.setattr(unlocking, "ask_and_try", ask)
    dialog = opened(qtbot, approver, IssueBatchDialog, until)
    assert isinstance(dialog, IssueBatchDialog)
    dialog.mark_all()
    with qtbot.waitSignal(dialog.acted, timeout=120_000):
        dialog.go_on.click()
        until(lambda: bool(dialog.step.text()))  # the first one is begun
        dialog.reject()  # Esc while it works: no further one is begun
        assert dialog.isVisible()
    assert len(asked) == 1 and "issues 2 certificates" in asked[0]
    done = [item.text() for item in dialog._items()]
    assert "1 certificate is issued." in dialog.notice.text or "2 certificates" in dialog.notice.text
    folder = tmp_path / "stick"
    folder.mkdir()
    monkeypatch.setattr(issue_batch, "choose_folder", lambda *words: folder)
    dialog.save.click()
    until(lambda: str(folder) in dialog.notice.text)
    saved = {path.stem for path in folder.iterdir()}
    assert saved == {line.split()[1] for line in done if line.startswith("✓")}


@needs_softhsm
def test_a_token_that_is_pulled_out_is_told_with_what_was_issued_before(
    qtbot: QtBot, approver: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = approver.office
    monkeypatch.setenv("SOFTHSM2_CONF", os.environ.get("SOFTHSM2_CONF", ""))
    soft = make_token(tmp_path / "token")
    assert approver.actor is not None
    enrol_document_signer(
        office, approver.actor, soft.place(), lambda name: PIN if name == "document_signer" else passphrase(name)
    )
    numbers = received(office, 2)
    approve_all(office, approver.actor, numbers)
    monkeypatch.setattr(unlocking, "ask_and_try", typed(PIN))
    dialog = opened(qtbot, approver, IssueBatchDialog, until)
    assert isinstance(dialog, IssueBatchDialog)
    first = iter((True,))

    def pull(done: int, number: str) -> None:
        if done == 1 and next(first, False):
            soft.pull_out()

    dialog._told.connect(pull, Qt.ConnectionType.DirectConnection)
    dialog.mark_all()
    with qtbot.waitSignal(dialog.acted, timeout=120_000):
        dialog.go_on.click()
    assert dialog.notice.text.startswith("1 certificate is issued. 1 could not be done.")
    assert numbers[1] in dialog.list.item(1).text() and "is void." in dialog.list.item(1).text()
    assert [line.number for line in application_lines(office.register, "APPROVED")] == [numbers[1]]
    soft.put_in()
    assert dialog.rest.isVisible() and not dialog.go_on.isVisible()
    dialog.rest.click()
    until(lambda: dialog.marked() == [numbers[1]])
    with qtbot.waitSignal(dialog.acted, timeout=120_000):
        dialog.go_on.click()
    assert dialog.notice.text.startswith("1 certificate is issued.") and not dialog.rest.isVisible()
    assert len(dialog._issued) == 2  # saved together


def test_the_summary_says_who_prepared_it_and_which_stop_was_opened_and_keys_go_on(
    qtbot: QtBot, approver: Session, until: Until
) -> None:
    office = approver.office
    raw = json.loads(json.dumps(small_application("A relief").raw))
    raw["objects"][0]["origin_country"] = "IQ"
    number = receive(office, office.log_in(PREPARER, passphrase), Intake(raw, small_application("A relief").file))
    lift(office, office.log_in(APPROVER, passphrase), number, "REMOVED_FROM_IRAQ", "Licence of 1974 was seen.")
    view = DecideView(approver)
    qtbot.addWidget(view)
    view.resize(1000, 700)
    view.show()
    view.show_application(number)
    until(lambda: view.title.text().startswith(number))
    assert view.tabs.currentWidget() is view.summary
    said = " ".join(label.text() for label in view.summary.findChildren(type(view.title)))
    assert office.official(PREPARER).name in said
    assert "Licence of 1974 was seen." in said and office.official(APPROVER).name in said
    assert view.summary.photographs.count() == 1
    row = view.list.currentRow()
    assert row > 0
    view.queue.go(-1)
    until(lambda: not view.title.text().startswith(number))
    assert view.list.currentRow() == row - 1


def test_what_is_said_of_several_objects_is_one_line_that_names_them(
    qtbot: QtBot, approver: Session, until: Until
) -> None:
    office = approver.office
    raw = json.loads(json.dumps(small_application("A relief").raw))
    raw["objects"].append(json.loads(json.dumps(raw["objects"][0])) | {"title": "Another relief"})
    number = receive(office, office.log_in(PREPARER, passphrase), Intake(raw, small_application("A relief").file))
    view = DecideView(approver)
    qtbot.addWidget(view)
    view.show()
    view.show_application(number)
    until(lambda: view.title.text().startswith(number))
    lines = "\n".join(label.text() for label in view.summary.findChildren(type(view.title))).splitlines()
    told = [line for line in lines if line.endswith(" (objects: 1, 2)")]
    assert told and len(told) == len(set(told))
