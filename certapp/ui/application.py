"""The program with its window: begun, dressed, watched over, left."""

import sys
from pathlib import Path

import PySide6
from PySide6.QtCore import QLocale, QTimer
from PySide6.QtWidgets import QApplication

from certapp import __version__
from certapp.ui.common import faults, settings, theme
from certapp.ui.common.background import let_the_window_first
from certapp.ui.common.placing import OFFICE, place
from certapp.ui.common.speaking import speak
from certapp.ui.common.usable import unusable_qt
from certapp.ui.window import MainWindow

_OFFICE, _AUDIT = "--office=", "--audit="


def run(arguments: list[str]) -> int:
    """Open the window and stay until it is closed; gives the exit status.

    `--office=DIR` opens that office, `--audit=DIR` the check of that copy for auditors; else the last office, else the
    training office of this machine.
    """
    if wrong := unusable_qt(PySide6.__version__, sys.version_info[:2]):
        print(wrong, file=sys.stderr)
        return 2
    app = QApplication(sys.argv[:1])
    app.setApplicationName(settings.APPLICATION)
    app.setApplicationVersion(__version__)
    let_the_window_first(app)
    hook = faults.install(settings.log_folder())
    kept = settings.load()
    speak(app, kept.language or QLocale.system().bcp47Name())
    theme.apply(app, kept.scheme)
    window = MainWindow()
    hook.happened.connect(window.show_fault)
    place(window, OFFICE)
    window.show()
    QTimer.singleShot(0, lambda: begin(window, arguments))  # the window is there first
    return app.exec()


def begin(window: MainWindow, arguments: list[str]) -> None:
    """Open what is asked for, or what was open last, or the training office."""
    asked, copy = (
        next((each.removeprefix(word) for each in arguments if each.startswith(word)), "") for word in (_OFFICE, _AUDIT)
    )
    last = settings.load().office
    if copy:
        window.beside.check_copy(Path(copy))
    elif asked:
        window.open_office(Path(asked))
    elif last and Path(last).is_dir():
        window.open_office(Path(last))
    elif not last:
        window.open_training_office()
