"""What is shown while a long act runs: its stage, how much of how much, what is left of it, and what stops it."""

import time
from collections.abc import Callable
from threading import Event
from typing import Final, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.model.progress import Pace, Progress, Told, stage_words, words
from certapp.ui.common.background import in_background
from certapp.ui.common.labels import button, plain
from certapp.ui.common.words import _

T = TypeVar("T")
_STEPS: Final = 1000
_SHOWN_EVERY_S: Final = 0.2


class LongAct(QWidget):
    """A bar, words and a button. The act runs beside the window; where it tells how far it is, it can be stopped."""

    _progressed = Signal(object)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stopped = Event()
        self._pace = Pace()
        self._shown: tuple[object, ...] = ()
        self._shown_at = 0.0
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(title)
        self.words = plain()
        self.stop = button(_("Stop"))
        self.stop.clicked.connect(self.stop_now)
        self._progressed.connect(self._show)
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.words)
        column.addLayout(row)

    def run(self, work: Callable[[Told], T], done: Callable[[T], None], refused: Callable[[Refusal], None]) -> None:
        """Begin; then `done` or `refused`, where it was stopped with what the act says of that."""
        self._stopped.clear()
        self._pace = Pace()
        self._shown = ()
        self.bar.setRange(0, 0)
        self.words.setText(_("Please wait…"))

        def told(progress: Progress) -> None:
            if self._stopped.is_set():
                raise Refusal("WORK_STOPPED")
            self._tell(progress)

        in_background(self, lambda: work(told), done, refused)

    def stop_now(self) -> None:
        """End the act at its next step; what it wrote goes with it, which takes a moment."""
        self._stopped.set()
        self.words.setText(_("Being stopped…"))

    def _tell(self, progress: Progress) -> None:
        """In the thread of the work: the window need not hear of each of thousands of steps."""
        now, stage = time.monotonic(), (progress.number, progress.stage)
        if stage != self._shown or now - self._shown_at >= _SHOWN_EVERY_S:
            self._shown, self._shown_at = stage, now
            self._progressed.emit(progress)

    def _show(self, progress: Progress) -> None:
        if self._stopped.is_set():
            return
        self.words.setText(words(progress, self._pace.left(progress)))
        self.bar.setAccessibleDescription(stage_words(progress))
        self.bar.setRange(0, _STEPS if progress.whole else 0)
        if progress.whole:
            self.bar.setValue(_STEPS * progress.done // progress.whole)
