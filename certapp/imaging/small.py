"""Pictures so small that a code can hold them, and such pictures made visible again."""

import io
from typing import Final

from PIL import Image

from certapp.imaging.decoding import decode, open_picture, without_alpha
from certapp.model.errors import Refusal

SIDES_PX: Final = (64, 56, 48, 40, 32)
_QUALITIES: Final = (60, 45, 30, 20, 10, 5)
_LARGEST_PX: Final = 128
_SHOWN_PX: Final = 256


def small_webp(data: bytes, most: int) -> bytes:
    """The prepared picture as a WebP file of at most `most` bytes: as large as it goes, then as good as it goes.

    It holds pixels and nothing else. Refusals: PICTURE_NOT_AN_IMAGE, PICTURE_TOO_LARGE; PICTURE_TOO_DETAILED where
    even the smallest and coarsest is larger than allowed.
    """
    picture = open_picture(data)
    decode(picture)
    picture = without_alpha(picture).convert("RGB")
    for side in SIDES_PX:
        small = picture.copy()
        small.thumbnail((side, side), Image.Resampling.LANCZOS)
        small.info.clear()  # or Pillow writes profile, comments and position along
        for quality in _QUALITIES:
            file = io.BytesIO()
            small.save(file, "WEBP", quality=quality, method=6)
            if file.tell() <= most:
                return file.getvalue()
    raise Refusal("PICTURE_TOO_DETAILED", most=most)


def small_size(webp: bytes) -> tuple[int, int]:
    """Width and height of a signed picture, which is read in whole.

    Refusal PICTURE_NOT_AN_IMAGE for what is no WebP picture of at most 128 pixels each way.
    """
    return _opened(webp).size


def shown(webp: bytes) -> bytes:
    """A signed picture as a PNG file four times as large. Refusal as of `small_size`."""
    picture = _opened(webp)
    width, height = picture.size
    factor = max(1, _SHOWN_PX // max(width, height))
    file = io.BytesIO()
    large = picture.convert("RGB").resize((width * factor, height * factor), Image.Resampling.BICUBIC)
    large.save(file, "PNG", compress_level=1)  # as small as the usual level makes it, in a fifth of the time
    return file.getvalue()


def _opened(webp: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(webp), formats=["WEBP"])
    except Exception:  # decoders raise what they like on a hostile header
        raise Refusal("PICTURE_NOT_AN_IMAGE") from None
    if max(picture.size) > _LARGEST_PX or getattr(picture, "n_frames", 1) != 1:
        raise Refusal("PICTURE_NOT_AN_IMAGE")
    decode(picture)
    return picture
