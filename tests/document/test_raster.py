"""Pages as pictures, within bounds."""

import io

import pikepdf
import pytest
from PIL import Image

from certapp.document.limits import MAX_RASTERED_PAGES
from certapp.document.raster import page_count, page_png, raster_pages
from certapp.model.errors import Refusal


def blank(pages: int, width: float = 595, height: float = 842) -> bytes:
    output = io.BytesIO()
    with pikepdf.new() as file:
        for _ in range(pages):
            file.add_blank_page(page_size=(width, height))
        file.save(output)
    return output.getvalue()


def test_pages_are_painted_on_white() -> None:
    page = next(raster_pages(blank(1), 72))
    assert (page.width, page.height) == (595, 842)
    assert set(page.data) == {255}


def test_first_and_count_choose_pages() -> None:
    assert len(list(raster_pages(blank(5), 10))) == 5
    assert len(list(raster_pages(blank(5), 10, first=3))) == 2
    assert len(list(raster_pages(blank(5), 10, first=1, count=2))) == 2
    assert list(raster_pages(blank(5), 10, first=9)) == []


def test_no_more_than_so_many_pages_are_looked_at() -> None:
    assert len(list(raster_pages(blank(MAX_RASTERED_PAGES + 5), 10))) == MAX_RASTERED_PAGES
    assert page_count(blank(MAX_RASTERED_PAGES + 5)) == MAX_RASTERED_PAGES + 5


def test_a_huge_page_is_refused() -> None:
    with pytest.raises(Refusal, match="PAGE_TOO_LARGE"):
        next(raster_pages(blank(1, 14000, 14000), 150))


def test_what_is_no_pdf_is_refused() -> None:
    for data in (b"", b"hello", b"%PDF-1.7"):
        with pytest.raises(Refusal, match="PDF_UNREADABLE"):
            page_count(data)


def test_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refusal, match="PDF_UNREADABLE"):
        page_png(blank(1), 3, 72)


def test_a_png_has_the_size_asked_for(signed: bytes) -> None:
    picture = Image.open(io.BytesIO(page_png(signed, 0, 100)))
    assert picture.format == "PNG"
    assert picture.size == (827, 1170)
