"""Pages as pictures, by pdfium, painted on white. Bounded: the files may come from anybody."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from certapp.document.limits import MAX_BYTES, MAX_PIXELS, MAX_RASTERED_PAGES
from certapp.imaging.grey import ColourImage, GreyImage, colour_from_buffer, grey_from_buffer, png
from certapp.model.errors import Refusal

_ONE_AT_A_TIME = threading.RLock()
"""pdfium may not be entered by two threads at once, whatever the document."""


def page_count(pdf: bytes) -> int:
    """How many pages `pdf` has. Raises PDF_UNREADABLE, PDF_TOO_LARGE."""
    with _opened(pdf) as document:
        return len(document)


def raster_pages(
    pdf: bytes, dpi: int, first: int = 0, count: int | None = None, *, paths_only: bool = False
) -> Iterator[GreyImage]:
    """Pages `first` (from 0) and following in grey, at most `count` and never more than MAX_RASTERED_PAGES.

    `paths_only`: lines and filled shapes, which our codes are; text, pictures and background, four fifths of the work,
    are left out. Only for a file that a signature covers: elsewhere a picture might lie over another code.

    Raises PDF_UNREADABLE, PDF_TOO_LARGE, PAGE_TOO_LARGE (page).
    """
    most = MAX_RASTERED_PAGES if count is None else min(count, MAX_RASTERED_PAGES)
    for number in range(first, min(page_count(pdf), first + most)):
        yield grey_from_buffer(*_painted(pdf, number, dpi, grey=True, paths_only=paths_only))


def page_png(pdf: bytes, page: int, dpi: int) -> bytes:
    """Page `page` (from 0) in colour, as a PNG file. Raises PDF_UNREADABLE, PDF_TOO_LARGE, PAGE_TOO_LARGE."""
    return png(page_colour(pdf, page, dpi))


def page_colour(pdf: bytes, page: int, dpi: int) -> ColourImage:
    """Page `page` (from 0) as RGB pixels. Raises PDF_UNREADABLE, PDF_TOO_LARGE, PAGE_TOO_LARGE."""
    return colour_from_buffer(*_painted(pdf, page, dpi, grey=False), "BGR")


def page_size(pdf: bytes, page: int) -> tuple[float, float]:
    """Width and height of page `page` (from 0) in mm. Raises PDF_UNREADABLE, PDF_TOO_LARGE."""
    with _opened(pdf) as document:
        width, height = _page(document, page).get_size()
        return width * 25.4 / 72, height * 25.4 / 72


def page_bands(pdf: bytes, page: int, dpi: int, height: int) -> Iterator[tuple[int, ColourImage]]:
    """Page `page` (from 0) for a printer: bands of `height` rows of pixels from the top, each with its first row.

    Together they are the page and no more than one of them is in memory at a time; each but the last begins the next:
    its last row is the first row of the one below. Raises PDF_UNREADABLE, PDF_TOO_LARGE, PAGE_TOO_LARGE.
    """
    width_mm, height_mm = page_size(pdf, page)
    rows = ceil(height_mm / 25.4 * dpi - 1e-6)
    if width_mm * height_mm * (dpi / 25.4) ** 2 > MAX_PIXELS:
        raise Refusal("PAGE_TOO_LARGE", page=page + 1)
    for top in range(0, rows, height):
        below = max(0, rows - top - height - 1)
        # Half a pixel less, since pdfium's wrapper rounds up what is cut off.
        cut = tuple(max(0.0, pixels - 0.5) * 72 / dpi for pixels in (below, top))
        with _opened(pdf) as document:
            bitmap = _page(document, page).render(
                scale=dpi / 72, crop=(0, cut[0], 0, cut[1]), fill_color=(255, 255, 255, 255), optimize_mode="print"
            )
            band = colour_from_buffer(bitmap.width, bitmap.height, bytes(bitmap.buffer), bitmap.stride, "BGR")
        yield top, band


def _page(document: Any, number: int) -> Any:
    try:
        return document[number]
    except (pdfium.PdfiumError, IndexError) as error:
        raise Refusal("PDF_UNREADABLE") from error


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    if len(pdf) > MAX_BYTES:
        raise Refusal("PDF_TOO_LARGE", limit=MAX_BYTES // 1024 // 1024)
    with _ONE_AT_A_TIME:
        try:
            document = pdfium.PdfDocument(pdf)
        except pdfium.PdfiumError as error:
            raise Refusal("PDF_UNREADABLE") from error
        try:
            document.init_forms()
            yield document
        finally:
            document.close()


def _painted(pdf: bytes, number: int, dpi: int, grey: bool, paths_only: bool = False) -> tuple[int, int, bytes, int]:
    """Width, height, pixels and stride of a page."""
    with _opened(pdf) as document:
        page = _page(document, number)
        width, height = page.get_size()
        if width * height * (dpi / 72) ** 2 > MAX_PIXELS:
            raise Refusal("PAGE_TOO_LARGE", page=number + 1)
        if paths_only:
            _leave_paths(page.raw)
        bitmap = page.render(scale=dpi / 72, grayscale=grey, fill_color=(255, 255, 255, 255))
        return bitmap.width, bitmap.height, bytes(bitmap.buffer), bitmap.stride


def _leave_paths(page: Any) -> None:
    for index in range(pdfium_c.FPDFPage_CountObjects(page)):
        item = pdfium_c.FPDFPage_GetObject(page, index)
        if pdfium_c.FPDFPageObj_GetType(item) != pdfium_c.FPDF_PAGEOBJ_PATH:
            pdfium_c.FPDFPageObj_SetIsActive(item, False)
