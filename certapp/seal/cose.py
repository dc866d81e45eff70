"""COSE_Sign1 (RFC 9052 section 4.2) with ES256, in the one shape written here: tagged, header protected."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, NoReturn, cast

from certapp.model.errors import Refusal
from certapp.seal import cbor
from certapp.seal.cbor import CODE, COLUMNS, Item, Limits, Part

ALG: Final = 1
KID: Final = 4
X5CHAIN: Final = 33
"""Header parameters (RFC 9052 section 3.1, RFC 9360 section 2)."""
ES256: Final = -7
"""RFC 9053 section 2.1."""
KID_BYTES: Final = 8

_TAG = b"\xd2"  # tag 18
_SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class Sign1:
    """A signed message whose shape is right; that its signature is right nobody has said yet."""

    header: dict[int, Item]
    payload: bytes
    signature: bytes
    protected: bytes

    def to_be_signed(self) -> bytes:
        """The Sig_structure that the signature covers (RFC 9052 section 4.4), no external data."""
        return _sig_structure(self.protected, self.payload)


@dataclass(frozen=True, slots=True)
class LongSign1:
    """A signed message of many megabytes, its payload where it lies."""

    header: dict[int, Item]
    payload: bytes | Part
    signature: bytes
    protected: bytes

    def digest(self) -> bytes:
        """SHA-256 of the Sig_structure, of which no copy is made."""
        payload = self.payload.view if isinstance(self.payload, Part) else self.payload
        hashed = sha256(b"\x84" + b"".join(cbor.encode(each) for each in ("Signature1", self.protected, b"")))
        hashed.update(cbor.head_of_bytes(len(payload)))
        hashed.update(payload)
        return hashed.digest()


def sign1(header: dict[int, Item], payload: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """The message as bytes. `sign` gives r || s (64 bytes) over what it is handed."""
    protected = cbor.encode(cast("dict[int | str, Item]", header))
    signature = sign(_sig_structure(protected, payload))
    if len(signature) != _SIGNATURE_BYTES:
        raise ValueError("an ES256 signature has 64 bytes")
    return _TAG + cbor.encode([protected, {}, payload, signature])


def to_be_signed(header: dict[int, Item], payload: bytes) -> bytes:
    """The Sig_structure of a signature whose payload lies elsewhere."""
    return _sig_structure(cbor.encode(cast("dict[int | str, Item]", header)), payload)


def parse(data: bytes, limits: Limits = CODE) -> Sign1:
    """The parts of a message. What the header may hold is for the caller to check, see `code_kid`.

    Refusal CODE_DAMAGED unless: tag 18 and no other, a protected map with integer keys, an empty unprotected
    map, a signature of 64 bytes, deterministic CBOR throughout, nothing behind it.
    """
    header, payload, signature, protected = _parts(data, data[1:], limits)
    if not isinstance(payload, bytes):
        _refuse("not a COSE_Sign1")
    return Sign1(header, payload, signature, protected)


def parse_long(data: bytes, limits: Limits = COLUMNS) -> LongSign1:
    """As `parse`, and what is long is not copied."""
    header, payload, signature, protected = _parts(data, Part(data, 1, len(data)), limits)
    if not isinstance(payload, bytes | Part):
        _refuse("not a COSE_Sign1")
    return LongSign1(header, payload, signature, protected)


def _parts(data: bytes, inside: bytes | Part, limits: Limits) -> tuple[dict[int, Item], Item, bytes, bytes]:
    if data[:1] != _TAG:
        _refuse("not a tagged COSE_Sign1")
    parts = cbor.decode(inside, limits)
    if not isinstance(parts, list) or len(parts) != 4:
        _refuse("not a COSE_Sign1")
    protected, unprotected, payload, signature = parts
    if unprotected != {}:
        _refuse("an unprotected header")
    if not isinstance(protected, bytes) or not isinstance(signature, bytes):
        _refuse("not a COSE_Sign1")
    if len(signature) != _SIGNATURE_BYTES:
        _refuse("a signature of another length")
    header = cbor.decode(protected, limits)
    if not isinstance(header, dict) or not all(isinstance(key, int) for key in header):
        _refuse("a protected header that is no map")
    return cast("dict[int, Item]", header), payload, signature, protected


def code_kid(message: Sign1) -> bytes:
    """The key identifier of a code, whose header is exactly {1: -7, 4: kid of 8 bytes}; else CODE_DAMAGED."""
    kid = message.header.get(KID)
    if len(message.header) != 2 or message.header.get(ALG) != ES256:
        _refuse("another header than ES256 and kid")
    if not isinstance(kid, bytes) or len(kid) != KID_BYTES:
        _refuse("a kid of another length")
    return kid


def _sig_structure(protected: bytes, payload: bytes) -> bytes:
    return cbor.encode(["Signature1", protected, b"", payload])


def _refuse(detail: str) -> NoReturn:
    raise Refusal("CODE_DAMAGED", detail=detail)
