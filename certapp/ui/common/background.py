"""Work that takes time runs beside the window, one helper for all of it: the window never freezes."""

import gc
import sys
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal
from shiboken6 import isValid

from certapp.model.errors import Refusal

T = TypeVar("T")

SWITCH_S = 0.001
"""How long work beside the window may keep the interpreter when the window wants it. Qt lets go of it with every call,
so that one click may have to wait for it fifty times: with Python's own 5 ms that is a quarter of a second."""

CLAIM_S, WAIT_STEP_S = 0.15, 0.005
"""How long a part of the window takes at most from its making until it is painted; how often that is asked."""
LONGEST_WAIT_S, LET_THROUGH_S = 0.5, 0.05
"""How long work beside the window waits at a stretch, and then works on: it has to end too."""

SELDOM = 1000
"""How many times the young part of the memory is searched before the old one is. With a large form open that takes a
tenth of a second, in which nothing else of the program runs, and finds next to nothing."""
TIDY_AFTER_MS = 1000

_under_way: set[QObject] = set()
"""What carries an end back must outlive both the work and its owner: it is let go in the window's thread only."""


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


def let_the_window_first() -> None:
    """Have work in the background give way soon, and the memory seldom searched; said once, when the program begins."""
    _claim.longest_s = CLAIM_S
    sys.setswitchinterval(SWITCH_S)
    gc.freeze()  # what is loaded by now stays
    young, middle, _old = gc.get_threshold()
    gc.set_threshold(young, middle, SELDOM)


def tidy_soon(owner: QObject) -> None:
    """Search the memory for what nobody needs any more, when the window has done what it is at: a form was closed."""
    QTimer.singleShot(TIDY_AFTER_MS, owner, lambda: gc.collect())


class _Told(QObject):
    """Carries the end of the work back to the window's thread."""

    done = Signal(object)
    refused = Signal(object)
    broken = Signal(object)


class _Work(QRunnable, Generic[T]):
    def __init__(self, work: Callable[[], T], told: _Told) -> None:
        super().__init__()
        self._work = work
        self._told = told

    def run(self) -> None:
        try:
            result = self._work()
        except Refusal as refusal:
            self._told.refused.emit(refusal)
        except BaseException as fault:  # handed to the window's thread, where the one hook for faults is
            self._told.broken.emit(fault)
        else:
            self._told.done.emit(result)


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
    told = _Told()
    _under_way.add(told)

    def let_go() -> None:
        _under_way.discard(told)
        told.deleteLater()

    def ended(tell: Callable[[T], None] | Callable[[Refusal], None], result: object) -> None:
        let_go()
        if isValid(owner):
            tell(result)  # type: ignore[arg-type]  # each signal carries what its listener takes

    def broke(fault: BaseException) -> None:
        let_go()
        raise fault

    told.done.connect(lambda result: ended(done, result))
    told.refused.connect(lambda refusal: ended(refused, refusal))
    told.broken.connect(broke)
    QThreadPool.globalInstance().start(_Work(work, told))
