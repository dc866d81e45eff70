"""A letter laid out: its parts one below the other, on as many pages as they need."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from certapp.document.bars import Bars, BarsSet
from certapp.document.code import draw_code, side_of
from certapp.document.flow import Piece, Row, draw_at_side, draw_rows, height_of, set_paragraph
from certapp.document.frame import RULER_MM, draw_ruler
from certapp.document.grid import GUTTER, Cells, GridSet
from certapp.document.language import PageLanguage
from certapp.document.letter_parts import (
    Blanks,
    Codes,
    Facts,
    Grid,
    Heading,
    Letter,
    Part,
    Points,
    PrintedCode,
    Ruler,
    Words,
)
from certapp.document.pen import INK, LABEL, RULE, WIDTH, Pen, Rect
from certapp.document.structure import Element

LEFT, RIGHT = 25.0, 20.0
TOP, BOTTOM = 25.0, 276.0
"""The part of a page that text may use, mm; the first page begins below its head."""

COLUMN = WIDTH - LEFT - RIGHT
_ADDRESS_TOP, _ADDRESS_WIDTH, _ADDRESS_HEIGHT = 50.0, 85.0, 40.0
"""Where a window envelope (DIN long, ISO 269) shows the address."""
_FACTS_X, _FACTS_WIDTH = 120.0, 70.0
_BODY, _SMALL = 10.5, 8.5
_LABEL_COLUMN, _INDENT = 42.0, 6.0
_BLANK = 9.5
"""From one line to write on to the next."""
_BOX, _TICKED = 3.4, 14.0
_HEADING = 9.0
"""Room for a heading above what is not parted from it."""
_BELOW_CHART, _FIRST_ROWS, _TOGETHER = 1.5, 3, 6
"""White below a chart; rows of a long table that stay with what is above it; lines to write on that are not parted."""
_BULLET = "•"


Draw = Callable[[Pen], None]


class Pages:
    """Lays a letter out one part below the other, a new page whenever one is full."""

    def __init__(self, language: PageLanguage) -> None:
        self._language = language
        self.pages: list[list[Draw]] = [[]]
        self.structure = Element("Sect")
        self._y = TOP

    def lay_out(self, letter: Letter) -> None:
        self._head(letter)
        if letter.addressee or letter.facts:
            self._y = _ADDRESS_TOP + _ADDRESS_HEIGHT
            self._addressee(letter)
        self._y += 8.0
        self._block("H1", letter.title, 12.5, bold=True)
        self._y += 4.5
        if letter.salutation:
            self._block("P", letter.salutation)
            self._y += 2.6
        for index, part in enumerate(letter.parts):
            if isinstance(part, Heading):
                self._need(_HEADING + self._kept(letter.parts[index + 1 :]))
            self._part(part)
        if letter.closing or letter.signer:
            self._close(letter)

    def _head(self, letter: Letter) -> None:
        self._y = 15.0
        self._block("P", letter.authority, 14.0, bold=True)
        self._block("P", letter.sender, _SMALL, grey=True)
        rule = self._y + 1.5
        self._add(lambda pen: pen.rule((LEFT, rule), (WIDTH - RIGHT, rule), INK, 0.8))

    def _addressee(self, letter: Letter) -> None:
        """The address where the envelope's window is, facts beside it; the longer one pushes the text down."""
        end = self._y
        y = _ADDRESS_TOP
        rows = self._rows(letter.addressee, _ADDRESS_WIDTH, _BODY)
        if rows:
            self._say(self.structure.add("P"), rows, self._side(LEFT, _ADDRESS_WIDTH), y, _ADDRESS_WIDTH)
        end = max(end, y + height_of(rows))
        for label, words in letter.facts:
            label_rows = self._rows(label, _FACTS_WIDTH, 7.0, grey=True)
            word_rows = self._rows(words, _FACTS_WIDTH, _BODY)
            for each in (label_rows, word_rows):
                self._say(self.structure.add("P"), each, self._side(_FACTS_X, _FACTS_WIDTH), y, _FACTS_WIDTH)
                y += height_of(each)
            y += 1.5
        self._y = max(end, y)

    def _kept(self, parts: Sequence[Part]) -> float:
        """The height of what is not parted from the heading above it: a chart, and the table that says the same."""
        match parts:
            case [Bars() as bars, Grid() as grid, *_]:
                chart = BarsSet(bars, COLUMN, self._language).height + _BELOW_CHART
                table = GridSet(grid, COLUMN, self._language)
                for rows in (len(grid.rows), _FIRST_ROWS):
                    if _HEADING + chart + table.first(rows) <= BOTTOM - TOP:
                        return chart + table.first(rows)
                return chart
            case [Bars() as bars, *_]:
                return BarsSet(bars, COLUMN, self._language).height
            case [Grid() as grid, *_]:
                return GridSet(grid, COLUMN, self._language).first(_FIRST_ROWS)
            case [Codes() as codes, *_]:
                return max(side_of(len(code.symbol), code.module) for code in codes.codes) + _BLANK
            case [Blanks() as blanks, *_]:
                return len(blanks.labels) * _BLANK
        return 0.0

    def _part(self, part: Part) -> None:
        match part:
            case Heading():
                self._y += 1.8
                self._block("H2", part.text, bold=True, keep=14.0)
                self._y += 1.0
            case Words():
                self._y -= 1.4 if part.close else 0.0
                self._block("P", part.text)
                self._y += 2.6
            case Points():
                self._points(part)
                self._y += 1.6
            case Facts():
                for label, words in part.rows:
                    self._fact(label, words)
                self._y += 1.6
            case Blanks():
                if len(part.labels) <= _TOGETHER:
                    self._need(len(part.labels) * (_BLANK + 1.0))
                for label in part.labels:
                    self._blank(label)
                self._y += 3.0
            case Codes():
                self._codes(part)
            case Grid():
                self._grid(part)
                self._y += 3.0
            case Bars():
                self._bars(part)
            case Ruler():
                self._need(10.0)
                start, y = self._side(LEFT, RULER_MM), self._y + 3.0
                self._add(lambda pen: draw_ruler(pen, start, y, self._language))
                self._y += 10.0

    def _grid(self, part: Grid) -> None:
        """Row after row; on each further page its titles once more, for the eye only."""
        table, grid = self.structure.add("Table"), GridSet(part, COLUMN, self._language)
        self._need(grid.first(1))
        self._grid_row(grid, grid.head, grid.tagged(table, grid.head))
        for cells in grid.rows:
            page = len(self.pages)
            self._need(grid.height(cells))
            if len(self.pages) > page:
                self._grid_row(grid, grid.head, None)
            self._grid_row(grid, cells, grid.tagged(table, cells))

    def _grid_row(self, grid: GridSet, cells: Cells, elements: list[Element] | None) -> None:
        y = self._y
        self._add(lambda pen: grid.draw(pen, cells, elements, LEFT, y))
        self._y += grid.height(cells)
        self._add(_line_at(self._y - 0.8))

    def _bars(self, part: Bars) -> None:
        """The whole chart on one page, a figure with its words."""
        chart = BarsSet(part, COLUMN, self._language)
        self._need(chart.height)
        place, figure = Rect(LEFT, self._y, COLUMN, chart.height), self.structure.add("Figure", part.alt)

        def draw(pen: Pen) -> None:
            figure.bounds = pen.corners(place)
            with pen.marked(figure):
                chart.draw(pen, place.x, place.y)

        self._add(draw)
        self._y += chart.height + _BELOW_CHART

    def _codes(self, part: Codes) -> None:
        """Beside each other, each with the words below it as wide as the room that it has."""
        sides = [side_of(len(code.symbol), code.module) for code in part.codes]
        spare = (COLUMN - sum(sides)) / len(sides)
        widths = [side + spare for side in sides]
        below = [
            self._rows(code.caption, width - GUTTER, _SMALL) for code, width in zip(part.codes, widths, strict=True)
        ]
        height = max(sides) + 1.0 + max(map(height_of, below))
        self._need(height)
        x, y = LEFT, self._y
        for code, side, width, rows in zip(part.codes, sides, widths, below, strict=True):
            self._code(code, Rect(self._side(x, side), y + max(sides) - side, side, side))
            words = self._side(x, width - GUTTER)
            self._say(self.structure.add("P"), rows, words, y + max(sides) + 1.0, width - GUTTER)
            x += width
        self._y += height + 3.0

    def _code(self, code: PrintedCode, place: Rect) -> None:
        figure = self.structure.add("Figure", code.alt)

        def draw(pen: Pen) -> None:
            figure.bounds = pen.corners(place)
            with pen.marked(figure):
                draw_code(pen, code.symbol, place, "", code.module)

        self._add(draw)

    def _points(self, part: Points) -> None:
        listed = self.structure.add("L")
        indent = _TICKED if part.ticked else _INDENT
        for number, item in enumerate(part.items, 1):
            point = listed.add("LI")
            rows = self._rows(item, COLUMN - indent, _BODY)
            self._need(height_of(rows[:2]))
            baseline = self._y + rows[0].baseline
            if part.ticked:
                side = Rect(self._side(LEFT + 1.5, _BOX), baseline - _BOX + 0.4, _BOX, _BOX)
                self._add(partial(Pen.frame, box=side, colour=INK, width=0.3))
            label = str(number) if part.ticked else _BULLET
            before = Piece(self._language.line(label), _BOX + 3.0 if part.ticked else 1.5, _BODY, INK)
            self._mark(point.add("Lbl"), before, baseline)
            self._flow(point.add("LBody"), rows, self._side(LEFT + indent, COLUMN - indent), COLUMN - indent)
            self._y += 0.8

    def _fact(self, label: str, words: str) -> None:
        width = COLUMN - _LABEL_COLUMN - GUTTER
        label_rows = self._rows(label, _LABEL_COLUMN, _SMALL, grey=True)
        rows = self._rows(words, width, _BODY)
        self._need(max(height_of(label_rows), height_of(rows[:2])))
        page, start = len(self.pages), self._y
        # On one baseline, whichever script needs the higher line.
        lower = rows[0].baseline - label_rows[0].baseline if rows and label_rows else 0.0
        start += max(0.0, -lower)
        self._y = start
        place = self._side(LEFT, _LABEL_COLUMN)
        self._say(self.structure.add("P"), label_rows, place, start + max(0.0, lower), _LABEL_COLUMN)
        self._flow(self.structure.add("P"), rows, self._side(LEFT + _LABEL_COLUMN + GUTTER, width), width)
        if len(self.pages) == page:
            self._y = max(self._y, start + max(0.0, lower) + height_of(label_rows))
        self._y += 0.8

    def _blank(self, label: str) -> None:
        """The label stands on the line, which a reader of the structure is not told of."""
        rows = self._rows(label, _LABEL_COLUMN, _SMALL, grey=True)
        height = max(_BLANK, height_of(rows) + 1.0)
        self._need(height)
        y = self._y + height
        self._say(self.structure.add("P"), rows, self._side(LEFT, _LABEL_COLUMN), y - height_of(rows), _LABEL_COLUMN)
        width = COLUMN - _LABEL_COLUMN - GUTTER
        start = self._side(LEFT + _LABEL_COLUMN + GUTTER, width)
        self._add(lambda pen: pen.rule((start, y), (start + width, y), INK, 0.3))
        self._y = y

    def _close(self, letter: Letter) -> None:
        """The closing stands together with the room for the signature."""
        rows = [row for line in letter.signer for row in self._rows(line, COLUMN, _BODY)]
        self._need(height_of(rows) + 28.0)
        self._y += 2.0
        self._block("P", letter.closing)
        self._y += 15.0
        self._flow(self.structure.add("P"), rows, LEFT, COLUMN)

    def _block(
        self, role: str, text: str, size: float = _BODY, *, bold: bool = False, grey: bool = False, keep: float = 0.0
    ) -> None:
        """One element over the whole column."""
        rows = self._rows(text, COLUMN, size, bold=bold, grey=grey)
        if rows:
            self._need(height_of(rows[:2]) + keep)
            self._flow(self.structure.add(role), rows, LEFT, COLUMN)

    def _rows(self, text: str, width: float, size: float, *, bold: bool = False, grey: bool = False) -> list[Row]:
        colour = LABEL if grey else INK
        shaped = self._language.paragraphs(text, "Bold" if bold else "Regular")
        return [row for paragraph in shaped for row in set_paragraph(paragraph, width, size, colour)]

    def _flow(self, element: Element, rows: Sequence[Row], x: float, width: float) -> None:
        """Rows of one element, going on over the page where one ends; pieces on one page are one mark."""
        for page_rows in self._paged(rows):
            self._say(element, page_rows, x, self._y, width)
            self._y += height_of(page_rows)

    def _paged(self, rows: Sequence[Row]) -> Iterator[list[Row]]:
        taken: list[Row] = []
        for row in rows:
            if self._y + height_of(taken) + row.height > BOTTOM:
                if taken:
                    yield taken
                self._new_page()
                taken = []
            taken.append(row)
        if taken:
            yield taken

    def _say(self, element: Element, rows: Sequence[Row], x: float, y: float, width: float) -> None:
        def draw(pen: Pen) -> None:
            with pen.marked(element):
                draw_rows(pen, rows, x, y, width, self._language)

        self._add(draw)

    def _mark(self, element: Element, piece: Piece, baseline: float) -> None:
        def draw(pen: Pen) -> None:
            with pen.marked(element):
                draw_at_side(pen, piece, LEFT, baseline, COLUMN, self._language)

        self._add(draw)

    def _side(self, x: float, width: float) -> float:
        """Where a column begins that is `x` from the left, mirrored on right-to-left pages within the text's own."""
        return LEFT + COLUMN - (x - LEFT) - width if self._language.right_to_left else x

    def _need(self, height: float) -> None:
        if self._y + height > BOTTOM:
            self._new_page()

    def _new_page(self) -> None:
        self.pages.append([])
        self._y = TOP

    def _add(self, draw: Draw) -> None:
        self.pages[-1].append(draw)


def _line_at(y: float) -> Draw:
    return lambda pen: pen.rule((LEFT, y), (WIDTH - RIGHT, y), RULE, 0.2)
