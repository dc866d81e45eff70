"""Every wait of a test at a keyboard ends, and says where it stood.

What goes wrong inside a dialog is raised in a slot of Qt, and nobody hears of it there: the dialog waits on for keys
that nobody sends, and no time limit of a test reaches into its loop. So the first thing that goes wrong is kept, every
dialog is closed, and whatever the test waits for next fails with it.
"""

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

LOOK_EVERY_MS = 500
LONGEST_UNANSWERED = 75.0
"""Seconds that a dialog may stand without a key: longer than anything a test waits for while one is open."""
TRAIL = 80


class WentWrong(Exception):
    """What goes wrong; no AssertionError, which a wait takes for 'not yet'."""


class Ending:
    """Of one test. `trail`: the newest that keys and windows did; a keyboard of a display writes there."""

    def __init__(self) -> None:
        self.wrong = ""
        self.over = False
        self.trail: deque[str] = deque(maxlen=TRAIL)
        self._begun = self._touched = time.monotonic()
        self._stands: QWidget | None = None
        self._clock = QTimer()
        self._clock.setInterval(LOOK_EVERY_MS)
        self._clock.timeout.connect(self._look)

    def begin(self) -> None:
        """Look after the dialogs from now on."""
        self._clock.start()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusWindowChanged.connect(self._moved)

    def end(self) -> None:
        """The test is over: what still waits for a dialog stops."""
        self.over = True
        self._clock.stop()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusWindowChanged.disconnect(self._moved)

    def note(self, what: str) -> None:
        """One more line of the trail, unless it is the last again; somebody was there."""
        self._touched = time.monotonic()
        if not (self.trail and self.trail[-1].endswith(what)):
            self.trail.append(f"{self._touched - self._begun:8.3f} {what}")

    def guarded(self, act: Callable[[], None]) -> None:
        """Do it inside a slot: what goes wrong is not lost there."""
        try:
            act()
        except BaseException as error:  # a test's failure is no Exception, a time limit's neither
            self.give_up(f"{type(error).__name__}: {error}")
            raise

    def give_up(self, why: str) -> None:
        """The first of several counts. Every dialog is closed."""
        if not self.wrong:
            self.wrong = "\n".join((why, *told(), "The last keys:", *self.trail))
        close_all()

    def check(self) -> None:
        """Raises what went wrong."""
        if self.wrong:
            raise WentWrong(self.wrong)

    def _moved(self, window: QWindow | None) -> None:
        self.note(f"keys go to {window.objectName() if window is not None else 'nobody'}")

    def _look(self) -> None:
        standing = QApplication.activePopupWidget()
        if not isinstance(standing, QMenu):
            standing = QApplication.activeModalWidget()
        if standing is None:
            self._stands = None
        elif self.wrong:
            close_all()
        elif standing is not self._stands:
            self._stands, self._touched = standing, time.monotonic()
        elif time.monotonic() - self._touched > LONGEST_UNANSWERED:
            self.give_up(f"Nobody answered {_named(standing)} for {LONGEST_UNANSWERED:.0f} seconds")


_now: list[Ending] = []


def begin() -> Ending:
    """One more test."""
    _now[:] = [Ending()]
    _now[0].begin()
    return _now[0]


def ending() -> Ending:
    """Of the test that runs; one that nobody looks after where a test has none."""
    return _now[0] if _now else Ending()


def close_all() -> None:
    """Every dialog and menu that waits, the innermost first; none is asked whether it wants to."""
    if (menu := QApplication.activePopupWidget()) is not None:
        menu.close()
    for _time in range(len(QApplication.topLevelWidgets())):
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            return
        if isinstance(dialog, QDialog):
            QDialog.done(dialog, QDialog.DialogCode.Rejected)  # not its own, which may ask or refuse
        else:
            dialog.hide()


def told() -> list[str]:
    """Where the window stands: lines for who reads why a test failed."""
    focus = QApplication.focusWidget()
    return [
        f"Dialog: {_named(QApplication.activeModalWidget())}",
        f"Window: {_named(QApplication.activeWindow())}",
        f"Focus: {_named(focus)} {getattr(focus, 'text', str)()!r}",
    ]


def _named(what: QObject | None) -> str:
    if what is None:
        return "nothing"
    words = what.windowTitle() or what.accessibleName() if isinstance(what, QWidget) else ""
    return f"{type(what).__name__} {words!r}"
