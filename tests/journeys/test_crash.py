"""Killed at any moment of issuing, one or a batch: no certificate lost, doubled or half, and the journal whole.

`CERTAPP_CRASH_CYCLES=3000 CERTAPP_BATCH_KILLS=100 python -m pytest tests/journeys/test_crash.py` is the long form.
"""

import multiprocessing
import os
import random
import signal
import sys
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from certapp.register.numbers import number_state, unfinished
from certapp.service.auditing import verify_journal
from certapp.service.batches import issue_all, to_issue
from certapp.service.deciding import approve
from certapp.service.issuing import Issued, issue, issued_pdf, save_pdf
from certapp.service.office import Office, open_office
from certapp.service.receiving import receive
from certapp.service.verifying import verify_bytes
from certapp.trust.verdict import Outcome
from tests.bad.make import small_application
from tests.offices import Desk, copied_desk, passphrase

CYCLES = int(os.environ.get("CERTAPP_CRASH_CYCLES", "24"))
BATCH_KILLS = int(os.environ.get("CERTAPP_BATCH_KILLS", "2"))
SEED = int(os.environ.get("CERTAPP_CRASH_SEED", "20261123"))

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL"),
    pytest.mark.timeout(60 + 5 * CYCLES),
]


def _issue(folder: Path, application: str, told: Connection) -> None:
    """The child: issue one certificate, and say its number only when it counts as issued."""
    with open_office(folder) as office:
        boris = office.log_in("boris", passphrase)
        signer = office.unlock("document_signer", passphrase)
        told.send("begun")
        told.send(issue(office, boris, application, signer).number)


def _issue_all(folder: Path, out: Path, most: int = 0) -> None:
    """The child: issue whatever waits, each saved as soon as it counts. After `most` it waits to be killed."""
    kept = 0

    def keep(issued: Issued) -> None:
        nonlocal kept
        save_pdf(issued.pdf, issued.number, out)
        kept += 1
        if kept == most:
            time.sleep(600)

    with open_office(folder) as office:
        boris = office.log_in("boris", passphrase)
        numbers = [choice.line.number for choice in to_issue(office, boris)]
        issue_all(office, boris, numbers, office.unlock("document_signer", passphrase), keep=keep)


def _receive_and_approve(desk: Desk, count: int) -> list[str]:
    with open_office(desk.office) as office:
        anna, boris = office.log_in("anna", passphrase), office.log_in("boris", passphrase)
        numbers = [receive(office, anna, small_application(f"Painting {n}")) for n in range(count)]
        for number in numbers:
            approve(office, boris, number)
        return numbers


def test_kill_at_random_points_loses_doubles_and_halves_nothing(tmp_path: Path) -> None:
    desk = copied_desk(tmp_path)
    applications = _receive_and_approve(desk, CYCLES + 2)
    fork = multiprocessing.get_context("fork")  # a warm child: the kill falls into issuing, not into imports
    dice = random.Random(SEED)
    with open_office(desk.office) as office:  # whole ones, to know how long it takes here
        boris, signer = office.log_in("boris", passphrase), office.unlock("document_signer", passphrase)
        acknowledged = [issue(office, boris, applications[0], signer).number]  # the first one also imports
        begun = time.monotonic()
        acknowledged.append(issue(office, boris, applications[1], signer).number)
        takes = time.monotonic() - begun

    killed = 0
    for application in applications[2:]:
        here, there = fork.Pipe(duplex=False)
        child = fork.Process(target=_issue, args=(desk.office, application, there))
        child.start()
        assert here.recv() == "begun"
        begun = time.monotonic()
        child.join(dice.uniform(0, 0.8 * takes))
        if child.is_alive():
            os.kill(child.pid or 0, signal.SIGKILL)
            killed += 1
            child.join()
        else:
            takes = min(takes, time.monotonic() - begun)  # the machine was busy when it was measured
        there.close()
        with here, suppress(EOFError):
            while True:
                acknowledged.append(here.recv())

    assert killed > CYCLES // 4  # else the kills fell on nothing
    with open_office(desk.office) as office:
        _all_accounted_for(office, acknowledged)
        boris, signer = office.log_in("boris", passphrase), office.unlock("document_signer", passphrase)
        waiting = office.register.rows("SELECT number FROM application WHERE status = 'APPROVED'")
        if waiting:  # life goes on, and what was left over is accounted for
            acknowledged.append(issue(office, boris, waiting[0][0], signer).number)
        assert unfinished(office.register) == ()
        _all_accounted_for(office, acknowledged)


def test_a_batch_killed_in_the_midst_is_accounted_for_when_the_office_is_opened_again(tmp_path: Path) -> None:
    desk, out, dice = copied_desk(tmp_path), tmp_path / "out", random.Random(SEED)
    applications = _receive_and_approve(desk, 3 * BATCH_KILLS + 1)
    fork = multiprocessing.get_context("fork")
    killed, void = 0, 0
    for _kill in range(BATCH_KILLS):
        saved = _saved(out)
        batch = fork.Process(target=_issue_all, args=(desk.office, out, 3))  # never the last: one is left over
        batch.start()
        while batch.is_alive() and _saved(out) <= saved:  # at least one is whole, and the next is under way
            time.sleep(0.002)
        batch.join(dice.uniform(0, 0.3))
        killed += batch.is_alive()
        batch.kill()
        batch.join()
        with open_office(desk.office) as office:
            cut_short = unfinished(office.register)
            assert len(cut_short) <= 1
            void += len(cut_short)
            issued = {row[0] for row in office.register.rows("SELECT application FROM certificate")}
            waiting = [choice.line.number for choice in to_issue(office, office.log_in("boris", passphrase))]
            assert sorted([*issued, *waiting]) == sorted(applications)  # each is issued or waits, none both or neither
            _all_accounted_for(office, [path.stem for path in out.glob("*.pdf")])
    assert killed == BATCH_KILLS  # else the kills fell on nothing
    _issue_all(desk.office, out)  # the same goes on with the rest
    with open_office(desk.office) as office:
        states = [row[0] for row in office.register.rows("SELECT state FROM number ORDER BY serial")]
        assert (states.count("issued"), states.count("void"), len(states)) == (
            len(applications),
            void,
            len(applications) + void,
        )
        assert verify_journal(office) == ()


def _saved(folder: Path) -> int:
    return len(list(folder.glob("*.pdf")))


def _all_accounted_for(office: Office, acknowledged: list[str]) -> None:
    assert verify_journal(office) == ()
    issued = [row[0] for row in office.register.rows("SELECT number FROM certificate")]
    assert set(acknowledged) <= set(issued)
    assert len(set(issued)) == len(issued)
    for number in acknowledged:
        state = number_state(office.register, number)
        assert state is not None
        assert state.state == "issued"
    serials = [row[0] for row in office.register.rows("SELECT serial FROM number ORDER BY serial")]
    assert serials == list(range(1, len(serials) + 1))
    for number in issued[-5:]:
        found = verify_bytes(issued_pdf(office, number), office.trust.view(), office.clock.seconds)
        assert found.verdict.outcome is Outcome.GENUINE
