"""Reading the journal from its first entry, judging each, and comparing what follows with what is there."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.sentences import sentence
from certapp.register.connection import Connection, DatabaseError, open_scratch, refusal
from certapp.register.differences import differences
from certapp.register.entry import NO_ENTRY, Entry, signed_bytes
from certapp.register.events import apply_event
from certapp.register.schema import LIBRARY_TABLES, STATE_TABLES

MOST_FAULTS: Final = 200
DAMAGED: Final = "REGISTER_DAMAGED"
COMPARED: Final = {**STATE_TABLES, **LIBRARY_TABLES}
"""Tables that are rebuilt and compared, each with the columns that order its rows."""


def table_code(table: str) -> str:
    """The code of the words that say what stands in a table."""
    return f"TABLE_{table.strip('_')}".upper()


@dataclass(frozen=True)
class JournalFault:
    """One thing that is not as it was written. `seq` is the entry's number, 0 for faults of a state table."""

    seq: int
    code: str
    params: tuple[tuple[str, object], ...]

    def text(self, language: str = "") -> str:
        """The sentence in `language`; of a table it says too what stands in it."""
        params = dict(self.params)
        if "table" in params:
            params["what"] = sentence(table_code(str(params["table"])), {}, language)
        return sentence(self.code, {"seq": self.seq, **params}, language)


@dataclass(frozen=True)
class Signers:
    """Who can sign entries: `certificate_of(kid)` gives a certificate (DER), `check(certificate, data, signature)`
    judges r || s, `owner_of(kid)`, where given, names whose key it is."""

    certificate_of: Callable[[bytes], bytes | None]
    check: Callable[[bytes, bytes, bytes], bool]
    owner_of: Callable[[bytes], str | None] | None = None

    def faults(self, entry: Entry) -> Iterator[JournalFault]:
        """Whether an entry is what was signed, by whom it says; this needs no other entry."""
        try:
            digest = entry.digest()
            if digest != entry.hash:
                yield fault(entry.seq, "JOURNAL_ENTRY_CHANGED")
            certificate = self.certificate_of(entry.actor_kid)
            if certificate is None:
                yield fault(entry.seq, "JOURNAL_SIGNER_UNKNOWN", actor=entry.actor)
                return
            if not self.check(certificate, signed_bytes(digest), entry.signature):
                yield fault(entry.seq, "JOURNAL_SIGNATURE_WRONG", actor=entry.actor)
            if self.owner_of is not None and self.owner_of(entry.actor_kid) != entry.actor:
                yield fault(entry.seq, "JOURNAL_SIGNED_BY_OTHER", actor=entry.actor)
        except (ArithmeticError, AttributeError, TypeError):  # bytes of the file edited
            yield fault(entry.seq, "JOURNAL_ENTRY_CHANGED")


class Replay:
    """Takes the entries in order and rebuilds the state they lead to, aside.

    `signers`: None where who signed each entry is asked elsewhere. `place`: a folder for the file of what is rebuilt.
    """

    def __init__(self, signers: Signers | None, place: Path) -> None:
        self._signers = signers
        self._faults: list[JournalFault] = []
        self._file = place / f"rebuilt-{os.urandom(6).hex()}.db"
        self._expected = open_scratch(self._file)
        from certapp.register.migrations import migrate  # with sqlite-utils: only when it is really needed

        migrate(self._expected)
        self._expected.execute("BEGIN")  # never committed, and much faster
        self._seq, self._hash, self._at = 0, NO_ENTRY, 0

    def close(self) -> None:
        """Forget the rebuilt state."""
        self._expected.close()
        self._file.unlink(missing_ok=True)

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
        except TypeError:  # bytes of the file edited
            self._fault(entry.seq, "JOURNAL_ENTRY_CHANGED")
        if self._signers is not None:
            self._faults.extend(self._signers.faults(entry))
        self._apply(entry)
        self._seq, self._hash, self._at = entry.seq, entry.hash, entry.at

    def rows(self) -> dict[str, int]:
        """The tables that were rebuilt, and how many rows each has."""
        return {table: int(self._expected.value(f"SELECT count(*) FROM {table}")) for table in COMPARED}

    def cannot_read(self, why: Refusal) -> None:
        """What follows the last entry taken cannot be read; raises where that is not the file's fault."""
        if why.code != DAMAGED:
            raise why
        self._fault(self._seq, "JOURNAL_UNREADABLE")

    def compare_head(self, connection: Connection) -> None:
        """Compare where the journal ends with what `connection` holds of it."""
        heads = connection.rows("SELECT id, seq, hash FROM journal_head ORDER BY id")
        if heads != ([(1, self._seq, self._hash)] if self._seq else []):
            self._fault(self._seq, "JOURNAL_CUT", head=heads[-1][1] if heads else 0)

    def compare_table(self, connection: Connection, table: str, told: Callable[[int], object] = lambda n: None) -> None:
        """Compare one rebuilt table with the one in `connection`. `told(n)`: so many more rows, now and then."""
        if len(self._faults) >= MOST_FAULTS:
            return
        try:
            for each in differences(connection, self._expected, table, COMPARED[table], told):
                self._fault(0, each.code, table=table, key=each.key, columns=", ".join(each.columns))
                if len(self._faults) >= MOST_FAULTS:
                    return
        except DatabaseError as error:
            self._unreadable(refusal(error, connection.path), table)
        except Refusal as refused:
            self._unreadable(refused, table)
        except TypeError:  # keys of other types than the columns allow
            self._fault(0, "STATE_UNREADABLE", table=table)

    def _unreadable(self, why: Exception, table: str) -> None:
        if not isinstance(why, Refusal) or why.code != DAMAGED:
            raise why
        self._fault(0, "STATE_UNREADABLE", table=table)

    def _apply(self, entry: Entry) -> None:
        try:
            apply_event(self._expected, entry)
        except (Refusal, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, DatabaseError):
            self._fault(entry.seq, "JOURNAL_ENTRY_IMPOSSIBLE", type=entry.type)

    def _fault(self, seq: int, code: str, **params: object) -> None:
        self._faults.append(fault(seq, code, **params))


def fault(seq: int, code: str, **params: object) -> JournalFault:
    """A fault of that entry."""
    return JournalFault(seq, code, tuple(params.items()))
