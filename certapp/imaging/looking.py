"""How a picture looks to somebody who must read it: how bright, how sharp, and whether it moved since the last one."""

from dataclasses import dataclass
from math import inf
from typing import Final

from PIL import Image, ImageChops, ImageFilter, ImageStat

from certapp.imaging.grey import GreyImage

_SMALL: Final = (96, 72)
_BURNT: Final = 253
"""From here on nothing is left of what was printed there."""
_NO_CONTRAST: Final = 12
_LEAST: Final = 3
_LAPLACE: Final = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)


@dataclass(frozen=True, slots=True)
class Looks:
    """Grey levels from 0 to 255. `sharpness`: the steepest edges against the contrast; infinite without any."""

    brightness: float
    burnt: float
    """Which part is white beyond reading, 0 to 1."""
    sharpness: float
    small: bytes
    """The picture in little, to hold the next one against."""


def looks(image: GreyImage) -> Looks:
    """Of a whole picture; some milliseconds a megapixel."""
    picture = Image.frombytes("L", (image.width, image.height), image.data)
    counts = picture.histogram()
    small = picture.resize(_SMALL, Image.Resampling.BOX)
    return Looks(
        ImageStat.Stat(small).mean[0],
        sum(counts[_BURNT:]) / len(image.data),
        _sharpness(picture.reduce(2)),  # less of the camera's noise
        small.tobytes(),
    )


def burnt_in(image: GreyImage, box: tuple[int, int, int, int]) -> float:
    """Which part of a box (left, top, right, bottom; within the picture) is white beyond reading, 0 to 1."""
    counts = Image.frombytes("L", (image.width, image.height), image.data).crop(box).histogram()
    return sum(counts[_BURNT:]) / max(1, sum(counts))


def _sharpness(picture: Image.Image) -> float:
    levels = picture.histogram()
    contrast = _level(levels, 0.99) - _level(levels, 0.01)
    if contrast <= _NO_CONTRAST or min(picture.size) < _LEAST:
        return inf
    inner = (1, 1, picture.width - 1, picture.height - 1)  # the filter leaves the margin as it was
    edges = picture.filter(_LAPLACE).crop(inner).histogram()
    return max(128 - _level(edges, 0.005), _level(edges, 0.995) - 128) / contrast


def _level(counts: list[int], part: float) -> int:
    """The grey level below which so much of a picture lies."""
    wanted, seen = part * sum(counts), 0
    for level, count in enumerate(counts):
        seen += count
        if seen > wanted:
            return level
    return len(counts) - 1


def movement(before: Looks, after: Looks) -> float:
    """How much two pictures differ, in grey levels for a place; light that came on does not count."""
    first, second = (Image.frombytes("L", _SMALL, each.small) for each in (before, after))
    share = before.brightness / max(1.0, after.brightness)
    moved = second.point(lambda level: min(255, round(level * share)))
    return float(ImageStat.Stat(ImageChops.difference(first, moved)).mean[0])
