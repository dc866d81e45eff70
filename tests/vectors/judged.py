"""Codes that come to a verdict about a certificate or its signer."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from certapp.seal import cbor
from certapp.seal.claims import Claims, SealedObject, SealedParty, encode_claims
from tests.trust.authority import DAY, FOUNDED, YEAR
from tests.vectors.keys import fixed_key
from tests.vectors.lists import Lists
from tests.vectors.texts import other_form, text_of
from tests.vectors.vector import NOW, Vector, claims, payload_of

GREEN = ("GENUINE", "COMPARE")


def genuine(lists: Lists) -> Iterator[Vector]:
    key = lists.xa.signer

    def good(name: str, about: str, said: Claims, colour: str, reasons: tuple[str, ...], **how: Any) -> Vector:
        text = how.pop("text", None) or text_of(how.pop("key", key), encode_claims(said))
        return Vector(name, about, text, "GENUINE", colour, reasons, said, **how)

    plain = claims(1)
    yield good("genuine", "Nothing against it; the bulletin is in force.", plain, "green", GREEN)
    text = text_of(key, encode_claims(plain)).lower()
    wrapped = "\r\n".join(f"\t{text[start : start + 60]} " for start in range(0, len(text), 60)) + "\x0b\x0c\n"
    yield good("genuine-pasted", "Lower case, with white space between.", plain, "green", GREEN, text=wrapped)
    second = text_of(key, encode_claims(plain), signed=other_form)
    yield good("genuine-other-form-of-s", "The second form of an ECDSA signature.", plain, "green", GREEN, text=second)
    full = claims(
        2,
        kind=2,
        return_by=FOUNDED // DAY + 100,
        replaces="XA-2026-01-000001-K",
        applicant=SealedParty("شركة النقل", "EG"),
        consignee=SealedParty("東京国立博物館", "JP"),
        object_count=12,
        objects=(SealedObject("Ваза", "Ваза с цветами", "фарфор", "", "", "XVIII", 970191), *[SealedObject("a")] * 9),
    )
    yield good("genuine-every-field", "Every key, several scripts, ten of twelve objects.", full, "green", GREEN)
    after = claims(3, issued_at=NOW - 3600)
    reasons = ("GENUINE_AFTER_LIST", "COMPARE")
    yield good("genuine-after-list", "Issued after the newest bulletin.", after, "green", reasons)
    reasons = ("STATUS_STALE", "COMPARE")
    yield good("genuine-stale", "The next bulletin is overdue.", plain, "amber", reasons, bulletins=("xa-1",))
    reasons = ("STATUS_MISSING", "COMPARE")
    yield good("genuine-no-bulletin", "No bulletin of that country.", plain, "amber", reasons, bulletins=())
    at_end = {"now": lists.next_update}
    yield good("genuine-last-second", "The second of the next update itself.", plain, "green", GREEN, **at_end)
    late = {"now": lists.next_update + 1}
    yield good("genuine-first-second-late", "One second later.", plain, "amber", ("STATUS_STALE", "COMPARE"), **late)
    end = replace(plain, expires=NOW)
    yield good("genuine-expires-now", "In its last second.", end, "green", GREEN)
    begins = replace(plain, issued_on=FOUNDED // DAY + 11)
    yield good(
        "genuine-begins-tomorrow", "First day one day ahead: dates differ round the world.", begins, "green", GREEN
    )
    clocks = replace(plain, issued_at=NOW + DAY)
    reasons = ("GENUINE_AFTER_LIST", "COMPARE")
    yield good("genuine-issued-a-day-ahead", "Two honest clocks differ by a day.", clocks, "green", reasons)
    listed = lists.listed
    yield good(
        "genuine-listed", "Signer stolen, policy 2, this payload listed.", listed, "green", GREEN, key=lists.half
    )
    yield good(
        "genuine-second-ca",
        "Under another CA of the same country.",
        claims(4),
        "green",
        GREEN,
        key=lists.xa_new.signer,
        packages=("xa", "xa-new"),
    )
    reasons = ("STATUS_MISSING", "TEST_KEYS", "COMPARE")
    taught = replace(claims(5), issuer="XB", number="XB-2026-01-000005-K")
    how = {"key": lists.xb.signer, "packages": ("xa", "xb"), "training": True}
    yield good("genuine-in-training", "Test keys, in a training office.", taught, "amber", reasons, **how)
    later = payload_of(plain, {14: "later", 15: [1, 2]}, {8: b"later"})
    rows = payload_of(plain, {9: [["painting", "Harbour", "", "", "", "", 970191, "later"]]})
    known = replace(plain, unknown_fields=3)
    reasons = ("GENUINE", "UNKNOWN_FIELDS", "COMPARE")
    yield good(
        "genuine-unknown-fields", "Positive keys of later programs.", known, "green", reasons, text=text_of(key, later)
    )
    shown = (SealedObject("painting", "Harbour", hs=970191),)
    yield good(
        "genuine-unknown-column",
        "A row with a further column.",
        replace(plain, unknown_fields=1, objects=shown),
        "green",
        reasons,
        text=text_of(key, rows),
    )


def withdrawn(lists: Lists) -> Iterator[Vector]:
    codes = {
        1: "REVOKED_ERROR",
        2: "REPLACED",
        3: "REVOKED_FORM_LOST",
        4: "REVOKED_OBJECT_STOLEN",
        5: "REVOKED_FRAUD",
        6: "REVOKED_WITHDRAWN",
        7: "REVOKED_SUSPENDED",
        99: "REVOKED",
    }
    for reason, code in codes.items():
        said = claims(100 + reason)
        text = text_of(lists.xa.signer, encode_claims(said))
        outcome = "REPLACED" if reason == 2 else "REVOKED"
        yield Vector(f"revoked-{reason}", f"On the bulletin, reason {reason}.", text, outcome, "red", (code,), said)
    said = claims(101)
    text = text_of(lists.xa.signer, encode_claims(said))
    yield Vector(
        "revoked-stale",
        "On a bulletin that is overdue: still revoked.",
        text,
        "REVOKED",
        "red",
        ("REVOKED_ERROR",),
        said,
        now=FOUNDED + 60 * DAY,
    )
    yield Vector(
        "revoked-and-expired",
        "Both are told, the revocation first.",
        text,
        "REVOKED",
        "red",
        ("REVOKED_ERROR", "EXPIRED"),
        said,
        now=FOUNDED + YEAR,
    )
    yield Vector(
        "revoked-clock-behind",
        "A clock set back does not bring it to life.",
        text,
        "REVOKED",
        "red",
        ("REVOKED_ERROR", "CLOCK_BEHIND"),
        said,
        latest=NOW + 3 * DAY,
    )


def out_of_time(lists: Lists) -> Iterator[Vector]:
    key = lists.xa.signer
    plain = claims(1)
    text = text_of(key, encode_claims(plain))

    def at(name: str, about: str, outcome: str, colour: str, reasons: tuple[str, ...], **how: Any) -> Vector:
        return Vector(name, about, text, outcome, colour, reasons, plain, **how)

    yield at("expired", "Its last second is over.", "EXPIRED", "red", ("EXPIRED",), now=plain.expires + 1)
    yield at(
        "expired-clock-back",
        "Over by the latest certain time, the clock set back.",
        "EXPIRED",
        "red",
        ("EXPIRED", "CLOCK_BEHIND"),
        latest=plain.expires + 1,
    )
    yield at(
        "clock-behind",
        "The clock is a week before a signed list.",
        "CLOCK_SUSPECT",
        "amber",
        ("CLOCK_BEHIND",),
        latest=NOW + 7 * DAY,
    )
    future = claims(6, issued_at=NOW + DAY + 1)
    yield Vector(
        "issued-in-future",
        "Issued more than a day after now.",
        text_of(key, encode_claims(future)),
        "CLOCK_SUSPECT",
        "amber",
        ("ISSUED_IN_FUTURE",),
        future,
    )
    soon = claims(7, issued_on=FOUNDED // DAY + 12)
    yield Vector(
        "not-yet-valid",
        "First day more than a day ahead.",
        text_of(key, encode_claims(soon)),
        "NOT_YET_VALID",
        "red",
        ("NOT_YET_VALID",),
        soon,
    )
    long = claims(8, expires=FOUNDED + 9 * YEAR)
    yield Vector(
        "signer-expired",
        "The signer's own certificate has ended.",
        text_of(key, encode_claims(long)),
        "EXPIRED",
        "amber",
        ("SIGNER_EXPIRED",),
        long,
        now=FOUNDED + 6 * YEAR,
    )
    taught = replace(claims(9), issuer="XB", number="XB-2026-01-000009-K")
    yield Vector(
        "test-paper",
        "Test keys, outside a training office.",
        text_of(lists.xb.signer, encode_claims(taught)),
        "TEST_PAPER",
        "red",
        ("TEST_PAPER",),
        taught,
        packages=("xa", "xb"),
    )


def of_signers(lists: Lists) -> Iterator[Vector]:
    key = lists.xa.signer
    plain = encode_claims(claims(1))
    good = text_of(key, plain)

    def unknown(name: str, about: str, text: str, code: str, **how: Any) -> Vector:
        return Vector(name, about, text, "UNKNOWN_ISSUER", "amber", (code,), **how)

    def false(name: str, about: str, text: str, code: str, **how: Any) -> Vector:
        return Vector(name, about, text, "NOT_GENUINE", "red", (code,), **how)

    yield unknown(
        "country-unknown", "No CA of that country is believed.", good, "COUNTRY_UNKNOWN", packages=("xb",), bulletins=()
    )
    stranger = replace(fixed_key("stranger"), chain=lists.xb.signer.chain)
    yield unknown("signer-unknown", "No signer with that kid.", text_of(key, plain, kid=b"\0" * 8), "SIGNER_UNKNOWN")
    yield unknown(
        "signed-by-status-signer",
        "A status signer signs no certificates.",
        text_of(lists.xa.status, plain),
        "SIGNER_UNKNOWN",
    )
    moved = encode_claims(replace(claims(1), issuer="XB"))
    made = key.sign_raw(cbor.encode(["Signature1", cbor.encode({1: -7, 4: key.kid}), b"", plain]))
    yield unknown(
        "altered-country",
        "Altered to another country, which has no signer with that kid.",
        text_of(key, moved, signed=lambda _: made),
        "SIGNER_UNKNOWN",
        packages=("xa", "xb"),
    )
    altered = encode_claims(replace(claims(1), destination="US"))
    yield false(
        "altered-payload",
        "One field altered, the signature kept.",
        text_of(key, altered, signed=lambda _: made),
        "SIGNATURE_WRONG",
    )
    yield false(
        "signed-by-stranger", "Another key under our kid.", text_of(stranger, plain, kid=key.kid), "SIGNATURE_WRONG"
    )
    yield false(
        "signature-zero", "r and s are zero.", text_of(key, plain, signed=lambda _: bytes(64)), "SIGNATURE_WRONG"
    )
    yield false(
        "signature-ones",
        "r and s are beyond the order of the curve.",
        text_of(key, plain, signed=lambda _: b"\xff" * 64),
        "SIGNATURE_WRONG",
    )
    broken = b"\xa1\x01\x62XA"  # no payload of ours, which is not looked at before the signature
    yield false(
        "altered-to-nothing",
        "Not even a payload of ours, under a wrong signature.",
        text_of(stranger, broken, kid=key.kid),
        "SIGNATURE_WRONG",
    )
    early = encode_claims(claims(1, issued_at=FOUNDED - DAY))
    yield false(
        "signed-before-signer",
        "Issued before the signer's certificate begins.",
        text_of(key, early),
        "SIGNED_OUT_OF_TIME",
    )
    late = encode_claims(claims(1, issued_at=FOUNDED + 13 * YEAR, expires=FOUNDED + 14 * YEAR))
    yield false(
        "signed-after-ca",
        "The signer outlives its CA, and signed after the CA's end.",
        text_of(lists.outliving, late),
        "SIGNER_NOT_TRUSTED",
        now=FOUNDED + 13 * YEAR,
    )
    for name, number in (("office", "XA-2026-02-000001-K"), ("country", "XB-2026-01-000001-K"), ("none", "26/1")):
        said = encode_claims(claims(1, number=number))
        yield false(
            f"number-of-other-{name}",
            f"The signer of office 01 in XA signed number {number}.",
            text_of(key, said),
            "NUMBER_OF_OTHER_SIGNER",
        )
    yield false("signer-revoked", "On the CA's revocation list.", text_of(lists.withdrawn, plain), "SIGNER_REVOKED")
    yield false("signer-stolen", "Stolen, policy 1.", text_of(lists.stolen, plain), "SIGNER_COMPROMISED")
    yield false(
        "signer-stolen-not-listed",
        "Stolen, policy 2, this payload not listed.",
        text_of(lists.half, plain),
        "SIGNER_COMPROMISED",
    )
    yield false(
        "signer-stolen-unknown-policy",
        "Stolen, a policy of a later program: nothing is believed.",
        text_of(lists.stolen_otherwise, plain),
        "SIGNER_COMPROMISED",
    )
