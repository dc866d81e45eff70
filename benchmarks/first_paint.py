"""`python -m benchmarks.first_paint WHAT [FOLDER]`: a window that leaves as soon as it has been painted.

WHAT is `empty` (nothing but Qt), `named` (the same with the names of Qt's enumerations, which PySide6 makes all at
once when the first is asked for), `post` (the verifier of a post of customs,
its field ready for a scan), `program` (the program, opening the office in FOLDER behind its first page) or
`office` (the same, until that office is on the screen).
"""

import os
import sys
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


def main(what: str, folder: str = "") -> int:
    """Show it; the process ends by itself."""
    if what in ("empty", "named"):
        if what == "named":
            from PySide6.QtCore import Qt  # noqa: F401  # only what importing it costs
        app = QApplication(sys.argv[:1])
        window = _leaving_when_painted(QMainWindow)()
        window.resize(1180, 780)
        window.show()
        return app.exec()
    if what == "post":
        from pathlib import Path

        from certapp.ui.post import opening
        from certapp.ui.post.window import PostWindow

        setattr(opening, "PostWindow", _leaving_when_painted(PostWindow))  # noqa: B010  # as below
        return opening.open_post(Path(folder), None, "en")
    from certapp.ui import application
    from certapp.ui.window import MainWindow

    leaving = _leaving_when_painted if what == "program" else _leaving_with_the_office
    setattr(application, "MainWindow", leaving(MainWindow))  # noqa: B010  # the name is the program's, not ours to set
    return application.run([f"--office={folder}"])


def _leaving_when_painted(kind: Any) -> Any:
    class Leaving(kind):  # type: ignore[misc]
        def paintEvent(self, event: "QPaintEvent") -> None:  # noqa: N802  # Qt's name
            super().paintEvent(event)
            QTimer.singleShot(0, _leave)  # when what is inside has been painted too

    return Leaving


def _leaving_with_the_office(kind: Any) -> Any:
    class Leaving(kind):  # type: ignore[misc]
        def enter(self, opened: object) -> None:
            super().enter(opened)
            QApplication.processEvents()
            self.repaint()
            QTimer.singleShot(0, _leave)

    return Leaving


def _leave() -> None:
    os._exit(0)  # tidying up is not what is measured


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
