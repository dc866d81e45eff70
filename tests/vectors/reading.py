"""The vectors as files, and the program's own verdict on one."""

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from certapp.service.clock import days
from certapp.service.typed import asked_verdict
from certapp.service.verifying import verify_text
from certapp.trust.additions import added_to, parse_additions, require_signed
from certapp.trust.bulletin import Bulletin, read_bulletin
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
    return [each for each in read_all() if "outcome" in each and "asked" not in each]


def asked() -> list[dict[str, Any]]:
    """Those with a number that is asked about."""
    return [each for each in read_all() if "asked" in each]


def bad_lists() -> list[dict[str, Any]]:
    """Those with a package or bulletin that is refused."""
    return [each for each in read_all() if "refusal" in each and "onto" not in each]


def printed() -> list[dict[str, Any]]:
    """Those with a printed bulletin, held against one."""
    return [each for each in read_all() if "onto" in each]


def printed_onto(expected: dict[str, Any]) -> Bulletin:
    """The bulletin with a printed one added. Refusals as of the readers."""
    packages = [_package(name) for name in expected["under"]]
    bulletin = read_bulletin((FILES / expected["onto"]).read_bytes(), [each.anchor for each in packages])
    return _added(bulletin, expected["file"], packages)


def _added(bulletin: Bulletin, name: str, packages: list[Package]) -> Bulletin:
    additions = parse_additions((FILES / name).read_text("ascii"))
    signers = [signer for each in packages for signer in each.status_signers]
    require_signed(additions, signers, [each.anchor for each in packages])
    return added_to(bulletin, additions)


def text_in(expected: dict[str, Any]) -> str:
    """The text of a code, byte for byte."""
    return (FILES / expected["file"]).read_bytes().decode()


def judged(expected: dict[str, Any]) -> Verdict:
    """What this program says of it."""
    if told := expected.get("asked"):
        on = days(date.fromisoformat(told["issued_on"])) if told["issued_on"] else None
        return asked_verdict(text_in(expected), view_for(expected), told["country"], on)
    return verify_text(text_in(expected), view_for(expected), expected["now"]).verdict


def view_for(expected: dict[str, Any]) -> TrustView:
    """What is believed where it is judged."""
    packages = [_package(name) for name in expected["packages"]]
    anchors = [each.anchor for each in packages]
    bulletins = [read_bulletin((FILES / name).read_bytes(), anchors) for name in expected["bulletins"]]
    for name in expected.get("printed", ()):
        bulletins = [_added(bulletins[0], name, packages)]
    view = view_of(
        packages,
        bulletins,
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
