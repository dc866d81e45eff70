"""A person who has no mouse: keys go where the window has its focus, and each is counted."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QWidget

MOST_TABS = 400
POLL_MS, PATIENCE = 20, 1500
RELEASED_WITHIN = 300
"""Times two milliseconds until a key that was sent is let go again."""
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
        """Until the window has seen all of them let go again; a window that is gone sees none."""
        assert self.at is not None
        app, seen = QApplication.instance(), _Released()
        assert app is not None
        app.installEventFilter(seen)
        try:
            done = subprocess.run(["xdotool", *words], check=True)
            left = RELEASED_WITHIN
            while seen.count < keys and left:
                QTest.qWait(2)
                left -= 1
        finally:
            app.removeEventFilter(seen)
        assert done.returncode == 0
        self.keys += keys
        QApplication.processEvents()


class _Released(QObject):
    """Counts the keys let go that came from outside to any window of the program."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if event.type() == QEvent.Type.KeyRelease and isinstance(watched, QWindow) and isinstance(event, QKeyEvent):
            self.count += event.key() not in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt)
        return False


def _by_x(name: str) -> str:
    return name.lower() if len(name) == 1 or name == "Space" else name


def choose_by_keyboard(keys: Keyboard, folder: Path, name: str, then: Callable[[], None] = lambda: None) -> None:
    """Types a name into the dialog for files as soon as it takes one; it shows the folder of the last time.

    `then` makes ready for what asks next, before Enter.

    A dialog that never takes the keyboard is closed, so that the test fails where it looks for what was chosen.
    """
    left = PATIENCE

    def type_it() -> None:
        nonlocal left
        left -= 1
        dialog = QApplication.activeModalWidget()
        line = dialog.findChild(QLineEdit, "fileNameEdit") if isinstance(dialog, QFileDialog) else None
        if isinstance(dialog, QFileDialog) and line is not None and line.hasFocus():
            dialog.setDirectory(str(folder))
            keys.until(line.hasFocus)
            keys.type(name)
            assert line.text() == name
            then()
            keys.press(Qt.Key.Key_Return)
        elif left:
            if isinstance(dialog, QFileDialog):
                dialog.activateWindow()  # as a window manager would
            QTimer.singleShot(POLL_MS, type_it)
        elif isinstance(dialog, QFileDialog):
            dialog.reject()

    QTimer.singleShot(POLL_MS, type_it)


def come_back_to(window: QWidget, until: Until) -> None:
    """What a window manager does when a dialog is opened, or the one above a window is closed."""

    def is_active() -> bool:
        window.activateWindow()
        return window.isActiveWindow() and QApplication.focusWidget() is not None

    until(is_active)


def answer(dialog: type[QDialog], act: Callable[[], None]) -> None:
    """As soon as a dialog of this kind waits for keys, `act` presses them."""

    def look() -> None:
        found = QApplication.activeModalWidget()
        if isinstance(found, dialog) and found.isActiveWindow() and QApplication.focusWidget() is not None:
            act()
            return
        if isinstance(found, dialog):
            found.activateWindow()  # as a window manager would
        QTimer.singleShot(POLL_MS, look)

    QTimer.singleShot(POLL_MS, look)
