"""A post's day on a real display: the window opens by itself, a scanner types, nobody touches the mouse."""

import json
import subprocess
import sys
import time
from pathlib import Path

from certapp.service.office import Office
from certapp.service.post import Post
from tests.display import PATIENCE_S, needs_display, quit_by_keys, window_called, xdotool

pytestmark = needs_display
TITLE = "Verify export certificates"


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
        window_called(display, TITLE)
        for _again in range(6):  # keys that come while a window is just being shown may go nowhere
            xdotool(display, "type", "--delay", "5", f"{code}\n")
            deadline = time.monotonic() + PATIENCE_S / 3
            while _outcome(post) != "UNKNOWN_ISSUER" and time.monotonic() < deadline:
                time.sleep(0.1)
            if _outcome(post) == "UNKNOWN_ISSUER":
                break
        xdotool(display, "key", "F11")
        time.sleep(0.5)
        said = quit_by_keys(display, program)
    finally:
        program.kill()
    assert program.returncode == 0, said
    line = json.loads(post.history.read_text().splitlines()[-1])
    assert (line["outcome"], line["reasons"]) == ("UNKNOWN_ISSUER", ["COUNTRY_UNKNOWN"])
    assert post.settings().full_screen
