"""A run over thousands of papers beside the window: how far it is, and an end that can be called at any moment."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, Signal

from certapp.model.errors import Refusal
from certapp.service.csv_file import csv_report
from certapp.service.many import COLUMNS, Asked, Judge, Line, Tally, asked_for, judge_all, line_of, stopped_row
from certapp.trust.verdict import Colour

TELL_EVERY_S: Final = 0.2
_running: set["ManyRun"] = set()
"""What a thread tells the window by must outlive the thread."""


@dataclass(frozen=True)
class HowFar:
    """`count` of `of_all` are judged, after so many seconds; how many of each colour, and the gravest lines."""

    count: int
    of_all: int
    seconds: float
    colours: Counter[Colour]
    gravest: tuple[Line, ...]


class ManyRun(QObject):
    """Judges all that is named, once, and writes the report beside it. `judge` is asked for when it begins."""

    told = Signal(object)
    """A `HowFar`."""
    ended = Signal(bool)
    """The report is whole; whether it was stopped before its end."""
    refused = Signal(object)
    """A `Refusal`: there is no report."""
    broken = Signal(object)

    def __init__(self, paths: tuple[Path, ...], judge: Callable[[], Judge], report: Path) -> None:
        super().__init__()
        self.asked: tuple[Asked, ...] = ()
        """What is judged, once it is known."""
        self._paths, self._judge, self._report = paths, judge, report
        self._stop = Event()
        self._thread = Thread(target=self._work, name="many", daemon=True)
        self.broken.connect(_raise)
        for end in (self.ended, self.refused, self.broken):
            end.connect(self._let_go)
        app = QCoreApplication.instance()
        assert app is not None
        app.aboutToQuit.connect(self.stop_and_wait)

    def begin(self) -> None:
        """Begin."""
        _running.add(self)
        self._thread.start()

    def stop(self) -> None:
        """End it at the next moment; what was judged so far stays in the report."""
        self._stop.set()

    def stop_and_wait(self) -> None:
        """The same, and be back when nothing of it runs any more."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _let_go(self) -> None:
        _running.discard(self)

    def _work(self) -> None:
        try:
            stopped = self._judge_all()
        except Refusal as refusal:
            self.refused.emit(refusal)
        except BaseException as fault:  # raised again in the window's thread, where the one hook for faults is
            self.broken.emit(fault)
        else:
            self.ended.emit(stopped)

    def _judge_all(self) -> bool:
        self.asked = tuple(asked_for(self._paths))
        if not self.asked:
            raise Refusal("NOTHING_TO_VERIFY", file=str(self._paths[0]))
        tally, began, told = Tally(), time.monotonic(), 0.0
        results = judge_all(self.asked, self._judge(), line_of, self._stop)
        with csv_report(self._report) as report:
            report.add(COLUMNS)
            try:
                for line in results:
                    tally.add(line)
                    report.add(line.row())
                    now = time.monotonic()
                    if now - told > TELL_EVERY_S:
                        told = now
                        self.told.emit(self._how_far(tally, now - began))
            finally:
                results.close()
            left = len(self.asked) - tally.count
            if left:
                report.add(stopped_row(left, len(self.asked)))
        self.told.emit(self._how_far(tally, time.monotonic() - began))
        return left > 0

    def _how_far(self, tally: Tally, seconds: float) -> HowFar:
        return HowFar(tally.count, len(self.asked), seconds, Counter(tally.colours), tally.gravest)


def _raise(fault: BaseException) -> None:
    raise fault
