"""Where a line may end: after spaces, between ideographs, and inside words only where nothing else is left.

After Unicode Standard Annex 14, for the scripts that the program prints. Thai, Lao, Khmer and Burmese write no spaces
between words: there ICU's dictionaries say where one ends. ICU is imported only for text of these scripts.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from certapp.paths import RESOURCES

_IDEOGRAPHS = ("CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "FULLWIDTH", "IDEOGRAPHIC")
_NOT_AT_START = frozenset(
    "、。，．：；？！）〕］｝〉》」』】〗〙〟’”·ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ…‥%％℃°)]},.;:!?"
)
_NOT_AT_END = frozenset("（〔［｛〈《「『【〖〘〝‘“([{￥＄£€")
_BEFORE_ITS_CONSONANT = frozenset("เแโใไເແໂໃໄ")
"""Vowels of Thai and Lao that are written before the consonant they follow in speech."""
_JOINING = frozenset("\u17d2\u1039\u094d\u09cd\u0bcd\u0e3a\u200d")
"""Signs that bind the next consonant: coeng, virama and their like."""

_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f]")
"""Characters of the scripts without spaces between words."""
_ENDING = frozenset("ฯๆໆຯ။၊។៕៖ៗ៘៙៚")
"""Their stops, and signs that a word is said twice: on the line of what they follow, even after a space."""
_ZERO_SPACE = "\u200b"
"""Typed between words by people who write these scripts."""
_TWICE = str.maketrans("ៗ", " ")
"""Ends a word, but ICU's Khmer dictionary does not know it and parts the words before."""

_WIDE = re.compile("[\U00010000-\U0010ffff]")
"""Counted as two by ICU; none belongs to these scripts."""


def line_ends(text: str) -> frozenset[int]:
    """Where a line of `text` may end: before each of these indices."""
    ends = {index for index in range(1, len(text)) if _may_end(text, index)}
    if _UNSPACED.search(text):
        ends.update(_between_words(text))
    return frozenset(ends)


def _between_words(text: str) -> Iterator[int]:
    from icu4py.breakers import LineBreaker

    whole = {index for word in _kept_whole().finditer(text) for index in range(word.start() + 1, word.end())}
    for _, end in LineBreaker(_WIDE.sub("x", text.translate(_TWICE)), "en").segments():
        if end == len(text) or end in whole or text[end] in _ENDING or not may_tear(text, end):
            continue
        if _UNSPACED.match(text[end - 1]) or _UNSPACED.match(text[end]):
            yield end


@cache
def _kept_whole() -> re.Pattern[str]:
    """Words of the subject that ICU's dictionaries do not know (resources/lines/kept-whole.txt), the longest first."""
    lines = (RESOURCES / "lines" / "kept-whole.txt").read_text("utf-8").splitlines()
    words = sorted((line for line in lines if line and not line.startswith("#")), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def _may_end(text: str, index: int) -> bool:
    before, after = text[index - 1], text[index]
    if before == _ZERO_SPACE:
        return after not in _ENDING
    if before == " " or after == " ":
        return before == " " and after != " " and after not in _ENDING
    if before in "-/–" and index > 1 and text[index - 2].isalpha() and after.isalpha():
        return True
    if not (_is_ideograph(before) or _is_ideograph(after)):
        return False
    return after not in _NOT_AT_START and before not in _NOT_AT_END and not unicodedata.combining(after)


def may_tear(text: str, index: int) -> bool:
    """Whether a word that is longer than a line may be parted before `index`: never within a cluster."""
    before, after = text[index - 1], text[index]
    return (
        not unicodedata.category(after).startswith("M")
        and after not in _JOINING
        and before not in _JOINING
        and before not in _BEFORE_ITS_CONSONANT
        and after not in "ะาำๅຳະາ"
    )


def _is_ideograph(character: str) -> bool:
    return ord(character) >= 0x2E80 and unicodedata.name(character, "").startswith(_IDEOGRAPHS)
