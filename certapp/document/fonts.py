"""The faces that ship with the program, which characters they cover, and which face draws a character."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import uharfbuzz as hb

from certapp.model.errors import Refusal
from certapp.paths import RESOURCES

Weight = Literal["Regular", "Bold"]
FAMILIES = ("NotoSans", "NotoNaskhArabic", "NotoSansHebrew", "NotoSansMath")
"""Order of preference; a family that lacks a character leaves it to the next."""

_ONE_WEIGHT = frozenset({"NotoSansMath"})
_SIGNS_ONLY = frozenset({"NotoSansMath-Regular"})
"""Faces that keep no letters and digits beside their own signs."""

_SCALES = {"NotoNaskhArabic": 1.15}
_SCRIPTS = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW"})


@dataclass(frozen=True, eq=False)
class Face:
    """One font file. Lengths are in font units (`upem` to the em)."""

    name: str
    data: bytes = field(repr=False)
    font: Any = field(repr=False)
    coverage: frozenset[int] = field(repr=False)
    upem: int
    ascent: int
    descent: int
    scale: float
    """How much larger than asked it is drawn, so that it reads as large as its neighbours."""


@dataclass(frozen=True)
class FontRun:
    """Characters `start` to `end` of a text, drawn in one face and one script."""

    start: int
    end: int
    face: Face


@cache
def load(family: str, weight: Weight) -> Face:
    """The face of `family` from resources/fonts, read once."""
    name = f"{family}-{'Regular' if family in _ONE_WEIGHT else weight}"
    data = (RESOURCES / "fonts" / f"{name}.ttf").read_bytes()
    face = hb.Face(data)
    font = hb.Font(face)
    extents = font.get_font_extents("ltr")
    return Face(
        name,
        data,
        font,
        frozenset(face.unicodes),
        face.upem,
        int(extents.ascender),
        int(extents.descender),
        _SCALES.get(family, 1.0),
    )


def is_unseen(character: str) -> bool:
    """Whether `character` only steers the layout (joiners, direction marks) and leaves no mark of its own."""
    return unicodedata.category(character) == "Cf"


def font_runs(text: str, start: int, end: int, weight: Weight) -> Iterator[FontRun]:
    """`text[start:end]` (of one direction) cut where face or script change.

    Marks, digits, spaces and punctuation stay with the face before them where it has them (at the beginning:
    with the one after them), so that a number inside a sentence is not torn out of its style.

    Raises GLYPH_MISSING with the character and its Unicode name when no face has it.
    """
    leader = next((c for c in text[start:end] if c.isalnum()), "")
    current = _first_face(leader, weight) if leader else load(FAMILIES[0], weight)
    script = ""
    for index in range(start, end):
        character = text[index]
        if is_unseen(character):
            continue
        own_script = _script(character)
        if own_script in ("", script) and ord(character) in current.coverage and current.name not in _SIGNS_ONLY:
            continue
        face = _first_face(character, weight)
        if face is current and own_script in ("", script):
            continue
        if index > start and (face is not current or script):
            yield FontRun(start, index, current)
            start = index
        current, script = face, own_script or script
    yield FontRun(start, end, current)


def _script(character: str) -> str:
    if not character.isalpha():
        return ""
    word = unicodedata.name(character, "").partition(" ")[0]
    return word if word in _SCRIPTS else ""


def _first_face(character: str, weight: Weight) -> Face:
    for family in FAMILIES:
        face = load(family, weight)
        if ord(character) in face.coverage:
            return face
    name = unicodedata.name(character, "unnamed character")
    raise Refusal("GLYPH_MISSING", character=character, name=name, code=f"U+{ord(character):04X}")
