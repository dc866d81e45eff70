"""certapp report: what a year or a period came to, in numbers."""

from argparse import Namespace
from decimal import Decimal

from certapp.cli.output import DONE, Output
from certapp.model import language as spoken
from certapp.service.office import open_office
from certapp.service.report_words import worded
from certapp.service.reports import Cell, ReportTable, period_report, year_report


def report_command(options: Namespace, output: Output) -> int:
    """certapp report year, certapp report period"""
    with open_office(options.office, write=False) as office:
        if options.year is not None:
            report = year_report(office, options.year, internal=options.internal)
        else:
            report = period_report(office, options.first, options.last, internal=options.internal)
        language = options.paper_language or spoken.in_use()
        said = worded(report, office.form, language)
        if options.out is not None:
            from certapp.service.report_files import write_report

            write_report(report, office.form, language, office.clock.seconds, options.out)
    lines = [said.title, *(f"{label}: {words}" for label, words in said.facts)]
    for table in said.tables:
        lines += ["", table.title]
        lines += [f"  {'  '.join(str(_plain(cell)) for cell in row)}" for row in table.rows] or [f"  {said.none}"]
    if options.out is not None:
        lines = [str(options.out)]
    days = {"first": report.first.isoformat(), "last": report.last.isoformat()}
    tables = {table.name.lower(): _rows(table) for table in report.tables}
    file = {"file": str(options.out)} if options.out is not None else {}
    output.say(lines, {"office": report.office, **days, **file, **tables})
    return DONE


def _rows(table: ReportTable) -> object:
    if table.name == "SUMMARY":
        return {str(figure).lower(): count for figure, count in table.rows}
    columns = [column.lower() for column in table.columns]
    return [dict(zip(columns, map(_plain, row), strict=True)) for row in table.rows]


def _plain(cell: Cell) -> str | int:
    return format(cell, "f") if isinstance(cell, Decimal) else cell
