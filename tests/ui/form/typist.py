"""`python -m tests.ui.form.typist OFFICE DRAFT FIELD`: a program that opens a draft and types until it is killed.

It tells on standard output each key once it is in the form, each save that begins and each that is done, with all that
was typed so far.
"""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from certapp.service.drafting import OpenDraft
from certapp.service.office import open_office
from certapp.ui.form.view import FormView
from certapp.ui.session import Session

KEY_S = 0.03
WORDS = "line by line what is known of it, and where it was found; "


def main(folder: str, draft_id: str, field: str) -> int:
    """Type for ever."""
    app = QApplication(sys.argv[:1])
    with open_office(Path(folder)) as office:
        view = FormView(Session(office), draft_id)
        view.show()
        view.go_to(field)
        while (cell := view.cell_at(field)) is None or not view.keeper.at_rest:
            QTest.qWait(10)
        target = cell.editor.target
        cell.editor.show_value("")
        typist = _Typist(target)
        begin = view.keeper._begin

        def begun() -> tuple[int, OpenDraft]:
            typist.tell("begun")
            return begin()

        view.keeper._begin = begun  # type: ignore[method-assign]
        view.keeper.saved.connect(lambda _at: typist.tell("saved"))
        timer = QTimer(view)
        timer.timeout.connect(typist.key)
        timer.start(int(1000 * KEY_S))
        return app.exec()


class _Typist:
    def __init__(self, target: QWidget) -> None:
        self._target = target
        self._typed = ""

    def key(self) -> None:
        letter = WORDS[len(self._typed) % len(WORDS)]
        QTest.keyClick(self._target, letter, Qt.KeyboardModifier.NoModifier)
        self._typed += letter
        self.tell("key")

    def tell(self, what: str) -> None:
        print(what, self._typed, flush=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
