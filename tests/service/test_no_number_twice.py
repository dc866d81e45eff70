"""No number is given twice: clocks that jump, copies that are restored, programs that run beside each other.

`CERTAPP_RESTORE_CYCLES=500 CERTAPP_DESKS=50 CERTAPP_NUMBERS=2000`, set for this file, is the long form: 50 desks,
at each of them four programs that take 2,000 numbers between them.
"""

import multiprocessing
import os
import shutil
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from certapp.model.certificate_number import make_number, read_number
from certapp.model.errors import Refusal
from certapp.register import journal
from certapp.register.journal import entries
from certapp.register.numbers import CONTINGENCY
from certapp.service import contingency
from certapp.service.auditing import verify_journal
from certapp.service.backups import restore_any, write_backup
from certapp.service.clock import Clock, day_of_milliseconds
from certapp.service.clock_leaps import clock_leap, confirm_clock
from certapp.service.contingency import open_numbers, reserve
from certapp.service.deciding import approve
from certapp.service.issuing import issue
from certapp.service.keeping import resume
from certapp.service.office import Office, open_office
from certapp.service.receiving import receive
from tests.bad.make import small_application
from tests.offices import Desk, make_desk, passphrase

RESTORES = int(os.environ.get("CERTAPP_RESTORE_CYCLES", "20"))
DESKS = int(os.environ.get("CERTAPP_DESKS", "2"))
PROGRAMS = 4
NUMBERS = int(os.environ.get("CERTAPP_NUMBERS", "80"))
EACH = 100 if NUMBERS >= 2000 else 10
ROUNDS = NUMBERS // (PROGRAMS * EACH)

INSTANTS = (
    "2027-02-28T23:59:59.999",
    "2027-03-01T00:00:00",
    *(f"2027-03-28T0{hour}:59:59" for hour in range(4)),  # clocks go forward in Europe
    *(f"2027-10-31T0{hour}:30:00" for hour in range(4)),  # and back
    "2027-12-31T09:59:59.999",  # midnight in Kiritimati
    "2027-12-31T10:00:00",
    "2027-12-31T23:59:59.999",
    "2027-12-31T23:59:59.9999",
    "2028-01-01T00:00:00",
    "2028-01-01T00:00:00.001",
    "2028-01-01T11:59:59",  # midnight in Baker Island
    "2028-01-01T12:00:00",
    "2028-02-28T23:59:59",
    "2028-02-29T00:00:00",
    "2028-02-29T23:59:59.999",
    "2028-06-30T23:59:59.999",  # where a leap second may be put in
    "2028-07-01T00:00:00",
    "2028-12-31T23:59:59.999",
    "2029-01-01T00:00:00",
    "2036-02-07T06:28:15",  # NTP's era ends
    "2036-02-07T06:28:16",
    "2036-12-31T23:59:59.999",
    "2037-01-01T00:00:00",  # ten years on
)
BACK = (timedelta(minutes=6), timedelta(hours=1), timedelta(days=10), timedelta(days=366), timedelta(days=3653))
ZONES = ("Pacific/Kiritimati", "Etc/GMT+12", "Europe/Berlin")


BEGUN = datetime(2026, 12, 1, 12, tzinfo=UTC).timestamp()
"""When the office was founded whose clock is set to all these instants, whatever day it is."""


@pytest.fixture
def folder(founded: Desk, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded.office, tmp_path / "office"))


@pytest.fixture(scope="module")
def founded_then(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office founded at `BEGUN`; to be copied."""
    return make_desk(tmp_path_factory.mktemp("then"), Clock(wall=lambda: BEGUN)).office


@pytest.fixture
def then(founded_then: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded_then, tmp_path / "office"))


MIDNIGHT = datetime(2027, 12, 31, 23, 59, 59, 999_000, UTC).timestamp() + 0.001


class Hands:
    """A clock that is set by hand."""

    def __init__(self, now: float = BEGUN) -> None:
        self.now = now

    def set(self, at: datetime) -> None:
        self.now = at.replace(tzinfo=UTC).timestamp()


def test_a_clock_that_jumps_gives_no_number_a_wrong_year_and_behind_the_journal_none(
    then: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten years on and ten back, summer time, leap seconds, midnights of three time zones, New Year's: each instant is
    three cases, at it, behind it, and within what clocks drift, where a leap second that a clock repeats is too."""
    hands = Hands()
    given: list[str] = []
    leaps, cases = 0, 0
    with open_office(then, Clock(wall=lambda: hands.now)) as office:
        anna, boris = office.log_in("anna", passphrase), office.log_in("boris", passphrase)
        signer = office.unlock("document_signer", passphrase)
        waiting = receive(office, anna, small_application())
        approve(office, boris, waiting)
        hands.now -= 600
        with pytest.raises(Refusal, match="CLOCK_BEHIND_JOURNAL"):
            issue(office, boris, waiting, signer)
        assert office.register.rows("SELECT number FROM number") == []
        for place, words in enumerate(INSTANTS):
            monkeypatch.setenv("TZ", ZONES[place % len(ZONES)])
            time.tzset()
            hands.set(datetime.fromisoformat(words))
            if clock_leap(office) is not None:
                leaps += 1
                with pytest.raises(Refusal, match="CLOCK_AHEAD_OF_JOURNAL"):
                    reserve(office, boris, 1)
                confirm_clock(office, boris, office.clock.today)
            given += reserve(office, boris, 1)
            assert read_number(given[-1]).year == int(words[:4]), words
            last = hands.now
            hands.now = last - BACK[place % len(BACK)].total_seconds()
            with pytest.raises(Refusal, match="CLOCK_BEHIND_JOURNAL"):
                reserve(office, boris, 1)
            hands.now = last - 240  # within what clocks drift: recorded time does not run back
            given += reserve(office, boris, 1)
            assert read_number(given[-1]).year == int(words[:4]), words  # minutes before New Year's midnight too
            cases += 3
        assert cases >= 40 * 2 and leaps >= 5
        assert len(set(given)) == len(given) and set(open_numbers(office)) == set(given)
        times = [entry.at for entry in entries(office.register)]
        assert times == sorted(times)
        hands.now += 240
        assert [fault for fault in verify_journal(office) if fault.code != "ACT_BY_FORMER_KEY"] == []
    monkeypatch.undo()
    time.tzset()


class Ticking:
    """A clock that goes on by 20 ms whenever it is looked at."""

    def __init__(self, begin: float) -> None:
        self.now = begin

    def __call__(self) -> float:
        self.now += 0.02
        return self.now


def test_a_number_taken_while_the_year_turns_is_of_the_year_of_its_entry(then: Path, tmp_path: Path) -> None:
    """Whichever look at the clock New Year's midnight falls after."""
    with open_office(then, Clock(wall=lambda: MIDNIGHT - 3600), counters=tmp_path / "before") as office:
        confirm_clock(office, office.log_in("boris", passphrase), office.clock.today)
    years = set()
    for looks in range(12):
        desk = Path(shutil.copytree(then, tmp_path / f"desk-{looks}"))
        hands = Hands(MIDNIGHT - 60)
        with open_office(desk, Clock(wall=lambda hands=hands: hands.now), counters=desk / "machine") as office:
            boris = office.log_in("boris", passphrase)
            ticking = replace(office, clock=Clock(wall=Ticking(MIDNIGHT - 0.02 * looks - 0.01)))
            (number,) = reserve(ticking, boris, 1)
            entry = next(iter(entries(office.register, subject=number)))
            years.add(read_number(number).year)
            assert day_of_milliseconds(entry.at).year == read_number(number).year, looks
    assert years == {2027, 2028}


def test_a_number_of_another_year_than_its_entry_is_found(folder: Path) -> None:
    with open_office(folder) as office:
        boris, year = office.log_in("boris", passphrase), office.clock.today.year
        reserve(office, boris, 1)
        assert verify_journal(office) == ()
        number = make_number(office.country, year - 1, office.code, 1)
        office.record_alone(boris, "NUMBER_RESERVED", number, {"reason": CONTINGENCY})
        assert {fault.code for fault in verify_journal(office)} == {"NUMBER_OF_OTHER_YEAR"}


@pytest.mark.timeout(120 + 2 * RESTORES)
def test_what_is_restored_never_gives_a_number_that_was_given_before(folder: Path, tmp_path: Path) -> None:
    known: list[str] = []
    machine = tmp_path / "machine"
    for cycle in range(RESTORES):
        with open_office(folder, counters=machine) as office:
            boris = office.log_in("boris", passphrase)
            known += reserve(office, boris, 1)
            write_backup(office, tmp_path / f"backup-{cycle}")
            known += reserve(office, boris, 1 + cycle % 3)  # acknowledged, and lost with the disk
        shutil.rmtree(folder)
        restore_any(tmp_path / f"backup-{cycle}", folder, None)
        machine = tmp_path / f"machine-{cycle}" if cycle % 2 else machine  # the same computer, or another one
        with open_office(folder, counters=machine) as office:
            boris = office.log_in("boris", passphrase)
            with pytest.raises(Refusal, match="RESTORED_COPY"):
                reserve(office, boris, 1)
            resume(office, boris, known[-1])
            (after,) = reserve(office, boris, 1)
            assert read_number(after).serial > max(read_number(number).serial for number in known)
            known.append(after)
    with open_office(folder, counters=machine) as office:
        assert verify_journal(office) == ()
    assert len(set(known)) == len(known)


def _give(folder: Path, code: str, told: Connection) -> None:
    """A program of its own: takes numbers as soon as no other program has the desk open."""
    left = ROUNDS
    while left:
        try:
            with open_office(folder, counters=folder / "machine") as office:
                desk = replace(office, settings={**office.settings, "office": code})
                told.send(reserve(desk, desk.log_in("boris", passphrase), EACH))
                left -= 1
        except Refusal as refusal:
            if refusal.code not in ("OFFICE_OPEN_ELSEWHERE", "REGISTER_BUSY"):
                told.send([refusal.code])
                return
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.timeout(120 + DESKS * NUMBERS // 50)
def test_programs_beside_each_other_and_desks_beside_each_other_give_each_number_once(
    founded: Desk, tmp_path: Path
) -> None:
    """Each desk has its folder and its code, which stands in each of its numbers."""
    fork = multiprocessing.get_context("fork")
    given: list[str] = []
    for desk in range(1, DESKS + 1):
        folder, code = Path(shutil.copytree(founded.office, tmp_path / f"desk-{desk}")), f"{desk:02}"
        here, there = fork.Pipe(duplex=False)
        programs = [fork.Process(target=_give, args=(folder, code, there)) for _program in range(PROGRAMS)]
        for program in programs:
            program.start()
        numbers: list[str] = []
        for _round in range(PROGRAMS * ROUNDS):
            assert here.poll(60)
            numbers += here.recv()
        for program in programs:
            program.join(10)
        assert len(set(numbers)) == NUMBERS and {read_number(each).office for each in numbers} == {code}
        if desk <= 2:
            with open_office(folder, counters=folder / "machine") as office:
                assert verify_journal(office) == ()
        given += numbers
        shutil.rmtree(folder)
    assert len(set(given)) == len(given) == DESKS * NUMBERS


def test_without_these_guards_the_tests_above_would_see_it(
    then: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that forgets the mark of a restored copy gives a number twice; one that trusts its clock goes back."""
    hands = Hands()
    with open_office(then, Clock(wall=lambda: hands.now), counters=tmp_path / "one") as office:
        boris = office.log_in("boris", passphrase)
        write_backup(office, tmp_path / "backup")
        given = reserve(office, boris, 1)
        monkeypatch.setattr(journal, "CLOCK_TOLERANCE_MS", 10**15)
        monkeypatch.setattr(Office, "day_of_acts", property(lambda each: each.clock.today))
        hands.set(datetime.fromisoformat("2016-05-04T00:00:00"))
        assert read_number(reserve(office, boris, 1)[0]).year == 2016
    monkeypatch.undo()
    restore_any(tmp_path / "backup", tmp_path / "restored", None)
    with open_office(tmp_path / "restored", Clock(wall=lambda: BEGUN), counters=tmp_path / "other") as office:
        monkeypatch.setattr(contingency, "restored_at", lambda register: None)
        assert reserve(office, office.log_in("boris", passphrase), 1) == given
