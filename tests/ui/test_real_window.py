"""The program itself, on a real display of its own with a window manager, driven by keys."""

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.display import needs_display

pytestmark = needs_display
PATIENCE = 60


def _xdotool(display: dict[str, str], *words: str) -> str:
    return subprocess.run(["xdotool", *words], env=display, capture_output=True, text=True, check=False).stdout.strip()


def _wait_for_window(display: dict[str, str], title: str) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := _xdotool(display, "search", "--onlyvisible", "--name", title):
            return found.splitlines()[0]
        time.sleep(0.1)
    raise AssertionError(f"no window {title!r}")


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
        window = _wait_for_window(display, "Exampleland Heritage Authority")
        _xdotool(display, "windowactivate", "--sync", window)
        for keys in ("ctrl+3", "ctrl+5", "ctrl+1"):
            _xdotool(display, "key", keys)
        time.sleep(0.5)
        for _again in range(PATIENCE // 5):  # a key pressed while a page is being built may go nowhere
            _xdotool(display, "key", "ctrl+q")
            with suppress(subprocess.TimeoutExpired):
                program.wait(5)
                break
        said, _nothing = program.communicate(timeout=PATIENCE)
    finally:
        program.kill()
    assert program.returncode == 0
    assert said == ""
    log = Path(display["XDG_STATE_HOME"]) / "certapp" / "log" / "certapp.log"
    assert log.read_text() == ""
    assert (Path(display["XDG_CONFIG_HOME"]) / "certapp" / "window.ini").is_file()
