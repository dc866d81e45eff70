"""An object's tag: every one comes back as it was signed, fits on its label, and nothing else is read."""

from contextlib import suppress
from dataclasses import replace

import pytest
from cryptography.exceptions import InvalidSignature
from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.model.errors import Refusal
from certapp.seal import cbor
from certapp.seal.cose import code_kid, parse
from certapp.seal.matrix import modules
from certapp.seal.object_tag import MOST_OBJECTS, ObjectTag, encode_tag, read_tag, seal_tag
from certapp.seal.text import TAG_PREFIX, from_text
from tests.seal.making import CLAIMS, KID, sign, verify

TAG = ObjectTag(
    issuer="XA",
    expires=CLAIMS.expires,
    made_at=CLAIMS.issued_at,
    id=CLAIMS.id,
    number="XA-2026-01-000123-4",
    object_number=3,
    object_count=12,
    issued_on=CLAIMS.issued_on,
    type="Painting",
    title="View of the harbour at dusk",
    record_digest=CLAIMS.record_digest[:8],
)
ROOMY, TIGHT = 298, 190
TEXT = seal_tag(TAG, KID, sign, ROOMY)


def read(text: str) -> ObjectTag:
    message = parse(from_text(text, TAG_PREFIX))
    verify(message)
    assert code_kid(message) == KID
    return read_tag(cbor.decode(message.payload, cbor.CODE))


texts = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=60).filter(
    lambda text: cbor.acceptable(text)
)


@settings(max_examples=50, deadline=None)
@given(texts, texts, st.integers(1, MOST_OBJECTS), st.binary(min_size=8, max_size=8))
def test_a_tag_comes_back_and_fits_on_its_label(kind: str, title: str, number: int, id8: bytes) -> None:
    tag = replace(TAG, type=kind, title=title, object_number=number, object_count=MOST_OBJECTS, id=id8)
    for most, widest in ((ROOMY, 73), (TIGHT, 57)):
        text = seal_tag(tag, KID, sign, most)
        found = read(text.lower())
        assert replace(found, type="", title="") == replace(tag, type="", title="")
        assert found.title
        assert len(modules(text)) <= widest


def test_what_fits_is_said_in_full_and_a_small_label_keeps_the_title() -> None:
    assert read(TEXT) == TAG
    small = read(seal_tag(TAG, KID, sign, TIGHT))
    assert small.type == ""
    assert small.title.startswith("View of the")
    with pytest.raises(Refusal, match="TAG_DOES_NOT_FIT"):
        seal_tag(TAG, KID, sign, 150)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_tag_or_refused(data: bytes) -> None:
    with pytest.raises(Refusal, match="CODE_"):
        read_tag(cbor.decode(data, cbor.CODE))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(TEXT) - 1), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_a_changed_letter_never_changes_what_is_read(place: int, letter: str) -> None:
    with suppress(Refusal, InvalidSignature):
        assert read(TEXT[:place] + letter + TEXT[place + 1 :]) == TAG


@pytest.mark.parametrize(
    "changed",
    [
        {"object_number": 0},
        {"object_number": 13},
        {"object_count": MOST_OBJECTS + 1},
        {"issuer": "xa"},
        {"issuer": "XAA"},
        {"id": CLAIMS.id[:7]},
        {"record_digest": CLAIMS.record_digest},
        {"number": "X" * 33},
        {"title": "x" * 49},
        {"expires": -1},
        {"issued_on": 3_000_000},
    ],
)
def test_a_tag_that_nobody_could_read_is_not_signed(changed: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="nobody could read"):
        encode_tag(replace(TAG, **changed))  # type: ignore[arg-type]  # on purpose


def test_a_key_more_or_less_is_refused() -> None:
    payload = cbor.decode(encode_tag(TAG), cbor.CODE)
    assert isinstance(payload, dict)
    inner = payload[-65545]
    assert isinstance(inner, dict)
    changed: tuple[cbor.Item, ...] = (
        {**payload, 8: 1},
        {**payload, -65537: {}},
        {key: value for key, value in payload.items() if key != 4},
        {**payload, -65545: {**inner, 8: 1}},
        {**payload, -65545: {key: value for key, value in inner.items() if key != 7}},
        {**payload, -65545: [1]},
        {**payload, 4: True},
    )
    for each in changed:
        with pytest.raises(Refusal, match="CODE_DAMAGED"):
            read_tag(each)


def test_a_certificate_and_a_tag_are_not_taken_for_each_other() -> None:
    with pytest.raises(Refusal, match="NOT_OUR_CODE"):
        from_text(TEXT)
    with pytest.raises(Refusal, match="CODE_NEWER"):
        from_text("XCTAGC" + TEXT[6:], TAG_PREFIX)
