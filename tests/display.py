"""A real display of a test's own, with a window manager, and a program on it that is driven by keys (xdotool)."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

PATIENCE_S = 60
NEEDED = ("Xvfb", "openbox", "xdotool")
needs_display = pytest.mark.skipif(
    sys.platform != "linux" or any(shutil.which(name) is None for name in NEEDED), reason=f"needs {', '.join(NEEDED)}"
)


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


def xdotool(display: dict[str, str], *words: str) -> str:
    """What xdotool answers; '' where it finds nothing."""
    return subprocess.run(["xdotool", *words], env=display, capture_output=True, text=True, check=False).stdout.strip()


def window_called(display: dict[str, str], title: str) -> str:
    """The window with these words in its title, once it is seen and has the keyboard; its number."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if found := xdotool(display, "search", "--onlyvisible", "--name", title).splitlines():
            xdotool(display, "windowactivate", "--sync", found[0])
            return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no window {title!r}")


def quit_by_keys(display: dict[str, str], program: subprocess.Popen[str]) -> str:
    """Ctrl+Q until the program has ended; what it printed."""
    for _again in range(PATIENCE_S // 5):  # a key pressed while a page is being built may go nowhere
        xdotool(display, "key", "ctrl+q")
        with suppress(subprocess.TimeoutExpired):
            program.wait(5)
            break
    said, _nothing = program.communicate(timeout=PATIENCE_S)
    return said
