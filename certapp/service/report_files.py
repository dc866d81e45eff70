"""A report as CSV, XLSX or PDF. In a spreadsheet no words are ever taken for a formula."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from certapp.document.bars import Bars
from certapp.document.letter import render_paper
from certapp.document.letter_parts import Facts, Grid, Heading, Part, Points, Words
from certapp.formdef.form import Form
from certapp.model.errors import Refusal
from certapp.model.language import is_right_to_left
from certapp.service.carrying import write_out
from certapp.service.csv_file import as_text, csv_file
from certapp.service.making import TEST_WATERMARK
from certapp.service.report_words import WordedReport, WordedTable, chart_of, chart_words, worded
from certapp.service.reports import CERTIFICATES, Cell, Report

KINDS: Final = (".pdf", ".csv", ".xlsx")
TABLE_KINDS: Final = (".csv", ".xlsx")
_INDENT: Final = " " * 4
_LOOKED_AT, _WIDEST = 200, 60
"""So many rows say how wide a column is, which has so many letters at most."""
_SHEET_NAME: Final = 31
"""Letters in the name of a sheet that spreadsheets bear."""


def write_report(report: Report, form: Form, language: str, dated: int, path: Path) -> None:
    """Write a report as what the file's name ends with, without its rows of single certificates (`write_table`).

    `dated`: Unix seconds.

    Refusals: REPORT_KIND_UNKNOWN, PAPER_LANGUAGE_UNKNOWN, OUTPUT_NOT_WRITABLE.
    """
    kind = _kind(path, KINDS)
    report = replace(report, tables=tuple(each for each in report.tables if each.name != CERTIFICATES))
    said = worded(report, form, language)
    match kind:
        case ".csv":
            content = report_csv(said)
        case ".xlsx":
            content = report_xlsx(said, right_to_left=is_right_to_left(language))
        case _:
            content = report_pdf(report, said, language, dated)
    write_out(path, content)


def write_table(said: WordedTable, language: str, path: Path) -> None:
    """Write one table, titles of its columns and rows and nothing else, for programs that read tables.

    Refusals: REPORT_KIND_UNKNOWN, OUTPUT_NOT_WRITABLE.
    """
    kind = _kind(path, TABLE_KINDS)
    if kind == ".csv":
        content = csv_file([said.columns, *([_written(cell) for cell in row] for row in said.rows)])
    else:
        content = _workbook([(said, [said.columns, *said.rows])], right_to_left=is_right_to_left(language))
    write_out(path, content)


def report_csv(said: WordedReport) -> bytes:
    """All tables below each other: title, columns, rows, an empty line; what is part of a row stands further in."""
    lines: list[Sequence[str]] = [[said.title], *said.facts, []]
    for table in said.tables:
        lines += [[table.title], table.columns]
        for index, row in enumerate(table.rows):
            cells = [_written(cell) for cell in row]
            lines.append([f"{_INDENT}{cells[0]}", *cells[1:]] if index in table.under else cells)
        lines.append([])
    return csv_file([*lines, [said.counted], *([note] for note in said.notes)])


def report_xlsx(said: WordedReport, *, right_to_left: bool = False) -> bytes:
    """A sheet for each table; words are text, whatever they begin with, and numbers are numbers."""
    sheets = [(table, [(table.title,), *said.facts, (), table.columns, *table.rows]) for table in said.tables]
    return _workbook(sheets, right_to_left=right_to_left)


def _workbook(sheets: Sequence[tuple[WordedTable, Sequence[Sequence[Cell]]]], *, right_to_left: bool) -> bytes:
    """A workbook that is written row by row: a year may have thousands of certificates."""
    from openpyxl import Workbook  # a third of a second, for who wants a workbook only
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for table, lines in sheets:
        sheet = book.create_sheet(table.title[:_SHEET_NAME])
        sheet.sheet_view.rightToLeft = right_to_left
        for column, width in enumerate(_widths(table), 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        above = len(lines) - len(table.rows)
        sheet.freeze_panes = f"A{above + 1}"
        inner = {above + index for index in table.under}
        for number, line in enumerate(lines):
            row: list[Any] = []
            for value in line:
                if not isinstance(value, str) and number != above - 1 and number not in inner:
                    row.append(value)
                    continue
                cell = WriteOnlyCell(sheet, as_text(value) if isinstance(value, str) else value)
                if isinstance(value, str):
                    cell.data_type = "s"
                if number == above - 1:
                    cell.font = Font(bold=True)
                elif number in inner and not row:
                    cell.alignment = Alignment(indent=2)
                row.append(cell)
            sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _widths(table: WordedTable) -> Iterator[float]:
    """The width of each column in letters: as its title and first rows need it."""
    for column, title in enumerate(table.columns):
        longest = max((len(_written(row[column])) for row in table.rows[:_LOOKED_AT]), default=0)
        yield min(_WIDEST, max(len(title), longest) + 2)


def _kind(path: Path, known: tuple[str, ...]) -> str:
    kind = path.suffix.lower()
    if kind not in known:
        raise Refusal("REPORT_KIND_UNKNOWN", file=path.name[:80], known=", ".join(known))
    return kind


def report_pdf(report: Report, said: WordedReport, language: str, dated: int) -> bytes:
    """The report to print, its tables and charts tagged for who does not see them."""
    parts: list[Part] = [Facts(said.facts)]
    for table in said.tables:
        parts.append(Heading(table.title))
        rows = tuple(tuple(grouped(cell) for cell in row) for row in table.rows)
        if (chart := chart_of(table)) is not None:
            parts.append(Bars(chart.names, chart.rows, chart_words(table, chart, language), grouped))
        parts.append(Grid(table.columns, rows, table.labels, table.under) if rows else Words(said.none))
    parts += [Heading(said.counted), Points(said.notes)]
    mark = TEST_WATERMARK if report.training else ""
    return render_paper(
        title=said.title,
        authority=report.authority,
        language=language,
        dated=dated,
        parts=tuple(parts),
        watermark=mark,
    )


def _written(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def grouped(cell: Cell) -> str:
    """Thousands parted by a narrow space that does not break (SI brochure, 5.4.4), which every language reads."""
    if isinstance(cell, str | date):
        return str(cell)
    return (f"{cell:,f}" if isinstance(cell, Decimal) else f"{cell:,}").replace(",", "\u202f")
