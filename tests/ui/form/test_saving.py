"""All that is typed is kept without any button; a save that fails is said, loses nothing, and is tried again."""

import pytest
from pytestqt.qtbot import QtBot

from certapp.model.errors import Refusal
from certapp.register import drafts
from certapp.service.drafting import open_draft
from certapp.ui.form import keeping
from certapp.ui.session import Session
from tests.ui.conftest import Until
from tests.ui.form.acting import COINS, finding_under, go_to, type_into
from tests.ui.form.conftest import OpenForm

# The list of matches that drops down while one types.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard")


def test_half_typed_text_is_kept_without_any_button(
    open_form: OpenForm, qtbot: QtBot, until: Until, clerk: Session
) -> None:
    view = open_form(COINS)
    cell = go_to(view, "planned_exit_on", until)
    type_into(qtbot, cell, "2027-1")

    def stored() -> object:
        return open_draft(clerk.office, view.draft.id).record.get("planned_exit_on")

    until(lambda: stored() == "2027-1")


def test_typing_without_a_pause_is_kept_and_examined_all_the_same(
    open_form: OpenForm, qtbot: QtBot, until: Until, clerk: Session
) -> None:
    view = open_form(COINS)
    cell = go_to(view, "planned_exit_on", until)
    line = type_into(qtbot, cell, "2027-")
    kept = said = False
    for _key in range(4000):  # on a busy machine what works beside the window comes late
        qtbot.keyClicks(line, "9")
        qtbot.wait(15)
        kept = kept or "2027-9" in str(open_draft(clerk.office, view.draft.id).record["planned_exit_on"])
        said = said or "2027-9" in finding_under(cell)
        if kept and said:
            break
    assert kept
    assert said


def test_flush_saves_at_once(open_form: OpenForm, qtbot: QtBot, until: Until, clerk: Session) -> None:
    view = open_form(COINS)
    cell = go_to(view, "applicant_ref", until)
    type_into(qtbot, cell, "Loan 7")
    view.flush()
    assert open_draft(clerk.office, view.draft.id).record["applicant_ref"] == "Loan 7"


def test_a_save_begun_earlier_does_not_win_over_a_later_one(open_form: OpenForm, clerk: Session) -> None:
    view = open_form(COINS)
    view.draft.set_value(view.draft.record, "applicant_ref", "first")
    number, snapshot = view.keeper._begin()
    view.draft.set_value(view.draft.record, "applicant_ref", "second")
    view.flush()
    view.keeper._write(number, snapshot)
    assert open_draft(clerk.office, view.draft.id).record["applicant_ref"] == "second"


def test_flush_does_not_trust_a_save_that_waits_in_the_queue(open_form: OpenForm, clerk: Session) -> None:
    view = open_form(COINS)
    view.draft.set_value(view.draft.record, "applicant_ref", "queued")
    view.keeper._begin()  # handed to a pool that never comes to it
    view.flush()
    assert open_draft(clerk.office, view.draft.id).record["applicant_ref"] == "queued"


def test_the_owner_of_a_draft_stays_who_it_was(open_form: OpenForm, clerk: Session) -> None:
    view = open_form(COINS)
    clerk.log_out()
    view.draft.set_value(view.draft.record, "applicant_ref", "x")
    view.flush()
    assert drafts.load(clerk.office.drafts, view.draft.id).owner == "clara"


def test_closing_saves_and_says_so(open_form: OpenForm, qtbot: QtBot, clerk: Session) -> None:
    view = open_form(COINS)
    view.draft.set_value(view.draft.record, "applicant_ref", "at the end")
    with qtbot.waitSignal(view.closed, timeout=60_000):
        view.foot.close_form.click()
    assert open_draft(clerk.office, view.draft.id).record["applicant_ref"] == "at the end"


def test_what_could_not_be_saved_is_saved_when_there_is_room_again(
    open_form: OpenForm, clerk: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = open_form("Coins")
    real = keeping.save_draft
    refused: list[Refusal] = []
    view.keeper.refused.connect(refused.append)

    def no_room(*_what: object) -> None:
        raise Refusal("DISK_FULL", path="drafts.db")

    monkeypatch.setattr(keeping, "RETRY_AFTER_MS", 50)
    monkeypatch.setattr(keeping, "save_draft", no_room)
    view.draft.set_value(view.draft.record, "purpose_text", "Typed while the disk was full")
    until(lambda: bool(refused))
    assert view.notice.isVisible()
    monkeypatch.setattr(keeping, "save_draft", real)
    kept = lambda: open_draft(clerk.office, view.draft.id).record.get("purpose_text")  # noqa: E731
    until(lambda: kept() == "Typed while the disk was full")
