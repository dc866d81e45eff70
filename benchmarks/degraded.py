"""How worn or badly scanned a code may be: the program's own pages, worn in sixteen ways, read by its own reader.

Simulated (no printer or scanner is asked): printed at 600 dpi with a dot gain of 0.03 mm, captured at 150, 200 and
300 dpi with a point spread and a random phase, then worn. Pictures, not times: the tables count what was read.
"""

import io
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from certapp.document.raster import raster_pages
from certapp.document.rendering import render
from certapp.formdef.loading import load_form
from certapp.formdef.parsing import parse
from certapp.formdef.printing import printed_certificate
from certapp.imaging.grey import GreyImage
from certapp.scan.reader import read_codes
from certapp.seal.matrix import modules
from certapp.seal.text import CODE_PREFIX, PICTURE_PREFIX, from_compressed
from tests.document.making import jpeg
from tests.formdef.making import COINS, TODAY, at, example

SIZES = (300, 371, 506, 602, 705, 903)
"""Bytes of the compressed message: QR versions 14, 15, 18, 20, 22, 25."""
PICTURE_BYTES = 575
RESOLUTIONS = (150, 200, 300)
SEEDS = 5
PRINT_DPI = 600
MM = PRINT_DPI / 25.4
STRIP = (60.0, 205.0, 204.0, 283.0)
"""The part of the sheet with both codes and the letters around them, mm."""
CODE_BOX, _PICTURE = (132.0, 210.0, 66.0, 69.0), (75.0, 210.0, 57.0, 69.0)
"""Their boxes on the layout `sheets-picture`, mm."""


@dataclass(frozen=True)
class Captured:
    """The strip as captured at `dpi`, and where the middle of each code is, in pixels."""

    picture: Image.Image
    dpi: int
    chance: random.Random

    def middles(self) -> list[tuple[float, float]]:
        """Of both codes, somewhere within their middle halves."""
        found = []
        for x, y, width, height in (CODE_BOX, _PICTURE):
            away = 12 * self.chance.uniform(-1, 1), 12 * self.chance.uniform(-1, 1)
            centre = x + width / 2 + away[0] - STRIP[0], y + height / 2 + away[1] - STRIP[1]
            found.append((centre[0] * self.dpi / 25.4, centre[1] * self.dpi / 25.4))
        return found

    def px(self, millimetres: float) -> float:
        """Pixels."""
        return millimetres * self.dpi / 25.4


Wear = Callable[[Captured], Image.Image]


def _blur(sigma: float) -> Wear:
    return lambda it: it.picture.filter(ImageFilter.GaussianBlur(sigma))


def _noise(picture: Image.Image, sigma: float) -> Image.Image:
    return ImageChops.add(picture, Image.effect_noise(picture.size, sigma), 1.0, -128)


def _turned(it: Captured, degrees: float = 33) -> Image.Image:
    return it.picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def _perspective(it: Captured, part: float = 0.15) -> Image.Image:
    width, height = it.picture.size
    inset = width * part / 2
    # The corners of the source that come to the corners of the result: the upper edge farther away.
    quad = (-inset, 0, 0, height, width, height, width + inset, 0)
    return it.picture.transform(it.picture.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC, fillcolor=255)


def _stain(part: float) -> Wear:
    def worn(it: Captured) -> Image.Image:
        picture = it.picture.copy()
        draw = ImageDraw.Draw(picture)
        radius = it.px((49.3**2 * part / 3.1416) ** 0.5)
        for x, y in it.middles():
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=60)
        return picture

    return worn


def _shaded(it: Captured, shade: int, draw_on: Callable[[ImageDraw.ImageDraw, float, float], None]) -> Image.Image:
    """Darker (shade below 128) or lighter where `draw_on` draws white, softly."""
    mask = Image.new("L", it.picture.size, 0)
    draw = ImageDraw.Draw(mask)
    for x, y in it.middles():
        draw_on(draw, x, y)
    mask = mask.filter(ImageFilter.GaussianBlur(it.px(0.4)))
    return Image.composite(Image.new("L", it.picture.size, shade), it.picture, mask)


def _ring(it: Captured) -> Image.Image:
    def ring(draw: ImageDraw.ImageDraw, x: float, y: float) -> None:
        radius, thick = it.px(20), round(it.px(3))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=120, width=thick)

    return _shaded(it, 110, ring)


def _glare(it: Captured) -> Image.Image:
    def spot(draw: ImageDraw.ImageDraw, x: float, y: float) -> None:
        radius = it.px((49.3**2 * 0.05 / 3.1416) ** 0.5)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)

    return _shaded(it, 255, spot)


def _fold(it: Captured) -> Image.Image:
    def line(draw: ImageDraw.ImageDraw, x: float, y: float) -> None:
        draw.line((x - it.px(40), y - it.px(6), x + it.px(40), y + it.px(6)), fill=255, width=max(1, round(it.px(1.2))))

    return _shaded(it, 215, line)


def _faded(it: Captured) -> Image.Image:
    pale = it.picture.point(lambda value: 150 + value * 105 // 255)
    return _noise(pale, 8)


def _copied(times: int) -> Wear:
    def worn(it: Captured) -> Image.Image:
        picture = it.picture
        for _ in range(times):
            picture = picture.filter(ImageFilter.GaussianBlur(0.7)).point(lambda value: 255 if value > 128 else 0)
            specks = Image.effect_noise(picture.size, 40).point(lambda value: 255 if value > 245 else 0)
            picture = ImageChops.subtract(picture, specks)
        return picture

    return worn


def _saved(picture: Image.Image, quality: int) -> Image.Image:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(file).convert("L")


def _telephone(it: Captured) -> Image.Image:
    shade = Image.linear_gradient("L").resize(it.picture.size).point(lambda value: 150 + value * 105 // 255)
    lit = ImageChops.multiply(it.picture, shade)
    tilted = replace(it, picture=_turned(replace(it, picture=lit), it.chance.uniform(-8, 8)))
    return _saved(_noise(_perspective(tilted, 0.06).filter(ImageFilter.GaussianBlur(1.0)), 12), 60)


WEARS: dict[str, Wear] = {
    "clean": lambda it: it.picture,
    "blur 1.0 px": _blur(1.0),
    "blur 1.6 px": _blur(1.6),
    "noise 30": lambda it: _noise(it.picture, 30),
    "turned 33 degrees": _turned,
    "perspective 15 %": _perspective,
    "stain 3 %": _stain(0.03),
    "stain 6 %": _stain(0.06),
    "coffee ring": _ring,
    "glare 5 %": _glare,
    "fold": _fold,
    "faded toner": _faded,
    "copied once": _copied(1),
    "copied twice": _copied(2),
    "JPEG 30": lambda it: _saved(it.picture, 30),
    "telephone": _telephone,
}


@dataclass(frozen=True)
class Counts:
    """A table of shares, in per cent of the pictures of each row and column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]

    def text(self) -> str:
        """As Markdown."""
        if not self.columns:
            return f"{self.title}\n"
        head = [f"| | {' | '.join(self.columns)} |", f"|---|{'--:|' * len(self.columns)}"]
        lines = [f"| {name} | {' | '.join(cells)} |" for name, cells in self.rows]
        return "\n".join((f"### {self.title}", "", *head, *lines, ""))


def run() -> Iterator[Counts]:
    """By size of the code, and by kind of wear."""
    seen: defaultdict[tuple[str, str, int], list[tuple[bool, bool, bool]]] = defaultdict(list)
    wrong = pictures = 0
    for size in SIZES:
        code, picture = _random(size, CODE_PREFIX, size), _random(PICTURE_BYTES, PICTURE_PREFIX, size)
        version = (len(modules(code)) - 17) // 4
        printed = inked(drawn_strip(code, picture))
        for dpi in RESOLUTIONS:
            for seed in range(SEEDS):
                chance = random.Random(f"{size} {dpi} {seed}")
                captured = Captured(seen_at(printed, dpi, chance), dpi, chance)
                for name, wear in WEARS.items():
                    worn = grey(wear(captured))
                    first, found = set(_first_look(worn)), set(read_codes(worn))
                    wrong += len(found - {code, picture})
                    pictures += 1
                    seen[f"{size} B, version {version}", name, dpi].append(
                        (code in first, code in found, picture in found)
                    )
    columns = tuple(f"{dpi} dpi" for dpi in RESOLUTIONS)
    for title, part in (("By size of the code, all kinds of wear", 0), ("By kind of wear, all sizes", 1)):
        names = tuple(dict.fromkeys(key[part] for key in seen))
        rows = tuple((name, tuple(_cell(seen, part, name, dpi) for dpi in RESOLUTIONS)) for name in names)
        whole = ("**all**", tuple(_cell(seen, None, "", dpi) for dpi in RESOLUTIONS))
        yield Counts(f"{title}: first look / program's reader / second code on the way, %", columns, (*rows, whole))
    yield Counts(f"{pictures} pictures; texts read that nobody printed: {wrong}", (), ())


def _cell(
    seen: dict[tuple[str, str, int], list[tuple[bool, bool, bool]]], part: int | None, name: str, dpi: int
) -> str:
    results = [
        one for key, each in seen.items() if key[2] == dpi and (part is None or key[part] == name) for one in each
    ]
    return " / ".join(f"{100 * sum(column) / len(results):.0f}" for column in zip(*results, strict=True))


def _random(size: int, prefix: str, seed: int) -> str:
    return from_compressed(random.Random(f"{prefix}{seed}").randbytes(size), prefix)


def drawn_strip(code: str, picture: str, name: str = COINS) -> Image.Image:
    """The strip of the first sheet of an example at 600 dpi, as drawn."""
    form = load_form("xa")
    raw = example(name, at("certificate_no", "XA-2026-01-000123-K"))
    for photo in (photo for item in raw["objects"] for photo in item["photographs"]):
        photo["sha256"] = "ab" * 32
    record = parse(form, raw, TODAY, from_office=True).record
    small = jpeg(90, 120)
    certificate = printed_certificate(
        form, record, lambda sha256: (small, 90, 120), code_text=code, picture_text=picture, dated=0
    )
    page = next(raster_pages(render(certificate), PRINT_DPI, 0, 1))
    whole = Image.frombytes("L", (page.width, page.height), page.data)
    x, y, right, bottom = (round(part * MM) for part in STRIP)
    return whole.crop((x, y, right, bottom))


def inked(drawn: Image.Image) -> Image.Image:
    """As printed: the ink a little wider than drawn."""
    wider = drawn.filter(ImageFilter.MinFilter(3))  # one pixel on each side: 0.042 mm
    return Image.blend(drawn, wider, 0.03 / (25.4 / PRINT_DPI))


def seen_at(printed: Image.Image, dpi: int, chance: random.Random) -> Image.Image:
    """As a scanner or camera has it: a point spread, a random phase."""
    step = PRINT_DPI / dpi
    blurred = printed.filter(ImageFilter.GaussianBlur(0.4 * step))
    across, down = chance.uniform(0, step), chance.uniform(0, step)
    size = int(printed.width / step) - 1, int(printed.height / step) - 1
    box = (across, down, across + size[0] * step, down + size[1] * step)
    return blurred.resize(size, Image.Resampling.BOX, box=box)


def grey(picture: Image.Image) -> GreyImage:
    """For the reader."""
    return GreyImage(picture.width, picture.height, picture.convert("L").tobytes())


def _first_look(image: GreyImage) -> list[str]:
    import zxingcpp

    rows = memoryview(image.data).cast("B", (image.height, image.width))
    return [code.text for code in zxingcpp.read_barcodes(rows, formats=zxingcpp.BarcodeFormat.QRCodeModel2)]
