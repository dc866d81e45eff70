"""certapp report: what a year or a period came to, in numbers."""

from argparse import Namespace
from datetime import date
from decimal import Decimal

from certapp.cli.output import DONE, Output
from certapp.model import language as spoken
from certapp.service.office import open_office
from certapp.service.report_words import WordedTable, worded
from certapp.service.reports import CERTIFICATES, OFFICIALS, Cell, ReportTable, period_report, year_report


def report_command(options: Namespace, output: Output) -> int:
    """certapp report year, certapp report period"""
    wanted = options.table.upper()
    told = {"internal": options.internal or wanted == OFFICIALS, "singly": wanted == CERTIFICATES}
    with open_office(options.office, write=False) as office:
        if options.year is not None:
            report = year_report(office, options.year, **told)
        else:
            report = period_report(office, options.first, options.last, **told)
        language = options.paper_language or spoken.in_use()
        said = worded(report, office.form, language)
        shown = tuple(table for table in said.tables if wanted in ("", table.name))
        if options.out is not None:
            from certapp.service.report_files import write_report, write_table

            if wanted:
                write_table(shown[0], language, options.out)
            else:
                write_report(report, office.form, language, office.clock.seconds, options.out)
    lines = [said.title, *(f"{label}: {words}" for label, words in said.facts)]
    for table in shown:
        lines += ["", table.title, *_told(table, said.none)]
    if options.out is not None:
        lines = [str(options.out)]
    days = {"first": report.first.isoformat(), "last": report.last.isoformat()}
    tables = {each.name.lower(): _rows(each) for each in report.tables if wanted in ("", each.name)}
    file = {"file": str(options.out)} if options.out is not None else {}
    output.say(lines, {"office": report.office, **days, **file, **tables})
    return DONE


def _told(table: WordedTable, none: str) -> list[str]:
    """The rows for people; the first cells further in where a row is part of the one above it."""
    return [
        f"  {'  ' * (index in table.under)}{'  '.join(str(_plain(cell)) for cell in row)}"
        for index, row in enumerate(table.rows)
    ] or [f"  {none}"]


def _rows(table: ReportTable) -> object:
    if table.name == "SUMMARY":
        return {str(figure).lower(): count for figure, count in table.rows}
    columns = [column.lower() for column in table.columns]
    return [dict(zip(columns, map(_plain, row), strict=True)) for row in table.rows]


def _plain(cell: Cell) -> str | int:
    if isinstance(cell, date):
        return cell.isoformat()
    return format(cell, "f") if isinstance(cell, Decimal) else cell
