"""The program itself, on a real display of its own with a window manager, driven by keys."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

NEEDED = ("Xvfb", "openbox", "xdotool")
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or any(shutil.which(name) is None for name in NEEDED), reason=f"needs {', '.join(NEEDED)}"
)
PATIENCE = 60


@pytest.fixture
def display(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a program on a display that nobody else uses."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x860x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    homes = {f"XDG_{kind}_HOME": str(tmp_path / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    environment = {**os.environ, **homes, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    manager = subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    yield environment
    for process in (manager, server):
        process.terminate()
        process.wait(10)


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
        _xdotool(display, "key", "ctrl+q")
        said, _nothing = program.communicate(timeout=PATIENCE)
    finally:
        program.kill()
    assert program.returncode == 0
    assert said == ""
    log = Path(display["XDG_STATE_HOME"]) / "certapp" / "log" / "certapp.log"
    assert log.read_text() == ""
    assert (Path(display["XDG_CONFIG_HOME"]) / "certapp" / "window.ini").is_file()
