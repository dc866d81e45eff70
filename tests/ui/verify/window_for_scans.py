"""`python -m tests.ui.verify.window_for_scans PACKAGE NOW`: the verify page in a window; a line for each verdict.

A line too for each press of a key that no code has: what the layout that the program knows makes of it. In the midst of
each scan, and between its first keys, the window hangs for longer than the pauses that end a scan.
"""

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication

from certapp.scan.wedge import HOLD_MS, PAUSE_MS
from certapp.trust.package import read_package
from certapp.trust.view import view_of
from certapp.ui.common.background import let_the_window_first
from certapp.ui.common.order import focus_round
from certapp.ui.verify.checking import Checked
from certapp.ui.verify.view import VerifyView

TITLE = "verify page for scans"
HANGS_S = {2: 1.2 * HOLD_MS / 1000, 50: 1.2 * PAUSE_MS / 1000}
"""Seconds for which the window does nothing, by which key of a scan it was."""


NO_CODE_HAS_IT = 47
"""The number of the key `;`."""


class Hanging(QObject):
    """Counts the keys of a code pressed since the last verdict, and hangs at some."""

    def __init__(self) -> None:
        super().__init__()
        self.keys = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, QWindow) and isinstance(event, QKeyEvent):
            if event.nativeScanCode() == NO_CODE_HAS_IT:
                print(json.dumps({"letter": event.text()}), flush=True)
                return True
            self.keys += 1
            time.sleep(HANGS_S.get(self.keys, 0))
        return False


def main(package: str, now: str) -> int:
    """Until it is killed."""
    app, hanging = QApplication(sys.argv[:1]), Hanging()
    app.installEventFilter(hanging)
    let_the_window_first(app)
    view = view_of([read_package(Path(package).read_bytes())])
    page = VerifyView(lambda: view, dict, clock=lambda: float(now))
    page.setWindowTitle(TITLE)

    def tell(checked: Checked) -> None:
        told = {
            "outcome": checked.found.verdict.outcome.value,
            "text": checked.found.code_text,
            "notice": page.notice.text,
            "shown": page.field.toPlainText(),
        }
        print(json.dumps(told), flush=True)
        hanging.keys = 0
        focus_round(page, forward=True)  # the next scan finds the focus somewhere else

    page.verified.connect(tell)
    page.resize(1000, 700)
    page.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
