"""Certificates in long lists: those that stand, and whether each of many is revoked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from certapp.register.applications import LATEST
from certapp.register.connection import Connection

_AT_ONCE: Final = 500
"""Numbers asked for in one query."""


@dataclass(frozen=True)
class IssuedLine:
    """One certificate in a list; `issued_on` in days since 1970-01-01."""

    number: str
    application: str
    title: str
    issued_on: int
    issued_by: str


def issued_lines(connection: Connection, first_day: int, last_day: int) -> list[IssuedLine]:
    """Certificates issued on these days (since 1970-01-01) or between them, and not revoked; by number."""
    rows = connection.rows(
        "SELECT c.number, c.application, coalesce(v.title, a.title), c.issued_on, c.issued_by FROM certificate c"
        f" JOIN ({LATEST}) ON a.number = c.application LEFT JOIN revocation r ON r.number = c.number"
        " WHERE c.issued_on BETWEEN ? AND ? AND r.number IS NULL ORDER BY c.number",
        (first_day, last_day),
    )
    return [IssuedLine(*row) for row in rows]


def revoked_among(connection: Connection, numbers: Sequence[str]) -> dict[str, bool]:
    """Whether each of these certificates is revoked; numbers that were never issued are left out."""
    found: dict[str, bool] = {}
    for begin in range(0, len(numbers), _AT_ONCE):
        page = numbers[begin : begin + _AT_ONCE]
        places = ", ".join("?" * len(page))
        rows = connection.rows(
            "SELECT c.number, r.number IS NOT NULL FROM certificate c LEFT JOIN revocation r ON r.number = c.number"
            f" WHERE c.number IN ({places})",
            tuple(page),
        )
        found.update((row[0], bool(row[1])) for row in rows)
    return found
