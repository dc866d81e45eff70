"""What is read out of a file from anybody: the codes on it and, of a PDF, what its signature says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from certapp.model.errors import Refusal
from certapp.seal.text import CODE_PREFIX, LIST_PREFIX, PICTURE_PREFIX, TAG_PREFIX

if TYPE_CHECKING:
    from certapp.document.verdict import PdfFindings

READING = ((150, 10), (300, 3))
"""Resolutions tried, and how many pages at each: the code stands on the first sheets, and time is bounded."""

MOST_BULLETINS = 20
"""Printed bulletins taken from one file."""


@dataclass(frozen=True)
class Codes:
    """The texts of the codes on a file, '' where none: the certificate's own, and those beside it.

    `picture` holds the signed picture; `tag` is an object's tag that lies beside a certificate. A tag alone is `text`.
    `bulletins` are printed ones, in the order in which they were found.
    """

    text: str = ""
    picture: str = ""
    tag: str = ""
    bulletins: tuple[str, ...] = ()
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
    """Reads in this process: for files that the program itself has made."""

    def pdf(self, data: bytes, trusted: Callable[[bytes], bool]) -> PdfReading:
        """As `Reader.pdf`."""
        from certapp.document import verdict

        return PdfReading(verdict.judge_pdf(data, trusted), _printed_codes(data))

    def picture(self, data: bytes) -> Codes:
        """As `Reader.picture`."""
        from certapp.scan.guidance import advice_on_picture
        from certapp.scan.reader import read_codes_from_picture

        codes = codes_of(read_codes_from_picture(data))
        return codes if codes.text else Codes(advice=advice_on_picture(data))


def codes_of(codes: tuple[str, ...]) -> Codes:
    """The first text that looks like ours, else the first there is; the first with a picture; all bulletins."""

    def first(prefix: str) -> str:
        return next((code for code in codes if code[: len(prefix)].upper() == prefix), "")

    tag = first(TAG_PREFIX)
    text = first(CODE_PREFIX) or tag or (codes[0] if codes else "")
    bulletins = tuple(code for code in codes if code[: len(LIST_PREFIX)].upper() == LIST_PREFIX)
    return Codes(text, first(PICTURE_PREFIX), "" if text == tag else tag, bulletins[:MOST_BULLETINS])


def _printed_codes(pdf: bytes) -> Codes:
    """The code, and the one with the picture on the same page."""
    from certapp.document.raster import raster_pages
    from certapp.scan.reader import read_codes

    found = Codes()
    for dpi, pages in READING:
        try:
            for page in raster_pages(pdf, dpi, 0, pages):
                codes = codes_of(read_codes(page))
                if codes.text.upper().startswith(CODE_PREFIX):
                    return codes
                bulletins = dict.fromkeys((*found.bulletins, *codes.bulletins))
                found = Codes(found.text or codes.text, bulletins=tuple(bulletins)[:MOST_BULLETINS])
        except Refusal:
            return found
        if found.bulletins:
            return found
    return found
