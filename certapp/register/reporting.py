"""Counts over the register for reports, by SQL; without persons but where a function says so.

A paper that takes the place of another one is issued too, but its objects, values, categories and destination were
counted with the first: there it is left out. What was revoked later was issued all the same.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from certapp.model.errors import Refusal
from certapp.register.connection import Connection
from certapp.seal import cbor

DAY_MS: Final = 86_400_000
_FIRST_PAPERS: Final = "NOT EXISTS (SELECT 1 FROM successor s WHERE s.new_number = c.certificate)"
_COUNTED: Final = f"counted c WHERE c.issued_on BETWEEN :first AND :last AND {_FIRST_PAPERS}"
_DECIDED: Final = (
    "SELECT number, received_at, approved_at AS decided_at, approved_by AS decided_by, 0 AS refused FROM application"
    " WHERE approved_at >= :begins AND approved_at < :ends"
    " UNION ALL SELECT a.number, a.received_at, k.changed_at, k.changed_by, k.state = 'REFUSED' FROM casefile k"
    " JOIN application a ON a.number = k.application"
    " WHERE k.state IN ('REFUSED', 'NOT_REQUIRED') AND k.changed_at >= :begins AND k.changed_at < :ends"
)
_MONTH: Final = "strftime('%Y-%m', {0}, 'unixepoch')"
_YEAR: Final = "strftime('%Y', {0}, 'unixepoch')"
_OFFICE: Final = "substr({0}, 8, 2)"
"""The two characters of the office in the number of an application."""
_SHORT_TEXT, _LONGEST_SHORT = 0x60, 24
"""The head of a text of fewer than 24 bytes holds its length (RFC 8949, 3.1)."""
_KIND_KEY: Final = bytes([_SHORT_TEXT + len("document_kind")]) + b"document_kind"
_AT: Final = f"instr(i.record, x'{_KIND_KEY.hex()}')"
_ABOUT_KIND: Final = (
    f"CASE WHEN {_AT} > 0 AND instr(substr(i.record, {_AT} + 1), x'{_KIND_KEY.hex()}') = 0"
    f" THEN substr(i.record, {_AT}, {len(_KIND_KEY) + _LONGEST_SHORT}) ELSE i.record END"
)
"""Of a record what `document_kind` needs: thousands of whole ones would fill the memory."""
_DAYS: Final = f"(decided_at / {DAY_MS}) - (received_at / {DAY_MS})"


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both counted, in days since 1970-01-01; `today`: when it is asked."""

    first: int
    last: int
    today: int

    @property
    def bounds(self) -> dict[str, int]:
        """The parameters of the queries: days, and the milliseconds at which the period begins and is over."""
        begins, ends = self.first * DAY_MS, (self.last + 1) * DAY_MS
        return {"first": self.first, "last": self.last, "begins": begins, "ends": ends, "today": self.today}


@dataclass
class Decisions:
    """What was decided by somebody or in a year: how many were refused, and the days that each took, shortest first."""

    refused: int = 0
    days: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Licence:
    """One certificate as the UK's Export Licensing Unit keeps it for statistics: no number, name or description.

    Days since 1970-01-01; `values` by currency; `kind` by the list DOCUMENT_KIND, '' where the record does not say.
    """

    received_on: int
    decided_on: int
    issued_on: int
    kind: str
    temporary: bool
    destination: str
    advised: bool
    objects: int
    values: dict[str, Decimal]


def summary(connection: Connection, period: Period) -> dict[str, int]:
    """The single figures by name. Where things stand (OPEN_NOW, ABROAD_NOW, OVERDUE_NOW) is as of today."""
    ended = "changed_at >= :begins AND changed_at < :ends"
    decided = f"FROM ({_DECIDED}) d WHERE"
    has_refused = "EXISTS (SELECT 1 FROM object_decision o WHERE o.application = d.number AND o.result = 'REFUSED')"
    granted = "EXISTS (SELECT 1 FROM application a WHERE a.number = d.number AND a.approved_at IS NOT NULL)"
    advised = "EXISTS (SELECT 1 FROM expert_opinion e WHERE e.application = d.number AND e.opinion IS NOT NULL)"
    revoked = "FROM revocation WHERE revoked_on BETWEEN :first AND :last AND reason"
    away = "FROM lifecycle WHERE state IN ('ABROAD', 'PARTLY_RETURNED')"
    endorsed = (
        "SELECT count(DISTINCT e.certificate) FROM endorsement e JOIN counted c ON c.certificate = e.certificate"
        " WHERE c.temporary = 1 AND e.kind = 'EXIT' AND e.endorsed_on BETWEEN :first AND :last"
    )
    queries = {
        "RECEIVED": "SELECT count(*) FROM application WHERE received_at >= :begins AND received_at < :ends",
        "DECIDED": f"SELECT count(*) {decided} 1",
        "DECIDED_ADVISED": f"SELECT count(*) {decided} {advised}",
        "REFUSED": f"SELECT count(*) FROM casefile WHERE state = 'REFUSED' AND {ended}",
        "PARTLY_REFUSED": f"SELECT count(*) {decided} {granted} AND {has_refused}",
        "NOT_REQUIRED": f"SELECT count(*) FROM casefile WHERE state = 'NOT_REQUIRED' AND {ended}",
        "WITHDRAWN": f"SELECT count(*) FROM casefile WHERE state = 'WITHDRAWN' AND {ended}",
        "LAPSED": f"SELECT count(*) FROM casefile WHERE state = 'LAPSED' AND {ended}",
        "OPEN_NOW": "SELECT count(*) FROM casefile WHERE state IN ('RECEIVED', 'INCOMPLETE', 'UNDER_REVIEW',"
        " 'DECISION_PROPOSED', 'APPROVED', 'PARTLY_APPROVED')",
        "ISSUED": "SELECT count(*) FROM counted WHERE issued_on BETWEEN :first AND :last",
        "ISSUED_PERMANENT": "SELECT count(*) FROM counted WHERE issued_on BETWEEN :first AND :last AND temporary = 0",
        "ISSUED_TEMPORARY": "SELECT count(*) FROM counted WHERE issued_on BETWEEN :first AND :last AND temporary = 1",
        "ISSUED_IN_PLACE": "SELECT count(*) FROM counted c JOIN successor s ON s.new_number = c.certificate"
        " WHERE c.issued_on BETWEEN :first AND :last",
        "OBJECTS": f"SELECT coalesce(sum(c.objects), 0) FROM {_COUNTED}",
        "OBJECTS_REFUSED": "SELECT count(*) FROM object_decision o JOIN"
        f" ({_DECIDED}) d ON d.number = o.application WHERE o.result = 'REFUSED'",
        "REVOKED": f"SELECT count(*) {revoked} <> 2",
        "WENT_ABROAD": endorsed,
        "CAME_BACK": "SELECT count(DISTINCT i.certificate) FROM inspection i"
        " JOIN lifecycle l ON l.certificate = i.certificate"
        " WHERE l.state IN ('RETURNED', 'CLOSED_RETURNED') AND i.inspected_on BETWEEN :first AND :last",
        "ABROAD_NOW": f"SELECT count(*) {away}",
        "OVERDUE_NOW": f"SELECT count(*) {away} AND return_due < :today",
    }
    return {name: int(connection.value(query, period.bounds) or 0) for name, query in queries.items()}


def decision_days(connection: Connection, period: Period) -> list[int]:
    """Calendar days from receipt to decision of every application decided, shortest first.

    Days on which the office waited for the applicant are among them.
    """
    query = f"SELECT {_DAYS} AS days FROM ({_DECIDED}) ORDER BY days"
    return [int(row[0]) for row in connection.rows(query, period.bounds)]


def by_month(connection: Connection, period: Period) -> list[tuple[str, int, int, int]]:
    """(2026-11, applications received, certificates issued, applications refused) of each month with any."""
    received = (
        f"SELECT {_MONTH.format('received_at / 1000')}, count(*) FROM application"
        " WHERE received_at >= :begins AND received_at < :ends GROUP BY 1"
    )
    issued = (
        f"SELECT {_MONTH.format('issued_on * 86400')}, count(*) FROM counted"
        " WHERE issued_on BETWEEN :first AND :last GROUP BY 1"
    )
    refused = (
        f"SELECT {_MONTH.format('changed_at / 1000')}, count(*) FROM casefile"
        " WHERE state = 'REFUSED' AND changed_at >= :begins AND changed_at < :ends GROUP BY 1"
    )
    columns: list[dict[str, int]] = [
        dict(connection.rows(query, period.bounds)) for query in (received, issued, refused)
    ]
    first, second, third = columns
    return [
        (each, first.get(each, 0), second.get(each, 0), third.get(each, 0))
        for each in sorted({*first, *second, *third})
    ]


def by_year(connection: Connection, period: Period) -> list[tuple[str, int, int, int, int, int, int]]:
    """(2026, received, permanent, temporary, decided, refused, objects) of each year up to the period's last day.

    Objects are counted without papers that take the place of another one, as in `summary`. Indices alone tell all of
    it: a register of twenty years is not read through for a report of one.
    """
    queries = (
        f"SELECT {_YEAR.format('received_at / 1000')}, count(*) FROM application WHERE received_at < :ends GROUP BY 1",
        f"SELECT {_YEAR.format('approved_at / 1000')}, count(*) FROM application"
        " WHERE approved_at >= 0 AND approved_at < :ends GROUP BY 1",
        f"SELECT {_YEAR.format('changed_at / 1000')}, count(*), sum(state = 'REFUSED') FROM casefile"
        " WHERE state IN ('REFUSED', 'NOT_REQUIRED') AND changed_at < :ends GROUP BY 1",
        f"SELECT {_YEAR.format('issued_on * 86400')}, sum(1 - temporary), sum(temporary),"
        f" sum(CASE WHEN {_FIRST_PAPERS} THEN objects ELSE 0 END) FROM counted c WHERE issued_on <= :last GROUP BY 1",
    )
    received, approved, closed, issued = (
        {str(row[0]): tuple(map(int, row[1:])) for row in connection.rows(query, period.bounds)} for query in queries
    )
    found = []
    for year in sorted({*received, *approved, *closed, *issued}):
        (taken,), (granted,) = received.get(year, (0,)), approved.get(year, (0,))
        ended, refused = closed.get(year, (0, 0))
        permanent, temporary, objects = issued.get(year, (0, 0, 0))
        found.append((year, taken, permanent, temporary, granted + ended, refused, objects))
    return found


def licences(connection: Connection, period: Period) -> list[Licence]:
    """Each certificate issued in the period, by its days; nothing in the order tells one of a day from another."""
    values: dict[str, dict[str, Decimal]] = {}
    valued = (
        "SELECT v.certificate, v.currency, v.amount FROM counted c"
        " JOIN counted_value v ON v.certificate = c.certificate WHERE c.issued_on BETWEEN :first AND :last"
    )
    for certificate, currency, amount in connection.rows(valued, period.bounds):
        values.setdefault(certificate, {})[currency] = Decimal(amount)
    advised = "EXISTS (SELECT 1 FROM expert_opinion e WHERE e.application = a.number AND e.opinion IS NOT NULL)"
    query = (
        f"SELECT a.received_at / {DAY_MS}, a.approved_at / {DAY_MS}, c.issued_on, {_ABOUT_KIND}, c.temporary,"
        f" c.destination, {advised}, c.objects, c.certificate"
        " FROM counted c JOIN certificate i ON i.number = c.certificate JOIN application a ON a.number = i.application"
        " WHERE c.issued_on BETWEEN :first AND :last"
    )
    found = [
        Licence(
            int(row[0]),
            int(row[1]),
            int(row[2]),
            document_kind(row[3]),
            bool(row[4]),
            str(row[5]),
            bool(row[6]),
            int(row[7]),
            values.get(row[8], {}),
        )
        for row in connection.rows(query, period.bounds)
    ]
    return sorted(found, key=_by_what_is_told)


def refusals(connection: Connection, period: Period) -> list[tuple[str, int]]:
    """(code of the reason, objects refused for it), most first; an object may have several reasons."""
    query = (
        f"SELECT o.reasons FROM object_decision o JOIN ({_DECIDED}) d ON d.number = o.application"
        " WHERE o.result = 'REFUSED'"
    )
    found: Counter[str] = Counter()
    for (reasons,) in connection.rows(query, period.bounds):
        found.update(str(reason) for reason in json.loads(reasons))
    return sorted(found.items(), key=lambda each: (-each[1], each[0]))


def values(connection: Connection, period: Period) -> list[tuple[str, int, Decimal, Decimal]]:
    """(currency, objects, sum of permanent, sum of temporary exports), by currency; sums are exact."""
    query = (
        "SELECT v.currency, v.objects, v.amount, c.temporary FROM counted c"
        " JOIN counted_value v ON v.certificate = c.certificate"
        f" WHERE c.issued_on BETWEEN :first AND :last AND {_FIRST_PAPERS}"
    )
    objects: Counter[str] = Counter()
    sums: dict[tuple[str, int], Decimal] = {}
    for currency, count, amount, temporary in connection.rows(query, period.bounds):
        objects[currency] += count
        sums[currency, temporary] = sums.get((currency, temporary), Decimal(0)) + Decimal(amount)
    return [
        (each, objects[each], sums.get((each, 0), Decimal(0)), sums.get((each, 1), Decimal(0)))
        for each in sorted(objects)
    ]


def categories(connection: Connection, period: Period) -> list[tuple[str, str, int]]:
    """(scheme, code, objects), most first within each scheme; an object may be in several."""
    query = (
        "SELECT k.scheme, k.code, sum(k.objects) FROM counted c"
        " JOIN counted_category k ON k.certificate = c.certificate"
        f" WHERE c.issued_on BETWEEN :first AND :last AND {_FIRST_PAPERS}"
        " GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2"
    )
    return [(str(scheme), str(code), int(count)) for scheme, code, count in connection.rows(query, period.bounds)]


def destinations(connection: Connection, period: Period) -> list[tuple[str, int, int, int]]:
    """(country, permanent, temporary certificates, objects), most certificates first."""
    query = (
        f"SELECT c.destination, sum(1 - c.temporary), sum(c.temporary), sum(c.objects) FROM {_COUNTED}"
        " GROUP BY 1 ORDER BY count(*) DESC, 1"
    )
    return [(str(row[0]), *map(int, row[1:])) for row in connection.rows(query, period.bounds)]  # type: ignore[misc]


def offices(connection: Connection, period: Period) -> list[tuple[str, int, int, int, Decisions]]:
    """(office, applications received, certificates, objects, decided) by the two characters of the office in numbers.

    Certificates and objects are counted without papers that take the place of another one.
    """
    received = (
        f"SELECT {_OFFICE.format('number')}, count(*) FROM application"
        " WHERE received_at >= :begins AND received_at < :ends GROUP BY 1"
    )
    issued = (
        f"SELECT n.office, count(*), sum(c.objects) FROM counted c JOIN number n ON n.number = c.certificate"
        f" WHERE c.issued_on BETWEEN :first AND :last AND {_FIRST_PAPERS} GROUP BY 1"
    )
    taken: dict[str, int] = dict(connection.rows(received, period.bounds))
    papers = {str(row[0]): (int(row[1]), int(row[2])) for row in connection.rows(issued, period.bounds)}
    decided = _decisions(connection, period, _OFFICE.format("number"))
    return [
        (each, taken.get(each, 0), *papers.get(each, (0, 0)), decided.get(each, Decisions()))
        for each in sorted({*taken, *papers, *decided})
    ]


def officials(connection: Connection, period: Period) -> list[tuple[str, int, int, Decisions]]:
    """(id in the roster, applications taken in, certificates issued, decided). This one is about persons."""
    queries = (
        "SELECT prepared_by, count(*) FROM application WHERE received_at >= :begins AND received_at < :ends GROUP BY 1",
        "SELECT i.issued_by, count(*) FROM counted c JOIN certificate i ON i.number = c.certificate"
        " WHERE c.issued_on BETWEEN :first AND :last GROUP BY 1",
    )
    columns: list[dict[str, int]] = [dict(connection.rows(query, period.bounds)) for query in queries]
    taken, issued = columns
    decided = _decisions(connection, period, "decided_by")
    return [
        (each, taken.get(each, 0), issued.get(each, 0), decided.get(each, Decisions()))
        for each in sorted({*taken, *issued, *decided})
    ]


def document_kind(record: bytes) -> str:
    """The kind of paper that a record names, or the part of it that says so: thousands are asked one after the other.

    A record whose text holds the same letters elsewhere is read in full.
    """
    if record.count(_KIND_KEY) == 1:
        at = record.index(_KIND_KEY) + len(_KIND_KEY)
        size = record[at] - _SHORT_TEXT if at < len(record) else -1
        return record[at + 1 : at + 1 + size].decode("ascii", "replace") if 0 <= size < _LONGEST_SHORT else ""
    try:
        read = cbor.decode(record, cbor.RECORD)
    except Refusal:
        return ""
    kind = read.get("document_kind") if isinstance(read, dict) else None
    return kind if isinstance(kind, str) else ""


def _by_what_is_told(each: Licence) -> tuple[int | str, ...]:
    days = (each.issued_on, each.received_on, each.decided_on)
    return (*days, each.kind, each.destination, each.temporary, each.advised, each.objects, str(each.values))


def _decisions(connection: Connection, period: Period, key: str) -> dict[str, Decisions]:
    """The decisions of a period by `key`, an expression over `_DECIDED`."""
    query = f"SELECT {key}, refused, {_DAYS} AS days, count(*) FROM ({_DECIDED}) GROUP BY 1, 2, 3 ORDER BY days"
    found: dict[str, Decisions] = {}
    for name, refused, took, count in connection.rows(query, period.bounds):
        decisions = found.setdefault(str(name), Decisions())
        decisions.refused += count if refused else 0
        decisions.days += [int(took)] * count
    return found
