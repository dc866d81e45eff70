"""Many papers at once: each file and each line of a list judged once, in a stable order, on all cores.

Files from anybody are read in bounded processes (`reading_apart`), one for each core: one that hangs or bursts is one
line of the report and not its end. What is kept of each is a line, so that ten thousand take no more memory than ten.
"""

import os
import time
from bisect import insort
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from typing import Final, TypeVar

from certapp.model.errors import Refusal
from certapp.model.sentences import sentence
from certapp.scan.sheet_codes import TEST_PREFIX
from certapp.seal.text import CODE_PREFIX, LIST_PREFIX, PICTURE_PREFIX, TAG_PREFIX
from certapp.service.endorsing import Outbox, with_endorsements
from certapp.service.reading import Reader
from certapp.service.reading_apart import Bounds, ReadApart
from certapp.service.typed import number_typed
from certapp.service.verifying import MOST_FILES, FileVerdict, files_in, verify_file, verify_text
from certapp.trust.extension import PREFIX as EXTENSION_PREFIX
from certapp.trust.judge import Withdrawn
from certapp.trust.verdict import Colour, Outcome
from certapp.trust.view import TrustView

T = TypeVar("T")

LARGEST_LIST: Final = 40 << 20
"""Bytes of a text file with a code on each line: 20,000 codes of the greatest length."""
COLUMNS: Final = ("file", "outcome", "colour", "number", "reasons", "words")
"""Of the report: names that stay, whatever language the words are in."""
MOST_GRAVE: Final = 50
_AHEAD: Final = 32
"""How many files a reader may be ahead of the slowest: what is done before it waits for it, as lines."""
_LOOK_S: Final = 0.1
"""How long a stop may go unseen while a file is read."""
_STOP_AGAIN_S: Final = 0.05
_GRAVITY: Final = (Colour.RED, Colour.AMBER, Colour.GREY, Colour.GREEN)
_OPENINGS: Final = (CODE_PREFIX, PICTURE_PREFIX, TAG_PREFIX, LIST_PREFIX, EXTENSION_PREFIX, TEST_PREFIX)


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to be judged: a file, or a text of a list. `name` as the report has it: of a list with its line."""

    name: str
    path: Path | None = None
    text: str = ""


Judge = Callable[[Asked, Reader], FileVerdict]


@dataclass(frozen=True, slots=True)
class Line:
    """What the report keeps of one verdict. The number only where the signature is good and its signer believed."""

    file: str
    outcome: Outcome
    colour: Colour
    number: str
    reasons: tuple[str, ...]
    words: str

    def row(self) -> tuple[str, ...]:
        """In the order of `COLUMNS`."""
        return self.file, self.outcome.value, self.colour.value, self.number, " ".join(self.reasons), self.words


@dataclass(slots=True)
class Tally:
    """What came out so far: how many of each outcome, and the gravest that are not green, the gravest first."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    colours: Counter[Colour] = field(default_factory=Counter)
    _gravest: list[tuple[int, int, Line]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many were judged."""
        return self.outcomes.total()

    @property
    def gravest(self) -> tuple[Line, ...]:
        """At most `MOST_GRAVE`: red before amber before grey, those of one colour in the order of the files."""
        return tuple(line for _, _, line in self._gravest)

    def add(self, line: Line) -> None:
        """One more."""
        order = self.count
        self.outcomes[line.outcome] += 1
        self.colours[line.colour] += 1
        if line.colour is not Colour.GREEN:
            insort(self._gravest, (_GRAVITY.index(line.colour), order, line))
            del self._gravest[MOST_GRAVE:]


def line_of(name: str, found: FileVerdict) -> Line:
    """The report's line on one verdict, its words in the language in use."""
    verdict = found.verdict
    codes = tuple(reason.code for reason in found.reasons)
    number = verdict.claims.number if verdict.claims is not None else ""
    words = " ".join(reason.text() for reason in found.reasons)
    return Line(name, verdict.outcome, verdict.colour, number, codes, words)


def asked_for(paths: tuple[Path, ...]) -> Iterator[Asked]:
    """Files as named, of a folder all files in it by name, each file once; of a list its lines. Refusal FILES_TOO_MANY.

    A list is a text file with two or more lines that each begin as a code of ours does, or are a certificate's number.
    """
    seen: set[str] = set()
    count = 0
    for path in files_in(paths):
        real = os.path.realpath(path)
        if real in seen:
            continue
        seen.add(real)
        texts = _listed(path)
        for each in texts or (Asked(str(path), path),):
            count += 1
            if count > MOST_FILES:
                raise Refusal("FILES_TOO_MANY", most=MOST_FILES)
            yield each


def judge_with(view: TrustView, now: int, withdrawn: Mapping[bytes, Withdrawn], outbox: Outbox | None = None) -> Judge:
    """Judges by these lists as of one moment; `outbox`: what this post endorsed is said beside the verdict."""

    def judge(each: Asked, reader: Reader) -> FileVerdict:
        if each.path is None:
            found = verify_text(each.text, view, now, withdrawn)
        else:
            found = verify_file(each.path, view, now, withdrawn, reader)
        return found if outbox is None else with_endorsements(found, outbox)

    return judge


def stopped_row(left: int, of_all: int) -> tuple[str, ...]:
    """The last row of the report of what was stopped, in the order of `COLUMNS`."""
    return ("", "", "", "", "MANY_STOPPED", sentence("MANY_STOPPED", {"n": left, "all": of_all}))


def judge_all(
    asked: Iterable[Asked], judge: Judge, make: Callable[[str, FileVerdict], T], stop: Event | None = None
) -> Generator[T, None, None]:
    """What `make` makes of each verdict, in the order asked.

    Close it, or set `stop` from another thread, to end it early: what is being read then is given up. `judge` and
    `make` are called in threads, one for each core of the machine.
    """
    return judge_by(asked, judge, make, os.cpu_count() or 1, Bounds(), stop)


def judge_by(
    asked: Iterable[Asked],
    judge: Judge,
    make: Callable[[str, FileVerdict], T],
    count: int,
    bounds: Bounds,
    stop: Event | None = None,
) -> Generator[T, None, None]:
    """As `judge_all`, by `count` readers within `bounds`."""
    readers = [ReadApart(bounds) for _ in range(count)]
    free: SimpleQueue[ReadApart] = SimpleQueue()
    for reader in readers:
        free.put(reader)

    def one(each: Asked) -> T:
        reader = free.get()
        try:
            return make(each.name, judge(each, reader))
        finally:
            free.put(reader)

    waiting: deque[Future[T]] = deque()
    pool = ThreadPoolExecutor(count)
    try:
        for each in asked:
            waiting.append(pool.submit(one, each))
            if len(waiting) >= count * _AHEAD:
                if _stopped(waiting[0], stop):
                    return
                yield waiting.popleft().result()
        while waiting:
            if _stopped(waiting[0], stop):
                return
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        while not all(each.done() for each in waiting):  # one that has just begun may not be at its reader yet
            for reader in readers:
                reader.stop()
            time.sleep(_STOP_AGAIN_S)
        for reader in readers:
            reader.close()


def _stopped(next_one: Future[T], stop: Event | None) -> bool:
    """Wait for the next one; whether somebody stopped it meanwhile."""
    while stop is not None and not stop.is_set() and not wait((next_one,), _LOOK_S).done:
        pass
    return stop is not None and stop.is_set()


def _listed(path: Path) -> tuple[Asked, ...]:
    """The texts of a list, none where the file is something else."""
    if path.suffix.lower() not in (".txt", ".csv"):
        return ()
    try:
        if not path.is_file():
            return ()
        with path.open("rb") as stream:
            data = stream.read(LARGEST_LIST + 1)
    except (OSError, ValueError):
        return ()
    if len(data) > LARGEST_LIST:
        return ()
    lines = [line.strip() for line in data.decode("utf-8", "replace").lstrip("\ufeff").splitlines()]
    texts = [(number, line) for number, line in enumerate(lines, 1) if line]
    if len(texts) < 2 or not all(_begins_one(line) for _, line in texts[:2]):
        return ()
    return tuple(Asked(f"{path}:{number}", None, text) for number, text in texts)


def _begins_one(line: str) -> bool:
    opening = line[: max(map(len, _OPENINGS))].upper()
    return opening.startswith(_OPENINGS) or bool(number_typed(line))
