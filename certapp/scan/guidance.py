"""What to tell somebody who holds a paper before a camera, or has photographed it, and whose code is not read."""

from dataclasses import dataclass
from itertools import pairwise
from math import dist
from typing import Final

from certapp.imaging.grey import GreyImage, enlarge, load_grey
from certapp.imaging.looking import Looks, burnt_in, looks, movement
from certapp.imaging.picture import inspect
from certapp.scan.advice import Advice
from certapp.scan.keyed import OPENINGS
from certapp.scan.reader import Seen, see_codes
from certapp.seal.text import PICTURE_PREFIX

DARK: Final = 55
"""Mean grey level; paper in the light of a room has twice as much."""
BURNT: Final = 0.04
"""Part of the picture that a reflection may take: the codes mend a spot of so much of their area."""
MOVED: Final = 6
"""Grey levels between two frames; of a code that moves by one or two of its modules they are 3."""
BLURRED: Final = 0.38
"""Edges against contrast; a print in focus has 0.5 and more, whatever the light."""
FEW_PIXELS: Final = 230
"""Side of a symbol: below 2.3 pixels for each of 101 modules half of them cannot be read any more (docs/formats.md)."""
_TRIED_AGAIN: Final = 400
"""Side of a symbol in pixels up to which a second look, enlarged, may help."""

_LARGE: Final = 4_000_000
JUDGED: Final = tuple(opening for opening in OPENINGS if opening != PICTURE_PREFIX)
"""Codes that say something alone, unlike the one with the picture."""


@dataclass(frozen=True)
class Frame:
    """One frame looked at: the texts read on it, what to tell, and what the next frame is held against."""

    texts: tuple[str, ...]
    advice: Advice
    looks: Looks | None = None


def look_at(image: GreyImage, before: Frame | None = None) -> Frame:
    """Read a frame, and say what is wrong where no code of ours is read. Some 10 ms for 1280 x 720 pixels."""
    seen = see_codes(image)
    texts = tuple(each.text for each in seen if each.text)
    unread = [each for each in seen if not each.text]
    if not _ours(texts) and unread and max(map(_side, unread)) < _TRIED_AGAIN:
        texts = (*texts, *(each.text for each in see_codes(enlarge(image, 2, True)) if each.text))
    if _ours(texts):
        return Frame(texts, Advice.DONE)
    now = looks(image)
    return Frame(texts, _advice(image, now, before.looks if before else None, unread), now)


def advice_on_picture(data: bytes) -> Advice:
    """What would help to read a photograph or scan on which nothing was read. Refusals as `imaging.grey.load_grey`."""
    facts = inspect(data)
    half = facts.width_px * facts.height_px > _LARGE
    return look_at(load_grey(data, half=half)).advice


def _ours(texts: tuple[str, ...]) -> bool:
    return any(text.upper().startswith(JUDGED) for text in texts)


def _advice(image: GreyImage, now: Looks, before: Looks | None, unread: list[Seen]) -> Advice:
    if now.brightness < DARK:
        return Advice.MORE_LIGHT
    if before is not None and movement(before, now) > MOVED:
        return Advice.HOLD_STILL
    if not unread:
        if now.burnt > BURNT:
            return Advice.LESS_GLARE
        return Advice.SHARPER if now.sharpness < BLURRED else Advice.SHOW_CODE
    largest = max(unread, key=_side)
    if burnt_in(image, _box(largest, image)) > BURNT:
        return Advice.LESS_GLARE
    if _side(largest) < FEW_PIXELS:
        return Advice.CLOSER
    return Advice.SHARPER if now.sharpness < BLURRED else Advice.FLATTER


def _side(code: Seen) -> float:
    """The longest side in pixels."""
    return max(dist(one, other) for one, other in pairwise((*code.corners, code.corners[0])))


def _box(code: Seen, image: GreyImage) -> tuple[int, int, int, int]:
    across, down = zip(*code.corners, strict=True)
    left, top = max(0, min(across)), max(0, min(down))
    return left, top, min(image.width, max(max(across), left + 1)), min(image.height, max(max(down), top + 1))
