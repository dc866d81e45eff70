"""Pictures of an object as its paper has them, and one taken now: to be looked at side by side.

What a measure says of their likeness is a hint and no more: two coins of one series are alike, and the same coin in
another light may not be.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from certapp.model.errors import Refusal
from certapp.seal import cbor

MOST_PHOTOGRAPHS: Final = 40
"""Of one paper, as many as anybody looks through."""
SEEN_PX: Final = 1000
"""The longer side as it is shown."""


class Hint(StrEnum):
    """What the measure says of two pictures."""

    ALIKE = "ALIKE"
    UNSURE = "UNSURE"
    UNLIKE = "UNLIKE"


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture to look at (JPEG or PNG), with its difference hash. `number`: of the object, 0 where none is said."""

    name: str
    content: bytes
    hash: int
    number: int = 0


def hint(one: Seen, other: Seen) -> Hint:
    """How alike two pictures are, roughly."""
    from certapp.imaging.likeness import ALIKE, UNLIKE, distance  # the image library

    bits = distance(one.hash, other.hash)
    return Hint.ALIKE if bits <= ALIKE else Hint.UNLIKE if bits >= UNLIKE else Hint.UNSURE


def named_photographs(record: bytes | None) -> list[tuple[int, str]]:
    """Number of the object and name of the file of every photograph that a record names; none where it names none."""
    try:
        read = cbor.decode(record, cbor.RECORD) if record is not None else None
    except Refusal:
        return []
    objects = read.get("objects") if isinstance(read, dict) else None
    found: list[tuple[int, str]] = []
    for number, item in enumerate(objects if isinstance(objects, list) else [], 1):
        listed = item.get("photographs") if isinstance(item, dict) else None
        for each in listed if isinstance(listed, list) else []:
            name = each.get("file") if isinstance(each, dict) else None
            if isinstance(name, str):
                found.append((number, name))
    return found
