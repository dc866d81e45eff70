"""A small country of the tests' own: a CA and document signers, made with `cryptography` directly."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from certapp.document.archive import Archive, archived
from certapp.document.rendering import render
from certapp.document.signing import sign
from certapp.document.timestamp import with_time_stamp
from tests.document.making import english

if TYPE_CHECKING:
    from tests.stamps import Stamper

DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


Private = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Public = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


@dataclass(frozen=True)
class MadeKey:
    """A SigningKey in memory."""

    certificate: bytes
    issuers: tuple[bytes, ...]
    private: Private
    crl: bytes = b""
    """The list of revoked certificates of its CA: nothing stands on it."""

    @property
    def kid(self) -> bytes:
        return hashlib.sha256(self.certificate).digest()[:8]

    def sign_raw(self, data: bytes) -> bytes:
        r, s = utils.decode_dss_signature(self.sign_der(data))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def sign_der(self, data: bytes) -> bytes:
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.private.sign(data, ec.ECDSA(hashes.SHA256()))


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "XA"), x509.NameAttribute(NameOID.COMMON_NAME, common)])


def make_key(
    office: str = "Office 01",
    authority: str = "Exampleland CA",
    private: Private | None = None,
    usages: tuple[x509.ObjectIdentifier, ...] = (DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION),
    critical: bool = False,
    ca_private: ec.EllipticCurvePrivateKey | None = None,
) -> MadeKey:
    """A signer under a CA, a new one without `ca_private`. `private`: its key, else a new one on P-256."""
    ca_private = ca_private or ec.generate_private_key(ec.SECP256R1())
    private = private or ec.generate_private_key(ec.SECP256R1())
    start = datetime(2026, 1, 1, tzinfo=UTC)

    def builder(common: str, public: Public, years: int) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(_name(common))
            .issuer_name(_name(authority))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=365 * years))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        )

    ca = (
        builder(authority, ca_private.public_key(), 10)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(ca_private, hashes.SHA256())
    )
    signer = (
        builder(office, private.public_key(), 3)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        # Without e-mail protection, readers that use NSS (poppler) call the certificate unfit.
        .add_extension(x509.ExtendedKeyUsage(usages), critical=critical)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_private.public_key()), critical=False)
        .sign(ca_private, hashes.SHA256())
    )
    der = serialization.Encoding.DER
    crl = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(_name(authority))
        .last_update(start)
        .next_update(start + timedelta(days=365))
        .add_extension(x509.CRLNumber(1), critical=False)
        .sign(ca_private, hashes.SHA256())
    )
    return MadeKey(signer.public_bytes(der), (ca.public_bytes(der),), private, crl.public_bytes(der))


def _usage(signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


@pytest.fixture(scope="session")
def key() -> MadeKey:
    return make_key()


@pytest.fixture(scope="session")
def unsigned() -> bytes:
    return render(english())


@pytest.fixture(scope="session")
def signed(key: MadeKey, unsigned: bytes) -> bytes:
    return sign_with(key, unsigned)


@pytest.fixture(scope="session")
def trusted(key: MadeKey) -> Callable[[bytes], bool]:
    return lambda certificate: certificate == key.certificate


@pytest.fixture(scope="session")
def stamper() -> Stamper:
    from tests.stamps import Stamper  # which makes its key by this module

    return Stamper(at=AT)


@pytest.fixture(scope="session")
def stamped(key: MadeKey, unsigned: bytes, stamper: Stamper) -> bytes:
    words = {"name": "Department of Antiquities", "reason": "Export certificate", "place": "Port Example"}
    signed = sign(unsigned, key, **words, at=AT, stamp_authority=stamper.key.certificate)
    return with_time_stamp(signed, stamper.key.certificate, stamper)


@pytest.fixture(scope="session")
def parts(key: MadeKey, stamper: Stamper) -> Archive:
    """All that can be kept: both chains, and both lists."""
    certificates = (key.certificate, *key.issuers, stamper.key.certificate, *stamper.key.issuers)
    return Archive(certificates, (key.crl, stamper.key.crl))


@pytest.fixture(scope="session")
def long_term(stamped: bytes, parts: Archive) -> bytes:
    return archived(stamped, parts.certificates, parts.crls)


@pytest.fixture(scope="session")
def for_ever(stamped: bytes, parts: Archive, stamper: Stamper) -> bytes:
    return archived(stamped, parts.certificates, parts.crls, stamper, stamper.key.certificate)


@pytest.fixture(scope="session")
def again(for_ever: bytes, stamper: Stamper) -> bytes:
    from tests.stamps import renewed

    return renewed(for_ever, stamper)


def sign_with(key: MadeKey, pdf: bytes) -> bytes:
    return sign(pdf, key, name="Department of Antiquities", reason="Export certificate", place="Port Example", at=AT)
