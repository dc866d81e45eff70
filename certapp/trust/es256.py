"""ES256: ECDSA on P-256 with SHA-256, in both written forms (RFC 9053 section 2.1, RFC 3279)."""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature, encode_dss_signature

_WIDTH: Final = 32
_ALGORITHM: Final = ec.ECDSA(hashes.SHA256())
_OF_DIGEST: Final = ec.ECDSA(Prehashed(hashes.SHA256()))


def sign_der(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    """The signature as X.509 and CMS write it: DER SEQUENCE of r and s."""
    return key.sign(data, _ALGORITHM)


def sign_raw(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    """The signature as COSE writes it: r || s, 64 bytes."""
    r, s = decode_dss_signature(sign_der(key, data))
    return r.to_bytes(_WIDTH, "big") + s.to_bytes(_WIDTH, "big")


def as_der(signature: bytes) -> bytes:
    """A signature r || s as X.509 and OpenSSL write it. ValueError where it has not 64 bytes."""
    if len(signature) != 2 * _WIDTH:
        raise ValueError("a signature of another length")
    r, s = int.from_bytes(signature[:_WIDTH], "big"), int.from_bytes(signature[_WIDTH:], "big")
    return encode_dss_signature(r, s)


def verifies(key: ec.EllipticCurvePublicKey, signature: bytes, data: bytes) -> bool:
    """Whether `signature` (r || s, exactly 64 bytes) over `data` was made with `key`."""
    return _verifies(key, signature, data, _ALGORITHM)


def verifies_digest(key: ec.EllipticCurvePublicKey, signature: bytes, digest: bytes) -> bool:
    """The same of data whose SHA-256 this is."""
    return _verifies(key, signature, digest, _OF_DIGEST)


def _verifies(key: ec.EllipticCurvePublicKey, signature: bytes, data: bytes, algorithm: ec.ECDSA) -> bool:
    try:
        key.verify(as_der(signature), data, algorithm)
    except (InvalidSignature, ValueError):
        return False
    return True
