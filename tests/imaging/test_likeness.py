"""Near-equal and blurred pictures: tried with the training pictures, as they are and changed as people change them."""

from pathlib import Path

import pytest
from PIL import Image, ImageEnhance, ImageFilter

from certapp.imaging.likeness import BLURRED, NEAR, distance, impression, near_equal, picture_hash
from certapp.imaging.picture import strip_metadata
from certapp.paths import RESOURCES
from tests.imaging.making import jpeg, opened, png, saved
from tests.imaging.test_picture import exif_with

TRAINING = RESOURCES / "training"
SHARP = [
    TRAINING / name
    for name in (
        "coins-temporary-loan/coins-detail.jpg",
        "coins-temporary-loan/coins-obverse.jpg",
        "manuscript-arabic/detail.jpg",
        "manuscript-arabic/folio.jpg",
        "museum-loan-34-objects/pot-01.jpg",
        "painting-permanent-sale/front.jpg",
    )
]


def upright_of(path: Path) -> Image.Image:
    return opened(strip_metadata(path.read_bytes())).convert("RGB")


def name_of(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", SHARP, ids=name_of)
def test_a_picture_saved_again_or_scaled_is_near_equal(path: Path) -> None:
    original = path.read_bytes()
    picture = upright_of(path)
    seen = impression(original)
    third = picture.resize((picture.width // 3, picture.height // 3))
    for copy in (saved(picture, "JPEG", quality=40), png(third), jpeg(third)):
        assert distance(picture_hash(original), picture_hash(copy)) <= NEAR
        assert near_equal(seen, impression(copy))


def test_a_brighter_copy_has_nearly_the_same_hash() -> None:
    original = SHARP[0].read_bytes()
    brighter = ImageEnhance.Brightness(upright_of(SHARP[0])).enhance(1.2)
    assert distance(picture_hash(original), picture_hash(jpeg(brighter))) <= NEAR


def test_a_picture_held_otherwise_by_the_camera_is_the_same() -> None:
    picture = upright_of(SHARP[3])
    lying = jpeg(picture.transpose(Image.Transpose.ROTATE_90), exif=exif_with(6))
    assert distance(picture_hash(jpeg(picture)), picture_hash(lying)) <= 1


def test_no_two_training_pictures_are_near_equal() -> None:
    """Not even the pots of one series, which differ by their colour and bands only."""
    seen = [impression(path.read_bytes()) for path in sorted(TRAINING.glob("*/*.jpg"))]
    assert len(seen) > 30
    assert not any(near_equal(one, other) for index, one in enumerate(seen) for other in seen[:index])


@pytest.mark.parametrize("path", SHARP, ids=name_of)
def test_sharp_and_blurred_are_told_apart(path: Path) -> None:
    picture = upright_of(path)
    assert impression(path.read_bytes()).sharpness > BLURRED
    blurred = picture.filter(ImageFilter.GaussianBlur(max(picture.size) * 0.005))
    assert impression(saved(blurred, "JPEG", quality=85)).sharpness < BLURRED


def test_a_pale_picture_is_not_taken_for_a_blurred_one() -> None:
    pale = ImageEnhance.Contrast(upright_of(SHARP[3])).enhance(0.5)
    assert impression(jpeg(pale)).sharpness > BLURRED


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (600, 600)])
def test_plain_and_tiny_pictures_are_no_fault(size: tuple[int, int]) -> None:
    assert impression(png(Image.new("L", size, 128))).hash in range(1 << 64)
