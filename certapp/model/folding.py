"""Text made equal for searching: case, accents, special letters and variants of script disappear.

What is typed and what is stored pass through the same function, so both sides always agree. FTS5's own
folding knows no ł đ ø ı æ ß and no Arabic variants, which is why it is switched off.
"""

import re
import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans(
    {
        **dict(zip("łđøıħŧŋðĸ", "ldoihtndk", strict=True)),
        **{"æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ŀ": "l", "ŉ": "n", "ſ": "s", "ə": "e"},
        # Arabic: alef wasla, alef maqsura, teh marbuta, Persian and Urdu yeh, kaf and heh, tatweel
        **{"ٱ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك", "ھ": "ه", "ہ": "ه", "ۀ": "ه", "ـ": ""},
        # Joiners and quotation marks within words
        **{"\u200c": "", "\u200d": "", "’": "", "ʼ": "", "'": "", "`": ""},
    }
)

_ASCII_WORD: Final = re.compile("[A-Za-z0-9]+")
_BY_CHARACTER: Final = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f])")
"""Han and kana are written without spaces: each character is a word of its own."""


def fold(text: str) -> str:
    """`text` for the index: small letters without marks, Latin digits, Han and kana set apart."""
    if text.isascii():  # the same, without a look at each character
        return text.casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", plain)
    kept = "".join(_digit(character) for character in plain if not _is_mark_to_drop(character))
    return _BY_CHARACTER.sub(r" \1 ", unicodedata.normalize("NFC", kept))


def words(text: str) -> list[str]:
    """The folded words of `text`: runs of letters, digits and the marks that belong to letters."""
    folded = fold(text)
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    spaced = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in folded)
    return spaced.split()


def indexed(*texts: str) -> str:
    """What the index holds for `texts`."""
    return " ".join(word for text in texts for word in words(text))


def _is_mark_to_drop(character: str) -> bool:
    """Accents (Latin, Greek, Cyrillic), Hebrew points, Arabic vowel signs; not the vowels of Indic scripts.

    By canonical combining class (UAX #44): 1 overlays, 10-35 Hebrew and Arabic, 200 and up the rest.
    """
    kind = unicodedata.combining(character)
    return kind == 1 or 10 <= kind <= 35 or kind >= 200


def _digit(character: str) -> str:
    if character > "\x7f" and unicodedata.category(character) == "Nd":
        return str(unicodedata.digit(character))
    return character
