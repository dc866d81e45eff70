"""The certificate of a time-stamp authority: P-256, P-384 or RSA, and for time stamps alone (RFC 3161, 2.3)."""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from certapp.model.errors import Refusal
from certapp.trust.certificate import LARGEST

_SMALLEST_RSA = 2048


def stamper_certificate(data: bytes, now: int) -> bytes:
    """A certificate (DER or PEM) as DER, if it may sign time stamps at `now`. Refusal STAMP_CERTIFICATE_WRONG."""
    try:
        if len(data) > LARGEST:
            raise ValueError("too long")
        pem = data.lstrip().startswith(b"-----BEGIN")
        read = x509.load_pem_x509_certificate(data) if pem else x509.load_der_x509_certificate(data)
        usage = read.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
        key = read.public_key()
        strong = isinstance(key, ec.EllipticCurvePublicKey) or (
            isinstance(key, rsa.RSAPublicKey) and key.key_size >= _SMALLEST_RSA
        )
        in_time = read.not_valid_before_utc.timestamp() <= now <= read.not_valid_after_utc.timestamp()
        if not usage.critical or list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING] or not strong or not in_time:
            raise ValueError("not for time stamps")
        return read.public_bytes(Encoding.DER)
    except Exception:  # the library raises many kinds at hostile input
        raise Refusal("STAMP_CERTIFICATE_WRONG") from None
