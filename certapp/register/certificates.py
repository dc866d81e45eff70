"""Issued certificates, which never change, and the revocations beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from certapp.model.errors import Refusal
from certapp.register.connection import Connection, Row

SUPERSEDED: Final = 2
"""The reason that says another certificate took its place (status bulletin, reason 2)."""

SUSPENDED: Final = 7
HANDED_IN: Final = 6
"""The reasons of what holds no longer without being revoked: suspended, and withdrawn."""

_QUERY: Final = (
    "SELECT c.number, c.application, c.id8, c.record, c.record_digest, c.code_text, c.pdf_sha256,"
    " c.issued_on, c.valid_until, c.issued_at, c.issued_by,"
    " r.revoked_on, r.reason, r.explanation, r.revoked_by, r.second_person"
    " FROM certificate c LEFT JOIN revocation r ON r.number = c.number"
)
_REVOKED_ON: Final = 11


@dataclass(frozen=True)
class Revocation:
    """Why a certificate no longer holds; `revoked_on` in days since 1970-01-01, `reason` 1 to 7."""

    revoked_on: int
    reason: int
    explanation: str
    revoked_by: str
    second_person: str


@dataclass(frozen=True)
class Certificate:
    """An issued certificate. `issued_on`, `valid_until` in days since 1970-01-01, `issued_at` in Unix ms."""

    number: str
    application: str
    id8: bytes
    record: bytes
    record_digest: bytes
    code_text: str
    pdf_sha256: str
    issued_on: int
    valid_until: int
    issued_at: int
    issued_by: str
    revocation: Revocation | None

    @property
    def status(self) -> str:
        """ISSUED, REVOKED or REPLACED; whether its time is over is for the reader's clock to say."""
        if self.revocation is None:
            return "ISSUED"
        return "REPLACED" if self.revocation.reason == SUPERSEDED else "REVOKED"


def certificate(connection: Connection, number: str) -> Certificate:
    """The certificate with that number. Refusal CERTIFICATE_UNKNOWN."""
    row = connection.row(f"{_QUERY} WHERE c.number = ?", (number,))
    if row is None:
        raise Refusal("CERTIFICATE_UNKNOWN", number=number[:40])
    return _certificate(row)


def find_certificate(
    connection: Connection, *, id8: bytes | None = None, application: str | None = None
) -> Certificate | None:
    """The certificate with that random id, or of that application; None where there is none."""
    row = connection.row(f"{_QUERY} WHERE c.id8 = ? OR c.application = ?", (id8, application))
    return _certificate(row) if row else None


def newest_certificates(
    connection: Connection, limit: int = 200, before: Certificate | None = None
) -> list[Certificate]:
    """The newest first, at most `limit`; the next page starts `before` the last of this one."""
    place = (before.issued_at, before.number) if before else (1 << 62, "")
    rows = connection.rows(
        f"{_QUERY} WHERE (c.issued_at, c.number) < (?, ?) ORDER BY c.issued_at DESC, c.number DESC LIMIT ?",
        (*place, limit),
    )
    return [_certificate(row) for row in rows]


def kept_pdfs(connection: Connection) -> list[tuple[str, str]]:
    """(number, SHA-256 of the PDF) of every certificate issued."""
    return [
        (str(number), str(sha256)) for number, sha256 in connection.rows("SELECT number, pdf_sha256 FROM certificate")
    ]


def withdrawn(connection: Connection, oldest_day: int = 0) -> list[tuple[bytes, int, int, str]]:
    """(id8, day, reason, number that took its place or '') of certificates that do not hold, by id: a bulletin's rows.

    Those revoked or replaced, those suspended as long as nobody lifts it, and those handed in unused, of which copies
    may be about; only what is valid, or extended, on `oldest_day` or after.
    """
    rows = connection.rows(
        "SELECT c.id8, coalesce(r.revoked_on, s.suspended_on, u.surrendered_on),"
        f" coalesce(r.reason, CASE WHEN s.certificate IS NOT NULL THEN {SUSPENDED} ELSE {HANDED_IN} END),"
        " coalesce((SELECT x.new_number FROM successor x WHERE x.certificate = c.number), '')"
        " FROM (SELECT number FROM revocation UNION SELECT certificate FROM suspension WHERE lifted_at IS NULL"
        " UNION SELECT certificate FROM surrender) listed JOIN certificate c ON c.number = listed.number"
        " LEFT JOIN revocation r ON r.number = c.number"
        " LEFT JOIN suspension s ON s.certificate = c.number AND s.lifted_at IS NULL"
        " LEFT JOIN surrender u ON u.certificate = c.number WHERE max(c.valid_until,"
        " coalesce((SELECT max(e.return_due) FROM extension e WHERE e.certificate = c.number), 0)) >= ? ORDER BY c.id8",
        (oldest_day,),
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def revoked_on(connection: Connection, day: int) -> int:
    """How many certificates were revoked on a day (since 1970-01-01)."""
    return int(connection.value("SELECT count(*) FROM revocation WHERE revoked_on = ?", (day,)) or 0)


def suspended_on(connection: Connection, day: int) -> int:
    """How many certificates were suspended on a day (since 1970-01-01)."""
    return int(connection.value("SELECT count(*) FROM suspension WHERE suspended_on = ?", (day,)) or 0)


def code_texts(connection: Connection) -> Iterator[str]:
    """The text of every code that was issued, by number, read page by page."""
    after, page = "", 1000
    while True:
        rows = connection.rows(
            "SELECT number, code_text FROM certificate WHERE number > ? ORDER BY number LIMIT ?", (after, page)
        )
        yield from (row[1] for row in rows)
        if len(rows) < page:
            return
        after = rows[-1][0]


def standing_codes(connection: Connection) -> Iterator[tuple[str, str]]:
    """(number, text of the code) of every certificate that was not revoked or replaced, read page by page."""
    after, page = "", 1000
    while True:
        rows = connection.rows(
            "SELECT c.number, c.code_text FROM certificate c LEFT JOIN revocation r ON r.number = c.number"
            " WHERE c.number > ? AND r.number IS NULL ORDER BY c.number LIMIT ?",
            (after, page),
        )
        yield from ((row[0], row[1]) for row in rows)
        if len(rows) < page:
            return
        after = rows[-1][0]


def issued_numbers(connection: Connection) -> list[tuple[int, str]]:
    """(year, number) of every certificate that was issued, whatever became of it."""
    rows = connection.rows("SELECT n.year, c.number FROM certificate c JOIN number n ON n.number = c.number")
    return [(row[0], row[1]) for row in rows]


def given_out(connection: Connection) -> list[tuple[int, int, bytes, int]]:
    """(year, serial, id8, last day) of every certificate, by year and serial; the last day as extended."""
    rows = connection.rows(
        "SELECT n.year, n.serial, c.id8, max(c.valid_until, coalesce((SELECT max(e.return_due) FROM extension e"
        " WHERE e.certificate = c.number), 0)) FROM certificate c JOIN number n ON n.number = c.number"
        " ORDER BY n.year, n.serial"
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def issued_between(connection: Connection, first_day: int, last_day: int) -> tuple[str, ...]:
    """Numbers of certificates issued on these days (since 1970-01-01) or between them, which stand or were replaced."""
    rows = connection.rows(
        "SELECT c.number FROM certificate c LEFT JOIN revocation r ON r.number = c.number"
        f" WHERE c.issued_on BETWEEN ? AND ? AND (r.number IS NULL OR r.reason = {SUPERSEDED}) ORDER BY c.number",
        (first_day, last_day),
    )
    return tuple(row[0] for row in rows)


def _certificate(row: Row) -> Certificate:
    revoked = row[_REVOKED_ON:]
    columns: Row = (*row[:_REVOKED_ON], None if revoked[0] is None else Revocation(*revoked))
    return Certificate(*columns)
