"""The language in which the program speaks to the person before it; one for the whole process.

Window and command line choose it, every thread speaks it. What goes out of the house (pages, codes, schemas) never
goes by it: there the language is handed in.
"""

from typing import Final

DEFAULT: Final = "en"
OFFERED: Final = {
    "en": "English",
    "fr": "français",
    "es": "español",
    "ar": "العربية",
    "ru": "русский",
    "zh": "中文",
}
"""Each language by its own name, by BCP 47 tag."""
_RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "ug", "ur", "yi"})

_chosen = DEFAULT


def in_use() -> str:
    """The tag of the language that is spoken now."""
    return _chosen


def use(language: str) -> None:
    """Speak `language` from now on; the first part of its tag counts, English where it is not offered."""
    global _chosen
    main = language.replace("_", "-").partition("-")[0].lower()
    _chosen = main if main in OFFERED else DEFAULT


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from the right."""
    return language.partition("-")[0].lower() in _RIGHT_TO_LEFT


def isolated(words: object) -> str:
    """A number, date or name set off from the sentence around it, whatever way that runs (UAX 9, FSI and PDI).

    Only right-to-left sentences need it; elsewhere the words stay as they are.
    """
    return f"\u2068{words}\u2069" if is_right_to_left(_chosen) else str(words)
