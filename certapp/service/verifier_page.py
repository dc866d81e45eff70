"""The verifier as one HTML file: the page that is shipped, with packages, bulletins and words put in."""

import base64
import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.paths import RESOURCES
from certapp.scan.layouts import layouts, ways_back
from certapp.service.carrying import write_out
from certapp.service.page_words import languages
from certapp.trust.path import Anchor
from certapp.trust.taken_along import taken_along
from certapp.trust.view import TrustView

TEMPLATE: Final = RESOURCES / "verifier-page" / "page.html"
"""Built from verifier-page/, with the scripts' hashes in its policy; what is put in is no script."""
_PLACE: Final = "@DATA@"
_ESCAPED: Final = {ord(each): f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class VerifierPage:
    """The page as a file, and of which countries it knows the authorities."""

    content: bytes
    countries: tuple[str, ...]


def verifier_page(view: TrustView, now: int, countries: Collection[str] = ()) -> VerifierPage:
    """The page for whom `view` is what is believed; of these `countries`, of all where none is named.

    now: seconds since 1970, the day the page says it is of.
    Refusals: PAGE_COUNTRY_UNKNOWN, PAGE_WITHOUT_COUNTRY.
    """
    wanted = tuple(sorted(set(countries) or view.anchors))
    unknown = next((country for country in wanted if country not in view.anchors), None)
    if unknown is not None:
        raise Refusal("PAGE_COUNTRY_UNKNOWN", country=unknown)
    files = taken_along(view, wanted)
    if not files.packages:
        raise Refusal("PAGE_WITHOUT_COUNTRY")
    data = {
        "made": now,
        "latest": view.latest,
        "training": view.in_training,
        "packages": _written(files.packages),
        "bulletins": _written(files.bulletins),
        "digests": _written(files.digests),
        "printed": files.printed,
        "standing": [_standing(anchor) for anchor in files.anchors],
        "grace": {country: view.grace[country] for country in wanted if country in view.grace},
        "languages": languages(),
        "layouts": _ways_back(),
    }
    # Within a script element nothing may look like its end, whatever an authority is called.
    block = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)
    before, _, after = TEMPLATE.read_text("utf-8").partition(_PLACE)
    return VerifierPage(f"{before}{block}{after}".encode(), wanted)


def _ways_back() -> list[tuple[str, str]]:
    """For each keyboard layout what appeared and the keys that gave it, the likeliest first."""
    tables = dict.fromkeys(tuple(sorted(table.items())) for tag in layouts() for table in ways_back(tag))
    return [("".join(chr(code) for code, _key in table), "".join(key for _code, key in table)) for table in tables]


def _written(files: tuple[bytes, ...]) -> list[str]:
    return [base64.b64encode(each).decode() for each in files]


def _standing(anchor: Anchor) -> dict[str, int | None]:
    """What trust lists say of an authority: the lists themselves stay here, where somebody pinned their keeper."""
    return {"withdrawn": anchor.withdrawn, "ended": anchor.ended, "listNext": anchor.list_next}


def export_verifier_page(view: TrustView, now: int, path: Path, countries: Collection[str] = ()) -> VerifierPage:
    """Write the page to `path`. Refusals as of `verifier_page`, and OUTPUT_NOT_WRITABLE."""
    page = verifier_page(view, now, countries)
    write_out(path, page.content)
    return page
