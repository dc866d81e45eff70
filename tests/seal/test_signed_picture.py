"""The second code: every picture comes back as it was signed, and nothing else is read."""

import zlib
from contextlib import suppress
from dataclasses import replace

import pytest
from cryptography.exceptions import InvalidSignature
from hypothesis import example, given, settings
from hypothesis import strategies as st

from certapp.model.errors import Refusal
from certapp.seal import cbor
from certapp.seal.cose import ALG, ES256, sign1
from certapp.seal.cose import KID as KID_HEADER
from certapp.seal.matrix import modules
from certapp.seal.signed_picture import (
    MOST_OBJECTS,
    MOST_PICTURE_BYTES,
    SignedPicture,
    decode_picture,
    parse_picture,
    seal_picture,
)
from certapp.seal.text import PICTURE_PREFIX, from_text, to_text
from tests.seal.making import CLAIMS, KID, sign, verify

WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(range(40))
PICTURE = SignedPicture(CLAIMS.id, 1, WEBP)
TEXT = seal_picture(PICTURE, KID, sign)

pictures = st.builds(
    SignedPicture,
    id=st.binary(min_size=8, max_size=8),
    number=st.integers(1, MOST_OBJECTS),
    webp=st.binary(min_size=8, max_size=MOST_PICTURE_BYTES - 12).map(lambda body: b"RIFF\0\0\0\0WEBP" + body),
)


def read(text: str) -> SignedPicture:
    message, kid = parse_picture(text)
    verify(message)
    assert kid == KID
    return decode_picture(message.payload)


@settings(max_examples=200, deadline=None)
@given(pictures)
def test_a_picture_comes_back(picture: SignedPicture) -> None:
    text = seal_picture(picture, KID, sign)
    assert read(text) == picture
    assert read(f" {text.lower()}\n") == picture
    assert text.startswith("XCPICB")
    assert len(modules(text)) <= 97  # QR version 20, as the form has room for


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=700))
def test_any_bytes_are_a_picture_or_refused(data: bytes) -> None:
    for tried in (data, b"\xa2\x07\x48" + data, cbor.encode({7: data[:8], -65539: {1: 1, 2: data}})):
        try:
            picture = decode_picture(tried)
        except Refusal as refusal:
            assert refusal.code == "CODE_DAMAGED"
        else:
            assert len(picture.webp) <= MOST_PICTURE_BYTES


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(TEXT) - 1), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
@example(place=9, letter="B")  # the level of compression, which zlib's head tells and nobody signs
def test_a_changed_letter_never_changes_what_is_read(place: int, letter: str) -> None:
    altered = TEXT[:place] + letter + TEXT[place + 1 :]
    with suppress(Refusal, InvalidSignature):
        assert read(altered) == read(TEXT)


@pytest.mark.parametrize(
    "payload",
    [
        {7: CLAIMS.id},
        {7: CLAIMS.id, -65539: {1: 1}},
        {7: CLAIMS.id, -65539: {1: 0, 2: WEBP}},
        {7: CLAIMS.id, -65539: {1: MOST_OBJECTS + 1, 2: WEBP}},
        {7: CLAIMS.id, -65539: {1: 1, 2: WEBP, 3: 1}},
        {7: CLAIMS.id, -65539: {1: 1, 2: WEBP}, 8: 1},
        {7: CLAIMS.id[:7], -65539: {1: 1, 2: WEBP}},
        {7: CLAIMS.id, -65539: {1: 1, 2: b"GIF89a" + WEBP}},
        {7: CLAIMS.id, -65539: {1: 1, 2: WEBP[:16]}},
        {7: CLAIMS.id, -65539: {1: 1, 2: WEBP + bytes(MOST_PICTURE_BYTES)}},
        {7: CLAIMS.id, -65539: {1: 1, 2: "RIFF0000WEBPVP8 and more"}},
        {7: CLAIMS.id, -65539: [1, WEBP]},
    ],
)
def test_a_payload_of_another_shape_is_refused(payload: dict[int | str, cbor.Item]) -> None:
    with pytest.raises(Refusal, match="CODE_DAMAGED"):
        decode_picture(cbor.encode(payload))


def test_a_picture_that_nobody_could_read_is_not_signed() -> None:
    with pytest.raises(ValueError, match="nobody could read"):
        seal_picture(replace(PICTURE, webp=WEBP + bytes(MOST_PICTURE_BYTES)), KID, sign)


def test_the_two_codes_are_not_taken_for_each_other() -> None:
    with pytest.raises(Refusal, match="NOT_OUR_CODE"):
        from_text(TEXT)
    with pytest.raises(Refusal, match="NOT_OUR_CODE"):
        parse_picture("XCERT" + TEXT[5:])
    with pytest.raises(Refusal, match="CODE_NEWER"):
        parse_picture("XCPICC" + TEXT[6:])


def test_a_bomb_is_not_inflated() -> None:
    bomb = to_text(b"", PICTURE_PREFIX)[:6]
    import base64

    packed = base64.b32encode(zlib.compress(bytes(500_000), 9)).decode().rstrip("=")
    with pytest.raises(Refusal, match="CODE_DAMAGED"):
        parse_picture(bomb + packed)


def test_a_message_of_another_kind_is_refused() -> None:
    header: dict[int, cbor.Item] = {ALG: ES256, KID_HEADER: KID, 5: 1}
    with pytest.raises(Refusal, match="CODE_DAMAGED"):
        parse_picture(to_text(sign1(header, b"", sign), PICTURE_PREFIX))
