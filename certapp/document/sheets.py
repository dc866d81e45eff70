"""The sheets: numbered boxes, each filled, struck out, referred to a supplementary page, or refused.

Nothing is ever cut off.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from certapp.document.code import Symbols, draw_code
from certapp.document.flow import (
    Entry,
    Piece,
    Row,
    draw_at_side,
    draw_rows,
    entries,
    height_of,
    row_of,
    set_entries,
    set_paragraph,
)
from certapp.document.language import PageLanguage
from certapp.document.pen import FAINT, INK, LABEL, MM, RULE, WIDTH, Colour, Pen, Rect
from certapp.formdef.printed import PrintedBox, PrintedCertificate, PrintedObject, PrintedPhotograph
from certapp.formdef.wording import in_each
from certapp.model.errors import Refusal

TEXT_SIZE, COMFORTABLE, FLOOR = 9.0, 7.5, 6.5
"""Points. Below the comfortable size the lines of a text are rather run together; below the floor nothing is set."""

_STEP = 0.25
_ROUNDING = 1e-6
_INK_ROOM = 5.0
_LABEL_SIZE = 6.3
_PAD = 1.5


@dataclass(frozen=True)
class Supplement:
    """What the sheets must know of the supplementary pages, in page numbers of the whole document."""

    pages: tuple[int, int] | None
    """First and last supplementary page."""
    places: Mapping[str, int]
    """The page on which a text begins."""
    objects: tuple[int, int]
    """First and last page with particulars of the objects."""
    photographs: tuple[int, int] | None
    """First and last page with photographs."""


@dataclass(frozen=True)
class FilledBox:
    """A box, where it stands (mirrored for right-to-left pages), its label and its text.

    `rows` is None where the text went to a supplementary page.
    """

    box: PrintedBox
    place: Rect
    label: tuple[Row, ...]
    rows: tuple[Row, ...] | None

    @property
    def inside(self) -> Rect:
        """The room below the label."""
        x, y, width, height = self.place
        top = height_of(self.label) + 0.9
        return Rect(x + _PAD, y + top, width - 2 * _PAD, height - top - 1.0)


def fill_boxes(boxes: Sequence[PrintedBox], language: PageLanguage) -> list[FilledBox]:
    """The boxes of a sheet with their texts set as large as they fit.

    Raises TEXT_DOES_NOT_FIT (box number and label) where the form says that the box may not overflow.
    """
    return [_fill(box, language) for box in boxes]


def overflowing(filled: Sequence[FilledBox]) -> Iterator[PrintedBox]:
    """The boxes whose text must stand on a supplementary page."""
    return (each.box for each in filled if each.rows is None)


def signature_place(filled: Sequence[FilledBox]) -> Rect | None:
    """Where the visible signature goes: the room that the text in the signature box leaves."""
    for each in filled:
        if each.box.special == "signature":
            return _below_text(each).inset(0.4)
    return None


def draw_boxes(
    pen: Pen,
    filled: Sequence[FilledBox],
    printed: PrintedCertificate,
    symbols: Symbols,
    supplement: Supplement,
    language: PageLanguage,
    signed_on: int | None,
) -> None:
    """Draws the boxes of one sheet; `signed_on` is the page of the visible signature, None on that page itself."""
    for each in filled:
        pen.frame(each.place)
        if each.label:
            with pen.tag("H2"):
                x, y, width = each.place.x + _PAD, each.place.y + 0.5, each.place.width - 2 * _PAD
                draw_rows(pen, each.label, x, y, width, language)
        if each.rows is None:
            _draw_words(pen, _reference(each.box, supplement, language), each.inside, language)
        elif each.rows:
            inside = each.inside
            with pen.tag("P"):
                draw_rows(pen, each.rows, inside.x, inside.y, inside.width, language)
        _draw_special(pen, each, printed, symbols, supplement, language, signed_on)


def _fill(box: PrintedBox, language: PageLanguage) -> FilledBox:
    x = WIDTH - box.x - box.width if language.right_to_left else box.x
    place = Rect(x, box.y, box.width, box.height)
    empty = FilledBox(box, place, tuple(_label_rows(box, language)), ())
    room = empty.inside
    match box.special:
        case "customs":
            rows = _fit(entries(box.fields, language), room, _LABEL_SIZE, _LABEL_SIZE, LABEL)
        case "declaration":
            room = room._replace(height=room.height - _INK_ROOM)
            rows = _fit(entries(box.fields, language), room, COMFORTABLE, FLOOR)
        case _ if box.overflow == "ERROR":
            rows = _fit(entries(box.fields, language), room, TEXT_SIZE, TEXT_SIZE)
        case _:
            rows = _fit(entries(box.fields, language), room, TEXT_SIZE, COMFORTABLE)
            if rows is None:
                rows = _fit(entries(box.fields, language, run_on=True), room, TEXT_SIZE, FLOOR)
    if rows is None and (box.special or box.overflow != "SUPPLEMENT"):
        raise Refusal("TEXT_DOES_NOT_FIT", box=box.number, label=in_each(box.label.split("\n")))
    return FilledBox(box, place, empty.label, rows)


def _fit(
    setting: Sequence[Entry], room: Rect, size: float, floor: float, colour: Colour = INK
) -> tuple[Row, ...] | None:
    while size >= floor:
        rows = _as_far_as_fits(set_entries(setting, room.width, size, colour), room.height)
        if rows is not None:
            return rows
        size -= _STEP
    return None


def _as_far_as_fits(rows: Iterable[Row], room: float) -> tuple[Row, ...] | None:
    """All rows, or None as soon as there is one too many: a long list need not be set to its end to be too long."""
    taken: list[Row] = []
    for row in rows:
        room -= row.height
        if room < -_ROUNDING:
            return None
        taken.append(row)
    return tuple(taken)


def _label_rows(box: PrintedBox, language: PageLanguage) -> list[Row]:
    width = box.width - 2 * _PAD
    number = language.line(box.number, "Bold") if box.number else None
    if not box.label:
        return [row_of(Piece(number, 0.0, _LABEL_SIZE, INK))] if number else []
    indent = number.width * _LABEL_SIZE / MM + 1.2 if number else 0.0
    room = (width - indent) * MM / _LABEL_SIZE
    rows: list[Row] = []
    paragraphs = language.paragraphs(language.on_one_line(box.label))
    if len(paragraphs[0].lines(room)) > 1:
        paragraphs = language.paragraphs(box.label)
    for paragraph in paragraphs:
        for line in paragraph.lines(room):
            pieces = [Piece(number, 0.0, _LABEL_SIZE, INK)] if number and not rows else []
            pieces.append(Piece(line, indent, _LABEL_SIZE, LABEL))
            rows.append(row_of(*pieces))
    return rows


def _reference(box: PrintedBox, supplement: Supplement, language: PageLanguage) -> str:
    texts = [field.text for field in box.fields if field.text.strip()]
    if all(text in supplement.places for text in texts):
        return language.words("PRINT_SEE_PAGE", page=min(supplement.places[text] for text in texts))
    first, last = supplement.objects
    return language.words("PRINT_SEE_PAGES" if last > first else "PRINT_SEE_PAGE", page=first, first=first, last=last)


def _below_text(each: FilledBox) -> Rect:
    used = height_of(each.rows or ())
    x, y, width, height = each.inside
    return Rect(x, y + used, width, height - used)


def _draw_special(
    pen: Pen,
    each: FilledBox,
    printed: PrintedCertificate,
    symbols: Symbols,
    supplement: Supplement,
    language: PageLanguage,
    signed_on: int | None,
) -> None:
    box, room = each.box, _below_text(each)
    match box.special:
        case "photograph" if printed.blank:
            _draw_words(pen, language.words("PRINT_BLANK_PHOTOGRAPH"), room, language)
        case "code" if printed.blank:
            _draw_placeholder(pen, language.words("PRINT_BLANK_CODE"), room, language)
        case "picture_code" if printed.blank:
            strike(pen, room)
        case "signature" if printed.blank:
            _draw_ink_line(pen, language.words("PRINT_DATE_SIGNATURE"), each.place, language)
        case "" | "supplement" if printed.blank:
            pass  # room to write
        case "photograph":
            _draw_photograph(pen, each, printed.objects, supplement, language)
        case "code" | "picture_code" if printed.preview or not symbols.code:
            _draw_placeholder(pen, language.words("PRINT_NO_CODE"), room, language)
        case "picture_code" if not symbols.picture:
            strike(pen, room)
        case "code" | "picture_code":
            # A code may use the whole width of the box: the box's own lines lie outside of its quiet zone.
            wide = Rect(each.place.x + 0.3, room.y, each.place.width - 0.6, room.height + 0.7)
            said = "PRINT_CODE_IN_WORDS" if box.special == "code" else "PRINT_PICTURE_CODE_IN_WORDS"
            with pen.tag("Figure", language.first_words(said, number=printed.number), wide):
                draw_code(pen, symbols.code if box.special == "code" else symbols.picture, wide, box.number)
        case "signature" if printed.preview:
            _draw_placeholder(pen, language.words("PRINT_NOT_SIGNED"), room, language)
        case "signature" if signed_on:
            _draw_words(pen, language.words("PRINT_SIGNED_ELSEWHERE", page=signed_on), room, language)
        case "supplement":
            words = language.words("PRINT_NO_SUPPLEMENT")
            if supplement.pages:
                first, last = supplement.pages
                code = "PRINT_SUPPLEMENT_PAGES" if last > first else "PRINT_SUPPLEMENT_PAGE"
                words = language.words(code, count=last - first + 1, first=first, last=last)
            _draw_words(pen, words, room, language)
        case "declaration":
            _draw_ink_line(pen, language.words("PRINT_DATE_SIGNATURE"), each.place, language)
        case "" if box.strike_if_empty and each.rows == ():
            strike(pen, each.inside)
        case _:
            pass


def caption_of(owner: PrintedObject, photograph: PrintedPhotograph, language: PageLanguage) -> str:
    """Item number, view and words of a photograph."""
    return " · ".join(filter(None, [language.words("PRINT_OBJECT", seq=owner.seq), photograph.caption]))


def strike(pen: Pen, box: Rect) -> None:
    """A diagonal through unused space, so that nothing can be added later."""
    pen.rule((box.x, box.y + box.height), (box.x + box.width, box.y), RULE, 0.5)


def _draw_photograph(
    pen: Pen,
    each: FilledBox,
    objects: Sequence[PrintedObject],
    supplement: Supplement,
    language: PageLanguage,
) -> None:
    pictured = next((each for each in objects if each.photographs), None)
    room = each.inside
    if pictured is None:
        strike(pen, room)
        return
    photograph = pictured.photographs[0]
    words = caption_of(pictured, photograph, language)
    if supplement.photographs:
        first, last = supplement.photographs
        code = "PRINT_PHOTOGRAPHS_PAGES" if last > first else "PRINT_PHOTOGRAPHS_PAGE"
        words = f"{words}\n{language.words(code, first=first, last=last)}"
    below = [row for part in language.paragraphs(words) for row in set_paragraph(part, room.width, 6.5, LABEL)]
    free = room.height - height_of(below) - 0.8
    scale = min(room.width / photograph.width_px, free / photograph.height_px)
    width, height = photograph.width_px * scale, photograph.height_px * scale
    place = Rect(room.x + (room.width - width) / 2, room.y + (free - height) / 2, width, height)
    with pen.tag("Figure", caption_of(pictured, photograph, language), place):
        pen.picture(photograph.jpeg, place)
    with pen.tag("P"):
        draw_rows(pen, below, room.x, room.y + free + 0.6, room.width, language)


def _draw_placeholder(pen: Pen, words: str, room: Rect, language: PageLanguage) -> None:
    pen.fill(room, FAINT)
    _draw_words(pen, words, room.inset(1.0), language)


def _draw_words(pen: Pen, words: str, room: Rect, language: PageLanguage) -> None:
    rows = [row for part in language.paragraphs(words) for row in set_paragraph(part, room.width, 8.0, LABEL)]
    with pen.tag("P"):
        draw_rows(pen, rows, room.x, room.y, room.width, language)


def _draw_ink_line(pen: Pen, words: str, place: Rect, language: PageLanguage) -> None:
    """A line to sign on by hand, at the foot of the box."""
    y = place.y + place.height - 3.6
    pen.rule((place.x + _PAD, y), (place.x + place.width - _PAD, y), FAINT, 0.4)
    piece = Piece(language.line(words), 0.0, 5.5, LABEL)
    with pen.tag("P"):
        draw_at_side(pen, piece, place.x + _PAD, y + 2.3, place.width - 2 * _PAD, language)
