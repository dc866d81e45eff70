"""What is read out of a file from anybody: the codes on it and, of a PDF, what its signature says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from certapp.model.errors import Refusal
from certapp.seal.text import CODE_PREFIX, LIST_PREFIX, PICTURE_PREFIX, TAG_PREFIX
from certapp.trust.checkpoint import PREFIX as CHECKPOINT_PREFIX
from certapp.trust.extension import PREFIX as EXTENSION_PREFIX
from certapp.trust.receipt import PREFIX as RECEIPT_PREFIX

if TYPE_CHECKING:
    from certapp.document.verdict import PdfFindings

READING = ((150, 0, 10, True), (300, 0, 3, True), (150, 10, 60, False))
"""Resolution, first page, how many, and whether a page is enlarged where nothing was read at first.

The code stands on the first sheets of ours; in a bundle that somebody scanned it may stand on any. Time is bounded.
"""
_AMONG_LINES = ((150, 0, 3, False),)
"""Of a file whose signature holds: lines and filled shapes alone, clean as they are."""

MOST_PRINTED = 20
"""Printed bulletins, or customs receipts, taken from one file."""
_OURS = (CODE_PREFIX, TAG_PREFIX, EXTENSION_PREFIX, RECEIPT_PREFIX, LIST_PREFIX, CHECKPOINT_PREFIX)
"""Kinds of codes: of several on one page the first kind is what the page is."""


@dataclass(frozen=True)
class Codes:
    """The texts of the codes on a file, '' where none: the certificate's own, and those beside it.

    `picture` holds the signed picture; `tag` is an object's tag that lies beside a certificate. A tag alone is `text`.
    `bulletins` and `receipts` are printed ones, in the order in which they were found.
    """

    text: str = ""
    picture: str = ""
    tag: str = ""
    bulletins: tuple[str, ...] = ()
    receipts: tuple[str, ...] = ()
    advice: str = ""
    """Of a picture on which nothing was read: the code of what would help (`scan.guidance.Advice`)."""


@dataclass(frozen=True)
class PdfReading:
    """Of a PDF: what its signature says, and the codes on its pages."""

    findings: "PdfFindings"
    codes: Codes


class Reader(Protocol):
    """Who reads: this process (`ReadHere`), or a bounded one beside it (`reading_apart.ReadApart`)."""

    def pdf(self, data: bytes, trusted: Callable[[bytes], bool]) -> PdfReading:
        """Read a PDF. `trusted` is asked for the signer's certificate (DER). Refusals of a bounded reader."""

    def picture(self, data: bytes) -> Codes:
        """The codes on a picture. Refusals PICTURE_NOT_AN_IMAGE, PICTURE_TOO_LARGE; and as above."""


class ReadHere:
    """Reads in this process: for files that the program itself has made.

    Where a signature holds over a file, its code is looked for among lines and shapes before pages are painted whole;
    `as_painted` leaves that out, for whoever asks whether the code can be read off the page.
    """

    def __init__(self, as_painted: bool = False) -> None:
        self._as_painted = as_painted

    def pdf(self, data: bytes, trusted: Callable[[bytes], bool]) -> PdfReading:
        """As `Reader.pdf`."""
        from certapp.document import verdict

        findings = verdict.judge_pdf(data, trusted)
        quickly = findings.outcome == "genuine" and not self._as_painted
        codes = _printed_codes(data, _AMONG_LINES, paths_only=True) if quickly else Codes()
        return PdfReading(findings, codes if codes.text else _printed_codes(data))

    def picture(self, data: bytes) -> Codes:
        """As `Reader.picture`."""
        from certapp.scan.guidance import advice_on_picture
        from certapp.scan.reader import read_codes_from_picture

        codes = codes_of(read_codes_from_picture(data))
        return codes if codes.text else Codes(advice=advice_on_picture(data))


def codes_of(codes: tuple[str, ...]) -> Codes:
    """The first text that looks like ours, else the first there is; the first with a picture; all that come in rows."""

    def every(prefix: str) -> tuple[str, ...]:
        return tuple(code for code in codes if code[: len(prefix)].upper() == prefix)

    ours = [code for prefix in _OURS for code in every(prefix)[:1]]
    text, tag = (*ours, *codes, "")[0], (*every(TAG_PREFIX), "")[0]
    return Codes(
        text,
        (*every(PICTURE_PREFIX), "")[0],
        "" if text == tag else tag,
        every(LIST_PREFIX)[:MOST_PRINTED],
        every(RECEIPT_PREFIX)[:MOST_PRINTED],
    )


def _printed_codes(
    pdf: bytes, reading: tuple[tuple[int, int, int, bool], ...] = READING, *, paths_only: bool = False
) -> Codes:
    """The code, and the one with the picture on the same page."""
    from certapp.document.raster import raster_pages
    from certapp.scan.reader import read_codes

    found = Codes()
    for dpi, first, count, closely in reading:
        try:
            for page in raster_pages(pdf, dpi, first, count, paths_only=paths_only):
                codes = codes_of(read_codes(page, closely=closely))
                if codes.text.upper().startswith(CODE_PREFIX):
                    return codes
                bulletins = tuple(dict.fromkeys((*found.bulletins, *codes.bulletins)))[:MOST_PRINTED]
                receipts = tuple(dict.fromkeys((*found.receipts, *codes.receipts)))[:MOST_PRINTED]
                found = Codes(_weightier(found.text, codes.text), bulletins=bulletins, receipts=receipts)
        except Refusal:
            return found
        if found.bulletins or found.receipts:
            return found
    return found


def _weightier(one: str, other: str) -> str:
    """Of two texts the one of our kinds, of two of ours the one that stands before."""
    return codes_of(tuple(filter(None, (one, other)))).text
