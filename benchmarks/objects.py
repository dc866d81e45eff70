"""`python -m benchmarks.objects`: the longest pause of the window while a draft of 500 objects is worked on.

A timer beats every 5 ms in the window's thread; what a beat comes too late is the pause. Nothing here fails for it.
"""

import copy
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from certapp.register import drafts
from certapp.service.drafting import OpenDraft, open_draft, save_draft
from certapp.service.office import open_office
from certapp.service.training import PREPARER, create_training_office, passphrase
from certapp.ui.form.view import FormView
from certapp.ui.session import Session

OBJECTS = 500
BEAT_MS = 5


class Heart:
    """Remembers the longest time between two beats, in milliseconds."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self.longest = 0.0
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, 1000 * (now - self._last) - BEAT_MS)
        self._last = now

    def tell(self, name: str) -> None:
        """Print the longest since the last time."""
        print(f"| {name} | {self.longest:.0f} |", flush=True)
        self.longest = 0.0


def main(wait_ms: int) -> int:
    """Open, scroll, type, add, copy; print a table. Drafts are examined and saved beside it as always."""
    app = QApplication(sys.argv[:1])
    folder = Path(tempfile.mkdtemp()) / "office"
    create_training_office(folder)
    with open_office(folder) as office:
        session = Session(office)
        session.log_in(office.log_in(PREPARER, passphrase))
        line = next(each for each in drafts.lines(office.drafts) if each.title.startswith("Painted vessel"))
        loan = open_draft(office, line.id)
        some = loan.record["objects"]
        many = [copy.deepcopy(some[index % len(some)]) for index in range(OBJECTS)]
        save_draft(office, PREPARER, OpenDraft(loan.id, {**loan.record, "objects": many}, loan.files))
        print(f"| with {OBJECTS} objects | longest pause, ms |\n|---|--:|", flush=True)
        heart = Heart()
        view = FormView(session, loan.id)
        view.resize(1180, 780)
        view.show()
        view.open_section("objects")
        QTest.qWait(wait_ms)
        heart.tell("opening")
        rows = view._pages["objects"].groups["objects"]
        for value in range(0, rows.list.verticalScrollBar().maximum(), 40):
            rows.list.verticalScrollBar().setValue(value)
            QTest.qWait(5)
        heart.tell("scrolling")
        for word in range(40):
            view.draft.set_value(view.draft.record["objects"][0], "description", "letter by letter " * word)
            QTest.qWait(50)
        QTest.qWait(wait_ms)
        heart.tell("typing")
        rows.copy_button.setEnabled(True)
        rows.remove_button.click()
        QTest.qWait(500)
        rows.add_button.click()
        QTest.qWait(wait_ms)
        heart.tell("removing and adding")
        view.keeper.stop()
    app.processEvents()
    return 0


if __name__ == "__main__":
    status = main(int(sys.argv[1]) if len(sys.argv) > 1 else 8000)
    sys.stdout.flush()
    os._exit(status)  # what is examined beside it is not waited for
