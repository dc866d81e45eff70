"""The system's dialogs for files and folders."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from certapp.ui.common.words import _


def choose_file(parent: QWidget, title: str, kinds: str = "") -> Path | None:
    """A file to read; None where the user gave up. `kinds`: Qt's filter, 'PDF (*.pdf)'."""
    name = QFileDialog.getOpenFileName(parent, title, "", kinds or _("All files (*)"))[0]
    return Path(name) if name else None


def choose_files(parent: QWidget, title: str, kinds: str) -> list[Path]:
    """Files to read, none where the user gave up."""
    return [Path(name) for name in QFileDialog.getOpenFileNames(parent, title, "", kinds)[0]]


def choose_target(parent: QWidget, title: str, suggested: str, kinds: str) -> Path | None:
    """A file to write; an existing one is asked about by the dialog."""
    name = QFileDialog.getSaveFileName(parent, title, suggested, kinds)[0]
    return Path(name) if name else None


def choose_folder(parent: QWidget, title: str, start: str = "") -> Path | None:
    """A folder; the choice begins in `start`."""
    name = QFileDialog.getExistingDirectory(parent, title, start)
    return Path(name) if name else None
