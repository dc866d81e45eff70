"""Applications: received, approved by another person, issued."""

from dataclasses import dataclass
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.register.case_events import AFTER_REFUSAL, STANDING
from certapp.register.connection import Connection
from certapp.register.lives import STATUS

_COLUMNS: Final = (
    "a.id, a.number, coalesce(v.record, a.record), coalesce(v.digest, a.digest), coalesce(v.title, a.title),"
    " a.prepared_by, a.received_at, a.approved_by, a.approved_at,"
    f" {STANDING}"
)
_AMENDED: Final = (
    "LEFT JOIN amendment v ON v.application = a.number"
    " AND v.version = (SELECT max(version) FROM amendment WHERE application = a.number)"
)
LATEST: Final = f"application a JOIN casefile k ON k.application = a.number {_AMENDED}"
"""SQL: applications (a) with the state of their case (k) and their last amendment (v)."""
AS_AMENDED: Final = f"application a ON a.id = hit.id LEFT JOIN casefile k ON k.application = a.number {_AMENDED}"
"""SQL: the same for what may find none of them (hit), row by row."""


@dataclass(frozen=True)
class Application:
    """A received application as it stands, with its last amendment; `status` is the state of its case.

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
    """What a list shows of an application; `status` is its certificate's where there is one."""

    id: int
    number: str
    title: str
    prepared_by: str
    received_at: int
    status: str
    certificate: str | None


def application(connection: Connection, number: str) -> Application:
    """The application with that number. Refusal APPLICATION_UNKNOWN."""
    row = connection.row(f"SELECT {_COLUMNS} FROM {LATEST} WHERE a.number = ?", (number,))
    if row is None:
        raise Refusal("APPLICATION_UNKNOWN", application=number[:40])
    return Application(*row)


def application_lines(
    connection: Connection, status: str | None = None, limit: int = 200, before: int | None = None
) -> list[ApplicationLine]:
    """The newest applications first, at most `limit`; the next page starts `before` the last line's id."""
    rows = connection.rows(
        "SELECT a.id, a.number, coalesce(v.title, a.title), a.prepared_by, a.received_at,"
        f" CASE WHEN c.number IS NULL THEN {STANDING} ELSE {STATUS} END, c.number FROM {LATEST}"
        " LEFT JOIN certificate c ON c.application = a.number LEFT JOIN revocation r ON r.number = c.number"
        f" WHERE a.id < ? {'' if status is None else 'AND k.state = ? AND k.appeal = ?'} ORDER BY a.id DESC LIMIT ?",
        (before if before is not None else (1 << 62), *(() if status is None else _stored(status)), limit),
    )
    return [ApplicationLine(*row) for row in rows]


def application_line(connection: Connection, number: str) -> ApplicationLine | None:
    """The same of one application by its number; None where there is none."""
    row = connection.value("SELECT id FROM application WHERE number = ?", (number,))
    return application_lines(connection, limit=1, before=int(row) + 1)[0] if row is not None else None


def application_counts(connection: Connection) -> dict[str, int]:
    """How many applications are in each status."""
    rows: list[Any] = connection.rows(f"SELECT {STANDING}, count(*) FROM casefile k GROUP BY 1")
    return dict(rows)


def _stored(status: str) -> tuple[str, str]:
    """The columns state and appeal of a case in that state."""
    return ("REFUSED", status) if status in AFTER_REFUSAL else (status, "")


def next_application_number(connection: Connection, year: int, office: str) -> str:
    """The next file number `A-YYYY-OO-NNNNNN` of a year."""
    series = f"A-{year:04d}-{office}-"
    last = connection.value(
        "SELECT max(number) FROM application WHERE number > ? AND number < ?", (series, series + "~")
    )
    return f"{series}{int(last[len(series) :]) + 1 if last else 1:06d}"
