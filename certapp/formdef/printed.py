"""What a form and a record become on paper: text in boxes, before anybody knows of fonts or PDF.

Made by `formdef.printing`, drawn by `document`. All lengths are mm from the top left corner of the sheet.
"""

from dataclasses import dataclass
from typing import Literal

Overflow = Literal["SUPPLEMENT", "SHRINK", "ERROR"]


@dataclass(frozen=True)
class PrintedField:
    """One field's words: `label` in each of the page's languages, a line each, `text` as printed.

    `text` may hold line breaks and may be ''.
    """

    id: str
    label: str
    text: str


@dataclass(frozen=True)
class PrintedBox:
    """One box of a sheet: `label` in each of the page's languages, a line each.

    `special` names what is drawn instead of text: 'photograph', 'code', 'picture_code', 'signature'.
    """

    number: str
    label: str
    fields: tuple[PrintedField, ...]
    x: float
    y: float
    width: float
    height: float
    overflow: Overflow
    strike_if_empty: bool
    special: str = ""


@dataclass(frozen=True)
class PrintedSheet:
    """One page of the certificate proper: `addressee` says who keeps this copy.

    Title and addressee in each of the page's languages, a line each; `notes` (how to verify) in one of them.
    """

    title: str
    addressee: str
    boxes: tuple[PrintedBox, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PrintedPhotograph:
    """One photograph to print at not less than 90 x 120 mm; `jpeg` is prepared (upright, sRGB, no metadata)."""

    sha256: str
    jpeg: bytes
    caption: str
    width_px: int
    height_px: int


@dataclass(frozen=True)
class PrintedObject:
    """The supplementary pages of one object: its fields in full, then its photographs.

    `heading` in each of the page's languages, a line each.
    """

    seq: int
    heading: str
    fields: tuple[PrintedField, ...]
    photographs: tuple[PrintedPhotograph, ...]


@dataclass(frozen=True)
class Attachment:
    """A file carried inside the PDF. `relationship` is the PDF/A-3 AFRelationship: Data or Source."""

    name: str
    content: bytes
    mime: str
    relationship: Literal["Data", "Source"]
    description: str


@dataclass(frozen=True)
class PrintedBulletin:
    """The newest status bulletins as codes, for the last page: heading, what to do, each code with its words.

    A code is its text, the words below it, and what is said of it to those who do not see it.
    """

    heading: str
    words: str
    codes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class PrintedArms:
    """The arms of the issuing State: an SVG or PNG file, its name, and in words what it shows."""

    name: str
    content: bytes
    alt: str


@dataclass(frozen=True)
class PrintedCertificate:
    """Everything the renderer needs; the same value gives the same bytes (before signing).

    `code_text` is the signed code (or '' in a preview), `number` is '' in a preview.
    `supplement` are certificate-level fields for the supplementary pages; `dated` is the record's time of issue
    (Unix seconds), which the PDF takes as its own.
    """

    title: str
    authority: str
    language: str
    number: str
    code_text: str
    dated: int
    sheets: tuple[PrintedSheet, ...]
    supplement: tuple[PrintedField, ...]
    objects: tuple[PrintedObject, ...]
    attachments: tuple[Attachment, ...]
    preview: bool
    watermark: str
    """The code of words across every page: 'PRINT_PREVIEW', 'PRINT_TEST', or ''."""
    second_language: str = ""
    """The other language of labels and codes, or ''."""
    picture_text: str = ""
    """The second code, with the signed picture, or ''."""
    arms: PrintedArms | None = None
    bulletin: PrintedBulletin | None = None
    blank: bool = False
    """A form to be filled in by hand: boxes are left open, and there is neither code nor electronic signature."""
