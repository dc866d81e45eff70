"""Photographs: upright, in sRGB, silent about place and device, and nothing else gets in."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageCms

from certapp.imaging.grey import load_grey
from certapp.imaging.picture import PictureFacts, inspect, prepare, strip_metadata, thumbnail
from certapp.model.errors import Refusal
from tests.imaging.making import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    jpeg,
    near,
    opened,
    png,
    png_claiming,
    quarters,
    saved,
)

READERS: list[Callable[[bytes], object]] = [
    prepare,
    strip_metadata,
    load_grey,
    lambda data: thumbnail(data, 64),
]
TURNED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def exif_with(orientation: int = 1, *, position: bool = False) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Model] = "A camera of ours"
    if position:
        exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (52.0, 31.0, 0.0)
        exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    return exif


def turned(orientation: int) -> Image.Image:
    """The quarters as a camera held so would store them."""
    transpose = TURNED[orientation]
    return quarters() if transpose is None else quarters().transpose(transpose)


def is_upright(picture: Image.Image) -> bool:
    width, height = picture.size
    rgb = picture.convert("RGB")
    corners = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
    found = [rgb.getpixel((int(x * width), int(y * height))) for x, y in corners]
    return width > height and all(map(near, found, (RED, GREEN, BLUE, WHITE)))


def test_the_facts_are_those_of_the_header() -> None:
    assert inspect(jpeg(quarters())) == PictureFacts("JPEG", 400, 200, has_position=False)
    assert inspect(png(quarters(30, 70))) == PictureFacts("PNG", 30, 70, has_position=False)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", [jpeg, png])
def test_however_the_camera_was_held_the_picture_stands_upright(orientation: int, kind: Callable[..., bytes]) -> None:
    data = kind(turned(orientation), exif=exif_with(orientation))
    facts = inspect(data)
    assert (facts.width_px, facts.height_px) == (400, 200)
    prepared = prepare(data)
    assert (prepared.width_px, prepared.height_px) == opened(prepared.jpeg).size == (400, 200)
    assert is_upright(opened(prepared.jpeg))
    assert is_upright(opened(strip_metadata(data)))
    assert is_upright(opened(thumbnail(data, 100)))


def test_a_position_is_noticed_wherever_it_is() -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf exif:GPSLatitude="52,31N"/></x:xmpmeta>'
    assert inspect(jpeg(quarters(), exif=exif_with(position=True))).has_position
    assert inspect(png(quarters(), exif=exif_with(position=True))).has_position
    assert inspect(jpeg(quarters(), xmp=xmp)).has_position
    assert not inspect(jpeg(quarters(), exif=exif_with())).has_position


@pytest.mark.parametrize("copy", [lambda data: prepare(data).jpeg, strip_metadata, lambda data: thumbnail(data, 99)])
def test_copies_hold_pixels_and_nothing_else(copy: Callable[[bytes], bytes]) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = jpeg(quarters(), exif=exif_with(6, position=True), xmp=b"<secret/>", comment=b"secret", icc_profile=profile)
    assert b"A camera of ours" in data
    copied = copy(data)
    for trace in (b"Exif", b"secret", b"camera", b"ICC_PROFILE", b"GPS", b"http"):
        assert trace not in copied
    assert opened(copied).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_the_longest_side_is_limited_and_nothing_is_enlarged() -> None:
    large = prepare(jpeg(quarters(3000, 1500)))
    assert (large.width_px, large.height_px) == (1772, 886)
    assert is_upright(opened(large.jpeg))
    narrow = prepare(jpeg(quarters(9, 4000)), 500)
    assert (narrow.width_px, narrow.height_px) == (1, 500)
    assert prepare(jpeg(quarters(300, 150))).width_px == 300
    assert opened(thumbnail(png(quarters(3000, 1500)), 256)).size == (256, 128)


def test_the_same_file_gives_the_same_bytes() -> None:
    data = jpeg(quarters(3000, 1500), exif=exif_with(8))
    assert prepare(data) == prepare(data)


def test_what_is_transparent_becomes_white() -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    clear.paste((*RED, 255), (0, 0, 20, 40))
    palette = quarters(40, 40).quantize(8)
    palette.info["transparency"] = palette.getpixel((1, 1))
    half = Image.new("LA", (40, 40), (0, 0))
    for picture, place, colour in (
        (clear, (30, 20), WHITE), (clear, (5, 20), RED), (palette, (5, 5), WHITE), (palette, (5, 30), BLUE),
        (half, (9, 9), WHITE),
    ):  # fmt: skip
        for copy in (prepare(png(picture)).jpeg, strip_metadata(png(picture))):
            assert near(opened(copy).convert("RGB").getpixel(place), colour, 25)
    assert load_grey(png(half)).data == b"\xff" * 1600


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "RGB", "RGBA", "LA"])
def test_every_kind_of_png_is_read(mode: str) -> None:
    picture = Image.new("I;16", (40, 30), 128 * 257) if mode == "I;16" else Image.new("L", (40, 30), 255).convert(mode)
    grey = load_grey(png(picture))
    assert (grey.width, grey.height) == (40, 30)
    assert set(grey.data) == {128 if mode == "I;16" else 255}
    assert prepare(png(picture)).width_px == 40


def test_four_printing_colours_become_three() -> None:
    prepared = opened(prepare(jpeg(quarters().convert("CMYK"))).jpeg)
    assert prepared.mode == "RGB"
    assert is_upright(prepared)


def test_colours_are_brought_into_srgb() -> None:
    """A profile in which red and green are exchanged, so that nobody can overlook it."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for number in range(int.from_bytes(profile[128:132], "big")):
        entry = 132 + 12 * number
        swapped = {b"rXYZ": b"gXYZ", b"gXYZ": b"rXYZ"}.get(bytes(profile[entry : entry + 4]))
        if swapped:
            profile[entry : entry + 4] = swapped
    profile = profile.replace("sRGB".encode("utf-16-be"), "Ours".encode("utf-16-be")).replace(b"sRGB", b"Ours")
    plain = opened(prepare(jpeg(quarters())).jpeg).getpixel((50, 50))
    changed = opened(prepare(jpeg(quarters(), icc_profile=bytes(profile))).jpeg).getpixel((50, 50))
    assert near(plain, RED)
    assert isinstance(changed, tuple)
    assert changed[1] > changed[0]


@pytest.mark.parametrize("profile", [b"", b"no profile", bytes(5000)])
def test_a_broken_profile_is_passed_over(profile: bytes) -> None:
    assert is_upright(opened(prepare(jpeg(quarters(), icc_profile=profile)).jpeg))


@pytest.mark.filterwarnings("ignore::UserWarning:PIL.TiffImagePlugin")
def test_broken_metadata_is_passed_over() -> None:
    data = jpeg(quarters(), exif=b"Exif\0\0II*\0" + bytes(range(256)))
    assert not inspect(data).has_position
    assert is_upright(opened(prepare(data).jpeg))


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "WEBP", "PPM", "PDF", "ICO"])
def test_other_formats_are_refused(kind: str) -> None:
    data = saved(quarters(), kind)
    for read in (*READERS, inspect):
        with pytest.raises(Refusal, match="PICTURE_NOT_AN_IMAGE"):
            read(data)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", bytes(500)])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    for read in (*READERS, inspect):
        with pytest.raises(Refusal, match="PICTURE_NOT_AN_IMAGE"):
            read(data)


@pytest.mark.parametrize("kind", [jpeg, png])
def test_a_picture_cut_short_is_refused(kind: Callable[..., bytes]) -> None:
    noisy = Image.effect_noise((300, 200), 90).convert("RGB")
    whole = kind(noisy, exif=exif_with())
    for read in READERS:
        read(whole)
        for length in (len(whole) // 3, len(whole) // 2, len(whole) * 9 // 10):
            with pytest.raises(Refusal, match="PICTURE_NOT_AN_IMAGE"):
                read(whole[:length])


def test_a_header_that_claims_too_much_is_refused_before_a_pixel_is_read() -> None:
    for data in (
        png_claiming(10_000, 5_001),
        png_claiming(60_000, 60_000),
        png_claiming(2**31 - 1, 2**31 - 1),
    ):
        for read in (*READERS, inspect):
            with pytest.raises(Refusal, match="PICTURE_TOO_LARGE"):
                read(data)
    assert inspect(png_claiming(10_000, 5_000)).width_px == 10_000


def test_a_file_of_too_many_bytes_is_refused() -> None:
    data = jpeg(quarters())
    assert inspect(data + bytes(1000))
    with pytest.raises(Refusal, match="PICTURE_TOO_LARGE") as refusal:
        inspect(data + bytes(40_000_000))
    assert "50 million pixels" in refusal.value.text()


def test_a_large_photograph_is_not_decoded_whole_for_a_small_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[tuple[int, int]] = []
    resize = Image.Image.resize

    def seen(picture: Image.Image, *rest: object, **named: object) -> Image.Image:
        decoded.append(picture.size)
        return resize(picture, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Image.Image, "resize", seen)
    prepare(jpeg(quarters(4000, 3000)))
    assert decoded == [(2000, 1500)]


@pytest.mark.filterwarnings("ignore::UserWarning:PIL.TiffImagePlugin")
@pytest.mark.parametrize("kind", [jpeg, png])
def test_of_a_spoilt_picture_nothing_but_a_refusal_comes_out(kind: Callable[..., bytes]) -> None:
    chance = random.Random(5)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    whole = kind(quarters(48, 24), exif=exif_with(6, position=True), icc_profile=profile)
    refused = 0
    for _ in range(600):
        spoilt = bytearray(whole)
        for _ in range(chance.randrange(1, 5)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        for read in (inspect, prepare, load_grey):
            try:
                read(bytes(spoilt))
            except Refusal as refusal:
                assert refusal.code in {"PICTURE_NOT_AN_IMAGE", "PICTURE_TOO_LARGE"}
                refused += 1
    assert refused > 0


def test_nothing_is_written_beside_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    prepare(jpeg(quarters()))
    assert not [*tmp_path.iterdir()]
