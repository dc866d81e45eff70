"""The append-only journal: every act, signed by who did it, chained to the act before."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import astuple, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.model.progress import Stage, Stages, Told, silent
from certapp.model.signing import SigningKey
from certapp.register.connection import Connection
from certapp.register.entry import NO_ENTRY, Entry, payload_of, signed_bytes
from certapp.register.events import apply_event
from certapp.register.replay import DAMAGED, JournalFault, Replay, Signers
from certapp.register.scratch import scratch

CLOCK_TOLERANCE_MS: Final = 5 * 60 * 1000
CLOCK_LEAP_MS: Final = 30 * 86_400_000
"""A clock so far ahead of the newest entry may be set wrong: an entry dated in the future could never be undone."""
CLOCK_CONFIRMED: Final = "CLOCK_CONFIRMED"
_OF_A_DAY_TOLD: Final = frozenset({CLOCK_CONFIRMED, "ROSTER_TAKEN"})
"""Acts for which somebody else's word says which day it is: the supervisor's, or the country CA's dated answer."""
_COLUMNS: Final = ", ".join(field.name for field in fields(Entry))
_PLACES: Final = ", ".join("?" for _ in fields(Entry))
_PAGE: Final = 500
REBUILT: Final = ".certapp-rebuilt-"
"""How the names of folders begin in which a check rebuilds a register."""


def append(
    connection: Connection,
    actor_id: str,
    key: SigningKey,
    kind: str,
    subject: str,
    payload: Mapping[str, Any],
    at_ms: int,
    mono: int,
) -> Entry:
    """Record an act and let the state follow; inside `transaction` only, which the caller opens.

    `at_ms` Unix milliseconds by the wall clock, `mono` milliseconds by the monotonic clock. The time recorded
    never lies before the last entry's. Refusal CLOCK_BEHIND_JOURNAL where the clock is more than five minutes
    behind it, CLOCK_AHEAD_OF_JOURNAL where it is more than thirty days ahead and nobody confirmed it,
    ENTRY_NOT_RECORDABLE for text that cannot be kept, and those of `events.apply_event`.
    """
    if not connection.in_transaction:
        raise RuntimeError("an act is recorded inside a transaction")
    last = last_entry(connection)
    if last is not None and at_ms < last.at - CLOCK_TOLERANCE_MS:
        raise Refusal("CLOCK_BEHIND_JOURNAL", clock=_minute(at_ms), last=_minute(last.at))
    if last is not None and kind not in _OF_A_DAY_TOLD and clock_leaps(last, at_ms):
        raise Refusal("CLOCK_AHEAD_OF_JOURNAL", clock=_minute(at_ms), last=_minute(last.at))
    seq, prev, at = (last.seq + 1, last.hash, max(at_ms, last.at)) if last else (1, NO_ENTRY, at_ms)
    bare = Entry(seq, at, mono, actor_id, key.kid, kind, subject, payload_of(payload), prev, b"", b"")
    digest = bare.digest()
    entry = replace(bare, hash=digest, signature=key.sign_raw(signed_bytes(digest)))
    connection.execute(f"INSERT INTO journal ({_COLUMNS}) VALUES ({_PLACES})", astuple(entry))
    connection.execute("INSERT OR REPLACE INTO journal_head (id, seq, hash) VALUES (1, ?, ?)", (seq, digest))
    apply_event(connection, entry)
    return entry


def clock_leaps(last: Entry, at_ms: int) -> bool:
    """Whether the clock is so far ahead of the newest entry that somebody must confirm it first."""
    return at_ms > last.at + CLOCK_LEAP_MS


def last_entry(connection: Connection, kind: str | None = None) -> Entry | None:
    """The newest entry, or the newest of one kind."""
    if kind is None:
        row = connection.row(f"SELECT {_COLUMNS} FROM journal ORDER BY seq DESC LIMIT 1")
    else:
        row = connection.row(f"SELECT {_COLUMNS} FROM journal WHERE type = ? ORDER BY seq DESC LIMIT 1", (kind,))
    return Entry(*row) if row else None


def entries(
    connection: Connection, subject: str | None = None, kind: str | None = None, after: int = 0
) -> Iterator[Entry]:
    """Entries from the oldest, or the first behind number `after`, on: all or those about `subject` or of `kind`.

    They are read page by page. Refusal REGISTER_DAMAGED at the first that cannot be read.
    """
    wanted = {"subject": subject, "type": kind}
    conditions = {column: value for column, value in wanted.items() if value is not None}
    where = " AND ".join(("seq > ?", *(f"{column} = ?" for column in conditions)))
    query = f"SELECT {_COLUMNS} FROM journal WHERE {where} ORDER BY seq LIMIT ?"
    size = _PAGE
    while True:
        try:
            page = connection.rows(query, (after, *conditions.values(), size))
        except Refusal as refusal:
            if refusal.code != DAMAGED or size == 1:
                raise
            size = 1  # so that all before the damaged one are read
            continue
        for row in page:
            yield Entry(*row)
        if len(page) < size:
            return
        after = page[-1][0]


def entry_at(connection: Connection, seq: int) -> Entry | None:
    """The entry of that number, or None."""
    row = connection.row(f"SELECT {_COLUMNS} FROM journal WHERE seq = ?", (seq,))
    return Entry(*row) if row else None


def between(connection: Connection, since_ms: int, until_ms: int) -> list[Entry]:
    """The entries written from `since_ms` on and before `until_ms`, the oldest first."""
    query = f"SELECT {_COLUMNS} FROM journal WHERE at >= ? AND at < ? ORDER BY seq"
    return [Entry(*row) for row in connection.rows(query, (since_ms, until_ms))]


def first_earlier(connection: Connection, after: int, at_ms: int) -> Entry | None:
    """The first entry behind number `after` that says it was written before `at_ms`, or None."""
    row = connection.row(
        f"SELECT {_COLUMNS} FROM journal WHERE seq > ? AND at < ? ORDER BY seq LIMIT 1", (after, at_ms)
    )
    return Entry(*row) if row else None


def verify(
    connection: Connection, signers: Signers, told: Told = silent, place: Path | None = None
) -> tuple[JournalFault, ...]:
    """Every fault of journal and state, at most `replay.MOST_FAULTS`; empty where all is whole.

    `told` hears how far the check is, now and then; what it raises ends the check. What is rebuilt lies in a scratch
    folder in `place`, or where the system keeps such folders.

    A tail cut off together with every trace in the state tables is beyond what one file can show: compare
    `last_entry` with a checkpoint kept elsewhere.
    """
    last = last_entry(connection)
    stages = Stages(told, Stage.REBUILD, Stage.COMPARE_STATE)
    with connection.guard, scratch(place or Path(tempfile.gettempdir()), REBUILT) as folder:
        replay = Replay(signers, folder)
        try:
            with stages.at(Stage.REBUILD, last.seq if last else 0) as step:
                try:
                    for count, entry in enumerate(entries(connection), 1):
                        replay.take(entry)
                        if count % _PAGE == 0:
                            step(_PAGE)
                except Refusal as refused:
                    replay.cannot_read(refused)
            rows = replay.rows()
            with stages.at(Stage.COMPARE_STATE, sum(rows.values())) as step:
                replay.compare_head(connection)
                for table in rows:
                    replay.compare_table(connection, table, step)
            return replay.faults()
        finally:
            replay.close()


def _minute(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
