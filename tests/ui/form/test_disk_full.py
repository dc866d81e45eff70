"""No room on the disk while somebody types: said in a sentence, nothing is lost, and it is saved when there is room."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from certapp.paths import FORMS
from tests.ui.form.full_disk import WORDS

ROOM = 3 << 20
_MOUNT = 'mount -t tmpfs -o size="$1" none "$2"'
"""A disk in memory that only this process and its children see."""


def can_mount(folder: Path) -> bool:
    if shutil.which("unshare") is None:
        return False
    words = ("unshare", "-rm", "sh", "-c", _MOUNT, "sh", "1m", str(folder))
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def test_what_is_typed_while_the_disk_is_full_is_kept_in_the_form_and_saved_later(
    training_folder: Path, tmp_path: Path
) -> None:
    if not can_mount(tmp_path):
        pytest.skip("a small disk cannot be mounted here")
    size = ROOM + sum(path.stat().st_size + 4096 for path in training_folder.rglob("*"))
    act = f'{_MOUNT} && cp -r "$3" "$2/office" && exec "$4" -m tests.ui.form.full_disk "$2/office"'
    words = ("unshare", "-rm", "sh", "-c", act, "sh", str(size), str(tmp_path), str(training_folder), sys.executable)
    ended = subprocess.run(words, capture_output=True, text=True, cwd=FORMS.parent, timeout=200, check=False)
    assert ended.returncode == 0, ended.stderr
    seen = json.loads(ended.stdout.splitlines()[-1])
    assert seen["said"]
    assert seen["sentence"].startswith("The disk is full")
    assert not seen["closed with no room"]
    assert seen["in the form"]
    assert seen["on the disk, no room"]  # as it was before, not half of something
    assert seen["saved by itself"]
    assert seen["all there"]
    assert seen["letters"] == len(WORDS) + len("and a word")
    assert not seen["still said"]
    assert seen["whole"] == "ok"
    assert seen["closed with room"]
