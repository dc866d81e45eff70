"""Every named file that a verdict is known of, and the posts that judge them by the lists that they took in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from certapp.trust.fingerprint import fingerprint40
from certapp.trust.package import read_package
from certapp.trust.store import TrustStore
from certapp.trust.view import TrustView
from tests.bad.make import FILES as BAD
from tests.bad.make_of_xa import OUT as OF_XA
from tests.bad.make_of_xa import SAID
from tests.bad.test_bad import VERDICTS
from tests.vectors.reading import FILES as VECTORS
from tests.vectors.reading import codes
from tests.vectors.vector import NOW

POSTS: Final[dict[str, tuple[Path, ...]]] = {
    "bad": (BAD / "authority.xcauth", BAD / "newest.xcstatus"),
    "vectors": (VECTORS / "xa.xcauth", VECTORS / "xa-2.xcstatus"),
    "vectors, with the register's digest": (
        *(VECTORS / "xa.xcauth", VECTORS / "xa-2.xcstatus", VECTORS / "xa.xcdigest"),
    ),
    "vectors, with older papers": (*(VECTORS / "xa.xcauth", VECTORS / "xa-2.xcstatus", VECTORS / "xa-older.xcdigest"),),
    "vectors, two countries": (*(VECTORS / "xa.xcauth", VECTORS / "xb.xcauth", VECTORS / "xa-2.xcstatus"),),
    "vectors, no bulletin": (VECTORS / "xa.xcauth",),
    "vectors, XC": (VECTORS / "xc.xcauth", VECTORS / "xc-1.xcstatus"),
    "vectors, XC, printed bulletins": tuple(
        VECTORS / name for name in ("xc.xcauth", "xc-1.xcstatus", "xc-1-to-2.xclst", "xc-2-to-3.xclst")
    ),
    "vectors, XC without approvers": (VECTORS / "xc-without-approvers.xcauth", VECTORS / "xc-1.xcstatus"),
    "vectors, XF, which requires second signatures": (VECTORS / "xf.xcauth", VECTORS / "xf-2.xcstatus"),
    "vectors, XF without approvers": (VECTORS / "xf-without-approvers.xcauth", VECTORS / "xf-2.xcstatus"),
}
"""The lists that each has taken in, in this order."""
TAKEN_IN: Final = int(datetime(2026, 12, 2, 12, tzinfo=UTC).timestamp())
"""When: after all of them were made."""


@dataclass(frozen=True)
class Case:
    """One file as of one moment at one post, and what must come out; `code` is among the reasons."""

    file: Path
    post: str
    now: int
    outcome: str
    colour: str
    code: str


def cases() -> Iterator[Case]:
    """All of them. Vectors with beliefs that no post can have by lists alone are left to tests/vectors."""
    for name, day, outcome, colour, code, _status in VERDICTS:
        noon = int(datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp())
        yield Case(BAD / name, "bad", noon, outcome, colour, code)
    for name, outcome, colour, code in SAID:
        yield Case(OF_XA / name, "vectors", NOW, outcome, colour, code)
    known = {frozenset(path.name for path in lists): post for post, lists in POSTS.items() if post != "bad"}
    for each in codes():
        if each["file"] in ("nothing.txt", "wide-space.txt"):  # of a file the edges are trimmed, of a text nothing is
            continue
        lists = frozenset((*each["packages"], *each["bulletins"], *each["digests"], *each.get("printed", ())))
        post = known.get(lists)
        if post and not (each["latest"] or each["in_training"] or each["grace"] or each["standing"]):
            code = each["reasons"][0]["code"]
            yield Case(VECTORS / each["file"], post, each["now"], each["outcome"], each["colour"], code)


def equip(post: str, folder: Path) -> TrustStore:
    """A post in `folder` that has taken in its lists."""
    store = TrustStore(folder, in_training=post == "bad")
    for path in POSTS[post]:
        content = path.read_bytes()
        digits = fingerprint40(read_package(content).anchor.certificate.der) if path.suffix == ".xcauth" else None
        store.import_file(content, TAKEN_IN, digits, "Ana, Ben")
    return store


def believed(store: TrustStore) -> TrustView:
    """As of any day: that a day is past is no sign of a wrong clock here."""
    return replace(store.view(), latest=0)
