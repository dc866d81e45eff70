"""Photographs: what is in the file, and the copies that go on paper, on the screen and out of the house.

Copies stand upright, are in sRGB and hold nothing but pixels: a photograph can tell where an object is kept.
"""

import io
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, TypeAlias, cast

from PIL import ExifTags, Image, ImageCms

from certapp.imaging.decoding import decode, open_picture, reduce_while_decoding, without_alpha
from certapp.imaging.framing import AS_IT_CAME, Framing
from certapp.imaging.segments import without_metadata

PRINT_PX: Final = 1772
"""150 mm at 300 dpi."""
_PRINT_QUALITY = 88
_THUMBNAIL_QUALITY = 80
_ORIGINAL_QUALITY = 95
_UPRIGHT = {  # EXIF 2.32 tag 0x0112: what makes the picture upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = (5, 6, 7, 8)  # of these, those that swap width and height
_CLOCKWISE = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
_XMP = ("xmp", "XML:com.adobe.xmp")

Format: TypeAlias = Literal["JPEG", "PNG", "HEIF"]


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """Of a picture file: width and height in pixels, upright; has_position: it tells where it was taken.

    taken_on: the day that the camera noted, by its own clock.
    """

    format: Format
    width_px: int
    height_px: int
    has_position: bool
    taken_on: date | None = None


@dataclass(frozen=True, slots=True)
class PreparedPicture:
    """A JPEG for printing: upright, sRGB, without metadata."""

    jpeg: bytes
    width_px: int
    height_px: int


def inspect(data: bytes) -> PictureFacts:
    """The facts in the header; whether the pixels are whole, only `prepare` finds out.

    Refusals: PICTURE_NOT_AN_IMAGE (neither JPEG nor PNG nor HEIC), PICTURE_TOO_LARGE.
    """
    picture = open_picture(data)
    width, height = picture.size
    if _orientation(picture) in _LYING:
        width, height = height, width
    kind = cast(Format, picture.format)
    return PictureFacts(kind, width, height, _has_position(picture), _taken_on(picture))


def prepare(data: bytes, longest_px: int = PRINT_PX, framing: Framing = AS_IT_CAME) -> PreparedPicture:
    """The copy for the document: longest side at most `longest_px`, never enlarged. Same input, same bytes.

    Refusals: PICTURE_NOT_AN_IMAGE (also cut short), PICTURE_TOO_LARGE.
    """
    picture = upright(data, longest_px, framing)
    return PreparedPicture(_jpeg(picture, _PRINT_QUALITY), picture.width, picture.height)


def thumbnail(data: bytes, px: int, framing: Framing = AS_IT_CAME) -> bytes:
    """A JPEG whose longest side is at most `px`. Refusals as of `prepare`."""
    return _jpeg(upright(data, px, framing), _THUMBNAIL_QUALITY)


def strip_metadata(data: bytes, framing: Framing = AS_IT_CAME) -> bytes:
    """The picture at full size as a JPEG that tells neither place nor device. Refusals as of `prepare`."""
    return _jpeg(upright(data, None, framing), _ORIGINAL_QUALITY)


def handed_out(data: bytes, framing: Framing = AS_IT_CAME) -> bytes:
    """What may leave the house: the picture without a word about place, device or people, and nothing cut away.

    A whole JPEG that stands upright loses nothing but those words; every other picture becomes a new JPEG.
    Refusals as of `prepare`.
    """
    picture = open_picture(data)
    if framing == AS_IT_CAME and picture.format == "JPEG" and _orientation(picture) not in _UPRIGHT:
        bare = without_metadata(data)
        if bare is not None and not _has_position(open_picture(bare)):
            return bare
    return strip_metadata(data, framing)


def _orientation(picture: Image.Image) -> int:
    try:
        orientation = picture.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # broken metadata does not make a picture unusable
        return 1
    return orientation if orientation in _UPRIGHT else 1


def _has_position(picture: Image.Image) -> bool:
    try:
        if picture.getexif().get_ifd(ExifTags.IFD.GPSInfo):
            return True
    except Exception:  # as above
        pass
    return any("GPSL" in _as_text(picture.info.get(name)) for name in _XMP)


def _taken_on(picture: Image.Image) -> date | None:
    with suppress(Exception):  # as above
        noted = picture.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
        return datetime.strptime(str(noted)[:10], "%Y:%m:%d").date()
    return None


def _as_text(metadata: object) -> str:
    return metadata.decode("latin-1") if isinstance(metadata, bytes) else str(metadata or "")


def upright(data: bytes, longest_px: int | None, framing: Framing = AS_IT_CAME) -> Image.Image:
    """The picture as it is to be seen: upright, cropped, turned, in sRGB or grey. For this room only."""
    picture = open_picture(data)
    profile = picture.info.get("icc_profile")
    orientation = _orientation(picture)
    whole = picture.size
    if longest_px is not None:
        seen = max(framing.size(*(whole[::-1] if orientation in _LYING else whole)))
        if seen > longest_px:
            width, height = (max(1, round(side * longest_px / seen)) for side in whole)
            reduce_while_decoding(picture, width, height)
    decode(picture)
    picture = without_alpha(picture)
    if orientation in _UPRIGHT:
        picture, whole = picture.transpose(_UPRIGHT[orientation]), whole[::-1] if orientation in _LYING else whole
    picture = _to_srgb(_cropped(picture, whole, longest_px, framing), profile)
    return picture.transpose(_CLOCKWISE[framing.turned]) if framing.turned else picture


def _cropped(picture: Image.Image, whole: tuple[int, int], longest_px: int | None, framing: Framing) -> Image.Image:
    """What is seen of `picture`, which was perhaps decoded smaller than the `whole`, in the size that is wanted."""
    box = framing.box(*whole)
    width, height = box[2] - box[0], box[3] - box[1]
    if longest_px is not None and max(width, height) > longest_px:
        scale = longest_px / max(width, height)
        width, height = max(1, round(width * scale)), max(1, round(height * scale))
    across, down = picture.width / whole[0], picture.height / whole[1]
    seen = (box[0] * across, box[1] * down, box[2] * across, box[3] * down)
    if picture.size == (width, height) and seen == (0, 0, width, height):
        return picture
    return picture.resize((width, height), Image.Resampling.LANCZOS, box=seen)


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
