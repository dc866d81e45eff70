"""An X.509 certificate as far as this program reads it, every part looked at once and strictly."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from certapp.model.errors import Refusal

LARGEST: Final = 8192
"""Bytes of a certificate; ours have about 550."""
KID_BYTES: Final = 8


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """A certificate that can be read; that it may be believed nobody has said yet.

    country, organisation, name, serial: C, O, CN and serialNumber of the subject, '' where absent.
    not_before, not_after: seconds since 1970, both still valid. training: OU=TEST in the subject.
    """

    der: bytes
    kid: bytes
    country: str
    organisation: str
    name: str
    serial: str
    training: bool
    number: int
    not_before: int
    not_after: int
    key: ec.EllipticCurvePublicKey = field(repr=False)
    parsed: x509.Certificate = field(repr=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Certificate) and self.der == other.der

    def __hash__(self) -> int:
        return hash(self.der)

    def pem(self) -> bytes:
        """The same as PEM (RFC 7468)."""
        return self.parsed.public_bytes(Encoding.PEM)


def kid(certificate: bytes) -> bytes:
    """First 8 bytes of SHA-256 of a certificate (DER)."""
    return hashlib.sha256(certificate).digest()[:KID_BYTES]


def read_certificate(data: bytes) -> Certificate:
    """A certificate in DER or PEM (one, nothing else in the file). Refusal CERTIFICATE_DAMAGED.

    Its key must be on P-256, its subject name a country at most once.
    """
    try:
        if len(data) > LARGEST:
            raise ValueError("too long")
        pem = data.lstrip().startswith(b"-----BEGIN")
        loaded = x509.load_pem_x509_certificate(data) if pem else x509.load_der_x509_certificate(data)
        der = loaded.public_bytes(Encoding.DER)
        require_whole_bytes(der, loaded.signature)
        key = loaded.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            raise ValueError("another kind of key")
        return Certificate(
            der=der,
            kid=kid(der),
            country=_one(loaded.subject, NameOID.COUNTRY_NAME),
            organisation=_one(loaded.subject, NameOID.ORGANIZATION_NAME),
            name=_one(loaded.subject, NameOID.COMMON_NAME),
            serial=_one(loaded.subject, NameOID.SERIAL_NUMBER),
            training=_one(loaded.subject, NameOID.ORGANIZATIONAL_UNIT_NAME) == TRAINING_UNIT,
            number=loaded.serial_number,
            not_before=int(loaded.not_valid_before_utc.timestamp()),
            not_after=int(loaded.not_valid_after_utc.timestamp()),
            key=key,
            parsed=loaded,
        )
    except Exception:  # the library raises many kinds at hostile input
        raise Refusal("CERTIFICATE_DAMAGED") from None


def require_whole_bytes(der: bytes, signature: bytes) -> None:
    """X.690 11.2.1: the signature that ends a certificate or revocation list has no unused bits. ValueError.

    Their count is not signed: another one would make another file, with another digest, of the same certificate.
    """
    if der[-len(signature) - 1] != 0:
        raise ValueError("not in DER")


TRAINING_UNIT: Final = "TEST"
"""What the subject of a training authority says as its organisational unit, and all under it."""


def at(seconds: int) -> datetime:
    """Seconds since 1970 as the library wants them."""
    return datetime.fromtimestamp(seconds, UTC)


def _one(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    values = name.get_attributes_for_oid(oid)
    if len(values) > 1:
        raise ValueError("an attribute more than once")
    value = values[0].value if values else ""
    return value if isinstance(value, str) else ""
