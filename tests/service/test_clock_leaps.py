"""A clock that is far ahead poisons no journal: nothing is recorded until a supervisor says which day it is."""

import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from certapp.model.errors import Refusal
from certapp.register.journal import last_entry
from certapp.service.auditing import full_check
from certapp.service.checkpoints import checkpoint_if_possible, kept_checkpoints, make_checkpoint
from certapp.service.clock import Clock
from certapp.service.clock_leaps import clock_leap, confirm_clock
from certapp.service.contingency import reserve
from certapp.service.office import Actor, Office, open_office
from certapp.trust.checkpoint import Occasion
from tests.offices import Desk, certapp, passphrase

DAY = 86_400


class Hands:
    """A clock set by hand."""

    def __init__(self) -> None:
        self.now = time.time()


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def desk(founded: Desk, tmp_path: Path, hands: Hands) -> Iterator[Office]:
    folder = Path(shutil.copytree(founded.office, tmp_path / "office"))
    with open_office(folder, Clock(wall=lambda: hands.now), counters=tmp_path / "machine") as office:
        yield office


@pytest.fixture
def boris(desk: Office) -> Actor:
    return desk.log_in("boris", passphrase)


def test_thirty_days_are_nothing_and_more_is_refused_until_the_day_is_confirmed(
    desk: Office, boris: Actor, hands: Hands
) -> None:
    hands.now += 29 * DAY
    reserve(desk, boris, 1)
    assert clock_leap(desk) is None
    with pytest.raises(Refusal, match="CLOCK_NOT_AHEAD"):
        confirm_clock(desk, boris, desk.clock.today)
    hands.now += 31 * DAY
    before = last_entry(desk.register)
    for _twice in range(2):
        with pytest.raises(Refusal, match="CLOCK_AHEAD_OF_JOURNAL"):
            reserve(desk, boris, 1)
    assert last_entry(desk.register) == before
    leap = clock_leap(desk)
    assert leap is not None and leap.today - leap.last in (timedelta(days=31), timedelta(days=32))
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        confirm_clock(desk, desk.log_in("anna", passphrase), desk.clock.today)
    confirm_clock(desk, boris, desk.clock.today)
    assert clock_leap(desk) is None and len(reserve(desk, boris, 1)) == 1
    assert full_check(desk).faults == ()


def test_a_year_that_is_wrong_is_not_confirmed_and_once_set_right_nothing_is_left_of_it(
    desk: Office, boris: Actor, hands: Hands
) -> None:
    today, right = desk.clock.today, hands.now
    hands.now += 365 * DAY
    with pytest.raises(Refusal, match="CLOCK_OTHER_DAY"):
        confirm_clock(desk, boris, today)
    seen = kept_checkpoints(desk)
    with pytest.raises(Refusal, match="CHECKPOINT_CLOCK_AHEAD"):
        make_checkpoint(desk, boris, Occasion.START)
    checkpoint_if_possible(desk, boris, Occasion.START)
    assert kept_checkpoints(desk) == seen
    hands.now = right + 60
    reserve(desk, boris, 1)
    assert full_check(desk).faults == ()


def test_the_command_confirms_and_says_what_is_no_day(founded: Desk, tmp_path: Path) -> None:
    desk = Desk(Path(shutil.copytree(founded.folder, tmp_path / "desk")))
    signed = ("--user", "boris", "--passphrases", desk.passphrases, "--json")
    for day, code in (("soon", "DATE_WRONG"), ("2026-11-29", "CLOCK_NOT_AHEAD")):
        answer = certapp("office", "confirm-clock", desk.office, "--today", day, *signed)
        assert answer.json["error"]["code"] == code
