"""Memory that nobody needs any more is searched for in the window's thread, seldom, and never by work beside it.

The parts of a page hold each other in circles. Python looks for such circles in whichever thread happens to make the
next object, and frees there what it finds; but Qt's objects may only be freed in the thread that they live in, else the
program crashes. So Python's own looking is switched off, and a clock of the window looks.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

LOOKS_EVERY_MS: Final = 250
SELDOM: Final = 1000
"""How many times the young part of the memory is searched before the old one is. With a large form open that takes a
tenth of a second, in which nothing else of the program runs, and finds next to nothing."""
TIDY_AFTER_MS: Final = 1000


class Collector(QObject):
    """From its making on, circles are freed in the thread that made it only, as long as that runs its event loop."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        young, middle, _old = gc.get_threshold()
        self._thresholds = (young, middle, SELDOM)
        gc.freeze()  # what is loaded by now stays
        gc.disable()
        self._clock = QTimer(self)
        self._clock.timeout.connect(self.look)
        self._clock.start(LOOKS_EVERY_MS)

    def look(self) -> None:
        """Search the oldest part of the memory whose turn it is, if any's is, by Python's own count."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return


def tidy_soon(owner: QObject) -> None:
    """Search the whole memory when the window has done what it is at: a form was closed."""
    QTimer.singleShot(TIDY_AFTER_MS, owner, lambda: gc.collect())
