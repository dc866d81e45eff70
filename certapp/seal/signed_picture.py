"""The second code: a small picture of one object, signed by the same key for the same certificate.

It answers what no signature on words can: whether the right paper lies beside the right object. The certificate does
not depend on it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NoReturn

from certapp.model.errors import Refusal
from certapp.seal import cbor
from certapp.seal.cose import ALG, ES256, KID, Sign1, code_kid, parse, sign1
from certapp.seal.text import PICTURE_PREFIX, from_text, to_text

MOST_PICTURE_BYTES: Final = 450
"""Of the WebP file; with it the code stays at QR version 20 (49 mm)."""
MOST_OBJECTS: Final = 10_000

_ID, _PICTURE = 7, -65539  # RFC 8392 section 4; the second is private
_NUMBER, _WEBP = 1, 2
_ID_BYTES = 8
_LEAST_WEBP = 20  # RIFF header and one chunk's header


@dataclass(frozen=True, slots=True)
class SignedPicture:
    """A picture of object `number` (from 1) of the certificate with this 8-byte `id`, as a WebP file."""

    id: bytes
    number: int
    webp: bytes


def seal_picture(picture: SignedPicture, kid: bytes, sign: Callable[[bytes], bytes]) -> str:
    """The text of the code. `kid`: 8 bytes; `sign`: ES256, r || s. ValueError for what nobody could read again."""
    payload = cbor.encode({_ID: picture.id, _PICTURE: {_NUMBER: picture.number, _WEBP: picture.webp}})
    try:
        decode_picture(payload)
    except Refusal as refusal:
        raise ValueError(f"a picture that nobody could read: {refusal.params.get('detail')}") from refusal
    return to_text(sign1({ALG: ES256, KID: kid}, payload, sign), PICTURE_PREFIX)


def parse_picture(text: str) -> tuple[Sign1, bytes]:
    """The message in a scanned text and its kid, the signature not checked yet. Refusals as of `from_text`."""
    message = parse(from_text(text, PICTURE_PREFIX))
    return message, code_kid(message)


def decode_picture(payload: bytes) -> SignedPicture:
    """The picture in a payload whose signature was found good. Refusal CODE_DAMAGED for all not to the letter.

    What the WebP file itself holds is not looked at: decoding it is for `imaging`, bounded.
    """
    outer = cbor.decode(payload, cbor.CODE)
    if not isinstance(outer, dict) or set(outer) != {_ID, _PICTURE}:
        _refuse("picture claims")
    inner = outer[_PICTURE]
    if not isinstance(inner, dict) or set(inner) != {_NUMBER, _WEBP}:
        _refuse("picture")
    id8, number, webp = outer[_ID], inner[_NUMBER], inner[_WEBP]
    if not isinstance(id8, bytes) or len(id8) != _ID_BYTES:
        _refuse("bytes of another length")
    if not isinstance(number, int) or not 1 <= number <= MOST_OBJECTS:
        _refuse("object number")
    if not isinstance(webp, bytes) or not _LEAST_WEBP <= len(webp) <= MOST_PICTURE_BYTES:
        _refuse("a picture of another size")
    if webp[:4] != b"RIFF" or webp[8:12] != b"WEBP":
        _refuse("not WebP")
    return SignedPicture(id8, number, webp)


def _refuse(detail: str) -> NoReturn:
    raise Refusal("CODE_DAMAGED", detail=detail)
