"""Twenty years of a large office: a register of 250,000 certificates backed up for a key, read back, and restored.

CERTAPP_LARGE=250000 is the long form; without it a tenth. Photographs are not among it: they are files, and cost what
`python -m benchmarks backup` says of them.
"""

import os
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.report import IN_A_YEAR, fill
from benchmarks.scene import Scene, scene
from certapp.register.certificates import newest_certificates
from certapp.register.connection import Connection, transaction
from certapp.register.journal import last_entry
from certapp.service.backups import (
    restore_any,
    write_backup,
)

CERTIFICATES = int(os.environ.get("CERTAPP_LARGE", "25000"))
ENTRIES_EACH = 5


@dataclass(frozen=True)
class Rows:
    """What was measured, as Markdown."""

    title: str
    rows: tuple[str, ...]

    def text(self) -> str:
        """As Markdown."""
        head = "| act | CPU s | wall s | peak memory MB | told how far |"
        return "\n".join((f"### {self.title}", "", head, "|---|--:|--:|--:|--:|", *self.rows, ""))


def run() -> Iterator[Rows]:
    """Backup and restore, once each."""
    with scene() as made:
        made.issued(1)
        _fill(made)
        office, work = made.office, made.folder / "work"
        work.mkdir()
        key = made.sealed_backups()
        told: list[int] = []
        size = (office.folder.path / "register.db").stat().st_size
        rows = [
            _row(
                "backed up, encrypted, read back",
                told,
                lambda: write_backup(office, work / "b", lambda d, w: told.append(d)),
            ),
            _row(
                "restored, every file hashed, the register looked over",
                told,
                lambda: restore_any(work / "b.xcbackup", work / "o", key),
            ),
        ]
        title = f"{CERTIFICATES:,} certificates, {CERTIFICATES * ENTRIES_EACH:,} entries, {size / 1e9:.1f} GB"
        yield Rows(title, tuple(rows))


def _row(name: str, told: list[int], act: Callable[[], object]) -> str:
    told.clear()
    cpu, wall = time.process_time(), time.perf_counter()
    act()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return f"| {name} | {cpu:.0f} | {wall:.0f} | {peak:.0f} | {len(told):,} |"


def _fill(made: Scene) -> None:
    """Rows of the size of real ones, without the acts: what is measured is what a backup does with them."""
    register = made.office.register
    (real,) = newest_certificates(register)
    with transaction(register):
        fill(register, made.office.clock.today.year, CERTIFICATES // IN_A_YEAR or 1, real.record)
        _entries(register, len(real.record))


def _entries(register: Connection, record: int) -> None:
    """A journal as long as the acts of so many certificates, its payloads of the size of real ones."""
    last = last_entry(register)
    assert last is not None
    sizes = (record + 600, 120, 90, record + 1100, 200)
    first = last.seq + 1
    rows = ((first + n, last.at, 0, "anna", sizes[n % ENTRIES_EACH]) for n in range(CERTIFICATES * ENTRIES_EACH))
    register.executemany(
        "INSERT INTO journal (seq, at, mono, actor, actor_kid, type, subject, payload, prev, hash, signature)"
        " VALUES (?, ?, ?, ?, zeroblob(8), 'PACKAGE_EXPORTED', 'package', randomblob(?), zeroblob(32),"
        " randomblob(32), zeroblob(64))",
        rows,
    )
