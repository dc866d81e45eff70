"""Sorted columns of fixed width in one byte string: searched and checked without an object for each row."""

import sys
from array import array
from bisect import bisect_left
from itertools import islice
from operator import lt
from struct import Struct
from typing import Final

_MACHINE_WIDTH: Final = 8
_NUMBER: Final = Struct(">Q")
_AT_ONCE: Final = 1 << 14
"""Rows: what is compared at once takes no memory to speak of."""


def place(column: bytes | memoryview, width: int, wanted: bytes) -> int | None:
    """The row in which `wanted` stands in a sorted column of `width` bytes each, None where it does not."""
    rows = range(len(column) // width)
    if width == _MACHINE_WIDTH:
        number_at, number = _NUMBER.unpack_from, int.from_bytes(wanted, "big")
        index = bisect_left(rows, number, key=lambda row: number_at(column, row * width)[0])
    else:
        index = bisect_left(rows, wanted, key=lambda row: bytes(column[row * width : (row + 1) * width]))
    return index if index < len(rows) and column[index * width : (index + 1) * width] == wanted else None


def ascending(column: bytes | memoryview, width: int) -> bool:
    """Whether the rows are whole, sorted, and none is there twice."""
    if len(column) % width:
        return False
    if width == _MACHINE_WIDTH:  # a million ids must not take a second: compared as numbers, by the machine
        step = _AT_ONCE * width  # each piece begins with the last row of the one before
        return all(_ascending(column[start : start + step + width]) for start in range(0, len(column), step))
    column = bytes(column)
    starts = range(0, len(column) - width, width)
    return all(column[start : start + width] < column[start + width : start + 2 * width] for start in starts)


def _ascending(column: bytes | memoryview) -> bool:
    numbers = array("Q")
    numbers.frombytes(column)
    if sys.byteorder == "little":
        numbers.byteswap()
    return all(map(lt, numbers, islice(numbers, 1, None)))
