"""Whether a certificate really stands under a country's CA, for one usage and at one time.

The library checks signatures, dates and extensions. What it does not know is ours: countries must agree, the
CA is no signer, nothing revoked signs (it never looks at revocation lists).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509 import verification

from certapp.model.errors import Refusal
from certapp.trust.certificate import Certificate, at, read_certificate, require_whole_bytes

LARGEST_CRL: Final = 1 << 20
"""Bytes of a revocation list; one signer takes about 40."""

_COUNTRY = re.compile("[A-Z]{2}").fullmatch


@dataclass(frozen=True, slots=True)
class Crl:
    """A country CA's list of revoked signers whose signature is good. Times in seconds since 1970."""

    der: bytes
    number: int
    this_update: int
    next_update: int
    dates: tuple[tuple[int, int], ...]

    @property
    def revoked(self) -> frozenset[int]:
        """Serial numbers on the list; `dates` has the time of each beside it."""
        return frozenset(number for number, _at in self.dates)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A country CA that is believed, with its newest revocation list if there is one.

    From trust lists, in seconds since 1970, None where none says so. withdrawn: nothing under it counts from then on.
    ended: what was issued later does not count. list_next: it is believed by a list alone, whose successor is due then.
    """

    certificate: Certificate
    crl: Crl | None = None
    withdrawn: int | None = None
    ended: int | None = None
    list_next: int | None = None

    def has_revoked(self, certificate: Certificate) -> bool:
        """Whether `certificate`, issued by this CA, stands on its list."""
        return self.crl is not None and certificate.number in self.crl.revoked


def read_country_ca(data: bytes) -> Certificate:
    """A country CA's certificate, DER or PEM. Refusals: CERTIFICATE_DAMAGED, NOT_A_COUNTRY_CA.

    It is self-signed, names a country, may sign certificates and revocation lists and has no CA below it.
    """
    certificate = read_certificate(data)
    try:
        extensions = certificate.parsed.extensions
        constraints = extensions.get_extension_for_class(x509.BasicConstraints)
        usage = extensions.get_extension_for_class(x509.KeyUsage)
        certificate.parsed.verify_directly_issued_by(certificate.parsed)
        good = (
            _COUNTRY(certificate.country) is not None
            and constraints.critical
            and constraints.value.ca
            and constraints.value.path_length == 0
            and usage.critical
            and usage.value.key_cert_sign
            and usage.value.crl_sign
        )
    except Exception:  # the library raises many kinds at hostile input
        good = False
    if not good:
        raise Refusal("NOT_A_COUNTRY_CA")
    return certificate


def is_signed_by(certificate: bytes, ca: bytes) -> bool:
    """Whether a CA made a certificate (both DER), whenever that was and whatever became of it since."""
    try:
        read_certificate(certificate).parsed.verify_directly_issued_by(read_certificate(ca).parsed)
    except (InvalidSignature, ValueError, TypeError, Refusal):
        return False
    return True


def introduced_by(introduction: bytes, new: Certificate, anchors: Iterable[Anchor]) -> Anchor | None:
    """The believed CA whose key vouches for `new` by this introduction (DER), if one does. Refusal CERTIFICATE_DAMAGED.

    Asked directly, not of the path validator: a CA with path length 0 certifies no other CA on any path.
    """
    link = read_certificate(introduction)
    if link.parsed.subject != new.parsed.subject or link.key != new.key:
        return None
    for anchor in anchors:
        old = anchor.certificate
        if anchor.withdrawn is not None or old.country != new.country or old.training != new.training or old == new:
            continue
        try:
            link.parsed.verify_directly_issued_by(old.parsed)
        except Exception:  # the library raises many kinds at hostile input
            continue
        if old.not_before <= link.not_before <= old.not_after:
            return anchor
    return None


def read_crl(data: bytes, ca: Certificate) -> Crl:
    """The revocation list (DER) of `ca`. Refusal CRL_DAMAGED: unreadable, or not signed by that CA."""
    try:
        if len(data) > LARGEST_CRL:
            raise ValueError("too long")
        crl = x509.load_der_x509_crl(data)
        require_whole_bytes(data, crl.signature)
        if crl.issuer != ca.parsed.subject or not crl.is_signature_valid(ca.key):
            raise ValueError("not by this CA")
        if crl.next_update_utc is None:
            raise ValueError("without an end")
        return Crl(
            der=data,
            number=crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number,
            this_update=int(crl.last_update_utc.timestamp()),
            next_update=int(crl.next_update_utc.timestamp()),
            dates=tuple((entry.serial_number, int(entry.revocation_date_utc.timestamp())) for entry in crl),
        )
    except Exception:  # the library raises many kinds at hostile input
        raise Refusal("CRL_DAMAGED", country=ca.country) from None


def issuer_of(
    certificate: Certificate, anchors: Iterable[Anchor], usage: x509.ObjectIdentifier, when: int
) -> Anchor | None:
    """The anchor under which `certificate` stands for `usage` at `when` (seconds since 1970), if any.

    Revocation is for the caller: what it means depends on what was signed.
    """
    return next((anchor for anchor in anchors if _stands(certificate, anchor.certificate, usage, when)), None)


def _stands(certificate: Certificate, ca: Certificate, usage: x509.ObjectIdentifier, when: int) -> bool:
    begun, ended = max(certificate.not_before, ca.not_before), min(certificate.not_after, ca.not_after)
    return begun <= when <= ended and _certified(certificate, ca, usage, begun)


@lru_cache(maxsize=4096)
def _certified(certificate: Certificate, ca: Certificate, usage: x509.ObjectIdentifier, when: int) -> bool:
    """Whether the path holds at `when`. Of two certificates this never changes, so it is asked once."""
    if certificate.country != ca.country:
        return False
    try:
        verifier = (
            verification.PolicyBuilder()
            .store(verification.Store([ca.parsed]))
            .time(at(when))
            .max_chain_depth(0)
            .extension_policies(
                ca_policy=verification.ExtensionPolicy.webpki_defaults_ca(), ee_policy=_signer_policy(usage)
            )
            .build_client_verifier()
        )
        verifier.verify(certificate.parsed, [])
    except (verification.VerificationError, ValueError):
        return False
    return True


def _signer_policy(usage: x509.ObjectIdentifier) -> verification.ExtensionPolicy:
    def no_ca(_: verification.Policy, __: x509.Certificate, found: x509.BasicConstraints) -> None:
        if found.ca:
            raise ValueError("a CA is no signer")

    def signs(_: verification.Policy, __: x509.Certificate, found: x509.KeyUsage) -> None:
        if not found.digital_signature or found.key_cert_sign:
            raise ValueError("not a signing key")

    def used_for(_: verification.Policy, __: x509.Certificate, found: x509.ExtendedKeyUsage) -> None:
        if usage not in found:
            raise ValueError("another usage")

    either = verification.Criticality.AGNOSTIC
    return (
        verification.ExtensionPolicy.permit_all()
        .require_present(x509.BasicConstraints, either, no_ca)
        .require_present(x509.KeyUsage, verification.Criticality.CRITICAL, signs)
        .require_present(x509.ExtendedKeyUsage, either, used_for)
        .require_present(x509.AuthorityKeyIdentifier, either, None)
        .require_present(x509.SubjectKeyIdentifier, either, None)
    )
