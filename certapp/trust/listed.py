"""Certificates and revocation lists as their authorities hand them out, told apart."""

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from certapp.model.errors import Refusal

_LARGEST = 1 << 20


def told_apart(files: tuple[bytes, ...]) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Certificates and revocation lists among files (DER or PEM, one each), as DER. Refusal ARCHIVE_FILE_WRONG."""
    certificates, lists = [], []
    for data in files:
        pem = data.lstrip().startswith(b"-----BEGIN")
        listed = b"X509 CRL" in data[:200] if pem else None
        try:
            if len(data) > _LARGEST:
                raise ValueError("too long")
            if listed or (listed is None and _is_list(data)):
                read = x509.load_pem_x509_crl(data) if pem else x509.load_der_x509_crl(data)
                lists.append(read.public_bytes(Encoding.DER))
            else:
                certificate = x509.load_pem_x509_certificate(data) if pem else x509.load_der_x509_certificate(data)
                certificates.append(certificate.public_bytes(Encoding.DER))
        except Exception:  # the library raises many kinds at hostile input
            raise Refusal("ARCHIVE_FILE_WRONG") from None
    return tuple(certificates), tuple(lists)


def _is_list(data: bytes) -> bool:
    try:
        x509.load_der_x509_crl(data)
    except ValueError:
        return False
    return True
