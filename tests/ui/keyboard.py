"""A person who has no mouse: keys go where the window has its focus, and each is counted."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

MOST_TABS = 400


@dataclass
class Keyboard:
    """`keys`: pressed so far, a chord of several as one."""

    until: Callable[[Callable[[], bool]], None]
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
