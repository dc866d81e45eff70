"""Locks an open office: when nobody is there, when the screen is locked, and when somebody says so."""

import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from certapp.ui.common import settings
from certapp.ui.lock.idle import IdleWatch
from certapp.ui.lock.screen import ScreenLock

if TYPE_CHECKING:
    from certapp.service.office import Actor
    from certapp.ui.lock.page import LockPage
    from certapp.ui.window import MainWindow

MINUTES: Final = (1, 2, 4, 10, 30)
"""What may be chosen."""


class Guard(QObject):
    """One for the window. Locking drops the unlocked key, closes dialogs and covers the pages; drafts are kept."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.page: LockPage | None = None
        self._user = ""
        self._focus: QWidget | None = None
        self.idle = IdleWatch(lambda: settings.load().lock_minutes, self)
        self.screen = ScreenLock(int(window.winId()) if sys.platform == "win32" else 0, self)
        self.idle.idle.connect(self.lock)
        self.screen.locked.connect(self.lock)

    @property
    def locked(self) -> bool:
        """Whether the office is covered."""
        return self.page is not None

    def lock(self) -> None:
        """Lock the open office, if there is one and it is not locked already."""
        workspace = self._window.workspace
        if workspace is None or self.locked:
            return
        self._focus = self._window.focusWidget()
        workspace.flush()  # what cannot be saved now stays in the form, behind the page
        session = workspace.session
        self._user = session.actor.id if session.actor is not None else self._user
        _close_dialogs(self._window)
        session.log_out()
        self.cover()

    def cover(self) -> None:
        """Put the page over the office; again after the language was changed."""
        workspace = self._window.workspace
        if workspace is None:
            return
        from certapp.ui.lock.page import LockPage  # not before it is needed

        self.page = LockPage(workspace.session.office, self._user)
        self.page.unlocked.connect(self._unlock)
        self.page.close_wanted.connect(self._window.leave)
        self._window.show_locked(self.page)

    def forget(self) -> None:
        """The office was closed: nothing is locked any more."""
        self.page, self._user, self._focus = None, "", None

    def _unlock(self, actor: "Actor") -> None:
        page, self.page = self.page, None
        workspace = self._window.workspace
        if page is None or workspace is None:
            return
        workspace.session.log_in(actor)
        self._window.show_unlocked(page)
        self.idle.touch()
        if self._focus is not None and isValid(self._focus) and self._focus.isVisible():
            self._focus.setFocus()
        self._focus = None


def _close_dialogs(window: QWidget) -> None:
    """Everything beside the window shows something of the office."""
    for each in QApplication.topLevelWidgets():
        if each is window or not each.isVisible():
            continue
        if isinstance(each, QDialog):
            each.reject()
        else:
            each.close()
