"""Codes are found in pictures of paper as it is: small, turned, blurred, among other codes."""

import io
import random

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from certapp.imaging.grey import GreyImage
from certapp.model.errors import Refusal
from certapp.scan.reader import read_codes, read_codes_from_picture
from certapp.seal.fitting import seal
from certapp.seal.matrix import QUIET_ZONE, modules
from tests.seal.making import CLAIMS, KID, sign, with_objects

TEXT = seal(CLAIMS, KID, sign).text
LARGE = seal(with_objects(3), KID, sign).text
WHITE = 255


def symbol(text: str, module_px: float) -> Image.Image:
    """The code as printed, with its quiet zone, modules of so many pixels."""
    matrix = modules(text)
    side = len(matrix) + 2 * QUIET_ZONE
    printed = Image.new("L", (side, side), WHITE)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                printed.putpixel((x + QUIET_ZONE, y + QUIET_ZONE), 0)
    large = printed.resize((side * 12, side * 12), Image.Resampling.NEAREST)
    return large.resize((round(side * module_px),) * 2, Image.Resampling.BOX)


def page(code: Image.Image, at: tuple[int, int] = (150, 120), size: tuple[int, int] = (900, 900)) -> Image.Image:
    sheet = Image.new("L", size, WHITE)
    sheet.paste(code, at)
    ImageDraw.Draw(sheet).text((20, 20), "Certificate of export XA-2026-000123", fill=0)
    return sheet


def grey(picture: Image.Image) -> GreyImage:
    return GreyImage(picture.width, picture.height, picture.convert("L").tobytes())


def saved(picture: Image.Image, kind: str = "JPEG", **options: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize("text", [TEXT, LARGE], ids=["one object", "three objects"])
@pytest.mark.parametrize("module_px", [2.5, 3, 3.7, 4, 5, 6, 8.3, 12])
def test_a_code_is_read_at_every_size(text: str, module_px: float) -> None:
    code = symbol(text, module_px)
    assert read_codes(grey(page(code, size=(code.width + 200, code.height + 200)))) == (text,)


@pytest.mark.parametrize("angle", [90, 180, 270, 7, 33, 200])
def test_a_turned_code_is_read(angle: int) -> None:
    turned = page(symbol(TEXT, 5)).rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=WHITE)
    assert read_codes(grey(turned)) == (TEXT,)


def test_a_tilted_code_is_read() -> None:
    sheet = page(symbol(TEXT, 6))
    tilted = sheet.transform(
        sheet.size, Image.Transform.PERSPECTIVE, (1, 0.08, -20, 0.02, 1, 0, 0.00005, 0.0001), fillcolor=WHITE
    )
    assert read_codes(grey(tilted)) == (TEXT,)


def test_a_spot_on_the_code_does_not_matter() -> None:
    sheet = page(symbol(TEXT, 5))
    ImageDraw.Draw(sheet).ellipse((350, 330, 410, 390), fill=0)
    assert read_codes(grey(sheet)) == (TEXT,)


def test_a_photograph_of_the_code_is_read_from_its_file() -> None:
    photograph = page(symbol(LARGE, 9), (700, 500), (3000, 2400)).rotate(11, fillcolor=WHITE)
    assert read_codes_from_picture(saved(photograph.convert("RGB"), quality=60)) == (LARGE,)
    assert read_codes_from_picture(saved(page(symbol(TEXT, 4)), "PNG")) == (TEXT,)


def test_a_code_too_fine_for_half_the_size_is_read_from_the_whole() -> None:
    photograph = page(symbol(LARGE, 2.6), (700, 500), (2800, 1800))
    assert read_codes_from_picture(saved(photograph, quality=92)) == (LARGE,)


def scanned(module_px: float, blur: float, seed: int) -> GreyImage:
    """A poor scan: few pixels, soft, noisy."""
    code = symbol(TEXT, module_px * 4)
    sheet = page(code, (37, 41), (code.width + 80, code.height + 80))
    small = sheet.resize((sheet.width // 4, sheet.height // 4), Image.Resampling.BOX)
    soft = small.filter(ImageFilter.GaussianBlur(blur))
    chance = random.Random(seed)
    noisy = bytes(max(0, min(255, level + round(chance.gauss(0, 8)))) for level in soft.tobytes())
    return GreyImage(soft.width, soft.height, noisy)


def raw(image: GreyImage) -> list[str]:
    rows = memoryview(image.data).cast("B", (image.height, image.width))
    return [code.text for code in zxingcpp.read_barcodes(rows, formats=zxingcpp.BarcodeFormat.QRCode)]


def test_enlarging_reads_scans_that_are_not_read_as_they_are() -> None:
    scans = [scanned(3, blur, seed) for blur in (1.2, 1.4, 1.5, 1.6) for seed in range(3)]
    as_they_are = sum(raw(scan) == [TEXT] for scan in scans)
    enlarged = sum(read_codes(scan) == (TEXT,) for scan in scans)
    assert enlarged > as_they_are


def watch_enlarging(monkeypatch: pytest.MonkeyPatch, looked: list[int]) -> None:
    """Have no picture enlarged, only noted how far it would be."""

    def note(image: GreyImage, factor: int, sharpen: bool) -> GreyImage:
        looked.append(factor)
        return image

    monkeypatch.setattr("certapp.scan.reader.enlarge", note)


def test_the_search_goes_on_past_codes_of_others_and_ends_at_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    other = zxingcpp.create_barcode("https://example.org/fake", zxingcpp.BarcodeFormat.QRCode)
    stamp = Image.fromarray(zxingcpp.write_barcode_to_image(other, scale=4))
    sheet = page(symbol(TEXT, 5), (300, 250))
    sheet.paste(stamp, (20, 60))
    assert set(read_codes(grey(sheet))) == {TEXT, "https://example.org/fake"}
    alone = page(stamp)
    assert read_codes(grey(alone)) == ("https://example.org/fake",)
    assert read_codes_from_picture(saved(alone, "PNG")) == ("https://example.org/fake",)
    looked: list[int] = []
    watch_enlarging(monkeypatch, looked)
    read_codes(grey(sheet))
    assert looked == []
    read_codes(grey(alone))
    assert looked == [2, 3]


def test_other_kinds_of_code_are_not_looked_for() -> None:
    for kind in (
        zxingcpp.BarcodeFormat.Aztec,
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.Code128,
    ):
        code = zxingcpp.write_barcode_to_image(zxingcpp.create_barcode("XCERTB234", kind), scale=4)
        assert read_codes(grey(page(Image.fromarray(code)))) == ()


def test_paper_without_a_code_has_none() -> None:
    assert read_codes(grey(page(Image.new("L", (10, 10), WHITE)))) == ()
    assert read_codes(GreyImage(1, 1, b"\x00")) == ()
    assert read_codes(GreyImage(40, 1, bytes(40))) == ()


def test_a_very_large_picture_is_not_enlarged(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    watch_enlarging(monkeypatch, looked)
    read_codes(GreyImage(3000, 2000, bytes([WHITE]) * 6_000_000))
    assert looked == [2]


def test_a_file_that_is_no_picture_is_refused() -> None:
    with pytest.raises(Refusal, match="PICTURE_NOT_AN_IMAGE"):
        read_codes_from_picture(b"%PDF-1.7")


def test_a_strip_longer_than_the_decoder_takes_holds_no_code() -> None:
    buffer = io.BytesIO()
    Image.new("L", (30_000, 8), 255).save(buffer, "PNG")  # three times as long it is beyond the bound
    assert read_codes_from_picture(buffer.getvalue()) == ()
