"""Photographs are decoded beside the program: the same answers, and what breaks the process breaks nothing else."""

import io
from contextlib import closing

import pytest
from PIL import Image

from certapp.imaging.framing import AS_IT_CAME, Framing
from certapp.imaging.likeness import impression
from certapp.imaging.picture import handed_out, inspect, prepare
from certapp.model.errors import Refusal
from certapp.paths import RESOURCES
from certapp.service.pictures_apart import PicturesApart, pictures_apart
from tests.imaging.making import saved

FRONT = (RESOURCES / "training" / "painting-permanent-sale" / "front.jpg").read_bytes()
TURNED = Framing(90, (100, 0, 900, 1000))


@pytest.mark.parametrize("framing", [AS_IT_CAME, TURNED])
def test_it_answers_what_the_decoder_here_would(framing: Framing) -> None:
    found = pictures_apart().look(FRONT, framing)
    made = prepare(FRONT, framing=framing)
    facts = inspect(FRONT)
    assert (found.size, found.made, found.likeness) == ((facts.width_px, facts.height_px), made, impression(made.jpeg))
    leaving = pictures_apart().leaving(FRONT, framing)
    assert leaving.content == handed_out(FRONT, framing)
    assert leaving.formats == ("JPEG", "JPEG")


def test_what_is_no_photograph_is_refused_by_name_and_the_process_goes_on() -> None:
    apart = pictures_apart()
    apart.taken_on(FRONT)
    before = apart._helper.process
    for content in (b"", b"GIF89a", FRONT[:3000], b"\x89PNG\r\n\x1a\n" + bytes(100)):
        with pytest.raises(Refusal, match="PICTURE_NOT_AN_IMAGE"):
            apart.look(content, AS_IT_CAME)
    assert apart._helper.process == before


@pytest.mark.parametrize(
    ("bounds", "code"),
    [({"seconds": 0.01}, "FILE_TAKES_TOO_LONG"), ({"mb": 220}, "FILE_TAKES_TOO_MUCH|FILE_BREAKS_READER")],
)
def test_a_photograph_that_takes_too_much_is_refused_and_the_next_is_read(bounds: dict[str, int], code: str) -> None:
    apart = PicturesApart(**bounds)
    large = saved(Image.new("RGB", (7000, 7000), "grey"), "PNG")
    with pytest.raises(Refusal, match=code):
        apart.look(large, AS_IT_CAME)
    apart.close()


def test_one_process_serves_many() -> None:
    apart = pictures_apart()
    apart.taken_on(FRONT)
    process = apart._helper.process
    for _ in range(10):
        apart.leaving(FRONT, AS_IT_CAME)
    assert apart._helper.process == process is not None


def test_a_scan_is_shown_page_by_page_and_a_broken_one_refused() -> None:
    pages = [Image.new("1" if n else "RGB", (150, 200) if n else (1500, 2000), 1 if n else "white") for n in range(25)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_deflate")
    with closing(PicturesApart()) as apart:
        jpegs, count = apart.scan(out.getvalue())
        assert (len(jpegs), count) == (20, 25)
        with Image.open(io.BytesIO(jpegs[0])) as page:
            assert max(page.size) == 1400
        for broken in (b"II*\0 scan", out.getvalue()[:2000], b"", jpegs[0]):
            with pytest.raises(Refusal, match="PICTURE_NOT_AN_IMAGE"):
                apart.scan(broken)
        rest, count = apart.scan(out.getvalue(), 20)
        assert (len(rest), count) == (5, 25)
        with pytest.raises(Refusal, match="PICTURE_NOT_AN_IMAGE"):
            apart.scan(out.getvalue(), 25)
