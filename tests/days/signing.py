"""What people type when the window asks who they are, and for secrets."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from tests.days.conftest import ALT
from tests.ui.keyboard import Keyboard


def type_secret(keys: Keyboard, secret: str, then: Callable[[], None] = lambda: None) -> Callable[[], None]:
    """Types it into the dialog that asks, `then` makes ready for the next one before Enter."""

    def act() -> None:
        keys.type(secret)
        then()
        keys.press(Qt.Key.Key_Return)

    return act


def another(keys: Keyboard, name: str, secret: str, then: Callable[[], None] = lambda: None) -> Callable[[], None]:
    """The second person chooses the name and types the passphrase."""

    def act() -> None:
        keys.press(Qt.Key.Key_E, ALT)
        keys.type(name)
        keys.press(Qt.Key.Key_P, ALT)
        keys.type(secret)
        then()
        keys.press(Qt.Key.Key_Return)

    return act
