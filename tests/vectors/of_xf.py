"""The country XF: its bulletin says since when certificates of its office 01 carry a second signature.

It moves under a new country CA: for a time the people and the office's signer stand under different ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from certapp.seal import cbor
from certapp.seal.cbor import Item
from certapp.seal.claims import Claims, SecondSignature, encode_claims
from certapp.trust.bulletin import Entry
from certapp.trust.hierarchy import issue_personal
from certapp.trust.package import build_package
from certapp.trust.unlocked import UnlockedKey
from tests.trust.authority import DAY, FOUNDED, Authority, certified, claims_of
from tests.vectors.keys import another_signer, authority, fixed_key
from tests.vectors.lists import BadList
from tests.vectors.of_xc import approved
from tests.vectors.texts import message, text_of
from tests.vectors.vector import Vector

SINCE: Final = FOUNDED // DAY + 4
_THIS: Final = FOUNDED + 9 * DAY
_STATUS: Final = -65538


@dataclass(frozen=True)
class Xf:
    """Its keys, and its files by name."""

    authority: Authority
    approver: UnlockedKey
    elsewhere: UnlockedKey
    new: Authority
    new_approver: UnlockedKey
    files: dict[str, bytes]


def xf() -> Xf:
    """The authority, with a second office that nothing is said of."""
    own = authority("XF", "XF")
    bare = fixed_key("XF Nadia")
    personal = issue_personal(own.ca, bare.public, "nadia", "Nadia Example", FOUNDED)
    approver = certified(bare, personal, own.ca)
    elsewhere = another_signer(own.ca, "XF office 02", "02")
    new, bare = authority("XF", "XF new"), fixed_key("XF Nadia's new key")
    personal = issue_personal(new.ca, bare.public, "nadia", "Nadia Example", FOUNDED)
    new_approver = certified(bare, personal, new.ca)
    signers, status = (own.signer.certificate, elsewhere.certificate), (own.status.certificate,)

    def package(*approvers: bytes) -> bytes:
        return build_package(own.ca.certificate, signers, status, own.crl(), approvers=approvers)

    entries = [Entry((401).to_bytes(8, "big"), SINCE, 5)]
    since = {"01": SINCE, "03": 0}
    files = {
        "xf.xcauth": package(approver.certificate),
        "xf-without-approvers.xcauth": package(),
        "xf-new.xcauth": build_package(
            new.ca.certificate,
            (new.signer.certificate,),
            (new.status.certificate,),
            new.crl(),
            approvers=(new_approver.certificate,),
        ),
        "xf-1.xcstatus": own.bulletin(1, entries, this=_THIS),
        "xf-2.xcstatus": own.bulletin(2, entries, this=_THIS, second_since=since),
    }
    return Xf(own, approver, elsewhere, new, new_approver, files)


def claims(nth: int, day: int = SINCE, office: str = "01", **changes: Any) -> Claims:
    """The claims of the nth certificate of XF, issued at noon of a day."""
    said = {"issued_on": day, "issued_at": day * DAY + DAY // 2, "number": f"XF-2026-{office}-{nth:06d}-K"}
    return replace(claims_of("XF"), **{"id": nth.to_bytes(8, "big"), **said, **changes})


def vectors(made: Xf) -> Iterator[Vector]:
    """Codes of XF and what they come to."""

    def judged(name: str, about: str, said: Claims, colour: str, *codes: str, **how: Any) -> Vector:
        text = text_of(how.pop("key", made.authority.signer), encode_claims(said))
        believed = {"packages": ("xf",), "bulletins": ("xf-2",), **how}
        outcome = believed.pop("outcome", "GENUINE")
        return Vector(f"required-{name}", about, text, outcome, colour, codes, said, **believed)

    signed = approved(claims(1), made.approver)
    yield judged("signed", "It has what it must have.", signed, "green", "GENUINE", "SECOND_SIGNED", "COMPARE")
    missing = ("amber", "SECOND_MISSING", "GENUINE", "COMPARE")
    yield judged("missing", "The signature is missing on the first day.", claims(2), *missing)
    bare = {"packages": ("xf-without-approvers",)}
    yield judged("missing-no-approvers", "The bulletin's word needs no list of approvers.", claims(2), *missing, **bare)
    before = ("green", "GENUINE", "SECOND_NOT_SHOWN", "COMPARE")
    yield judged("day-before", "Issued on the day before.", claims(2, SINCE - 1), *before)
    midnight = claims(2, issued_on=SINCE - 1)
    yield judged("at-midnight", "The earlier of its two days counts.", midnight, *before)
    other = claims(2, issued_at=SINCE * DAY - 1)
    yield judged("at-midnight-utc", "Whichever of the two it is.", other, *before)
    elsewhere = claims(2, office="02")
    yield judged("other-office", "Of another office nothing is said.", elsewhere, *before, key=made.elsewhere)
    yield judged("not-said", "A bulletin that does not say so.", claims(2), *before, bulletins=("xf-1",))
    unchecked = ("amber", "SECOND_UNCHECKED", "GENUINE", "COMPARE")
    yield judged("unchecked", "By a key that is in no list here.", signed, *unchecked, **bare)
    both = {"packages": ("xf", "xf-new")}
    good = ("green", "GENUINE", "SECOND_SIGNED", "COMPARE")
    ahead = approved(claims(1), made.new_approver)
    yield judged("people-moved", "Who approved is under the new CA, the office not yet.", ahead, *good, **both)
    yield judged("people-moved-unknown", "The same where the new CA is not known.", ahead, *unchecked)
    moved = {"key": made.new.signer, **both}
    yield judged("office-moved", "Approved under the old CA, sealed under the new one.", signed, *good, **moved)
    invented = replace(signed, second=SecondSignature(b"stranger", bytes(64)))
    yield judged("invented", "A signature by nobody.", invented, *unchecked)
    stale = ("amber", "SECOND_MISSING", "STATUS_STALE", "COMPARE")
    yield judged("missing-stale", "Both doubts are told.", claims(2), *stale, now=_THIS + 35 * DAY)
    beside = ("red", "REVOKED_FRAUD", "SECOND_MISSING")
    yield judged("missing-revoked", "Said beside what is grave.", claims(401), *beside, outcome="REVOKED")


def bad_lists(made: Xf) -> Iterator[BadList]:
    """Bulletins that are refused."""
    own = made.authority
    inner: dict[int | str, Item] = {1: 3, 2: 0, 3: b"", 4: b"", 5: b"", 6: 0}
    header = cbor.encode({1: -7, 33: own.status.certificate})

    def bad(name: str, about: str, rows: Item) -> BadList:
        payload = {1: "XF", 4: _THIS + 30 * DAY, 6: _THIS, _STATUS: {**inner, 11: rows}}
        content = message(own.status, cbor.encode(payload), protected=header)
        return BadList(f"bulletin-required-{name}.xcstatus", about, content, "BULLETIN_DAMAGED")

    yield bad("none", "No office at all.", [])
    yield bad("map", "No list of rows.", {1: SINCE})
    yield bad("order", "Offices that do not ascend.", [["02", SINCE], ["01", SINCE]])
    yield bad("twice", "An office twice.", [["01", SINCE], ["01", SINCE]])
    yield bad("office", "An office of one character.", [["1", SINCE]])
    yield bad("small", "Small letters.", [["0a", SINCE]])
    yield bad("day", "A day before 1970.", [["01", -1]])
    yield bad("late-day", "A day after the year 9999.", [["01", 2_932_897]])
    yield bad("row", "A row of three.", [["01", SINCE, 1]])
