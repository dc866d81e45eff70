"""Frames of a camera, made up: read at once where they can be, and else what would help is said."""

import random
from dataclasses import dataclass

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from certapp.imaging.grey import GreyImage
from certapp.imaging.looking import looks, movement
from certapp.scan.advice import Advice
from certapp.scan.guidance import advice_on_picture, look_at
from certapp.scan.reader import see_codes
from tests.scan.test_reader import TEXT, grey, saved, symbol

SIZE = (1280, 720)
PAPER, INK = 225, 30


def _noise() -> Image.Image:
    """A camera's, the same each time."""
    chance = random.Random(1)
    tile = Image.frombytes("L", (160, 90), bytes(round(chance.gauss(128, 4)) for _place in range(160 * 90)))
    whole = Image.new("L", SIZE)
    for place in range(64):
        whole.paste(tile, (place % 8 * 160, place // 8 * 90))
    return whole


NOISE = _noise()


@dataclass(frozen=True)
class Held:
    """How a paper is held before the camera: pixels a module, blur in pixels, light, where, a reflection's radius."""

    module: float = 4.0
    blur: float = 0.0
    light: float = 1.0
    at: tuple[int, int] = (400, 120)
    reflection: int = 0

    def picture(self) -> Image.Image:
        sheet = Image.new("L", SIZE, PAPER)
        sheet.paste(symbol(TEXT, self.module).point(lambda level: INK + level * (PAPER - INK) // 255), self.at)
        draw = ImageDraw.Draw(sheet)
        for line in range(14):
            draw.text((20, 20 + line * 30), "Certificate of export XA-2026-000123", fill=INK)
        if self.reflection:
            spot = Image.new("L", SIZE, 0)
            x, y = self.at[0] + 220, self.at[1] + 180
            box = (x - self.reflection, y - self.reflection, x + self.reflection, y + self.reflection)
            ImageDraw.Draw(spot).ellipse(box, fill=255)
            sheet = Image.composite(Image.new("L", SIZE, 255), sheet, spot.filter(ImageFilter.GaussianBlur(8)))
        seen = sheet.filter(ImageFilter.GaussianBlur(self.blur)).point(lambda level: round(level * self.light))
        return ImageChops.add(seen, NOISE, 1.0, -128)

    def frame(self) -> GreyImage:
        return grey(self.picture())


@pytest.mark.parametrize("held", [Held(), Held(module=2.3), Held(module=1.6), Held(blur=1.5), Held(light=0.3)])
def test_a_code_is_read_at_once(held: Held) -> None:
    assert look_at(held.frame()).texts == (TEXT,)
    assert look_at(held.frame()).advice is Advice.DONE


@pytest.mark.parametrize(
    ("held", "advice"),
    [
        (Held(light=0.05), Advice.MORE_LIGHT),
        (Held(light=0.1, module=2, blur=1), Advice.MORE_LIGHT),
        (Held(blur=6), Advice.SHARPER),
        (Held(blur=3, module=3), Advice.SHARPER),
        (Held(module=5, reflection=150), Advice.LESS_GLARE),
    ],
)
def test_what_would_help_is_said(held: Held, advice: Advice) -> None:
    frame = look_at(held.frame())
    assert TEXT not in frame.texts
    assert frame.advice is advice
    assert advice_on_picture(saved(held.picture(), "PNG")) is advice


@pytest.mark.parametrize(("module", "advice"), [(2, Advice.CLOSER), (6, Advice.FLATTER)])
def test_a_code_that_is_seen_and_not_read_wants_to_be_closer_or_flatter(module: int, advice: Advice) -> None:
    picture = Held(module=module).picture()
    side = 77 * module
    covered = (400 + side // 3, 120 + side // 3, 400 + side * 3 // 4, 120 + side * 2 // 3)
    ImageDraw.Draw(picture).rectangle(covered, fill=90)
    assert look_at(grey(picture)).advice is advice


def test_paper_without_a_code_and_a_bare_wall_want_one_shown() -> None:
    words = Held(module=0.2).frame()
    assert look_at(words).advice is Advice.SHOW_CODE
    wall = grey(NOISE.point(lambda level: level + 60))
    assert look_at(wall).advice is Advice.SHOW_CODE


def test_a_hand_that_moves_is_told_to_hold_still() -> None:
    blurred, moved, still = Held(blur=8), Held(blur=8, at=(460, 160)), Held(blur=8, at=(402, 121))
    first = look_at(blurred.frame())
    assert look_at(moved.frame(), first).advice is Advice.HOLD_STILL
    assert look_at(still.frame(), first).advice is Advice.SHARPER


def test_light_that_is_turned_on_is_no_movement() -> None:
    dim, bright = looks(Held(light=0.6).frame()), looks(Held(light=0.9).frame())
    assert movement(dim, bright) < 2 < movement(dim, looks(Held(light=0.6, at=(480, 180)).frame()))


def test_symbols_are_found_with_their_places_whether_read_or_not() -> None:
    (seen,) = see_codes(Held(module=5).frame())
    assert seen.text == TEXT
    assert all(400 < x < 900 and 120 < y < 600 for x, y in seen.corners)


def test_a_tiny_frame_is_looked_at_too() -> None:
    for size in ((1, 1), (3, 2), (40, 1)):
        assert look_at(GreyImage(*size, bytes(size[0] * size[1]))).advice is Advice.MORE_LIGHT
