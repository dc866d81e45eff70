"""Certificates in long lists: those that stand or were replaced, and whether each of many is revoked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from certapp.register.applications import LATEST
from certapp.register.certificates import SUPERSEDED
from certapp.register.connection import Connection
from certapp.register.lives import newest_of

_AT_ONCE: Final = 500
"""Numbers asked for in one query."""


@dataclass(frozen=True)
class IssuedLine:
    """One certificate in a list; `issued_on` in days since 1970-01-01.

    `successor`: the number that holds now in its place, where it was replaced; '' where it stands.
    """

    number: str
    application: str
    title: str
    issued_on: int
    issued_by: str
    successor: str = ""


def issued_lines(connection: Connection, first_day: int, last_day: int) -> list[IssuedLine]:
    """Certificates issued on these days (since 1970-01-01) or between them which stand or were replaced; by number."""
    rows = connection.rows(
        "SELECT c.number, c.application, coalesce(v.title, a.title), c.issued_on, c.issued_by, r.number IS NOT NULL"
        f" FROM certificate c JOIN ({LATEST}) ON a.number = c.application LEFT JOIN revocation r ON r.number = c.number"
        f" WHERE c.issued_on BETWEEN ? AND ? AND (r.number IS NULL OR r.reason = {SUPERSEDED}) ORDER BY c.number",
        (first_day, last_day),
    )
    return [
        IssuedLine(number, application, title, day, by, newest_of(connection, number) if gone else "")
        for number, application, title, day, by, gone in rows
    ]


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


def replaced_among(connection: Connection, numbers: Sequence[str]) -> dict[str, str]:
    """By the number of each of these certificates that was replaced, the number that holds now in its place."""
    found: dict[str, str] = {}
    for begin in range(0, len(numbers), _AT_ONCE):
        page = numbers[begin : begin + _AT_ONCE]
        places = ", ".join("?" * len(page))
        rows = connection.rows(
            f"SELECT number FROM revocation WHERE reason = {SUPERSEDED} AND number IN ({places})", tuple(page)
        )
        found.update((str(number), newest_of(connection, str(number))) for (number,) in rows)
    return found
