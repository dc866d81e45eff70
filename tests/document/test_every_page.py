"""What ties the pages together, and what tells a copy from the paper itself."""

import shutil
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from certapp.document.raster import page_count, raster_pages
from certapp.document.rendering import render
from certapp.formdef.loading import load_form
from certapp.formdef.parsing import parse
from certapp.formdef.printing import printed_certificate
from certapp.paths import FORMS
from tests.document.making import CODE, DATED, NUMBER, arabic, english, jpeg, many_objects, preview
from tests.formdef.making import COINS, TODAY, edit, example


def pictures(pdf: bytes, dpi: int) -> list[Image.Image]:
    return [Image.frombytes("L", (each.width, each.height), each.data) for each in raster_pages(pdf, dpi)]


def read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("made", [english, arabic, lambda: many_objects(3)])
def test_each_page_carries_code_number_and_its_place(made) -> None:  # type: ignore[no-untyped-def]
    pdf = render(made())
    pages = pictures(pdf, 150)
    assert len(pages) > 1
    for number, (picture, page) in enumerate(zip(pages, pdfium.PdfDocument(pdf), strict=True), start=1):
        text = page.get_textpage().get_text_range()
        assert NUMBER[3:-2] in text  # pdfium turns its parts round among Arabic words
        assert str(number) in text
        assert CODE in read(picture)


def test_a_test_paper_s_letters_do_not_cross_the_codes() -> None:
    for picture in pictures(render(replace(english(), watermark="PRINT_TEST")), 150):
        assert CODE in read(picture)


def test_pages_of_a_preview_have_as_much_room_and_no_code() -> None:
    pdf = render(preview())
    assert page_count(pdf) == page_count(render(english()))
    assert not any(map(read, pictures(pdf, 150)))


@pytest.mark.parametrize("size", [(600, 2400), (2400, 600), (900, 1200)])
def test_photographs_stay_above_the_foot(size: tuple[int, int]) -> None:
    printed = english()
    long = replace(printed.objects[0].photographs[0], jpeg=jpeg(*size), width_px=size[0], height_px=size[1])
    pdf = render(replace(printed, objects=(replace(printed.objects[0], photographs=(long,)),)))
    assert all(CODE in read(picture) for picture in pictures(pdf, 150))


def test_a_copier_takes_the_background_away_and_leaves_the_code() -> None:
    """As an office copier does: what is paler than half becomes white. Simulated; no copier was at hand."""
    (page, *_) = pictures(render(english()), 300)
    copy = page.filter(ImageFilter.GaussianBlur(0.6)).point(lambda value: 255 if value > 128 else 0)
    rosette = (700, 1600, 1250, 1700)  # between boxes and letters, where the fine lines run
    lines = sum(page.crop(rosette).histogram()[200:250])
    assert lines > 500
    assert sum(copy.histogram()[1:255]) == 0
    assert copy.crop(rosette).histogram()[0] <= sum(page.crop(rosette).histogram()[:150])  # none of them became dark
    assert read(copy) == [CODE]


def test_five_copies_are_printed_where_the_profile_asks_for_them(tmp_path: Path) -> None:
    forms = Path(shutil.copytree(FORMS, tmp_path / "forms"))
    edit(forms / "profiles/xa/profile.toml", "[settings]\n", '[settings]\ncopies = "five"\n')
    form = load_form("xa", forms)
    raw = example(COINS)
    for photo in raw["objects"][0]["photographs"]:
        photo["sha256"] = "ab" * 32
    record = parse(form, raw, TODAY, from_office=True).record
    picture = jpeg(90, 120)
    certificate = printed_certificate(form, record, lambda sha256: (picture, 90, 120), code_text=CODE, dated=DATED)
    pages = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(render(certificate))]
    for number, page in enumerate(pages[:5], start=1):
        assert f"Copy {number}" in page
    assert not any("Copy" in page for page in pages[5:])
