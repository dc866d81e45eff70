"""Finding one certificate among 250,000: what is typed, and what somebody describes without a number.

CERTAPP_FIND=25000 is a shorter form.
"""

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Final

from benchmarks.report import IN_A_YEAR, fill
from benchmarks.scene import scene
from certapp.model.folding import indexed
from certapp.register.applications import application
from certapp.register.certificates import newest_certificates
from certapp.register.connection import transaction
from certapp.register.lookups import Picture, Thing, newest_application, open_lookups
from certapp.register.search import count, search
from certapp.service.described import Description, describe, find_described
from certapp.service.office import Office

CERTIFICATES: Final = int(os.environ.get("CERTAPP_FIND", "250000"))
QUERIES: Final = 200
LINES: Final = 200
"""That a page of the register shows of what was found."""
KINDS: Final = (
    "vase",
    "painting",
    "manuscript",
    "coin",
    "ζωγραφιά",
    "ваза",
    "кольцо",
    "مخطوط",
    "خاتم",
    "青铜器",
    "漆盒",
    "mask",
)
OF: Final = (
    "harbour",
    "saint",
    "horse",
    "garden",
    "dragon",
    "île",
    "река",
    "замок",
    "حديقة",
    "فارس",
    "山水",
    "花鸟",
    "storm",
    "bride",
)
FROM: Final = tuple(f"{name}{number}" for name in ("Lima", "Orsk", "Kano", "Fez", "Hue") for number in range(200))


@dataclass(frozen=True)
class Asked:
    """Milliseconds of each query, by what was asked."""

    title: str
    rows: tuple[tuple[str, Sequence[float]], ...]

    def text(self) -> str:
        """As Markdown; the ratio is that of the medians to the last row's."""
        floor = quantiles(self.rows[-1][1], n=100)[49]
        lines = []
        for name, times in self.rows:
            at = quantiles(times, n=100)
            lines.append(f"| {name} | {at[49]:.3g} | {at[94]:.3g} | {max(times):.3g} | {at[49] / floor:.2f} |")
        head = ("| asked | CPU ms, median | p95 | worst | ratio |", "|---|--:|--:|--:|--:|")
        return "\n".join((f"### {self.title}", "", *head, *lines, ""))


def run() -> Iterator[Asked]:
    """Each query once, in an order by lot."""
    chance = random.Random(1970)
    with scene() as made:
        office = made.office
        made.issued(1)
        (real,) = newest_certificates(office.register)
        things = _fill(office, application(office.register, real.application).record, chance)
        chosen = [chance.choice(things) for _ in range(QUERIES)]
        asked: dict[str, Callable[[Thing], object]] = {
            "two words of the title, one to its end": lambda thing: _typed(office, _two(thing)),
            "one letter": lambda thing: _typed(office, thing.title[:1]),
            "a place that 0.1 % have": lambda thing: _typed(office, thing.title.split()[-1]),
            "described: measures": lambda thing: find_described(office, describe("", _told(thing))),
            "described: words and measures": lambda thing: find_described(office, describe(thing.title, _told(thing))),
            "described: a photograph's hash": lambda thing: find_described(
                office, Description(picture=thing.pictures[0])
            ),
            "the rows of one look-up in the full-text index": lambda thing: office.register.rows(
                "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?",
                (f'"{thing.title.split()[-1]}" *', LINES),
            ),
        }
        found: dict[str, list[float]] = {name: [] for name in asked}
        find_described(office, describe("vase", ""))  # what is not taken up yet
        for thing in chosen:
            for name in chance.sample(list(asked), len(asked)):
                begun = time.process_time()
                asked[name](thing)
                found[name].append(1000 * (time.process_time() - begun))
        yield Asked(f"Register of {len(things):,} certificates, {QUERIES} queries each", tuple(found.items()))


def _fill(office: Office, record: bytes, chance: random.Random) -> list[Thing]:
    first = newest_application(office.register)
    with transaction(office.register) as register:
        fill(register, office.clock.today.year, max(1, CERTIFICATES // IN_A_YEAR), record)
        rows = register.rows("SELECT id, number FROM application WHERE id > ?", (first,))
        things = [_thing(number, chance) for _id, number in rows]
        register.executemany(
            "INSERT INTO search (rowid, number, application, titles, parties, inventory) VALUES (?, ?, ?, ?, ?, '')",
            (
                (id_, indexed(number[2:]), indexed(number), indexed(thing.title), indexed("An owner", "A consignee"))
                for (id_, number), thing in zip(rows, things, strict=True)
            ),
        )
    with open_lookups(office.folder.path) as lookups:
        for start in range(0, len(rows), 5000):
            lookups.add_seen(rows[start : start + 5000][-1][0], things[start : start + 5000])
    return things


def _thing(number: str, chance: random.Random) -> Thing:
    title = " ".join((chance.choice(KINDS), chance.choice(OF), chance.choice(FROM)))
    measures = (("HEIGHT", chance.randint(50, 2000) / 10), ("WIDTH", chance.randint(50, 2000) / 10))
    return Thing("office", number, 1, title, measures=measures, pictures=(Picture(chance.getrandbits(64)),))


def _two(thing: Thing) -> str:
    kind, _of, place = thing.title.split()
    return f"{kind} {place[:-1]}"


def _told(thing: Thing) -> str:
    return " x ".join(f"{size:.0f}" for _name, size in thing.measures) + " cm"


def _typed(office: Office, text: str) -> None:
    """As the page of the register does at each pause of the keys."""
    search(office.register, text, LINES)
    count(office.register, text)
