"""The numbers that took the place of certificates with reason SUPERSEDED, as a column beside a list of revocations."""

import re
from array import array
from collections.abc import Iterable
from itertools import accumulate
from typing import Final

NUMBER_BYTES: Final = 19
"""CC-YYYY-OO-NNNNNN-K."""
SUPERSEDED: Final = 2
EVERY: Final = 4096

_NOT_TOLD: Final = bytes(NUMBER_BYTES)


def column_of(rows: Iterable[tuple[int, str]]) -> bytes:
    """The column of (reason, number) rows, with zeros for a number that is not told; b'' where none is."""
    numbers = [number.encode() for reason, number in rows if reason == SUPERSEDED]
    return b"".join(number or _NOT_TOLD for number in numbers) if any(numbers) else b""


def counted(reasons: bytes) -> "array[int]":
    """How many were replaced before each `EVERY`th entry: so that one that is looked up is counted off from near by."""
    before = accumulate(reasons.count(SUPERSEDED, start, start + EVERY) for start in range(0, len(reasons), EVERY))
    return array("I", (0, *before))


def replaced_before(index: int, reasons: bytes, counts: "array[int]") -> int:
    """How many entries before the one at `index` were replaced, by what was `counted`."""
    block = index // EVERY
    return counts[block] + reasons.count(SUPERSEDED, block * EVERY, index)


def is_column(column: bytes | memoryview, reasons: bytes, country: str) -> bool:
    """Whether there is one for each that was replaced: a number of that country, or zeros for one that is not told."""
    shape = rb"(?:%b-[0-9]{4}-[0-9A-Z]{2}-[0-9]{6}-[0-9A-Z]|\0{%d})++"  # possessive: no way back
    shape %= (re.escape(country.encode()), NUMBER_BYTES)
    fits = len(column) == reasons.count(SUPERSEDED) * NUMBER_BYTES
    return fits and re.fullmatch(shape, column) is not None


def number_at(column: bytes | memoryview, replaced: int) -> str:
    """The number of the certificate before which `replaced` others were replaced; '' where it is not told."""
    told = bytes(column[replaced * NUMBER_BYTES : (replaced + 1) * NUMBER_BYTES])
    return "" if told == _NOT_TOLD else told.decode("ascii")
