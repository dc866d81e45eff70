"""Dates as people write them ("c. 1870", "4th-3rd century BCE", "القرن الرابع عشر") understood as a range of years.

Years are astronomical, as the record keeps them: 1 BCE is 0, 2 BCE is -1. What is not understood is no error: the date
is printed as typed, and its range is left to be filled in by hand. The words are in `dating_words`.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache

from certapp.formdef import dating_words as words

_LATEST = 2999
_HIJRI_START, _HIJRI_YEAR = 622.54, 0.970224
"""Beginning of the year 1 AH in CE years, and the length of a lunar year in solar ones."""


_compiled = cache(re.compile)
"""There are more patterns than the library keeps by itself: a list of hundreds of dates would compile them anew."""


@dataclass(frozen=True)
class Dating:
    """What a date in words says: `earliest` and `latest` year, both included (None: not said), and how certain.

    `certainty` is a code of DATE_CERTAINTY: EXACT, CIRCA, RANGE, CENTURY, PERIOD.
    """

    earliest: int | None
    latest: int | None
    certainty: str


def understand(text: str) -> Dating | None:
    """The range of years that `text` speaks of; None where it is not understood."""
    if len(text) > 200:
        return None
    folded = _folded(text)
    for period, (first, last) in words.PERIODS.items():
        if _compiled(rf"{re.escape(period)}(?:代|朝|時代|时代|dynasty|period| dynasty| period)?").fullmatch(folded):
            return Dating(first, last, "PERIOD")
    folded, doubted = _without(folded, ("?", "(?)"))
    folded, circa = _without(folded, words.CIRCA, at_end=False)
    known = _range(folded)
    if known is not None:
        return _about(known) if circa or doubted else known
    for limit, is_latest in ((words.BEFORE, True), (words.AFTER, False)):
        rest, found = _without(folded, limit)
        if found and (known := _range(rest)):
            return Dating(None, known.earliest, "RANGE") if is_latest else Dating(known.latest, None, "RANGE")
    return None


def _about(known: Dating) -> Dating:
    """A single year with room around it: the older, the more."""
    if known.earliest is None or known.earliest != known.latest:
        return replace(known, certainty="CIRCA")
    room = 5 if known.earliest >= 1500 else 10 if known.earliest >= 1000 else 25
    return Dating(known.earliest - room, known.earliest + room, "CIRCA")


def _range(text: str) -> Dating | None:
    """One date, or two with a word or a dash between them; what the second says of unit and era holds for the first."""
    whole = _single(text)
    if whole is not None:
        return whole
    for first, second in _splits(text):
        start, end = map(_single, _completed(first, second))
        end = _second_short(first, second) or end
        if start is None or end is None or start.earliest is None or end.latest is None or start.earliest > end.latest:
            continue
        certainty = "CENTURY" if start.certainty == end.certainty == "CENTURY" else "RANGE"
        return Dating(start.earliest, end.latest, certainty)
    return None


def _splits(text: str) -> "list[tuple[str, str]]":
    parts = []
    for match in _compiled(rf"\s*(?:-|/|~|{'|'.join(map(_word, words.TO))})\s*").finditer(text):
        first, second = text[: match.start()].strip(), text[match.end() :].strip()
        first, _ = _without(first, words.FROM)
        if first and second:
            parts.append((first, second))
    return parts


def _completed(first: str, second: str) -> tuple[str, str]:
    """Unit and era that one side says hold for the other: "4th" beside "3rd century bce"."""
    (first, era), (second, last_era) = _era(first), _era(second)
    units = (*words.CENTURY, *words.MILLENNIUM)
    unit, last_unit = _found(first, units), _found(second, units)
    if unit and not last_unit:
        second = f"{unit} {second}"
    elif last_unit and not unit:
        first = f"{last_unit} {first}"
    return f"{first} {era or last_era}".strip(), f"{second} {last_era}".strip()


def _era(text: str) -> tuple[str, str]:
    """A date without its era, and the era."""
    era = _found(text, (*words.BCE, *words.HIJRI, *words.CE))
    return (_without(text, (era,))[0], era) if era else (text, "")


def _second_short(first: str, second: str) -> Dating | None:
    """ "1870-75" is 1870 to 1875."""
    if re.fullmatch(r"\d{3,4}", first) and re.fullmatch(r"\d{1,2}", second):
        year = int(first[: -len(second)] + second)
        return Dating(year, year, "EXACT") if year > int(first) else None
    return None


def _single(text: str) -> Dating | None:
    text = text.strip(" ,.;")
    text, before = _without(text, words.BCE)
    if not before:
        text, hijri = _without(text, words.HIJRI)
        if hijri:
            return _hijri(text)
        text, _ = _without(text, words.CE)
    text, part = _part(text)
    known = _unit(text, before)
    if known is None or part is None or known.earliest is None or known.latest is None:
        return known
    span = known.latest - known.earliest + 1
    first, last = known.earliest + round(span * part[0]), known.earliest + round(span * part[1]) - 1
    return Dating(first, last, known.certainty)


def _unit(text: str, before: bool) -> Dating | None:
    for table, length in ((words.MILLENNIUM, 1000), (words.CENTURY, 100)):
        rest, found = _without(text, table)
        if found:
            number = _ordinal(rest)
            return _span(number, length, before) if number and number * length <= 100_000 else None
    if match := re.fullmatch(
        r"(\d{{2,3}}0) ?(?:s|'s|er|ers|-?е|-?х|年代)|(?:{}) (\d{{2,3}}0)".format("|".join(words.DECADE)), text
    ):
        year = int(match[1] or match[2])
        return Dating(1 - year - 9, 1 - year, "RANGE") if before else Dating(year, year + 9, "RANGE")
    return _year(text, before)


def _year(text: str, before: bool) -> Dating | None:
    full = re.fullmatch(r"(\d{4})-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./](\d{4})", text)
    plain = re.fullmatch(r"(?:year |an |año |год |سنة |عام )?(\d{1,6})(?: ?(?:年|г|гг|год|года))?\.?", text)
    digits = (full[1] or full[2]) if full else plain[1] if plain else ""
    if not digits or (not before and int(digits) > _LATEST) or int(digits) == 0:
        return None
    year = 1 - int(digits) if before else int(digits)
    return Dating(year, year, "EXACT")


def _span(number: int, length: int, before: bool) -> Dating:
    """The `number`th century or millennium: 4th century BCE is 400 to 301 BCE."""
    certainty = "CENTURY" if length == 100 else "PERIOD"
    if before:
        return Dating(1 - number * length, -(number - 1) * length, certainty)
    return Dating((number - 1) * length + 1, number * length, certainty)


def _hijri(text: str) -> Dating | None:
    """A year or century of the Islamic calendar; its years are shorter, so that one touches two of ours."""
    rest, century = _without(text, words.CENTURY)
    number = _ordinal(rest) if century else int(text) if re.fullmatch(r"\d{1,4}", text) else None
    if not number or number > 1600:
        return None
    first, last = ((number - 1) * 100 + 1, number * 100) if century else (number, number)
    start = _HIJRI_START + (first - 1) * _HIJRI_YEAR
    end = _HIJRI_START + last * _HIJRI_YEAR
    return Dating(int(start), int(end), "CENTURY" if century else "RANGE")


def _part(text: str) -> tuple[str, tuple[float, float] | None]:
    for name in sorted(words.PARTS, key=len, reverse=True):
        pattern = rf"{_word(name)}[ -]*(?:{'|'.join(map(re.escape, words.OF))})?\s*"
        found = _compiled(pattern).match(text) or _compiled(rf"\s*{_word(name)}$").search(text)
        if found and (rest := (text[: found.start()] + text[found.end() :]).strip()):
            return rest, words.PARTS[name]
    return text, None


def _ordinal(text: str) -> int | None:
    text = text.strip(" .")
    if text in words.ORDINALS:
        return words.ORDINALS[text]
    if match := re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th|e|er|re|ème|eme|º|ª|-?й|-?го|-?ого|\.)?", text):
        return int(match[1]) or None
    if match := re.fullmatch(r"([ivxl]{1,7})(?: ?(?:e|er|ème|eme|re|º))?", text):
        return _roman(match[1])
    return _chinese(text)


def _roman(text: str) -> int | None:
    values = {"i": 1, "v": 5, "x": 10, "l": 50}
    total = 0
    for sign, after in zip(text, text[1:] + " ", strict=True):
        value = values[sign]
        total += -value if values.get(after, 0) > value else value
    return total or None


def _chinese(text: str) -> int | None:
    """一 to 九十九."""
    match = re.fullmatch(r"([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)", text)
    if not match or not text or (match[1] and match[3] and not match[2]):
        return None
    digits = " 一二三四五六七八九"
    tens = (digits.index(match[1]) if match[1] else 1) if match[2] else 0
    ones = digits.index(match[3]) if match[3] else digits.index(match[1]) if match[1] and not match[2] else 0
    return tens * 10 + ones or None


def _without(text: str, table: tuple[str, ...], *, at_end: bool = True) -> tuple[str, bool]:
    """`text` without the longest word of `table` that stands at its beginning or, where that counts, at its end."""
    for word in sorted(table, key=len, reverse=True):
        edge = "" if _joins(word) else r"(?![^\W\d_])"
        before = "" if _joins(word) else r"(?<![^\W\d_])"
        found = _compiled(rf"{re.escape(word)}{edge}[\s.]*").match(text)
        if found is None and at_end:
            found = _compiled(rf"[\s(]*{before}{re.escape(word)}\)?$").search(text)
        if found:
            rest = (text[: found.start()] + " " + text[found.end() :]).strip()
            if rest:
                return rest, True
    return text, False


def _found(text: str, table: tuple[str, ...]) -> str:
    return next((word for word in sorted(table, key=len, reverse=True) if _without(text, (word,))[1]), "")


def _word(word: str) -> str:
    return re.escape(word) if _joins(word) else rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])"


def _joins(word: str) -> bool:
    """Chinese words stand without spaces."""
    return ord(word[0]) >= 0x2E80


def _folded(text: str) -> str:
    """One form for everything that is written in several: digits, dashes, case, marks, blanks."""
    text = unicodedata.normalize("NFKC", text).casefold().strip()
    text = re.sub(r"[\u064b-\u0652\u0640\u200e\u200f\u200c\u200d]", "", text)
    text = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)
    text = re.sub(r"[‐‑‒–—―−]", "-", text).replace("أ", "ا").replace("إ", "ا").replace("آ", "ا").replace("ё", "е")
    text = text.replace("’", "'").replace("世紀", "世纪").replace("約", "约")
    text = re.sub(r"(?<!\w)و(?=ال)", "و ", text)  # "and", which Arabic writes as part of the word
    return re.sub(r"\s+", " ", text)
