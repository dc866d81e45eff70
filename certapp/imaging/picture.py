"""Photographs: what is in the file, and the copies that go on paper, on the screen and out of the house.

Copies stand upright, are in sRGB and hold nothing but pixels: a photograph can tell where an object is kept.
"""

import io
from dataclasses import dataclass
from typing import Final, Literal, cast

from PIL import ExifTags, Image, ImageCms

from certapp.imaging.decoding import decode, open_picture, reduce_while_decoding, without_alpha
from certapp.imaging.segments import without_metadata

PRINT_PX: Final = 1772
"""150 mm at 300 dpi."""
_PRINT_QUALITY = 88
_THUMBNAIL_QUALITY = 80
_ORIGINAL_QUALITY = 95
_TURNS = {  # EXIF 2.32 tag 0x0112: what makes the picture upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = (5, 6, 7, 8)  # of these, those that swap width and height
_XMP = ("xmp", "XML:com.adobe.xmp")


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """Of a picture file: width and height in pixels, upright; has_position: it tells where it was taken."""

    format: Literal["JPEG", "PNG"]
    width_px: int
    height_px: int
    has_position: bool


@dataclass(frozen=True, slots=True)
class PreparedPicture:
    """A JPEG for printing: upright, sRGB, without metadata."""

    jpeg: bytes
    width_px: int
    height_px: int


def inspect(data: bytes) -> PictureFacts:
    """The facts in the header; whether the pixels are whole, only `prepare` finds out.

    Refusals: PICTURE_NOT_AN_IMAGE (neither JPEG nor PNG), PICTURE_TOO_LARGE.
    """
    picture = open_picture(data)
    width, height = picture.size
    if _orientation(picture) in _LYING:
        width, height = height, width
    return PictureFacts(cast('Literal["JPEG", "PNG"]', picture.format), width, height, _has_position(picture))


def prepare(data: bytes, longest_px: int = PRINT_PX) -> PreparedPicture:
    """The copy for the document: longest side at most `longest_px`, never enlarged. Same input, same bytes.

    Refusals: PICTURE_NOT_AN_IMAGE (also cut short), PICTURE_TOO_LARGE.
    """
    picture = _upright_srgb(data, longest_px)
    return PreparedPicture(_jpeg(picture, _PRINT_QUALITY), picture.width, picture.height)


def thumbnail(data: bytes, px: int) -> bytes:
    """A JPEG whose longest side is at most `px`. Refusals as of `prepare`."""
    return _jpeg(_upright_srgb(data, px), _THUMBNAIL_QUALITY)


def strip_metadata(data: bytes) -> bytes:
    """The picture at full size as a JPEG that tells neither place nor device. Refusals as of `prepare`."""
    return _jpeg(_upright_srgb(data, None), _ORIGINAL_QUALITY)


def handed_out(data: bytes) -> bytes:
    """What may leave the house: the picture without a word about place, device or people.

    A JPEG that stands upright loses nothing but those words; every other picture becomes a new JPEG.
    Refusals as of `prepare`.
    """
    picture = open_picture(data)
    if picture.format == "JPEG" and _orientation(picture) not in _TURNS:
        bare = without_metadata(data)
        if bare is not None and not _has_position(open_picture(bare)):
            return bare
    return strip_metadata(data)


def _orientation(picture: Image.Image) -> int:
    try:
        orientation = picture.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # broken metadata does not make a picture unusable
        return 1
    return orientation if orientation in _TURNS else 1


def _has_position(picture: Image.Image) -> bool:
    try:
        if picture.getexif().get_ifd(ExifTags.IFD.GPSInfo):
            return True
    except Exception:  # as above
        pass
    return any("GPSL" in _as_text(picture.info.get(name)) for name in _XMP)


def _as_text(metadata: object) -> str:
    return metadata.decode("latin-1") if isinstance(metadata, bytes) else str(metadata or "")


def _upright_srgb(data: bytes, longest_px: int | None) -> Image.Image:
    picture = open_picture(data)
    profile = picture.info.get("icc_profile")
    orientation = _orientation(picture)
    size = picture.size
    if longest_px is not None and max(size) > longest_px:
        scale = longest_px / max(size)
        size = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
        reduce_while_decoding(picture, *size)
    decode(picture)
    picture = without_alpha(picture)
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    picture = _to_srgb(picture, profile)
    return picture.transpose(_TURNS[orientation]) if orientation in _TURNS else picture


def _to_srgb(picture: Image.Image, profile: object) -> Image.Image:
    if isinstance(profile, bytes):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if "sRGB" not in ImageCms.getProfileDescription(source):
                target = ImageCms.createProfile("sRGB")
                converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
                assert converted is not None  # only None when converting in place
                return converted
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile that is broken or of other colours says nothing of this picture
    return picture if picture.mode == "L" else picture.convert("RGB")


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    bare = picture.copy()
    bare.info.clear()  # or Pillow writes comments and XMP back
    file = io.BytesIO()
    bare.save(file, "JPEG", quality=quality)
    return file.getvalue()
