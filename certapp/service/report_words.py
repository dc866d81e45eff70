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
from certapp.service.reports import CERTIFICATES, UNDER, VALUE, Cell, Report, ReportTable

MOST_ROWS: Final = 15
"""Rows of a chart; the table has them all."""
MOST_BARS: Final = 3

_LISTS: Final = {
    "REASON": "REFUSAL_REASON",
    "COUNTRY": "COUNTRY",
    "SCHEME": "CATEGORY_SCHEME",
    "TYPE": "DOCUMENT_KIND",
}
_IN_TIME: Final = frozenset({"MONTHS", "YEARS", "APPEALS"})
"""Of these a chart shows the latest rows, of others the first, which are the largest."""
_VALUES: Final = frozenset({"EXPORT", "ADVISED"})
"""Columns whose codes are in words in the texts of reports."""
_BARE: Final = 4
"""A category of so few letters is a code that no list has words for; a chart says of which scheme it is."""


@dataclass(frozen=True)
class WordedTable:
    """A table to be shown; numbers stay numbers. The first `labels` columns are words.

    `under`: the rows, counted from 0, that are parts of the row above them.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    labels: int
    rows: tuple[tuple[Cell, ...], ...]
    under: tuple[int, ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """The titles of the columns of numbers."""
        return self.columns[self.labels :]


@dataclass(frozen=True)
class Chart:
    """What of a table can be compared by bars: names of each row's bars, and `MOST_ROWS` of its rows."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class WordedReport:
    """`notes`, below the heading `counted`, say how it was counted."""

    title: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[WordedTable, ...]
    counted: str
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
    notes = [words[f"note_{number}"] for number in range(1, 6)]
    if report.internal:
        notes.append(words["note_internal"])
    if any(table.name == CERTIFICATES for table in tables):
        notes.append(words["note_singly"])
    return WordedReport(words["title"], facts, tables, words["counted"], tuple(notes), words["none"])


def chart_of(said: WordedTable) -> Chart | None:
    """The chart of a table: single figures of different kinds cannot be compared, nor sums of different currencies."""
    if said.name in ("SUMMARY", CERTIFICATES) or not said.rows:
        return None
    counts = [
        index
        for index in range(said.labels, len(said.columns))
        if all(isinstance(row[index], int) for row in said.rows)
    ][:MOST_BARS]
    rows = [
        (_beside(row, said.labels), tuple(number for index in counts if isinstance(number := row[index], int)))
        for row in (said.rows[-MOST_ROWS:] if said.name in _IN_TIME else said.rows[:MOST_ROWS])
    ]
    return Chart(tuple(said.columns[index] for index in counts), tuple(rows)) if counts else None


def _beside(row: tuple[Cell, ...], labels: int) -> str:
    """What stands beside a row's bars."""
    name = str(row[labels - 1])
    return f"{row[0]}: {name}" if labels > 1 and len(name) <= _BARE else name


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
    def words(column: str, code: str, scheme: str) -> str:
        if column == "FIGURE":
            return texts["figures"][code]
        if not code:
            return texts["words"]["not_said"]
        if column in _VALUES:
            return texts["values"][code]
        if column == "CATEGORY":
            return form.code_name(f"CATEGORY.{scheme}", code, language)
        return form.code_name(_LISTS[column], code, language) if column in _LISTS else code

    known: dict[tuple[int, Cell, Cell], Cell] = {}

    def label(row: tuple[Cell, ...], index: int) -> Cell:
        cell, before = row[index], row[index - 1] if index else ""
        if not isinstance(cell, str):
            return cell
        key = (index, cell, before if table.columns[index] == "CATEGORY" else "")
        if key not in known:
            known[key] = words(table.columns[index], cell, str(before))
        return known[key]

    rows = tuple((*(label(row, index) for index in range(table.labels)), *row[table.labels :]) for row in table.rows)
    columns = tuple(_column(column, texts) for column in table.columns)
    under = tuple(index for index, row in enumerate(table.rows) if row[0] in UNDER)
    return WordedTable(table.name, texts["tables"][table.name], columns, table.labels, rows, under)


def _column(column: str, texts: Mapping[str, Mapping[str, str]]) -> str:
    if column.startswith(VALUE):
        return texts["words"]["value"].format(currency=column.removeprefix(VALUE))
    return texts["columns"][column]


@cache
def _texts(language: str) -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((RESOURCES / "reports" / f"{language}.toml").read_text("utf-8"))
