"""Turning and cropping: exact in numbers, the same for every way a camera was held, and nothing cut away leaves."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from certapp.imaging.framing import AS_IT_CAME, LEAST, WHOLE, Framing, framing_of
from certapp.imaging.picture import handed_out, inspect, prepare, thumbnail
from certapp.model.errors import Refusal
from tests.imaging.making import BLUE, GREEN, RED, WHITE, jpeg, near, opened, quarters
from tests.imaging.test_picture import exif_with, turned


def spans() -> st.SearchStrategy[tuple[int, int]]:
    return st.integers(0, WHOLE - LEAST).flatmap(lambda low: st.tuples(st.just(low), st.integers(low + LEAST, WHOLE)))


framings = st.builds(
    lambda degrees, across, down: Framing(degrees, (across[0], down[0], across[1], down[1])),
    st.sampled_from((0, 90, 180, 270)),
    spans(),
    spans(),
)


@given(framings)
def test_what_a_record_says_is_what_was_meant(framing: Framing) -> None:
    assert framing_of(framing.turned, framing.crop_text) == framing
    assert framing.with_seen_crop(framing.seen_crop()) == framing


@given(framings, st.sampled_from((90, -90, 180)))
def test_turning_on_and_back_changes_nothing(framing: Framing, degrees: int) -> None:
    assert framing.turned_by(degrees).turned_by(-degrees) == framing
    assert framing.turned_by(degrees).crop == framing.crop


@settings(max_examples=60, deadline=None)
@given(framings, st.sampled_from(range(1, 9)))
def test_however_it_was_held_the_framed_picture_is_the_same(framing: Framing, orientation: int) -> None:
    """The reference is made the plain way: upright, cut out, turned."""
    upright = quarters()
    expected = upright.crop(framing.box(*upright.size)).rotate(-framing.turned, expand=True)
    data = jpeg(turned(orientation), exif=exif_with(orientation))
    found = opened(prepare(data, framing=framing).jpeg).convert("RGB")
    assert found.size == expected.size == framing.size(*upright.size)
    small = [picture.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)) for picture in (found, expected)]
    assert isinstance(small[1], tuple)
    assert near(small[0], small[1])  # type: ignore[arg-type]  # colours of three


@pytest.mark.parametrize(("degrees", "corner"), [(0, RED), (90, BLUE), (180, WHITE), (270, GREEN)])
def test_it_turns_clockwise(degrees: int, corner: tuple[int, int, int]) -> None:
    assert near(opened(prepare(jpeg(quarters()), framing=Framing(degrees)).jpeg).getpixel((9, 9)), corner)


def test_what_leaves_the_house_shows_only_the_crop() -> None:
    leaving = handed_out(jpeg(quarters(), exif=exif_with(position=True)), Framing(90, (500, 0, 1000, 500)))
    picture = opened(leaving)
    assert picture.size == (100, 200)
    assert picture.convert("RGB").resize((1, 1)).getpixel((0, 0)) == pytest.approx(GREEN, abs=6)
    assert not inspect(leaving).has_position


def test_a_crop_is_printed_as_large_as_the_whole_would_be() -> None:
    half = prepare(jpeg(quarters(4000, 2000)), framing=Framing(0, (0, 0, 500, 1000)))
    assert (half.width_px, half.height_px) == (1772, 1772)
    assert opened(thumbnail(jpeg(quarters(4000, 2000)), 100, Framing(90))).size == (50, 100)


def test_a_picture_of_one_pixel_is_framed_too() -> None:
    assert prepare(jpeg(Image.new("RGB", (1, 1))), framing=Framing(270, (400, 400, 450, 450))).width_px == 1


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_said_is_as_it_came(nothing: object) -> None:
    assert framing_of(nothing, nothing) == AS_IT_CAME
    assert AS_IT_CAME.crop_text == AS_IT_CAME.name == ""


@pytest.mark.parametrize("degrees", [45, -90, 360, "90", 90.5, True])
def test_other_turns_are_refused(degrees: object) -> None:
    with pytest.raises(Refusal, match="PHOTOGRAPH_TURN_WRONG"):
        framing_of(degrees, None)


@pytest.mark.parametrize(
    "crop",
    [
        "1,2,3",
        "0,0,1000,1001",
        "900,0,100,1000",
        "0,0,49,1000",
        "a,b,c,d",
        "-1,0,500,500",
        "0, 0,500,500",
        "٠,٠,٥٠٠,٥٠٠",
        7,
    ],
)
def test_other_crops_are_refused(crop: object) -> None:
    with pytest.raises(Refusal, match="PHOTOGRAPH_CROP_WRONG") as refusal:
        framing_of(0, crop)
    assert "100,0,900,1000" in refusal.value.text()


def test_the_original_is_never_written(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(jpeg(quarters()))
    before = file.read_bytes()
    handed_out(before, Framing(90, (0, 0, 500, 500)))
    assert file.read_bytes() == before
