"""Who sits at the keyboard."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from certapp.service.training import PREPARER, passphrase
from certapp.ui.common.person import PersonDialog
from certapp.ui.supervise.view import SuperviseView
from certapp.ui.window import MainWindow
from certapp.ui.workspace import Workspace
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


def check_the_journal(keys: Keyboard, workspace: Workspace) -> SuperviseView:
    """From wherever the supervisor is; gives the page, on which the check goes on."""
    keys.press(Qt.Key.Key_6, CONTROL)
    page = workspace.page
    assert isinstance(page, SuperviseView)
    keys.tab_to("Check the &journal")
    keys.press(Qt.Key.Key_Return)
    return page
