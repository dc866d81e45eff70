"""The authorities of the vectors: keys derived from their names, certificates of fixed days."""

import hashlib
from dataclasses import replace
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from certapp.trust.certificate import at, read_certificate
from certapp.trust.hierarchy import create_country_ca, issue_document_signer, issue_status_signer
from certapp.trust.unlocked import UnlockedKey
from tests.trust.authority import FOUNDED, Authority, certified


def fixed_key(name: str) -> UnlockedKey:
    """The key of that name: the same in every run."""
    secret = int.from_bytes(hashlib.sha256(f"certapp test vector {name}".encode()).digest(), "big") >> 1
    return UnlockedKey(name, ec.derive_private_key(secret, ec.SECP256R1()))


def authority(country: str, name: str, *, training: bool = False) -> Authority:
    """A country's CA with the document signer of office 01 and a status signer."""
    bare = fixed_key(f"{name} CA")
    certificate = create_country_ca(country, f"Authority of {country}", bare, FOUNDED, training)
    ca = replace(bare, chain=(certificate,))
    signer, status = fixed_key(f"{name} signer"), fixed_key(f"{name} status")
    return Authority(
        country,
        ca,
        certified(signer, issue_document_signer(ca, signer.public, "01", FOUNDED), ca),
        certified(status, issue_status_signer(ca, status.public, FOUNDED), ca),
    )


def another_signer(ca: UnlockedKey, name: str, office: str = "01", now: int = FOUNDED) -> UnlockedKey:
    """A further document signer under the same CA."""
    key = fixed_key(name)
    return certified(key, issue_document_signer(ca, key.public, office, now), ca)


def rewritten(key: UnlockedKey, ca: UnlockedKey, **changes: Any) -> UnlockedKey:
    """The same key with a certificate that no authority's program writes: `not_before`, `not_after`, `leave_out`.

    Times in seconds since 1970; leave_out: the class of the extension that is missing.
    """
    old = read_certificate(key.certificate).parsed
    builder = (
        x509.CertificateBuilder()
        .subject_name(old.subject)
        .issuer_name(old.issuer)
        .public_key(old.public_key())
        .serial_number(old.serial_number)
        .not_valid_before(at(changes["not_before"]) if "not_before" in changes else old.not_valid_before_utc)
        .not_valid_after(at(changes["not_after"]) if "not_after" in changes else old.not_valid_after_utc)
    )
    for extension in old.extensions:
        if not isinstance(extension.value, changes.get("leave_out", ())):
            builder = builder.add_extension(extension.value, extension.critical)
    return certified(key, builder.sign(ca.private, hashes.SHA256()).public_bytes(Encoding.DER), ca)
