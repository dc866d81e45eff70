"""The queue of what is to be checked: one thing after the other in the background, with an end that can be called."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from certapp.model.errors import Refusal
from certapp.service.reading_apart import ReadApart
from certapp.service.verifying import FileVerdict
from certapp.trust.judge import Withdrawn
from certapp.trust.verdict import Colour
from certapp.trust.view import TrustView
from certapp.ui.common.background import in_background

PATIENCE: Final = 1000
"""Milliseconds after which one may want to stop."""
_GRAVITY: Final = (Colour.GREEN, Colour.GREY, Colour.AMBER, Colour.RED)

BESIDE: Final = "beside"
"""How a code came that belongs to what was shown last: it is no new paper."""

Judged = Callable[[TrustView, int, Mapping[bytes, Withdrawn]], FileVerdict]


@dataclass(frozen=True)
class Job:
    """One thing to be checked, by a name for people; `way`: how it came, as the history of a post keeps it."""

    source: str
    judge: Judged
    way: str = "code"
    file: Path | None = None


@dataclass(frozen=True)
class Checked:
    """One thing that was checked, at Unix seconds."""

    at: float
    source: str
    found: FileVerdict
    way: str = "code"
    file: Path | None = None
    """Where it was read from, if from a file."""


class Checking(QObject):
    """Checks jobs by what is believed at that moment; `reader`: where files from anybody are read, a process apart."""

    judged = Signal(object)
    """A `Checked`: one more."""
    done = Signal(object, int)
    """A `Checked` and a number: all that waited are checked, which is the gravest, and how many there were."""
    refused = Signal(object)
    """A `Refusal`: nothing was checked, and what waited behind it is left out."""
    progress = Signal(int, int)
    """Which one of how many is being checked; (0, 0) when there is none any more."""
    takes_long = Signal()
    """One may want to stop."""

    def __init__(
        self,
        view_source: Callable[[], TrustView],
        withdrawn_source: Callable[[], Mapping[bytes, Withdrawn]],
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self._view_source, self._withdrawn_source, self._clock = view_source, withdrawn_source, clock
        self._jobs: list[Job] = []
        self._of_now: list[Checked] = []
        self._busy = False
        self._remarks: Callable[[FileVerdict], FileVerdict] = lambda found: found
        reader = ReadApart()
        self.reader = reader
        self.destroyed.connect(lambda: reader.close())
        self._long = QTimer(self)
        self._long.setSingleShot(True)
        self._long.setInterval(PATIENCE)
        self._long.timeout.connect(self.takes_long)

    def add_remarks(self, remarks: Callable[[FileVerdict], FileVerdict]) -> None:
        """Let every verdict from now on say what is known here beside it."""
        self._remarks = remarks

    def begin_anew(self) -> None:
        """What is checked from now on is counted by itself, unless something is still being checked."""
        if not self._busy:
            self._of_now = []

    def add(self, jobs: list[Job]) -> None:
        """Check these too, after those that wait."""
        self._jobs += jobs
        self._next()

    def give_up(self) -> None:
        """Stop the file that is being read, and leave out those that wait."""
        self._jobs.clear()
        self.reader.stop()

    def _next(self) -> None:
        if self._busy:
            return
        left = len(self._jobs)
        if not left:
            self._long.stop()
            self.progress.emit(0, 0)
            return
        job = self._jobs.pop(0)
        self._busy = True
        done = len(self._of_now)
        if not done:
            self._long.start()
        self.progress.emit(done + 1, done + left)

        def work() -> FileVerdict:
            return self._remarks(job.judge(self._view_source(), int(self._clock()), self._withdrawn_source()))

        in_background(self, work, lambda found: self._found(job, found), self._not_checked)

    def _found(self, job: Job, found: FileVerdict) -> None:
        self._busy = False
        checked = Checked(self._clock(), job.source, found, job.way, job.file)
        self._of_now.append(checked)
        self.judged.emit(checked)
        if not self._jobs:
            gravest = max(self._of_now, key=lambda each: _GRAVITY.index(each.found.verdict.colour))
            self.done.emit(gravest, len(self._of_now))
        self._next()

    def _not_checked(self, refusal: Refusal) -> None:
        self._busy = False
        self._jobs.clear()
        self.refused.emit(refusal)
        self._next()
