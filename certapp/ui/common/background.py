"""Work that takes time runs beside the window, one helper for all of it: the window never freezes."""

import sys
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from shiboken6 import isValid

from certapp.model.errors import Refusal

T = TypeVar("T")

SWITCH_S = 0.001
"""How long work beside the window may keep the interpreter when the window wants it. Qt lets go of it with every call,
so that one click may have to wait for it fifty times: with Python's own 5 ms that is a quarter of a second."""

_under_way: set[QObject] = set()
"""What carries an end back must outlive both the work and its owner: it is let go in the window's thread only."""


def let_the_window_first() -> None:
    """Have work in the background give way soon; said once, when the program begins."""
    sys.setswitchinterval(SWITCH_S)


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
