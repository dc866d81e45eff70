"""When a temporary export is reminded of: the steps, each until it is noted, and never once it is back."""

from dataclasses import replace
from pathlib import Path

import pytest

from certapp.model.errors import Refusal
from certapp.register.certificates import certificate
from certapp.register.lives import life
from certapp.service.clock import Clock, day_of, days
from certapp.service.clock_leaps import clock_leap, confirm_clock
from certapp.service.deciding import approve
from certapp.service.intake import read_intake
from certapp.service.issuing import issue
from certapp.service.office import Actor, Office
from certapp.service.receipts import take_receipt
from certapp.service.receiving import receive
from certapp.service.reminding import Reminder, note_reminder, reminders, step_of
from certapp.service.returning import Inspected, add_stop, inspect_return, itinerary
from certapp.trust.receipt import Presented, Receipt, write_receipt
from tests.offices import EXAMPLES, passphrase

STEPS = [
    (31, 0),
    (30, 1),
    (8, 1),
    (7, 2),
    (1, 2),
    (0, 3),
    (-6, 3),
    (-7, 4),
    (-29, 4),
    (-30, 5),
    (-59, 5),
    (-60, 6),
    (-365, 16),
]


@pytest.mark.parametrize(("left", "step"), STEPS)
def test_the_steps(left: int, step: int) -> None:
    assert step_of(left) == step


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.offices import copied_desk

    return copied_desk(tmp_path_factory.mktemp("reminding")).office


@pytest.fixture
def abroad(office: Office, anna: Actor, boris: Actor) -> str:
    """A certificate whose only object has left."""
    application = receive(office, anna, read_intake(EXAMPLES / "coins-temporary-loan" / "application.json"))
    approve(office, boris, application)
    number = issue(office, boris, application, office.unlock("document_signer", passphrase)).number
    id8, today = certificate(office.register, number).id8, days(office.clock.today)
    told = ("EXIT", "Port", "North Gate", today, "4711", (Presented(1, "PRESENTED"),))
    take_receipt(office, anna, write_receipt(Receipt("XA", office.clock.seconds, id8, id8, number, *told), None))
    return number


def test_a_stop_is_added_to_the_way_that_the_certificate_names(office: Office, anna: Actor, abroad: str) -> None:
    return_by = life(office.register, abroad).return_due
    assert return_by is not None
    add_stop(office, anna, abroad, "Second Museum", "Osaka", "JP", day_of(return_by - 29), day_of(return_by - 10))
    assert [stop.venue for stop in itinerary(office, abroad)] == ["City Museum of Ancient Art", "Second Museum"]
    with pytest.raises(Refusal, match="STOP_DAYS_WRONG") as found:
        add_stop(office, anna, abroad, "Third", "Nara", "JP", day_of(return_by - 9), day_of(return_by + 20))
    assert day_of(return_by).isoformat() in found.value.text()


def test_an_inspection_says_all_of_each_object(office: Office, anna: Actor, abroad: str) -> None:
    for objects, code in (
        ([], "INSPECTION_EMPTY"),
        ([Inspected(1, True, True, "GOOD"), Inspected(1, False)], "INSPECTION_EMPTY"),
        ([Inspected(1, True, False, "GOOD")], "INSPECTION_INCOMPLETE"),
        ([Inspected(1, True, True, "")], "INSPECTION_INCOMPLETE"),
        ([Inspected(1, True, True, "SHINY")], "CODE_OF_NO_LIST"),
        ([Inspected(2, True, True, "GOOD")], "OBJECT_NOT_AWAY"),
    ):
        with pytest.raises(Refusal, match=code):
            inspect_return(office, anna, abroad, "Depot", objects)


def test_a_step_is_shown_until_it_is_noted_and_nothing_once_it_is_back(
    office: Office, anna: Actor, abroad: str
) -> None:
    due = life(office.register, abroad).return_due
    assert due is not None

    def on(day: int) -> Office:
        at = replace(office, clock=Clock(wall=lambda: day * 86_400 + 40_000.0))
        if clock_leap(at) is not None:
            confirm_clock(at, at.log_in("boris", passphrase), at.clock.today)
        return at

    def mine(at: Office) -> list[Reminder]:
        return [each for each in reminders(at) if each.line.number == abroad]

    assert mine(on(due - 31)) == []
    with pytest.raises(Refusal, match="REMINDER_NOT_DUE"):
        note_reminder(on(due - 31), anna, abroad, "Nothing.")
    soon = on(due - 30)
    assert [(each.step, each.days_left) for each in mine(soon)] == [(1, 30)]
    note_reminder(soon, anna, abroad, "Wrote to the borrower.")
    assert mine(on(due - 8)) == []
    assert [each.step for each in mine(on(due - 7))] == [2]
    assert [each.step for each in mine(on(due + 40))] == [5]
    late = on(due + 41)
    note_reminder(late, anna, abroad, "Called the embassy.")
    assert mine(on(due + 59)) == []
    assert [each.step for each in mine(on(due + 60))] == [6]
    inspect_return(late, anna, abroad, "Depot", [Inspected(1, True, True, "GOOD", "A scratch.")])
    assert mine(on(due + 120)) == []
