"""XLSX workbooks. The one door to openpyxl; what it would open is measured first."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from certapp.model.errors import Refusal
from certapp.service.importing.merging import merged_in, parted
from certapp.service.importing.table import (
    LARGEST_FILE,
    MOST_COLUMNS,
    MOST_ROWS,
    Going,
    Remark,
    Table,
    column_letter,
    table_of,
)

LARGEST_UNPACKED = 120 << 20
MOST_PARTS = 2000
_PASSES = 5
"""So often at most a workbook is gone through until its rows are read: measured, and opened twice."""
_OPENED = 20
"""Percent."""
_EMPTY_ROWS = 4
"""A list may have empty rows between: so many times its lines; beyond that row none is looked for."""
_ZEROS = re.compile("0{2,30}")
_DECLARATIONS = (b"<!doctype", b"<!entity")
_LONGEST_DECLARATION = 16


class _Course:
    """How far the reading is, in percent: a fifth is for measuring and opening, the rest for the rows."""

    def __init__(self, going: Going, size: int) -> None:
        self._going, self._done = going, 0
        self._begin, self._end = 0, _OPENED
        self._read, self._size = 0, _PASSES * size

    def rows(self, size: int) -> None:
        """From here on the rows of a sheet are read, of so many bytes, for their values and their formulas."""
        self._begin, self._end = _OPENED, 100
        self._read, self._size = 0, max(2 * size, 1)

    def read(self, more: int) -> None:
        """So many bytes more were read."""
        self._read += more
        share = min(self._read / self._size, 1)
        self._done = max(self._done, int(self._begin + (self._end - self._begin) * share))
        self._going(self._done, 100)


class _Followed(io.BytesIO):
    """A workbook's bytes that tell how many of them were read, and thereby can end the reading anywhere."""

    def __init__(self, content: bytes, course: _Course) -> None:
        super().__init__(content)
        self._course = course

    def read(self, size: int | None = -1, /) -> bytes:
        """As many as asked, and told."""
        found = super().read(size)
        self._course.read(len(found))
        return found


def read_xlsx(content: bytes, name: str, most: int = MOST_ROWS, going: Going = lambda done, of: None) -> Table:
    """The first sheet of a workbook that holds something, values as text; `most`: lines.

    `going` is told in percent.

    Raises:
        Refusal: FILE_TOO_LARGE, LIST_NOT_A_WORKBOOK, LIST_WORKBOOK_TOO_LARGE, LIST_TOO_LONG, LIST_EMPTY, and those
            of `table_of`.
    """
    if len(content) > LARGEST_FILE:
        raise Refusal("FILE_TOO_LARGE", file=name, most=LARGEST_FILE >> 20)
    course = _Course(going, len(content))
    _measure(_Followed(content, course), name)
    from openpyxl import load_workbook  # a third of a second, for those who import only

    try:
        values = load_workbook(_Followed(content, course), read_only=True, data_only=True, keep_links=False)
        formulas = load_workbook(_Followed(content, course), read_only=True, keep_links=False)
        for sheet in values.worksheets:
            remarks: list[Remark] = []
            days: dict[int, set[int]] = {}
            # openpyxl tells in no other way where a sheet lies that is read row by row.
            part = sheet._worksheet_path
            course.rows(values._archive.getinfo(part).compress_size)
            rows = list(_rows(sheet, formulas[sheet.title], name, remarks, days, most))
            if any(any(row) for _number, row in rows):
                if len(values.worksheets) > 1:
                    remarks.insert(0, Remark("LIST_ONE_SHEET", {"sheet": sheet.title}, stops=False))
                merged = merged_in(content, part)
                rows = parted(rows, merged, remarks)
                return _with_names(_with_days(table_of(rows, name, tuple(remarks), most), days))
    except Refusal:
        raise
    except Exception as problem:  # openpyxl raises whatever its parsers raise on a damaged workbook
        raise Refusal("LIST_NOT_A_WORKBOOK", file=name, detail=type(problem).__name__) from None
    raise Refusal("LIST_EMPTY", file=name)


def _measure(content: io.BytesIO, name: str) -> None:
    """No bomb, nothing that expands: openpyxl is handed only what is known to be of a bearable size."""
    try:
        with zipfile.ZipFile(content) as archive:
            parts = archive.infolist()
            # zipfile reads no more of a part than the size it announces, so what is announced is the bound.
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise Refusal("LIST_WORKBOOK_TOO_LARGE", file=name, most=LARGEST_UNPACKED >> 20)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _require_plain_xml(archive, part, name)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        raise Refusal("LIST_NOT_A_WORKBOOK", file=name, detail="ZIP") from None


def _require_plain_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    with archive.open(part) as stream:
        tail = b""
        while chunk := stream.read(1 << 20):
            seen = (tail + chunk).lower()
            # An office program writes UTF-8 without declarations; whatever could hide one is no workbook.
            if b"\0" in seen or any(word in seen for word in _DECLARATIONS):
                raise Refusal("LIST_NOT_A_WORKBOOK", file=name, detail=part.filename[:80])
            tail = chunk[-_LONGEST_DECLARATION:]


def _rows(
    sheet: Any, formulas: Any, name: str, remarks: list[Remark], days: dict[int, set[int]], most: int
) -> Iterator[tuple[int, list[str]]]:
    for each in (sheet, formulas):
        each.reset_dimensions()  # what the sheet says of its size may be anything
    wide = MOST_COLUMNS + 1
    both = zip(sheet.iter_rows(max_col=wide), formulas.iter_rows(max_col=wide), strict=False)
    for number, (row, written) in enumerate(both, 1):
        if number > _EMPTY_ROWS * most:
            raise Refusal("LIST_TOO_LONG", file=name, most=most)
        cells = []
        for index, (cell, source) in enumerate(zip(row, written, strict=False)):
            if cell.value is None and source.data_type == "f":
                remarks.append(Remark("LIST_FORMULA_WITHOUT_VALUE", {}, number, column_letter(index)))
            if cell.data_type == "e":
                params: dict[str, object] = {"error": str(cell.value)[:20]}
                remarks.append(Remark("LIST_CELL_IS_ERROR", params, number, column_letter(index)))
                cells.append("")
                continue
            if isinstance(cell.value, date):
                days.setdefault(number, set()).add(index)
            cells.append(_words(cell.value, cell.number_format))
        yield number, cells


def _words(value: object, shown_as: str) -> str:
    """A cell's value as somebody would type it; a number shown with zeros before it (00123) keeps them."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() if _ZEROS.fullmatch(shown_as):
            return f"{value:0{len(shown_as)}d}"
        case float():
            return format(Decimal(repr(round(value, 9))).normalize(), "f")
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _with_days(table: Table, days: Mapping[int, Set[int]]) -> Table:
    lines = (replace(line, days=frozenset(days.get(line.number, ()))) for line in table.lines)
    return replace(table, lines=tuple(lines)) if days else table


def _with_names(table: Table) -> Table:
    """Remarks on cells name the column by its header, as those made later do."""
    letters = {column_letter(index): name for index, name in enumerate(table.header)}
    remarks = tuple(
        Remark(each.code, each.params, each.row, letters.get(each.column, each.column), each.stops)
        for each in table.remarks
    )
    return replace(table, remarks=remarks)
