"""The key of a border post: made there, certified by itself, believed by an authority that compared its digits.

No country CA stands above it: a post answers to its own customs, and one authority more or less must not matter to it.
"""

from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from certapp.model.errors import Refusal
from certapp.trust.certificate import Certificate, at, read_certificate
from certapp.trust.keyfile import DEFAULT_COST, KdfCost
from certapp.trust.keyring import KeyRing
from certapp.trust.receipt import POST_BYTES
from certapp.trust.unlocked import UnlockedKey

POST: Final = "post"
"""The name of the key in the post's key folder."""
POST_YEARS: Final = 5


def create_post_key(
    keys: KeyRing, name: str, country: str, passphrase: str, now: int, cost: KdfCost = DEFAULT_COST
) -> bytes:
    """Make the post's key with a certificate (DER) by itself that names the post, five years; gives the certificate.

    Refusals: POST_NAME_WRONG, COUNTRY_CODE, KEY_EXISTS, PASSPHRASE_WEAK and the others of `KeyRing.create`.
    """
    name = name.strip()
    if not name or len(name.encode()) > POST_BYTES or not name.isprintable():
        raise Refusal("POST_NAME_WRONG", most=POST_BYTES)
    if len(country) != 2 or not country.isascii() or not country.isupper():
        raise Refusal("COUNTRY_CODE", country=country[:10])
    keys.create(POST, passphrase, name, cost)
    certificate = _certificate(keys.unlock(POST, passphrase, now), name, country, now)
    keys.certify(POST, certificate)
    return certificate


def read_post_certificate(data: bytes) -> Certificate:
    """The certificate of a post, DER or PEM. Refusals: CERTIFICATE_DAMAGED, NOT_A_POST_KEY."""
    certificate = read_certificate(data)
    try:
        certificate.parsed.verify_directly_issued_by(certificate.parsed)
    except Exception:  # the library raises many kinds at hostile input
        raise Refusal("NOT_A_POST_KEY") from None
    if not certificate.name or len(certificate.name.encode()) > POST_BYTES:
        raise Refusal("NOT_A_POST_KEY")
    return certificate


def _certificate(key: UnlockedKey, name: str, country: str, now: int) -> bytes:
    public = key.private.public_key()
    subject = x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, country), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at(now))
        .not_valid_after(at(now + int(POST_YEARS * 365.25 * 86400)))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    )
    return builder.sign(key.private, hashes.SHA256()).public_bytes(Encoding.DER)
