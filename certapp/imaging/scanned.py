"""A scan as TIFF, the pages that an archive's scanner wrote: made small JPEGs to be looked at."""

import io
from typing import Final

from PIL import Image

from certapp.imaging.decoding import MOST_BYTES, MOST_PIXELS, too_large, without_alpha
from certapp.model.errors import Refusal

MOST_PAGES: Final = 20
LONGEST_PX: Final = 1400


def scan_pages(data: bytes, first: int = 0) -> tuple[tuple[bytes, ...], int]:
    """The pages from `first` (from 0) on as JPEGs, at most `MOST_PAGES`, and how many there are.

    Refusals: PICTURE_TOO_LARGE (more than 40 MB, or a page of more than 50 million pixels), PICTURE_NOT_AN_IMAGE, also
    where there is no such page.
    """
    if len(data) > MOST_BYTES:
        raise too_large()
    try:
        scan = Image.open(io.BytesIO(data), formats=["TIFF"])
        count = int(getattr(scan, "n_frames", 1))
        scan.seek(first)
        return tuple(_page(scan, place) for place in range(first, min(count, first + MOST_PAGES))), count
    except Refusal:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise too_large() from None
    except MemoryError:
        raise
    except Exception:  # decoders raise what they like on hostile bytes
        raise Refusal("PICTURE_NOT_AN_IMAGE") from None


def _page(scan: Image.Image, place: int) -> bytes:
    scan.seek(place)
    if scan.width * scan.height > MOST_PIXELS:
        raise too_large()
    page = without_alpha(scan).convert("RGB")
    page.thumbnail((LONGEST_PX, LONGEST_PX))
    out = io.BytesIO()
    page.save(out, "JPEG", quality=85)
    return out.getvalue()
