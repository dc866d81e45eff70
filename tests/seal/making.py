"""A key and a certificate to try codes with."""

import hashlib
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from certapp.seal.claims import Claims, SealedObject, SealedParty, decode_claims
from certapp.seal.cose import Sign1, code_kid, parse
from certapp.seal.text import from_text

KID = bytes.fromhex("a1b2c3d4e5f60718")


def example_key() -> ec.EllipticCurvePrivateKey:
    """The published key of the worked example."""
    digest = hashlib.sha256(b"export-certificate worked example key").digest()
    return ec.derive_private_key(int.from_bytes(digest, "big") % 2**255, ec.SECP256R1())


def sign(data: bytes) -> bytes:
    """ES256 with the example key, deterministic (RFC 6979)."""
    r, s = decode_dss_signature(example_key().sign(data, ec.ECDSA(SHA256(), deterministic_signing=True)))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def verify(message: Sign1, public: ec.EllipticCurvePublicKey | None = None) -> None:
    """Raises InvalidSignature unless `message` was signed with the key."""
    r, s = (int.from_bytes(half, "big") for half in (message.signature[:32], message.signature[32:]))
    public = public or example_key().public_key()
    public.verify(encode_dss_signature(r, s), message.to_be_signed(), ec.ECDSA(SHA256()))


def read(text: str) -> Claims:
    """All that happens to a text before and after its signature is checked."""
    message = parse(from_text(text))
    code_kid(message)
    return decode_claims(message.payload)


CLAIMS = Claims(
    issuer="XA",
    expires=1805241600,
    issued_at=1773792000,
    id=bytes.fromhex("0011223344556677"),
    number="XA-2026-000123",
    issued_on=20530,
    valid_until=20895,
    kind=1,
    owner=SealedParty("Elena Papadopoulou-Hartmann", "XA"),
    consignee=SealedParty("Museo Nacional de Artes Decorativas", "ES"),
    destination="ES",
    object_count=1,
    objects=(
        SealedObject(
            "Painting",
            "View of the harbour at dusk",
            "oil on canvas",
            "61 x 73 cm",
            "Leontios Varnakiotis",
            "c. 1874",
        ),
    ),
    record_digest=hashlib.sha256(b"a record").digest(),
)


def with_objects(count: int, *, title: str = "View of the harbour at dusk, number {n}") -> Claims:
    """The certificate with so many objects, all different."""
    objects = tuple(
        SealedObject(
            f"Painting {n}", title.format(n=n), f"oil on oak {n}", f"{61 + n} x {73 + 7 * n} cm",
            hashlib.sha256(bytes([n])).hexdigest()[:24], f"c. {1700 + 13 * n}", 970121 + n,
        )
        for n in range(count)
    )  # fmt: skip
    return replace(CLAIMS, objects=objects, object_count=count)
