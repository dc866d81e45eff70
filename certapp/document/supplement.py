"""Supplementary pages: texts that left their boxes, each object in full, photographs in full size."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from certapp.document.code import Symbol, draw_code, side_of
from certapp.document.flow import Piece, Row, draw_rows, height_of, row_of, set_paragraph
from certapp.document.language import PageLanguage
from certapp.document.pen import FAINT, INK, LABEL, WIDTH, Colour, Pen, Rect
from certapp.document.sheets import Supplement, caption_of, strike
from certapp.document.structure import Element
from certapp.formdef.printed import (
    PrintedBox,
    PrintedBulletin,
    PrintedCertificate,
    PrintedField,
    PrintedObject,
    PrintedPhotograph,
)
from certapp.seal.matrix import modules

MARGIN = 12.0
TOP, BOTTOM = 16.0, 284.0
"""The part of a page that text and pictures may use, mm."""

_COLUMN = WIDTH - 2 * MARGIN
_LABEL_COLUMN, _GUTTER = 44.0, 3.0
_TEXT_SIZE, _LABEL_SIZE = 9.0, 7.5
_SHORT_SIDE, _LONG_SIDE = 90.0, 120.0
"""Least size of a photograph, mm."""

_WIDEST_BESIDE, _NARROW_LABELS = 100.0, 29.0
_NOTHING_BESIDE = (0.0, 0.0)
_TALLEST_HEADING = 24.0
_CAPTION_GAP, _BETWEEN = 1.0, 3.0
_WORTH_STRIKING = 12.0
_TALLEST_FOOT = 66.0

_ITEM = re.compile(r"^\d+: ")

Draw = Callable[[Pen], None]


class _Beside(NamedTuple):
    """A photograph beside the fields of its object, mm; `height` with its words and the white above."""

    photograph: PrintedPhotograph
    width: float
    printed_height: float
    caption: list[Row]
    height: float


class SupplementaryPages:
    """Lays texts and pictures out one after the other, a new page whenever one is full.

    `first_page` is the number that the first supplementary page will have in the whole document, `foot` the height that
    each page keeps free for what `PageFoot` draws.
    """

    def __init__(self, language: PageLanguage, first_page: int, foot: float) -> None:
        self._language = language
        self._bottom = BOTTOM - foot
        self._first_page = first_page
        self._pages: list[list[Draw]] = []
        self.structure = Element("Sect")
        """What the pages say, in reading order; filled with content as they are drawn."""
        self._y = self._bottom
        self._places: dict[str, int] = {}
        self._pictured: list[int] = []
        self._heading_page = 0
        self._labels = _LABEL_COLUMN
        self._narrow = _NOTHING_BESIDE
        """How wide a picture stands beside the fields, and down to where."""

    @property
    def pages(self) -> Sequence[Sequence[Draw]]:
        """What is drawn on each page."""
        return self._pages

    def lay_out(self, printed: PrintedCertificate, overflow: Iterable[PrintedBox]) -> Supplement:
        """Fills the pages; returns where everything stands. Raises GLYPH_MISSING."""
        full = {_bare(field.text) for each in printed.objects for field in each.fields}
        full |= {_bare(field.text) for field in printed.supplement}
        for box in overflow:
            missing = [field for field in box.fields if field.text.strip() and not _stands_in(full, field.text)]
            if missing:
                self._heading(" ".join(filter(None, [box.number, box.label])))
                self._fields(missing)
                full |= {_bare(field.text) for field in missing}
        if printed.supplement:
            self._heading(self._language.words("PRINT_FURTHER_PARTICULARS"))
            self._fields(printed.supplement)
        first_object = 0
        for each in printed.objects:
            self._object(each)
            first_object = first_object or self._heading_page
        last_object = self._page
        if printed.bulletin:
            self._bulletin(printed.bulletin)
        self._strike_rest()
        return Supplement(
            (self._first_page, self._page) if self._pages else None,
            self._places,
            (first_object, last_object),
            (min(self._pictured), max(self._pictured)) if self._pictured else None,
        )

    def _bulletin(self, bulletin: PrintedBulletin) -> None:
        """Codes in one row, each with its words below, all on one page."""
        width = _COLUMN / len(bulletin.codes)
        rows = self._set(bulletin.words, _COLUMN, _TEXT_SIZE)
        symbols = [modules(text) for text, _words, _alt in bulletin.codes]
        below = [self._set(words, width - _GUTTER, _LABEL_SIZE) for _text, words, _alt in bulletin.codes]
        tallest = max(side_of(len(symbol)) for symbol in symbols)
        height = height_of(rows) + 2.0 + tallest + max(map(height_of, below)) + _BETWEEN
        self._heading(bulletin.heading, keep=height)
        self._say(self.structure.add("P"), rows, MARGIN, self._y, _COLUMN)
        y = self._y + height_of(rows) + 2.0
        for column, (symbol, words, (_text, _words, alt)) in enumerate(
            zip(symbols, below, bulletin.codes, strict=True)
        ):
            side, x = side_of(len(symbol)), MARGIN + column * width
            left = WIDTH - x - side if self._language.right_to_left else x
            self._code(symbol, alt, Rect(left, y + tallest - side, side, side))
            left = WIDTH - x - width + _GUTTER if self._language.right_to_left else x
            self._say(self.structure.add("P"), words, left, y + tallest + 0.5, width - _GUTTER)
        self._y += height

    def _code(self, symbol: Symbol, words: str, place: Rect) -> None:
        figure = self.structure.add("Figure", words)

        def draw(pen: Pen) -> None:
            figure.bounds = pen.corners(place)
            with pen.marked(figure):
                draw_code(pen, symbol, place, "")

        self._add(draw)

    def _set(self, words: str, width: float, size: float, colour: Colour = INK) -> list[Row]:
        return [row for part in self._language.paragraphs(words) for row in set_paragraph(part, width, size, colour)]

    def _object(self, each: PrintedObject) -> None:
        if not (each.fields or each.photographs):
            return
        beside = self._beside(each)
        self._heading(each.heading, keep=beside.height if beside else 30.0)
        if beside is None:
            self._fields(each.fields)
            self._photographs(each, each.photographs)
            return
        page, top = self._page, self._y
        self._labels, self._narrow = _NARROW_LABELS, (beside.width + _GUTTER, top + beside.height)
        self._fields(each.fields)
        if self._page == page:
            self._y = max(self._y, top + beside.height)
        self._labels, self._narrow = _LABEL_COLUMN, _NOTHING_BESIDE
        self._put_beside(each, beside, page, top)
        self._photographs(each, each.photographs[1:])

    def _beside(self, each: PrintedObject) -> "_Beside | None":
        """The first photograph where it leaves room for the fields beside it: object and picture on one page."""
        if not (each.fields and each.photographs):
            return None
        first = each.photographs[0]
        width, height = printed_size(first.width_px, first.height_px)
        caption = self._caption(each, first, width)
        beside = _Beside(first, width, height, caption, _BETWEEN + height + _CAPTION_GAP + height_of(caption))
        fits = width <= _WIDEST_BESIDE and beside.height + _TALLEST_HEADING <= self._bottom - TOP
        return beside if fits else None

    def _put_beside(self, owner: PrintedObject, beside: "_Beside", page: int, top: float) -> None:
        """After the fields in reading order, though it stands at their side."""
        left = MARGIN if self._language.right_to_left else WIDTH - MARGIN - beside.width
        y, on = top + _BETWEEN, page - self._first_page
        words = caption_of(owner, beside.photograph, self._language)
        self._picture(beside.photograph, words, Rect(left, y, beside.width, beside.printed_height), on)
        below = y + beside.printed_height + _CAPTION_GAP
        self._say(self.structure.add("P"), beside.caption, left, below, beside.width, on)
        self._pictured.append(page)

    def _heading(self, words: str, keep: float = 14.0) -> None:
        words = self._language.on_one_line(words)
        rows = [row for part in self._language.paragraphs(words, "Bold") for row in set_paragraph(part, _COLUMN, 11.0)]
        self._need(height_of(rows) + keep + 4.0)
        if self._y > TOP:
            self._y += 4.0
        self._heading_page = self._page
        top = self._y
        self._y += height_of(rows) + 1.6
        rule = self._y - 0.8
        self._say(self.structure.add("H2"), rows, MARGIN, top, _COLUMN)
        self._add(lambda pen: pen.rule((MARGIN, rule), (WIDTH - MARGIN, rule), INK, 0.6))

    def _fields(self, fields: Iterable[PrintedField]) -> None:
        for field in fields:
            if field.text.strip():
                self._field(field)

    def _field(self, field: PrintedField) -> None:
        language = self._language
        column, label_column, label_rows, rows = self._in_column(field)
        page = self._page
        self._need(max(height_of(rows[:2]), height_of(label_rows)) + 1.0)
        if self._page != page:  # no picture stands here
            column, label_column, label_rows, rows = self._in_column(field)
        width = column - label_column - _GUTTER
        self._places.setdefault(field.text, self._page)
        start, mirrored = self._y, language.right_to_left
        label_x = WIDTH - MARGIN - label_column if mirrored else MARGIN
        text_x = label_x - _GUTTER - width if mirrored else label_x + label_column + _GUTTER
        self._say(self.structure.add("P"), label_rows, label_x, start + 0.8, label_column)
        words = self.structure.add("P")
        after_label = start + height_of(label_rows) + 1.0
        for row in rows:
            if self._y + row.height > self._bottom:
                self._new_page()
                after_label = TOP
            self._say(words, [row], text_x, self._y + 0.3, width)
            self._y += row.height
        self._y = max(self._y, after_label) + 0.9
        rule, left = self._y, WIDTH - MARGIN - column if mirrored else MARGIN
        self._add(lambda pen: pen.rule((left, rule), (left + column, rule), FAINT, 0.3))
        self._y += 0.5

    def _in_column(self, field: PrintedField) -> tuple[float, float, list[Row], list[Row]]:
        """Width of the column and of its labels, and what stands in it: beside a picture, or below it if shorter."""
        taken, until = self._narrow
        if self._y >= until:
            return self._set_at(field, _COLUMN, self._labels)
        narrow = self._set_at(field, _COLUMN - taken, _NARROW_LABELS)
        ends = self._y + height_of(narrow[3])
        if ends > until and until + height_of((wide := self._set_at(field, _COLUMN, self._labels))[3]) < ends:
            self._y = until
            return wide
        return narrow

    def _set_at(
        self, field: PrintedField, column: float, label_column: float
    ) -> tuple[float, float, list[Row], list[Row]]:
        width = column - label_column - _GUTTER
        labels = self._set(field.label, label_column, _LABEL_SIZE, LABEL)
        return column, label_column, labels, self._set(field.text, width, _TEXT_SIZE)

    def _photographs(self, owner: PrintedObject, photographs: Iterable[PrintedPhotograph]) -> None:
        shelf: list[tuple[PrintedPhotograph, float, float, list[Row]]] = []
        used = 0.0
        for photograph in photographs:
            width, height = printed_size(photograph.width_px, photograph.height_px)
            if shelf and used + width > _COLUMN + 0.01:
                self._shelf(owner, shelf)
                shelf, used = [], 0.0
            shelf.append((photograph, width, height, self._caption(owner, photograph, width)))
            used += width + _BETWEEN
        if shelf:
            self._shelf(owner, shelf)

    def _caption(self, owner: PrintedObject, photograph: PrintedPhotograph, width: float) -> list[Row]:
        return self._set(caption_of(owner, photograph, self._language), width, _LABEL_SIZE, LABEL)

    def _shelf(self, owner: PrintedObject, shelf: Sequence[tuple[PrintedPhotograph, float, float, list[Row]]]) -> None:
        picture_height = max(height for _, _, height, _ in shelf)
        below = max(height_of(caption) for *_, caption in shelf)
        self._need(_BETWEEN + picture_height + _CAPTION_GAP + below)
        self._y += _BETWEEN if self._y > TOP else 0.0
        x = MARGIN
        for photograph, width, height, caption in shelf:
            left = WIDTH - x - width if self._language.right_to_left else x
            self._picture(photograph, caption_of(owner, photograph, self._language), Rect(left, self._y, width, height))
            self._say(self.structure.add("P"), caption, left, self._y + height + _CAPTION_GAP, width)
            x += width + _BETWEEN
        self._y += picture_height + _CAPTION_GAP + below
        self._pictured.append(self._page)

    def _picture(self, photograph: PrintedPhotograph, words: str, place: Rect, on: int = -1) -> None:
        figure = self.structure.add("Figure", words)

        def draw(pen: Pen) -> None:
            figure.bounds = pen.corners(place)
            with pen.marked(figure):
                pen.picture(photograph.jpeg, place)

        self._add(draw, on)

    def _say(self, element: Element, rows: Sequence[Row], x: float, y: float, width: float, on: int = -1) -> None:
        """Rows that belong to `element`, which may have begun on an earlier page. `on`: the page, else the last."""

        def draw(pen: Pen) -> None:
            with pen.marked(element):
                draw_rows(pen, rows, x, y, width, self._language)

        self._add(draw, on)

    def _need(self, height: float) -> None:
        if self._y + height > self._bottom:
            self._strike_rest()
            self._new_page()

    def _strike_rest(self) -> None:
        rest = self._bottom - self._y
        if self._pages and rest > _WORTH_STRIKING:
            unused = Rect(MARGIN, self._y + 3.0, _COLUMN, rest - 4.0)
            self._add(lambda pen: strike(pen, unused))

    def _new_page(self) -> None:
        head = self._language.line(self._language.words("PRINT_SUPPLEMENTARY_PAGE"))
        rows = [row_of(Piece(head, 0.0, _LABEL_SIZE, LABEL))]
        self._pages.append([lambda pen: draw_rows(pen, rows, MARGIN, 9.5, _COLUMN, self._language)])
        self._y, self._narrow = TOP, _NOTHING_BESIDE

    @property
    def _page(self) -> int:
        return self._first_page + len(self._pages) - 1

    def _add(self, draw: Draw, on: int = -1) -> None:
        self._pages[on].append(draw)


def _bare(text: str) -> str:
    """The words of a text, however its lines are parted."""
    return re.sub(r"[\s;]+", " ", text).strip()


def _stands_in(full: set[str], text: str) -> bool:
    """Whether a text, or else each line of a list of items ("7: words"), stands among the texts printed in full."""
    return _bare(text) in full or all(
        _bare(line) in full or _bare(_ITEM.sub("", line)) in full for line in text.splitlines() if line.strip()
    )


def printed_size(width_px: int, height_px: int) -> tuple[float, float]:
    """Width and height in mm at which a photograph is printed.

    Not less than 90 x 120 mm, either way up, unless its own proportions would then take it beyond the page.
    """
    long, short = max(width_px, height_px), min(width_px, height_px)
    scale = max(_LONG_SIDE / long, _SHORT_SIDE / short)
    tallest = BOTTOM - TOP - 10.0 - _TALLEST_FOOT
    scale = min(scale, _COLUMN / width_px, tallest / height_px)
    return width_px * scale, height_px * scale
