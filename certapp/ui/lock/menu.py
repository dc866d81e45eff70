"""After how many minutes without anybody there the window locks by itself, as a menu."""

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from certapp.ui.common import settings
from certapp.ui.common.words import _, ngettext
from certapp.ui.lock.guard import MINUTES


class LockAfterMenu(QMenu):
    """One of `MINUTES`; the choice is this machine's."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Lock by &itself after"), parent)
        group = QActionGroup(self)
        chosen = settings.load().lock_minutes
        for minutes in MINUTES:
            words = ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
            action = QAction(words, self, checkable=True, checked=minutes == chosen)
            action.triggered.connect(lambda checked=False, minutes=minutes: settings.remember(lock_minutes=minutes))
            group.addAction(action)
            self.addAction(action)
