"""The series of certificate numbers in the register: which comes next, and what became of each."""

from dataclasses import dataclass
from typing import Final

from certapp.register.connection import Connection

CONTINGENCY: Final = "contingency"
"""Why a number was reserved without an application: it stands on a blank form."""


@dataclass(frozen=True)
class NumberState:
    """What became of one number: 'reserved', 'issued' or 'void'."""

    number: str
    state: str
    application: str | None


def next_serial(connection: Connection, year: int, office: str) -> int:
    """The serial that comes next in a year's series of an office; 1 at first. None is ever used twice."""
    highest = connection.value("SELECT max(serial) FROM number WHERE year = ? AND office = ?", (year, office))
    return int(highest or 0) + 1


def highest_numbers(connection: Connection, office: str) -> dict[int, str]:
    """The highest number that an office has ever taken, by year."""
    rows = connection.rows("SELECT year, number, max(serial) FROM number WHERE office = ? GROUP BY year", (office,))
    return {int(year): str(number) for year, number, _serial in rows}


def unfinished(connection: Connection) -> tuple[str, ...]:
    """Numbers reserved by an issuing that did not come to its end. Those on contingency forms are none of them."""
    return _reserved(connection, "application IS NOT NULL")


def on_contingency_forms(connection: Connection) -> tuple[str, ...]:
    """Numbers printed on blank forms that are neither keyed in nor made void yet."""
    return _reserved(connection, "application IS NULL")


def _reserved(connection: Connection, which: str) -> tuple[str, ...]:
    query = f"SELECT number FROM number WHERE state = 'reserved' AND {which} ORDER BY number"
    return tuple(row[0] for row in connection.rows(query))


def newest_number(connection: Connection, office: str) -> NumberState | None:
    """The number that an office took last, and what became of it; None before the first."""
    query = "SELECT number, state, application FROM number WHERE office = ? ORDER BY year DESC, serial DESC LIMIT 1"
    row = connection.row(query, (office,))
    return NumberState(*row) if row else None


def number_state(connection: Connection, number: str) -> NumberState | None:
    """What became of `number`; None where it was never given."""
    row = connection.row("SELECT number, state, application FROM number WHERE number = ?", (number,))
    return NumberState(*row) if row else None
