"""A table on a page, set once: how wide its columns are, how high its rows, and each cell drawn into its own mark.

Numbers stand with their units below each other, in right-to-left languages too. Rows that are parts of the row above
them begin further in.
"""

from collections.abc import Sequence
from typing import Final

from certapp.document.flow import Row, draw_rows, height_of, set_paragraph
from certapp.document.language import PageLanguage
from certapp.document.letter_parts import Grid
from certapp.document.pen import INK, LABEL, MM, Pen
from certapp.document.structure import Element

GUTTER: Final = 3.0
_SIZE, _SMALL_HEAD = 8.5, 7.5
_NUMBERS, _LABELS, _STEP = 31.0, 20.0, 4.0
"""Columns of numbers are so wide at most, those of words at least; so far in begins what is a part of the above, mm."""
_CROWDED: Final = 4
"""With more columns of numbers than these the titles are smaller."""
_AIR: Final = 1.2

Cells = tuple[Sequence[Row], ...]


class GridSet:
    """A table set for a page `width` mm wide. `head` and `rows` are its rows of cells, `height` is that of one."""

    def __init__(self, grid: Grid, width: float, language: PageLanguage) -> None:
        self._language, self._width, self._labels = language, width, grid.labels
        numbers = len(grid.columns) - grid.labels
        wide = min(_NUMBERS, (width - _LABELS * grid.labels) / numbers) if numbers else 0.0
        shares = grid.shares or (1.0,) * grid.labels
        left = (width - numbers * wide) / sum(shares)
        self._widths = [*(share * left for share in shares), *[wide] * numbers]
        size = _SMALL_HEAD if numbers > _CROWDED else _SIZE
        self.head = self._set(grid.columns, size, head=True)
        self._under = frozenset(grid.under)
        self.rows = [self._set(row, _SIZE, inner=index in self._under) for index, row in enumerate(grid.rows)]
        self._far = [
            max((_wide(row[column]) for row in (self.head, *self.rows)), default=0.0)
            for column in range(len(grid.columns))
        ]

    @staticmethod
    def height(cells: Cells) -> float:
        """The height of a row with its line, mm."""
        return max(map(height_of, cells)) + _AIR

    def first(self, rows: int) -> float:
        """The height of the head and so many rows, mm."""
        return self.height(self.head) + sum(map(self.height, self.rows[:rows]))

    def tagged(self, table: Element, cells: Cells) -> list[Element]:
        """A row in the structure: titles of columns, titles of the row where numbers follow them, numbers."""
        row, head = table.add("TR"), cells is self.head
        titles = self._labels if len(cells) > self._labels else 0
        made = []
        for column in range(len(cells)):
            cell = row.add("TH" if head or column < titles else "TD")
            cell.scope = "Column" if head else "Row" if column < titles else ""
            made.append(cell)
        return made

    def draw(self, pen: Pen, cells: Cells, elements: Sequence[Element] | None, left: float, top: float) -> None:
        """A row of cells, each into its element; without any it is there for the eye only."""
        inner = cells is not self.head and self._inner(cells)
        x = 0.0
        for column, rows in enumerate(cells):
            if elements is None:
                self._cell(pen, rows, column, x, inner, left, top)
            else:
                with pen.marked(elements[column]):
                    self._cell(pen, rows, column, x, inner, left, top)
            x += self._widths[column]

    def _inner(self, cells: Cells) -> bool:
        return any(self.rows[index] is cells for index in self._under)

    def _cell(self, pen: Pen, rows: Sequence[Row], column: int, x: float, inner: bool, left: float, top: float) -> None:
        width = self._widths[column]
        if column >= self._labels:  # right edges below each other: at the column's end, whichever side that is
            taken = _wide(rows)
            far = self._far[column] if self._language.right_to_left else 0.0
            x, width = (x + width - far, taken) if self._language.right_to_left else (x + width - taken, taken)
        elif inner and column == 0:
            x, width = x + _STEP, width - _STEP
        place = left + (self._width - x - width if self._language.right_to_left else x)
        draw_rows(pen, rows, place, top, width, self._language)

    def _set(self, words: Sequence[str], size: float, *, head: bool = False, inner: bool = False) -> Cells:
        cells = []
        for column, text in enumerate(words):
            width = self._widths[column] - GUTTER - (_STEP if inner and column == 0 else 0.0)
            shaped = self._language.paragraphs(text, "Bold" if head else "Regular")
            colour = LABEL if head else INK
            cells.append([row for each in shaped for row in set_paragraph(each, width, size, colour)])
        return tuple(cells)


def _wide(rows: Sequence[Row]) -> float:
    """The width of the widest line, mm."""
    return max((piece.line.width * piece.size / MM for row in rows for piece in row.pieces), default=0.0)
