"""Fields as rows of text in a column: what a box and a supplementary page have in common."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from certapp.document.language import PageLanguage
from certapp.document.pen import INK, LABEL, MM, Colour, Pen
from certapp.document.text import Line, Paragraph
from certapp.formdef.printed import PrintedField

_LEADING, _TALL_LEADING = 1.24, 1.55
_LABEL_SCALE = 0.78
_GAP_MM = 1.2


@dataclass(frozen=True)
class Piece:
    """A line at `indent` mm from the side where reading starts, `size` points."""

    line: Line
    indent: float
    size: float
    colour: Colour


@dataclass(frozen=True)
class Row:
    """Pieces on one baseline; `height` and `baseline` (from the row's top) in mm."""

    height: float
    baseline: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Entry:
    """A field shaped once, to be set at any size: its label (or none) and its paragraphs."""

    label: Line | None
    paragraphs: tuple[Paragraph, ...]


def entries(fields: Iterable[PrintedField], language: PageLanguage, run_on: bool = False) -> list[Entry]:
    """The fields that hold text; with labels, in the first language, where there are several of them to tell apart.

    `run_on` sets the lines of a field one after the other, parted by semicolons.
    """
    filled = [field for field in fields if field.text.strip()]
    labelled = len(filled) > 1
    parting = "؛ " if language.right_to_left else "; "
    return [
        Entry(
            language.line(field.label.split("\n")[0]) if labelled and field.label else None,
            tuple(language.paragraphs(parting.join(field.text.split("\n")) if run_on else field.text)),
        )
        for field in filled
    ]


def set_entries(setting: Sequence[Entry], width: float, size: float, colour: Colour = INK) -> Iterator[Row]:
    """The rows of `setting` in a column `width` mm wide; a label stands before the first line of its text."""
    for entry in setting:
        for index, paragraph in enumerate(entry.paragraphs):
            label = entry.label if index == 0 else None
            yield from set_paragraph(paragraph, width, size, colour, label)


def set_paragraph(
    paragraph: Paragraph, width: float, size: float, colour: Colour = INK, label: Line | None = None
) -> list[Row]:
    """The rows of one paragraph in a column `width` mm wide."""
    label_size = size * _LABEL_SCALE
    indent = label.width * label_size / MM + _GAP_MM if label else 0.0
    if indent > width * 0.6 and label:
        return [
            row_of(Piece(label, 0.0, label_size, LABEL)),
            *set_paragraph(paragraph, width, size, colour),
        ]
    rows: list[Row] = []
    for index, line in enumerate(paragraph.lines(width * MM / size, indent * MM / size)):
        if index == 0 and label:
            rows.append(row_of(Piece(label, 0.0, label_size, LABEL), Piece(line, indent, size, colour)))
        else:
            rows.append(row_of(Piece(line, 0.0, size, colour)))
    return rows


def row_of(*pieces: Piece) -> Row:
    """A row high enough for its largest piece."""
    size = max(piece.size for piece in pieces)
    tall = any(piece.line.tall for piece in pieces)
    height = size * (_TALL_LEADING if tall else _LEADING) / MM
    return Row(height, height - size * (0.42 if tall else 0.3) / MM, pieces)


def height_of(rows: Iterable[Row]) -> float:
    """The height of rows under each other, mm."""
    return sum(row.height for row in rows)


def draw_rows(pen: Pen, rows: Iterable[Row], x: float, y: float, width: float, language: PageLanguage) -> None:
    """Draws rows from `y` down in the column that begins at `x` and is `width` mm wide."""
    for row in rows:
        for piece in row.pieces:
            draw_at_side(pen, piece, x, y + row.baseline, width, language)
        y += row.height


def draw_at_side(pen: Pen, piece: Piece, x: float, baseline: float, width: float, language: PageLanguage) -> None:
    """Draws one piece, measured from the left or, in a right-to-left language, from the right."""
    left = x + piece.indent
    if language.right_to_left:
        left = x + width - piece.indent - piece.line.width * piece.size / MM
    pen.text(piece.line, left, baseline, piece.size, piece.colour)
