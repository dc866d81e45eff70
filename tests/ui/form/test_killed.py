"""Killed while somebody types: at most the last second is lost, and the draft opens again.

`CERTAPP_CRASH_CYCLES=200 python -m pytest tests/ui/form/test_killed.py` is the long form.
"""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from certapp.paths import FORMS
from certapp.register import drafts
from certapp.service.office import open_office
from certapp.ui.form.view import FormView
from certapp.ui.session import Session

CYCLES = int(os.environ.get("CERTAPP_CRASH_CYCLES", "3"))
SEED = int(os.environ.get("CERTAPP_CRASH_SEED", "20261125"))
FIELD = "objects[2].description"

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL"),
    pytest.mark.timeout(60 + 20 * CYCLES),
]


def killed_after(folder: Path, draft_id: str, seconds: float) -> tuple[float, list[tuple[float, float, str]]]:
    """When the typist was killed, and for each key when it was typed, how late it was, and all that was there then."""
    words = (sys.executable, "-m", "tests.ui.form.typist", str(folder), draft_id, FIELD)
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=FORMS.parent)
    assert process.stdout is not None
    first = process.stdout.readline()  # typing has begun
    time.sleep(seconds)
    process.kill()
    at = time.monotonic()
    lines = [first, *process.stdout]
    process.wait()
    process.stdout.close()
    keys = [line.rstrip("\n").split(" ", 2) for line in lines if line.endswith("\n")]
    return at, [(float(when), float(late), typed) for when, late, typed in keys]


@pytest.mark.skipif(sys.platform not in {"linux", "darwin"}, reason="one clock for all processes")
def test_killed_while_typing_at_most_the_last_second_is_lost(
    office_folder: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    with open_office(office_folder) as office:
        draft_id = next(each.id for each in drafts.lines(office.drafts) if each.title.startswith("Painted vessel"))
    dice = random.Random(SEED)
    for _cycle in range(CYCLES):
        at, keys = killed_after(office_folder, draft_id, dice.uniform(1.2, 3.0))
        with open_office(office_folder) as office:
            view = FormView(Session(office), draft_id)
            qtbot.addWidget(view)
            kept = str(view.draft.record["objects"][2].get("description") or "")
            view.keeper.stop()
        typed = keys[-1][2]
        assert typed.startswith(kept)  # as it was at a moment, never half of it or anything else
        lost = [when for when, _late, text in keys if len(text) > len(kept)]
        halted = sum(late for _when, late, _text in keys[-len(lost) - 40 :])  # the machine had no time for either
        assert not lost or at - lost[0] <= 1.0 + halted, f"{len(lost)} keys lost, the first {at - lost[0]:.2f} s ago"
        assert kept
