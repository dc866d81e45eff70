"""The full check of a journal in parts that need not be done one after the other, nor in one process.

One part walks from the first entry to the last: the chain, the register rebuilt, who had which right when. The other
looks at runs of entries in any order: hash, signature, and each certificate against what was decided.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.register.connection import Connection
from certapp.register.entry import Entry
from certapp.register.journal import entries
from certapp.register.replay import DAMAGED, MOST_FAULTS, JournalFault, Replay, Signers
from certapp.service.auditor_copy import is_auditor_copy
from certapp.service.meaning import Acts, Papers
from certapp.service.office import Office
from certapp.service.rosters import officials_ever
from certapp.trust.certificate import read_certificate
from certapp.trust.es256 import verifies

Faults = list[JournalFault]


def place_for(office: Office) -> Path:
    """Where a check may rebuild the register: beside it, where it is no worse kept; never in an auditor's copy."""
    folder = office.folder.path
    if is_auditor_copy(folder) or not os.access(folder, os.W_OK):
        return Path(tempfile.gettempdir())
    return folder


def signers_of(office: Office) -> Signers:
    """All who ever were officials: what they signed stays theirs."""
    officials = officials_ever(office)
    keys = {each.certificate: read_certificate(each.certificate).key for each in officials.values()}

    def certificate_of(key: bytes) -> bytes | None:
        official = officials.get(key)
        return official.certificate if official else None

    def owner_of(key: bytes) -> str | None:
        official = officials.get(key)
        return official.id if official else None

    def check(certificate: bytes, data: bytes, signature: bytes) -> bool:
        return verifies(keys[certificate], signature, data)

    return Signers(certificate_of, check, owner_of)


@dataclass
class Found:
    """What one part found, at most `MOST_FAULTS` of each kind.

    written: entries that are not as they were written, and state that does not follow. meant: acts that no honest
    program would have let pass; they count only where nothing of the first kind was found anywhere. last: those that
    show at the end. broken: why `meant` could not be looked at, '' where it could.
    """

    written: Faults = field(default_factory=list)
    meant: Faults = field(default_factory=list)
    last: Faults = field(default_factory=list)
    broken: str = ""


class Walk:
    """From the first entry to the last; what it rebuilds is a file in the folder `place`."""

    def __init__(self, office: Office, place: Path) -> None:
        self._register = office.register
        self._replay = Replay(None, place)
        self._entries = entries(office.register)
        self._meant = _Meaning(lambda: Acts(office))
        self.done = False

    def on(self, count: int) -> int:
        """So many entries further; how many there were. `done` then says whether the last was among them."""
        taken = 0
        try:
            for entry in islice(self._entries, count):
                self._replay.take(entry)
                self._meant.take(entry)
                taken += 1
        except Refusal as refused:
            self._replay.cannot_read(refused)
        self.done = taken < count
        return taken

    def rows(self) -> dict[str, int]:
        """The tables rebuilt, and how many rows they have."""
        self._replay.compare_head(self._register)
        return self._replay.rows()

    def compare(self, table: str, told: Callable[[int], object] = lambda more: None) -> None:
        """One table against the rebuilt one."""
        self._replay.compare_table(self._register, table, told)

    def found(self) -> Found:
        """All that was found; called once, at the end."""
        last = self._meant.left()
        return Found(list(self._replay.faults()), self._meant.faults, last, self._meant.broken)

    def close(self) -> None:
        """Forget the rebuilt state."""
        self._replay.close()


class Runs:
    """Runs of entries, in any order."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._signers = signers_of(office)

    def judge(self, after: int, until: int) -> Found:
        """The entries with the numbers after `after`, up to and with `until`."""
        found, meant = Found(), _Meaning(lambda: Papers(self._office))
        try:
            for entry in entries(self._office.register, after=after):
                if entry.seq > until:
                    break
                found.written += self._signers.faults(entry)
                meant.take(entry)
        except Refusal as refused:
            if refused.code != DAMAGED:  # the walk tells it
                raise
        return Found(found.written[:MOST_FAULTS], meant.faults, [], meant.broken)


class _Meaning:
    """Asks what entries meant while nobody knows yet whether they are as they were written: then anything can rise."""

    def __init__(self, make: Callable[[], Acts | Papers]) -> None:
        self.faults: Faults = []
        self.broken = ""
        self._looking: Acts | Papers | None = None
        self._try(lambda: setattr(self, "_looking", make()))

    def take(self, entry: Entry) -> None:
        """What is wrong with an entry, if it can be said."""
        looking = self._looking
        if looking is not None and not self.broken and len(self.faults) < MOST_FAULTS:
            self._try(lambda: self.faults.extend(looking.faults(entry)))

    def left(self) -> Faults:
        """What shows at the end."""
        found: Faults = []
        acts = self._looking
        if isinstance(acts, Acts) and not self.broken:
            self._try(lambda: found.extend(islice(acts.left(), MOST_FAULTS)))
        return found

    def _try(self, look: Callable[[], object]) -> None:
        try:
            look()
        except Exception as error:  # told by `together`, where the journal is as it was written
            self.broken = f"{type(error).__name__}: {error}"


def runs_of(register: Connection, size: int) -> Iterator[tuple[int, int]]:
    """The journal cut into runs of so many entries: (after, until)."""
    after = 0
    query = "SELECT max(seq), count(*) FROM (SELECT seq FROM journal WHERE seq > ? ORDER BY seq LIMIT ?)"
    while True:
        until, count = register.row(query, (after, size)) or (None, 0)
        if until is None:
            return
        yield after, int(until)
        if count < size:
            return
        after = int(until)


def together(walked: Found, runs: Iterable[Found]) -> tuple[JournalFault, ...]:
    """All that was found, in the order of the entries: what is not as it was written, or else what it meant.

    RuntimeError where a journal without fault could not be understood: that is the program's own.
    """
    parts = [walked, *runs]
    written = {each: None for part in parts for each in part.written}
    if written:
        return tuple(sorted(written, key=_place)[:MOST_FAULTS])
    for part in parts:
        if part.broken:
            raise RuntimeError(part.broken)
    meant = sorted((each for part in parts for each in part.meant), key=lambda each: each.seq)
    return (*meant, *walked.last)


_ORDER: Final = (
    *("JOURNAL_GAP", "JOURNAL_CHAIN_BROKEN", "JOURNAL_TIME_BACK", "JOURNAL_ENTRY_CHANGED"),
    *("JOURNAL_SIGNER_UNKNOWN", "JOURNAL_SIGNATURE_WRONG", "JOURNAL_SIGNED_BY_OTHER", "JOURNAL_ENTRY_IMPOSSIBLE"),
)
"""In which order the faults of one entry are told."""


def _place(found: JournalFault) -> tuple[bool, int, int]:
    """Entries by their numbers; then where the journal ends, and the state."""
    of_entry = found.code in _ORDER
    return (not of_entry, found.seq if of_entry else 0, _ORDER.index(found.code) if of_entry else 0)


def entry_count(register: Connection) -> int:
    """How many entries there are."""
    return int(register.value("SELECT count(*) FROM journal"))
