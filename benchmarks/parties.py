"""Parties of 5,000 files: found by parts of their names, as while one types."""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import Job, Table, side_by_side
from certapp.register.known_parties import File, PartyIndex
from certapp.register.lookups import open_lookups

PARTIES = 5_000
_BODIES = ("Gallery", "Museum", "Galerie", "متحف", "Музей", "博物馆", "Antiquités")
_WHAT = ("Art", "History", "المدينة", "Города", "故宫")


def run() -> Iterator[Table]:
    """What a name typed costs beside the window."""
    chance = random.Random(5_000)
    files = [_file(chance, number) for number in range(1, PARTIES + 1)]
    with tempfile.TemporaryDirectory() as folder:
        office = Path(folder)
        with open_lookups(office) as lookups:
            PartyIndex(lookups.connection).add("application", files)
        jobs = [
            Job("one common word", lambda: _find(office, "museum")),
            Job("two words that a tenth has", lambda: _find(office, "故宫 gal")),
            Job("the only one", lambda: _find(office, "collection04711")),
            Job("every name searched in memory", lambda: _every(files, "museum")),
        ]
        yield Table(f"{PARTIES:,} parties of earlier files", side_by_side(jobs, 9))


def _find(office: Path, typed: str) -> None:
    with open_lookups(office) as lookups:
        assert PartyIndex(lookups.connection).find(typed)


def _every(files: list[File], typed: str) -> int:
    return sum(typed in str(party["name_legal"]).casefold() for _mark, _number, parties in files for party in parties)


def _file(chance: random.Random, number: int) -> File:
    name = f"{chance.choice(_BODIES)} {chance.choice(_WHAT)} collection{number:05}"
    return number, f"A-{number}", [{"name_legal": name, "address_line": [f"{number} Street"], "country": "XA"}]
