"""Killed while somebody types: at most the last second is lost, and the draft opens again.

`CERTAPP_CRASH_CYCLES=200 python -m pytest tests/ui/form/test_killed.py` is the long form.
"""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from certapp.paths import FORMS
from certapp.register import drafts
from certapp.service.office import open_office
from certapp.ui.form.view import FormView
from certapp.ui.session import Session
from tests.ui.form.typist import KEY_S

CYCLES = int(os.environ.get("CERTAPP_CRASH_CYCLES", "3"))
SEED = int(os.environ.get("CERTAPP_CRASH_SEED", "20261125"))
FIELD = "objects[2].description"

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL"),
    pytest.mark.timeout(60 + 20 * CYCLES),
]


def killed_after(folder: Path, draft_id: str, keys: int) -> list[tuple[str, str]]:
    """What the typist told until it was killed, after so many keys and a first save."""
    words = (sys.executable, "-m", "tests.ui.form.typist", str(folder), draft_id, FIELD)
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=FORMS.parent)
    assert process.stdout is not None
    told: list[tuple[str, str]] = []
    for line in process.stdout:
        what, _space, typed = line.partition(" ")
        if typed.endswith("\n"):
            told.append((what, typed.removesuffix("\n")))
        if len(typed) > keys and done(told):
            process.kill()
    process.wait()
    process.stdout.close()
    return told


def done(told: list[tuple[str, str]]) -> str:
    """What had been typed when the last save that was said to be done was begun."""
    begun = [typed for what, typed in told if what == "begun"]
    return ["", *begun][sum(what == "saved" for what, _typed in told)]


def most_keys_before_a_save(told: list[tuple[str, str]]) -> int:
    """How many keys were typed at most before a save of them was begun: a machine that halts, halts both."""
    most = unsaved = 0
    for what, _typed in told:
        unsaved = unsaved + 1 if what == "key" else 0 if what == "begun" else unsaved
        most = max(most, unsaved)
    return most


def test_killed_while_typing_at_most_the_last_second_is_lost(
    office_folder: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    with open_office(office_folder) as office:
        draft_id = next(each.id for each in drafts.lines(office.drafts) if each.title.startswith("Painted vessel"))
    dice = random.Random(SEED)
    for _cycle in range(CYCLES):
        told = killed_after(office_folder, draft_id, dice.randint(1, round(3 / KEY_S)))
        with open_office(office_folder) as office:
            view = FormView(Session(office), draft_id)
            qtbot.addWidget(view)
            kept = str(view.draft.record["objects"][2].get("description") or "")
            view.keeper.stop()
        assert kept and told[-1][1].startswith(kept)  # as it was at a moment, never half of it or anything else
        assert len(kept) >= len(done(told)), "what was said to be saved is lost"
        assert most_keys_before_a_save(told) <= 1.0 / KEY_S
