"""A table as it came: names of columns, lines with their row numbers, and what had to be assumed to read it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from certapp.model.errors import Refusal
from certapp.model.sentences import sentence

LARGEST_FILE = 20 << 20
MOST_ROWS = 5000
MOST_COLUMNS = 300
LONGEST_CELL = 10_000

Going = Callable[[int, int], None]
"""Hears how much of how much is done; what it raises ends the work."""


@dataclass(frozen=True)
class Remark:
    """What is to be said of a list; `row` and `column` where it speaks of one. `stops`: nothing comes in before."""

    code: str
    params: dict[str, object]
    row: int = 0
    column: str = ""
    stops: bool = True
    record: str = ""
    """Of LIDO: the id of the record it is in, and on which `line`."""
    line: int = 0

    def text(self) -> str:
        """The sentence, with its place in the list."""
        what = sentence(self.code, {"column": self.column, **self.params})
        if self.record:
            return sentence("LIST_AT_RECORD", {"record": self.record, "line": self.line, "what": what})
        if not self.row:
            return what
        place = {"row": self.row, "column": self.column, "what": what}
        return sentence("LIST_AT_CELL" if self.column else "LIST_AT_ROW", place)


class Remarked:
    """What a dry run says of a list, parted by whether it stops it."""

    remarks: tuple[Remark, ...]

    @property
    def problems(self) -> tuple[Remark, ...]:
        """What has to be mended before anything comes in."""
        return tuple(remark for remark in self.remarks if remark.stops)

    @property
    def warnings(self) -> tuple[Remark, ...]:
        """What is worth knowing."""
        return tuple(remark for remark in self.remarks if not remark.stops)


@dataclass(frozen=True)
class Line:
    """A row of the list: its number as a spreadsheet shows it, and its cells, as many as there are columns."""

    number: int
    cells: tuple[str, ...]
    days: frozenset[int] = frozenset()
    """The places of cells that a workbook keeps as a day, whatever was typed."""


@dataclass(frozen=True)
class Table:
    """A list of objects, not yet understood."""

    header: tuple[str, ...]
    lines: tuple[Line, ...]
    remarks: tuple[Remark, ...] = ()

    def without_header(self) -> "Table":
        """The same where the first row is an object already: columns are called by their letters."""
        names = tuple(column_letter(index) for index in range(len(self.header)))
        first = self.lines[0].number - 1 if self.lines else 1
        return replace(self, header=names, lines=(Line(max(first, 1), self.header), *self.lines))

    def samples(self, column: int, most: int = 3) -> tuple[str, ...]:
        """The first cells of a column that hold something."""
        filled = (line.cells[column] for line in self.lines if line.cells[column])
        return tuple(cell for cell, _ in zip(dict.fromkeys(filled), range(most), strict=False))


def column_letter(index: int) -> str:
    """How a spreadsheet calls a column: A for 0, AA for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def table_of(
    rows: Iterable[tuple[int, list[str]]], name: str, remarks: tuple[Remark, ...] = (), most: int = MOST_ROWS
) -> Table:
    """A table of numbered rows; the first that holds something has the names of the columns.

    A heading above them (one cell alone over a row of several) is passed over, and so are the names where they stand
    again further down, as on each page of a printed list.

    Raises:
        Refusal: LIST_EMPTY, LIST_TOO_WIDE, LIST_TOO_LONG, LIST_CELL_TOO_LONG, LIST_ROW_TOO_WIDE, LIST_COLUMN_TWICE.
    """
    filled = _filled(rows, name)
    number, first = next(filled, (0, []))
    if not first:
        raise Refusal("LIST_EMPTY", file=name)
    second = next(filled, None)
    said = list(remarks)
    while second is not None and len(first) == 1 < sum(map(bool, second[1])):
        said.append(Remark("LIST_HEADING_LEFT_OUT", {"words": first[0][:60]}, number, stops=False))
        (number, first), second = second, next(filled, None)
    header = tuple(cell or column_letter(index) for index, cell in enumerate(first))
    twice = next((cell for index, cell in enumerate(header) if cell in header[:index]), None)
    if twice is not None:
        raise Refusal("LIST_COLUMN_TWICE", file=name, row=number, column=twice)
    lines: list[Line] = []
    for number, cells in chain(() if second is None else (second,), filled):
        if cells == first:
            said.append(Remark("LIST_HEADER_AGAIN", {}, number, stops=False))
            continue
        if len(lines) == most:
            raise Refusal("LIST_TOO_LONG", file=name, most=most)
        if len(cells) > len(header):
            raise Refusal("LIST_ROW_TOO_WIDE", file=name, row=number, given=len(cells), columns=len(header))
        lines.append(Line(number, (*cells, *("" for _ in range(len(header) - len(cells))))))
    if not lines:
        raise Refusal("LIST_EMPTY", file=name)
    return Table(header, tuple(lines), tuple(said))


def _filled(rows: Iterable[tuple[int, list[str]]], name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, trimmed, each within bounds."""
    for number, row in rows:
        cells = [cell.strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise Refusal("LIST_TOO_WIDE", file=name, row=number, given=len(cells), most=MOST_COLUMNS)
        for index, cell in enumerate(cells):
            if len(cell) > LONGEST_CELL:
                column = column_letter(index)
                raise Refusal("LIST_CELL_TOO_LONG", file=name, row=number, column=column, most=LONGEST_CELL)
        if cells:
            yield number, cells
