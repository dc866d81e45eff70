"""What leaves the office of a photograph."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops, PngImagePlugin

from certapp.imaging.picture import handed_out, inspect
from certapp.imaging.segments import without_metadata
from certapp.paths import RESOURCES

COINS = RESOURCES / "training" / "coins-temporary-loan"


def test_position_data_does_not_leave_the_office() -> None:
    original = (COINS / "coins-obverse.jpg").read_bytes()
    assert inspect(original).has_position
    leaving = handed_out(original)
    assert not inspect(leaving).has_position
    assert b"Exif" not in leaving[:4096]


@pytest.mark.parametrize("path", sorted((RESOURCES / "training").glob("*/*.jpg")), ids=lambda path: path.stem)
def test_no_example_photograph_leaves_with_exif(path: Path) -> None:
    leaving = Image.open(io.BytesIO(handed_out(path.read_bytes())))
    assert "exif" not in leaving.info


def test_an_upright_jpeg_loses_no_pixel() -> None:
    original = (RESOURCES / "training" / "painting-permanent-sale" / "front.jpg").read_bytes()
    leaving = handed_out(original)
    assert leaving != original
    before, after = Image.open(io.BytesIO(original)).convert("RGB"), Image.open(io.BytesIO(leaving)).convert("RGB")
    assert ImageChops.difference(before, after).getbbox() is None


def test_a_turned_jpeg_leaves_upright() -> None:
    picture = Image.new("RGB", (800, 600), "white")
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", exif=exif)
    leaving = Image.open(io.BytesIO(handed_out(buffer.getvalue())))
    assert leaving.size == (600, 800)


def test_what_hides_behind_the_end_does_not_leave() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (640, 640), "grey").save(buffer, "JPEG")
    leaving = handed_out(buffer.getvalue() + b"PK\x03\x04 hidden archive")
    assert b"hidden" not in leaving


def test_a_file_that_is_built_otherwise_is_left_to_the_decoder() -> None:
    assert without_metadata(b"\xff\xd8\xff\xe0\x00\x04ab") is None
    assert without_metadata(b"\xff\xd8junk") is None


def test_no_word_beside_the_pixels_of_a_png_leaves() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "taken in the strongroom")
    words.add_itxt("XML:com.adobe.xmp", '<x:xmpmeta exif:GPSLatitude="52,31N">strongroom</x:xmpmeta>')
    buffer = io.BytesIO()
    Image.new("RGB", (640, 640), "grey").save(buffer, "PNG", pnginfo=words)
    assert inspect(buffer.getvalue()).has_position
    leaving = handed_out(buffer.getvalue())
    assert inspect(leaving).format == "JPEG"
    assert b"strongroom" not in leaving
    assert b"GPS" not in leaving
