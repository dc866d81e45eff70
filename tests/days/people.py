"""Who sits at the keyboard."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from certapp.service.training import PREPARER, passphrase
from certapp.ui.common.person import PersonDialog
from certapp.ui.window import MainWindow
from tests.days.conftest import ALT, CONTROL
from tests.ui.keyboard import Keyboard, Until, answer, come_back_to

Look = Callable[[str], None]


def log_in(
    keys: Keyboard,
    window: MainWindow,
    until: Until,
    look: Look = lambda name: None,
    who: str = PREPARER,
    called: str = "Clara",
) -> None:
    """By name, with the passphrase typed; whoever was there before goes."""

    def type_it() -> None:
        keys.press(Qt.Key.Key_E, ALT)
        keys.type(called)
        keys.press(Qt.Key.Key_P, ALT)
        look("1-log-in")
        keys.type(passphrase(who))
        keys.press(Qt.Key.Key_Return)

    answer(PersonDialog, type_it)
    keys.press(Qt.Key.Key_L, CONTROL)
    assert window.workspace is not None
    session = window.workspace.session
    until(lambda: session.actor is not None and session.actor.id == who)
    come_back_to(window, until)
