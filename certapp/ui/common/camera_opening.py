"""Opening a camera: QtMultimedia is an addition that need not be there, and only who wants a camera waits for it."""

from collections.abc import Callable

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from certapp.model.errors import Refusal


def take_photographs(
    parent: QWidget, take: Callable[[list[QImage]], None], refused: Callable[[Refusal], None], *, one: bool = False
) -> None:
    """Let somebody take photographs, or `one`; `take` gets them, `refused` why there is no camera to be had."""
    try:
        from certapp.ui.common.photographing import CameraDialog
    except ImportError as problem:
        refused(camera_missing(problem))
        return
    dialog = CameraDialog(parent, one=one)
    dialog.accepted.connect(lambda: take(dialog.taken))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def camera_missing(problem: ImportError) -> Refusal:
    """The addition is not installed, or a library of the system that it needs."""
    if isinstance(problem, ModuleNotFoundError):
        return Refusal("CAMERA_NOT_INSTALLED")
    return Refusal("CAMERA_LIBRARY_MISSING", detail=str(problem).partition(":")[0])
