"""Killed at any moment, or with a full disk: what was acknowledged is there, and nothing is half there."""

import os
import signal
import subprocess
import sys
import time

import pytest

from certapp.model.errors import Refusal
from certapp.register import journal
from certapp.register.admission import damages
from certapp.register.folder import OfficeFolder
from certapp.register.journal import last_entry
from certapp.register.register import create_register, open_register, view_register
from tests.register.office import SIGNERS, Office

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and limits of POSIX")

ISSUER = """
import resource, sys
from pathlib import Path
from certapp.model.errors import Refusal
from certapp.register.applications import next_application_number
from certapp.register.folder import OfficeFolder
from certapp.register.journal import last_entry
from certapp.register.register import open_register
from tests.register.office import Office

register = open_register(OfficeFolder(Path(sys.argv[1])))
if len(sys.argv) > 2:
    limit = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
office = Office(register.connection, at=last_entry(register.connection).at)
try:
    while True:
        office.issue(next_application_number(register.connection, 2026, "01"))
        print(office.acts[-1].seq, office.acts[-1].subject, flush=True)
except Refusal as refusal:
    print(refusal.code, flush=True)
"""


def start(folder: OfficeFolder, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", ISSUER, str(folder.path), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_no_acknowledged_act_is_lost_when_the_program_is_killed(folder: OfficeFolder) -> None:
    with create_register(folder) as register:
        Office(register.connection).create()
    acknowledged: list[str] = []
    for cycle in range(20):
        child = start(folder)
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(0.0007 * (cycle * 7 % 20))
        child.send_signal(signal.SIGKILL)
        lines = (first + child.stdout.read()).splitlines(keepends=True)
        child.wait()
        child.stdout.close()
        acknowledged += [line.split()[1] for line in lines if line.endswith("\n")]
        if cycle % 5 == 0:  # a looker after a crash finds the last whole state as well
            view_register(folder).close()
    with open_register(folder) as register:
        issued = [row[0] for row in register.connection.rows("SELECT number FROM certificate ORDER BY number")]
        assert len(set(acknowledged)) == len(acknowledged) >= 20
        assert set(acknowledged) <= set(issued)
        serials = [row[0] for row in register.connection.rows("SELECT serial FROM number ORDER BY serial")]
        assert serials == list(range(1, len(serials) + 1))
        assert damages(register.connection) == ()
        assert journal.verify(register.connection, SIGNERS) == ()


def test_a_full_disk_is_said_plainly_and_nothing_is_half_written(folder: OfficeFolder) -> None:
    with create_register(folder) as register:
        Office(register.connection).create()
    child = start(folder, "500000")
    assert child.stdout is not None
    *acknowledged, last = child.stdout.read().splitlines()
    child.wait()
    child.stdout.close()
    assert last in ("DISK_FULL", "DISK_FAILED")
    assert acknowledged
    with open_register(folder) as register:
        newest = last_entry(register.connection)
        assert newest is not None and newest.seq >= int(acknowledged[-1].split()[0])
        assert damages(register.connection) == ()
        assert journal.verify(register.connection, SIGNERS) == ()


def test_work_goes_on_after_the_disk_was_full(folder: OfficeFolder) -> None:
    with create_register(folder) as register:
        office = Office(register.connection).create()
        pages = register.connection.value("PRAGMA page_count")
        register.connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(Refusal, match="DISK_FULL"):
            for serial in range(1, 200):
                office.receive(f"A-2026-01-{serial:06d}")
        register.connection.execute("PRAGMA max_page_count = 1000000")
        office.receive("A-2026-01-000999")
        assert journal.verify(register.connection, SIGNERS) == ()
