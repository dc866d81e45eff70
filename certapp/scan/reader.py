"""QR codes in a picture. A dense code on a poor scan is often read only when enlarged: that is tried too."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import zxingcpp

from certapp.imaging.grey import GreyImage, enlarge, load_grey
from certapp.imaging.picture import inspect
from certapp.seal.text import CODE_PREFIX

_LADDER: Final = ((2, False), (3, True))  # enlarged so many times, sharpened or not
_MOST_PIXELS: Final = 40_000_000
_LONGEST_SIDE: Final = 65_535
"""Pixels: what zxing-cpp takes."""
_LARGE: Final = 4_000_000
"""From so many pixels on, a photograph has pixels to spare: half of them in each direction usually do."""


def read_codes(image: GreyImage, *, closely: bool = True) -> tuple[str, ...]:
    """The texts of all QR codes found, each once; empty where there is none.

    Looks as it is, then at twice the size, then at three times and sharpened, and stops where it first finds
    the code of a certificate. Steps that would need more than 40 million pixels are left out. Not closely: as it is.
    """
    return _first_with_ours(_steps(image) if closely else [_read(image)])


def read_codes_from_picture(data: bytes) -> tuple[str, ...]:
    """The same of a JPEG or PNG file; of a large one first at half size, which is several times faster.

    Refusals: PICTURE_NOT_AN_IMAGE, PICTURE_TOO_LARGE.
    """
    return _first_with_ours(_picture_steps(data))


@dataclass(frozen=True)
class Seen:
    """A QR symbol that was found. `text` is '' where it could not be read; corners in pixels, in turn."""

    text: str
    corners: tuple[tuple[int, int], ...]


def see_codes(image: GreyImage) -> tuple[Seen, ...]:
    """All symbols that one look finds, read or not: what somebody who holds the camera is told goes by it."""
    if max(image.width, image.height) > _LONGEST_SIDE:
        return ()
    found = zxingcpp.read_barcodes(
        _rows(image),
        formats=zxingcpp.BarcodeFormat.QRCodeModel2,
        text_mode=zxingcpp.TextMode.Plain,
        return_errors=True,
    )
    return tuple(Seen(code.text if code.valid else "", _corners(code.position)) for code in found)


def _corners(position: zxingcpp.Position) -> tuple[tuple[int, int], ...]:
    places = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return tuple((place.x, place.y) for place in places)


def _steps(image: GreyImage) -> Iterator[list[str]]:
    yield _read(image)
    for factor, sharpen in _LADDER:
        if image.width * image.height * factor * factor <= _MOST_PIXELS:
            yield _read(enlarge(image, factor, sharpen))


def _picture_steps(data: bytes) -> Iterator[list[str]]:
    facts = inspect(data)
    if facts.format == "JPEG" and facts.width_px * facts.height_px >= _LARGE:
        yield _read(load_grey(data, half=True))
    yield from _steps(load_grey(data))


def _first_with_ours(steps: Iterable[list[str]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for texts in steps:
        found.update(dict.fromkeys(texts))
        if any(text.upper().startswith(CODE_PREFIX) for text in texts):
            break
    return tuple(found)


def _read(image: GreyImage) -> list[str]:
    if max(image.width, image.height) > _LONGEST_SIDE:  # a strip, which holds no code of ours
        return []
    codes = zxingcpp.read_barcodes(
        _rows(image), formats=zxingcpp.BarcodeFormat.QRCodeModel2, text_mode=zxingcpp.TextMode.Plain
    )
    return [code.text for code in codes]


def _rows(image: GreyImage) -> memoryview:
    return memoryview(image.data).cast("B", (image.height, image.width))
