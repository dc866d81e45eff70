"""How a photograph is turned and cropped for what leaves the house; the file itself stays as it came."""

from dataclasses import dataclass
from typing import Final, TypeAlias

from certapp.model.errors import Refusal

WHOLE: Final = 1000
"""Crops are in thousandths of the picture's width and height."""
LEAST: Final = 50
"""A crop narrower than this is a slip of the hand."""
_TURNS: Final = (0, 90, 180, 270)

Edges: TypeAlias = tuple[int, int, int, int]
"""Left, top, right, bottom in thousandths."""
Box: TypeAlias = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""


@dataclass(frozen=True, slots=True)
class Framing:
    """First cropped, as the camera's own turning (EXIF) has it upright; then turned clockwise by degrees.

    Since the crop comes first, turning never changes it. ValueError where a number is not possible.
    """

    turned: int = 0
    crop: Edges = (0, 0, WHOLE, WHOLE)

    def __post_init__(self) -> None:
        left, top, right, bottom = self.crop
        if self.turned not in _TURNS or not (0 <= left <= right - LEAST and right <= WHOLE):
            raise ValueError("no such turn or crop")
        if not (0 <= top <= bottom - LEAST and bottom <= WHOLE):
            raise ValueError("no such crop")

    @property
    def name(self) -> str:
        """What tells a framed copy from others of the same file; nothing where the picture is as it came."""
        return "" if self == AS_IT_CAME else "-".join(map(str, (self.turned, *self.crop)))

    @property
    def crop_text(self) -> str:
        """The crop as records have it; nothing where there is none."""
        return "" if self.crop == AS_IT_CAME.crop else ",".join(map(str, self.crop))

    def box(self, width: int, height: int) -> Box:
        """The crop of an upright picture in its pixels, never empty."""
        left, top, right, bottom = self.crop
        return (
            left * width // WHOLE,
            top * height // WHOLE,
            -(-right * width // WHOLE),
            -(-bottom * height // WHOLE),
        )

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Width and height of what is seen of an upright picture."""
        left, top, right, bottom = self.box(width, height)
        across, down = right - left, bottom - top
        return (down, across) if self.turned in (90, 270) else (across, down)

    def turned_by(self, degrees: int) -> "Framing":
        """Turned further, clockwise; the crop stays on the same part of the object."""
        return Framing((self.turned + degrees) % 360, self.crop)

    def seen_crop(self) -> Edges:
        """The crop as it lies in the whole picture after turning."""
        return _turn(self.crop, self.turned)

    def with_seen_crop(self, edges: Edges) -> "Framing":
        """Cropped to what was marked in the whole picture after turning."""
        return Framing(self.turned, _turn(edges, -self.turned % 360))


def framing_of(turned: object, crop: object) -> Framing:
    """What a record says, in numbers; None and '' are nothing. Refusal PHOTOGRAPH_TURN_WRONG, PHOTOGRAPH_CROP_WRONG."""
    degrees = 0 if turned in (None, "") else turned
    if degrees not in _TURNS or not isinstance(degrees, int):
        raise Refusal("PHOTOGRAPH_TURN_WRONG")
    if crop in (None, ""):
        return Framing(degrees)
    try:
        left, top, right, bottom = map(_whole, str(crop).split(","))
        return Framing(degrees, (left, top, right, bottom))
    except ValueError:
        raise Refusal("PHOTOGRAPH_CROP_WRONG", least=LEAST) from None


def _whole(words: str) -> int:
    if not (words.isascii() and words.isdigit() and len(words) <= 4):
        raise ValueError("no whole number")
    return int(words)


def _turn(edges: Edges, degrees: int) -> Edges:
    for _quarter in range(degrees // 90):
        left, top, right, bottom = edges
        edges = (WHOLE - bottom, left, WHOLE - top, right)
    return edges


AS_IT_CAME: Final = Framing()
