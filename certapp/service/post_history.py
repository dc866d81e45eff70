"""What was checked at a post: a line of JSON each, no more than is needed, thrown away when its days are over.

No names of parties and nothing of the objects: when, the number, what came out and why, and by which way it came.
A file of lines, because the register's database belongs to offices: a line is added at once and whole, and one that a
loss of power has torn is left out when the file is read.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.service.csv_file import csv_file
from certapp.service.verifying import FileVerdict
from certapp.trust.verdict import Colour, Outcome

MOST_LINES: Final = 20_000
"""Beyond this the oldest go, whatever their age."""
SLACK: Final = 1_000
"""How many more there may be before the file is written anew."""
LARGEST_LINE: Final = 2_000
LARGEST_FILE: Final = 4 * MOST_LINES * 400
COLUMNS: Final = ("time", "number", "outcome", "colour", "reasons", "way")
_DAY: Final = 86400
_LONGEST_NUMBER: Final = 64


@dataclass(frozen=True)
class Line:
    """One thing that was checked, at Unix seconds; `number` '' where the verdict vouches for none.

    `reasons` are codes; `way` says how it came: "code", "file", "picture" and the like.
    """

    at: int
    number: str
    outcome: str
    colour: str
    reasons: tuple[str, ...]
    way: str


def line_of(at: float, found: FileVerdict, way: str) -> Line:
    """What is kept of a verdict."""
    verdict = found.verdict
    return Line(
        int(at),
        verdict.claims.number[:_LONGEST_NUMBER] if verdict.claims is not None else "",
        verdict.outcome.value,
        verdict.colour.value,
        tuple(reason.code for reason in verdict.reasons),
        way,
    )


class PostHistory:
    """The lines of a post, read once and held: the newest last. `days`: how long they are kept, 0: nothing is."""

    def __init__(self, path: Path, days: int) -> None:
        self._path = path
        self._days = days
        self._lines: list[Line] | None = None

    @property
    def kept(self) -> bool:
        """Whether anything is kept at all."""
        return self._days > 0

    def lines(self, now: float) -> tuple[Line, ...]:
        """All lines whose days are not over, the oldest first."""
        self._let_go(now)
        return tuple(self._all())

    def add(self, line: Line) -> None:
        """Keep one more. Refusal HISTORY_NOT_WRITABLE."""
        if not self.kept:
            return
        self._let_go(line.at)
        content = json.dumps(asdict(line), ensure_ascii=False, separators=(",", ":")) + "\n"
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with open(self._path, "ab", opener=_private) as stream:  # Path.open takes no opener
                if stream.tell() and not _ends_whole(self._path):
                    stream.write(b"\n")
                stream.write(content.encode())
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as problem:
            raise Refusal("HISTORY_NOT_WRITABLE", file=str(self._path), detail=problem.strerror or "") from None
        self._all().append(line)

    def seen(self, number: str, before: int) -> Line | None:
        """When a certificate was checked here last, before a moment; None where never."""
        lines = reversed(self.lines(before))
        found = (line for line in lines if number and line.number == number and line.at < before)
        return next(found, None)

    def clear(self) -> None:
        """Throw all of it away. Refusal HISTORY_NOT_WRITABLE."""
        self._lines = []
        self._write()

    def _all(self) -> list[Line]:
        if self._lines is None:
            self._lines = list(_read(self._path))
        return self._lines

    def _let_go(self, now: float) -> None:
        """Leave out what is too old or too much, in the file too."""
        lines = self._all()
        since = now - self._days * _DAY
        stays = [line for line in lines if line.at >= since] if self.kept else []
        if len(stays) > MOST_LINES + SLACK:
            stays = stays[-MOST_LINES:]
        if len(stays) != len(lines):
            self._lines = stays
            self._write()

    def _write(self) -> None:
        content = "".join(
            json.dumps(asdict(line), ensure_ascii=False, separators=(",", ":")) + "\n" for line in self._lines or ()
        )
        try:
            if content:
                write_atomically(self._path, content.encode(), private=True)
            else:
                self._path.unlink(missing_ok=True)
        except OSError as problem:
            raise Refusal("HISTORY_NOT_WRITABLE", file=str(self._path), detail=problem.strerror or "") from None


def matching(lines: tuple[Line, ...], text: str) -> list[Line]:
    """The lines, the newest first, in which every typed word is found: in time, number, outcome, reasons or way."""
    wanted = text.casefold().split()
    return [line for line in reversed(lines) if all(word in " ".join(as_row(line)).casefold() for word in wanted)]


def as_csv(lines: list[Line]) -> bytes:
    """The lines as a table for a spreadsheet."""
    return csv_file([COLUMNS, *map(as_row, lines)])


def as_row(line: Line) -> tuple[str, ...]:
    """As texts: time, number, outcome, colour, reasons, way."""
    when = datetime.fromtimestamp(line.at, UTC).isoformat()
    return (when, line.number, line.outcome, line.colour, " ".join(line.reasons), line.way)


def _read(path: Path) -> Iterator[Line]:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE)
    except OSError:
        return
    for each in data.split(b"\n")[-MOST_LINES - SLACK - 1 :]:
        if 0 < len(each) <= LARGEST_LINE:
            with suppress(ValueError, RecursionError, TypeError, OverflowError):
                line = _line(json.loads(each))
                if line is not None:
                    yield line


def _line(kept: Any) -> Line | None:
    """A line as kept, None where it is none: the file may have been edited by anybody."""
    match kept:
        case {
            "at": int(at),
            "number": str(number),
            "outcome": str(outcome),
            "colour": str(colour),
            "reasons": list(reasons),
            "way": str(way),
        } if 0 <= at < 1 << 36:
            codes = tuple(each for each in reasons if isinstance(each, str))
            return Line(at, number, Outcome(outcome).value, Colour(colour).value, codes, way)
    return None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) == b"\n"
