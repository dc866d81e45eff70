"""Work that takes time runs beside the window, one helper for all of it: the window never freezes."""

import sys
import time
from collections.abc import Callable
from functools import cache
from itertools import count
from typing import Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot
from shiboken6 import isValid

from certapp.model.errors import Refusal
from certapp.ui.common.memory import Collector

T = TypeVar("T")

SWITCH_S = 0.001
"""How long work beside the window may keep the interpreter when the window wants it. Qt lets go of it with every call,
so that one click may have to wait for it fifty times: with Python's own 5 ms that is a quarter of a second."""

CLAIM_S, WAIT_STEP_S = 0.15, 0.005
"""How long a part of the window takes at most from its making until it is painted; how often that is asked."""
LONGEST_WAIT_S, LET_THROUGH_S = 0.5, 0.05
"""How long work beside the window waits at a stretch, and then works on: it has to end too."""


class Claim:
    """Until when the window wants the interpreter for itself; work beside it asks at each of its steps."""

    def __init__(self) -> None:
        self.longest_s = 0.0
        """Nobody waits before the program says so: a test has no window."""
        self._until = self._let_through = 0.0

    def extend(self) -> None:
        """From now on anew."""
        self._until = time.monotonic() + self.longest_s

    def wait(self) -> None:
        """Until it has ended, within bounds."""
        begun = time.monotonic()
        while (now := time.monotonic()) < self._until and now >= self._let_through:
            if now > begun + LONGEST_WAIT_S:
                self._let_through = now + LET_THROUGH_S
            time.sleep(WAIT_STEP_S)


_claim = Claim()


def claim_for_window() -> None:
    """The window is about to build much: what works beside it waits until that is seen.

    Else each call of Qt would have to get the interpreter back from that work.
    """
    _claim.extend()


def give_way() -> None:
    """What works beside the window for long calls this at each of its steps: it waits while the window builds."""
    _claim.wait()


def let_the_window_first(app: QObject) -> None:
    """Have work in the background give way soon, and the memory searched by the window alone; said once, when the
    program begins."""
    _claim.longest_s = CLAIM_S
    sys.setswitchinterval(SWITCH_S)
    Collector(app)


class _Act(NamedTuple):
    owner: QObject
    work: Callable[[], Any]
    done: Callable[[Any], None]
    refused: Callable[[Refusal], None]


_numbers = count()
_under_way: dict[int, _Act] = {}
"""The work holds pages of the window, which may be closed meanwhile. It is taken from here in the window's thread, so
that the last hold on them is let go there too: Qt's objects must not be freed in another."""


class _Came(NamedTuple):
    result: object = None
    refusal: Refusal | None = None
    fault: BaseException | None = None


class _Ends(QObject):
    """Lives in the window's thread and hears there of each end: the number of the act, and what came of it."""

    came = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self.came.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @Slot(int, object)
    def _tell(self, number: int, came: _Came) -> None:
        act = _under_way.pop(number)
        if came.fault is not None:
            raise came.fault
        if not isValid(act.owner):
            return
        if came.refusal is not None:
            act.refused(came.refusal)
        else:
            act.done(came.result)


class _Work(QRunnable):
    def __init__(self, number: int, ends: _Ends) -> None:
        super().__init__()
        self._number = number
        self._ends = ends

    def run(self) -> None:
        self._ends.came.emit(self._number, _what_came(self._number))


def _what_came(number: int) -> _Came:
    try:
        return _Came(_under_way[number].work())
    except Refusal as refusal:
        return _Came(refusal=refusal.with_traceback(None))  # which holds the work's own frame, and so the page
    except BaseException as fault:  # handed to the window's thread, where the one hook for faults is
        return _Came(fault=fault)


class Newest:
    """Reads in the background what a page shows: what an earlier reading found never comes after a later one's."""

    def __init__(self, owner: QObject) -> None:
        self._owner = owner
        self._turn = 0

    def read(self, work: Callable[[], T], show: Callable[[T], None], refused: Callable[[Refusal], None]) -> None:
        """As `in_background`; nothing comes of it where another reading was begun meanwhile."""
        self._turn += 1
        turn = self._turn

        def unless_late(tell: Callable[[Any], None]) -> Callable[[Any], None]:
            return lambda found: tell(found) if turn == self._turn else None

        in_background(self._owner, work, unless_late(show), unless_late(refused))

    def forget(self) -> None:
        """Nothing comes any more of what is being read."""
        self._turn += 1


def in_background(
    owner: QObject, work: Callable[[], T], done: Callable[[T], None], refused: Callable[[Refusal], None]
) -> None:
    """Run `work` in the pool; then `done` or `refused` in the window's thread, unless `owner` is gone by then.

    Any other exception is raised in the window's thread: the hook for faults writes it down and says so.
    """
    number = next(_numbers)
    _under_way[number] = _Act(owner, work, done, refused)
    QThreadPool.globalInstance().start(_Work(number, _ends()))


@cache
def _ends() -> _Ends:
    """One for the program, made by the first who needs it, which is the window."""
    return _Ends()
