"""A post's day on a real display: the window opens by itself, a scanner types, nobody touches the mouse."""

import json
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from certapp.service.office import Office
from certapp.service.post import Post
from tests.display import needs_display

pytestmark = needs_display
PATIENCE = 60
TITLE = "Verify export certificates"


def _xdotool(display: dict[str, str], *words: str) -> str:
    return subprocess.run(["xdotool", *words], env=display, capture_output=True, text=True, check=False).stdout.strip()


def _wait(display: dict[str, str], *search: str) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := _xdotool(display, "search", "--onlyvisible", *search):
            return found.splitlines()[0]
        time.sleep(0.1)
    raise AssertionError(f"no window {search!r}")


def _outcome(post: Post) -> str:
    """Of what was checked last."""
    lines = post.history.read_text().splitlines() if post.history.exists() else []
    return str(json.loads(lines[-1])["outcome"]) if lines else ""


def test_a_scan_is_judged_kept_and_the_post_leaves_as_it_came(
    display: dict[str, str], office: Office, tmp_path: Path
) -> None:
    ((code,), *_rest) = office.register.rows("SELECT code_text FROM certificate ORDER BY number")
    post = Post(tmp_path / "post")
    words = [sys.executable, "-m", "certapp", "verify", "--post", str(post.folder)]
    program = subprocess.Popen(words, env=display, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        window = _wait(display, "--name", TITLE)
        _xdotool(display, "windowactivate", "--sync", window)
        for _again in range(6):  # keys that come while a window is just being shown may go nowhere
            _xdotool(display, "type", "--delay", "5", f"{code}\n")
            deadline = time.monotonic() + PATIENCE / 3
            while _outcome(post) != "UNKNOWN_ISSUER" and time.monotonic() < deadline:
                time.sleep(0.1)
            if _outcome(post) == "UNKNOWN_ISSUER":
                break
        _xdotool(display, "key", "F11")
        for _again in range(PATIENCE // 5):
            time.sleep(0.5)
            _xdotool(display, "key", "ctrl+q")
            with suppress(subprocess.TimeoutExpired):
                program.wait(5)
                break
        said, _nothing = program.communicate(timeout=PATIENCE)
    finally:
        program.kill()
    assert program.returncode == 0, said
    line = json.loads(post.history.read_text().splitlines()[-1])
    assert (line["outcome"], line["reasons"]) == ("UNKNOWN_ISSUER", ["COUNTRY_UNKNOWN"])
    assert post.settings().full_screen
