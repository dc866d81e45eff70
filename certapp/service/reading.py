"""What is read out of a file from anybody: the code on it and, of a PDF, what its signature says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from certapp.model.errors import Refusal
from certapp.seal.text import CODE_PREFIX, PICTURE_PREFIX

if TYPE_CHECKING:
    from certapp.document.verdict import PdfFindings

READING = ((150, 10), (300, 3))
"""Resolutions tried, and how many pages at each: the code stands on the first sheets, and time is bounded."""


@dataclass(frozen=True)
class CodeTexts:
    """The text of a certificate's code, and of the second one with a picture beside it; '' for what is not there."""

    text: str = ""
    pictured: str = ""


@dataclass(frozen=True)
class PdfReading:
    """Of a PDF: what its signature says, and the codes on its pages."""

    findings: "PdfFindings"
    codes: CodeTexts


class Reader(Protocol):
    """Who reads: this process (`ReadHere`), or a bounded one beside it (`reading_apart.ReadApart`)."""

    def pdf(self, data: bytes, trusted: Callable[[bytes], bool]) -> PdfReading:
        """Read a PDF. `trusted` is asked for the signer's certificate (DER). Refusals of a bounded reader."""

    def picture(self, data: bytes) -> CodeTexts:
        """The codes on a picture. Refusals PICTURE_NOT_AN_IMAGE, PICTURE_TOO_LARGE; and as above."""


class ReadHere:
    """Reads in this process: for files that the program itself has made."""

    def pdf(self, data: bytes, trusted: Callable[[bytes], bool]) -> PdfReading:
        """As `Reader.pdf`."""
        from certapp.document import verdict

        return PdfReading(verdict.judge_pdf(data, trusted), _printed_codes(data))

    def picture(self, data: bytes) -> CodeTexts:
        """As `Reader.picture`."""
        from certapp.scan.reader import read_codes_from_picture

        return _ours(read_codes_from_picture(data))


def _ours(codes: tuple[str, ...]) -> CodeTexts:
    """The first text that looks like a certificate's, else the first there is; and the first with a picture."""
    return CodeTexts(_first(codes, CODE_PREFIX) or next(iter(codes), ""), _first(codes, PICTURE_PREFIX))


def _first(codes: tuple[str, ...], prefix: str) -> str:
    return next((code for code in codes if code.upper().startswith(prefix)), "")


def _printed_codes(pdf: bytes) -> CodeTexts:
    from certapp.document.raster import raster_pages
    from certapp.scan.reader import read_codes

    found = CodeTexts()
    for dpi, pages in READING:
        try:
            for page in raster_pages(pdf, dpi, 0, pages):
                codes = _ours(read_codes(page))
                if codes.text.upper().startswith(CODE_PREFIX):
                    return codes
                found = found if found.text else codes
        except Refusal:
            return found
    return found
