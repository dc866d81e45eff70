"""The same days in a real window: on an X display, under a window manager, with keys that the X server sends."""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from tests.display import needs_display

pytestmark = [needs_display, pytest.mark.timeout(900)]  # whole days, and once more where one went wrong
ROOT = Path(__file__).parents[2]
LONGEST = 600
LAYOUTS = ("us", "fr", "de", "es", "ara", "ru") if os.environ.get("CERTAPP_LAYOUTS") == "all" else ("fr",)
"""Of the scanner's computer. All six were tried; one is in each check."""
A_THEFT = "test_supervisor_day.py::test_2_an_object_is_reported_stolen_and_the_border_laptop_says_revoked"


def test_the_desk_official_s_day_and_a_theft_go_the_same_in_a_real_window(display: dict[str, str]) -> None:
    _go(("test_desk_day.py", "test_desk_afternoon.py", A_THEFT), display)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_shift_at_the_border_goes_the_same_in_a_real_window(display: dict[str, str], layout: str) -> None:
    _go(("test_border_post.py",), {**display, "CERTAPP_LAYOUT": layout})


def _go(days: tuple[str, ...], display: dict[str, str]) -> None:
    command = [sys.executable, "-m", "pytest", *(f"tests/days/{day}" for day in days), "-q", "-p", "no:cacheprovider"]
    keys = {**display, "CERTAPP_KEYS": "display"}
    done = _gone(command, keys)
    if done.returncode:  # a machine so busy that xdotool stops in the midst of a word spoils a day; not twice in a row
        warnings.warn(f"a day went wrong once: {done.stdout[-3000:]}", stacklevel=1)
        done = _gone(command, keys)
    assert done.returncode == 0, done.stdout[-3000:]
    assert " failed" not in done.stdout


def _gone(command: list[str], keys: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, env=keys, capture_output=True, text=True, timeout=LONGEST, check=False)
