"""What a scanner that types has sent: read from the keys it pressed, whatever the computer made of them.

Three readings are possible, for scanner and computer may each be set to a country of its own. The code's own checksum
(zlib) says which is right; a wrong one cannot pass for genuine, since its signature would fail.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from certapp.model.errors import Refusal
from certapp.scan.layouts import KEYS, US, layouts, put_right
from certapp.scan.sheet_codes import ALL, TEST_PREFIX
from certapp.seal.text import CODE_PREFIX, LIST_PREFIX, PICTURE_PREFIX, TAG_PREFIX, from_text

OPENINGS: Final = (CODE_PREFIX, PICTURE_PREFIX, TAG_PREFIX, TEST_PREFIX, LIST_PREFIX, "XCRCP", "XCEXT", "XCCHK")
"""How our codes begin: certificate, picture, label, test sheet, bulletin, receipt, extension, checkpoint."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key pressed, at so many milliseconds. `key`: what a US keyboard bears on it, '' where that is not known."""

    key: str
    text: str
    at: int
    shift: bool = False
    held: bool = False
    """Ctrl, Alt or the system's key was down: no scanner does that."""
    ends: str = ""
    """ENTER or TAB, where it is one."""
    repeated: bool = False
    """The computer took it for a key that is still down. It may be wrong: see `Wedge`."""


@dataclass(frozen=True, slots=True)
class Understood:
    """The text that was meant. `computer`, `scanner`: layouts by tag where they made a difference, else ''."""

    text: str
    computer: str = ""
    scanner: str = ""


def understand(strokes: Sequence[Stroke]) -> Understood:
    """The text of a scan. Where no reading is whole, the likeliest: by the keys where they are known."""
    typed = "".join(stroke.text for stroke in strokes)
    keys = "".join(stroke.key for stroke in strokes)
    if not keys or any(stroke.text and not stroke.key for stroke in strokes):
        return understand_text(typed)
    if _whole(typed):
        return Understood(typed)
    if _whole(keys):
        return Understood(keys, computer_layout(strokes))
    for tag, text in _by_scanner(strokes):
        if _whole(text):
            return Understood(text, scanner=tag)
    by_keys = keys.startswith(OPENINGS)
    return Understood(keys, computer_layout(strokes)) if by_keys else understand_text(typed)


def is_whole(strokes: Sequence[Stroke]) -> bool:
    """Whether the checksum of what was meant says that nothing is missing."""
    return _whole(understand(strokes).text)


def understand_text(text: str) -> Understood:
    """The same of characters alone: typed by hand or far away, pasted, read from a file."""
    body = "".join(text.split())
    ours = body.upper().startswith(OPENINGS)
    likeliest = Understood(text)
    for tag, keys in () if _whole(body) else put_right(body, OPENINGS):
        if _whole(keys):
            return Understood(keys, tag)
        if not ours:
            likeliest, ours = Understood(keys, tag), True
    return likeliest


def computer_layout(strokes: Sequence[Stroke]) -> str:
    """The layout that explains what the computer made of the keys, by tag; '' where US does or none."""
    known = [stroke for stroke in strokes if stroke.key in KEYS and stroke.key and stroke.text]
    fitting = [tag for tag in layouts() if all(_explained(stroke, tag) for stroke in known)]
    return "" if not fitting or fitting[0] == US else fitting[0]


def _explained(stroke: Stroke, tag: str) -> bool:
    layout = layouts()[tag]
    alone, shifted = layout.gives(stroke.key, shift=False), layout.gives(stroke.key, shift=True)
    return stroke.text in {alone, shifted, alone.upper(), shifted.lower()}


def _by_scanner(strokes: Sequence[Stroke]) -> Iterator[tuple[str, str]]:
    """What a scanner set to another country's keyboard meant with these keys."""
    if any(stroke.key not in KEYS for stroke in strokes):
        return
    for tag, layout in layouts().items():
        text = "".join(layout.gives(stroke.key, shift=stroke.shift) for stroke in strokes).upper()
        if text.startswith(OPENINGS):
            yield tag, text


def _whole(text: str) -> bool:
    """Whether the checksum inside says that nothing is missing or changed; a test code must be as printed."""
    if text.upper() in ALL:
        return True
    opening = text[: len(CODE_PREFIX)].upper()
    if opening not in OPENINGS:
        return False
    try:
        from_text(text, opening)
    except Refusal:
        return False
    return True
