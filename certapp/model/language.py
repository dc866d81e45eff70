"""The language in which the program speaks to the person before it; one for the whole process.

Window and command line choose it, every thread speaks it. What goes out of the house (pages, codes, schemas) never
goes by it: there the language is handed in.
"""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Final

from certapp.paths import FORMS, RESOURCES

DEFAULT: Final = "en"
NAMES: Final = {
    "en": "English",
    "fr": "français",
    "es": "español",
    "ar": "العربية",
    "ru": "русский",
    "zh": "中文",
}
"""Each language by its own name, by BCP 47 tag."""
_RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "ug", "ur", "yi"})
_LEFT_TO_RIGHT, _AS_IT_IS, _POP = "\u2066", "\u2068", "\u2069"
"""What stands between them keeps its own direction, and its place in a right-to-left sentence (UAX 9, isolates)."""
_FIGURE = r"\d+(?:[.,]\d+)?"
_FIGURES = re.compile(rf"(?<![\w-]){_FIGURE}(?:(?:-| x |, ){_FIGURE})+(?![\w-])")
"""Days (2026-11-25), months, sizes (90 x 50), objects (1, 3-5); no part of a longer name such as XA-2026-01-000001."""

_chosen = DEFAULT


@cache
def offered() -> tuple[str, ...]:
    """The tags of the languages that the program has words in; a half translated one is not spoken."""
    return tuple(tag for tag in NAMES if tag == DEFAULT or all(part.exists() for part in _words_of(tag)))


def _words_of(tag: str) -> tuple[Path, ...]:
    """Where a language's sentences, the window's words and the form's labels are."""
    return (
        RESOURCES / "sentences" / tag,
        RESOURCES / "locale" / tag / "LC_MESSAGES" / "certapp.po",
        FORMS / "model-certificate" / "labels" / f"{tag}.toml",
    )


def in_use() -> str:
    """The tag of the language that is spoken now."""
    return _chosen


def use(language: str) -> None:
    """Speak `language` from now on; the first part of its tag counts, English where it is not offered."""
    global _chosen
    main = language.replace("_", "-").partition("-")[0].lower()
    _chosen = main if main in offered() else DEFAULT


def nearest(wanted: str, known: Collection[str]) -> str:
    """Which of the `known` languages stands in for `wanted`: itself, else the one it is a kind of, else none ('').

    Tags are shortened from their end (RFC 4647, 3.4): zh-Hant-TW, zh-Hant, zh.
    """
    if wanted in known:
        return wanted
    by_tag = {tag.lower(): tag for tag in known}
    tag = wanted.replace("_", "-").lower()
    while tag and tag not in by_tag:
        tag = tag.rpartition("-")[0]
    return by_tag.get(tag, "")


def isolated(words: object) -> str:
    """Foreign words for a sentence in the language in use: from right to left they are set off to keep their place.

    A date or number goes from left to right, else 2026-11-25 would be read as 25-11-2026. What is set off stays so.
    What reads otherwise in each language (a label of the form) is put in words here, by its format.
    """
    told = f"{words}"
    if not told or not is_right_to_left(_chosen) or (told.startswith((_LEFT_TO_RIGHT, _AS_IT_IS)) and told[-1] == _POP):
        return told
    return f"{_AS_IT_IS if any(map(str.isalpha, told)) else _LEFT_TO_RIGHT}{told}{_POP}"


def set_off(words: str) -> str:
    """Words for a paper in a language that is handed in: they keep their direction and place among any others."""
    return f"{_AS_IT_IS}{words}{_POP}"


def figures_isolated(words: str) -> str:
    """The same of the figures that stand in a sentence itself."""
    return _FIGURES.sub(rf"{_LEFT_TO_RIGHT}\g<0>{_POP}", words) if is_right_to_left(_chosen) else words


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from the right."""
    return language.partition("-")[0].lower() in _RIGHT_TO_LEFT
