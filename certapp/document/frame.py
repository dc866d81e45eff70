"""What every page carries: background, watermark, head of a sheet, the foot that ties pages together."""

import math
from collections.abc import Sequence

from certapp.document.described import Described
from certapp.document.flow import Piece, draw_at_side, draw_rows, set_paragraph
from certapp.document.language import PageLanguage
from certapp.document.pen import HEIGHT, INK, LABEL, MM, RULE, WIDTH, Colour, Pen, Rect
from certapp.formdef.printed import PrintedCertificate, PrintedSheet
from certapp.model.errors import Refusal

MARGIN = 12.0
HEAD_END, FOOT_START = 32.0, 280.5
"""Boxes stand between these two, mm."""

_COLUMN = WIDTH - 2 * MARGIN
_HEAD_BAND, _ROSETTE = "headband", "rosette"
_BACKGROUND_COLOUR: Colour = (0.85, 0.91, 0.90)
_ROSETTE_COLOUR: Colour = (0.90, 0.94, 0.94)
_WATERMARK_COLOUR: Colour = (0.94, 0.85, 0.85)
_OUTLINE_COLOUR: Colour = (0.88, 0.68, 0.68)
RULER_MM = 50
_ARMS_WIDTH = 21.0


def define_background(pen: Pen) -> None:
    """Draws the fine lines once that pages repeat: waves behind the head, a rosette on the page."""
    pen.begin_pattern(_HEAD_BAND)
    for strand in range(9):
        shift = strand * math.pi / 9
        points = [
            (
                MARGIN + _COLUMN * step / 120,
                20.0 + 8.5 * math.sin(step * 0.32 + shift) * math.cos(step * 0.045 + shift),
            )
            for step in range(121)
        ]
        pen.curve(points, _BACKGROUND_COLOUR, 0.2)
    pen.end_pattern()
    pen.begin_pattern(_ROSETTE)
    for ring in range(4):
        petals, radius, swing = 12 + 6 * ring, 62.0 - 13 * ring, 17.0 - 3 * ring
        steps = petals * 12
        points = []
        for step in range(steps + 1):
            angle = 2 * math.pi * step / steps
            reach = radius + swing * math.cos(petals * 2.5 * angle)
            points.append((WIDTH / 2 + reach * math.cos(angle * 2), 156.0 + reach * math.sin(angle * 2)))
        pen.curve(points, _ROSETTE_COLOUR, 0.2)
    pen.end_pattern()


def draw_background(pen: Pen) -> None:
    """The security background."""
    pen.pattern(_ROSETTE)


def draw_watermark(pen: Pen, printed: Described, language: PageLanguage, outline: bool) -> None:
    """The words across the page, where there are any, in its first language.

    Full letters under the content, or outlines over it. They begin in the lower corner where reading begins, and where
    no code hides them.
    """
    if not printed.watermark:
        return
    words = language.line(language.first_words(printed.watermark), "Bold")
    diagonal = math.hypot(WIDTH, HEIGHT)
    size = min(diagonal * 0.8 * MM / words.width, 84.0)
    middle = (WIDTH / 2, HEIGHT / 2)
    slant = math.atan2(-HEIGHT if language.right_to_left else HEIGHT, WIDTH)
    pen.slanted_text(words, middle, size, slant, _OUTLINE_COLOUR if outline else _WATERMARK_COLOUR, outline)


def draw_head(pen: Pen, printed: PrintedCertificate, sheet: PrintedSheet, language: PageLanguage) -> None:
    """Authority, title and number above the boxes of a sheet. Raises LINE_DOES_NOT_FIT."""
    pen.pattern(_HEAD_BAND)
    start = 0.0
    if printed.arms:
        from certapp.document.arms import draw_arms  # its libraries are loaded only where there are arms

        start = _ARMS_WIDTH + 4.0
        place = Rect(WIDTH - MARGIN - _ARMS_WIDTH if language.right_to_left else MARGIN, 5.5, _ARMS_WIDTH, 24.0)
        with pen.tag("Figure", printed.arms.alt, place):
            draw_arms(pen, printed.arms, place)
    room = _COLUMN - start
    with pen.tag("P"):
        _head_line(pen, printed.authority, 11.0, 10.0, 7.0, language, colour=LABEL, room=room, start=start)
    titles = (sheet.title or printed.title).split("\n")
    with pen.tag("H1"):
        if len(titles) == 1:
            _head_line(pen, titles[0], 19.5, 18.0, 10.0, language, bold=True, room=room, start=start)
        else:
            _head_line(pen, titles[0], 17.6, 15.5, 10.0, language, bold=True, room=room, start=start)
            _head_line(pen, titles[1], 23.0, 11.5, 8.0, language, bold=True, colour=LABEL, room=room, start=start)
    if printed.number:
        number = language.line(printed.number, "Bold")
        width = number.width * 12 / MM
        indent = _COLUMN - width
        with pen.tag("P"):
            draw_at_side(pen, Piece(number, indent, 12.0, INK), MARGIN, 28.5, _COLUMN, language)
        room -= width + 4
    with pen.tag("P"):
        _draw_addressee(pen, sheet.addressee, start, room, language)
    pen.rule((MARGIN, HEAD_END - 1.2), (WIDTH - MARGIN, HEAD_END - 1.2), INK, 0.9)


def _draw_addressee(pen: Pen, addressee: str, start: float, room: float, language: PageLanguage) -> None:
    """Who keeps this copy: in both languages on one line where they fit at a good size, else under each other."""
    size, floor = 9.0, 6.5
    on_one = language.on_one_line(addressee)
    lines = addressee.split("\n")
    if len(lines) == 1 or language.line(on_one).width * 7.5 / MM <= room:
        _head_line(pen, on_one, 28.5, size, floor, language, colour=LABEL, room=room, start=start)
        return
    for baseline, line in zip((27.0, 29.8), lines, strict=True):
        _head_line(pen, line, baseline, 7.5, floor, language, colour=LABEL, room=room, start=start)


def draw_foot(
    pen: Pen,
    printed: PrintedCertificate,
    page: int,
    pages: int,
    language: PageLanguage,
    notes: Sequence[str] = (),
) -> None:
    """Number, page n of m and the 50 mm ruler on every page; above them `notes`.

    Raises LINE_DOES_NOT_FIT when the notes need more than three lines.
    """
    if notes:
        rows = [
            row
            for note in notes
            for paragraph in language.paragraphs(note)
            for row in set_paragraph(paragraph, _COLUMN, 6.0, LABEL)
        ]
        if len(rows) > 3:
            raise Refusal("LINE_DOES_NOT_FIT", text=notes[0])
        with pen.tag("P"):
            draw_rows(pen, rows, MARGIN, FOOT_START - 0.6, _COLUMN, language)
    baseline = 291.5
    pen.rule((MARGIN, 287.8), (WIDTH - MARGIN, 287.8), RULE, 0.3)
    if printed.number:
        number = language.line(printed.number, "Bold")
        draw_at_side(pen, Piece(number, 0.0, 8.0, INK), MARGIN, baseline, _COLUMN, language)
    place = language.line(language.words("PRINT_PAGE", page=page, pages=pages))
    pen.text(place, WIDTH / 2 - place.width * 4 / MM - 8, baseline, 8.0)
    start = MARGIN if language.right_to_left else WIDTH - MARGIN - RULER_MM
    draw_ruler(pen, start, baseline - 1.8, language)


def draw_ruler(pen: Pen, start: float, y: float, language: PageLanguage) -> None:
    """The line of 50 mm, with a mark every five, that begins at `start`, and below it what it is for."""
    pen.rule((start, y), (start + RULER_MM, y), INK, 0.4)
    for millimetres in range(0, RULER_MM + 1, 5):
        long = 1.3 if millimetres % 10 == 0 else 0.7
        pen.rule((start + millimetres, y - long), (start + millimetres, y), INK, 0.3)
    words = language.line(language.first_words("PRINT_SCALE"))
    pen.text(words, start + (RULER_MM - words.width * 5.5 / MM) / 2, y + 2.3, 5.5, LABEL)


def _head_line(
    pen: Pen,
    text: str,
    baseline: float,
    size: float,
    floor: float,
    language: PageLanguage,
    *,
    bold: bool = False,
    colour: Colour = INK,
    room: float = _COLUMN,
    start: float = 0.0,
) -> None:
    """One line, smaller where it must be, `start` mm from the side where reading starts."""
    line = language.line(text, "Bold" if bold else "Regular")
    while line.width * size / MM > room:
        size -= 0.25
        if size < floor:
            raise Refusal("LINE_DOES_NOT_FIT", text=text)
    draw_at_side(pen, Piece(line, start, size, colour), MARGIN, baseline, _COLUMN, language)
