"""Materials that look like those of protected species, by their names in every language the forms know."""

import re
import unicodedata
from functools import lru_cache

from certapp.formdef.form import Form
from certapp.model.record import Row, Text

_ENDINGS = 3
"""So many letters may follow a word: plurals and cases."""


def protected_names(form: Form) -> re.Pattern[str]:
    """What finds the name of a protected material, in every language there is, in folded words."""
    return _pattern(_phrases(form))


def protected_material(pattern: re.Pattern[str], item: Row) -> str:
    """The first material or technique of an object that looks like a protected species, as typed; '' for none."""
    for field in ("materials", "techniques"):
        value = item.get(field)
        for each in value if isinstance(value, tuple) else ():
            for words in each.all() if isinstance(each, Text) else ():
                if pattern.search(_folded(words)):
                    return words
    return ""


def _phrases(form: Form) -> tuple[str, ...]:
    """Every name of every protected material, in every language there is."""
    codes = [code for table in form.hints.get("protected_species", ()) for code in _codes(table.get("materials"))]
    names = [words.word("code.MATERIAL", code) for words in form.words.values() for code in codes]
    return tuple(sorted({_folded(phrase) for name in names for phrase in re.split("[;；؛]", name) if phrase.strip()}))


def _codes(codes: object) -> list[str]:
    return list(map(str, codes)) if isinstance(codes, list) else []


@lru_cache(maxsize=8)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    spaced = [phrase for phrase in phrases if not _unspaced(phrase)]
    run_on = [re.escape(phrase) for phrase in phrases if _unspaced(phrase)]
    # Arabic writes its article and "and" before the word, without a space.
    words = rf"(?<!\w)(?:و?ال|و)?(?:{'|'.join(map(re.escape, spaced))})\w{{0,{_ENDINGS}}}(?!\w)" if spaced else ""
    return re.compile("|".join(filter(None, (words, *run_on))) or r"(?!)")


def _unspaced(phrase: str) -> bool:
    """Han and kana are written without spaces between words."""
    return any("\u3040" <= character <= "\u9fff" for character in phrase)


def _folded(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.strip()).casefold()
    return " ".join("".join(character for character in plain if not unicodedata.combining(character)).split())
