"""Applications: received, approved by another person, issued."""

from dataclasses import dataclass
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.register.connection import Connection

_COLUMNS: Final = "id, number, record, digest, title, prepared_by, received_at, approved_by, approved_at, status"


@dataclass(frozen=True)
class Application:
    """A received application; its content never changes. `status`: RECEIVED, APPROVED or ISSUED.

    `record` is canonical CBOR, `digest` its SHA-256, times are Unix milliseconds.
    """

    id: int
    number: str
    record: bytes
    digest: bytes
    title: str
    prepared_by: str
    received_at: int
    approved_by: str | None
    approved_at: int | None
    status: str


@dataclass(frozen=True)
class ApplicationLine:
    """What a list shows of an application; `status` is its certificate's where that was revoked or replaced."""

    id: int
    number: str
    title: str
    prepared_by: str
    received_at: int
    status: str
    certificate: str | None


def application(connection: Connection, number: str) -> Application:
    """The application with that number. Refusal APPLICATION_UNKNOWN."""
    row = connection.row(f"SELECT {_COLUMNS} FROM application WHERE number = ?", (number,))
    if row is None:
        raise Refusal("APPLICATION_UNKNOWN", application=number[:40])
    return Application(*row)


def application_lines(
    connection: Connection, status: str | None = None, limit: int = 200, before: int | None = None
) -> list[ApplicationLine]:
    """The newest applications first, at most `limit`; the next page starts `before` the last line's id."""
    rows = connection.rows(
        "SELECT a.id, a.number, a.title, a.prepared_by, a.received_at, CASE WHEN r.number IS NULL THEN a.status"
        " WHEN r.reason = 2 THEN 'REPLACED' ELSE 'REVOKED' END, c.number FROM application a"
        " LEFT JOIN certificate c ON c.application = a.number LEFT JOIN revocation r ON r.number = c.number"
        f" WHERE a.id < ? {'' if status is None else 'AND a.status = ?'} ORDER BY a.id DESC LIMIT ?",
        (before if before is not None else (1 << 62), *(() if status is None else (status,)), limit),
    )
    return [ApplicationLine(*row) for row in rows]


def application_counts(connection: Connection) -> dict[str, int]:
    """How many applications are in each status."""
    rows: list[Any] = connection.rows("SELECT status, count(*) FROM application GROUP BY status")
    return dict(rows)


def next_application_number(connection: Connection, year: int, office: str) -> str:
    """The next file number `A-YYYY-OO-NNNNNN` of a year."""
    series = f"A-{year:04d}-{office}-"
    last = connection.value(
        "SELECT max(number) FROM application WHERE number > ? AND number < ?", (series, series + "~")
    )
    return f"{series}{int(last[len(series) :]) + 1 if last else 1:06d}"
