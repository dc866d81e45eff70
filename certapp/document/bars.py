"""A chart of bars on a page: rows one below the other, a bar for each number; told in words to who does not see it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from certapp.document.flow import Piece, Row, draw_at_side, draw_rows, height_of, set_paragraph
from certapp.document.language import PageLanguage
from certapp.document.pen import FAINT, INK, LABEL, MM, Colour, Pen, Rect

MOST_BARS: Final = 3
"""For each row; more could not be told apart in one ink."""
_SIZE: Final = 7.5
_BAR, _GAP, _ROW_GAP, _HEAD = 2.6, 2.0, 1.4, 5.5
_LABELS: Final = 0.36
"""Of the width, at most, for what stands before the bars."""
_FILLS: Final[tuple[Colour | None, ...]] = (LABEL, FAINT, None)
"""Dark, light and empty: told apart without colours, and on a copy."""


@dataclass(frozen=True)
class Bars:
    """Names of the bars of each row, the rows with their numbers as they are written, and the chart in words."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    alt: str
    written: Callable[[int], str] = str


@dataclass(frozen=True)
class _Set:
    label: Sequence[Row]
    numbers: tuple[int, ...]
    written: tuple[Piece, ...]
    height: float


class BarsSet:
    """A chart set for a page: `height` in mm, drawn by `draw` into a figure's mark."""

    def __init__(self, bars: Bars, width: float, language: PageLanguage) -> None:
        self._language, self._width = language, width
        self._names = [self._piece(name) for name in bars.names[:MOST_BARS]]
        longest = max((self._wide(self._piece(label)) for label, _numbers in bars.rows), default=0.0)
        self._label_width = min(width * _LABELS, longest + 0.5)
        self._rows = [self._set(label, numbers, bars) for label, numbers in bars.rows]
        self._most = max((number for _label, numbers in bars.rows for number in numbers), default=0) or 1
        widest = max((self._wide(piece) for row in self._rows for piece in row.written), default=0.0)
        self._room = max(10.0, width - self._label_width - widest - 2 * _GAP)
        self.height = _HEAD + sum(row.height + _ROW_GAP for row in self._rows)

    def draw(self, pen: Pen, left: float, top: float) -> None:
        """Names, then row after row, as the page goes."""
        x = 0.0
        for piece, fill in zip(self._names, _FILLS, strict=False):
            self._bar(pen, left, x, top + 0.6, _BAR, fill)
            self._say(pen, piece, left, x + _BAR + 1.0, top + 0.6)
            x += _BAR + self._wide(piece) + 5.0
        y = top + _HEAD
        for row in self._rows:
            at = self._side(left, 0.0, self._label_width)
            middle = y + max(0.0, (row.height - height_of(row.label)) / 2)
            draw_rows(pen, row.label, at, middle, self._label_width, self._language)
            for index, (number, piece) in enumerate(zip(row.numbers, row.written, strict=True)):
                x, bar_y = self._label_width + _GAP, y + index * (_BAR + 0.5)
                long = self._room * number / self._most
                if number:
                    self._bar(pen, left, x, bar_y, max(long, 0.3), _FILLS[index])
                self._say(pen, piece, left, x + long + 1.0, bar_y)
            y += row.height + _ROW_GAP

    def _set(self, label: str, numbers: tuple[int, ...], bars: Bars) -> _Set:
        shaped = self._language.paragraphs(label, "Regular")
        rows = [row for each in shaped for row in set_paragraph(each, self._label_width, _SIZE, INK)]
        kept = numbers[:MOST_BARS]
        written = tuple(self._piece(bars.written(number)) for number in kept)
        return _Set(rows, kept, written, max(height_of(rows), len(kept) * (_BAR + 0.5)))

    def _piece(self, words: str) -> Piece:
        return Piece(self._language.line(words), 0.0, _SIZE, INK)

    def _wide(self, piece: Piece) -> float:
        return piece.line.width * piece.size / MM

    def _say(self, pen: Pen, piece: Piece, left: float, x: float, y: float) -> None:
        wide = self._wide(piece)
        draw_at_side(pen, piece, self._side(left, x, wide), y + _BAR - 0.3, wide, self._language)

    def _bar(self, pen: Pen, left: float, x: float, y: float, wide: float, fill: Colour | None) -> None:
        place = Rect(self._side(left, x, wide), y, wide, _BAR)
        if fill is not None:
            pen.fill(place, fill)
        pen.frame(place, LABEL, 0.4)

    def _side(self, left: float, x: float, wide: float) -> float:
        """Where something `wide` begins that is `x` from where lines begin."""
        return left + (self._width - x - wide if self._language.right_to_left else x)
