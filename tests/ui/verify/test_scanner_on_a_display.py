"""A real window gets the keys of a real keyboard: XTest presses them by number, as a scanner's USB cable does.

The scanner is set to a US keyboard; what the keys mean is up to the layout that `setxkbmap` sets.
"""

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.display import PATIENCE_S, needs_display, window_called, xdotool
from tests.scan.test_keyed import pressed
from tests.trust.authority import DAY, FOUNDED, found
from tests.ui.verify.test_keyboard_scanner import X11_CODES
from tests.ui.verify.window_for_scans import NO_CODE_HAS_IT, TITLE

pytestmark = [
    needs_display,
    pytest.mark.skipif(shutil.which("setxkbmap") is None, reason="needs setxkbmap"),
    pytest.mark.timeout(900),
]
ROOT = Path(__file__).parents[3]
ALL = {
    "us": ("", ";"),
    "fr": ("French", "m"),
    "de": ("German", "ö"),
    "es": ("", "ñ"),
    "ara": ("Arabic", "ك"),
    "ru": ("Russian", "ж"),
}
"""What is said of the layout, and what it makes of the key that no code has."""
LAYOUTS = tuple(ALL) if os.environ.get("CERTAPP_LAYOUTS") == "all" else ("us", "fr", "ara")
WITH_CAPS = ("us", "fr")
ENTER, CAPS_LOCK = 36, 66
PACE_MS = "5"
"""Between two keys: faster, the X server loses some."""
A_TRY_S = 20
TRIES = 4


class Told:
    """What the program says, line by line."""

    def __init__(self, said: IO[str]) -> None:
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=lambda: [self._lines.put(line) for line in said], daemon=True).start()

    def next(self, what: str, seconds: float) -> dict[str, str] | None:
        """The next line that has this; None where none comes."""
        until = time.monotonic() + seconds
        while True:
            try:
                line: dict[str, str] = json.loads(self._lines.get(timeout=max(0.0, until - time.monotonic())))
            except queue.Empty:
                return None
            if what in line:
                return line


def test_the_verdict_arrives_under_every_layout_with_and_without_caps_lock(
    display: dict[str, str], tmp_path: Path
) -> None:
    authority = found("XA")
    package = tmp_path / "XA.xcauth"
    package.write_bytes(authority.package(authority.bulletin()))
    code = authority.code()
    with _page(display, package) as told:
        for layout in LAYOUTS:
            language, letter = ALL[layout]
            subprocess.run(["setxkbmap", layout], env=display, check=True)
            _until_known(display, told, letter)
            for caps in (False, True) if layout in WITH_CAPS else (False,):
                verdict = _scan(display, told, code, caps=caps)
                assert (verdict["outcome"], layout, caps) == ("GENUINE", layout, caps)
                assert verdict["text"].upper() == code
                assert (layout != "us") or verdict["text"] == (code.lower() if caps else code), "Caps Lock was on"
                assert language in verdict["notice"], (layout, caps, verdict)


def _until_known(display: dict[str, str], told: Told, letter: str) -> None:
    """A program learns of another layout some time after the X server."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        xdotool(display, "key", str(NO_CODE_HAS_IT))
        known = told.next("letter", 5)
        if known == {"letter": letter}:
            return
        assert time.monotonic() < deadline, f"the key gives {known}, not {letter}"
        time.sleep(0.1)


def _scan(display: dict[str, str], told: Told, code: str, *, caps: bool) -> dict[str, str]:
    """Once more where they were no scan: on a busy machine keys may come as slowly as a person's, and stay as typed."""
    keys = ([str(CAPS_LOCK)] if caps else []) + [*_keys(code), str(ENTER)]
    for _try in range(TRIES):
        xdotool(display, "key", "--delay", PACE_MS, *keys)
        verdict = told.next("outcome", A_TRY_S)
        if caps:
            xdotool(display, "key", str(CAPS_LOCK))
        if verdict is not None and verdict["shown"].upper() == code:
            return verdict
    raise AssertionError("no scan came through")


def _keys(text: str) -> Iterator[str]:
    for character in text:
        shift, key = pressed(character, "en-US")
        yield f"{'shift+' if shift else ''}{X11_CODES[key]}"


@contextmanager
def _page(display: dict[str, str], package: Path) -> Iterator[Told]:
    command = [sys.executable, "-m", "tests.ui.verify.window_for_scans", str(package), str(FOUNDED + 2 * DAY)]
    program = subprocess.Popen(command, cwd=ROOT, env=display, stdout=subprocess.PIPE, text=True)
    try:
        window_called(display, TITLE)
        assert program.stdout is not None
        yield Told(program.stdout)
    finally:
        program.kill()
        program.wait()
