"""What is read out of a file from anybody: the code on it and, of a PDF, what its signature says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from certapp.model.errors import Refusal
from certapp.seal.text import CODE_PREFIX

if TYPE_CHECKING:
    from certapp.document.verdict import PdfFindings

READING = ((150, 10), (300, 3))
"""Resolutions tried, and how many pages at each: the code stands on the first sheets, and time is bounded."""


@dataclass(frozen=True)
class PdfReading:
    """Of a PDF: what its signature says, and the text of the code on its pages ('' where there is none)."""

    findings: "PdfFindings"
    code_text: str


class Reader(Protocol):
    """Who reads: this process (`ReadHere`), or a bounded one beside it (`reading_apart.ReadApart`)."""

    def pdf(self, data: bytes, trusted: Callable[[bytes], bool]) -> PdfReading:
        """Read a PDF. `trusted` is asked for the signer's certificate (DER). Refusals of a bounded reader."""

    def picture(self, data: bytes) -> str:
        """The code's text on a picture, or ''. Refusals PICTURE_NOT_AN_IMAGE, PICTURE_TOO_LARGE; and as above."""


class ReadHere:
    """Reads in this process: for files that the program itself has made."""

    def pdf(self, data: bytes, trusted: Callable[[bytes], bool]) -> PdfReading:
        """As `Reader.pdf`."""
        from certapp.document import verdict

        return PdfReading(verdict.judge_pdf(data, trusted), _printed_code(data))

    def picture(self, data: bytes) -> str:
        """As `Reader.picture`."""
        from certapp.scan.reader import read_codes_from_picture

        return _ours(read_codes_from_picture(data))


def _ours(codes: tuple[str, ...]) -> str:
    """The first text that looks like ours, else the first there is."""
    return next((code for code in codes if code.upper().startswith(CODE_PREFIX)), codes[0] if codes else "")


def _printed_code(pdf: bytes) -> str:
    from certapp.document.raster import raster_pages
    from certapp.scan.reader import read_codes

    found = ""
    for dpi, pages in READING:
        try:
            for page in raster_pages(pdf, dpi, 0, pages):
                text = _ours(read_codes(page))
                if text.upper().startswith(CODE_PREFIX):
                    return text
                found = found or text
        except Refusal:
            return found
    return found
