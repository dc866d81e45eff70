"""The window of a post: nothing but checking. Its language and its screen are the post's, kept in its folder."""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QProcess, Qt, QThreadPool
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow
from shiboken6 import delete

from certapp.model.errors import Refusal
from certapp.service.post import POST_FOLDER, Post
from certapp.ui.common import keys, settings
from certapp.ui.common.choosing import choose_folder
from certapp.ui.common.display_menu import DisplayMenu
from certapp.ui.common.editing import EditMenu
from certapp.ui.common.full_screen import turn_full_screen
from certapp.ui.common.order import focus_round
from certapp.ui.common.placing import FIRST_SIZE, POST, remember_place
from certapp.ui.common.speaking import speak
from certapp.ui.common.words import _
from certapp.ui.post.view import PostView
from certapp.ui.verify.checking import Checked
from certapp.ui.verify.sound import Ring

KEYS: Final = ("sheet", "full_screen", "quit", "verify", "verdict", "zoom_in", "zoom_out", "next_place", "place_before")
"""What of the table of keys means something here."""


class PostWindow(QMainWindow):
    """No office, no login: the field is there, and whatever is scanned is checked."""

    def __init__(self, post: Post, *, clock: Callable[[], float] = time.time, ring: Ring | None = None) -> None:
        super().__init__()
        self._folder, self._clock, self._ring = post, clock, ring
        self._last: Checked | None = None
        self.resize(FIRST_SIZE)  # where nobody puts it in its place
        self._build()
        if self.post.settings.full_screen:
            self.setWindowState(Qt.WindowState.WindowFullScreen)

    def _build(self) -> None:
        """All that has words, in the language in use."""
        self.post = PostView(self._folder, clock=self._clock, ring=self._ring)
        self.post.verify.verified.connect(self._seen)
        self.post.settled.connect(self._tell_name)
        self.setCentralWidget(self.post)
        menu = self.menuBar().addMenu(_("Pro&gram"))
        menu.addAction(keys.action(_("&Full screen"), "full_screen", lambda: turn_full_screen(self), self))
        menu.addAction(_("&Training post…"), self.choose_training)
        menu.addAction(keys.action(_("&Quit"), "quit", self.close, self))
        self.menuBar().addMenu(EditMenu(self))
        self.menuBar().addMenu(DisplayMenu(self, self.change_language, ((_("All ke&ys…"), "sheet", self.show_keys),)))
        self._tell_name()
        self.post.setFocus()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802, A002  # Qt's names
        """Tab goes as one reads."""
        return focus_round(self, forward=next) or super().focusNextPrevChild(next)

    def change_language(self, language: str) -> None:
        """Speak another language from now on; the verdict that is shown is told in it too."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.post.settle(replace(self.post.settings, language=language))
        QThreadPool.globalInstance().waitForDone()
        speak(app, language)
        self.menuBar().clear()
        delete(self.post)
        self._build()
        if self._last is not None:
            self.post.verify.show_again(self._last)

    def take_files(self, files: list[Path]) -> None:
        """Come to the front; check the files, or take them in where they are lists."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()
        self.post.verify.verify_files(files)

    def choose_training(self) -> None:
        """The samples for training have a post of their own: choose its folder."""
        folder = choose_folder(self, _("The folder of the post that came with the samples"))
        if folder is not None:
            self.open_training(folder)

    def open_training(self, folder: Path) -> None:
        """Open that post in a window of its own, beside this one."""
        found = next((each for each in (folder, folder / POST_FOLDER) if Post(each).settings().training), None)
        if found is None:
            self.post.verify.notice.show_refusal(Refusal("NO_TRAINING_POST", file=str(folder)))
        elif not QProcess.startDetached(sys.executable, ["-m", "certapp.customs", "verify", "--post", str(found)])[0]:
            self.post.verify.notice.show_refusal(Refusal("WINDOW_NOT_INSTALLED", detail=sys.executable))

    def show_keys(self) -> None:
        """The keys of this window on a sheet."""
        from certapp.ui.common.key_sheet import KeySheet  # only for those who look

        sheet = KeySheet(self, KEYS)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def show_fault(self) -> None:
        """Say that something went wrong in the program."""
        words = _("Something went wrong in the program. What was shown last may be wrong: check it again. See {file}.")
        self.post.verify.notice.show_fault(words.format(file=settings.log_folder()))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        """Remember whether the window filled the screen, else where it stood."""
        full = self.isFullScreen()
        if not full:
            remember_place(self, POST)
        if full != self.post.settings.full_screen:
            self.post.settle(replace(self.post.settings, full_screen=full))
        QThreadPool.globalInstance().waitForDone()
        super().closeEvent(event)

    def _seen(self, checked: Checked) -> None:
        self._last = checked

    def _tell_name(self) -> None:
        name = self.post.settings.name
        words = _("Verify export certificates")
        if self.post.settings.training:
            words = _("TRAINING - {title}").format(title=words)
        self.setWindowTitle(f"{name} - {words}" if name else words)
