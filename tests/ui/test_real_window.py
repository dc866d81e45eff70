"""The program itself, on a real display of its own with a window manager, driven by keys."""

import subprocess
import sys
import time
from pathlib import Path

from tests.display import needs_display, quit_by_keys, window_called, xdotool

pytestmark = needs_display


def test_the_program_opens_an_office_obeys_keys_and_leaves_it_whole(
    display: dict[str, str], office_folder: Path
) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "certapp", f"--office={office_folder}"],
        env=display,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        window_called(display, "Exampleland Heritage Authority")
        for keys in ("ctrl+3", "ctrl+5", "ctrl+1"):
            xdotool(display, "key", keys)
        time.sleep(0.5)
        said = quit_by_keys(display, program)
    finally:
        program.kill()
    assert program.returncode == 0
    assert said == ""
    log = Path(display["XDG_STATE_HOME"]) / "certapp" / "log" / "certapp.log"
    assert log.read_text() == ""
    assert (Path(display["XDG_CONFIG_HOME"]) / "certapp" / "window.ini").is_file()
