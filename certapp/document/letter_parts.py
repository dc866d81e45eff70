"""What a letter or another paper is made of, as values: `document.letter` draws them."""

from dataclasses import dataclass

from certapp.document.bars import Bars
from certapp.document.code import Symbol
from certapp.formdef.printed import Attachment


@dataclass(frozen=True)
class Heading:
    """A line in bold above a part of the letter."""

    text: str


@dataclass(frozen=True)
class Words:
    """A paragraph; line feeds part it. `close`: it belongs close to what stands above it."""

    text: str
    close: bool = False


@dataclass(frozen=True)
class Points:
    """A list, each item with a bullet before it; `ticked`: with room for a tick and its number instead."""

    items: tuple[str, ...]
    ticked: bool = False


@dataclass(frozen=True)
class Facts:
    """Labels with their words beside them."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Blanks:
    """Labels, each with a line beside it and room above that to write by hand."""

    labels: tuple[str, ...]


@dataclass(frozen=True)
class PrintedCode:
    """A code to try a printer or scanner with: its modules, the side of one in mm, words below it and words for it."""

    symbol: Symbol
    module: float
    caption: str
    alt: str


@dataclass(frozen=True)
class Codes:
    """Codes beside each other."""

    codes: tuple[PrintedCode, ...]


@dataclass(frozen=True)
class Ruler:
    """The line of 50 mm that says whether a page was printed at 100 %."""


@dataclass(frozen=True)
class Grid:
    """A table: titles of its columns, its rows; the first `labels` columns are words, the others numbers.

    `under`: which rows, counted from 0, are parts of the row above them. `shares`: how the columns of words share the
    width that the numbers leave, equally without it.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    labels: int
    under: tuple[int, ...] = ()
    shares: tuple[float, ...] = ()


Part = Heading | Words | Points | Facts | Blanks | Codes | Ruler | Grid | Bars


@dataclass(frozen=True)
class Letter:
    """Everything that is drawn; the same value gives the same bytes.

    `title` is the subject, `number` the reference, `sender` the lines below the authority's name, `dated` the time
    (Unix seconds) that the file takes as its own, `signer` the lines below the room for a signature by hand.
    """

    title: str
    number: str
    authority: str
    language: str
    dated: int
    sender: str
    addressee: str
    facts: tuple[tuple[str, str], ...]
    """Reference, date and the like, beside the address."""
    salutation: str
    parts: tuple[Part, ...]
    closing: str
    signer: tuple[str, ...]
    watermark: str = ""
    attachments: tuple[Attachment, ...] = ()
