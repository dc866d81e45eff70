"""The legacy register: what is known of certificates that were on paper before this program."""

from dataclasses import dataclass
from typing import Any, Final

from certapp.model.bare_number import bare_number, digits_of
from certapp.model.errors import Refusal
from certapp.register.attachments import Attachment
from certapp.register.connection import Connection
from certapp.seal import cbor

FEWEST_DIGITS: Final = 2
"""A single digit in common says nothing."""

_COLUMNS: Final = (
    "l.id, l.number, l.version, l.state, l.printed, l.first_day, l.last_day, l.title, l.recorded_by, l.recorded_at,"
    " l.confirmed_by, l.confirmed_at, v.content, v.digest"
)
_FROM: Final = "legacy l JOIN legacy_version v ON v.number = l.number AND v.version = l.version"


@dataclass(frozen=True)
class LegacyObject:
    """One object on an old paper, as far as it says: `quantity` in words of its own."""

    title: str
    type: str
    quantity: str


@dataclass(frozen=True)
class LegacyCertificate:
    """An old paper as it stands in the register, with its last amendment.

    `number` is the register's own (`L-2026-01-000001`), `printed` what stands on the paper. `state`: RECORDED (typed,
    nobody else has looked yet), CONFIRMED or VOID. `issued_on`: a year, a month, a day, or ''; `first_day` and
    `last_day` bound it (since 1970-01-01). Times are Unix milliseconds; `digest` is SHA-256 of what was typed.
    """

    id: int
    number: str
    version: int
    state: str
    printed: str
    first_day: int | None
    last_day: int | None
    title: str
    recorded_by: str
    recorded_at: int
    confirmed_by: str | None
    confirmed_at: int | None
    issued_on: str
    issued_by: str
    holder: str
    consignee: str
    remarks: str
    objects: tuple[LegacyObject, ...]
    digest: bytes


@dataclass(frozen=True)
class LegacyLine:
    """What a list shows of an old paper."""

    id: int
    number: str
    printed: str
    title: str
    state: str
    recorded_at: int


@dataclass(frozen=True)
class Coverage:
    """What the office stated of its legacy register, and what became of it since.

    Papers of `first_year` to `last_year`: `complete` says that all of them are in it, `none_before` that the office
    issued none before, `all_offices` that both are true of every office of the authority. `waiting`: how many nobody
    confirmed yet; `found_since`: how many came to light after it was stated. Times are Unix milliseconds.
    """

    first_year: int
    last_year: int
    complete: bool
    none_before: bool
    all_offices: bool
    explanation: str
    stated_by: str
    second_person: str
    stated_at: int
    waiting: int
    found_since: int

    @property
    def holds(self) -> bool:
        """Whether it may be relied on that a paper of these years which is not here was never issued."""
        return self.complete and not self.waiting and not self.found_since


def legacy_certificate(connection: Connection, number: str) -> LegacyCertificate:
    """The entry with that number of the register. Refusal LEGACY_UNKNOWN."""
    row = connection.row(f"SELECT {_COLUMNS} FROM {_FROM} WHERE l.number = ?", (number,))
    if row is None:
        raise Refusal("LEGACY_UNKNOWN", number=number[:40])
    return _made(row)


def with_number(connection: Connection, printed: str) -> list[LegacyCertificate]:
    """Entries whose printed number is the same but for spaces, signs and case; void ones too, oldest first."""
    return _found(connection, "l.bare = ?", bare_number(printed))


def with_digits(connection: Connection, printed: str) -> list[LegacyCertificate]:
    """Entries whose printed number has the same digits, other letters though ("No. 12/98" for "12/98")."""
    digits = digits_of(printed)
    if len(digits) < FEWEST_DIGITS:
        return []
    bare = bare_number(printed)
    return [each for each in _found(connection, "l.digits = ?", digits) if bare_number(each.printed) != bare]


def waiting(connection: Connection, limit: int = 200, after: int = 0) -> list[LegacyLine]:
    """Entries that nobody confirmed yet, the oldest first; the next page comes `after` the last one's id."""
    return _lines(connection, "state = 'RECORDED' AND id > ? ORDER BY id", after, limit)


def legacy_lines(connection: Connection, limit: int, after: int = 0) -> list[LegacyLine]:
    """All entries in the order in which they were recorded."""
    return _lines(connection, "id > ? ORDER BY id", after, limit)


def scans_of(connection: Connection, number: str) -> list[Attachment]:
    """The scans of an entry as it stands, in their order."""
    rows = connection.rows(
        "SELECT s.sha256, s.size, s.mime, s.name FROM legacy_scan s JOIN legacy l ON l.number = s.number"
        " AND l.version = s.version WHERE s.number = ? ORDER BY s.position",
        (number,),
    )
    return [Attachment(*row) for row in rows]


def coverage(connection: Connection) -> Coverage | None:
    """What was stated last of the register's coverage; None where nothing was."""
    row = connection.row(
        "SELECT first_year, last_year, complete, none_before, all_offices, explanation, stated_by,"
        " second_person, stated_at,"
        " (SELECT count(*) FROM legacy WHERE state = 'RECORDED'),"
        " (SELECT count(*) FROM legacy WHERE id > entries AND state <> 'VOID')"
        " FROM legacy_coverage ORDER BY position DESC LIMIT 1"
    )
    if row is None:
        return None
    first_year, last_year, complete, none_before, all_offices, *rest = row
    return Coverage(first_year, last_year, bool(complete), bool(none_before), bool(all_offices), *rest)


def numbers_on_old_papers(connection: Connection) -> list[tuple[int | None, str, str]]:
    """(first day, printed number, state) of every entry that is not void."""
    rows = connection.rows("SELECT first_day, printed, state FROM legacy WHERE state <> 'VOID' ORDER BY id")
    return [(row[0], row[1], row[2]) for row in rows]


def next_legacy_number(connection: Connection, year: int, office: str) -> str:
    """The next number `L-YYYY-OO-NNNNNN` of a year."""
    series = f"L-{year:04d}-{office}-"
    last = connection.value("SELECT max(number) FROM legacy WHERE number > ? AND number < ?", (series, series + "~"))
    return f"{series}{int(last[len(series) :]) + 1 if last else 1:06d}"


def _found(connection: Connection, which: str, value: str) -> list[LegacyCertificate]:
    rows = connection.rows(f"SELECT {_COLUMNS} FROM {_FROM} WHERE {which} ORDER BY l.id LIMIT 100", (value,))
    return [_made(row) for row in rows]


def _lines(connection: Connection, which: str, after: int, limit: int) -> list[LegacyLine]:
    rows = connection.rows(
        f"SELECT id, number, printed, title, state, recorded_at FROM legacy WHERE {which} LIMIT ?", (after, limit)
    )
    return [LegacyLine(*row) for row in rows]


def _made(row: tuple[Any, ...]) -> LegacyCertificate:
    content: Any = cbor.decode(row[12], cbor.RECORD)
    objects = tuple(LegacyObject(each["title"], each["type"], each["quantity"]) for each in content["objects"])
    named = [content[name] for name in ("issued_on", "issued_by", "holder", "consignee", "remarks")]
    columns: list[Any] = [*row[:12], *named, objects, row[13]]
    return LegacyCertificate(*columns)
