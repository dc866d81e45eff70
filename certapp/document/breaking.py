"""Where a line may end: after spaces, between ideographs, and inside words only where nothing else is left.

After Unicode Standard Annex 14, for the scripts that the program prints. Thai, Lao, Khmer and Burmese write no spaces
between words and would need dictionaries: there a full line ends between syllable clusters, which are never torn.
"""

import unicodedata

_IDEOGRAPHS = ("CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "FULLWIDTH", "IDEOGRAPHIC")
_NOT_AT_START = frozenset(
    "、。，．：；？！）〕］｝〉》」』】〗〙〟’”·ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ…‥%％℃°)]},.;:!?"
)
_NOT_AT_END = frozenset("（〔［｛〈《「『【〖〘〝‘“([{￥＄£€")
_BEFORE_ITS_CONSONANT = frozenset("เแโใไເແໂໃໄ")
"""Vowels of Thai and Lao that are written before the consonant they follow in speech."""
_JOINING = frozenset("\u17d2\u1039\u103a\u094d\u09cd\u0bcd\u0e3a\u200d")
"""Signs that bind the next consonant: coeng, virama and their like."""


def may_break(text: str, index: int) -> bool:
    """Whether a line may end before `index`."""
    if index >= len(text):
        return False
    before, after = text[index - 1], text[index]
    if before == " " or after == " ":
        return before == " " and after != " "
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
