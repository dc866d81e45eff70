"""Work that takes time runs beside the window, one helper for all of it: the window never freezes."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from certapp.model.errors import Refusal

T = TypeVar("T")


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
    told = _Told(owner)  # dies with its owner, and its connections with it
    told.done.connect(done)
    told.refused.connect(refused)
    told.broken.connect(_raise)
    for signal in (told.done, told.refused, told.broken):
        signal.connect(lambda *_result: told.deleteLater())
    QThreadPool.globalInstance().start(_Work(work, told))


def _raise(fault: BaseException) -> None:
    raise fault
