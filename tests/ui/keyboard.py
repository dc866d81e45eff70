"""A person who has no mouse: keys go where the window has its focus, and each is counted."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QWidget

from tests.ui.ending import ending

MOST_TABS = 400
POLL_MS, PATIENCE_S = 20, 60
SENT_WITHIN_S, PRESSED_WITHIN_S, RELEASED_WITHIN_S, TRIES = 30, 8, 0.6, 3
"""How long the X server may take for keys, the window until it has seen all pressed, and then let go again. Keys of
which none came to any window are sent again, as a person would."""
Until = Callable[[Callable[[], bool]], None]


@dataclass
class Keyboard:
    """`keys`: pressed so far, a chord of several as one."""

    until: Until
    keys: int = 0
    passed: list[str] = field(default_factory=list)
    """The names of what the last walk went through."""

    @property
    def at(self) -> QWidget:
        """Where the next key goes: an open list before anything else."""
        self.until(lambda: QApplication.focusWidget() is not None)
        widget = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert widget is not None
        return widget

    @property
    def name(self) -> str:
        """What a screen reader calls the widget with the focus."""
        widget = QApplication.focusWidget()
        return "" if widget is None else widget.accessibleName() or str(getattr(widget, "text", str)())

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, times: int = 1) -> None:
        """One key, alone or with others held."""
        for _time in range(times):
            QTest.keyClick(self.at, key, held)
            self._settle()

    def type(self, words: str) -> None:
        """Words, a key for each character."""
        for character in words:
            QTest.keyClicks(self.at, character)
            self._settle()

    def fill(self, words: str) -> None:
        """Words into the field, then on to the next."""
        self.type(words)
        self.press(Qt.Key.Key_Tab)

    def tab_to(self, name: str, *, back: bool = False) -> None:
        """Tab until what is called so has the focus."""
        self.passed = []
        for _step in range(MOST_TABS):
            if self.name == name:
                return
            self.passed.append(self.name)
            self.press(Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never came to {name!r}, but to {self.passed}")

    def _settle(self) -> None:
        """The window may answer before the next key, as it may between the keys of a person."""
        self.keys += 1
        QApplication.processEvents()


_CALLED = {Qt.Key.Key_PageDown: "Next", Qt.Key.Key_PageUp: "Prior", Qt.Key.Key_Backtab: "shift+Tab"}
"""Keys that X calls otherwise than Qt."""
_HELD = {
    Qt.KeyboardModifier.ControlModifier: "ctrl",
    Qt.KeyboardModifier.AltModifier: "alt",
    Qt.KeyboardModifier.ShiftModifier: "shift",
}


class DisplayKeyboard(Keyboard):
    """The same keys sent by the X server (xdotool), to the window that has its focus there, as from a real keyboard."""

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, times: int = 1) -> None:
        """One key, alone or with others held."""
        name = _CALLED.get(key) or key.name.removeprefix("Key_")
        chord = "+".join((*(words for each, words in _HELD.items() if each in held), _by_x(name)))
        for _time in range(times):
            self._send(1, "key", "--clearmodifiers", chord)

    def type(self, words: str) -> None:
        """Words, a key for each character."""
        self._send(len(words), "type", "--delay", "2", words)

    def _send(self, keys: int, *words: str) -> None:
        """Until the window has seen all of them pressed and let go again; a window that is gone sees none let go."""
        assert self.at is not None
        app, seen = QApplication.instance(), _Keys()
        assert app is not None
        app.installEventFilter(seen)
        try:
            for _try in range(TRIES):
                subprocess.run(["xdotool", *words], check=True, timeout=SENT_WITHIN_S)
                if _wait(lambda: seen.pressed >= keys, PRESSED_WITHIN_S) or seen.pressed:
                    break
                # A busy window manager had not given the window back what the dialog before it had.
                ending().note(f"no window was there for {words}")
                if (window := QApplication.activeModalWidget() or QApplication.activeWindow()) is not None:
                    window.activateWindow()
            if seen.pressed < keys:
                raise AssertionError(f"of {keys} keys {seen.pressed} came to the window: xdotool {' '.join(words)}")
            _wait(lambda: seen.released >= keys, RELEASED_WITHIN_S)
        finally:
            app.removeEventFilter(seen)
        self.keys += keys
        QApplication.processEvents()


def _wait(holds: Callable[[], bool], seconds: float) -> bool:
    """Whether it held before the time was over."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        ending().check()
        QTest.qWait(2)
    return holds()


class _Keys(QObject):
    """Counts the keys pressed and let go that came from outside to any window of the program, and notes them.

    Qt asks with a ShortcutOverride before each press, also before one that a shortcut takes.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pressed = self.released = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if isinstance(event, QKeyEvent) and isinstance(watched, QWindow):
            kind = event.type()
            ending().note(
                f"{kind.name} {event.text()!r} {event.key():x} auto={event.isAutoRepeat()} {watched.objectName()}"
            )
            if event.key() not in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt):
                self.pressed += kind == QEvent.Type.ShortcutOverride
                self.released += kind == QEvent.Type.KeyRelease
        return False


def _by_x(name: str) -> str:
    return name.lower() if len(name) == 1 or name == "Space" else name


def choose_by_keyboard(keys: Keyboard, folder: Path, name: str, then: Callable[[], None] = lambda: None) -> None:
    """Types a name into the dialog for files as soon as it takes one; it shows the folder of the last time.

    `then` makes ready for what asks next, before Enter.
    """

    def takes_a_name() -> bool:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            return False
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        if line is not None and line.hasFocus() and dialog.isActiveWindow():
            return True
        dialog.activateWindow()  # as a window manager would
        return False

    def type_it() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        assert line is not None
        dialog.setDirectory(str(folder))
        keys.until(line.hasFocus)
        keys.type(name)
        assert line.text() == name, f"{name!r} was typed, and {line.text()!r} stands there"
        then()
        keys.press(Qt.Key.Key_Return)

    as_soon_as(takes_a_name, type_it, f"no dialog for files came that takes {name!r}")


def come_back_to(window: QWidget, until: Until) -> None:
    """What a window manager does when a dialog is opened, or the one above a window is closed."""

    def is_active() -> bool:
        if window.isActiveWindow() and QApplication.focusWidget() is not None:
            return True
        window.activateWindow()  # only then: a late answer to it would take the keys from the next dialog
        return False

    until(is_active)


def answer(dialog: type[QDialog], act: Callable[[], None]) -> None:
    """As soon as a dialog of this kind waits for keys, `act` presses them."""

    def waits_for_keys() -> bool:
        found = QApplication.activeModalWidget()
        if not isinstance(found, dialog):
            return False
        if found.isActiveWindow() and QApplication.focusWidget() is not None:
            return True
        found.activateWindow()  # as a window manager would
        return False

    as_soon_as(waits_for_keys, act, f"no {dialog.__name__} came")


def as_soon_as(comes: Callable[[], bool], act: Callable[[], None], otherwise: str) -> None:
    """Once `comes` is true of another dialog than the one that is open now, `act`, in whichever loop of Qt that is.

    The dialog that is open now may stay for a while after its Enter, and be of the same kind as the next: what is meant
    for that one must not be typed into it. The test fails with `otherwise` where none comes.
    """
    its, end, now = ending(), time.monotonic() + PATIENCE_S, QApplication.activeModalWidget()

    def look() -> None:
        if its.over or its.wrong:
            return
        if (now is None or QApplication.activeModalWidget() is not now) and comes():
            its.guarded(act)
        elif time.monotonic() > end:
            its.give_up(f"After {PATIENCE_S} seconds {otherwise}")
        else:
            QTimer.singleShot(POLL_MS, look)

    QTimer.singleShot(POLL_MS, look)
