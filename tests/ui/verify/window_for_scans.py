"""`python -m tests.ui.verify.window_for_scans PACKAGE NOW`: the verify page in a window; a line for each verdict."""

import json
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from certapp.trust.package import read_package
from certapp.trust.view import view_of
from certapp.ui.common.background import let_the_window_first
from certapp.ui.common.order import focus_round
from certapp.ui.verify.checking import Checked
from certapp.ui.verify.view import VerifyView

TITLE = "verify page for scans"


def main(package: str, now: str) -> int:
    """Until it is killed."""
    app = QApplication(sys.argv[:1])
    let_the_window_first()
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
        focus_round(page, forward=True)  # the next scan finds the focus somewhere else

    page.verified.connect(tell)
    page.resize(1000, 700)
    page.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
