"""Grey pictures: from files, from other libraries' rasters, enlarged, and as PNG."""

import pytest
from PIL import Image

from certapp.imaging.grey import (
    ColourImage,
    GreyImage,
    colour_from_buffer,
    enlarge,
    grey_from_buffer,
    load_grey,
    png,
)
from tests.imaging.making import jpeg, opened, quarters
from tests.imaging.making import png as saved_png


def test_a_photograph_is_read_as_grey() -> None:
    grey = load_grey(jpeg(quarters()))
    assert (grey.width, grey.height, len(grey.data)) == (400, 200, 80_000)
    assert grey.data[-1] > 250
    assert abs(grey.data[0] - quarters().convert("L").tobytes()[0]) < 5


def test_a_photograph_is_read_at_half_its_size_and_a_png_whole() -> None:
    assert (load_grey(jpeg(quarters(401, 203)), half=True).width) == 201
    assert (load_grey(saved_png(quarters()), half=True).width) == 400
    assert load_grey(jpeg(Image.new("L", (1, 1))), half=True).width == 1


def test_padding_at_the_end_of_rows_is_left_out() -> None:
    assert grey_from_buffer(3, 2, b"abc..def..", 5) == GreyImage(3, 2, b"abcdef")
    assert grey_from_buffer(3, 2, b"abcdef", 3) == GreyImage(3, 2, b"abcdef")


def test_colours_come_in_the_order_that_is_asked_for() -> None:
    assert colour_from_buffer(2, 1, b"BGRbgr", 6) == ColourImage(2, 1, b"RGBrgb")
    assert colour_from_buffer(1, 2, b"BGRx.bgrx.", 5, "BGRX") == ColourImage(1, 2, b"RGBrgb")
    assert colour_from_buffer(1, 1, b"RGB", 3, "RGB") == ColourImage(1, 1, b"RGB")


@pytest.mark.parametrize(("width", "height", "stride"), [(3, 3, 3), (4, 2, 4), (3, 2, 9)])
def test_a_raster_with_too_few_bytes_is_a_fault(width: int, height: int, stride: int) -> None:
    with pytest.raises(ValueError):
        grey_from_buffer(width, height, b"abcdef", stride)


def test_size_and_bytes_agree() -> None:
    with pytest.raises(ValueError):
        GreyImage(3, 3, b"abcdef")
    with pytest.raises(ValueError):
        GreyImage(0, 0, b"")


def test_enlarging_keeps_what_is_seen() -> None:
    grey = load_grey(saved_png(quarters(40, 20)))
    for factor, sharpen in ((2, False), (3, True)):
        larger = enlarge(grey, factor, sharpen)
        assert (larger.width, larger.height) == (40 * factor, 20 * factor)
        back = Image.frombytes("L", (larger.width, larger.height), larger.data).resize((40, 20))
        assert back.getpixel((5, 5)) == pytest.approx(grey.data[5 * 40 + 5], abs=12)


def test_sharpening_raises_contrast() -> None:
    stripes = GreyImage(64, 8, bytes(120 if column // 2 % 2 else 140 for column in range(64)) * 8)
    plain, sharp = enlarge(stripes, 3, False), enlarge(stripes, 3, True)
    assert max(sharp.data) - min(sharp.data) > max(plain.data) - min(plain.data)


def test_a_raster_becomes_a_png() -> None:
    grey = opened(png(GreyImage(3, 2, b"abcdef")))
    assert (grey.format, grey.mode, grey.tobytes()) == ("PNG", "L", b"abcdef")
    colour = opened(png(ColourImage(2, 1, b"RGBrgb")))
    assert (colour.mode, colour.tobytes()) == ("RGB", b"RGBrgb")
