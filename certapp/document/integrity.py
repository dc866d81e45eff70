"""Whether the signature of a file holds over all its bytes: hashing and the container alone, no parser of PDF."""

import hashlib

from asn1crypto import cms, parser, x509
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from certapp.document.container import is_as_we_write_it, signer_of
from certapp.document.shape import Extent, NotGenuineError, signed_extent


def checked_container(extent: Extent) -> tuple[cms.SignerInfo, x509.Certificate]:
    """The one signer of the container and its certificate: nothing in it is unsigned or otherwise than we write it.

    Raises NotGenuineError: PDF_CHANGED (something stands behind it), PDF_SIGNATURE_KIND.
    """
    container = _unpadded(extent.contents)
    try:
        signer = signer_of(container)
        fits = is_as_we_write_it(container, signer)
        info = cms.ContentInfo.load(container)["content"]["signer_infos"][0]
    except Exception:  # the parser raises almost anything
        raise NotGenuineError("PDF_SIGNATURE_KIND") from None
    if not fits:
        raise NotGenuineError("PDF_SIGNATURE_KIND")
    return info, signer


def check_integrity(pdf: bytes, extent: Extent, info: cms.SignerInfo, signer: x509.Certificate) -> None:
    """Digest and signature hold. Raises NotGenuineError PDF_CHANGED."""
    digest = hashlib.sha256(memoryview(pdf)[: extent.before])
    digest.update(memoryview(pdf)[extent.resume :])
    intact, valid = validate_sig_integrity(info, signer, expected_content_type="data", actual_digest=digest.digest())
    if not (intact and valid):
        raise NotGenuineError("PDF_CHANGED")


def holding_signer(pdf: bytes) -> bytes | None:
    """The certificate (DER) whose signature holds over every byte of `pdf`, or None. Raises nothing."""
    try:
        extent = signed_extent(pdf)
        info, signer = checked_container(extent)
        check_integrity(pdf, extent, info, signer)
    except Exception:
        return None
    return bytes(signer.dump())


def _unpadded(contents: bytes) -> bytes:
    """The CMS container, behind which there may be nothing but zeros."""
    try:
        *_, header, content, trailer = parser.parse(contents)
    except ValueError:
        raise NotGenuineError("PDF_CHANGED") from None
    container = bytes(header + content + trailer)
    if not content or any(contents[len(container) :]):
        raise NotGenuineError("PDF_CHANGED")
    return container
