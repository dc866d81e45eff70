"""Telling a scanner that types from a person: by how a code begins, by pace and by end, never by where the focus is.

Keys are held back only while they may still become a code, each a tenth of a second at most; then they go on their way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Final

from certapp.scan.keyed import OPENINGS, Stroke, is_whole
from certapp.scan.layouts import layouts

HOLD_MS: Final = 100
"""Between two keys of a beginning. Scanners send a key in 2 to 50 ms; nobody types these letters so fast."""
PAUSE_MS: Final = 500
"""Without a key for so long, a scan has ended without Enter or Tab."""
FALTERED_MS: Final = 2000
"""So much longer is waited for the rest where the code's own checksum says that some is missing: scanners by radio and
busy computers falter, and half a code would be called unreadable while its other half is typed somewhere."""
ECHO_MS: Final = 300
"""An end key so soon after the end belongs to the scan: some send two (carriage return, line feed)."""
REPEAT_MS: Final = 150
"""A key is repeated only after it was down for longer (X11 660, Windows at least 250). Qt takes a letter that comes
twice within one millisecond for a repeated key too."""
SURE: Final = 4
"""Keys after which it is a scan: no two kinds of code of ours begin with the same four."""
MOST: Final = 4000
"""Strokes kept of one scan; more are swallowed. No code has half as many."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What becomes of a key, and of those before it."""

    freed: int = 0
    """So many of the held keys, the oldest first, go on their way before it."""
    kept: bool = False
    """Nobody else gets this key: held, or part of a scan."""
    ended: bool = False
    """With this key the scan has ended."""


@dataclass
class Wedge:
    """Hand it every key that is pressed, and call `rest` when `wait` has gone by without one."""

    held: list[Stroke] = field(default_factory=list)
    scan: list[Stroke] = field(default_factory=list)
    """The strokes of the scan that is under way or has just ended, its end key among them."""
    scanning: bool = False
    _ended: int | None = None
    _waited: int = 0
    _down: Stroke | None = None
    """The last key that went down."""
    _repeating: bool = False

    @property
    def wait(self) -> int:
        """Milliseconds after which `rest` is to be called if no key comes; 0: not at all."""
        if self.scanning:
            return FALTERED_MS if self._waited else PAUSE_MS
        return HOLD_MS if self.held else 0

    def wants(self, stroke: Stroke) -> bool:
        """Whether `press` would keep this key from everybody else. Changes nothing."""
        if self.scanning or self._is_held_down(stroke):
            return self.scanning
        return self._is_echo(stroke) or self._first_of_beginning(stroke) <= len(self.held)

    def press(self, stroke: Stroke) -> Answer:
        """A key, in the order in which they come. Keys that only change others, as Shift, are not handed in."""
        self._repeating, self._down = self._is_held_down(stroke), stroke
        if self._repeating:
            return Answer(kept=self.scanning)
        if self.scanning:
            return self._go_on(stroke)
        if self._is_echo(stroke):
            return Answer(kept=True)
        first = self._first_of_beginning(stroke)
        if first > len(self.held):
            return Answer(freed=self._let_go())
        self.held = [*self.held[first:], stroke]
        if len(self.held) >= SURE:
            self.scan, self.held, self.scanning, self._waited = self.held, [], True, 0
        return Answer(freed=first, kept=True)

    def rest(self) -> Answer:
        """No key came for `wait`: a scan has ended or falters, or what is held was a person's."""
        if self.scanning:
            self._waited += self.wait
            if self._waited == PAUSE_MS and len(self.scan) < MOST and not is_whole(self.scan):
                return Answer()
            self.scanning, self._ended = False, self.scan[-1].at + self._waited
            return Answer(ended=True)
        return Answer(freed=self._let_go())

    def _let_go(self) -> int:
        freed, self.held = len(self.held), []
        return freed

    def _go_on(self, stroke: Stroke) -> Answer:
        self._waited = 0
        if len(self.scan) < MOST:
            self.scan.append(stroke)
        self.scanning = not stroke.ends
        if stroke.ends:
            self._ended = stroke.at
        return Answer(kept=True, ended=bool(stroke.ends))

    def _is_held_down(self, stroke: Stroke) -> bool:
        soon = self._down is not None and stroke.at - self._down.at < REPEAT_MS
        return stroke.repeated and (self._repeating or not soon)

    def _is_echo(self, stroke: Stroke) -> bool:
        return self._ended is not None and stroke.at - self._ended <= ECHO_MS and bool(stroke.ends or stroke.held)

    def _first_of_beginning(self, stroke: Stroke) -> int:
        """From which held key on they begin a code together with this one; beyond the last where none does."""
        strokes = [*self.held, stroke]
        return next((first for first in range(len(strokes)) if _begins(strokes[first:])), len(strokes))


def _begins(strokes: Sequence[Stroke]) -> bool:
    if any(stroke.held or stroke.ends for stroke in strokes):
        return False
    if any(after.at - before.at > HOLD_MS for before, after in pairwise(strokes)):
        return False
    keys, typed = "".join(each.key for each in strokes), "".join(each.text for each in strokes)
    return (all(each.key for each in strokes) and keys in _beginnings()) or typed in _beginnings()


@cache
def _beginnings() -> frozenset[str]:
    """The first one to `SURE` characters of every code of ours, as each layout shows them."""
    shown = {opening.lower() for opening in OPENINGS} | set(OPENINGS)
    shown |= {
        each.typed(opening, caps=caps) for each in layouts().values() for opening in OPENINGS for caps in (False, True)
    }
    return frozenset(whole[:length] for whole in shown for length in range(1, SURE + 1))
