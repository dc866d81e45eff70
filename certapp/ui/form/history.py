"""What was changed in a draft, step by step: to be taken back, and done again."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

RawRow = dict[str, Any]

MERGE_WITHIN_SECONDS = 2.0
"""Keys in one field that follow each other faster are one step."""
MOST_STEPS = 1000
"""Steps kept; the oldest is forgotten first."""


@dataclass(frozen=True)
class Change:
    """One change: how it is taken back, how it is done again, and the row and member it was made at."""

    back: Callable[[], None]
    again: Callable[[], None]
    row: RawRow
    member: str


@dataclass
class Step:
    """What one press of undo takes back: one change, or several that were made together."""

    words: str
    changes: list[Change] = field(default_factory=list)
    typed: bool = False
    at: float = 0.0


class History:
    """The steps that can be taken back, and those that can be done again.

    Rows are held by identity: a row that was moved, or taken out and put back, is still the same row.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._open: Step | None = None
        self._running = False

    def note(self, words: Callable[[], str], change: Change, *, typed: bool = False) -> None:
        """Remember a change that was made; typing on in the same field belongs to the step before.

        `words` names the step: asked only when one begins, since finding them may cost a walk through the record.
        """
        if self._running:
            return
        now = self._clock()
        if self._open is not None:
            self._open.changes.append(change)
            return
        last = self._done[-1] if self._done and not self._undone else None
        self._undone.clear()
        if (
            typed
            and last is not None
            and last.typed
            and len(last.changes) == 1
            and now - last.at <= MERGE_WITHIN_SECONDS
        ):
            before = last.changes[0]
            if before.row is change.row and before.member == change.member:
                last.changes = [Change(before.back, change.again, change.row, change.member)]
                last.at = now
                return
        self._keep(Step(words(), [change], typed, now))

    @contextmanager
    def together(self, words: str, *, typed: bool = False) -> Iterator[None]:
        """All changes made inside are one step; one inside another belongs to the outer.

        Where `typed`, the first of them is what was typed: typing on in the same field belongs to the step before.
        """
        if self._open is not None:
            yield
            return
        step = self._open = Step(words, typed=typed, at=self._clock())
        try:
            yield
        finally:
            self._open = None
            if step.changes:
                last = self._done[-1] if self._done and not self._undone else None
                self._undone.clear()
                if last is not None and _goes_on(last, step):
                    last.changes += step.changes
                    last.at = step.at
                else:
                    self._keep(step)

    def undo(self) -> Step | None:
        """Take the last step back; None where there is none."""
        if not self._done or self._open is not None:
            return None
        step = self._done.pop()
        self._run([change.back for change in reversed(step.changes)])
        self._undone.append(step)
        return step

    def redo(self) -> Step | None:
        """Do again what was taken back last; None where there is nothing."""
        if not self._undone or self._open is not None:
            return None
        step = self._undone.pop()
        self._run([change.again for change in step.changes])
        step.typed = False  # what is typed now is a step of its own
        self._done.append(step)
        return step

    def _keep(self, step: Step) -> None:
        self._done.append(step)
        del self._done[:-MOST_STEPS]

    def _run(self, acts: list[Callable[[], None]]) -> None:
        self._running = True
        try:
            for act in acts:
                act()
        finally:
            self._running = False


def _goes_on(last: Step, step: Step) -> bool:
    """Whether a step is more typing in the field of the last one."""
    before, now = last.changes[0], step.changes[0]
    same = before.row is now.row and before.member == now.member
    return last.typed and step.typed and same and step.at - last.at <= MERGE_WITHIN_SECONDS
