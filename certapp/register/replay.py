"""Reading the journal from its first entry, judging each, and comparing what follows with what is there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.model.sentences import sentence
from certapp.register.connection import Connection, DatabaseError, Row, open_scratch, refusal
from certapp.register.entry import NO_ENTRY, Entry, signed_bytes
from certapp.register.events import apply_event
from certapp.register.schema import STATE_TABLES

MOST_FAULTS: Final = 200


@dataclass(frozen=True)
class JournalFault:
    """One thing that is not as it was written. `seq` is the entry's number, 0 for faults of a state table."""

    seq: int
    code: str
    params: tuple[tuple[str, object], ...]

    def text(self, language: str = "") -> str:
        """The sentence in `language`."""
        return sentence(self.code, {"seq": self.seq, **dict(self.params)}, language)


class Replay:
    """Takes the entries in order and rebuilds the state they lead to, aside."""

    def __init__(
        self,
        certificate_of: Callable[[bytes], bytes | None],
        check_signature: Callable[[bytes, bytes, bytes], bool],
        owner_of: Callable[[bytes], str | None] | None,
    ) -> None:
        self._certificate_of = certificate_of
        self._check_signature = check_signature
        self._owner_of = owner_of
        self._faults: list[JournalFault] = []
        self._expected = open_scratch()
        from certapp.register.migrations import migrate  # with sqlite-utils: only when it is really needed

        migrate(self._expected)
        self._expected.execute("BEGIN")  # never committed, and much faster
        self._seq, self._hash, self._at = 0, NO_ENTRY, 0

    def close(self) -> None:
        """Forget the rebuilt state."""
        self._expected.close()

    def faults(self) -> tuple[JournalFault, ...]:
        """What was found so far."""
        return tuple(self._faults[:MOST_FAULTS])

    def take(self, entry: Entry) -> None:
        """Judge the next entry and apply it."""
        if entry.seq != self._seq + 1:
            self._fault(entry.seq, "JOURNAL_GAP", expected=self._seq + 1)
        elif entry.prev != self._hash:
            self._fault(entry.seq, "JOURNAL_CHAIN_BROKEN")
        try:
            if entry.at < self._at:
                self._fault(entry.seq, "JOURNAL_TIME_BACK")
            self._judge_content(entry)
        except (
            ArithmeticError,
            AttributeError,
            TypeError,
        ):  # bytes of the file edited
            self._fault(entry.seq, "JOURNAL_ENTRY_CHANGED")
        self._apply(entry)
        self._seq, self._hash, self._at = entry.seq, entry.hash, entry.at

    def compare(self, connection: Connection) -> None:
        """Compare the rebuilt state, and where the journal ends, with what `connection` holds."""
        head = connection.row("SELECT seq, hash FROM journal_head")
        if (head or (0, NO_ENTRY)) != (self._seq, self._hash):
            self._fault(self._seq, "JOURNAL_CUT", head=head[0] if head else 0)
        for table, order in STATE_TABLES.items():
            columns = f"rowid, {_SEARCH_COLUMNS}" if table == "search" else "*"
            query = f"SELECT {order}, {columns} FROM {table} ORDER BY {order}"
            width = order.count(",") + 1
            try:
                for key in _differences(connection.execute(query), self._expected.execute(query), width):
                    self._fault(0, "STATE_DIFFERS", table=table, key=key)
                    if len(self._faults) >= MOST_FAULTS:
                        return
            except DatabaseError as error:
                raise refusal(error, connection.path) from error
            except TypeError:  # keys of other types than the columns allow
                self._fault(0, "STATE_DIFFERS", table=table, key="?")

    def _judge_content(self, entry: Entry) -> None:
        digest = entry.digest()
        if digest != entry.hash:
            self._fault(entry.seq, "JOURNAL_ENTRY_CHANGED")
        certificate = self._certificate_of(entry.actor_kid)
        if certificate is None:
            self._fault(entry.seq, "JOURNAL_SIGNER_UNKNOWN", actor=entry.actor)
            return
        if not self._check_signature(certificate, signed_bytes(digest), entry.signature):
            self._fault(entry.seq, "JOURNAL_SIGNATURE_WRONG", actor=entry.actor)
        if self._owner_of is not None and self._owner_of(entry.actor_kid) != entry.actor:
            self._fault(entry.seq, "JOURNAL_SIGNED_BY_OTHER", actor=entry.actor)

    def _apply(self, entry: Entry) -> None:
        try:
            apply_event(self._expected, entry)
        except (Refusal, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, DatabaseError):
            self._fault(entry.seq, "JOURNAL_ENTRY_IMPOSSIBLE", type=entry.type)

    def _fault(self, seq: int, code: str, **params: object) -> None:
        self._faults.append(JournalFault(seq, code, tuple(params.items())))


_SEARCH_COLUMNS: Final = "number, application, titles, parties, inventory"


def _differences(found: Iterator[Row], expected: Iterator[Row], width: int) -> Iterator[str]:
    """Keys of rows that are missing, added or changed; both sides sorted by their first `width` columns."""
    ours, theirs = next(found, None), next(expected, None)
    while ours is not None or theirs is not None:
        if ours == theirs:
            ours, theirs = next(found, None), next(expected, None)
            continue
        our_key, their_key = _key(ours, width), _key(theirs, width)
        first = min(key for key in (our_key, their_key) if key is not None)
        yield " ".join(str(part) for part in first)
        if our_key == first:
            ours = next(found, None)
        if their_key == first:
            theirs = next(expected, None)


def _key(row: Row | None, width: int) -> tuple[Any, ...] | None:
    return None if row is None else row[:width]
