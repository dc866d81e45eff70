"""What the tables say, held up to the signed journal before somebody acts on it: a case, a number, what was withdrawn.

The full check (`journal.verify`) reads everything and is run now and then. Here only so much is read as the next act
stands on, so that an edited row is found before a code or a bulletin is signed over it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from certapp.model.errors import Refusal
from certapp.register.certificates import SUSPENDED
from certapp.register.connection import Connection, DatabaseError, open_scratch
from certapp.register.entry import NO_ENTRY, Entry
from certapp.register.events import apply_event
from certapp.register.journal import entries, entry_at
from certapp.register.schema import VERSION_1, VERSION_2, VERSION_3, VERSION_7

_CASE: Final = {
    "application": "number, record, digest, title, prepared_by, received_at, approved_by, approved_at, status",
    "attachment": "*",
    "casefile": "*",
    "amendment": "*",
    "information_request": "*",
    "expert_opinion": "*",
    "object_decision": "*",
    "fee": "*",
}
"""The tables of a case before its certificate is issued, and which columns are its own."""
_WITHDRAWING: Final = ("CERTIFICATE_REVOKED", "CERTIFICATE_SUSPENDED", "CERTIFICATE_SURRENDERED")

Judge = Callable[[Entry], bool]
"""Whether an entry is as its actor signed it."""


def case_is_as_signed(connection: Connection, number: str, judge: Judge) -> bool:
    """Whether the rows of a case that is not issued yet are those to which its signed entries lead.

    Every entry about it is handed to `judge`; then they are taken in order, aside, and the rows compared.
    """
    found = list(entries(connection, subject=number))
    if not found or not all(map(judge, found)):
        return False
    with closing(open_scratch()) as aside:
        for version in (VERSION_1, VERSION_2, VERSION_3, VERSION_7):
            aside.executescript(version)
        try:
            for entry in found:
                apply_event(aside, entry)
        except (Refusal, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, DatabaseError):
            return False
        return all(_rows(connection, table, number) == _rows(aside, table, number) for table in _CASE)


def _rows(connection: Connection, table: str, number: str) -> list[tuple[object, ...]]:
    key = "number" if table == "application" else "application"
    return sorted(connection.rows(f"SELECT {_CASE[table]} FROM {table} WHERE {key} = ?", (number,)), key=repr)


def nothing_is_missing(connection: Connection) -> bool:
    """Whether the journal's numbers have no gap and there are as many certificates as it says were issued.

    Counted only: what an entry holds, the full check sees to.
    """
    entries_, newest = connection.row("SELECT count(*), coalesce(max(seq), 0) FROM journal") or (0, 0)
    issued = connection.value("SELECT count(*) FROM journal WHERE type = 'CERTIFICATE_ISSUED'")
    return bool(entries_ == newest and issued == connection.value("SELECT count(*) FROM certificate"))


def chain_holds(connection: Connection, since: int) -> bool:
    """Whether the entries after number `since` are what was hashed, each chained to the one before."""
    before = entry_at(connection, since)
    digest = before.hash if before else NO_ENTRY
    for entry in entries(connection, after=since):
        if entry.prev != digest or entry.digest() != entry.hash:
            return False
        digest = entry.hash
    return True


def number_is_new(connection: Connection, number: str) -> bool:
    """Whether no entry speaks of a certificate number yet."""
    return connection.row("SELECT 1 FROM journal WHERE subject = ?", (number,)) is None


@dataclass(frozen=True)
class _Signed:
    """What the journal says of one certificate: its id, its last day, and whether it was withdrawn."""

    id8: bytes
    last_day: int
    withdrawn: bool

    def gone(self, for_good: bool, day: int) -> bool:
        """Whether a list of `day` must name it."""
        return (for_good or self.withdrawn) and self.last_day >= day


def withdrawals_lost(
    connection: Connection, listed: Collection[bytes], before: Mapping[bytes, int], since: int, day: int
) -> Iterator[str]:
    """Certificates that do not hold, by the journal, and are not `listed` (id8), though valid on `day` or after.

    Looked at is what was withdrawn by entries after number `since`, what an earlier list held (`before`: its reasons by
    id8) and this one does not, and what this one lists for the first time.
    """
    final = {id8 for id8, reason in before.items() if reason != SUSPENDED}
    suspected: dict[str, bool] = {}
    for id8, number in _own(connection, set(before) ^ set(listed)):
        suspected[number] = suspected.get(number, False) or id8 in final
    for number, for_good in _withdrawn_since(connection, since):
        suspected[number] = suspected.get(number, False) or for_good
    for number, for_good in sorted(suspected.items()):
        signed = _signed(connection, number)
        if signed is None or (signed.gone(for_good, day) and signed.id8 not in listed):
            yield number


def last_days_changed(connection: Connection, told: Mapping[bytes, int]) -> Iterator[str]:
    """Certificates of which another last day is `told` (by id8) than the journal says, or that it does not know."""
    for id8, number in _own(connection, told):
        signed = _signed(connection, number)
        if signed is None or (signed.id8, signed.last_day) != (id8, told[id8]):
            yield number


def _own(connection: Connection, ids: Collection[bytes]) -> Iterator[tuple[bytes, str]]:
    for id8 in ids:
        number = connection.value("SELECT number FROM certificate WHERE id8 = ?", (id8,))
        if number is not None:
            yield id8, str(number)


def _withdrawn_since(connection: Connection, since: int) -> Iterator[tuple[str, bool]]:
    """(number, whether for good) of what entries after `since` say; a superseded one is named by its successor."""
    for kind in _WITHDRAWING:
        for (number,) in connection.rows("SELECT subject FROM journal WHERE type = ? AND seq > ?", (kind, since)):
            yield str(number), False
    query = "SELECT seq FROM journal WHERE type = 'CERTIFICATE_ISSUED' AND seq > ? AND instr(payload, ?) > 0"
    for (seq,) in connection.rows(query, (since, b"replaces")):
        entry = entry_at(connection, seq)
        if entry is not None and (replaced := entry.facts().get("replaces")):
            yield str(replaced), True


def _signed(connection: Connection, number: str) -> _Signed | None:
    id8, last_day, gone, suspended = b"", -1, False, False
    for entry in entries(connection, subject=number):
        match entry.type:
            case "CERTIFICATE_ISSUED":
                facts = entry.facts()
                id8, last_day = bytes(facts["id8"]), max(last_day, int(facts["valid_until"]))
            case "CERTIFICATE_EXTENDED":
                last_day = max(last_day, int(entry.facts()["return_due"]))
            case "CERTIFICATE_REVOKED" | "CERTIFICATE_SURRENDERED":
                gone = True
            case "CERTIFICATE_SUSPENDED" | "SUSPENSION_LIFTED":
                suspended = entry.type == "CERTIFICATE_SUSPENDED"
    return _Signed(id8, last_day, gone or suspended) if id8 else None
