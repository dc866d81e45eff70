"""Writing one file in the background and saying where it is."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from certapp.ui.common.background import in_background
from certapp.ui.common.notice import Notice
from certapp.ui.common.words import _


def save(owner: QWidget, notice: Notice, path: Path, content: Callable[[], bytes]) -> None:
    """Write what `content` gives to `path`; `notice` says that it is there, or what is wrong with it."""

    def work() -> None:
        from certapp.service.carrying import write_out

        write_out(path, content())

    def done(_none: None) -> None:
        notice.show_done(_("Saved: {file}").format(file=path))

    in_background(owner, work, done, notice.show_refusal)
