"""The country XC: bulletins that tell whom to ask and what replaced what, printed ones, and second signatures."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from certapp.seal import cbor
from certapp.seal.cbor import Item
from certapp.seal.claims import Claims, SealedObject, SecondSignature, encode_claims
from certapp.seal.cose import sign1
from certapp.seal.object_tag import ObjectTag, seal_tag
from certapp.seal.second import second_of_claims
from certapp.seal.text import LIST_PREFIX, to_text
from certapp.trust.bulletin import Entry
from certapp.trust.checkpoint import PREFIX as CHECKPOINT_PREFIX
from certapp.trust.contact import Contact
from certapp.trust.extension import Extension, seal_extension
from certapp.trust.hierarchy import issue_personal
from certapp.trust.package import build_package
from certapp.trust.receipt import Presented, Receipt, receipt_text, write_receipt
from certapp.trust.unlocked import UnlockedKey
from tests.trust.authority import DAY, FOUNDED, YEAR, Authority, certified, claims_of
from tests.vectors.keys import authority, fixed_key
from tests.vectors.lists import BadList
from tests.vectors.texts import message, text_of
from tests.vectors.vector import Vector, payload_of

CONTACT: Final = Contact(
    "Bureau des certificats", "+99 1 234 56 78", "desk@example.org", "Lun-Ven 8-16 UTC, français, العربية"
)
NEW_NUMBER: Final = "XC-2026-01-000002-K"
_THIS: Final = FOUNDED + 9 * DAY
_DAY: Final = FOUNDED // DAY + 8
_ADDITIONS: Final = -65538
GREEN: Final = ("GENUINE", "green")


@dataclass(frozen=True)
class Printed:
    """A printed bulletin held against one: what it makes of it, or why it is refused."""

    name: str
    about: str
    text: str
    onto: str = "xc-1.xcstatus"
    sequence: int = 0
    entries: int = 0
    next_update: int = 0
    refusal: str = ""


@dataclass(frozen=True)
class Xc:
    """Its keys, and its files by name. `retired` was taken off a day after most vectors, `new` came a day later."""

    authority: Authority
    approver: UnlockedKey
    retired: UnlockedKey
    new: UnlockedKey
    files: dict[str, bytes]


def xc() -> Xc:
    """The authority."""
    own = authority("XC", "XC")

    def person(name: str, since: int) -> UnlockedKey:
        key = fixed_key(f"XC {name}")
        return certified(key, issue_personal(own.ca, key.public, name.lower(), f"{name} Example", since), own.ca)

    approver, retired = person("Nadia", FOUNDED), person("Omar", FOUNDED)
    new = person("Pilar", FOUNDED + 3 * DAY)
    people = tuple(key.certificate for key in (approver, retired, new))
    crl = own.crl(retired, number=2, now=FOUNDED + 2 * DAY)

    def package(approvers: tuple[bytes, ...]) -> bytes:
        signers, status = (own.signer.certificate,), (own.status.certificate,)
        return build_package(own.ca.certificate, signers, status, crl, approvers=approvers)

    entries = [
        Entry((201).to_bytes(8, "big"), _DAY, 1),
        Entry((202).to_bytes(8, "big"), _DAY, 2, NEW_NUMBER),
        Entry((203).to_bytes(8, "big"), _DAY, 2),
        Entry((204).to_bytes(8, "big"), _DAY, 7),
        Entry((205).to_bytes(8, "big"), _DAY, 2, "XC-2027-Z9-999999-0"),
    ]
    files = {
        "xc.xcauth": package(people),
        "xc-without-approvers.xcauth": package(()),
        "xc-1.xcstatus": own.bulletin(1, entries, this=_THIS, contact=CONTACT),
        "xc-telephone.xcstatus": own.bulletin(1, this=_THIS, contact=Contact(telephone="+99 1 234 56 78")),
    }
    return Xc(own, approver, retired, new, files)


def claims(nth: int, **changes: Any) -> Claims:
    """The claims of the nth certificate of XC."""
    return replace(
        claims_of("XC"),
        **{"id": nth.to_bytes(8, "big"), "number": f"XC-2026-01-{nth:06d}-K", "object_count": 2, **changes},
    )


def approved(said: Claims, by: UnlockedKey) -> Claims:
    """The same with a second signature."""
    return replace(said, second=SecondSignature(by.kid, by.sign_raw(second_of_claims(by.kid, said))))


def vectors(made: Xc) -> Iterator[Vector]:
    """Codes of XC and what they come to."""
    signer = made.authority.signer

    def judged(name: str, about: str, said: Claims, verdict: tuple[str, str, tuple[str, ...]], **how: Any) -> Vector:
        believed = {"packages": ("xc",), "bulletins": ("xc-1",), "contact": CONTACT, **how}
        text = believed.pop("text", None) or text_of(signer, encode_claims(said))
        shown = believed.pop("shown", said)
        return Vector(name, about, text, *verdict, shown, **believed)

    def genuine(name: str, about: str, said: Claims, code: str, **how: Any) -> Vector:
        return judged(name, about, said, (*GREEN, ("GENUINE", code, "COMPARE")), **how)

    plain = claims(1)
    full = claims(2, kind=2, return_by=_DAY + 90, replaces="XC-2025-01-000001-K", objects=(SealedObject("Ваза"),) * 2)
    yield genuine("second-signed", "Who approved signed it too.", approved(plain, made.approver), "SECOND_SIGNED")
    yield genuine(
        "second-signed-every-field", "The same over more fields.", approved(full, made.approver), "SECOND_SIGNED"
    )
    later = replace(approved(plain, made.approver), number=NEW_NUMBER, issued_on=_DAY, record_digest=b"\1" * 32)
    yield genuine("second-signed-before-number", "Number, day and digest came later.", later, "SECOND_SIGNED")
    yield genuine("second-not-shown", "The country has such signatures, this code has none.", plain, "SECOND_NOT_SHOWN")
    stranger = fixed_key("XC stranger")
    unknown = replace(approved(plain, made.approver), second=SecondSignature(b"stranger", stranger.sign_raw(b"")))
    yield genuine("second-unknown", "By a key that is in no list here.", unknown, "SECOND_UNKNOWN")
    bare = {"packages": ("xc-without-approvers",)}
    by_approver = approved(plain, made.approver)
    yield genuine(
        "second-no-approvers", "The package names nobody who approves.", by_approver, "SECOND_UNKNOWN", **bare
    )
    early = approved(claims(3, issued_at=FOUNDED + 2 * DAY - 1), made.retired)
    yield genuine("second-before-retirement", "A second before the key was withdrawn.", early, "SECOND_SIGNED")
    late = approved(claims(3, issued_at=FOUNDED + 2 * DAY), made.retired)
    yield genuine("second-after-retirement", "In that second.", late, "SECOND_UNKNOWN")
    soon = approved(claims(3, issued_at=FOUNDED + 3 * DAY - 1), made.new)
    yield genuine("second-too-early", "Issued before the approver's certificate begins.", soon, "SECOND_UNKNOWN")
    over = approved(plain, made.approver)
    yield judged(
        "second-signed-and-expired",
        "Said beside what is grave.",
        over,
        ("EXPIRED", "red", ("EXPIRED", "SECOND_SIGNED")),
        now=FOUNDED + YEAR,
    )
    false = ("NOT_GENUINE", "red", ("SECOND_SIGNATURE_WRONG",))
    moved = replace(approved(claims(4), made.approver), id=plain.id)
    yield judged("second-of-another", "Approved for another certificate.", moved, false, shown=None)
    other = replace(approved(plain, made.approver), objects=(SealedObject("painting", "Another harbour"),))
    yield judged("second-other-object", "Approved for another object.", other, false, shown=None)
    third = claims(204)
    under = replace(third, second=SecondSignature(made.approver.kid, bytes(64)))
    yield judged("second-wrong-and-suspended", "Instead of any other finding.", under, false, shown=None)
    for name, item in (("short", [b"\0" * 7, bytes(64)]), ("three", [b"\0" * 8, bytes(64), 1]), ("bytes", bytes(72))):
        text = text_of(signer, payload_of(plain, {16: item}))  # type: ignore[dict-item]
        unread = ("UNREADABLE", "grey", ("CODE_DAMAGED",))
        yield judged(f"damaged-second-{name}", "Not to the letter.", plain, unread, text=text, shown=None, contact=None)

    by = ("REPLACED", "red", ("REPLACED_BY", "SECOND_NOT_SHOWN"))
    yield judged("replaced-by", "Another took its place, the bulletin tells which.", claims(202), by)
    yield judged("replaced-by-last", "The last of the column.", claims(205), by)
    untold = ("REPLACED", "red", ("REPLACED", "SECOND_NOT_SHOWN"))
    yield judged("replaced-not-told", "Another took its place, which is not told.", claims(203), untold)
    tag = ObjectTag(
        *("XC", FOUNDED + 182 * DAY, FOUNDED + 2 * DAY, (202).to_bytes(8, "big"), claims(202).number, 2, 3, _DAY),
        *("painting", "Harbour at dusk", bytes(8)),
    )
    text = seal_tag(tag, signer.kid, signer.sign_raw, 298)
    yield judged(
        "tag-replaced-by", "Its certificate was.", plain, ("REPLACED", "red", by[2][:1]), text=text, shown=None
    )
    sheet = Extension("XC", FOUNDED + 3 * DAY, (202).to_bytes(8, "big"), claims(202).number, 1, _DAY + 100)
    told = ("REPLACED", "red", ("REPLACED_BY", "EXTENSION", "EXTENSION_COMPARE"))
    text = seal_extension(sheet, signer)
    yield judged("extension-replaced-by", "Its certificate was.", plain, told, text=text, shown=None)

    added = {"printed": ("xc-1-to-2", "xc-2-to-3")}
    revoked = ("REVOKED", "red", ("REVOKED_FRAUD", "SECOND_NOT_SHOWN"))
    yield judged("printed-revoked", "Revoked by a printed bulletin.", claims(301), revoked, **added)
    yield judged("printed-stays", "What is listed already stays as it is.", claims(202), by, **added)
    yield genuine("printed-not-listed", "The printed ones say nothing of it.", claims(1), "SECOND_NOT_SHOWN", **added)

    phone = {"bulletins": ("xc-telephone",), "contact": Contact(telephone="+99 1 234 56 78")}
    yield genuine("contact-telephone", "Nothing but a telephone number.", plain, "SECOND_NOT_SHOWN", **phone)
    kept = signer.sign_raw(cbor.encode(["Signature1", cbor.encode({1: -7, 4: signer.kid}), b"", encode_claims(plain)]))
    altered = text_of(signer, encode_claims(replace(plain, destination="US")), signed=lambda _: kept)
    wrong = ("NOT_GENUINE", "red", ("SIGNATURE_WRONG",))
    yield judged("contact-altered", "Of a false code one may ask too.", plain, wrong, text=altered, shown=None)
    yield from _other_kinds(made)


def _other_kinds(made: Xc) -> Iterator[Vector]:
    """Codes of ours that are no certificates."""
    receipt = Receipt(
        *(
            "XC",
            FOUNDED,
            b"receipt.",
            b"certific",
            "XC-2026-01-000001-K",
            "EXIT",
            "Port of Example",
            "North Gate",
            _DAY,
        ),
        *("4711", (Presented(1, "PRESENTED", 1),), "", "", (), 1, _DAY),
    )
    text = receipt_text(write_receipt(receipt, None))
    yield Vector("receipt", "A customs receipt.", text, "NOT_OURS", "grey", ("RECEIPT_CODE",))
    spaced = f" \n{text[:3]}\t{text[3:].lower()}"
    yield Vector("receipt-pasted", "White space and case do not matter.", spaced, "NOT_OURS", "grey", ("RECEIPT_CODE",))
    checkpoint = f"{CHECKPOINT_PREFIX}B{'A' * 40}"
    yield Vector("checkpoint", "Looked at no further.", checkpoint, "NOT_OURS", "grey", ("CHECKPOINT_CODE",))
    printed = made.authority.additions(1, 2, [], this=_THIS).decode()
    yield Vector("printed-bulletin", "A printed bulletin.", printed, "UNREADABLE", "grey", ("PRINTED_BULLETIN",))


def printed(made: Xc) -> Iterator[Printed]:
    """Printed bulletins, good and bad."""
    own = made.authority
    entries = [Entry((202).to_bytes(8, "big"), _DAY, 5), Entry((301).to_bytes(8, "big"), _DAY + 1, 5)]
    good = own.additions(1, 2, entries, this=_THIS + DAY).decode()
    last = _THIS + 31 * DAY
    yield Printed("xc-1-to-2", "Two entries, one of them known.", good, sequence=2, entries=6, next_update=last)
    none = own.additions(2, 3, [], this=_THIS + DAY).decode()
    yield Printed("xc-2-to-3", "It adds to number 2, which is not there.", none, refusal="ADDITIONS_OTHER_BASE")
    empty = own.additions(1, 4, [], this=_THIS + 2 * DAY).decode()
    next_update = _THIS + 32 * DAY
    yield Printed(
        "printed-nothing-new", "No entry: nothing new.", empty, sequence=4, entries=5, next_update=next_update
    )
    most = [Entry((400 + n).to_bytes(8, "big"), _DAY, 1) for n in range(40)]
    yield Printed(
        "printed-forty",
        "As many as there may be.",
        own.additions(1, 2, most, this=_THIS).decode(),
        sequence=2,
        entries=45,
        next_update=_THIS + 30 * DAY,
    )

    def bad(name: str, about: str, text: str, refusal: str) -> Printed:
        return Printed(f"printed-{name}", about, text, refusal=refusal)

    def signed(key: UnlockedKey = own.status, outer: dict[int | str, Item] | None = None, **changes: Item) -> str:
        inner: dict[int | str, Item] = {1: 2, 2: 1, 3: b"", **{int(key[1:]): value for key, value in changes.items()}}
        payload = {1: "XC", 4: _THIS + 30 * DAY, 6: _THIS, _ADDITIONS: inner, **(outer or {})}
        return to_text(sign1({1: -7, 4: key.kid}, cbor.encode(payload), key.sign_raw), LIST_PREFIX)

    row = bytes(8) + b"\1\0\1"
    yield bad("by-document-signer", "Signed by a document signer.", signed(own.signer), "ADDITIONS_SIGNATURE")
    xd = authority("XD", "XD")
    yield bad("by-other-country", "By another country's status signer.", signed(xd.status), "ADDITIONS_SIGNATURE")
    claimed = cbor.encode({1: -7, 4: own.status.kid})
    forged = message(
        xd.status, cbor.encode({1: "XC", 4: _THIS + DAY, 6: _THIS, _ADDITIONS: {1: 2, 2: 1, 3: b""}}), protected=claimed
    )
    yield bad("forged", "Another key under our kid.", to_text(forged, LIST_PREFIX), "ADDITIONS_SIGNATURE")
    yield bad("other-country", "It names another country.", signed(outer={1: "XA"}), "ADDITIONS_SIGNATURE")
    yield bad("order", "Ids that do not ascend.", signed(_3=row * 2), "ADDITIONS_DAMAGED")
    yield bad("reason-zero", "Reason 0.", signed(_3=row[:-1] + b"\0"), "ADDITIONS_DAMAGED")
    yield bad("row-short", "A row of 10 bytes.", signed(_3=row[:-1]), "ADDITIONS_DAMAGED")
    many = b"".join(n.to_bytes(8, "big") + b"\1\0\1" for n in range(41))
    yield bad("forty-one", "One entry too many.", signed(_3=many), "ADDITIONS_DAMAGED")
    yield bad("base-zero", "It adds to no bulletin.", signed(_2=0), "ADDITIONS_DAMAGED")
    yield bad("backwards", "Its number is that of its base.", signed(_1=1), "ADDITIONS_DAMAGED")
    yield bad("no-time", "The next update is this one.", signed(outer={4: _THIS}), "ADDITIONS_DAMAGED")
    yield bad("newer-outer", "A negative key that is not known.", signed(outer={-1: 1}), "ADDITIONS_NEWER")
    newer: dict[int | str, Item] = {_ADDITIONS: {1: 2, 2: 1, 3: b"", -1: 1}}
    yield bad("newer-inner", "The same in the inner map.", signed(outer=newer), "ADDITIONS_NEWER")
    yield bad("half", "The second half is missing.", good[: len(good) // 2], "ADDITIONS_DAMAGED")
    yield bad("letter", "Version letter C.", f"XCLSTC{good[6:]}", "CODE_NEWER")
    yield bad("long", "1601 characters.", "XCLSTB" + "A" * 1595, "CODE_TOO_LONG")


def bad_lists(made: Xc) -> Iterator[BadList]:
    """Bulletins and packages that are refused."""
    own = made.authority
    bulletin = made.files["xc-1.xcstatus"]
    payload = cbor.decode(bulletin[bulletin.index(b"\xa4\x01\x62XC") : -66], cbor.LIST)
    assert isinstance(payload, dict)
    inner = payload[_ADDITIONS]
    assert isinstance(inner, dict)
    header = cbor.encode({1: -7, 33: own.status.certificate})
    numbers = inner[10]
    assert isinstance(numbers, bytes)

    def bad(name: str, about: str, refusal: str = "BULLETIN_DAMAGED", **changes: Item) -> BadList:
        changed = {**inner, **{int(key[1:]): value for key, value in changes.items()}}
        content = message(own.status, cbor.encode({**payload, _ADDITIONS: changed}), protected=header)
        return BadList(f"bulletin-{name}.xcstatus", about, content, refusal)

    yield bad("contact-empty", "A contact that tells nothing.", _9={})
    yield bad("contact-blank", "An empty line.", _9={1: "Desk", 2: ""})
    yield bad("contact-long", "A name of 121 bytes.", _9={1: "é" * 60 + "e"})
    yield bad("contact-number", "A number for a telephone number.", _9={2: 99})
    yield bad("contact-list", "No map.", _9=["Desk"])
    yield bad("contact-newer", "A negative key in it.", "BULLETIN_NEWER", _9={1: "Desk", -1: 1})
    yield bad("numbers-short", "A byte is missing.", _10=numbers[:-1])
    yield bad("numbers-more", "One number too many.", _10=numbers + numbers[:19])
    yield bad("numbers-of-other-country", "A number of another country.", _10=b"XA" + numbers[2:])
    yield bad("numbers-half-told", "Neither a number nor zeros.", _10=numbers[:20] + b"K" + numbers[21:])
    yield bad("numbers-of-none", "Nothing was replaced.", _10=b"", _5=b"\1" * 5)
    whole = cbor.decode(made.files["xc.xcauth"], cbor.LIST)
    assert isinstance(whole, dict)
    yield BadList(
        "package-signer-as-approver.xcauth",
        "A document signer among those who approve.",
        cbor.encode({**whole, 9: [own.signer.certificate]}),
        "PACKAGE_FOREIGN_SIGNER",
    )
