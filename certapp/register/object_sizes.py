"""How large the objects are that the office has seen: a table of lookups.db (derived), asked without naming dimensions.

A police report says "34 by 45 cm"; which of the two is the height, and whether the frame was measured, it seldom says.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from certapp.model.folding import words
from certapp.register.connection import Connection
from certapp.register.lookups_schema import OFFICE

WITHIN: Final = 0.05
"""Sizes that differ by no more than this part are the same: reports round, and measure with and without a frame."""
_MOST: Final = 8
"""Sizes that are asked for at once."""


class Kind(StrEnum):
    """What is measured."""

    LENGTH = "L"
    WEIGHT = "W"


class Size(NamedTuple):
    """A length in centimetres or a weight in grams."""

    kind: Kind
    value: float


def sizes_of(measures: Iterable[tuple[str, float]]) -> list[Size]:
    """Of measures by dimension (code list DIMENSION), which are in centimetres and grams."""
    return [Size(Kind.WEIGHT if name == "WEIGHT" else Kind.LENGTH, value) for name, value in measures]


def add(connection: Connection, thing: int, measures: Iterable[tuple[str, float]]) -> None:
    """Take up an object's."""
    for size in sizes_of(measures):
        connection.execute("INSERT OR IGNORE INTO size VALUES (?, ?, ?)", (size.kind, _whole(size), thing))


def of_such_size(connection: Connection, sizes: Sequence[Size], title: str, most: int) -> list[int]:
    """Ids of the office's objects that have each of these sizes; bounded.

    First come those whose title shares most words with `title`, then the newest.
    """
    if not sizes:
        return []
    asked, values = [], list[object]()
    for size in sizes[:_MOST]:
        asked.append("SELECT thing FROM size WHERE kind = ? AND value BETWEEN ? AND ?")
        values += [size.kind, *(_whole(size._replace(value=size.value * part)) for part in (1 - WITHIN, 1 + WITHIN))]
    own = list(dict.fromkeys(words(title)))[:40]
    shared = f"SELECT count(*) FROM word WHERE word.thing = s.thing AND word IN ({', '.join('?' * len(own))})"
    rows = connection.rows(
        f"SELECT s.thing FROM ({' INTERSECT '.join(asked)}) s JOIN thing ON thing.id = s.thing AND thing.source = ?"
        f" ORDER BY ({shared}) DESC, s.thing DESC LIMIT ?",
        (*values, OFFICE, *own, most),
    )
    return [row[0] for row in rows]


def _whole(size: Size) -> int:
    """As it is kept: tenths of a centimetre, grams."""
    return round(size.value * (10 if size.kind is Kind.LENGTH else 1))
