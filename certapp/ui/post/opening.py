"""The program as a post opens it: `certapp verify` without files. Nothing of an office is loaded."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import PySide6
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from certapp import __version__
from certapp.model.errors import Refusal
from certapp.service.post import Post
from certapp.ui.common import faults, settings, theme
from certapp.ui.common.background import let_the_window_first
from certapp.ui.common.placing import POST, place
from certapp.ui.common.speaking import speak
from certapp.ui.common.usable import no_display, unusable_qt
from certapp.ui.post.handing import Handing
from certapp.ui.post.window import PostWindow


def open_post(folder: Path | None, lists: Path | None, language: str, files: Sequence[Path] = ()) -> int:
    """Open the post's window and stay until it is closed; gives the exit status.

    `folder`: the post's own, None for that of this person. `lists` and `language` stand in for what is kept there.
    `files` are checked, or taken in where they are lists. If the post's window is open already, it comes to the front
    and gets them.

    Raises:
        Refusal: NO_DISPLAY, WINDOW_UNUSABLE.
    """
    if no_display(os.environ, sys.platform):
        raise Refusal("NO_DISPLAY")
    if unusable_qt(PySide6.__version__, sys.version_info[:2]):
        python = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Refusal("WINDOW_UNUSABLE", qt=PySide6.__version__, python=python)
    post = Post(folder or settings.post_folder(), lists)
    app = QApplication(sys.argv[:1])
    app.setApplicationName(settings.APPLICATION)
    app.setApplicationVersion(__version__)
    handing = Handing(post.folder)
    if handing.hand_over(files):
        return 0
    handing.listen()
    let_the_window_first(app)
    hook = faults.install(settings.log_folder())
    kept = post.settings()
    speak(app, language or kept.language or QLocale.system().bcp47Name())
    theme.apply(app, settings.load().scheme)
    window = PostWindow(post)
    hook.happened.connect(window.show_fault)
    handing.came.connect(window.take_files)
    if not kept.full_screen:
        place(window, POST)
    window.show()
    if files:
        window.take_files([path.resolve() for path in files])
    return app.exec()
