"""A report as CSV, XLSX or PDF. In a spreadsheet no words are ever taken for a formula."""

import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

from certapp.document.bars import Bars
from certapp.document.letter import render_paper
from certapp.document.letter_parts import Facts, Grid, Heading, Part, Points, Words
from certapp.formdef.form import Form
from certapp.model.errors import Refusal
from certapp.service.carrying import write_out
from certapp.service.csv_file import as_text, csv_file
from certapp.service.making import TEST_WATERMARK
from certapp.service.report_words import WordedReport, WordedTable, chart_of, chart_words, worded
from certapp.service.reports import Cell, Report

KINDS: Final = (".pdf", ".csv", ".xlsx")
_SHEET_NAME: Final = 31
"""Letters in the name of a sheet that spreadsheets bear."""


def write_report(report: Report, form: Form, language: str, dated: int, path: Path) -> None:
    """Write a report as what the file's name ends with. `dated`: Unix seconds.

    Refusals: REPORT_KIND_UNKNOWN, PAPER_LANGUAGE_UNKNOWN, OUTPUT_NOT_WRITABLE.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise Refusal("REPORT_KIND_UNKNOWN", file=path.name[:80], known=", ".join(KINDS))
    said = worded(report, form, language)
    match kind:
        case ".csv":
            content = report_csv(said)
        case ".xlsx":
            content = report_xlsx(said, right_to_left=language == "ar")
        case _:
            content = report_pdf(report, said, language, dated)
    write_out(path, content)


def report_csv(said: WordedReport) -> bytes:
    """All tables below each other: title, columns, rows, an empty line."""
    lines: list[list[str]] = [[said.title], *(list(fact) for fact in said.facts), []]
    for table in said.tables:
        lines += [[table.title], list(table.columns), *([_written(cell) for cell in row] for row in table.rows), []]
    return csv_file([*lines, *([note] for note in said.notes)])


def report_xlsx(said: WordedReport, *, right_to_left: bool = False) -> bytes:
    """A sheet for each table; words are text, whatever they begin with, and numbers are numbers."""
    from openpyxl import Workbook  # a third of a second, for who wants a workbook only

    book = Workbook()
    book.remove(book.active)
    for table in said.tables:
        sheet = book.create_sheet(table.title[:_SHEET_NAME])
        sheet.sheet_view.rightToLeft = right_to_left
        for row, cells in enumerate(_lines(said, table), 1):
            for column, value in enumerate(cells, 1):
                cell = sheet.cell(row, column)
                if isinstance(value, str):
                    cell.value = as_text(value)
                    cell.data_type = "s"
                else:
                    cell.value = value
        sheet.column_dimensions["A"].width = 48
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def report_pdf(report: Report, said: WordedReport, language: str, dated: int) -> bytes:
    """The report to print, its tables and charts tagged for who does not see them."""
    parts: list[Part] = [Facts(said.facts)]
    for table in said.tables:
        parts.append(Heading(table.title))
        rows = tuple(tuple(grouped(cell) for cell in row) for row in table.rows)
        if (chart := chart_of(table)) is not None:
            parts.append(Bars(chart.names, chart.rows, chart_words(table, chart, language), grouped))
        parts.append(Grid(table.columns, rows, table.labels) if rows else Words(said.none))
    parts.append(Points(said.notes))
    mark = TEST_WATERMARK if report.training else ""
    return render_paper(
        title=said.title,
        authority=report.authority,
        language=language,
        dated=dated,
        parts=tuple(parts),
        watermark=mark,
    )


def _lines(said: WordedReport, table: WordedTable) -> Iterator[tuple[Cell, ...]]:
    yield (table.title,)
    yield from said.facts
    yield ()
    yield table.columns
    yield from table.rows


def _written(cell: Cell) -> str:
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def grouped(cell: Cell) -> str:
    """Thousands parted by a narrow space that does not break (SI brochure, 5.4.4), which every language reads."""
    if isinstance(cell, str):
        return cell
    return (f"{cell:,f}" if isinstance(cell, Decimal) else f"{cell:,}").replace(",", "\u202f")
