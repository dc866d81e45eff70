"""The series of certificate numbers in the register: which comes next, and what became of each."""

from dataclasses import dataclass

from certapp.register.connection import Connection


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


def unfinished(connection: Connection) -> tuple[str, ...]:
    """Numbers reserved by an issuing that did not come to its end."""
    return tuple(
        row[0] for row in connection.rows("SELECT number FROM number WHERE state = 'reserved' ORDER BY number")
    )


def number_state(connection: Connection, number: str) -> NumberState | None:
    """What became of `number`; None where it was never given."""
    row = connection.row("SELECT number, state, application FROM number WHERE number = ?", (number,))
    return NumberState(*row) if row else None
