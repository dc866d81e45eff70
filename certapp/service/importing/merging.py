"""Merged cells of a workbook's sheet, and names of columns that stand in two rows: made a plain table again."""

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Final

from certapp.service.importing.table import MOST_COLUMNS, MOST_ROWS, Remark

MOST_MERGED: Final = 20_000
MOST_SPREAD: Final = 200_000
"""Cells filled from merged ones at most: who merges more has another reason than a list."""
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_LONGEST_TAG: Final = 80

Row = tuple[int, list[str]]
"""A row's number as a spreadsheet shows it, and its cells."""


@dataclass(frozen=True)
class Merged:
    """Cells made one: the first and last row (from 1) and column (from 0). Their value stands in the first."""

    name: str
    top: int
    left: int
    bottom: int
    right: int


def merged_in(content: bytes, part: str) -> tuple[Merged, ...]:
    """The merged cells of the sheet in a part of a workbook whose size was measured already."""
    found: list[Merged] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(part) as stream:
        tail = b""
        while chunk := stream.read(1 << 20):
            seen = tail + chunk
            end = 0
            for each in _MERGED.finditer(seen):
                left, top, right, bottom = (value.decode() for value in each.groups())
                name = f"{left}{top}:{right}{bottom}"
                found.append(Merged(name, int(top), _column(left), int(bottom), _column(right)))
                end = each.end()
                if len(found) == MOST_MERGED:
                    return tuple(found)
            tail = seen[max(end, len(seen) - _LONGEST_TAG) :]
    return tuple(found)


def parted(rows: list[Row], merged: tuple[Merged, ...], remarks: list[Remark]) -> list[Row]:
    """The rows with the words of merged cells in each row that they span, and the columns' names in one row."""
    by_number = dict(rows)
    spread, room = [], MOST_SPREAD
    for each in merged:
        if each.bottom > each.top and room > 0 and _spread(by_number, each):
            spread.append(each)
            room -= min(each.bottom - each.top, MOST_ROWS)
    if spread:
        params: dict[str, object] = {"count": len(spread), "first": spread[0].name}
        remarks.append(Remark("LIST_MERGED_CELLS", params, stops=False))
    names = next((number for number, cells in rows if sum(map(bool, cells)) > 1), 0)
    wide = [each for each in merged if each.top == names and each.right > each.left]
    if not wide or names + 1 not in by_number:
        return rows
    above, below = by_number[names], by_number[names + 1]
    for each in wide:
        for column in range(each.left + 1, min(each.right + 1, MOST_COLUMNS)):
            above += [""] * (column + 1 - len(above))
            above[column] = above[column] or above[each.left]
    above += [""] * (len(below) - len(above))
    below += [""] * (len(above) - len(below))
    by_number[names] = _named(above, below)
    remarks.append(Remark("LIST_NAMES_IN_TWO_ROWS", {"other": names + 1}, names, stops=False))
    return [(number, by_number[number]) for number, _cells in rows if number != names + 1]


def _spread(rows: dict[int, list[str]], merged: Merged) -> bool:
    """Put the words of cells merged over several rows into each of them; whether there were any."""
    first = rows.get(merged.top, [])
    words = first[merged.left] if merged.left < len(first) else ""
    if not words:
        return False
    for number in range(merged.top + 1, min(merged.bottom, merged.top + MOST_ROWS) + 1):
        cells = rows.get(number)
        if cells is not None and merged.left < MOST_COLUMNS:
            cells += [""] * (merged.left + 1 - len(cells))
            cells[merged.left] = cells[merged.left] or words
    return True


def _named(above: list[str], below: list[str]) -> list[str]:
    """The lower name of each column, the upper where there is no lower; both where one alone stands twice."""
    alone = [lower or upper for upper, lower in zip(above, below, strict=True)]
    return [
        f"{upper}: {lower}" if upper and lower and upper != lower and alone.count(name) > 1 else name
        for upper, lower, name in zip(above, below, alone, strict=True)
    ]


def _column(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1
