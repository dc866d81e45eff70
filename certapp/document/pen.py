"""Draws on ReportLab's canvas in mm from the top left corner; text and pictures go out as raw operators.

ReportLab knows nothing of our fonts and pictures: pages name them, `finish` puts them into the file.
"""

import io
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

from certapp.document.fonts import Face
from certapp.document.structure import Content, Corners, Element
from certapp.document.text import Line

MM = 72 / 25.4
WIDTH, HEIGHT = 210.0, 297.0
"""A4, mm."""

Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)
INK: Colour = (0.07, 0.09, 0.13)
LABEL: Colour = (0.34, 0.38, 0.43)
RULE: Colour = (0.45, 0.50, 0.55)
FAINT: Colour = (0.80, 0.83, 0.86)


class Rect(NamedTuple):
    """A rectangle, mm from the top left corner of the page."""

    x: float
    y: float
    width: float
    height: float

    def inset(self, by: float) -> "Rect":
        """The rectangle `by` mm smaller on each side."""
        return Rect(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)


class Segment(NamedTuple):
    """A step of an outline as PDF has it: m (move), l (line), c (cubic curve), h (close); points in mm."""

    operator: str
    points: tuple[tuple[float, float], ...]


class Shape(NamedTuple):
    """An outline filled with one colour."""

    fill: Colour
    segments: list[Segment]


@dataclass(eq=False)
class FaceUse:
    """What a document uses of one face: a character id (CID) per glyph and text, at first use."""

    face: Face
    resource: str
    cids: dict[tuple[int, str], int] = field(default_factory=dict)

    def cid(self, gid: int, text: str) -> int:
        """The CID of a glyph that stands for `text`; CID 0 stays .notdef."""
        return self.cids.setdefault((gid, text), len(self.cids) + 1)


@dataclass(frozen=True)
class Drawing:
    """Pages as ReportLab wrote them, and the fonts and pictures they name but do not hold."""

    pdf: bytes
    faces: tuple[FaceUse, ...]
    pictures: dict[str, bytes]
    structure: Element
    """What the pages say, in reading order."""


class _BareCanvas(Canvas):  # type: ignore[misc]
    """A canvas whose pages name no standard font (those are never embedded)."""

    def _make_preamble(self) -> None:
        self._preamble = "1 0 0 1 0 0 cm"


class Pen:
    """Draws pages; `width` and `height` of the page in mm.

    What is drawn inside `tag` or `marked` belongs to the document's structure, all else is an artifact. A drawing that
    becomes part of another file (`structured` False) has neither.
    """

    def __init__(self, width: float = WIDTH, height: float = HEIGHT, *, structured: bool = True) -> None:
        self._height = height
        self._structured = structured
        self.document = Element("Document")
        """What the pages say, in reading order."""
        self._parent = self.document
        self._page = 0
        self._mcid = 0
        self._mark = ""
        """What is open in the page's content: '', 'artifact', 'element' or, where nothing may be marked, 'pattern'."""
        self._buffer = io.BytesIO()
        self._canvas = _BareCanvas(
            self._buffer,
            pagesize=(width * MM, height * MM),
            pageCompression=0,
            invariant=1,
            pdfVersion=(1, 7),
        )
        self._faces: dict[str, FaceUse] = {}
        self._pictures: dict[str, bytes] = {}
        self._names: dict[bytes, str] = {}

    def new_page(self) -> None:
        """Ends the page."""
        self._close_artifact()
        self._canvas.showPage()
        self._page += 1
        self._mcid = 0

    def finish(self) -> Drawing:
        """The pages drawn so far; the pen is used up."""
        self._canvas.save()
        return Drawing(self._buffer.getvalue(), tuple(self._faces.values()), self._pictures, self.document)

    @contextmanager
    def part(self, role: str) -> Iterator[Element]:
        """A new element of the structure, in which the elements made meanwhile stand."""
        above, self._parent = self._parent, self._parent.add(role)
        try:
            yield self._parent
        finally:
            self._parent = above

    @contextmanager
    def tag(self, role: str, alt: str = "", box: Rect | None = None) -> Iterator[None]:
        """What is drawn meanwhile is a new element: `alt` says what a figure shows, `box` is its place."""
        with self.marked(self._parent.add(role, alt, self.corners(box) if box else None)):
            yield

    @contextmanager
    def marked(self, element: Element) -> Iterator[None]:
        """What is drawn meanwhile belongs to `element`, which may go on from an earlier page."""
        if not self._structured:
            yield
            return
        self._close_artifact()
        element.kids.append(Content(self._page, self._mcid))
        self._canvas._code.append(f"/{element.role} <</MCID {self._mcid}>> BDC")
        self._mcid += 1
        self._mark = "element"
        try:
            yield
        finally:
            self._canvas._code.append("EMC")
            self._mark = ""

    def corners(self, box: Rect) -> Corners:
        """The corners of a rectangle on the page, in points."""
        top = self._height - box.y
        return Corners(box.x * MM, (top - box.height) * MM, (box.x + box.width) * MM, top * MM)

    def text(self, line: Line, x: float, baseline: float, size: float, colour: Colour = INK) -> None:
        """A line of text with its left end at `x` and its baseline at `baseline` (mm), `size` in points."""
        self._emit(_paint(colour, "rg"))
        self._show(line, f"1 0 0 1 {_n(x * MM)} {_n((self._height - baseline) * MM)} Tm", size, parted=True)

    def slanted_text(
        self, line: Line, centre: tuple[float, float], size: float, rise: float, colour: Colour, outline: bool
    ) -> None:
        """A line turned counter-clockwise by `rise` (radians) about its middle, at `centre` (mm).

        `outline` draws only the letters' edges, so that what lies under them stays visible.
        """
        cosine, sine = math.cos(rise), math.sin(rise)
        half, drop = line.width * size / 2, size * 0.36
        x = centre[0] * MM - half * cosine + drop * sine
        y = (self._height - centre[1]) * MM - half * sine - drop * cosine
        self._emit(f"q {_paint(colour, 'RG')} 1 w 1 Tr" if outline else f"q {_paint(colour, 'rg')}")
        self._show(line, f"{_n(cosine, 5)} {_n(sine, 5)} {_n(-sine, 5)} {_n(cosine, 5)} {_n(x)} {_n(y)} Tm", size)
        self._emit("Q")

    def rule(
        self, start: tuple[float, float], end: tuple[float, float], colour: Colour = RULE, width: float = 0.4
    ) -> None:
        """A straight line; `width` in points."""
        self._emit(f"{_paint(colour, 'RG')} {_n(width)} w {self._at(*start)} m {self._at(*end)} l S")

    def frame(self, box: Rect, colour: Colour = RULE, width: float = 0.4) -> None:
        """The outline of a rectangle; `width` in points."""
        self._emit(f"{_paint(colour, 'RG')} {_n(width)} w {self._box(box)} re S")

    def fill(self, box: Rect, colour: Colour) -> None:
        """A filled rectangle."""
        self._emit(f"{_paint(colour, 'rg')} {self._box(box)} re f")

    def fill_all(self, boxes: Sequence[Rect], colour: Colour) -> None:
        """Many rectangles as one path, filled at once."""
        self._emit(" ".join([_paint(colour, "rg"), *(f"{self._box(box)} re" for box in boxes), "f"]))

    def curve(self, points: Sequence[tuple[float, float]], colour: Colour, width: float) -> None:
        """A smooth line through `points` (mm), `width` in points."""
        parts = [_paint(colour, "RG"), f"{_n(width)} w", f"{self._at(*points[0])} m"]
        for index in range(len(points) - 1):
            before, here = points[max(index - 1, 0)], points[index]
            there, after = points[index + 1], points[min(index + 2, len(points) - 1)]
            first = (here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6)
            second = (there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6)
            parts.append(f"{self._at(*first)} {self._at(*second)} {self._at(*there)} c")
        self._emit(" ".join([*parts, "S"]))

    def shapes(self, shapes: Sequence[Shape]) -> None:
        """Filled outlines, one over the other."""
        for shape in shapes:
            steps = (" ".join([*(self._at(*point) for point in points), step]) for step, points in shape.segments)
            self._emit(" ".join([_paint(shape.fill, "rg"), *steps, "f"]))

    def begin_pattern(self, name: str) -> None:
        """Starts a drawing that pages repeat by `pattern(name)`."""
        self._canvas.beginForm(name)
        self._mark = "pattern"

    def end_pattern(self) -> None:
        """Ends the drawing begun by `begin_pattern`."""
        self._canvas.endForm()
        self._mark = ""

    def pattern(self, name: str) -> None:
        """Repeats a drawing made before."""
        self._open_artifact()
        self._canvas.doForm(name)

    def picture(self, jpeg: bytes, box: Rect) -> None:
        """A JPEG stretched to `box`; the same bytes twice are stored once."""
        name = self._names.setdefault(jpeg, f"Im{len(self._names) + 1}")
        self._pictures[name] = jpeg
        x, y = box.x * MM, (self._height - box.y - box.height) * MM
        self._emit(f"q {_n(box.width * MM)} 0 0 {_n(box.height * MM)} {_n(x)} {_n(y)} cm /{name} Do Q")

    def _show(self, line: Line, matrix: str, size: float, *, parted: bool = False) -> None:
        """`parted` ends the line with a space, so that readers of the file do not run words together."""
        said = (
            f"/Span <</ActualText <FEFF{line.words.encode('utf-16-be').hex().upper()}0020>>> BDC" if line.words else ""
        )
        parts = [said, f"BT {matrix}"] if said else [f"BT {matrix}"]
        for run in line.runs:
            use = self._faces.setdefault(run.face.name, FaceUse(run.face, f"F{len(self._faces) + 1}"))
            scaled = size * run.face.scale
            parts.append(f"/{use.resource} {_n(scaled, 3)} Tf")
            thousandth = 1000 / run.face.upem
            shown: list[str] = []
            rise, shift = 0, 0.0
            for glyph in run.glyphs:
                if glyph.dy != rise:
                    shown += [_n(shift * thousandth)] if shift else []
                    parts += [f"[{''.join(shown)}] TJ"] if shown else []
                    parts.append(f"{_n(glyph.dy * scaled / run.face.upem, 3)} Ts")
                    shown, rise, shift = [], glyph.dy, 0.0
                shift -= glyph.dx
                shown += [_n(shift * thousandth)] if shift else []
                shown.append(f"<{use.cid(glyph.gid, glyph.text):04X}>")
                shift = glyph.dx + run.face.font.get_glyph_h_advance(glyph.gid) - glyph.advance
            shown += [_n(shift * thousandth)] if shift else []
            if parted and run is line.runs[-1] and (space := run.face.font.get_nominal_glyph(ord(" "))):
                shown.append(f"<{use.cid(space, ' '):04X}>")
            parts += [f"[{''.join(shown)}] TJ"] if shown else []
            parts += ["0 Ts"] if rise else []
        self._emit(" ".join([*parts, "ET EMC" if said else "ET"]).replace("><", ""))

    def _at(self, x: float, y: float) -> str:
        return f"{_n(x * MM)} {_n((self._height - y) * MM)}"

    def _box(self, box: Rect) -> str:
        return f"{self._at(box.x, box.y + box.height)} {_n(box.width * MM)} {_n(box.height * MM)}"

    def _emit(self, operators: str) -> None:
        self._open_artifact()
        self._canvas._code.append(operators)

    def _open_artifact(self) -> None:
        if self._structured and not self._mark:
            self._canvas._code.append("/Artifact BMC")
            self._mark = "artifact"

    def _close_artifact(self) -> None:
        if self._mark == "artifact":
            self._canvas._code.append("EMC")
            self._mark = ""


def _n(value: float, places: int = 2) -> str:
    """A number as PDF writes it: no exponent, no trailing zeros."""
    text = f"{value:.{places}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _paint(colour: Colour, operator: str) -> str:
    return f"{' '.join(_n(part, 3) for part in colour)} {operator}"
