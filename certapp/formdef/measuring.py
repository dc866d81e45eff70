"""Measurements as people write them ("61,5 x 84 cm", "H 12 cm, Ø 30 mm; 350 g") understood as rows of the form.

Two numbers are height and width, three height, width and depth, as catalogues write them. Inches, feet, pounds and
ounces are converted and rounded to a tenth of a centimetre or a gram. What is not understood is given back as typed.
"""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from decimal import Decimal

from certapp.formdef import measuring_words as words

_CONVERTED = {
    "INCH": ("CMT", Decimal("2.54"), Decimal("0.1")),
    "FOOT": ("CMT", Decimal("30.48"), Decimal("0.1")),
    "OUNCE": ("GRM", Decimal("28.349523125"), Decimal("1")),
    "POUND": ("GRM", Decimal("453.59237"), Decimal("1")),
}
"""Unit of the form, factor (exact by definition), and to what the result is rounded."""
_BY_PLACE = {2: ("HEIGHT", "WIDTH"), 3: ("HEIGHT", "WIDTH", "DEPTH")}
_BY_UNIT = {
    "KGM": "WEIGHT",
    "GRM": "WEIGHT",
    "OUNCE": "WEIGHT",
    "POUND": "WEIGHT",
    "MIN": "DURATION",
    "FOLIOS": "FOLIOS",
}
_WEIGHTS = {"KGM", "GRM", "OUNCE", "POUND"}
_FRAMED = {"HEIGHT", "WIDTH", "DEPTH"}
_NUMBER = r"\d+ \d+/\d+|\d+/\d+|\d+(?:[.,]\d{1,6})?"
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
"""`1,200`: thousands to one reader, three decimals to another. It is not guessed which."""
_LONGEST = 300


@dataclass(frozen=True)
class Measure:
    """One measurement: codes of DIMENSION, UNIT and QUALIFIER ('' where not said), `value` as a decimal text."""

    dimension: str
    value: str
    unit: str
    qualifier: str = ""


@dataclass(frozen=True)
class Understood:
    """What a line says: its measurements, whether any was converted from other units, and what was not understood."""

    measures: tuple[Measure, ...]
    converted: bool = False
    left: str = ""


@dataclass
class _Item:
    value: Decimal
    places: int
    dimension: str = ""
    unit: str = ""
    qualifier: str = ""
    times: bool = False
    """Whether a sign of multiplication stands before it."""


@dataclass
class _Clause:
    items: list[_Item] = field(default_factory=list)
    part: str = ""


def understand(text: str) -> Understood:
    """The measurements of a line or several; clauses that say something else are given back in `left`."""
    measures: list[Measure] = []
    left: list[str] = []
    converted = False
    for clause in re.split(r"[;\n；]+", text[: _LONGEST * 10]):
        if not clause.strip():
            continue
        read = _clause(clause) if len(clause) <= _LONGEST else None
        if read is None:
            left.append(clause.strip())
            continue
        converted = converted or any(item.unit in _CONVERTED for item in read.items)
        measures += [_measure(item, read.part) for item in read.items]
    return Understood(tuple(measures), converted, "; ".join(left))


def _clause(text: str) -> _Clause | None:
    """One clause, None where any word of it is not understood."""
    read, pending, tokens = _Clause(), _Item(Decimal(0), 0), _tokens(_folded(text))
    if tokens is None or not any(kind == "number" for kind, _ in tokens):
        return None
    if any(kind == "number" and _AMBIGUOUS.fullmatch(word) for kind, word in tokens):
        return None
    kinds = [kind for kind, _ in tokens if kind in ("number", "dimension")]
    names_first = kinds[0] == "dimension"
    for kind, word in tokens:
        if kind == "number":
            value, places = _number(word)
            read.items.append(replace(pending, value=value, places=places))
            pending = _Item(Decimal(0), 0)
        elif kind == "times":
            pending.times = True
        elif kind == "part":
            read.part = word
        elif kind == "dimension" and names_first:
            pending.dimension = word
        elif kind == "qualifier":
            pending.qualifier = word
        elif not read.items:
            return None
        elif kind == "unit":
            read.items[-1].unit = word
        elif read.items[-1].dimension:
            return None
        else:
            read.items[-1].dimension = word
    return read if not pending.dimension and _complete(read.items) else None


def _complete(items: list[_Item]) -> bool:
    """Give each number its unit (that of the next which has one) and its dimension (by its place or unit)."""
    unit = ""
    for item in reversed(items):
        item.unit = unit = item.unit or unit
    if not all(item.unit for item in items) or any(item.value <= 0 for item in items):
        return False
    start = 0
    while start < len(items):
        end = start + 1
        while end < len(items) and items[end].times:
            end += 1
        if not _name(items[start:end]):
            return False
        start = end
    return all((item.dimension == "WEIGHT") == (item.unit in _WEIGHTS) for item in items)


def _name(items: list[_Item]) -> bool:
    if all(item.dimension for item in items):
        return True
    if any(item.dimension for item in items):
        return False
    if len(items) == 1:
        items[0].dimension = _BY_UNIT.get(items[0].unit, "")
    for item, dimension in zip(items, _BY_PLACE.get(len(items), ()), strict=False):
        item.dimension = dimension
        item.qualifier = items[0].qualifier  # "c. 12 x 8" doubts both
    return all(item.dimension for item in items)


def _measure(item: _Item, part: str) -> Measure:
    value, unit = item.value, item.unit
    if unit in _CONVERTED:
        unit, factor, step = _CONVERTED[unit]
        value = (value * factor).quantize(step)
    shown = f"{value:f}" if item.unit in _CONVERTED else f"{value:.{item.places}f}"
    framed = part and item.dimension in _FRAMED
    dimension = f"{part}_{item.dimension}" if framed else item.dimension
    return Measure(dimension, shown, "C62" if unit == "FOLIOS" else unit, item.qualifier)


def _number(word: str) -> tuple[Decimal, int]:
    """A number and how many decimals it was written with."""
    if "/" in word:
        whole, _, fraction = word.rpartition(" ")
        above, below = (Decimal(part) for part in fraction.split("/"))
        return Decimal(whole or 0) + (above / below if below else Decimal(0)), 3
    plain = word.replace(",", ".")
    return Decimal(plain), len(plain.partition(".")[2])


def _vocabulary() -> list[tuple[str, str, str]]:
    tables: dict[str, dict[str, tuple[str, ...]]] = {
        "dimension": words.DIMENSIONS,
        "unit": words.UNITS,
        "qualifier": words.QUALIFIERS,
        "part": words.PARTS,
        "times": {"": words.TIMES},
    }
    found = [(name, kind, code) for kind, table in tables.items() for code, names in table.items() for name in names]
    return sorted(found, key=lambda entry: -len(entry[0]))


_VOCABULARY = _vocabulary()


def _tokens(text: str) -> list[tuple[str, str]] | None:
    """Kinds and codes of the words, longest first; None where one is unknown. Blanks, commas, brackets part them."""
    tokens: list[tuple[str, str]] = []
    while text := text.lstrip(" ,()=:،"):
        if match := re.match(_NUMBER, text):
            tokens.append(("number", match[0]))
            text = text[match.end() :]
            continue
        after_number = bool(tokens) and tokens[-1][0] == "number"
        fitting = [entry for entry in _VOCABULARY if _begins(text, entry[0])]
        # "м" or "m" after a number is a unit, "г." before one a dimension: the place decides between words alike.
        wanted = ("unit", "times") if after_number else ("dimension", "times", "qualifier", "part")
        entry = next((each for each in fitting if each[1] in wanted), fitting[0] if fitting else None)
        if entry is None:
            return None
        tokens.append((entry[1], entry[2]))
        text = text[len(entry[0]) :]
    return tokens


def _begins(text: str, name: str) -> bool:
    if not text.startswith(name):
        return False
    after = text[len(name) : len(name) + 1]
    joined = ord(name[0]) >= 0x2E80 or not name[-1].isalpha()
    return joined or not (after.isalpha() and ord(after) < 0x2E80) or name in ("x", "х")


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"[\u064b-\u0652\u0640\u200e\u200f]", "", text)
    text = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)
    text = text.replace("⁄", "/").replace("٫", ".").replace("أ", "ا").replace("إ", "ا").replace("آ", "ا")
    text = re.sub(r"(?<=\d),(?=\s|$)", " ,", text)
    return re.sub(r"\s+", " ", text).strip()
