"""The whole screen for a window, and back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow


def turn_full_screen(window: QMainWindow) -> None:
    """From the window to the whole screen, or back to what the window was."""
    window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
