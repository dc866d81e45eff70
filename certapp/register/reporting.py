"""Counts over the register for reports, by SQL; without persons but where a function says so.

A paper that takes the place of another one is issued too, but its objects, values, categories and destination were
counted with the first: there it is left out. What was revoked later was issued all the same.
"""

import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from certapp.register.connection import Connection

DAY_MS: Final = 86_400_000
_FIRST_PAPERS: Final = "NOT EXISTS (SELECT 1 FROM successor s WHERE s.new_number = c.certificate)"
_COUNTED: Final = f"counted c WHERE c.issued_on BETWEEN :first AND :last AND {_FIRST_PAPERS}"
_DECIDED: Final = (
    "SELECT number, received_at, approved_at AS decided_at, approved_by AS decided_by FROM application"
    " WHERE approved_at >= :begins AND approved_at < :ends"
    " UNION ALL SELECT a.number, a.received_at, k.changed_at, k.changed_by FROM casefile k"
    " JOIN application a ON a.number = k.application"
    " WHERE k.state IN ('REFUSED', 'NOT_REQUIRED') AND k.changed_at >= :begins AND k.changed_at < :ends"
)
_MONTH: Final = "strftime('%Y-%m', {0}, 'unixepoch')"


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
    query = f"SELECT (decided_at / {DAY_MS}) - (received_at / {DAY_MS}) AS days FROM ({_DECIDED}) ORDER BY days"
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


def by_year(connection: Connection) -> list[tuple[str, int, int]]:
    """(2026, permanent, temporary): certificates issued in each year of the register."""
    query = (
        "SELECT strftime('%Y', issued_on * 86400, 'unixepoch'), sum(1 - temporary), sum(temporary)"
        " FROM counted GROUP BY 1 ORDER BY 1"
    )
    return [(str(year), int(permanent), int(temporary)) for year, permanent, temporary in connection.rows(query)]


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


def offices(connection: Connection, period: Period) -> list[tuple[str, int, int]]:
    """(office, certificates, objects) by the two characters of the office in each number."""
    query = (
        f"SELECT n.office, count(*), sum(c.objects) FROM counted c JOIN number n ON n.number = c.certificate"
        f" WHERE c.issued_on BETWEEN :first AND :last AND {_FIRST_PAPERS} GROUP BY 1 ORDER BY 1"
    )
    return [(str(office), int(count), int(objects)) for office, count, objects in connection.rows(query, period.bounds)]


def officials(connection: Connection, period: Period) -> list[tuple[str, int, int, int]]:
    """(id in the roster, applications taken in, decided, certificates issued). This one is about persons."""
    queries = (
        "SELECT prepared_by, count(*) FROM application WHERE received_at >= :begins AND received_at < :ends GROUP BY 1",
        f"SELECT decided_by, count(*) FROM ({_DECIDED}) GROUP BY 1",
        "SELECT i.issued_by, count(*) FROM counted c JOIN certificate i ON i.number = c.certificate"
        " WHERE c.issued_on BETWEEN :first AND :last GROUP BY 1",
    )
    columns: list[dict[str, int]] = [dict(connection.rows(query, period.bounds)) for query in queries]
    first, second, third = columns
    return [
        (each, first.get(each, 0), second.get(each, 0), third.get(each, 0))
        for each in sorted({*first, *second, *third})
    ]
