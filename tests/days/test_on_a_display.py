"""The same days in a real window: on an X display, under a window manager, with keys that the X server sends."""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from tests.display import needs_display
from tests.offices import TRAINING, training_office

LONGEST_S, LONGEST_TEST_S = 600, 240
"""Of all days together, and of each part of them. On two cores they take 30 to 75 s; beside three
programs that never pause the days of the keys took 404 s."""
pytestmark = [needs_display, pytest.mark.timeout(2 * LONGEST_S + 60)]  # once more where one went wrong
ROOT = Path(__file__).parents[2]
TOLD = 6000
LAYOUTS = ("us", "fr", "de", "es", "ara", "ru") if os.environ.get("CERTAPP_LAYOUTS") == "all" else ("fr",)
"""Of the scanner's computer. All six were tried; one is in each check."""
DESK = ("test_desk_day.py",)
SUPERVISOR = ("test_supervisor_day.py",)
KEYS = ("test_key_keeper_day.py",)
if os.environ.get("CERTAPP_DAYS") == "all":  # off screen they all go in each check
    DESK += ("test_desk_afternoon.py",)
    SUPERVISOR += ("test_supervisor_decides.py", "test_supervisor_month.py")
    KEYS += ("test_headquarters_day.py", "test_theft_day.py", "test_second_desk_day.py")
    KEYS += ("test_trust_pack_day.py", "test_spare_pc_day.py")


@pytest.mark.parametrize("days", [DESK, SUPERVISOR, KEYS], ids=["desk", "supervisor", "keys"])
def test_the_days_of_the_office_go_the_same_in_a_real_window(display: dict[str, str], days: tuple[str, ...]) -> None:
    _go(days, display)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_shift_at_the_border_goes_the_same_in_a_real_window(display: dict[str, str], layout: str) -> None:
    _go(("test_border_post.py",), {**display, "CERTAPP_LAYOUT": layout})


def _go(days: tuple[str, ...], display: dict[str, str]) -> None:
    keys = {**display, "CERTAPP_KEYS": "display", TRAINING: str(training_office())}
    went, told = _gone(days, keys)
    if not went:  # a machine so busy that xdotool stops in the midst of a word spoils a day; not twice in a row
        warnings.warn(f"a day went wrong once: {told[-TOLD:]}", stacklevel=1)
        went, told = _gone(days, keys)
    assert went, told[-TOLD:]


def _gone(days: tuple[str, ...], keys: dict[str, str]) -> tuple[bool, str]:
    """Whether all went well, and what was said. What never comes to its end says where it stands, and is ended."""
    command = [sys.executable, "-m", "pytest", *(f"tests/days/{day}" for day in days), "-q", "-p", "no:cacheprovider"]
    # With the seal on a token; with a key file they go off screen.
    command += ["-k", "not [key]"]
    # By a thread: what a signal raises is lost in the loop of a dialog.
    command += ["-o", "timeout_method=thread", f"--timeout={LONGEST_TEST_S}"]
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=keys,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LONGEST_S,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
        words = said if isinstance(said, str) else said.decode(errors="replace")
        return False, f"{words}\nnot over after {LONGEST_S} seconds"
    return done.returncode == 0, done.stdout
