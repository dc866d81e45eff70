"""A hard stop holds up approval and issue until a supervisor has opened it with a written ground."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from certapp.model.errors import Refusal
from certapp.model.findings import RecordRefused
from certapp.register.journal import last_entry
from certapp.service.auditing import verify_journal
from certapp.service.deciding import approve
from certapp.service.intake import Intake
from certapp.service.office import Actor, Office
from certapp.service.receiving import receive
from certapp.service.stops import lift, lifted
from tests.bad.make import small_application
from tests.offices import passphrase

GROUND = "Export licence of Baghdad 1974, seen in the original."


def iraqi() -> Intake:
    """The small painting, of Iraqi origin and without a date of leaving."""
    small = small_application()
    raw: dict[str, Any] = json.loads(json.dumps(small.raw))
    raw["objects"][0]["origin_country"] = "IQ"
    return Intake(raw, small.file)


@pytest.fixture
def stopped(office: Office, anna: Actor) -> str:
    return receive(office, anna, iraqi())


def test_a_stop_is_taken_in_but_not_approved(office: Office, boris: Actor, stopped: str) -> None:
    with pytest.raises(RecordRefused) as refused:
        approve(office, boris, stopped)
    found = {each.code for each in refused.value.findings}
    assert found & office.form.stops == {"REMOVED_FROM_IRAQ"}


def test_a_written_ground_opens_it_and_stays_in_the_journal(office: Office, boris: Actor, stopped: str) -> None:
    lift(office, boris, stopped, "REMOVED_FROM_IRAQ", GROUND)
    opened: Mapping[str, Any] = lifted(office, stopped)
    assert (opened["REMOVED_FROM_IRAQ"].by, opened["REMOVED_FROM_IRAQ"].ground) == ("boris", GROUND)
    entry = last_entry(office.register)
    assert entry is not None
    assert (entry.type, entry.subject) == ("STOP_LIFTED", stopped)
    approve(office, boris, stopped)
    assert verify_journal(office) == ()


def test_the_ground_opens_this_stop_of_this_application_only(
    office: Office, anna: Actor, boris: Actor, stopped: str
) -> None:
    lift(office, boris, stopped, "REMOVED_FROM_IRAQ", GROUND)
    other = receive(office, anna, iraqi())
    with pytest.raises(RecordRefused):
        approve(office, boris, other)


@pytest.mark.parametrize(
    ("code", "ground", "said"),
    [
        ("REMOVED_FROM_IRAQ", "", "STOP_GROUND_WRONG"),
        ("REMOVED_FROM_IRAQ", "It is fine", ""),
        ("REMOVED_FROM_IRAQ", "ok ok", "STOP_GROUND_WRONG"),
        ("REMOVED_FROM_IRAQ", "many words " * 100, "STOP_GROUND_WRONG"),
        ("REMOVED_FROM_SYRIA", GROUND, "STOP_NOT_THERE"),
        ("UNDER_CLAIM", GROUND, "STOP_NOT_THERE"),
    ],
)
def test_a_ground_is_words_and_for_a_stop_that_is_there(
    office: Office, boris: Actor, stopped: str, code: str, ground: str, said: str
) -> None:
    if not said:
        lift(office, boris, stopped, code, ground)
        return
    with pytest.raises(Refusal) as refused:
        lift(office, boris, stopped, code, ground)
    assert refused.value.code == said
    assert not lifted(office, stopped)


def test_a_stop_is_opened_once(office: Office, boris: Actor, stopped: str) -> None:
    lift(office, boris, stopped, "REMOVED_FROM_IRAQ", GROUND)
    with pytest.raises(Refusal) as refused:
        lift(office, boris, stopped, "REMOVED_FROM_IRAQ", GROUND)
    assert refused.value.code == "STOP_ALREADY_LIFTED"


def test_only_a_supervisor_opens_a_stop_and_never_the_preparer(office: Office, anna: Actor, stopped: str) -> None:
    with pytest.raises(Refusal) as refused:
        lift(office, anna, stopped, "REMOVED_FROM_IRAQ", GROUND)
    assert refused.value.code == "ROLE_MISSING"
    carla = office.log_in("carla", passphrase)
    own = receive(office, carla, iraqi())
    with pytest.raises(Refusal) as refused:
        lift(office, carla, own, "REMOVED_FROM_IRAQ", GROUND)
    assert refused.value.code == "STOP_BY_PREPARER"
