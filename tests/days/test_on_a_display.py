"""The same days in a real window: on an X display, under a window manager, with keys that the X server sends."""

import subprocess
import sys
from pathlib import Path

from tests.display import needs_display

pytestmark = needs_display
ROOT = Path(__file__).parents[2]
LONGEST = 600
DAYS = ("tests/days/test_desk_day.py", "tests/days/test_desk_afternoon.py")


def test_the_desk_official_s_day_goes_the_same_in_a_real_window(display: dict[str, str]) -> None:
    command = [sys.executable, "-m", "pytest", *DAYS, "-q", "-p", "no:cacheprovider"]
    keys = {**display, "CERTAPP_KEYS": "display"}
    done = subprocess.run(command, cwd=ROOT, env=keys, capture_output=True, text=True, timeout=LONGEST, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    assert " failed" not in done.stdout
