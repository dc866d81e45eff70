"""What an exchange file of an office says, as values; as a signed file: `exchange`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from certapp.model.certificate_number import make_number
from certapp.trust.bulletin import ID_BYTES

DIGEST_BYTES: Final = 16
"""Of SHA-256, where a file names another."""
NOT_KNOWN: Final = bytes(DIGEST_BYTES)
"""In a history: of this file only the sequence is known."""
SERIAL_BYTES: Final = 3
DAY_BYTES: Final = 2
_LAST_WRITTEN_DAY: Final = 0xFFFF


@dataclass(frozen=True, slots=True)
class Year:
    """The certificates of one year in three columns: serial (3 bytes, ascending), id (8), last day (2, since 1970)."""

    year: int
    serials: bytes = field(repr=False)
    ids: bytes = field(repr=False)
    until: bytes = field(repr=False)

    def __len__(self) -> int:
        return len(self.ids) // ID_BYTES

    def rows(self) -> Iterator[tuple[int, bytes, int]]:
        """(serial, id, last day) of each."""
        for row in range(len(self)):
            yield (
                int.from_bytes(self.serials[row * SERIAL_BYTES : (row + 1) * SERIAL_BYTES], "big"),
                self.ids[row * ID_BYTES : (row + 1) * ID_BYTES],
                int.from_bytes(self.until[row * DAY_BYTES : (row + 1) * DAY_BYTES], "big"),
            )


def year_of(year: int, rows: Iterable[tuple[int, bytes, int]]) -> Year:
    """The columns of (serial, id, last day) rows; a day beyond 2149 stands as the last one."""
    ordered = sorted(rows)
    return Year(
        year,
        b"".join(serial.to_bytes(SERIAL_BYTES, "big") for serial, _id, _until in ordered),
        b"".join(handle for _serial, handle, _until in ordered),
        b"".join(min(until, _LAST_WRITTEN_DAY).to_bytes(DAY_BYTES, "big") for _serial, _id, until in ordered),
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What the writer last had of another office: its newest file, the highest numbers in it, a countersigned
    checkpoint (b'' for none). twice: two histories of it came here, and no two supervisors have said which is right.
    """

    office: str
    sequence: int
    digest: bytes
    numbers: tuple[str, ...] = ()
    countersigned: bytes = field(default=b"", repr=False)
    twice: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """What a file says. written_at: seconds since 1970. journal: the hash of the office's first entry.

    history: the digests (16 bytes each) of its files before this one, `NOT_KNOWN` where one is not. others: (year,
    number) that are no numbers of the series. withdrawn: by id (id, day, reason, number that took its place or ''),
    each of a certificate in `years`.
    genuine: digests (16 bytes) of payloads that stay good under a stolen key. checkpoint, package: files of their own.
    """

    country: str
    office: str
    journal: bytes
    sequence: int
    written_at: int
    history: tuple[bytes, ...]
    years: tuple[Year, ...]
    others: tuple[tuple[int, str], ...]
    withdrawn: tuple[tuple[bytes, int, int, str], ...]
    stolen: Mapping[bytes, int]
    genuine: tuple[bytes, ...]
    checkpoint: bytes = field(repr=False)
    package: bytes = field(repr=False)
    known: tuple[Known, ...] = ()
    second_since: int | None = None
    """The day (since 1970) from which each of its certificates carries a second signature; None where none need."""
    older: tuple[int, ...] | None = None
    """Of its older papers those issued from one day to another (since 1970) are all in `others`, and 1 where all there
    ever were are: (first, last, 0 or 1). Empty where what was stated holds no more, None where nothing was stated."""

    def ids(self) -> dict[str, bytes]:
        """The id of each certificate by its number."""
        found = {}
        for year in self.years:
            for serial, handle, _until in year.rows():
                found[make_number(self.country, year.year, self.office, serial)] = handle
        return found

    def last_days(self) -> dict[bytes, int]:
        """The last day (since 1970) of each certificate by its id."""
        return {handle: until for year in self.years for _serial, handle, until in year.rows()}

    def highest(self) -> tuple[str, ...]:
        """The highest number of each of the last three years."""
        found = []
        for year in self.years[-3:]:
            serial = int.from_bytes(year.serials[-SERIAL_BYTES:], "big")
            found.append(make_number(self.country, year.year, self.office, serial))
        return tuple(found)
