"""The letters in the QR code: prefix, version, base32 (RFC 4648 section 6) of the deflated signed message.

Only letters and digits: they survive clipboards, mail and keyboard scanners, and QR packs them tightly.
Deflated as zlib (RFC 1950) does it.
"""

import base64
import string
import zlib
from typing import Final, NoReturn

from certapp.model.errors import Refusal

CODE_PREFIX: Final = "XCERT"
PICTURE_PREFIX: Final = "XCPIC"
"""Of the second code, which holds a signed picture (`signed_picture`)."""
TAG_PREFIX: Final = "XCTAG"
"""Of the code on an object's tag (`object_tag`)."""
LIST_PREFIX: Final = "XCLST"
"""Of a printed status bulletin (`trust.additions`)."""
VERSION: Final = "B"
LONGEST: Final = 1600
"""Characters, white space not counted."""

_VERSIONS = frozenset("BCDEFGHIJKLNOPRSTUVX")  # letters on the same key of every Latin keyboard
_LARGEST = 8192  # bytes after inflating
_WHITE_SPACE = str.maketrans("", "", string.whitespace)
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_DIGITS = bytes.maketrans(_ALPHABET, b"0123456789ABCDEFGHIJKLMNOPQRSTUV")
_ZLIB_WINDOW_15 = 0x78


def to_text(cose: bytes, prefix: str = CODE_PREFIX) -> str:
    """The text of a signed message, upper case, without padding."""
    return from_compressed(compress(cose), prefix)


def compress(cose: bytes) -> bytes:
    """The message deflated as hard as zlib can: what is counted when a code must fit."""
    return zlib.compress(cose, 9)


def from_compressed(compressed: bytes, prefix: str = CODE_PREFIX) -> str:
    """The text of an already compressed message."""
    return prefix + VERSION + base64.b32encode(compressed).decode().rstrip("=")


def from_text(text: str, prefix: str = CODE_PREFIX) -> bytes:
    """The signed message in a text as scanned, typed or pasted: case and ASCII white space do not matter.

    Refusals: NOT_OUR_CODE (another prefix), CODE_NEWER (another version letter), CODE_TOO_LONG (over 1600
    characters), CODE_DAMAGED (anything that `to_text` cannot have written).
    """
    body = text.translate(_WHITE_SPACE)
    opening = body[: len(prefix) + 1]
    if opening[:-1].upper() != prefix:
        raise Refusal("NOT_OUR_CODE")
    if not body.isascii():  # or upper-casing would make letters of ours: "ı" becomes "I"
        _refuse("characters that are not ASCII")
    version = opening[-1].upper()
    if version != VERSION:
        if version in _VERSIONS:
            raise Refusal("CODE_NEWER")
        _refuse("no version letter")
    if len(body) > LONGEST:
        raise Refusal("CODE_TOO_LONG", limit=LONGEST)
    return _inflate(_base32(body[len(opening) :].upper().encode()))


def _base32(letters: bytes) -> bytes:
    """Strictly: alphabet, length and the unused last bits. By int(), much faster than the loop in base64."""
    if not letters or letters.translate(None, _ALPHABET):
        _refuse("not base32")
    length, unused = divmod(5 * len(letters), 8)
    number = int(letters.translate(_DIGITS), 32)
    if unused >= 5 or number & ((1 << unused) - 1):
        _refuse("not the one base32 form")
    return (number >> unused).to_bytes(length, "big")


def _inflate(data: bytes) -> bytes:
    if data[0] != _ZLIB_WINDOW_15:
        _refuse("not zlib")
    stream = zlib.decompressobj()
    try:
        # One byte more than allowed, so that a stream of exactly the bound can still end.
        message = stream.decompress(data, _LARGEST + 1)
    except zlib.error:
        _refuse("a broken zlib stream")
    if len(message) > _LARGEST:
        _refuse("too long")
    if not stream.eof or stream.unused_data:
        _refuse("a zlib stream that does not end where the text ends")
    return message


def _refuse(detail: str) -> NoReturn:
    raise Refusal("CODE_DAMAGED", detail=detail)
