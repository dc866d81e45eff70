"""HEIC, as telephones save it: read, bounded, turned into JPEG for everything that leaves."""

from pathlib import Path

import pytest

from certapp.imaging.framing import Framing
from certapp.imaging.grey import load_grey
from certapp.imaging.likeness import distance, picture_hash
from certapp.imaging.picture import handed_out, inspect, prepare, thumbnail
from certapp.model.errors import Refusal
from tests.imaging.making import jpeg, opened, quarters
from tests.imaging.test_picture import is_upright

HEIC = (Path(__file__).parent / "files" / "quarters.heic").read_bytes()


def test_its_facts_are_read() -> None:
    facts = inspect(HEIC)
    assert (facts.format, facts.width_px, facts.height_px, facts.has_position) == ("HEIF", 960, 720, True)
    assert str(facts.taken_on) == "2026-03-14"


def test_what_leaves_is_a_jpeg_without_a_word_about_place_or_device() -> None:
    for copy in (handed_out(HEIC), prepare(HEIC).jpeg, thumbnail(HEIC, 400), handed_out(HEIC, Framing(180))):
        facts = inspect(copy)
        assert (facts.format, facts.has_position, facts.taken_on) == ("JPEG", False, None)
        assert opened(copy).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert b"camera" not in copy
    assert is_upright(opened(handed_out(HEIC)))


def test_it_is_framed_scanned_and_compared_like_any_other() -> None:
    assert (prepare(HEIC, framing=Framing(90, (0, 0, 500, 1000))).width_px) == 720
    assert load_grey(HEIC).width == 960
    assert distance(picture_hash(HEIC), picture_hash(jpeg(quarters(960, 720)))) <= 8


@pytest.mark.parametrize("length", [0, 8, 12, 40, 200, 700, len(HEIC) - 30])
def test_one_cut_short_is_refused(length: int) -> None:
    for read in (prepare, handed_out, load_grey):
        with pytest.raises(Refusal, match="PICTURE_NOT_AN_IMAGE"):
            read(HEIC[:length])


def test_one_that_claims_too_much_is_refused_before_a_pixel_is_decoded() -> None:
    """The box `ispe` (ISO/IEC 23008-12, 6.5.3) holds width and height."""
    sizes = [at for at in range(len(HEIC)) if HEIC[at : at + 4] == b"ispe"]
    assert sizes
    bomb = bytearray(HEIC)
    for at in sizes:
        bomb[at + 8 : at + 16] = (30_000).to_bytes(4, "big") * 2
    for read in (inspect, prepare, handed_out):
        with pytest.raises(Refusal, match="PICTURE_"):
            read(bytes(bomb))


@pytest.mark.filterwarnings("ignore::UserWarning:PIL.TiffImagePlugin")
def test_of_a_spoilt_one_nothing_but_a_refusal_comes_out() -> None:
    for at in range(0, len(HEIC), 7):
        spoilt = bytearray(HEIC)
        spoilt[at] ^= 0xFF
        try:
            prepare(bytes(spoilt))
        except Refusal as refusal:
            assert refusal.code in {"PICTURE_NOT_AN_IMAGE", "PICTURE_TOO_LARGE"}


def test_another_file_of_the_same_family_is_refused() -> None:
    with pytest.raises(Refusal, match="PICTURE_NOT_AN_IMAGE"):
        inspect(b"\0\0\0\x18ftypisom\0\0\2\0isomiso2mp41" + bytes(300))
