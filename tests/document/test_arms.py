"""The arms of a profile at the head of a sheet."""

import io
from dataclasses import replace

import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image

from certapp.document.rendering import render
from certapp.formdef.printed import PrintedArms
from certapp.model.errors import Refusal
from certapp.paths import FORMS
from tests.document.making import arabic, english

OPENING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
MM = 72 / 25.4


def arms(shapes: str) -> PrintedArms:
    return PrintedArms("arms.svg", f"{OPENING}{shapes}</svg>".encode(), "A square")


def head(pdf: bytes) -> Image.Image:
    """The head of the first sheet, two pixels a millimetre."""
    page = pdfium.PdfDocument(pdf)[0].render(scale=2 / MM).to_pil().convert("RGB")
    return page.crop((0, 0, 420, 64))


def reddish(picture: Image.Image) -> list[tuple[int, int]]:
    width = picture.width
    pixels = picture.get_flattened_data() if hasattr(picture, "get_flattened_data") else picture.getdata()
    return [divmod(n, width)[::-1] for n, (red, green, blue) in enumerate(pixels) if red > 180 > 90 > max(green, blue)]


@pytest.mark.parametrize(
    "shapes",
    [
        '<rect fill="#cc0000" width="100" height="100"/>',
        '<path fill="#cc0000" d="M0 0H100V100H0Z"/>',
        '<polygon fill="#cc0000" points="0,0 100,0 100,100 0,100"/>',
        '<g fill="#cc0000"><g transform="translate(50 50) scale(50)"><path d="M-1-1L1-1L1 1L-1 1z"/></g></g>',
        '<g transform="rotate(90)"><rect fill="#cc0000" width="100" height="100" y="-100"/></g>',
        '<!-- a note --><title>Arms</title><rect fill="#cc0000" width="100" height="100"/>',
    ],
)
def test_a_shape_fills_its_place_and_no_other(shapes: str) -> None:
    found = reddish(head(render(replace(english(), arms=arms(shapes)))))
    across, down = [x for x, _ in found], [y for _, y in found]
    assert (min(across), max(across)) == pytest.approx((24, 65), abs=1)  # 12 to 33 mm
    assert max(down) - min(down) == pytest.approx(42, abs=2)  # its proportions


def test_a_round_shape_is_round_and_the_later_lies_above() -> None:
    shapes = '<circle fill="#cc0000" cx="50" cy="50" r="50"/><ellipse fill="#ffffff" cx="50" cy="50" rx="25" ry="25"/>'
    found = reddish(head(render(replace(english(), arms=arms(shapes)))))
    assert len(found) == pytest.approx(42 * 42 * 3.14159 / 4 * 0.75, rel=0.08)


def test_a_png_is_drawn_too_and_what_is_transparent_is_white() -> None:
    picture = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    picture.paste((204, 0, 0, 255), (0, 0, 300, 150))
    file = io.BytesIO()
    picture.save(file, "PNG")
    found = reddish(head(render(replace(english(), arms=PrintedArms("arms.png", file.getvalue(), "Half a square")))))
    assert len(found) == pytest.approx(42 * 21, rel=0.1)


def test_on_a_page_read_from_the_right_they_stand_at_the_right() -> None:
    found = reddish(head(render(replace(arabic(), arms=arms('<rect fill="#cc0000" width="100" height="100"/>')))))
    assert min(x for x, _ in found) > 350


def test_they_are_a_figure_that_says_what_it_shows() -> None:
    with pikepdf.open(io.BytesIO(render(replace(english(), arms=arms('<rect width="9" height="9"/>'))))) as file:
        said = [str(each.Alt) for each in file.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each]
    assert said.count("A square") == len(english().sheets)


@pytest.mark.parametrize(
    ("shapes", "detail"),
    [
        ("<text>Arms</text>", "text"),
        ('<image href="http://example.org/a.png"/>', "image"),
        ('<rect width="9" height="9" style="fill:red"/>', "style"),
        ('<rect width="9" height="9" stroke="#000000"/>', "stroke"),
        ('<rect width="9" height="9" fill="url(#gradient)"/>', "url"),
        ('<rect width="9" height="9" transform="skewX(3)"/>', "skewX"),
        ('<rect width="nine" height="9"/>', "nine"),
        ("", "0 shapes"),
        ("<rect", "not well-formed"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(shapes: str, detail: str) -> None:
    with pytest.raises(Refusal) as refusal:
        render(replace(english(), arms=arms(shapes)))
    assert refusal.value.code == "ARMS_NOT_DRAWABLE"
    assert refusal.value.params["file"] == "arms.svg"
    assert detail in str(refusal.value.params["detail"])


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "b">]>' + arms("<rect/>").content
    with pytest.raises(Refusal, match="ARMS_NOT_DRAWABLE"):
        render(replace(english(), arms=PrintedArms("arms.svg", bomb, "")))


def test_the_arms_of_the_training_country_are_drawn() -> None:
    content = (FORMS / "profiles/xa/arms.svg").read_bytes()
    pdf = render(replace(english(), arms=PrintedArms("arms.svg", content, "Arms")))
    assert render(replace(english(), arms=PrintedArms("arms.svg", content, "Arms"))) == pdf
