"""Security goals at the size of each change; the variables named below are the long forms (docs/security.md)."""

import os
import random
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certapp.model.certificate_number import read_number
from certapp.model.errors import Refusal
from certapp.paths import RESOURCES
from certapp.service.clock import Clock
from certapp.service.contingency import reserve
from certapp.service.keeping import make_backup, restore_backup, resume
from certapp.service.office import open_office
from tests.offices import EXAMPLES, PASSPHRASES, Desk, make_desk, passphrase

CYCLES = int(os.environ.get("CERTAPP_RESTORE_CYCLES", "20"))
ROOT = RESOURCES.parent


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new office, to be copied."""
    return make_desk(tmp_path_factory.mktemp("founded") / "desk").folder


@pytest.fixture
def desk(founded: Path, tmp_path: Path) -> Desk:
    return Desk(Path(shutil.copytree(founded, tmp_path / "desk")))


@pytest.mark.timeout(120 + 5 * CYCLES)
def test_after_any_restore_the_next_number_is_above_every_number_ever_given(desk: Desk, tmp_path: Path) -> None:
    """G12: numbers given out, backups, the folder lost at any time, restored on another machine, resumed."""
    chance = random.Random(20261129)
    folder, backup, machine = desk.office, tmp_path / "backup", tmp_path / "machine-0"
    given, highest = set[str](), ""
    for cycle in range(CYCLES):
        with open_office(folder, counters=machine) as office:
            boris = office.log_in("boris", passphrase)
            for _ in range(chance.randrange(1, 4)):
                new = reserve(office, boris, chance.randrange(1, 4))
                assert min(new) > highest and given.isdisjoint(new)
                given.update(new)
                highest = max(new)
                if not backup.exists() or chance.random() < 0.4:
                    shutil.rmtree(backup, ignore_errors=True)
                    make_backup(office, backup)
        folder, machine = tmp_path / f"restored-{cycle}", tmp_path / f"machine-{cycle + 1}"
        restore_backup(backup, folder)
        with open_office(folder, counters=machine) as office:
            boris = office.log_in("boris", passphrase)
            with pytest.raises(Refusal, match="RESTORED_COPY"):
                reserve(office, boris, 1)
            resume(office, boris, highest)


def moments() -> list[int]:
    """Seconds since 1970: around midnight, month, year's end, leap day, summer time, leap seconds, ten years ahead."""
    days = (
        *("2026-12-31", "2027-02-28", "2027-03-28", "2027-10-31", "2027-12-31", "2028-02-28", "2028-02-29"),
        *("2028-06-30", "2028-12-31", "2030-01-19", "2036-12-31"),
    )
    ends = [int(datetime.fromisoformat(f"{day}T23:59:59+00:00").timestamp()) for day in days]
    return sorted(end + step for end in ends for step in (-1, 0, 1, 7200))


def test_whatever_the_clock_does_no_number_has_a_wrong_year_and_none_is_given_behind_the_journal(desk: Desk) -> None:
    """G13: 44 moments, and at each the clock set back by minutes to years."""
    with open_office(desk.office, counters=desk.folder / "machine") as opened:
        boris = opened.log_in("boris", passphrase)
        for moment in moments():
            office = replace(opened, clock=Clock(lambda moment=moment: moment))
            (number,) = reserve(office, boris, 1)
            assert read_number(number).year == datetime.fromtimestamp(moment, UTC).year
            for back in (301, 3600, 86400, 10 * 365 * 86400):
                late = replace(opened, clock=Clock(lambda past=moment - back: past))
                with pytest.raises(Refusal, match="CLOCK_BEHIND_JOURNAL"):
                    reserve(late, boris, 1)


def test_two_offices_never_give_the_same_number(desk: Desk, tmp_path: Path) -> None:
    """G11, short: a number names its office, and an office its own numbers only."""
    given: list[str] = []
    for office_code in ("01", "02"):
        with open_office(desk.office, counters=tmp_path / office_code) as opened:
            office = replace(opened, settings={**opened.settings, "office": office_code})
            given += reserve(office, office.log_in("boris", passphrase), 10)
    assert len(set(given)) == 20
    assert sorted({read_number(number).office for number in given}) == ["01", "02"]


def test_no_passphrase_is_ever_written_or_said(desk: Desk, tmp_path: Path) -> None:
    """G19: after the main job, a wrong passphrase and a fault, nothing of them is in any file or answer."""
    desk.carry_package()
    number, pdf = desk.issue(desk.apply(EXAMPLES / "painting-permanent-sale"))
    answers = [desk.revoke(number), desk.verify(pdf), desk.act(("journal", "export", tmp_path / "copy"), "dora")]
    wrong = "these words open nothing here at all"
    desk.passphrases.write_text(desk.passphrases.read_text().replace(PASSPHRASES["boris"], wrong))
    answers.append(desk.act(("bulletin", "export", tmp_path / "b"), "boris"))
    assert answers[-1].status == 1
    said = "".join(answer.out + answer.err for answer in answers).encode()
    secrets = [text.encode(code) for text in (*PASSPHRASES.values(), wrong) for code in ("utf-8", "utf-16-le")]
    assert not [secret for secret in secrets if secret in said]
    found = []
    for path in (path for path in tmp_path.rglob("*") if path.is_file() and path != desk.passphrases):
        content = path.read_bytes()
        found += [path.name for secret in secrets if secret in content]
    assert found == []


WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication
from certapp.service.office import open_office
from certapp.service.training import APPROVER, passphrase
from certapp.ui.start.opening import Opened
from certapp.ui.window import MainWindow
app = QApplication([])
window = MainWindow()
window.show()
manager = open_office(Path(sys.argv[1]))
office = manager.__enter__()
actor = office.log_in(APPROVER, passphrase)
window.enter(Opened(office, lambda: manager.__exit__(None, None, None), actor))
space = window.workspace
for name in ("home", "register", "verify", "decide", "supervise", "people", "reports", "apply"):
    space.open_page(name)
    for _ in range(3):
        QThreadPool.globalInstance().waitForDone()
        app.processEvents()
window.leave()
print("seen")
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_whole_session_makes_no_connection(tmp_path: Path) -> None:
    """G20: the main job on the command line and every page of the window, watched by strace: no socket of a network."""
    watched = tmp_path / "calls"
    strace = ("strace", "--seccomp-bpf", "-f", "-qq", "-e", "trace=socket,connect,sendto,sendmsg", "-o", str(watched))
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    env |= {f"XDG_{kind}_HOME": str(tmp_path / kind.lower()) for kind in ("CONFIG", "CACHE", "STATE")}
    networks = re.compile(r"\bAF_(?:INET6?|PACKET)\b")
    found = []
    for words in (
        ("-m", "certapp", "tour", str(tmp_path / "tour"), "--json"),
        ("-c", WINDOW, str(tmp_path / "tour" / "office")),
        ("-c", "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()"),  # what would be seen
    ):
        done = subprocess.run([*strace, sys.executable, *words], env=env, capture_output=True, text=True, timeout=150)
        if "Operation not permitted" in done.stderr:
            pytest.skip("this machine lets nobody be watched")
        assert done.returncode == 0, done.stderr[-2000:]
        calls = watched.read_text("utf-8", "replace").splitlines()
        found.append([line for line in calls if networks.search(line)])
    assert found[:2] == [[], []]
    assert found[2] != []
