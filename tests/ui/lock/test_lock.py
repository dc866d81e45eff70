"""A locked office: nothing seen, no key in memory, nothing typed lost, and only a passphrase opens it again."""

import gc
import shutil
import subprocess
import sys

import pytest
from PySide6.QtCore import QRunnable, Qt, QThreadPool
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from certapp.service.training import APPROVER, PASSPHRASES, PREPARER
from certapp.trust.unlocked import UnlockedKey
from certapp.ui.common import settings
from certapp.ui.home.drafts import DraftsView
from certapp.ui.lock.idle import IdleWatch
from certapp.ui.lock.page import LockPage
from certapp.ui.window import MainWindow
from certapp.ui.workspace import Workspace
from tests.ui.conftest import Until


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    opened = MainWindow()
    qtbot.addWidget(opened, before_close_func=MainWindow.leave)
    opened.show()
    return opened


def locked(window: MainWindow) -> LockPage:
    window.lock()
    assert window.guard.page is not None
    return window.guard.page


def unlock(window: MainWindow, until: Until, user: str = PREPARER) -> None:
    page = window.guard.page
    assert page is not None
    page.people.setCurrentIndex(page.people.findData(user))
    page.field.edit.setText(PASSPHRASES[user])
    page.try_now()
    until(lambda: not window.guard.locked)


def test_nothing_is_seen_and_no_key_is_left(window: MainWindow, workspace: Workspace, until: Until) -> None:
    workspace.open_page("register")
    assert workspace.session.actor is not None
    unlocked = id(workspace.session.actor.key)  # other tests of this process may hold keys of their own
    assert any(id(each) == unlocked for each in gc.get_objects() if isinstance(each, UnlockedKey))
    page = locked(window)
    assert page.isVisible() and not workspace.isVisible()
    assert workspace.session.actor is None
    gc.collect()
    assert not any(id(each) == unlocked for each in gc.get_objects() if isinstance(each, UnlockedKey))
    assert window.who.text() == "Locked"
    assert not any(action.isEnabled() for action in workspace.go_actions)
    unlock(window, until)
    assert workspace.isVisible() and workspace.navigation.currentRow() == 2
    assert all(action.isEnabled() for action in workspace.go_actions[:5])


def test_keys_lead_nowhere_while_it_is_locked(qtbot: QtBot, window: MainWindow, workspace: Workspace) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(window, Qt.Key.Key_K, control)
    assert window.guard.locked
    for key in (Qt.Key.Key_F, Qt.Key.Key_N, Qt.Key.Key_1, Qt.Key.Key_L, Qt.Key.Key_O):
        qtbot.keyClick(window, key, control)
    assert window.guard.page is not None and window.guard.page.isVisible()
    assert not workspace.isVisible()


def test_what_was_being_typed_is_kept_and_another_may_take_over(
    window: MainWindow, workspace: Workspace, until: Until
) -> None:
    workspace.new_application()
    drafts = workspace.page
    assert isinstance(drafts, DraftsView)
    until(lambda: drafts.form is not None)
    form = drafts.form
    dialog = QDialog(window)
    dialog.show()
    locked(window)
    assert not dialog.isVisible()  # it would show something of the office
    unlock(window, until, APPROVER)
    assert drafts.form is form
    assert workspace.session.actor is not None and workspace.session.actor.id == APPROVER


def test_a_wrong_passphrase_opens_nothing(window: MainWindow, workspace: Workspace, until: Until) -> None:
    page = locked(window)
    page.try_now()
    assert page.wrong.text == "Type the passphrase."
    page.field.edit.setText("this is not the right one")
    page.try_now()
    until(lambda: page.open.isEnabled() and page.wrong.text != "Type the passphrase.")
    assert window.guard.locked and not workspace.isVisible()


def test_another_language_does_not_open_it(window: MainWindow, workspace: Workspace, until: Until) -> None:
    locked(window)
    window.change_language("fr")
    try:
        page = window.guard.page
        assert page is not None
        until(page.isVisible)
        assert window.workspace is not None and not window.workspace.isVisible()
    finally:
        window.change_language("en")
    window.leave()
    until(window.start.isVisible)
    assert not window.guard.locked


def test_minutes_without_anybody_lock(window: MainWindow, workspace: Workspace) -> None:
    QThreadPool.globalInstance().waitForDone()
    now = [0.0]
    idle = IdleWatch(lambda: settings.load().lock_minutes, window, lambda: now[0])
    heard: list[bool] = []
    idle.idle.connect(lambda: heard.append(True))
    now[0] = 4 * 60 - 1
    idle.look()
    assert heard == []
    now[0] = 4 * 60
    idle.look()
    idle.look()
    assert heard == [True]  # said once
    settings.remember(lock_minutes=1)
    idle.touch()
    now[0] += 60
    idle.look()
    assert heard == [True, True]
    window.guard.idle.idle.emit()
    assert window.guard.locked


def test_an_act_under_way_is_waited_for(window: MainWindow, qtbot: QtBot) -> None:
    now = [0.0]
    idle = IdleWatch(lambda: 1, window, lambda: now[0])
    heard: list[bool] = []
    idle.idle.connect(lambda: heard.append(True))
    now[0] = 100.0
    gate = [True]

    class Work(QRunnable):
        def run(self) -> None:
            while gate[0]:
                pass

    work = Work()
    QThreadPool.globalInstance().start(work)
    idle.look()
    assert heard == []
    gate[0] = False
    QThreadPool.globalInstance().waitForDone()
    idle.look()
    assert heard == [True]


@pytest.mark.parametrize("kept", [0, -1, 31, "4", None])
def test_no_setting_leaves_an_office_open_for_ever(kept: object) -> None:
    settings.remember(office="x")
    settings.remember(lock_minutes=kept)
    assert settings.load().lock_minutes == settings.LOCK_MINUTES


_LISTENER = """
import subprocess, sys
from PySide6.QtCore import QCoreApplication, QTimer
from certapp.ui.lock.screen import ScreenLock
app = QCoreApplication([])
lock = ScreenLock()
lock.locked.connect(lambda: (print("locked", flush=True), app.quit()))
send = ["dbus-send", "--session", "--type=signal", "/org/freedesktop/ScreenSaver",
        "org.freedesktop.ScreenSaver.ActiveChanged", "boolean:true"]
QTimer.singleShot(100, lambda: subprocess.run(send, check=True))
QTimer.singleShot(90000, app.quit)
print("listens", lock.listens, flush=True)
app.exec()
"""


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("dbus-run-session") is None, reason="needs dbus")
def test_the_screen_saver_of_the_desktop_locks() -> None:
    command = ["dbus-run-session", "--", sys.executable, "-c", _LISTENER]
    heard = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert heard.stdout.split() == ["listens", "True", "locked"], heard
