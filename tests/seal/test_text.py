"""The text of a code: what survives a clipboard is read, what anybody altered is not."""

import base64
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.model.errors import Refusal
from certapp.seal.text import LONGEST, from_text, to_text

MESSAGE = bytes(range(256)) + b"some message"
TEXT = to_text(MESSAGE)


def wrapped(compressed: bytes) -> str:
    return "XCERTB" + base64.b32encode(compressed).decode().rstrip("=")


def raw_deflate(data: bytes, window: int) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, window)
    return stream.compress(data) + stream.flush()


def with_dictionary(data: bytes) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, 15, zdict=b"some message")
    return stream.compress(data) + stream.flush()


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=600))
def test_a_message_comes_back(message: bytes) -> None:
    text = to_text(message)
    assert from_text(text) == message
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


@pytest.mark.parametrize(
    "pasted",
    [
        TEXT.lower(),
        TEXT.title(),
        f"  {TEXT}\r\n",
        "\n".join(TEXT[start : start + 76] for start in range(0, len(TEXT), 76)),
        " ".join(TEXT),
        "\t\v\f" + TEXT,
    ],
)
def test_case_and_line_breaks_do_not_matter(pasted: str) -> None:
    assert from_text(pasted) == MESSAGE


@pytest.mark.parametrize(
    "other",
    [
        "", " ", "X", "XCERT", "HC1:6BFOXN", "https://example.org/XCERTB", "XCLSTBABC", "CERTB", "BXCERTB",
        "ＸＣＥＲＴＢ" + TEXT[6:], "\u00a0" + TEXT, "\ufeff" + TEXT, "A" * 100_000, "\ud800", "XCERＴB",
    ],
)  # fmt: skip
def test_other_codes_are_not_ours(other: str) -> None:
    with pytest.raises(Refusal, match="NOT_OUR_CODE"):
        from_text(other)


@pytest.mark.parametrize("version", "CDEFGHIJKLNOPRSTUVX")
def test_another_version_is_a_newer_program_and_not_a_forgery(version: str) -> None:
    for text in ("XCERT" + version + TEXT[6:], "xcert" + version.lower(), "XCERT" + version + "~" * 9000):
        with pytest.raises(Refusal, match="CODE_NEWER"):
            from_text(text)


@pytest.mark.parametrize("version", ["A", "M", "Q", "W", "Y", "Z", "1", "7", "-", "*", "Ｂ", "ſ"])
def test_a_sign_that_is_no_version_is_damage(version: str) -> None:
    with pytest.raises(Refusal, match="CODE_DAMAGED"):
        from_text("XCERT" + version + TEXT[6:])


def test_a_text_is_refused_for_its_length_alone() -> None:
    with pytest.raises(Refusal, match="CODE_TOO_LONG"):
        from_text("XCERTB" + "A" * 100_000)
    with pytest.raises(Refusal, match="CODE_TOO_LONG"):
        from_text("XCERTB" + "A" * (LONGEST - 5))
    with pytest.raises(Refusal, match="CODE_DAMAGED"):
        from_text("XCERTB" + "A" * (LONGEST - 6))


DAMAGED = {
    "nothing behind the prefix": "XCERTB",
    "one letter": "XCERTBA",
    "padding": TEXT + "=",
    "a digit that base32 lacks": TEXT[:20] + "1" + TEXT[21:],
    "a zero for an O": TEXT[:20] + "0" + TEXT[21:],
    "a full-width digit": TEXT[:20] + "２" + TEXT[21:],
    "a letter that upper-cases to ASCII": TEXT[:20] + "ı" + TEXT[21:],
    "a long s": TEXT[:20] + "ſ" + TEXT[21:],
    "an underscore, which Python allows in numbers": TEXT[:20] + "_" + TEXT[21:],
    "a sign, which Python allows before numbers": "XCERTB+" + TEXT[7:],
    "percent encoding": TEXT[:20] + "%20" + TEXT[20:],
    "a space of another width": TEXT[:20] + "\u2009" + TEXT[20:],
    "a null": TEXT + "\0",
    "a surrogate": TEXT + "\ud800",
    "cut short": TEXT[:-9],
    "something behind": wrapped(zlib.compress(MESSAGE, 9) + b"\x00"),
    "a second stream behind": wrapped(zlib.compress(MESSAGE, 9) * 2),
    "not compressed": wrapped(MESSAGE),
    "gzip": wrapped(raw_deflate(MESSAGE, 31)),
    "deflate without a head": wrapped(raw_deflate(MESSAGE, -15)),
    "a smaller window": wrapped(raw_deflate(MESSAGE, 9)),
    "a preset dictionary": wrapped(with_dictionary(MESSAGE)),
    "a wrong checksum": wrapped(zlib.compress(MESSAGE, 9)[:-1] + b"\x00"),
    "a bomb": wrapped(zlib.compress(bytes(500_000), 9)),
    "a bomb, one byte too many": wrapped(zlib.compress(bytes(8193), 9)),
    "a bomb in the code's own size": wrapped(zlib.compress(bytes(900_000), 9)),
}


@pytest.mark.parametrize("text", DAMAGED.values(), ids=DAMAGED)
def test_damage_is_called_damage(text: str) -> None:
    with pytest.raises(Refusal, match="CODE_DAMAGED"):
        from_text(text)


def test_inflating_ends_where_it_should() -> None:
    assert from_text(wrapped(zlib.compress(bytes(8192), 9))) == bytes(8192)


@pytest.mark.parametrize("length", range(20, 25))
def test_the_unused_last_bits_are_zero(length: int) -> None:
    text = to_text(bytes(length))
    unused = 5 * (len(text) - 6) % 8
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    last = digits.index(text[-1])
    for bit in range(unused):
        with pytest.raises(Refusal, match="CODE_DAMAGED"):
            from_text(text[:-1] + digits[last | 1 << bit])


@pytest.mark.parametrize("more", ["A", "AA", "AAA"])
def test_letters_that_add_no_byte_are_refused(more: str) -> None:
    with pytest.raises(Refusal, match="CODE_DAMAGED"):
        from_text(TEXT + more)
