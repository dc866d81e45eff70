"""Whether the signature of a file holds over all its bytes: hashing and the container alone, no parser of PDF."""

import hashlib
from dataclasses import dataclass

from asn1crypto import cms, parser, x509
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from certapp.document.archive import Link, check_archives, split
from certapp.document.container import is_as_we_write_it, signer_of
from certapp.document.officer import officer_in
from certapp.document.shape import Extent, NotGenuineError, signed_extent
from certapp.document.timestamp import named_authority, stamped_at, token_in


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


def check_integrity(pdf: bytes, extent: Extent, info: cms.SignerInfo, signer: x509.Certificate) -> str:
    """Digest and signature hold, and the officer's inside, whose name is given, if there is one.

    Raises NotGenuineError PDF_CHANGED, PDF_SIGNATURE_KIND.
    """
    digest = hashlib.sha256(memoryview(pdf)[: extent.before])
    digest.update(memoryview(pdf)[extent.resume :])
    intact, valid = validate_sig_integrity(info, signer, expected_content_type="data", actual_digest=digest.digest())
    if not (intact and valid):
        raise NotGenuineError("PDF_CHANGED")
    try:
        return officer_in(info, chain_of(extent), digest.digest())
    except Exception:  # parsers raise almost anything
        raise NotGenuineError("PDF_SIGNATURE_KIND") from None


@dataclass(frozen=True)
class Holding:
    """A signature that holds: its certificate (DER), and when it was stamped, in seconds since 1970, if it was."""

    signer: bytes
    stamped_at: int | None
    level: str
    archived_at: int | None
    officer: str


def holding(pdf: bytes) -> Holding | None:
    """The signature that holds over every byte of `pdf`, or None. Raises nothing."""
    try:
        signed, archives = split(pdf)
        extent = signed_extent(signed)
        info, signer = checked_container(extent)
        officer = check_integrity(signed, extent, info, signer)
        archived_at = check_archives(pdf, archives, info, chain_of(extent))
        return Holding(bytes(signer.dump()), stamp_time(info), level_of(info, archives), archived_at, officer)
    except Exception:
        return None


def chain_of(extent: Extent) -> tuple[x509.Certificate, ...]:
    """The certificates in a container that was checked."""
    content = cms.ContentInfo.load(extent.contents)["content"]
    return tuple(each.chosen for each in content["certificates"])


def level_of(info: cms.SignerInfo, archives: tuple[Link, ...]) -> str:
    """The PAdES level: B-B, B-T, B-LT, B-LTA."""
    if archives:
        return "B-LTA" if archives[-1].archive.digits else "B-LT"
    return "B-B" if token_in(info) is None else "B-T"


def stamp_time(info: cms.SignerInfo) -> int | None:
    """When the signature was stamped, in seconds since 1970, or None where it was not."""
    token = token_in(info)
    if token is None:
        return None
    imprint = hashlib.sha256(info["signature"].native).digest()
    return int(stamped_at(token, imprint, named_authority(info) or b"").timestamp())


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
