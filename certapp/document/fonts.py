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
_BY_SCRIPT = {
    "ARABIC": "NotoNaskhArabic",
    "ARMENIAN": "NotoSansArmenian",
    "BENGALI": "NotoSansBengali",
    "BOPOMOFO": "NotoSansSC",
    "CJK": "NotoSansSC",
    "CYRILLIC": "NotoSans",
    "DEVANAGARI": "NotoSansDevanagari",
    "ETHIOPIC": "NotoSansEthiopic",
    "GEORGIAN": "NotoSansGeorgian",
    "GREEK": "NotoSans",
    "HEBREW": "NotoSansHebrew",
    "HIRAGANA": "NotoSansSC",
    "KATAKANA": "NotoSansSC",
    "KHMER": "NotoSansKhmer",
    "LAO": "NotoSansLao",
    "LATIN": "NotoSans",
    "MYANMAR": "NotoSansMyanmar",
    "TAMIL": "NotoSansTamil",
    "THAI": "NotoSansThai",
}
"""The family of a script's letters, by the first word of their Unicode names: no other file is read to find it."""
FAMILIES = (
    "NotoSans",
    "NotoSansMath",
    *(family for family in dict.fromkeys(_BY_SCRIPT.values()) if family not in ("NotoSans", "NotoSansSC")),
    "NotoSansSC",  # last: it is large
)
"""Order of preference for what belongs to no script; a family that lacks a character leaves it to the next."""

_ONE_WEIGHT = frozenset({"NotoSansMath", "NotoSansSC"})
_REORDERING = frozenset(
    {"NotoSansBengali", "NotoSansDevanagari", "NotoSansKhmer", "NotoSansLao", "NotoSansMyanmar", "NotoSansTamil"}
    | {"NotoSansThai"}
)
"""Scripts whose vowels are drawn before, around or apart from where they are written."""
_TALL = _REORDERING | {"NotoNaskhArabic"}
_SIGNS_ONLY = frozenset({"NotoSansMath-Regular"})
"""Faces that keep no letters and digits beside their own signs."""

_SCALES = {"NotoNaskhArabic": 1.15}


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
    tall: bool = False
    """Whether it has deep descenders and high marks, so that its lines need more leading."""
    reorders: bool = False
    """Whether its glyphs stand in another order than the characters, or in other numbers."""


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
        family in _TALL,
        family in _REORDERING,
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
    return word if word in _BY_SCRIPT else ""


def _first_face(character: str, weight: Weight) -> Face:
    own = _BY_SCRIPT.get(unicodedata.name(character, "").partition(" ")[0])
    for family in (own, *FAMILIES) if own else FAMILIES:
        face = load(family, weight)
        if ord(character) in face.coverage:
            return face
    name = unicodedata.name(character, "unnamed character")
    raise Refusal("GLYPH_MISSING", character=character, name=name, code=f"U+{ord(character):04X}")
