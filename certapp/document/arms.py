"""The arms of a national profile at the head of a sheet: filled shapes of an SVG file, or a PNG.

Of SVG (W3C SVG 2) the part is read that coats of arms need: path, rect, circle, ellipse, polygon and polyline with one
plain fill each, in groups, with transforms. What else a file holds is refused by name, not left out of the picture.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from fontTools.misc.transform import Identity, Transform
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.svgLib.path import parse_path
from fontTools.svgLib.path.shapes import PathBuilder

from certapp.document.pen import Colour, Pen, Rect, Segment, Shape
from certapp.formdef.printed import PrintedArms
from certapp.imaging.picture import prepare
from certapp.model.errors import Refusal

LARGEST = 1 << 20
"""Bytes of a file with arms."""

_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset({"path", "rect", "circle", "ellipse", "polygon", "polyline"})
_SILENT = frozenset({"title", "desc", "metadata"})
_STEP = re.compile(r"(\w+)\s*\(([^)]*)\)")
_COLOUR = re.compile(r"#([0-9a-fA-F]{6})")
_MOST_SHAPES = 2000


@dataclass(frozen=True)
class _Paint:
    fill: str
    transform: Transform


def draw_arms(pen: Pen, arms: PrintedArms, room: Rect) -> None:
    """Draws the arms as large as `room` allows, in its middle. Refusal ARMS_NOT_DRAWABLE (file, detail)."""
    if len(arms.content) > LARGEST:
        raise _refused(arms, f"more than {LARGEST} bytes")
    if arms.content.startswith(b"\x89PNG\r\n\x1a\n"):
        picture = prepare(arms.content)
        pen.picture(picture.jpeg, _fitted(picture.width_px, picture.height_px, room))
        return
    (left, top, width, height), shapes = _read(arms)
    place = _fitted(width, height, room)
    scale = place.width / width
    onto = Transform(scale, 0, 0, scale, place.x - left * scale, place.y - top * scale)
    pen.shapes([Shape(fill, [*_segments(path, onto.transform(at))]) for path, at, fill in shapes])


def _fitted(width: float, height: float, room: Rect) -> Rect:
    scale = min(room.width / width, room.height / height)
    wide, high = width * scale, height * scale
    return Rect(room.x + (room.width - wide) / 2, room.y + (room.height - high) / 2, wide, high)


def _read(arms: PrintedArms) -> tuple[tuple[float, ...], list[tuple[str, Transform, Colour]]]:
    """The view box and each shape: its path, its transform, its colour."""
    if b"<!" in re.sub(rb"<!--.*?-->", b"", arms.content, flags=re.DOTALL):
        raise _refused(arms, "a document type or CDATA")
    try:
        root = ElementTree.fromstring(arms.content)  # the profile's own file, without entities
        box = tuple(float(part) for part in re.split(r"[\s,]+", root.attrib["viewBox"].strip()))
        if root.tag != f"{_SVG}svg" or len(box) != 4 or min(box[2:]) <= 0:
            raise ValueError("no svg element with a viewBox")
        shapes = list(_shapes(root, _Paint("#000000", Identity)))
    except KeyError as missing:
        raise _refused(arms, f"{missing} is missing") from None
    except (ElementTree.ParseError, ValueError, TypeError, IndexError, NotImplementedError) as problem:
        raise _refused(arms, str(problem)) from None
    if not 0 < len(shapes) <= _MOST_SHAPES:
        raise _refused(arms, f"{len(shapes)} shapes")
    return box, shapes


def _shapes(element: ElementTree.Element, above: _Paint) -> Iterator[tuple[str, Transform, Colour]]:
    for child in element:
        name = child.tag.removeprefix(_SVG)
        if name in _SILENT:
            continue
        if "style" in child.attrib or child.attrib.get("stroke", "none") != "none":
            raise ValueError(f"{name} with a style or stroke")
        fill = child.attrib.get("fill", above.fill)
        onto = above.transform.transform(_transform(child.attrib.pop("transform", "")))
        if name == "g":
            yield from _shapes(child, _Paint(fill, onto))
        elif name in _SHAPES:
            builder = PathBuilder()
            builder.add_path_from_element(child)
            if fill != "none" and builder.paths:
                yield builder.paths[0], onto, _colour(fill)
        else:
            raise ValueError(f"an element '{name}'")


def _transform(written: str) -> Transform:
    """What `transform` says: steps of which the last is applied first."""
    whole = Identity
    for name, numbers in _STEP.findall(written):
        values = [float(number) for number in re.split(r"[\s,]+", numbers.strip())]
        match name:
            case "matrix":
                whole = whole.transform(Transform(*values))
            case "translate":
                whole = whole.translate(*values)
            case "scale":
                whole = whole.scale(*values)
            case "rotate" if len(values) == 1:
                whole = whole.rotate(math.radians(values[0]))
            case _:
                raise ValueError(f"transform '{name}'")
    return whole


def _colour(fill: str) -> Colour:
    digits = _COLOUR.fullmatch(fill)
    if digits is None:
        raise ValueError(f"a fill '{fill}', not #rrggbb")
    red, green, blue = bytes.fromhex(digits[1])
    return red / 255, green / 255, blue / 255


def _segments(path: str, onto: Transform) -> Iterator[Segment]:
    """The path as lines and cubic curves, mm on the page."""
    recorded = RecordingPen()
    parse_path(path, TransformPen(recorded, onto))
    here = (0.0, 0.0)
    for operation, points in recorded.value:
        match operation:
            case "moveTo" | "lineTo":
                here = points[0]
                yield Segment("m" if operation == "moveTo" else "l", (here,))
            case "curveTo":
                yield Segment("c", tuple(points))
                here = points[-1]
            case "qCurveTo":
                control, end = points
                first = tuple(a + 2 / 3 * (b - a) for a, b in zip(here, control, strict=True))
                second = tuple(a + 2 / 3 * (b - a) for a, b in zip(end, control, strict=True))
                yield Segment("c", ((first[0], first[1]), (second[0], second[1]), end))
                here = end
            case _:
                yield Segment("h", ())


def _refused(arms: PrintedArms, detail: str) -> Refusal:
    return Refusal("ARMS_NOT_DRAWABLE", file=arms.name, detail=detail)
