"""Pictures as plain bytes, so that other rooms need no imaging library: grey for scanning, pages as PNG."""

import io
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageFilter

from certapp.imaging.decoding import decode, open_picture, reduce_while_decoding, without_alpha


@dataclass(frozen=True, slots=True)
class GreyImage:
    """Rows from top to bottom without padding, one byte per pixel, 0 black, 255 white."""

    width: int
    height: int
    data: bytes

    def __post_init__(self) -> None:
        if len(self.data) != self.width * self.height or not self.data:
            raise ValueError("bytes and size of a grey picture differ")


@dataclass(frozen=True, slots=True)
class ColourImage:
    """Rows from top to bottom without padding, three bytes per pixel: red, green, blue."""

    width: int
    height: int
    data: bytes


_SHARPEN: Final = ImageFilter.UnsharpMask(radius=3.5, percent=120, threshold=0)


def load_grey(data: bytes, *, half: bool = False) -> GreyImage:
    """The picture file as grey pixels, as they lie in the file (not turned upright).

    half: a JPEG is decoded at half width and height, five times as fast; a PNG always whole.
    Refusals: PICTURE_NOT_AN_IMAGE, PICTURE_TOO_LARGE.
    """
    picture = open_picture(data)
    width, height = picture.size
    if half:
        width, height = max(1, width // 2), max(1, height // 2)
    reduce_while_decoding(picture, width, height, "L")
    decode(picture)
    return _wrap(without_alpha(picture).convert("L"))


def grey_from_buffer(width: int, height: int, data: bytes, stride: int) -> GreyImage:
    """From another library's raster: `stride` bytes from row to row. ValueError where the sizes disagree."""
    return _wrap(Image.frombuffer("L", (width, height), data, "raw", "L", stride, 1))


def colour_from_buffer(width: int, height: int, data: bytes, stride: int, order: str = "BGR") -> ColourImage:
    """As `grey_from_buffer`; `order` of the bytes of a pixel: RGB, BGR, RGBX or BGRX."""
    return ColourImage(width, height, Image.frombuffer("RGB", (width, height), data, "raw", order, stride, 1).tobytes())


def enlarge(image: GreyImage, factor: int, sharpen: bool) -> GreyImage:
    """`factor` times as wide and high, cubic; sharpened as helps against the blur of a scan at 150 dpi."""
    larger = _picture(image).resize((image.width * factor, image.height * factor), Image.Resampling.BICUBIC)
    return _wrap(larger.filter(_SHARPEN) if sharpen else larger)


def png(image: GreyImage | ColourImage) -> bytes:
    """The raster as a PNG file."""
    file = io.BytesIO()
    _picture(image).save(file, "PNG", compress_level=4)
    return file.getvalue()


def _picture(image: GreyImage | ColourImage) -> Image.Image:
    mode = "L" if isinstance(image, GreyImage) else "RGB"
    return Image.frombytes(mode, (image.width, image.height), image.data)


def _wrap(picture: Image.Image) -> GreyImage:
    return GreyImage(picture.width, picture.height, picture.tobytes())
