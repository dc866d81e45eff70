"""Object tags as a PDF: a label for each object with its signed code, on a roll of labels or on sheets of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from certapp.document.code import draw_code, side_of
from certapp.document.finish import finish
from certapp.document.flow import Row, draw_rows, height_of, set_paragraph
from certapp.document.language import PageLanguage
from certapp.document.pen import HEIGHT, INK, LABEL, WIDTH, Pen, Rect
from certapp.formdef.printed import Attachment
from certapp.model.errors import Refusal
from certapp.seal.matrix import modules

_EDGE: Final = 1.2
"""White along the edge of a label, mm; the code brings its own."""
_SMALLEST: Final = 0.72
"""How far the letters may shrink, as a part of their size."""


@dataclass(frozen=True)
class LabelLayout:
    """Labels of one size, mm: how large a module of the code is, the size of letters in points, and where they lie.

    A roll has one label on a page of its own size; a sheet is A4 with `columns` and `rows` of them.
    """

    name: str
    width: float
    height: float
    module: float
    size: float
    most: int
    """Bytes of the compressed message: with more, the code would be higher than the label."""
    columns: int = 1
    rows: int = 1
    left: float = 0.0
    top: float = 0.0
    across: float = 0.0
    down: float = 0.0
    """White to the left of and above the first label, and between labels."""

    @property
    def page(self) -> tuple[float, float]:
        """Width and height of the paper, mm."""
        return (self.width, self.height) if self.columns * self.rows == 1 else (WIDTH, HEIGHT)


LAYOUTS: Final = {
    layout.name: layout
    for layout in (
        LabelLayout("62x29", 62.0, 29.0, 0.423, 6.8, 190),
        LabelLayout("90x50", 90.0, 50.0, 0.508, 9.0, 298),
        LabelLayout("sheet-63x30", 63.5, 29.6, 0.423, 6.8, 190, 3, 9, 7.25, 15.3, 2.5),
        LabelLayout("sheet-90x50", 90.0, 50.0, 0.508, 9.0, 298, 2, 5, 15.0, 23.5),
    )
}
"""On the small ones a module has 5 dots of a label printer with 300 dpi, so that QR version 10 is 27.5 mm high."""


@dataclass(frozen=True)
class Tag:
    """What stands on one label: number of the certificate, which object, what it is, and the text of the code."""

    number: str
    object_number: int
    object_count: int
    words: str
    code_text: str


@dataclass(frozen=True)
class Tags:
    """Labels that are printed together; `Described` for the file. The same value gives the same bytes."""

    title: str
    number: str
    authority: str
    language: str
    dated: int
    layout: LabelLayout
    tags: tuple[Tag, ...]
    watermark: str = ""
    first: int = 0
    """Labels of a begun sheet that are used up already."""
    attachments: tuple[Attachment, ...] = field(default=())


def render_tags(tags: Tags) -> bytes:
    """The PDF. Raises Refusal: GLYPH_MISSING (character, name, code), TAG_DOES_NOT_FIT (number)."""
    layout, language = tags.layout, PageLanguage(tags.language)
    pen = Pen(*layout.page)
    on_page = layout.columns * layout.rows
    places = range(tags.first % on_page, tags.first % on_page + len(tags.tags))
    for tag, place in zip(tags.tags, places, strict=True):
        row, column = divmod(place % on_page, layout.columns)
        if place % on_page == 0 and place != places[0]:
            pen.new_page()
        x = layout.left + column * (layout.width + layout.across)
        y = layout.top + row * (layout.height + layout.down)
        with pen.part("Sect"):
            _draw(pen, tag, tags, Rect(x, y, layout.width, layout.height), language)
    pen.new_page()
    return finish(pen.finish(), tags, None)


def _draw(pen: Pen, tag: Tag, tags: Tags, place: Rect, language: PageLanguage) -> None:
    symbol = modules(tag.code_text)
    side = side_of(len(symbol), tags.layout.module)
    if side > place.height:
        raise Refusal("TAG_DOES_NOT_FIT", number=tag.number)
    gap = (place.height - side) / 2
    left = place.x + place.width - side - min(gap, _EDGE) if language.right_to_left else place.x + min(gap, _EDGE)
    code = Rect(left, place.y + gap, side, side)
    alt = language.first_words("PRINT_TAG_CODE_IN_WORDS", number=tag.number, n=tag.object_number)
    room = place.width - side - min(gap, _EDGE) - _EDGE
    x = place.x + _EDGE if language.right_to_left else place.x + place.width - _EDGE - room
    rows = _fitted(tag, tags, room, place.height - 2 * _EDGE, language)
    y = place.y + max(_EDGE, (place.height - height_of(row for part in rows for row in part)) / 2)
    for part in rows:
        if part:
            with pen.tag("P"):
                draw_rows(pen, part, x, y, room, language)
            y += height_of(part)
    with pen.tag("Figure", alt, code):
        draw_code(pen, symbol, code, "", tags.layout.module)


def _fitted(tag: Tag, tags: Tags, width: float, height: float, language: PageLanguage) -> list[Sequence[Row]]:
    """The words in their column: smaller where they must be; what the code says in full is cut before the number is."""
    size = tags.layout.size
    parts = [
        (language.first_words(tags.watermark) if tags.watermark else "", "Bold", size * 0.8),
        (tag.number, "Bold", size),
        (language.first_words("PRINT_TAG_OBJECT", n=tag.object_number, count=tag.object_count), "Bold", size),
        (tag.words, "Regular", size),
        (language.first_words("PRINT_TAG_NOT_ALONE"), "Regular", size * 0.8),
        (tags.authority, "Regular", size * 0.8),
    ]

    def set_at(scale: float) -> list[list[Row]]:
        return [
            [
                row
                for paragraph in language.paragraphs(text, "Bold" if weight == "Bold" else "Regular")
                for row in set_paragraph(paragraph, width, each * scale, INK if weight == "Bold" else LABEL)
            ]
            if text
            else []
            for text, weight, each in parts
        ]

    scale = 1.0
    rows = set_at(scale)
    while (needed := height_of(row for part in rows for row in part)) > height and scale > _SMALLEST:
        scale -= 0.04
        rows = set_at(scale)
    for place in (5, 4, 3):  # authority, then the note, then what the object is
        while needed > height and rows[place]:
            needed -= rows[place].pop().height
    if needed > height:
        raise Refusal("TAG_DOES_NOT_FIT", number=tag.number)
    return list(rows)
