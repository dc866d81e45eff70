"""What the office has seen, 50,000 objects: a record of 34 objects compared with all of them."""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import Job, Table, side_by_side
from certapp.register.lookups import OFFICE, Lookups, Picture, Thing, open_lookups
from certapp.service.seen import forget, matches

SEEN, ASKED = 50_000, 34
_KINDS = ("vase", "bowl", "portrait", "landscape", "coin", "icon", "manuscript", "map", "chair", "mask", "relief")
_WHAT = ("boats", "saint", "horse", "river", "child", "garden", "battle", "king", "flowers", "hills", "market")


def run() -> Iterator[Table]:
    """What looking over a form costs more."""
    chance = random.Random(50_000)
    things = [_thing(chance, number) for number in range(SEEN)]
    asked = [_thing(chance, SEEN + number) for number in range(ASKED - 2)] + things[:2]
    asked = [
        Thing(OFFICE, "A-new", each.seq, each.title, "", each.inventory, each.measures, each.pictures) for each in asked
    ]
    with tempfile.TemporaryDirectory() as folder, open_lookups(Path(folder)) as lookups:
        lookups.add_seen(1, things)
        found = matches(lookups, asked)
        assert {match.index for match in found} >= {ASKED - 2, ASKED - 1}
        jobs = [
            Job("34 objects compared by the index", lambda: _anew(lookups, asked)),
            Job("1 object compared by the index", lambda: _anew(lookups, asked[:1])),
            Job("34 objects asked for again while one types", lambda: matches(lookups, asked), calls=500),
            Job("34 pictures compared with each hash in memory", lambda: _every(things, asked)),
        ]
        size = (Path(folder) / "lookups.db").stat().st_size / 1e6
        notes = (f"Index of {size:.0f} MB; {len(found)} likenesses found.",)
        yield Table(f"{SEEN:,} objects seen before", side_by_side(jobs, 5), notes=notes)


def _anew(lookups: Lookups, asked: list[Thing]) -> None:
    forget()
    matches(lookups, asked)


def _thing(chance: random.Random, number: int) -> Thing:
    words = f"{chance.choice(_KINDS)} with {chance.choice(_WHAT)} and {chance.choice(_WHAT)} {chance.randrange(3000)}"
    return Thing(
        source=OFFICE,
        reference=f"A-{number // 5}",
        seq=number % 5 + 1,
        title=words,
        inventory=(f"INV {number}",),
        measures=(("HEIGHT", float(chance.randrange(5, 200))), ("WIDTH", float(chance.randrange(5, 200)))),
        pictures=(Picture(chance.getrandbits(64), chance.randbytes(768)),),
    )


def _every(things: list[Thing], asked: list[Thing]) -> int:
    return sum(
        (one.hash ^ other.hash).bit_count() <= 8
        for each in asked
        for one in each.pictures
        for thing in things
        for other in thing.pictures
    )
