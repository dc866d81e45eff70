"""Notices that nobody is at the keyboard or mouse."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QThreadPool, QTimer, Signal
from PySide6.QtWidgets import QApplication

LOOK_EVERY_MS: Final = 2_000
_SIGNS: Final = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    )
)


class IdleWatch(QObject):
    """Says `idle` once when nothing was touched for `minutes`, and again only after something was.

    An act under way in the background is waited for: what has begun is brought to its end first.
    """

    idle = Signal()

    def __init__(
        self, minutes: Callable[[], int], parent: QObject | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._minutes, self._clock = minutes, clock
        self._last, self._said = clock(), False
        timer = QTimer(self)
        timer.setInterval(LOOK_EVERY_MS)
        timer.timeout.connect(self.look)
        timer.start()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Somebody is there."""
        if event.type() in _SIGNS and event.spontaneous():
            self.touch()
        return False

    def touch(self) -> None:
        """Somebody was there just now."""
        self._last, self._said = self._clock(), False

    def look(self) -> None:
        """Whether it is time."""
        if self._said or self._clock() - self._last < self._minutes() * 60:
            return
        if QThreadPool.globalInstance().activeThreadCount():
            return
        self._said = True
        self.idle.emit()
