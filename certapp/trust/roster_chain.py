"""Every roster that an office ever had: who was an official once stays known, and an older roster is not the newest.

`roster.xcroster` is the one in force; `rosters/000002.xcroster` and the like are all of them, each as the CA signed it.
Those of an earlier country CA lie under `former/`, with its certificate: a new CA's first roster names the last of the
old one's, and by that alone an earlier CA is known.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.trust.roster import Roster, digest_of, read_roster

LARGEST: Final = 4 << 20
"""Bytes of a signed roster; one official takes about 650."""
NEWEST: Final = "roster.xcroster"
FORMER: Final = "former"
CA_FILE: Final = "country-ca.der"
_FOLDER: Final = "rosters"
_ENDING: Final = ".xcroster"


@dataclass(frozen=True, slots=True)
class Signed:
    """A roster with the bytes that the CA signed."""

    roster: Roster
    data: bytes

    @property
    def sequence(self) -> int:
        """Its number."""
        return self.roster.sequence

    @property
    def digest(self) -> bytes:
        """SHA-256 of what was signed."""
        return digest_of(self.data)


def read_signed(data: bytes, ca: bytes) -> Signed:
    """A roster from its bytes. Refusals of `read_roster`, ROSTER_DAMAGED also where it is too long."""
    if len(data) > LARGEST:
        raise Refusal("ROSTER_DAMAGED")
    return Signed(read_roster(data, ca), data)


def rosters_of(trust: Path, ca: bytes) -> Iterator[Signed]:
    """Every roster in an office's trust folder, in order; a file that the CA did not sign is passed over."""
    seen = set()
    for path in (*sorted((trust / _FOLDER).glob(f"*{_ENDING}")), trust / NEWEST):
        with suppress(Refusal):
            signed = read_signed(_read(path), ca)
            if signed.digest not in seen:
                seen.add(signed.digest)
                yield signed


def cas_of(trust: Path, ca: bytes) -> tuple[tuple[Path, bytes], ...]:
    """Every country CA that the office stood under, the earliest first, `ca` (DER) last; each with the folder of its
    rosters."""
    found = [(trust, ca)]
    folders = sorted(path for path in (trust / FORMER).glob("*") if path.is_dir())
    while (former := _former_of(found[0], folders)) is not None and former not in found:
        found.insert(0, former)
    return tuple(found)


def _former_of(place: tuple[Path, bytes], folders: list[Path]) -> tuple[Path, bytes] | None:
    first = min(rosters_of(*place), key=lambda each: each.sequence, default=None)
    if first is None or not first.roster.previous:
        return None
    for folder in folders:
        with suppress(Refusal, OSError):
            der = (folder / CA_FILE).read_bytes()
            if any(each.digest == first.roster.previous for each in rosters_of(folder, der)):
                return folder, der
    return None


def linked(rosters: Iterable[Signed]) -> tuple[Signed, ...]:
    """The same in order, after looking that each names the one before it.

    Refusal ROSTER_LINK: a roster is missing between two, or a CA signed two of one number.
    """
    ordered = sorted(rosters, key=lambda each: each.sequence)
    for before, after in pairwise(ordered):
        if after.roster.previous != before.digest or after.sequence != before.sequence + 1:
            raise Refusal("ROSTER_LINK", sequence=after.sequence)
    return tuple(ordered)


def keep(trust: Path, rosters: Iterable[Signed]) -> None:
    """Write rosters among those kept, the one in force before; which is in force says `put_in_force`."""
    (trust / _FOLDER).mkdir(parents=True, exist_ok=True)
    for each in rosters:
        write_atomically(trust / _FOLDER / f"{each.sequence:06}{_ENDING}", each.data)


def put_in_force(trust: Path, signed: Signed) -> None:
    """Make this the roster in force."""
    write_atomically(trust / NEWEST, signed.data)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError:
        raise Refusal("ROSTER_NOT_THERE", folder=str(path.parent)) from None
