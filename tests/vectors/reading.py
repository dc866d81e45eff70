"""The vectors as files, and the program's own verdict on one."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from certapp.service.verifying import verify_text
from certapp.trust.bulletin import read_bulletin
from certapp.trust.package import read_package
from certapp.trust.verdict import Verdict
from certapp.trust.view import TrustView, view_of

FILES = Path(__file__).parent / "files"


@cache
def read_all() -> tuple[dict[str, Any], ...]:
    """What is expected of every file, by name."""
    return tuple(json.loads(path.read_text("utf-8")) for path in sorted(FILES.glob("*.json")))


def codes() -> list[dict[str, Any]]:
    """Those with a code and its verdict."""
    return [each for each in read_all() if "outcome" in each]


def bad_lists() -> list[dict[str, Any]]:
    """Those with a package or bulletin that is refused."""
    return [each for each in read_all() if "refusal" in each]


def text_in(expected: dict[str, Any]) -> str:
    """The text of a code, byte for byte."""
    return (FILES / expected["file"]).read_bytes().decode()


def judged(expected: dict[str, Any]) -> Verdict:
    """What this program says of it."""
    view = _view(tuple(expected["packages"]), tuple(expected["bulletins"]), expected["latest"], expected["in_training"])
    return verify_text(text_in(expected), view, expected["now"]).verdict


@cache
def _view(packages: tuple[str, ...], bulletins: tuple[str, ...], latest: int, training: bool) -> TrustView:
    read = [read_package((FILES / name).read_bytes()) for name in packages]
    lists = [read_bulletin((FILES / name).read_bytes(), [each.anchor for each in read]) for name in bulletins]
    return view_of(read, lists, latest=latest, in_training=training)
