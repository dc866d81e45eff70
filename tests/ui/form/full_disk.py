"""`python -m tests.ui.form.full_disk OFFICE`: a program in whose office there is no room left while somebody types.

Tells on standard output, as JSON, what was seen.
"""

import errno
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from certapp.register import drafts
from certapp.service.drafting import open_draft
from certapp.service.office import open_office
from certapp.ui.form.view import FormView
from certapp.ui.session import Session

FIELD = "objects[2].description"
WORDS = "more than there is room for " * 20_000


def main(folder: Path) -> int:
    """Type with no room on the disk, try to close, make room."""
    app = QApplication(sys.argv[:1])
    with open_office(folder) as office:
        draft_id = next(each.id for each in drafts.lines(office.drafts) if each.title.startswith("Painted vessel"))
        before = open_draft(office, draft_id).record
        view = FormView(Session(office), draft_id)
        closed: list[bool] = []
        view.closed.connect(lambda: closed.append(True))
        view.show()
        view.go_to(FIELD)
        wait(lambda: view.cell_at(FIELD) is not None)
        cell = view.cell_at(FIELD)
        assert cell is not None
        page = cell.editor.target
        assert isinstance(page, QPlainTextEdit)
        filled = fill(folder.parent / "filler")
        page.setPlainText(WORDS)
        QTest.keyClicks(page, "and a word")
        seen: dict[str, object] = {"filled": filled, "said": wait(lambda: view.notice.isVisible())}
        seen["sentence"] = view.notice.text
        view.foot.close_form.click()
        seen["closed with no room"] = bool(closed)
        seen["in the form"] = page.toPlainText() == view.draft.record["objects"][2]["description"]
        seen["on the disk, no room"] = open_draft(office, draft_id).record == before
        (folder.parent / "filler").unlink()
        seen["saved by itself"] = wait(lambda: view.keeper.at_rest)
        seen["still said"] = view.notice.isVisible()
        seen["all there"] = open_draft(office, draft_id).record == view.draft.snapshot()
        seen["letters"] = len(open_draft(office, draft_id).record["objects"][2]["description"])
        seen["whole"] = office.drafts.value("PRAGMA integrity_check")
        view.foot.close_form.click()
        seen["closed with room"] = bool(closed)
        print(json.dumps(seen), flush=True)
        view.deleteLater()
        app.processEvents()
    return 0


def fill(path: Path) -> int:
    """Write until there is no room, to the last byte; gives how many bytes that were."""
    with path.open("wb", buffering=0) as stream:
        for size in (1 << 16, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    stream.write(bytes(size))
    try:
        with (path.parent / "more").open("wb", buffering=0) as stream:
            stream.write(bytes(1 << 12))
    except OSError as error:
        assert error.errno == errno.ENOSPC
    (path.parent / "more").unlink(missing_ok=True)
    return path.stat().st_size


def wait(holds: Callable[[], bool], seconds: int = 60) -> bool:
    """Let the window work until something holds."""
    for _ in range(20 * seconds):
        if holds():
            return True
        QTest.qWait(50)
    return False


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
