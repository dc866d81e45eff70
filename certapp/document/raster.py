"""Pages as pictures, by pdfium, painted on white. Bounded: the files may come from anybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2 as pdfium

from certapp.imaging.grey import ColourImage, GreyImage, colour_from_buffer, grey_from_buffer, png
from certapp.model.errors import Refusal

MAX_BYTES = 200 * 1024 * 1024
MAX_PAGES = 60
"""So many pages of a file are looked at; the code stands on the first ones."""
MAX_PIXELS = 40_000_000
"""Per page: an A4 page at 600 dpi has 35 million."""


def page_count(pdf: bytes) -> int:
    """How many pages `pdf` has. Raises PDF_UNREADABLE, PDF_TOO_LARGE."""
    with _opened(pdf) as document:
        return len(document)


def raster_pages(pdf: bytes, dpi: int, first: int = 0, count: int | None = None) -> Iterator[GreyImage]:
    """Pages `first` (from 0) and following in grey, at most `count` and never more than MAX_PAGES.

    Raises PDF_UNREADABLE, PDF_TOO_LARGE, PAGE_TOO_LARGE (page).
    """
    with _opened(pdf) as document:
        after = min(len(document), first + min(MAX_PAGES if count is None else count, MAX_PAGES))
        for number in range(first, after):
            bitmap = _painted(document, number, dpi, grey=True)
            yield grey_from_buffer(bitmap.width, bitmap.height, bytes(bitmap.buffer), bitmap.stride)


def page_png(pdf: bytes, page: int, dpi: int) -> bytes:
    """Page `page` (from 0) in colour, as a PNG file. Raises PDF_UNREADABLE, PDF_TOO_LARGE, PAGE_TOO_LARGE."""
    return png(page_colour(pdf, page, dpi))


def page_colour(pdf: bytes, page: int, dpi: int) -> ColourImage:
    """Page `page` (from 0) as RGB pixels. Raises PDF_UNREADABLE, PDF_TOO_LARGE, PAGE_TOO_LARGE."""
    with _opened(pdf) as document:
        bitmap = _painted(document, page, dpi, grey=False)
        return colour_from_buffer(bitmap.width, bitmap.height, bytes(bitmap.buffer), bitmap.stride, "BGR")


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    if len(pdf) > MAX_BYTES:
        raise Refusal("PDF_TOO_LARGE", limit=MAX_BYTES // 1024 // 1024)
    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError as error:
        raise Refusal("PDF_UNREADABLE") from error
    try:
        document.init_forms()
        yield document
    finally:
        document.close()


def _painted(document: Any, number: int, dpi: int, grey: bool) -> Any:
    try:
        page = document[number]
    except (pdfium.PdfiumError, IndexError) as error:
        raise Refusal("PDF_UNREADABLE") from error
    width, height = page.get_size()
    scale = dpi / 72
    if width * scale * height * scale > MAX_PIXELS:
        raise Refusal("PAGE_TOO_LARGE", page=number + 1)
    return page.render(scale=scale, grayscale=grey, fill_color=(255, 255, 255, 255), rev_byteorder=False)
