"""A public key in a file of its own: SubjectPublicKeyInfo on P-256 in PEM."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_public_key,
)

from certapp.model.errors import Refusal
from certapp.trust.keyfile import spki

LARGEST: Final = 4096
"""Bytes of such a file."""


def read_public_key(data: bytes, name: str, damaged: str) -> bytes:
    """The key (SubjectPublicKeyInfo, DER) in a file's bytes. Refusal by the code `damaged` (file)."""
    try:
        if len(data) > LARGEST:
            raise ValueError("too long")
        key = load_pem_public_key(data)
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            raise ValueError("another kind of key")
    except Exception:  # the library raises many kinds at hostile input
        raise Refusal(damaged, file=name) from None
    return spki(key)


def public_key_file(public: bytes) -> bytes:
    """The file of a key."""
    return load_der_public_key(public).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def point_of(public: bytes, damaged: str) -> ec.EllipticCurvePublicKey:
    """The key in a SubjectPublicKeyInfo (DER), of which no other form counts. Refusal by the code `damaged`."""
    try:
        key = load_der_public_key(public)
        if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1) and spki(key) == public:
            return key
    except Exception:  # the library raises many kinds at hostile input
        pass
    raise Refusal(damaged) from None
