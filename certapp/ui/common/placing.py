"""Where a window stands and how large it is: as it was left, and never larger than most of the screen."""

from typing import Final

from PySide6.QtCore import QRect, QSettings, QSize, Qt
from PySide6.QtWidgets import QWidget

from certapp.ui.common import settings

OFFICE, POST = "geometry", "post"
FIRST_SIZE: Final = QSize(1180, 780)
MOST_OF_SCREEN: Final = 0.95


def place(window: QWidget, kept: str, room: QRect | None = None) -> None:
    """Put the window where it was last, or at its first size.

    `kept`: the name under which `remember_place` kept it. `room`: what the screen leaves for windows, in its own
    pixels. What does not fit is shown maximised.
    """
    geometry = _places().value(kept)
    if geometry is None or not window.restoreGeometry(geometry):
        window.resize(FIRST_SIZE)
    room = room or window.screen().availableGeometry()
    most = room.size() * MOST_OF_SCREEN
    wanted = window.size().expandedTo(window.minimumSizeHint())
    if wanted.boundedTo(most) != wanted and not window.isMaximized():
        window.resize(wanted.boundedTo(most))
        window.move(room.topLeft())
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)


def remember_place(window: QWidget, kept: str) -> None:
    """Keep where the window stands for the next time."""
    _places().setValue(kept, window.saveGeometry())


def _places() -> QSettings:
    return QSettings(str(settings.window_file()), QSettings.Format.IniFormat)
