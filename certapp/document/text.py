"""One paragraph of any script: bidi levels, faces, HarfBuzz shaping, line breaking.

Lengths are in em (points at size 1), so that one paragraph can be tried at several sizes.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

import uharfbuzz as hb

from certapp.document import bidi
from certapp.document.breaking import line_ends, may_tear
from certapp.document.fonts import Face, Weight, font_runs
from certapp.model.errors import Refusal


@dataclass(frozen=True)
class Glyph:
    """A glyph of a face and the characters it stands for ('' where a neighbour carries them); font units."""

    gid: int
    text: str
    advance: int
    dx: int
    dy: int


@dataclass(frozen=True)
class GlyphRun:
    """Glyphs of one face, from left to right."""

    face: Face
    glyphs: tuple[Glyph, ...]

    @property
    def width(self) -> float:
        """Sum of the advances, em."""
        return sum(glyph.advance for glyph in self.glyphs) * self.face.scale / self.face.upem


@dataclass(frozen=True)
class Line:
    """A line ready to draw: its runs from left to right and its width in em, without trailing space."""

    runs: tuple[GlyphRun, ...]
    width: float = field(default=0.0)
    words: str = ""
    """What it says, where its glyphs stand in another order than its characters or in other numbers; else ''."""

    @property
    def tall(self) -> bool:
        """Whether a face with deep descenders and high marks stands on it, so that it needs more leading."""
        return any(run.face.tall for run in self.runs)


EMPTY = Line(())

_SPACE = re.compile(r"[ \t\r\n\f\v]+")  # not the no-break spaces
_STEERING = "\u2066\u2067\u2068\u2069\u00ad"
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
"""A bracket in right-to-left text is drawn turned round; readers of the file expect the shape they see."""


@dataclass(frozen=True)
class _Run:
    start: int
    end: int
    level: int
    face: Face


class Paragraph:
    """One paragraph (no line feeds), shaped once, to be broken into lines of any width.

    `page_right_to_left` is the direction of the page's language: there a paragraph with right-to-left
    characters runs from the right whatever it begins with; elsewhere its first letter decides.
    Raises GLYPH_MISSING when a character is in no face.
    """

    def __init__(self, text: str, weight: Weight = "Regular", page_right_to_left: bool = False) -> None:
        text = _SPACE.sub(" ", text).strip(" ")
        holds_right = bidi.has_right_to_left(text)
        self.right_to_left = holds_right and (page_right_to_left or bidi.starts_right_to_left(text))
        if self.right_to_left:
            text = bidi.isolate_fixed_forms(text)
        elif holds_right:
            text = bidi.isolate_right_to_left(text)
        self.text = text
        self._levels = bidi.levels(self.text, self.right_to_left)
        self._runs = tuple(self._cut(weight))
        self._advances = self._measure()
        self._ends = line_ends(text)

    def lines(self, width: float, indent: float = 0.0) -> list[Line]:
        """Greedy lines of at most `width` em, the first one shorter by `indent`; at least one line."""
        return [self._line(start, end) for start, end in self._break(width, indent)] or [EMPTY]

    def line(self) -> Line:
        """The whole paragraph on one line."""
        return self._line(0, len(self.text))

    def _cut(self, weight: Weight) -> Iterator[_Run]:
        start = 0
        for level, group in groupby(self._levels):
            end = start + len(list(group))
            for run in font_runs(self.text, start, end, weight):
                yield _Run(run.start, run.end, level, run.face)
            start = end

    def _measure(self) -> list[float]:
        advances = [0.0] * len(self.text)
        for run in self._runs:
            infos, positions = _shape(self.text, run, run.start, run.end)
            for info, position in zip(infos, positions, strict=True):
                advances[info.cluster] += position.x_advance * run.face.scale / run.face.upem
        return advances

    def _break(self, width: float, indent: float) -> Iterator[tuple[int, int]]:
        text, advances = self.text, self._advances
        start, room, used = 0, width - indent, 0.0
        opportunity = -1
        index = 0
        while index < len(text):
            advance = advances[index]
            if used + advance > room + 1e-6 and text[index] != " " and index > start:
                if opportunity > start:
                    index = opportunity
                elif start == 0 and indent:
                    index = 0  # nothing fits beside the indent: leave the first line empty
                else:
                    torn = index
                    while torn > start + 1 and not (advances[torn] and may_tear(text, torn)):
                        torn -= 1
                    index = torn if torn > start + 1 or may_tear(text, torn) else index
                yield start, index
                start, room, used, opportunity, indent = index, width, 0.0, -1, 0.0
                continue
            used += advance
            index += 1
            if index in self._ends:
                opportunity = index
        if start < len(text):
            yield start, len(text)

    def _line(self, start: int, end: int) -> Line:
        while end > start and self.text[end - 1] in " \u2069":
            end -= 1
        runs = [run for run in self._runs if run.start < end and run.end > start]
        levels = [run.level for run in runs]
        drawn: list[GlyphRun] = []
        for position in bidi.visual_order(levels):
            run = runs[position]
            drawn.append(_glyph_run(self.text[start:end], run, start))
        reordered = any(run.face.reorders for run in drawn) and not any(level % 2 for level in levels)
        words = "".join(c for c in self.text[start:end] if c not in _STEERING) if reordered else ""
        return Line(tuple(drawn), sum(run.width for run in drawn), words)


def paragraphs(text: str, weight: Weight = "Regular", page_right_to_left: bool = False) -> list[Paragraph]:
    """The paragraphs of a text with line feeds; empty lines fall away."""
    return [Paragraph(part, weight, page_right_to_left) for part in text.splitlines() if part.strip()]


def one_line(text: str, weight: Weight = "Regular", page_right_to_left: bool = False) -> Line:
    """`text` as a single line."""
    return Paragraph(text, weight, page_right_to_left).line()


def _shape(text: str, run: _Run, start: int, end: int) -> tuple[list[Any], list[Any]]:
    buffer = hb.Buffer()
    buffer.add_str(text, start, end - start)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if run.level % 2 else "ltr"
    # Glyphs that change places with others are one cluster with one text, which readers find in its order.
    levels = hb.BufferClusterLevel
    buffer.cluster_level = levels.MONOTONE_CHARACTERS if run.face.reorders else levels.CHARACTERS
    buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    hb.shape(run.face.font, buffer)
    return buffer.glyph_infos or [], buffer.glyph_positions or []


def _glyph_run(line: str, run: _Run, offset: int) -> GlyphRun:
    start, end = max(run.start - offset, 0), min(run.end - offset, len(line))
    infos, positions = _shape(line, run, start, end)
    clusters = sorted({info.cluster for info in infos})
    texts = {first: line[first:after] for first, after in pairwise([*clusters, end])}
    carriers: dict[int, int] = {}
    for index, (info, position) in enumerate(zip(infos, positions, strict=True)):
        best = carriers.get(info.cluster)
        if best is None or position.x_advance > positions[best].x_advance:
            carriers[info.cluster] = index
    glyphs: list[Glyph] = []
    for index, (info, position) in enumerate(zip(infos, positions, strict=True)):
        if info.codepoint == 0:
            character = line[info.cluster]
            name = unicodedata.name(character, "unnamed character")
            raise Refusal("GLYPH_MISSING", character=character, name=name, code=f"U+{ord(character):04X}")
        words = texts[info.cluster] if carriers[info.cluster] == index else ""
        words = "".join(c for c in words if c not in _STEERING)
        if run.level % 2:
            words = words.translate(_MIRRORED)
        elif run.level and info.cluster == clusters[-1] and words and not words[-1].isalnum():
            words += bidi.LRM
        glyphs.append(Glyph(info.codepoint, words, position.x_advance, position.x_offset, position.y_offset))
    return GlyphRun(run.face, tuple(glyphs))
