"""The window's own words, by gettext (resources/locale); the labels of the form come from forms/."""

from collections.abc import Iterable
from typing import Final

from certapp.model import language as spoken
from certapp.model.translation import translation

_APART: Final = {"ar": "، ", "zh": "、"}
_COMMA: Final = {"ar": "، ", "zh": "，"}
_COLON: Final = {"fr": "\u00a0: ", "zh": "："}
_SEMICOLON: Final = {"ar": "؛ ", "zh": "；"}


class _SetOff(str):
    """Words of a right-to-left language: what is filled in keeps its own direction (UAX 9, isolates).

    Else 2026-11-25 would be read as 25-11-2026 there, and groups of digits from the wrong end.
    """

    __slots__ = ()

    def format(self, *args: object, **kwargs: object) -> str:
        """Every text is set off; a number alone needs it not."""
        return super().format(*map(_told_apart, args), **{name: _told_apart(each) for name, each in kwargs.items()})


def _(words: str) -> str:
    """The words in the language in use."""
    return _turned(translation(spoken.in_use()).gettext(words))


def ngettext(one: str, many: str, count: int) -> str:
    """The words for `count` things."""
    return _turned(translation(spoken.in_use()).ngettext(one, many, count))


def listed(words: Iterable[str]) -> str:
    """Several words or names in a row, set apart as the language in use does it."""
    return _APART.get(spoken.in_use(), ", ").join(words)


def with_commas(*parts: str) -> str:
    """What is said of one thing, one after the other; empty parts are left out."""
    return _COMMA.get(spoken.in_use(), ", ").join(map(apart, filter(None, parts)))


def with_colon(head: str, words: str) -> str:
    """What `words` are, and they."""
    return f"{head}{_COLON.get(spoken.in_use(), ': ')}{words}"


def with_semicolons(parts: Iterable[str]) -> str:
    """Half sentences in a row."""
    return _SEMICOLON.get(spoken.in_use(), "; ").join(parts)


def apart(words: str) -> str:
    """A date, number or name that stands among words: in a right-to-left language it is set off from them."""
    return spoken.isolated(words)


def _told_apart(given: object) -> object:
    return apart(given) if isinstance(given, str) else given


def _turned(words: str) -> str:
    return _SetOff(spoken.figures_isolated(words)) if spoken.is_right_to_left(spoken.in_use()) else words
