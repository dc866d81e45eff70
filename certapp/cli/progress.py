"""How far a long command is, on standard error; Ctrl-C ends it where nothing half written stays."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.model.progress import Pace, Progress, Told, words

_QUIET_S: Final = 1.0
"""What is done sooner says nothing."""
_EVERY_S, _EVERY_LINE_S = 0.2, 15.0
"""How often a terminal's line is written anew; how often a file or pipe gets another."""
_SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name))


@contextmanager
def shown() -> Iterator[Told]:
    """For a long act: hears how far it is. The first Ctrl-C, or SIGTERM, ends the act at its next step; another one
    at once."""
    line = _Line()
    asked: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    def told(progress: Progress) -> None:
        if asked:
            raise Refusal("WORK_STOPPED")
        line.show(progress)

    before: dict[int, Any] = {}
    try:
        for number in _SIGNALS:
            before[number] = signal.signal(number, stop)
    except ValueError:  # not in the main thread: then nobody presses keys here
        pass
    try:
        yield told
    finally:
        line.end()
        for number, handler in before.items():
            signal.signal(number, handler)


class _Line:
    """One line that is written anew on a terminal; elsewhere a line for each stage and each quarter of a minute."""

    def __init__(self) -> None:
        self._pace = Pace()
        self._terminal = sys.stderr.isatty()
        self._begun = self._last = time.monotonic()
        self._stage: tuple[object, ...] = ()
        self._wide = 0

    def show(self, progress: Progress) -> None:
        now = time.monotonic()
        left = self._pace.left(progress)
        stage = (progress.number, progress.stage)
        every = _EVERY_S if self._terminal else _EVERY_LINE_S
        if now - self._begun < _QUIET_S or (stage == self._stage and now - self._last < every):
            return
        self._stage, self._last = stage, now
        text = words(progress, left)
        if self._terminal:
            print(f"\r{text:<{self._wide}}", end="", file=sys.stderr, flush=True)
            self._wide = max(self._wide, len(text))
        else:
            print(text, file=sys.stderr, flush=True)

    def end(self) -> None:
        if self._wide:
            print(f"\r{'':<{self._wide}}\r", end="", file=sys.stderr, flush=True)
