"""Pictures small enough for a code, and such pictures made visible."""

import io

import pytest
from PIL import Image

from certapp.imaging.small import SIDES_PX, shown, small_size, small_webp
from certapp.model.errors import Refusal
from certapp.paths import RESOURCES

PHOTOGRAPHS = sorted((RESOURCES / "training").glob("*/*.jp*g"))


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("path", PHOTOGRAPHS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_photograph_of_the_training_fits_and_can_be_seen(path) -> None:  # type: ignore[no-untyped-def]
    webp = small_webp(path.read_bytes(), 450)
    assert len(webp) <= 450
    small = opened(webp)
    assert small.format == "WEBP"
    assert max(small.size) in SIDES_PX
    assert not small.getexif()
    assert not {"icc_profile", "exif", "xmp"} & set(small.info)
    width, height = small_size(webp)
    assert (width, height) == small.size
    assert opened(shown(webp)).size == (width * (256 // max(width, height)), height * (256 // max(width, height)))


def test_noise_is_made_smaller_until_it_fits() -> None:
    noise = Image.effect_noise((600, 600), 200)
    file = io.BytesIO()
    noise.save(file, "PNG")
    assert len(small_webp(file.getvalue(), 450)) <= 450
    with pytest.raises(Refusal, match="PICTURE_TOO_DETAILED"):
        small_webp(file.getvalue(), 40)


@pytest.mark.parametrize("data", [b"", b"RIFF\x24\0\0\0WEBPVP8 " + bytes(40), b"\x89PNG\r\n\x1a\n" + bytes(60)])
def test_what_is_no_small_picture_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal, match="PICTURE_NOT_AN_IMAGE"):
        small_size(data)


def test_a_picture_that_is_larger_than_it_may_be_is_not_decoded() -> None:
    file = io.BytesIO()
    Image.new("RGB", (4000, 4000)).save(file, "WEBP", quality=1)
    with pytest.raises(Refusal, match="PICTURE_NOT_AN_IMAGE"):
        small_size(file.getvalue())


def test_a_moving_picture_is_refused() -> None:
    file = io.BytesIO()
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "blue")]
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:])
    with pytest.raises(Refusal, match="PICTURE_NOT_AN_IMAGE"):
        small_size(file.getvalue())
