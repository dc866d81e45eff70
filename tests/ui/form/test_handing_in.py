"""A form is handed in, or leads to what stands in the way."""

import pytest
from pytestqt.qtbot import QtBot

from certapp.model.findings import Weight
from certapp.register import drafts
from certapp.ui.session import Session
from tests.ui.conftest import Until
from tests.ui.form.acting import COINS
from tests.ui.form.conftest import OpenForm

# The list of matches that drops down while one types.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard")


def test_a_ready_draft_is_handed_in(open_form: OpenForm, qtbot: QtBot, clerk: Session) -> None:
    view = open_form(COINS)
    with qtbot.waitSignal(view.received, timeout=60_000) as told:
        view.hand_in.click()
    number = told.args[0]
    assert number
    assert drafts.load(clerk.office.drafts, view.draft.id).application == number


def test_the_mark_of_a_draft_handed_in_stays(open_form: OpenForm, qtbot: QtBot, clerk: Session) -> None:
    view = open_form(COINS)
    with qtbot.waitSignal(view.received, timeout=60_000):
        view.hand_in.click()
    view.draft.set_value(view.draft.record, "applicant_ref", "afterwards")
    view.flush()
    assert drafts.load(clerk.office.drafts, view.draft.id).application


def test_what_stands_in_the_way_is_shown_and_led_to(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form(COINS)
    view.draft.set_value(view.draft.record, "purpose_code", None)
    view.hand_in.click()
    until(lambda: view.notice.isVisible() and view.hand_in.isEnabled())
    cell = view.cell_at("purpose_code")
    assert cell is not None
    until(lambda: cell.state == "wrong")
    target = cell.editor.target
    assert target is not None
    until(target.hasFocus)
    assert any(finding.weight is Weight.APPLICATION for finding in view.draft.findings)


def test_what_was_said_of_the_hand_in_follows_the_mending(open_form: OpenForm, until: Until) -> None:
    view = open_form(COINS)
    root = view.draft.record
    purpose, status = root["purpose_code"], root["legal_status_code"]
    view.draft.set_value(root, "purpose_code", None)
    view.draft.set_value(root, "legal_status_code", None)
    view.hand_in.click()
    until(lambda: view.notice.isVisible() and view.hand_in.isEnabled())
    first = view.notice.text
    view.draft.set_value(root, "purpose_code", purpose)
    until(lambda: view.notice.text != first)
    assert view.notice.isVisible()
    view.draft.set_value(root, "legal_status_code", status)
    until(lambda: not view.notice.isVisible())


def test_nobody_hands_in_without_a_name(open_form: OpenForm, clerk: Session) -> None:
    view = open_form(COINS)
    clerk.log_out()
    view.hand_in.click()
    assert "logged in" in view.notice.text
