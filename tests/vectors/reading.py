"""The vectors as files, and the program's own verdict on one."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from certapp.service.verifying import verify_text
from certapp.trust.bulletin import read_bulletin
from certapp.trust.package import Package, read_package
from certapp.trust.register_digest import read_digest
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
    return verify_text(text_in(expected), view_for(expected), expected["now"]).verdict


def view_for(expected: dict[str, Any]) -> TrustView:
    """What is believed where it is judged."""
    packages = [_package(name) for name in expected["packages"]]
    anchors = [each.anchor for each in packages]
    view = view_of(
        packages,
        [read_bulletin((FILES / name).read_bytes(), anchors) for name in expected["bulletins"]],
        latest=expected["latest"],
        in_training=expected["in_training"],
        digests=[read_digest((FILES / name).read_bytes(), anchors) for name in expected["digests"]],
        grace=expected["grace"],
    )
    standing = expected["standing"]
    named = {country: tuple(replace(each, **standing) for each in known) for country, known in view.anchors.items()}
    return replace(view, anchors=named)


@cache
def _package(name: str) -> Package:
    return read_package((FILES / name).read_bytes())
