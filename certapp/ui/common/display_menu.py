"""The menu "Display": light or dark, the language, the sheet of keys; the same in every window of the program."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu

from certapp.model import language as spoken
from certapp.ui.common import keys, settings, theme
from certapp.ui.common.words import _


class DisplayMenu(QMenu):
    """`change_language` is told the tag that was chosen."""

    def __init__(
        self,
        window: QMainWindow,
        change_language: Callable[[str], None],
        acts: tuple[tuple[str, str, Callable[[], object]], ...],
    ) -> None:
        super().__init__(_("Displa&y"), window)
        group = QActionGroup(self)
        schemes: tuple[tuple[theme.Scheme, str], ...] = (
            ("system", _("As the &desktop")),
            ("light", _("&Light")),
            ("dark", _("Dar&k")),
        )
        chosen = settings.load().scheme
        for scheme, words in schemes:
            action = QAction(words, self, checkable=True, checked=scheme == chosen)
            action.triggered.connect(lambda checked=False, scheme=scheme: _dress(scheme))
            group.addAction(action)
            self.addAction(action)
        self.addSeparator()
        self._languages(self.addMenu(_("L&anguage")), window, change_language)
        for words, name, act in acts:
            self.addAction(keys.action(words, name, act, window))

    def _languages(self, menu: QMenu, window: QMainWindow, change: Callable[[str], None]) -> None:
        """Each by its own name, so that who took a wrong one finds back."""
        group = QActionGroup(self)
        for language in spoken.offered():
            action = QAction(spoken.NAMES[language], self, checkable=True, checked=language == spoken.in_use())
            # Not at once: the menu that is open would be taken away under the mouse.
            action.triggered.connect(
                lambda checked=False, language=language: QTimer.singleShot(0, window, lambda: change(language))
            )
            group.addAction(action)
            menu.addAction(action)


def _dress(scheme: theme.Scheme) -> None:
    settings.remember(scheme=scheme)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, scheme)
