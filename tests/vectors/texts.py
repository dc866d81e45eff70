"""Codes put together byte by byte, so that each layer can be wrong by itself."""

import zlib
from collections.abc import Callable
from typing import Any

from certapp.seal import cbor
from certapp.seal.text import from_compressed
from certapp.trust.unlocked import UnlockedKey

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of P-256 (SEC 2, 2.4.2)."""


def head(major: int, length: int) -> bytes:
    """The head of a CBOR value, shortest form, below 65536."""
    if length < 24:
        return bytes((major << 5 | length,))
    return bytes((major << 5 | 24, length)) if length < 256 else bytes((major << 5 | 25, *length.to_bytes(2, "big")))


def message(key: UnlockedKey, payload: bytes, **wrong: Any) -> bytes:
    """A COSE_Sign1 of `payload`. wrong: `tag`, `protected`, `unprotected` (bytes), `signed` (what makes of the
    64 bytes of the signature those that are written), `kid`."""
    protected: bytes = wrong.get("protected", cbor.encode({1: -7, 4: wrong.get("kid", key.kid)}))
    signature = key.sign_raw(cbor.encode(["Signature1", protected, b"", payload]))
    change: Callable[[bytes], bytes] = wrong.get("signed", lambda made: made)
    parts = [protected, payload, change(signature)]
    written = [head(2, len(part)) + part for part in parts]
    tag: bytes = wrong.get("tag", b"\xd2")
    unprotected: bytes = wrong.get("unprotected", b"\xa0")
    return tag + b"\x84" + written[0] + unprotected + written[1] + written[2]


def text_of(key: UnlockedKey, payload: bytes, **wrong: Any) -> str:
    """The text of a code of `payload`; `wrong` as of `message`."""
    return from_compressed(zlib.compress(message(key, payload, **wrong), 9))


def other_form(signature: bytes) -> bytes:
    """(r, n - s), which verifies as well."""
    s = int.from_bytes(signature[32:], "big")
    return signature[:32] + (ORDER - s).to_bytes(32, "big")
