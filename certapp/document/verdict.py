"""Judges the signature of a PDF by a strict rule: what this program signs, and nothing else.

PDF signatures allow later additions, several signers and unsigned corners; attacks live there (incremental
saving, signature wrapping, shadow content). A certificate needs none of it, so none of it is accepted.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any, Literal

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, Reference, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from certapp.document.archive import check_archives, split
from certapp.document.integrity import chain_of, check_integrity, checked_container, level_of, stamp_time
from certapp.document.limits import MAX_ATTACHMENTS, MAX_BYTES
from certapp.document.names import RECORD_NAME, SIGNATURE_FIELD
from certapp.document.shape import SIGNED_MARKS, Extent, NotGenuineError, check_objects, signed_extent

Outcome = Literal["genuine", "not_genuine", "unknown_signer", "absent"]
ReasonCode = tuple[str, dict[str, object]]

_CATALOGUE = frozenset(
    {"/Type", "/Pages", "/AcroForm", "/AF", "/Names", "/Metadata", "/Lang", "/ViewerPreferences", "/Perms"}
    | {"/MarkInfo", "/StructTreeRoot", "/OutputIntents"}
)
_FORM = frozenset({"/Fields", "/SigFlags"})
_PAGE = frozenset({"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents", "/Annots", "/StructParents", "/Tabs"})
_WIDGET = frozenset({"/Type", "/Subtype", "/FT", "/T", "/TU", "/F", "/Rect", "/P", "/AP", "/V", "/StructParent"})
# What the reader complains of in a hostile file is in the verdict; it need not be on the screen as well.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class PdfFindings:
    """What a PDF's signature says.

    `signer` is the certificate (DER) of a signature that holds, whoever made it; record and attachments are
    given only when that signer is trusted.
    """

    outcome: Outcome
    reasons: tuple[ReasonCode, ...] = ()
    signer: bytes | None = None
    record: bytes | None = None
    attachments: dict[str, bytes] = field(default_factory=dict)
    stamped_at: int | None = None
    """When a time-stamp authority that the signer named has stamped the signature, in seconds since 1970."""
    level: str = "B-B"
    """The PAdES level: B-B, B-T (stamped), B-LT (with lists for later), B-LTA (and stamped over all)."""
    archived_at: int | None = None
    """When it was last stamped over all, in seconds since 1970."""
    officer: str = ""
    """The name of the officer who has signed inside the authority's seal; '' where nobody did."""


def judge_pdf(pdf: bytes, trusted: Callable[[bytes], bool]) -> PdfFindings:
    """The verdict on `pdf`, the bytes of a whole file.

    `trusted(certificate_der)` says whether a certificate belongs to a document signer that the reader of the
    verdict trusts. Raises nothing: whatever cannot be read is not genuine. Reason codes: PDF_TOO_LARGE,
    PDF_NOT_SIGNED, PDF_DAMAGED, PDF_CHANGED, PDF_EXTENDED, PDF_SIGNATURE_KIND, PDF_FOREIGN_CONTENT,
    PDF_SIGNER_UNKNOWN.
    """
    if len(pdf) > MAX_BYTES:
        return _not_genuine("PDF_TOO_LARGE", limit=MAX_BYTES // 1024 // 1024)
    if not any(mark in pdf for mark in SIGNED_MARKS):
        return PdfFindings("absent", (("PDF_NOT_SIGNED", {}),))
    try:
        return _judge(pdf, trusted)
    except NotGenuineError as finding:
        return _not_genuine(finding.code, **finding.params)
    except (Exception, RecursionError):
        # Hostile files make parsers raise almost anything; every such file is simply not one of ours.
        return _not_genuine("PDF_DAMAGED")


def _not_genuine(code: str, **params: object) -> PdfFindings:
    return PdfFindings("not_genuine", ((code, params),))


def _judge(pdf: bytes, trusted: Callable[[bytes], bool]) -> PdfFindings:
    if not pdf.startswith(b"%PDF-"):
        raise NotGenuineError("PDF_DAMAGED")
    whole = pdf
    pdf, archives = split(whole)  # from here on the signed file alone
    extent = signed_extent(pdf)
    info, certificate = checked_container(extent)
    archived_at = check_archives(whole, archives, info, chain_of(extent))
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    signatures = list(reader.embedded_signatures)
    if not signatures:  # what was one is not reached any more
        raise NotGenuineError("PDF_CHANGED")
    if len(signatures) > 1:
        raise NotGenuineError("PDF_EXTENDED")
    signature: EmbeddedPdfSignature = signatures[0]
    _check_extent(pdf, extent, reader, signature)
    _check_kind(reader, signature)
    _check_coverage(signature)
    officer = check_integrity(pdf, extent, info, certificate)
    check_objects(pdf, reader)
    files = _check_content(reader)
    signer = bytes(certificate.dump())
    found = PdfFindings(
        *("unknown_signer", (("PDF_SIGNER_UNKNOWN", {}),), signer),
        stamped_at=stamp_time(info),
        level=level_of(info, archives),
        archived_at=archived_at,
        officer=officer,
    )
    if not trusted(signer):
        return found
    return replace(found, outcome="genuine", reasons=(), record=files.get(RECORD_NAME), attachments=files)


def _check_extent(pdf: bytes, extent: Extent, reader: PdfFileReader, signature: EmbeddedPdfSignature) -> None:
    """The signature that the reader found is the one that covers every byte but its own digits."""
    numbers = [int(number) for number in signature.byte_range]
    if numbers != [0, extent.before, extent.resume, len(pdf) - extent.resume]:
        raise NotGenuineError("PDF_CHANGED")
    if extent.contents != signature.pkcs7_content:
        raise NotGenuineError("PDF_CHANGED")
    if signature.signed_revision != reader.xrefs.total_revisions - 1 or reader.xrefs.total_revisions != 2:
        raise NotGenuineError("PDF_EXTENDED")


def _check_kind(reader: PdfFileReader, signature: EmbeddedPdfSignature) -> None:
    """One certification signature in our own field that allows no change."""
    dictionary = signature.sig_object
    certified = reader.root["/Perms"]
    fits = (
        dictionary["/Type"] == "/Sig"
        and dictionary["/Filter"] == "/Adobe.PPKLite"
        and dictionary["/SubFilter"] == "/ETSI.CAdES.detached"
        and signature.field_name == SIGNATURE_FIELD
        and signature.docmdp_level == MDPPerm.NO_CHANGES
        and set(certified) == {"/DocMDP"}
        and certified.raw_get("/DocMDP").reference == signature.sig_field.raw_get("/V").reference
    )
    if not fits:
        raise NotGenuineError("PDF_SIGNATURE_KIND")


def _check_coverage(signature: EmbeddedPdfSignature) -> None:
    """Nothing came after signing, by pyHanko's own account."""
    signature.compute_integrity_info()
    unchanged = signature.diff_result.modification_level == ModificationLevel.NONE
    if signature.coverage != SignatureCoverageLevel.ENTIRE_FILE or not unchanged:
        raise NotGenuineError("PDF_EXTENDED")


def _check_content(reader: PdfFileReader) -> dict[str, bytes]:
    """Only parts that this program makes: no scripts, other fields, layers or files. Returns the files."""
    root = reader.root
    _allow_only(root, _CATALOGUE)
    _allow_only(root["/AcroForm"], _FORM)
    if len(root["/AcroForm"]["/Fields"]) != 1:
        raise NotGenuineError("PDF_FOREIGN_CONTENT", part="/Fields")
    widget = root["/AcroForm"]["/Fields"].raw_get(0).reference
    _allow_only(widget.get_object(), _WIDGET)
    for page in _pages(root["/Pages"]):
        _allow_only(page, _PAGE)
        for index in range(len(page.get("/Annots", ()))):
            if page["/Annots"].raw_get(index).reference != widget:
                raise NotGenuineError("PDF_FOREIGN_CONTENT", part="/Annots")
    return _attachments(root)


def _allow_only(dictionary: DictionaryObject, keys: frozenset[str]) -> None:
    for key in dictionary:
        if key not in keys:
            raise NotGenuineError("PDF_FOREIGN_CONTENT", part=str(key))


def _pages(node: DictionaryObject, depth: int = 0) -> Iterator[DictionaryObject]:
    if depth > 20:
        raise NotGenuineError("PDF_DAMAGED")
    for child in _items(node["/Kids"]):
        if child["/Type"] == "/Pages":
            yield from _pages(child, depth + 1)
        else:
            yield child


def _attachments(root: DictionaryObject) -> dict[str, bytes]:
    """The associated files of the document, which must be all the files in it."""
    associated = root.get("/AF", ArrayObject())
    references = [associated.raw_get(index).reference for index in range(len(associated))]
    names = root.get("/Names", DictionaryObject())
    _allow_only(names, frozenset({"/EmbeddedFiles"}))
    listed = sorted(_named(names["/EmbeddedFiles"]), key=_order) if "/EmbeddedFiles" in names else []
    if listed != sorted(references, key=_order) or len(references) > MAX_ATTACHMENTS:
        raise NotGenuineError("PDF_FOREIGN_CONTENT", part="/EmbeddedFiles")
    files: dict[str, bytes] = {}
    for reference in references:
        specification = reference.get_object()
        stream: Any = specification["/EF"]["/F"]
        name = str(specification["/UF"])
        if not isinstance(stream, StreamObject) or name in files:
            raise NotGenuineError("PDF_FOREIGN_CONTENT", part="/EmbeddedFiles")
        files[name] = bytes(stream.data)
    return files


def _named(node: DictionaryObject, depth: int = 0) -> Iterator[Reference]:
    """The values of a name tree (ISO 32000-1, 7.9.6)."""
    if depth > 20:
        raise NotGenuineError("PDF_DAMAGED")
    leaves = node.get("/Names", ArrayObject())
    for index in range(1, len(leaves), 2):
        yield leaves.raw_get(index).reference
    for child in _items(node.get("/Kids", ArrayObject())):
        yield from _named(child, depth + 1)


def _items(array: ArrayObject) -> Iterator[DictionaryObject]:
    return (array[index] for index in range(len(array)))


def _order(reference: Reference) -> tuple[int, int]:
    return reference.idnum, reference.generation
