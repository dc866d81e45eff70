"""Tags of objects and extensions: texts of their own kind, judged by the rules for a certificate's code."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from certapp.seal import cbor
from certapp.seal.cbor import Item
from certapp.seal.object_tag import ObjectTag, seal_tag
from certapp.trust.extension import Extension, seal_extension
from tests.trust.authority import DAY, FOUNDED, YEAR
from tests.vectors.lists import Lists
from tests.vectors.texts import text_of
from tests.vectors.vector import NOW, Vector


def tags(lists: Lists) -> Iterator[Vector]:
    """Tags: what they are to come to, and what is not to the letter."""
    plain = ObjectTag(
        issuer="XA",
        expires=FOUNDED + 182 * DAY,
        made_at=FOUNDED + 2 * DAY,
        id=(1).to_bytes(8, "big"),
        number="XA-2026-01-000001-K",
        object_number=2,
        object_count=3,
        issued_on=FOUNDED // DAY + 1,
        type="painting",
        title="Harbour at dusk",
        record_digest=bytes(8),
    )

    def tag(name: str, about: str, verdict: tuple[str, str, tuple[str, ...]], **changes: Any) -> Vector:
        key, how = changes.pop("key", lists.xa.signer), changes.pop("how", {})
        text = seal_tag(replace(plain, **changes), key.kid, key.sign_raw, 298)
        return Vector(f"tag-{name}", about, text, *verdict, **how)

    yield tag("genuine", "Nothing against it; it is no certificate.", ("GENUINE", "green", ("GENUINE", "TAG_COMPARE")))
    listed = (101).to_bytes(8, "big")
    yield tag("revoked", "Its certificate is revoked.", ("REVOKED", "red", ("REVOKED_ERROR",)), id=listed)
    over = {"now": FOUNDED + YEAR}
    yield tag("expired", "Its certificate is over.", ("EXPIRED", "red", ("EXPIRED",)), how=over)
    other = "XA-2026-02-000001-K"
    false = ("NOT_GENUINE", "red", ("NUMBER_OF_OTHER_SIGNER",))
    yield tag("of-other-office", "Another office's number.", false, number=other)
    stolen = ("NOT_GENUINE", "red", ("SIGNER_COMPROMISED",))
    yield tag("signer-stolen", "By a stolen key.", stolen, key=lists.stolen)
    unread = ("UNREADABLE", "grey", ("CODE_DAMAGED",))
    key = lists.xa.signer
    certificate = cbor.encode({1: "XA", 4: 1, 6: FOUNDED + DAY, 7: bytes(8), -65545: {1: plain.number}})
    text = text_of(key, certificate).replace("XCERT", "XCTAG", 1)
    yield Vector("tag-damaged-short", "Columns are missing.", text, *unread)


def extensions(lists: Lists) -> Iterator[Vector]:
    """Extensions of a temporary export."""
    day = FOUNDED // DAY
    plain = Extension("XA", FOUNDED + 3 * DAY, (1).to_bytes(8, "big"), "XA-2026-01-000001-K", 1, day + 100)
    told = ("EXTENSION", "EXTENSION_COMPARE")

    def extended(name: str, about: str, verdict: tuple[str, str, tuple[str, ...]], **changes: Any) -> Vector:
        key, how = changes.pop("key", lists.xa.signer), changes.pop("how", {})
        return Vector(f"extension-{name}", about, seal_extension(replace(plain, **changes), key), *verdict, **how)

    yield extended("genuine", "A later day of return.", ("GENUINE", "green", told))
    revoked = ("REVOKED", "red", ("REVOKED_FRAUD", *told))
    yield extended("revoked", "Its certificate is revoked.", revoked, id=(105).to_bytes(8, "big"))
    last = {"now": (day + 101) * DAY - 1, "bulletins": ()}
    yield extended(
        "last-second", "The last second of its day.", ("GENUINE", "amber", ("STATUS_MISSING", *told)), how=last
    )
    over = {"now": (day + 101) * DAY}
    yield extended("over", "The day of return is past.", ("EXPIRED", "red", ("EXPIRED", *told)), how=over)
    stale = {"bulletins": ("xa-1",)}
    yield extended("stale", "The bulletin is overdue.", ("GENUINE", "amber", ("STATUS_STALE", *told)), how=stale)
    early = ("NOT_GENUINE", "red", ("SIGNED_OUT_OF_TIME",))
    yield extended("signed-too-early", "Before its signer's certificate begins.", early, issued_at=FOUNDED - DAY)
    stolen = ("NOT_GENUINE", "red", ("SIGNER_COMPROMISED",))
    yield extended("signer-stolen", "By a stolen key.", stolen, key=lists.stolen)
    withdrawn = {"standing": (("withdrawn", NOW - DAY),)}
    unknown = ("UNKNOWN_ISSUER", "amber", ("COUNTRY_KEY_WITHDRAWN",))
    yield extended("country-key-withdrawn", "A trust list withdrew the CA.", unknown, how=withdrawn)
    taught = {"packages": ("xa", "xb")}
    test = ("TEST_PAPER", "red", ("TEST_PAPER",))
    yield extended("test", "Test keys.", test, country="XB", key=lists.xb.signer, how=taught)
    inner: dict[int | str, Item] = {1: "XA-2026-01-000001-K", 2: 0, 3: day}
    payload = cbor.encode({1: "XA", 6: FOUNDED + DAY, 7: bytes(8), -65552: inner})
    text = text_of(lists.xa.signer, payload).replace("XCERT", "XCEXT", 1)
    yield Vector("extension-damaged", "The zeroth extension.", text, "UNREADABLE", "grey", ("CODE_DAMAGED",))
