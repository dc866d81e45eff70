"""A real window gets the keys of a real keyboard: XTest presses them by number, as a scanner's USB cable does.

The scanner is set to a US keyboard; what the keys mean is up to the layout that `setxkbmap` sets.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.display import needs_display, window_called, xdotool
from tests.scan.test_keyed import pressed
from tests.trust.authority import DAY, FOUNDED, found
from tests.ui.verify.test_keyboard_scanner import X11_CODES

pytestmark = [
    needs_display,
    pytest.mark.skipif(shutil.which("setxkbmap") is None, reason="needs setxkbmap"),
]
ROOT = Path(__file__).parents[3]
LAYOUTS = {"us": "", "fr": "French", "de": "German", "es": "", "ara": "Arabic", "ru": "Russian"}
ENTER, CAPS_LOCK = 36, 66


WITH_CAPS = ("us", "fr")
CAPS = {True: (False, True), False: (False,)}
PACE_MS = "5"
"""Between two keys: faster, the X server loses some."""
SETTLED = 0.5
"""Seconds until a program knows the new layout, on an idle machine."""
TRIES = 4


def test_the_verdict_arrives_under_every_layout_with_and_without_caps_lock(
    display: dict[str, str], tmp_path: Path
) -> None:
    authority = found("XA")
    package = tmp_path / "XA.xcauth"
    package.write_bytes(authority.package(authority.bulletin()))
    code = authority.code()
    with _page(display, package) as told:
        for layout, language in LAYOUTS.items():
            subprocess.run(["setxkbmap", layout], env=display, check=True)
            for caps in CAPS[layout in WITH_CAPS]:
                for _try in range(TRIES):
                    time.sleep(SETTLED)
                    verdict = _scan(display, told, code, caps=caps)
                    assert (verdict["outcome"], layout, caps) == ("GENUINE", layout, caps)
                    assert verdict["text"].upper() == code
                    assert (layout != "us") or verdict["text"] == (code.lower() if caps else code), "Caps Lock was on"
                    if language in verdict["notice"]:
                        break
                else:
                    pytest.fail(f"the layout {layout} was not told of")


def _scan(display: dict[str, str], told: IO[str], code: str, *, caps: bool) -> dict[str, str]:
    keys = ([str(CAPS_LOCK)] if caps else []) + [*_keys(code), str(ENTER)]
    xdotool(display, "key", "--delay", PACE_MS, *keys)
    verdict: dict[str, str] = json.loads(told.readline())
    if caps:
        xdotool(display, "key", str(CAPS_LOCK))
    return verdict


def _keys(text: str) -> Iterator[str]:
    for character in text:
        shift, key = pressed(character, "en-US")
        yield f"{'shift+' if shift else ''}{X11_CODES[key]}"


@contextmanager
def _page(display: dict[str, str], package: Path) -> Iterator[IO[str]]:
    from tests.ui.verify.window_for_scans import TITLE

    command = [sys.executable, "-m", "tests.ui.verify.window_for_scans", str(package), str(FOUNDED + 2 * DAY)]
    program = subprocess.Popen(command, cwd=ROOT, env=display, stdout=subprocess.PIPE, text=True)
    try:
        window_called(display, TITLE)
        assert program.stdout is not None
        yield program.stdout
    finally:
        program.kill()
        program.wait()
