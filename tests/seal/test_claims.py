"""The claims: every field by its rule, the unknown counted or refused."""

import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.model.errors import Refusal
from certapp.seal.cbor import Item, acceptable, decode, encode
from certapp.seal.claims import (
    COLUMN_BYTES,
    Claims,
    SealedObject,
    SealedParty,
    claims_json,
    decode_claims,
    encode_claims,
    shorten,
)
from tests.seal.making import CLAIMS, with_objects


def plain(most: int) -> st.SearchStrategy[str]:
    """One line of text that needs no repair, of at most so many bytes."""
    return (
        st.text(max_size=most)
        .map(lambda text: " ".join(unicodedata.normalize("NFC", text).split()))
        .filter(lambda text: acceptable(text) and len(text.encode()) <= most)
    )


COUNTRIES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2)
PARTIES = st.builds(SealedParty, plain(60), COUNTRIES)
OBJECTS = st.builds(SealedObject, *(plain(most) for most in COLUMN_BYTES), hs=st.none() | st.integers(0, 9_999_999_999))
DAYS = st.integers(0, 2_932_896)
SECONDS = st.integers(0, 253_402_300_799)
CERTIFICATES = st.builds(
    Claims,
    issuer=COUNTRIES, expires=SECONDS, issued_at=SECONDS, id=st.binary(min_size=8, max_size=8),
    number=plain(32), issued_on=DAYS, valid_until=DAYS, kind=st.just(2), owner=PARTIES, consignee=PARTIES,
    destination=COUNTRIES, object_count=st.integers(10, 4000),
    objects=st.lists(OBJECTS, min_size=1, max_size=10).map(tuple),
    record_digest=st.binary(min_size=32, max_size=32), applicant=st.none() | PARTIES, return_by=DAYS,
    replaces=st.none() | plain(32),
).filter(lambda claims: claims.applicant != claims.owner)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(CERTIFICATES)
def test_claims_come_back_as_they_were(claims: Claims) -> None:
    payload = encode_claims(claims)
    assert decode_claims(payload) == claims
    assert encode_claims(decode_claims(payload)) == payload
    json.dumps(claims_json(claims))


def payload_with(outer: dict[int, object] | None = None, inner: dict[int, object] | None = None) -> bytes:
    """The example with keys set, or taken out where the value is ...; written without our own checks."""
    claims = decode(encode_claims(with_objects(2)))
    assert isinstance(claims, dict)
    certificate = claims[-65537]
    assert isinstance(certificate, dict)
    for target, changes in ((claims, outer), (certificate, inner)):
        for key, value in (changes or {}).items():
            if value is ...:
                del target[key]
            else:
                target[key] = value  # type: ignore[assignment]
    return encode(claims)


def test_the_example_is_good_before_it_is_spoilt() -> None:
    assert decode_claims(payload_with()) == with_objects(2)


PARTY: list[Item] = ["Somebody", "XA"]
SPOILT: dict[str, bytes] = {
    "no issuer": payload_with({1: ...}),
    "issuer in small letters": payload_with({1: "xa"}),
    "issuer of three letters": payload_with({1: "XAA"}),
    "issuer of other letters": payload_with({1: "ΧΑ"}),
    "issuer a number": payload_with({1: 5}),
    "no expiry": payload_with({4: ...}),
    "expiry before 1970": payload_with({4: -1}),
    "expiry after the year 9999": payload_with({4: 253_402_300_800}),
    "expiry a text": payload_with({4: "2026"}),
    "no time of issue": payload_with({6: ...}),
    "time of issue out of range": payload_with({6: 2**64 - 1}),
    "no id": payload_with({7: ...}),
    "a short id": payload_with({7: bytes(7)}),
    "a long id": payload_with({7: bytes(9)}),
    "id a text": payload_with({7: "12345678"}),
    "no certificate": payload_with({-65537: ...}),
    "certificate a list": payload_with({-65537: [1, 2]}),
    "a claim with a key of two bytes": payload_with({24: 0}),
    "no number": payload_with(inner={1: ...}),
    "number too long": payload_with(inner={1: "N" * 33}),
    "no day of issue": payload_with(inner={2: ...}),
    "day of issue negative": payload_with(inner={2: -1}),
    "valid until after the year 9999": payload_with(inner={3: 2_932_897}),
    "no kind": payload_with(inner={4: ...}),
    "kind 0": payload_with(inner={4: 0}),
    "kind 3": payload_with(inner={4: 3}),
    "temporary without return": payload_with(inner={4: 2}),
    "no owner": payload_with(inner={5: ...}),
    "owner a name only": payload_with(inner={5: "Somebody"}),
    "owner without country": payload_with(inner={5: ["Somebody"]}),
    "owner with something more": payload_with(inner={5: [*PARTY, 1]}),
    "owner's name too long": payload_with(inner={5: ["é" * 31, "XA"]}),
    "owner's country unknown in form": payload_with(inner={5: ["Somebody", "X1"]}),
    "no consignee": payload_with(inner={6: ...}),
    "no destination": payload_with(inner={7: ...}),
    "destination empty": payload_with(inner={7: ""}),
    "no count": payload_with(inner={8: ...}),
    "fewer objects counted than named": payload_with(inner={8: 1}),
    "no objects": payload_with(inner={9: ...}),
    "no object": payload_with(inner={9: []}),
    "eleven objects": payload_with(inner={8: 11, 9: [["Vase"]] * 11}),
    "an empty object": payload_with(inner={9: [[]]}),
    "an object that is a text": payload_with(inner={9: ["Vase"]}),
    "an object's type a number": payload_with(inner={9: [[7]]}),
    "an object's type too long": payload_with(inner={9: [["V" * 25]]}),
    "an object's title too long": payload_with(inner={9: [["Vase", "V" * 49]]}),
    "a tariff number as text": payload_with(inner={9: [["Vase", "", "", "", "", "", "9701"]]}),
    "a negative tariff number": payload_with(inner={9: [["Vase", "", "", "", "", "", -1]]}),
    "no digest": payload_with(inner={10: ...}),
    "a short digest": payload_with(inner={10: bytes(31)}),
    "applicant a number": payload_with(inner={11: 1}),
    "day of return a text": payload_with(inner={12: "soon"}),
    "replaced number too long": payload_with(inner={13: "N" * 33}),
    "a field with a key of two bytes": payload_with(inner={24: 0}),
    "not a map": encode([1, 2]),
    "a number": b"\x00",
    "nothing": b"",
}


@pytest.mark.parametrize("payload", SPOILT.values(), ids=SPOILT)
def test_a_field_against_its_rule_is_refused(payload: bytes) -> None:
    with pytest.raises(Refusal, match="CODE_DAMAGED"):
        decode_claims(payload)


@pytest.mark.parametrize(
    "payload",
    [
        payload_with({-1: 0}),
        payload_with(inner={-1: "x"}),
        payload_with({-65540: 0}),
        payload_with({-1: 0, 9: 0}),
    ],
)
def test_an_unknown_negative_key_needs_a_newer_program(payload: bytes) -> None:
    with pytest.raises(Refusal, match="CODE_NEWER"):
        decode_claims(payload)


def test_unknown_fields_are_counted() -> None:
    more = payload_with({5: 1}, {0: 1, 14: "x", 23: [1], 9: [["Vase", "", "", "", "", "", 1, "a", "b"], ["Cup"]]})
    assert decode_claims(more).unknown_fields == 1 + 3 + 2


def test_a_long_text_is_cut_and_says_so() -> None:
    claims = replace(
        CLAIMS,
        owner=SealedParty("Θεόδωρος " * 12, "XA"),
        objects=(SealedObject("T" * 25, "水" * 20, "m" * 33, "d" * 25, "a" * 33, "y" * 21),),
    )
    read = decode_claims(encode_claims(claims))
    assert read.owner.name.endswith("…")
    assert len(read.owner.name.encode()) <= 60
    assert read.objects[0].title == "水" * 15 + "…"
    assert read.objects[0].type == "T" * 21 + "…"
    assert read.objects[0].date == "y" * 17 + "…"


def test_a_text_at_its_limit_is_whole() -> None:
    assert shorten("t" * 24, 24) == "t" * 24
    assert shorten("t" * 25, 24) == "t" * 21 + "…"


def test_no_accent_is_torn_off_its_letter() -> None:
    assert shorten("aq\u0323\u0304zzzz", 9) == "aq\u0323\u0304…"
    assert shorten("aq\u0323\u0304zzzz", 8) == "a…"
    assert shorten("\u0323" * 9, 8) == "…"


@settings(max_examples=300, deadline=None)
@given(plain(400), st.integers(3, 60))
def test_cutting_keeps_a_prefix_within_the_limit(text: str, limit: int) -> None:
    cut = shorten(text, limit)
    assert len(cut.encode()) <= limit
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))
    assert unicodedata.is_normalized("NFC", cut)


def test_lines_are_joined_and_letters_composed() -> None:
    claims = replace(CLAIMS, objects=(SealedObject("Painting", " Mu\u0308nchen,\r\n\tview "),))
    assert decode_claims(encode_claims(claims)).objects[0].title == "München, view"


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\x00", "\x1b", "\x7f", "\x9b", "\ud800"])
def test_a_hidden_character_is_refused_before_it_is_signed(hidden: str) -> None:
    claims = replace(CLAIMS, objects=(SealedObject("Painting", f"a{hidden}b"),))
    with pytest.raises(Refusal, match="TEXT_NOT_PRINTABLE") as refusal:
        encode_claims(claims)
    assert hidden not in refusal.value.text()


def test_a_number_is_never_cut() -> None:
    for claims in (replace(CLAIMS, number="N" * 33), replace(CLAIMS, replaces="N" * 33)):
        with pytest.raises(Refusal, match="NUMBER_TOO_LONG"):
            encode_claims(claims)


def test_an_applicant_who_is_the_owner_is_left_out() -> None:
    assert decode_claims(encode_claims(replace(CLAIMS, applicant=CLAIMS.owner))).applicant is None
    other = SealedParty("An agent", "XB")
    assert decode_claims(encode_claims(replace(CLAIMS, applicant=other))).applicant == other


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": 2},
        {"id": b"short"},
        {"issuer": "Xanadu"},
        {"objects": ()},
        {"object_count": 0},
        {"expires": -1},
    ],
)
def test_claims_that_could_not_be_read_are_a_fault(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        encode_claims(replace(CLAIMS, **changes))  # type: ignore[arg-type]


def test_json_has_dates_that_people_read() -> None:
    shown = claims_json(replace(CLAIMS, kind=2, return_by=20895, replaces="XA-2026-000100"))
    assert shown["issued_on"] == "2026-03-18"
    assert shown["valid_until"] == shown["return_by"] == "2027-03-18"
    assert shown["issued_at"] == "2026-03-18T00:00:00+00:00"
    assert (shown["kind"], shown["id"]) == ("temporary", "0011223344556677")
    assert shown["owner"] == {"name": "Elena Papadopoulou-Hartmann", "country": "XA"}
    assert "applicant" not in shown
