"""The life of a certificate after issue: its state, where its objects are, until when they must be back.

The states move by acts alone (`life_events`). That a day has passed no act records: EXPIRED_UNUSED and OVERDUE are
said by the reader's clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from certapp.model.errors import Refusal
from certapp.register.certificates import SUPERSEDED
from certapp.register.connection import Connection
from certapp.seal.claims import TEMPORARY, Claims, decode_claims
from certapp.seal.cose import parse
from certapp.seal.text import from_text

UNUSED: Final = frozenset({"ISSUED", "EXPORT_DECLARED"})
AWAY: Final = frozenset({"ABROAD", "PARTLY_RETURNED"})
LIVE: Final = UNUSED | AWAY | {"EXITED", "RETURNED"}
"""States that go on to others."""

STATUS: Final = (
    "CASE WHEN r.number IS NOT NULL THEN CASE r.reason WHEN 2 THEN 'REPLACED' ELSE 'REVOKED' END"
    " WHEN EXISTS (SELECT 1 FROM suspension s WHERE s.certificate = c.number AND s.lifted_at IS NULL) THEN 'SUSPENDED'"
    " ELSE coalesce((SELECT l.state FROM lifecycle l WHERE l.certificate = c.number), 'ISSUED') END"
)
"""SQL: the state of a certificate (c) with its revocation (r), as lists show it."""


@dataclass(frozen=True)
class Life:
    """`state` as the last act left it, `revoked` REVOKED, REPLACED or '', days since 1970-01-01.

    `places` says of each object that has left (by its place on the certificate, from 1) where it is: OUT, BACK over the
    border but not inspected, RETURNED, NOT_RETURNED. `successor` took the place of this one, `predecessor` made place.
    """

    number: str
    state: str
    revoked: str
    suspended: bool
    temporary: bool
    object_count: int
    valid_until: int
    return_due: int | None
    places: Mapping[int, str]
    successor: str
    predecessor: str

    def shown(self, today: int) -> str:
        """The state as it is to be told on a day."""
        if self.revoked:
            return self.revoked
        if self.suspended:
            return "SUSPENDED"
        if self.overdue(today):
            return "OVERDUE"
        return "EXPIRED_UNUSED" if self.state in UNUSED and self.valid_until < today else self.state

    def overdue(self, today: int) -> bool:
        """Whether objects should be back and are not."""
        return self.state in AWAY and self.return_due is not None and self.return_due < today


def claims_in(code_text: str) -> Claims:
    """What the code of one of our own certificates says. Refusals of `certapp.seal` where it is none."""
    return decode_claims(parse(from_text(code_text)).payload)


def life(connection: Connection, number: str) -> Life:
    """The life of a certificate. Refusal CERTIFICATE_UNKNOWN."""
    row = connection.row(
        "SELECT c.code_text, c.valid_until, r.reason, l.state, l.return_due FROM certificate c"
        " LEFT JOIN revocation r ON r.number = c.number LEFT JOIN lifecycle l ON l.certificate = c.number"
        " WHERE c.number = ?",
        (number,),
    )
    if row is None:
        raise Refusal("CERTIFICATE_UNKNOWN", number=number[:40])
    code_text, valid_until, reason, state, return_due = row
    claims = claims_in(code_text)
    suspended = connection.row("SELECT 1 FROM suspension WHERE certificate = ? AND lifted_at IS NULL", (number,))
    places = connection.rows("SELECT object, place FROM object_place WHERE certificate = ? ORDER BY object", (number,))
    return Life(
        number=number,
        state=state or "ISSUED",
        revoked="" if reason is None else "REPLACED" if reason == SUPERSEDED else "REVOKED",
        suspended=suspended is not None,
        temporary=claims.kind == TEMPORARY,
        object_count=claims.object_count,
        valid_until=valid_until,
        return_due=return_due if state is not None else claims.return_by,
        places=dict(places),
        successor=_other(connection, "new_number", "certificate", number),
        predecessor=_other(connection, "certificate", "new_number", number),
    )


def newest_of(connection: Connection, number: str) -> str:
    """The number that holds now: the last successor of a certificate, or itself."""
    while found := _other(connection, "new_number", "certificate", number):
        number = found
    return number


def suspended_since(connection: Connection, number: str) -> int | None:
    """The day from which a certificate is suspended, None where it is not."""
    day = connection.value("SELECT suspended_on FROM suspension WHERE certificate = ? AND lifted_at IS NULL", (number,))
    return None if day is None else int(day)


def next_position(connection: Connection, table: str, number: str) -> int:
    """The place of the next row of a certificate in one of the tables that count them."""
    return int(connection.value(f"SELECT max(position) FROM {table} WHERE certificate = ?", (number,)) or 0) + 1


def _other(connection: Connection, wanted: str, known: str, number: str) -> str:
    return str(connection.value(f"SELECT {wanted} FROM successor WHERE {known} = ?", (number,)) or "")


@dataclass(frozen=True)
class Abroad:
    """One line of the list of what is abroad; `return_due` in days since 1970-01-01."""

    number: str
    application: str
    title: str
    state: str
    return_due: int
    out: int
    """How many objects are still out."""


def abroad(connection: Connection) -> list[Abroad]:
    """Every certificate of which objects are abroad and must come back, the earliest day first.

    A certificate revoked meanwhile is among them: its objects are abroad all the same.
    """
    rows = connection.rows(
        "SELECT l.certificate, c.application, coalesce(v.title, a.title), l.state, l.return_due,"
        " (SELECT count(*) FROM object_place p WHERE p.certificate = l.certificate AND p.place = 'OUT')"
        " FROM lifecycle l JOIN certificate c ON c.number = l.certificate"
        " JOIN application a ON a.number = c.application"
        " LEFT JOIN amendment v ON v.application = a.number"
        " AND v.version = (SELECT max(version) FROM amendment WHERE application = a.number)"
        " WHERE l.state IN ('ABROAD', 'PARTLY_RETURNED') ORDER BY l.return_due, l.certificate"
    )
    return [Abroad(*row) for row in rows]
