"""Twenty years of a large office: a journal of 250,000 certificates backed up for a key, read back, restored, and tried
in a drill with its full check.

CERTAPP_LARGE=250000 is the long form, which makes its journal in a quarter of an hour; without it a tenth. Photographs
are not among it: they are files, and cost what `python -m benchmarks backup` says of them.
"""

import os
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.journal import fill
from benchmarks.scene import scene
from certapp.model.progress import Told
from certapp.service.auditing import journal_length
from certapp.service.backups import restore_any, write_backup
from certapp.service.check_apart import cores
from certapp.service.drill import drill

CERTIFICATES = int(os.environ.get("CERTAPP_LARGE", "25000"))
ENTRIES_EACH = 4


@dataclass(frozen=True)
class Rows:
    """What was measured, as Markdown."""

    title: str
    rows: tuple[str, ...]

    def text(self) -> str:
        """As Markdown."""
        head = "| act | CPU s | wall s | peak memory of one process MB | told how far |"
        return "\n".join((f"### {self.title}", "", head, "|---|--:|--:|--:|--:|", *self.rows, ""))


def run() -> Iterator[Rows]:
    """Backup, restore and drill, once each."""
    with scene() as made:
        fill(made, CERTIFICATES * ENTRIES_EACH)
        office, work = made.office, made.folder / "work"
        work.mkdir()
        key = made.sealed_backups()
        backup = work / "b.xcbackup"
        size = (office.folder.path / "register.db").stat().st_size

        def drilled(told: Told) -> None:
            assert drill(backup, key, told=told, place=work).good

        rows = [
            _row("backed up, encrypted, read back", lambda told: write_backup(office, work / "b", told)),
            _row("restored, every file compared", lambda told: restore_any(backup, work / "o", key, told=told)),
            _row(f"drill: restored, checked in full on {cores()} cores, papers verified", drilled),
        ]
        title = f"{CERTIFICATES:,} certificates, {journal_length(office):,} entries, {size / 1e9:.1f} GB"
        yield Rows(title, tuple(rows))


def _row(name: str, act: Callable[[Told], object]) -> str:
    times = 0

    def told(_progress: object) -> None:
        nonlocal times
        times += 1

    cpu, wall = _cpu(), time.perf_counter()
    act(told)
    cpu, wall = _cpu() - cpu, time.perf_counter() - wall
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = max(resource.getrusage(each).ru_maxrss for each in who) / 1000
    return f"| {name} | {cpu:.0f} | {wall:.0f} | {peak:.0f} | {times:,} |"


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
