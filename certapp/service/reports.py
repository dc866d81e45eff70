"""Reports of a year or any other period: what was asked for, granted, refused, where it went, how long it took.

No report has a party, an object or an address in it. Officials, by their id in the roster, are in internal ones only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from certapp.model.errors import Refusal
from certapp.register import reporting
from certapp.register.appeals import Appeal, appeals, count_appeals
from certapp.register.reporting import Decisions, Licence, Period
from certapp.service.clock import day_of, days
from certapp.service.office import Office

Cell = str | int | Decimal | date
UNDER: Final = frozenset({"DECIDED_ADVISED", "ISSUED_PERMANENT", "ISSUED_TEMPORARY", "ISSUED_IN_PLACE"})
"""Figures that are parts of the one above them."""
VALUE: Final = "VALUE_"
"""What the column of a currency's sums begins with, before the currency."""
CERTIFICATES, OFFICIALS = "CERTIFICATES", "OFFICIALS"
"""The table of one row for each certificate, and that which names people."""
_APPEAL_COLUMNS: Final = ("FILED", "UPHELD", "IN_PART", "DISMISSED", "ENDED", "PENDING")
_APPEAL_FIGURES: Final = (
    "APPEALS_FILED", "APPEALS_UPHELD", "APPEALS_IN_PART", "APPEALS_DISMISSED", "APPEALS_ENDED", "APPEALS_PENDING",
)  # fmt: skip
FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 9998


@dataclass(frozen=True)
class ReportTable:
    """A table by codes; the first `labels` columns say what a row is about, the others are numbers."""

    name: str
    columns: tuple[str, ...]
    labels: int
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Report:
    """Days in it are the first and the last one counted; `asked`: the day it was made."""

    office: str
    authority: str
    first: date
    last: date
    asked: date
    internal: bool
    training: bool
    tables: tuple[ReportTable, ...]

    def table(self, name: str) -> ReportTable:
        """One of the tables."""
        return next(each for each in self.tables if each.name == name)


def year_report(office: Office, year: int, *, internal: bool = False, singly: bool = False) -> Report:
    """The report of a calendar year. Refusal REPORT_YEAR_UNKNOWN."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refusal("REPORT_YEAR_UNKNOWN", year=str(year)[:8])
    return period_report(office, date(year, 1, 1), date(year, 12, 31), internal=internal, singly=singly)


def period_report(office: Office, first: date, last: date, *, internal: bool = False, singly: bool = False) -> Report:
    """The report from a first to a last day; `singly`: with a row for each certificate.

    Refusal REPORT_PERIOD_TURNED where the days are the wrong way round.
    """
    if last < first:
        raise Refusal("REPORT_PERIOD_TURNED", first=first.isoformat(), last=last.isoformat())
    register, period = office.register, Period(days(first), days(last), days(office.clock.today))
    filed = appeals(register)
    tables = [
        ReportTable("SUMMARY", ("FIGURE", "COUNT"), 1, tuple(_summary(office, period, filed))),
        _table("MONTHS", ("MONTH", "RECEIVED", "ISSUED", "REFUSED"), reporting.by_month(register, period)),
        _table(
            "YEARS",
            ("YEAR", "RECEIVED", "PERMANENT", "TEMPORARY", "DECIDED", "REFUSED", "OBJECTS"),
            reporting.by_year(register, period),
        ),
        _table("REFUSALS", ("REASON", "OBJECTS"), reporting.refusals(register, period)),
        ReportTable("APPEALS", ("YEAR", "OFFICE", *_APPEAL_COLUMNS), 2, tuple(_appeals(filed, period))),
        _table("VALUES", ("CURRENCY", "OBJECTS", "SUM_PERMANENT", "SUM_TEMPORARY"), reporting.values(register, period)),
        _table("CATEGORIES", ("SCHEME", "CATEGORY", "OBJECTS"), reporting.categories(register, period), 2),
        _table(
            "DESTINATIONS",
            ("COUNTRY", "PERMANENT", "TEMPORARY", "OBJECTS"),
            reporting.destinations(register, period),
        ),
        _table(
            "OFFICES",
            ("OFFICE", "RECEIVED", "CERTIFICATES", "OBJECTS", "DECIDED", "REFUSED", "DAYS_MEDIAN"),
            [
                (code, received, papers, objects, *_decided(of), at_share(of.days, 50))
                for code, received, papers, objects, of in reporting.offices(register, period)
            ],
        ),
    ]
    if internal:
        columns = ("OFFICIAL", "TAKEN_IN", "DECIDED", "ISSUED", "REFUSED", "APPEALED", "SET_ASIDE", "DAYS_MEDIAN")
        tables.append(_table(OFFICIALS, columns, _officials(office, period, filed)))
    if singly:
        tables.append(_certificates(reporting.licences(register, period)))
    return Report(
        office.code, office.authority, first, last, office.clock.today, internal, office.training, tuple(tables)
    )


def _appeals(found: Sequence[Appeal], period: Period) -> Iterator[tuple[Cell, ...]]:
    """A row for each year up to the period's last day and each office, where there is anything to count."""
    known = [period.today, *(each.ended_on or each.filed_on for each in found)]
    newest = min(day_of(period.last).year, day_of(max(known)).year)
    for year in range(min((day_of(each.filed_on).year for each in found), default=newest), newest + 1):
        first, last = days(date(year, 1, 1)), min(days(date(year, 12, 31)), period.last)
        for office in sorted({each.office for each in found}):
            counts = astuple(count_appeals((each for each in found if each.office == office), first, last))
            if any(counts):
                yield str(year), office, *counts


def _officials(office: Office, period: Period, filed: Sequence[Appeal]) -> list[tuple[Cell, ...]]:
    """What each did; of the refusals that one decided, how many were appealed against and how many set aside."""
    known = {name: (taken, issued, of) for name, taken, issued, of in reporting.officials(office.register, period)}
    rows: list[tuple[Cell, ...]] = []
    for name in sorted({*known, *(each.refused_by for each in filed)}):
        taken, issued, of = known.get(name, (0, 0, Decisions()))
        counts = count_appeals((each for each in filed if each.refused_by == name), period.first, period.last)
        set_aside = counts.upheld + counts.in_part
        if name in known or counts.filed or set_aside:
            median = at_share(of.days, 50)
            rows.append((name, taken, len(of.days), issued, of.refused, counts.filed, set_aside, median))
    return rows


def _decided(of: Decisions) -> tuple[int, int]:
    return len(of.days), of.refused


def _certificates(found: Sequence[Licence]) -> ReportTable:
    """A row for each certificate, with the fields that the United Kingdom keeps of each licence for its statistics.

    These are days, type, temporary or permanent, destination, advised or not, items and value: a column of sums for
    each currency that there is, for sums of different ones are never added.
    """
    currencies = sorted({currency for each in found for currency in each.values})
    columns = ("RECEIVED_ON", "DECIDED_ON", "ISSUED_ON", "TYPE", "EXPORT", "COUNTRY", "ADVISED", "OBJECTS")
    rows = tuple(
        (
            day_of(each.received_on),
            day_of(each.decided_on),
            day_of(each.issued_on),
            each.kind,
            "TEMPORARY" if each.temporary else "PERMANENT",
            each.destination,
            "YES" if each.advised else "NO",
            each.objects,
            *(each.values.get(currency, "") for currency in currencies),
        )
        for each in found
    )
    return ReportTable(CERTIFICATES, (*columns, *(f"{VALUE}{currency}" for currency in currencies)), 7, rows)


def at_share(ordered: Sequence[int], percent: int) -> int:
    """The least of `ordered` that at least so many percent of them do not exceed (nearest rank); 0 where none is."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] if ordered else 0


def _summary(office: Office, period: Period, filed: Sequence[Appeal]) -> list[tuple[Cell, ...]]:
    figures = reporting.summary(office.register, period)
    took = reporting.decision_days(office.register, period)
    counts = astuple(count_appeals(filed, period.first, period.last))
    appealed = zip(_APPEAL_FIGURES, counts, strict=True)
    return [*figures.items(), *appealed, ("DAYS_MEDIAN", at_share(took, 50)), ("DAYS_90", at_share(took, 90))]


def _table(name: str, columns: tuple[str, ...], rows: Sequence[tuple[Cell, ...]], labels: int = 1) -> ReportTable:
    return ReportTable(name, columns, labels, tuple(rows))
