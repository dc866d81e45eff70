"""Ten thousand PDFs in the window: `python -m benchmarks.many_window`. Memory, pauses of the window, and an early stop.

Twelve certificates of real numbers, one altered and one revoked of them, lie there again and again under other names
(hard links: each is opened, read and judged by itself). `CERTAPP_MANY_FILES` says how many files.
"""

import csv
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.batch import Batch
from benchmarks.scene import scene
from certapp.trust.kept_view import KeptView
from certapp.trust.store import TrustStore
from certapp.ui.verify.many_dialog import ManyDialog
from certapp.ui.verify.view import VerifyView

FILES = int(os.environ.get("CERTAPP_MANY_FILES", "10000"))
PAPERS, BEAT_MS, PARTS = 12, 5, 5
STOP_AFTER = 30
"""Files after which the second run is stopped."""


@dataclass
class Watch:
    """Pauses of the window's thread in ms, by the clock and as its own work; memory in MB as the run goes on."""

    pauses: list[float] = field(default_factory=list)
    work: float = 0.0
    own: list[int] = field(default_factory=list)
    readers: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._last, self._used = time.perf_counter(), time.thread_time()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    def weigh(self) -> None:
        """Note the memory of now."""
        self.own.append(_resident(os.getpid()))
        self.readers.append(max(map(_resident, _children()), default=0))

    def _beat(self) -> None:
        now, used = time.perf_counter(), time.thread_time()
        self.pauses.append(1000 * (now - self._last) - BEAT_MS)
        self.work = max(self.work, 1000 * (used - self._used))
        self._last, self._used = now, used


def run() -> Iterator[Batch]:
    """One run to its end, one that is stopped."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with TemporaryDirectory(prefix="certapp-benchmark-") as name, scene() as made:
        papers = [made.issued()[1] for _ in range(PAPERS)]
        papers[-1] = papers[-1].replace(b"/Producer", b"/Produced", 1)
        folder = Path(name)
        for at, pdf in enumerate(papers):
            (folder / f"{at}.paper").write_bytes(pdf)
        files = folder / "papers"
        files.mkdir()
        for at in range(FILES):
            (files / f"{at:05}.pdf").hardlink_to(folder / f"{at % PAPERS}.paper")
        store = TrustStore(made.border_post())
        view = VerifyView(KeptView(store), dict, store=store)
        view.show()
        dialog = view.verify_many()
        QTest.qWait(500)
        yield _whole(dialog, files)
        yield _stopped(dialog, files)
        view.close()


def _whole(dialog: ManyDialog, files: Path) -> Batch:
    watch, began, cpu = Watch(), time.perf_counter(), _cpu()
    parts = iter([FILES * part // PARTS for part in range(1, PARTS + 1)])
    following = next(parts)
    times = []
    dialog.begin([files])
    while dialog.running:
        QTest.qWait(100)
        if dialog.progress.value() >= following and dialog.progress.maximum() > 0:
            watch.weigh()
            times.append(time.perf_counter() - began)
            print(f"{dialog.progress.value():,} files after {times[-1]:.0f} s", file=sys.stderr, flush=True)
            following = next(parts, FILES + 1)
    wall = time.perf_counter() - began
    rows = list(csv.DictReader(dialog._report.read_text("utf-8-sig").splitlines()))
    counts = Counter(row["colour"] for row in rows)
    fifths = [later - earlier for earlier, later in zip([0.0, *times], times, strict=False)]
    late = [each for each in watch.pauses if each > 100]
    lines = (
        f"{FILES:,} files in {wall:.0f} s, {FILES / wall:.1f} a second; "
        f"{', '.join(f'{colour} {count:,}' for colour, count in counts.items())}.",
        f"Each fifth took {', '.join(f'{each:.0f}' for each in fifths)} s.",
        f"Memory after each fifth, MB: itself {', '.join(map(str, watch.own))};"
        f" its largest reader {', '.join(map(str, watch.readers))}.",
        f"CPU of the window's process {_cpu() - cpu:.0f} s.",
        f"Pauses of the window: median {statistics.median(watch.pauses):.0f} ms, longest {max(watch.pauses):.0f} ms,"
        f" {len(late)} of {len(watch.pauses):,} beats over 100 ms; its own work between two beats"
        f" {watch.work:.0f} ms at most.",
    )
    return Batch("Ten thousand PDFs in the window", lines)


def _stopped(dialog: ManyDialog, files: Path) -> Batch:
    dialog.begin([files])
    _until(lambda: dialog.progress.value() >= STOP_AFTER)
    done, began = dialog.progress.value(), time.perf_counter()
    dialog.stop.click()
    _until(lambda: not dialog.running)
    took = time.perf_counter() - began
    rows = dialog._report.read_bytes().count(b"\n")
    return Batch("Stopped", (f"After {done} files: at its end {took:.2f} s later, a report of {rows} lines.",))


def _until(holds: Callable[[], bool]) -> None:
    while not holds():
        QTest.qWait(10)


def _cpu() -> float:
    return time.process_time()


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000
    except OSError:
        return 0


def _children() -> list[int]:
    found: list[int] = []
    for each in Path("/proc/self/task").iterdir():
        found += map(int, (each / "children").read_text().split())
    return found


if __name__ == "__main__":
    for table in run():
        print(table.text(), flush=True)
