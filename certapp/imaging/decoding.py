"""Opening a picture from outside: JPEG, PNG or HEIC, of bounded size, or a refusal."""

import io
import warnings
from typing import Final

from PIL import Image

from certapp.model.errors import Refusal

MOST_PIXELS: Final = 50_000_000
MOST_BYTES: Final = 40 * 1000 * 1000

# What Pillow only mentions on the console is a refusal here, or of no interest (broken EXIF).
warnings.simplefilter("error", Image.DecompressionBombWarning)
warnings.filterwarnings("ignore", category=UserWarning, module="PIL.TiffImagePlugin")


def open_picture(data: bytes) -> Image.Image:
    """The picture with its header read and no pixel decoded yet.

    Refusals: PICTURE_TOO_LARGE (more than 40 MB or 50 million pixels), PICTURE_NOT_AN_IMAGE.
    """
    if len(data) > MOST_BYTES:
        raise too_large()
    if data[4:8] == b"ftyp":
        _learn_heic()
    try:
        picture = Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "HEIF"])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise too_large() from None
    except Exception:  # decoders raise what they like on a hostile header
        raise Refusal("PICTURE_NOT_AN_IMAGE") from None
    if picture.width * picture.height > MOST_PIXELS:
        raise too_large()
    return picture


def _learn_heic() -> None:
    """Pillow reads HEIC (ISO/IEC 23008-12) with pi_heif, loaded when the first such file comes."""
    from pi_heif import register_heif_opener

    register_heif_opener(thumbnails=False)


def reduce_while_decoding(picture: Image.Image, width: int, height: int, mode: str | None = None) -> None:
    """Have a JPEG decoded at 1/2, 1/4 or 1/8 if that is at least `width` x `height`. No effect on PNG and HEIC.

    These must have the proportions of the picture: asked for a square, the decoder would keep every pixel.
    """
    picture.draft(mode, (width, height))


def decode(picture: Image.Image) -> None:
    """Decode all pixels. Refusal PICTURE_NOT_AN_IMAGE where they are cut short or broken."""
    try:
        picture.load()
    except Exception:  # as above
        raise Refusal("PICTURE_NOT_AN_IMAGE") from None


def without_alpha(picture: Image.Image) -> Image.Image:
    """The picture as L, RGB or CMYK; what was transparent becomes white, as on paper."""
    if picture.mode in ("L", "RGB", "CMYK"):
        return picture
    if picture.mode.startswith("I"):  # 16 bits per pixel, which a plain conversion would clip
        return picture.convert("I").point(lambda value: value / 257).convert("L")
    if not picture.has_transparency_data:
        return picture.convert("L" if picture.mode == "1" else "RGB")
    layers = picture.convert("RGBA")
    white = Image.new("RGB", layers.size, "white")
    white.paste(layers, mask=layers.getchannel("A"))
    return white


def too_large() -> Refusal:
    """PICTURE_TOO_LARGE."""
    return Refusal("PICTURE_TOO_LARGE", megapixels=MOST_PIXELS // 1_000_000, megabytes=MOST_BYTES // 1_000_000)
