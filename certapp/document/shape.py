"""The shape of a signed file: from outside, before any parser reads it, and inside, where nothing may lie unused."""

import io
import re
from dataclasses import dataclass

from pikepdf import Name, Object, Pdf, Stream
from pyhanko.pdf_utils.reader import PdfFileReader

SIGNED_MARKS = (b"/ByteRange", b"/Adobe.PPKLite", b"/ETSI.CAdES", b"/DocMDP")
"""Words that stand only in a file that is signed, or was."""
_RANGE = re.compile(rb"/ByteRange \[0 ([0-9]{1,10}) ([0-9]{1,10}) ([0-9]{1,10})\] *\n")
_HEX = re.compile(rb"<([0-9A-F]+)>")
_STRING = re.compile(rb"\((?:[^\\()]|\\.)*\)", re.DOTALL)
_REFERENCE = re.compile(rb"(?<![0-9])([0-9]+) [0-9]+ R(?![^\0\t\n\f\r ()<>\[\]{}/%])")
_TRAILER = frozenset({"/Size", "/Root", "/Info", "/ID", "/Prev"})
_NOWHERE = re.compile(
    rb"/(?:AA|Alternates|Encrypt|FFilter|JS|NeedAppearances|OC|OCProperties|OPI|OpenAction|PS|Properties|RF|Ref|URI|XFA)"
    rb"(?![^\0\t\n\f\r ()<>\[\]{}/%])"
)
"""What acts, loads from elsewhere, or shows one thing now and another later (ISO 32000-1: 8.11, 12.6, 12.7)."""


class NotGenuineError(Exception):
    """The file is not one of ours: code and parameters of the reason."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True)
class Extent:
    """Where the signature's digits stand: `before` < digits > `resume`. `contents` is what they say."""

    before: int
    resume: int
    contents: bytes


def signed_extent(pdf: bytes) -> Extent:
    """The extent of the last signature, which must leave out its own digits and nothing else.

    Raises NotGenuineError: PDF_CHANGED, PDF_EXTENDED (there is more of the file than was signed).
    """
    found = _RANGE.match(pdf, pdf.rfind(b"/ByteRange"))
    if found is None:
        raise NotGenuineError("PDF_CHANGED")
    before, resume, after = (int(number) for number in found.groups())
    if resume + after < len(pdf):
        raise NotGenuineError("PDF_EXTENDED")
    gap = _HEX.fullmatch(pdf, before, resume)
    if resume + after > len(pdf) or gap is None or found.start() != resume + 1:
        raise NotGenuineError("PDF_CHANGED")
    return Extent(before, resume, bytes.fromhex(gap.group(1).decode("ascii")))


def check_objects(pdf: bytes, reader: PdfFileReader) -> None:
    """Plain tables, no object that nothing refers to, and nowhere a key that certificates do not have.

    An unused object is where a shadow document waits. Raises NotGenuineError PDF_FOREIGN_CONTENT.
    """
    trailer = reader.trailer.flatten()
    for key in trailer:
        if key not in _TRAILER:
            raise NotGenuineError("PDF_FOREIGN_CONTENT", part=str(key))
    revisions = range(reader.xrefs.total_revisions)
    if reader.xrefs.hybrid_xrefs_present or any(reader.xrefs.object_streams_used_in(each) for each in revisions):
        raise NotGenuineError("PDF_FOREIGN_CONTENT", part="/XRefStm")
    listed = {reference.idnum for each in revisions for reference in reader.xrefs.explicit_refs_in_revision(each)}
    unused = listed - _reached(pdf)
    if unused:
        raise NotGenuineError("PDF_FOREIGN_CONTENT", part=f"{min(unused)} 0 obj")


def _reached(pdf: bytes) -> set[int]:
    """The numbers of all objects that the trailer leads to, by qpdf, which reads many thousand in no time."""
    with Pdf.open(io.BytesIO(pdf), attempt_recovery=False, inherit_page_attributes=False) as file:
        refers = {item.objgen[0]: _refers(item) for item in file.objects}
        waiting = _refers(file.trailer)
    reached: set[int] = set()
    while waiting:
        number = waiting.pop()
        if number not in reached:
            reached.add(number)
            waiting |= refers.get(number, set())
    return reached


def _refers(item: Object) -> set[int]:
    """The numbers of the objects that one object names. Raises NotGenuineError for a key that may be nowhere."""
    if isinstance(item, Stream):
        item = item.stream_dict
        if Name.F in item:
            raise NotGenuineError("PDF_FOREIGN_CONTENT", part="/F")
    written = _STRING.sub(b"()", item.unparse(resolved=True))
    if key := _NOWHERE.search(written):
        raise NotGenuineError("PDF_FOREIGN_CONTENT", part=key.group().decode("ascii"))
    return {int(number) for number in _REFERENCE.findall(written)}
