"""Reports in words of one of the six languages: the same on screen, in a file and on paper (resources/reports)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from certapp.formdef.form import Form
from certapp.formdef.standards import day_in_words
from certapp.model import language as spoken
from certapp.model.errors import Refusal
from certapp.paths import RESOURCES
from certapp.service.reports import Cell, Report, ReportTable

MOST_ROWS: Final = 15
"""Rows of a chart; the table has them all."""
MOST_BARS: Final = 3

_LISTS: Final = {"REASON": "REFUSAL_REASON", "COUNTRY": "COUNTRY", "SCHEME": "CATEGORY_SCHEME"}


@dataclass(frozen=True)
class WordedTable:
    """A table to be shown; numbers stay numbers. The first `labels` columns are words."""

    name: str
    title: str
    columns: tuple[str, ...]
    labels: int
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        """The titles of the columns of numbers."""
        return self.columns[self.labels :]


@dataclass(frozen=True)
class Chart:
    """What of a table can be compared by bars: names of each row's bars, and its first `MOST_ROWS` rows."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class WordedReport:
    """`notes` say how it was counted."""

    title: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[WordedTable, ...]
    notes: tuple[str, ...]
    none: str
    """What stands for a table without rows."""


def worded(report: Report, form: Form, language: str) -> WordedReport:
    """The report in words. Refusal PAPER_LANGUAGE_UNKNOWN."""
    texts = report_texts(language)
    words = texts["words"]
    first, last, asked = (day_in_words(day, language) for day in (report.first, report.last, report.asked))
    facts = (
        (words["period"], words["from_to"].format(first=first, last=last)),
        (words["office"], report.office),
        (words["asked"], asked),
    )
    tables = tuple(_worded(table, form, texts, language) for table in report.tables)
    notes = [words[f"note_{number}"] for number in range(1, 5)]
    if report.internal:
        notes.append(words["note_internal"])
    return WordedReport(words["title"], facts, tables, tuple(notes), words["none"])


def chart_of(said: WordedTable) -> Chart | None:
    """The chart of a table: single figures of different kinds cannot be compared, nor sums of different currencies."""
    if said.name == "SUMMARY" or not said.rows:
        return None
    counts = [
        index
        for index in range(said.labels, len(said.columns))
        if all(isinstance(row[index], int) for row in said.rows)
    ][:MOST_BARS]
    rows = [
        (str(row[said.labels - 1]), tuple(number for index in counts if isinstance(number := row[index], int)))
        for row in said.rows[:MOST_ROWS]
    ]
    return Chart(tuple(said.columns[index] for index in counts), tuple(rows)) if counts else None


def chart_words(said: WordedTable, chart: Chart, language: str) -> str:
    """The chart for who does not see it. Refusal PAPER_LANGUAGE_UNKNOWN."""
    words = report_texts(language)["words"]
    rows = "; ".join(f"{label}: {', '.join(map(str, numbers))}" for label, numbers in chart.rows)
    told = {"title": said.title, "names": ", ".join(chart.names), "rows": rows}
    return words["chart"].format(**told)


def report_texts(language: str) -> Mapping[str, Mapping[str, str]]:
    """The texts of reports in a language. Refusal PAPER_LANGUAGE_UNKNOWN."""
    if language not in spoken.NAMES:
        raise Refusal("PAPER_LANGUAGE_UNKNOWN", typed=language[:20], known=", ".join(spoken.NAMES))
    return _texts(language)


def _worded(table: ReportTable, form: Form, texts: Mapping[str, Mapping[str, str]], language: str) -> WordedTable:
    def label(row: tuple[Cell, ...], index: int) -> str:
        column, code = table.columns[index], str(row[index])
        if column == "FIGURE":
            return texts["figures"][code]
        if not code:
            return texts["words"]["not_said"]
        if column == "CATEGORY":
            return form.code_name(f"CATEGORY.{row[index - 1]}", code, language)
        return form.code_name(_LISTS[column], code, language) if column in _LISTS else code

    rows = tuple((*(label(row, index) for index in range(table.labels)), *row[table.labels :]) for row in table.rows)
    columns = tuple(texts["columns"][column] for column in table.columns)
    return WordedTable(table.name, texts["tables"][table.name], columns, table.labels, rows)


@cache
def _texts(language: str) -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((RESOURCES / "reports" / f"{language}.toml").read_text("utf-8"))
