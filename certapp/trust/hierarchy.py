"""The certificates of one country: its CA, and under it document signers, status signers and officials.

P-256 and SHA-256 throughout. All under a training authority carry OU=TEST, so that every reader shows it.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from cryptography.x509.oid import NameOID

from certapp.model.errors import Refusal
from certapp.seal.claims import shorten
from certapp.trust.certificate import TRAINING_UNIT, Certificate, at, read_certificate
from certapp.trust.unlocked import UnlockedKey

DOCUMENT_SIGNING: Final = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""id-kp-documentSigning (RFC 9336)."""
EMAIL_PROTECTION: Final = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.4")
"""Beside documentSigning, because PDF readers built on NSS judge signers by it alone."""
STATUS_SIGNING: Final = x509.ObjectIdentifier("2.25.50438389634180006330737013153334575346")
"""Our own, a UUID (ITU-T X.667): may sign status bulletins."""
LIST_KEEPING: Final = x509.ObjectIdentifier("2.25.60238291530477566281557252617450920633")
"""Our own, a UUID: may sign trust lists."""
ACTING: Final = x509.ObjectIdentifier("2.25.182634480358226033250435329297450610530")
"""Our own, a UUID: an official's acts in the register."""

CA_YEARS, DOCUMENT_SIGNER_YEARS, STATUS_SIGNER_YEARS, PERSONAL_YEARS, KEEPER_YEARS = 12, 5, 2, 2, 12
SIGNING_DAYS: Final = 365
"""How long a document signer signs; what it signed is believed to the end of its certificate."""
CRL_DAYS: Final = 180

_NAME_BYTES = 64  # X.520 upper bounds of O and CN, by the strictest reading
_COUNTRY = re.compile("[A-Z]{2}").fullmatch
_OFFICE = "office:"


def create_country_ca(country: str, authority: str, key: UnlockedKey, now: int, training: bool) -> bytes:
    """The self-signed certificate (DER) of a country's CA: offline, 12 years, no CA below it.

    country: ISO 3166-1 alpha-2 or a user-assigned code (XA). now: seconds since 1970. Refusal COUNTRY_CODE.
    """
    if not _COUNTRY(country):
        raise Refusal("COUNTRY_CODE", country=country)
    name = _name(country, authority, training, "Country CA, export certificates")
    return _certificate(
        subject=name,
        public=key.public,
        issuer=name,
        issuer_public=key.public,
        key=key,
        valid=(now, now + _years(CA_YEARS)),
        extensions=(
            (x509.BasicConstraints(ca=True, path_length=0), True),
            (_usage(key_cert_sign=True, crl_sign=True), True),
        ),
    )


def issue_document_signer(ca: UnlockedKey, public: bytes, office: str, now: int) -> bytes:
    """The certificate (DER) of an office's document signer: signs codes and PDFs for a year, valid for five.

    public: SubjectPublicKeyInfo, DER. office: as in certificate numbers, two digits.
    """
    signing = x509.PrivateKeyUsagePeriod(
        at(now).replace(tzinfo=None), at(now + SIGNING_DAYS * 86400).replace(tzinfo=None)
    )
    usages = [DOCUMENT_SIGNING, EMAIL_PROTECTION]
    return _issue(
        ca,
        public,
        f"Document signer, office {office}",
        _OFFICE + office,
        now,
        DOCUMENT_SIGNER_YEARS,
        usages,
        ((signing, False),),
    )


def issue_status_signer(ca: UnlockedKey, public: bytes, now: int) -> bytes:
    """The certificate (DER) of the key that signs status bulletins, two years."""
    return _issue(ca, public, "Status signer", "status", now, STATUS_SIGNER_YEARS, [STATUS_SIGNING])


def issue_personal(ca: UnlockedKey, public: bytes, user: str, name: str, now: int) -> bytes:
    """The certificate (DER) of an official, two years. `user`: id in the roster, at most 64 characters."""
    return _issue(ca, public, name, serial_of(user), now, PERSONAL_YEARS, [ACTING])


def create_list_keeper(name: str, key: UnlockedKey, now: int, training: bool) -> bytes:
    """The self-signed certificate (DER) of who keeps a trust list (`trust_list`); of no country, 12 years."""
    subject = _name("", name, training, "Keeper of a trust list")
    return _certificate(
        subject=subject,
        public=key.public,
        issuer=subject,
        issuer_public=key.public,
        key=key,
        valid=(now, now + _years(KEEPER_YEARS)),
        extensions=(
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (_usage(digital_signature=True), True),
            (x509.ExtendedKeyUsage([LIST_KEEPING]), False),
        ),
    )


def introduce(old: UnlockedKey, new: bytes, now: int) -> bytes:
    """An introduction (DER): the name and key of a new country CA (`new`, DER), certified by the old one's key.

    Refusal INTRODUCTION_WRONG: another country, or the same key. It lasts no longer than either CA.
    """
    elder, younger = read_certificate(old.certificate), read_certificate(new)
    if elder.country != younger.country or elder.training != younger.training or younger.key == elder.key:
        raise Refusal("INTRODUCTION_WRONG")
    public = younger.key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return _certificate(
        subject=younger.parsed.subject,
        public=public,
        issuer=elder.parsed.subject,
        issuer_public=old.public,
        key=old,
        valid=(now, min(elder.not_after, younger.not_after)),
        extensions=(
            (x509.BasicConstraints(ca=True, path_length=0), True),
            (_usage(key_cert_sign=True, crl_sign=True), True),
        ),
    )


def serial_of(user: str) -> str:
    """A user's id as the subject's serialNumber: a PrintableString has no underscore (X.680 41.4), but '='."""
    return user.replace("_", "=")


def issue_crl(ca: UnlockedKey, now: int, number: int, revoked: Iterable[tuple[int, int]] = ()) -> bytes:
    """The CA's list of revoked signers (X.509 CRL, DER): (serial number, revoked at) each. 180 days."""
    issuer = read_certificate(ca.certificate).parsed
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(at(now))
        .next_update(at(now + CRL_DAYS * 86400))
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(_public(ca.public)), critical=False)
    )
    for serial, when in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at(when)).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(ca.private, hashes.SHA256()).public_bytes(Encoding.DER)


def office_of(certificate: bytes) -> str:
    """The office code of a document signer (DER), '' for every other certificate."""
    return office_in(read_certificate(certificate))


def office_in(certificate: Certificate) -> str:
    """The same of a certificate already read."""
    serial = certificate.serial
    return serial.removeprefix(_OFFICE) if serial.startswith(_OFFICE) else ""


def signs_until(certificate: bytes) -> int:
    """The last second (since 1970) in which a signer may sign: the end of its usage period, if it has one."""
    read = read_certificate(certificate)
    try:
        period = read.parsed.extensions.get_extension_for_class(x509.PrivateKeyUsagePeriod).value.not_after
    except x509.ExtensionNotFound:
        period = None
    return read.not_after if period is None else int((period - _EPOCH).total_seconds())


_EPOCH: Final = at(0).replace(tzinfo=None)


def _issue(
    ca: UnlockedKey,
    public: bytes,
    name: str,
    serial: str,
    now: int,
    years: int,
    usages: list[x509.ObjectIdentifier],
    more: tuple[tuple[x509.ExtensionType, bool], ...] = (),
) -> bytes:
    issuer: Certificate = read_certificate(ca.certificate)
    return _certificate(
        subject=_name(issuer.country, issuer.organisation, issuer.training, name, serial),
        public=public,
        issuer=issuer.parsed.subject,
        issuer_public=ca.public,
        key=ca,
        valid=(now, min(now + _years(years), issuer.not_after)),
        extensions=(
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (_usage(digital_signature=True, content_commitment=True), True),
            (x509.ExtendedKeyUsage(usages), False),
            *more,
        ),
    )


def _certificate(
    *,
    subject: x509.Name,
    public: bytes,
    issuer: x509.Name,
    issuer_public: bytes,
    key: UnlockedKey,
    valid: tuple[int, int],
    extensions: tuple[tuple[x509.ExtensionType, bool], ...],
) -> bytes:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(_public(public))
        .serial_number(x509.random_serial_number())
        .not_valid_before(at(valid[0]))
        .not_valid_after(at(valid[1]))
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(_public(public)), critical=False)
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(_public(issuer_public)), critical=False
    )
    return builder.sign(key.private, hashes.SHA256()).public_bytes(Encoding.DER)


def _public(data: bytes) -> ec.EllipticCurvePublicKey:
    key = load_der_public_key(data)
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("a P-256 key is wanted")
    return key


def _name(country: str, authority: str, training: bool, name: str, serial: str = "") -> x509.Name:
    attributes = [
        (NameOID.COUNTRY_NAME, country),
        (NameOID.ORGANIZATION_NAME, shorten(authority, _NAME_BYTES)),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, TRAINING_UNIT if training else ""),
        (NameOID.SERIAL_NUMBER, serial),
        (NameOID.COMMON_NAME, shorten(name, _NAME_BYTES)),
    ]
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes if value])


def _usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _years(years: int) -> int:
    return int(timedelta(days=365.25 * years).total_seconds())
