"""How alike two photographs are, and how sharp one is: what is worth a look, never proof."""

from dataclasses import dataclass
from functools import lru_cache
from operator import sub
from typing import Final, Protocol

import dhash
from PIL import Image, ImageFilter, ImageOps, ImageStat

from certapp.imaging.picture import upright

NEAR: Final = 8
"""Bits of 64 up to which two photographs may be the same picture, saved again or scaled."""
NEAR_COLOURS: Final = 1.0
"""Mean difference of colour, of 255, up to which they are. Objects of one series on one ground have the same hash."""
ALIKE: Final = 10
"""Bits up to which a picture in its smallest, signed form differs from its photograph (41 of training)."""
UNLIKE: Final = 30
"""Bits from which on even a frame 30 % wider around the same picture explains no difference (there it was 29)."""
BLURRED: Final = 18.0
"""Sharpness below which a picture looks blurred in print: tried with the training pictures, sharp (23 to 60) and
blurred by 0.5 % of their longer side (6 to 17.8, which is what compression leaves)."""
_SIZE: Final = 8
_SEEN_PX: Final = 512
_COLOURS: Final = 16
_TILES: Final = 12


class Measured(Protocol):
    """A picture of which hash and colours are known."""

    @property
    def hash(self) -> int:
        """64 bits."""

    @property
    def colours(self) -> bytes:
        """On a grid of 16 x 16."""


@dataclass(frozen=True, slots=True)
class Impression:
    """What is kept of a picture to compare it: its hash, its colours on a grid of 16 x 16, its sharpness."""

    hash: int
    colours: bytes
    sharpness: float


def picture_hash(content: bytes) -> int:
    """Difference hash (library dhash), 64 bits of the upright picture: which field of a grid is lighter than the last.

    Refusals: PICTURE_NOT_AN_IMAGE, PICTURE_TOO_LARGE.
    """
    return _hash(upright(content, _SEEN_PX))


def distance(a: int, b: int) -> int:
    """In how many of the 64 bits two hashes differ."""
    return int(dhash.get_num_bits_different(a, b))


def impression(content: bytes) -> Impression:
    """What is kept of a picture as it is to be seen. Refusals as of `picture_hash`."""
    picture = upright(content, _SEEN_PX)
    colours = picture.convert("RGB").resize((_COLOURS, _COLOURS), Image.Resampling.BOX).tobytes()
    return Impression(_hash(picture), colours, _sharpness(picture.convert("L")))


def near_equal(one: Measured, other: Measured) -> bool:
    """Whether two photographs may be the same picture, saved again or scaled."""
    if (one.hash ^ other.hash).bit_count() > NEAR:
        return False
    return _apart(one.colours, other.colours) <= NEAR_COLOURS * len(one.colours)


@lru_cache(maxsize=20_000)
def _apart(one: bytes, other: bytes) -> int:
    """The sum of all differences. Remembered: the photographs of a series are compared again while one types."""
    if len(one) != len(other):
        raise ValueError("grids of different size")
    return sum(map(abs, map(sub, one, other)))


def _hash(picture: Image.Image) -> int:
    fields = picture.convert("L").resize((_SIZE + 1, _SIZE + 1), Image.Resampling.LANCZOS)
    row, _column = dhash.dhash_row_col(list(fields.tobytes()), size=_SIZE)
    return int(row)


def _sharpness(grey: Image.Image) -> float:
    """Standard deviation of the Laplacian in the sharpest parts of the picture: a plain ground is no blur.

    The contrast is normalised first, so that a pale picture is not taken for a blurred one.
    """
    edges = ImageOps.autocontrast(grey, cutoff=0.5).filter(
        ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
    )
    across, down = max(1, edges.width // _TILES), max(1, edges.height // _TILES)
    tiles = [
        ImageStat.Stat(edges.crop((x, y, x + across, y + down))).stddev[0]
        for x in range(0, edges.width - across + 1, across)
        for y in range(0, edges.height - down + 1, down)
    ]
    return sorted(tiles)[-max(1, len(tiles) // 20)]
