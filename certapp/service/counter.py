"""What this machine knows of an office's journal, kept outside the office's folder: an older folder is noticed.

One small file for each journal, by the hash of its first entry. It holds nothing secret and no signature: who can write
it could have written the register. Against whoever replaces the whole disk only a checkpoint elsewhere helps.
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from certapp.model.files import write_atomically
from certapp.register import office as office_table
from certapp.register.connection import Connection
from certapp.register.journal import entry_at, last_entry
from certapp.register.numbers import highest_numbers

_LARGEST = 64 << 10


@dataclass(frozen=True)
class Known:
    """The newest entry that this machine saw, and the highest number of each year."""

    seq: int
    hash: bytes
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Counter:
    """The counter of one journal, in a file of its own. A machine where it cannot be written keeps none."""

    path: Path

    def known(self) -> Known | None:
        """What was kept; None where nothing was, or it cannot be read."""
        with suppress(OSError, ValueError, RecursionError), self.path.open("rb") as file:
            match json.loads(file.read(_LARGEST)):
                case {"seq": int(seq), "hash": str(digest), "numbers": list(numbers)}:
                    return Known(seq, bytes.fromhex(digest), tuple(str(each) for each in numbers))
        return None

    def keep(self, register: Connection, office: str) -> None:
        """Keep where the journal stands; nothing for a copy that is to be resumed first."""
        last = last_entry(register)
        if last is None or office_table.restored_at(register) is not None:
            return
        numbers = sorted(highest_numbers(register, office).values())
        kept = {"seq": last.seq, "hash": last.hash.hex(), "numbers": numbers}
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self.path, json.dumps(kept).encode(), private=True)

    def mark_if_older(self, register: Connection, at_ms: int) -> None:
        """Mark a folder that lacks an entry which this machine saw: it issues nothing until it is resumed."""
        known = self.known()
        if known is None:
            return
        entry = entry_at(register, known.seq)
        if entry is None or entry.hash != known.hash:
            office_table.mark_behind(register, at_ms, known.seq)


def counters_folder() -> Path:
    """Where this person's counters lie."""
    return user_data_path("certapp", appauthor=False) / "counters"


def counter_of(register: Connection, folder: Path) -> Counter:
    """The counter of the journal in this register."""
    first = entry_at(register, 1)
    return Counter(folder / f"{first.hash.hex()[:32] if first else 'none'}.json")
