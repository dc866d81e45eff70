"""What a scan of the test sheet says about the scanner: layout, Caps Lock, lost and doubled characters, pace, end."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from statistics import median

from certapp.scan.keyed import Stroke, understand
from certapp.scan.sheet_codes import TEST_PREFIX, TEST_TEXTS, TYPED_TEXT


@dataclass(frozen=True)
class Examined:
    """One scan of the sheet. `size`: the code's (SMALL, USUAL, LARGE), '' for the short one."""

    size: str
    computer: str = ""
    scanner: str = ""
    caps_lock: bool = False
    lost: int = 0
    doubled: int = 0
    changed: int = 0
    pace_ms: int | None = None
    """Between two keys; None where the characters came all at once (serial port, camera, file)."""
    end: str = ""
    """ENTER, TAB or '' for none."""
    keys_known: bool = True
    """Whether the system told which keys were pressed."""

    @property
    def whole(self) -> bool:
        """Whether every character arrived, once and right."""
        return not (self.lost or self.doubled or self.changed)


def examine(strokes: Sequence[Stroke]) -> Examined | None:
    """Of a scanner in keyboard mode; None where it was no code of the test sheet."""
    sent = [stroke for stroke in strokes if not stroke.ends]
    found = understand(sent)
    examined = examine_text(found.text)
    if examined is None:
        return None
    gaps = [after.at - before.at for before, after in pairwise(sent)]
    return Examined(
        examined.size,
        found.computer,
        found.scanner,
        caps_lock(sent),
        examined.lost,
        examined.doubled,
        examined.changed,
        round(median(gaps)) if gaps else None,
        strokes[-1].ends if strokes else "",
        all(stroke.key for stroke in sent),
    )


def examine_text(text: str) -> Examined | None:
    """The same of a text that came at once."""
    arrived = "".join(text.split()).upper()
    if not arrived.startswith(TEST_PREFIX):
        return None
    size = arrived[len(TEST_PREFIX) + 1 :][:5]
    size = size if size in TEST_TEXTS else ""
    lost, doubled, changed = _differences(TEST_TEXTS.get(size, TYPED_TEXT), arrived)
    return Examined(size, lost=lost, doubled=doubled, changed=changed)


def caps_lock(strokes: Sequence[Stroke]) -> bool:
    """Whether Caps Lock was on: letters came in the case that Shift did not ask for."""
    cased = [stroke for stroke in strokes if stroke.text.lower() != stroke.text.upper()]
    turned = sum(stroke.text.isupper() != stroke.shift for stroke in cased)
    return turned > len(cased) // 2


def _differences(meant: str, arrived: str) -> tuple[int, int, int]:
    """Characters lost, doubled (or added), and changed."""
    lost = doubled = changed = 0
    for kind, begin, end, there, past in SequenceMatcher(None, meant, arrived[: 2 * len(meant)], False).get_opcodes():
        if kind != "equal":
            wanted, got = end - begin, past - there
            changed += min(wanted, got)
            lost += max(0, wanted - got)
            doubled += max(0, got - wanted)
    return lost, doubled, changed
