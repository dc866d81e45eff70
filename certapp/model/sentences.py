"""Every stable code (finding, refusal, verdict reason) and its sentence in each language.

The sentences are data: resources/sentences/<language>/<room>.toml holds `CODE = "Sentence with {parameter}."`.
"""

import re
from collections.abc import Mapping
from functools import cache

from certapp.model import language as spoken
from certapp.paths import RESOURCES

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LEFT_TO_RIGHT, _AS_IT_IS, _POP = "\u2066", "\u2068", "\u2069"


def set_off(words: str) -> str:
    """What keeps its own direction, and its place in a right-to-left sentence (UAX 9, LRI or FSI, and PDI).

    A date or number goes from left to right; Qt takes it otherwise where nothing in it says so.
    """
    if words.startswith((_LEFT_TO_RIGHT, _AS_IT_IS)) and words.endswith(_POP):
        return words
    return f"{_AS_IT_IS if any(map(str.isalpha, words)) else _LEFT_TO_RIGHT}{words}{_POP}"


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All sentences of one language by code; empty where there is no such language."""
    import tomllib  # not before the first sentence is needed: the window is on the screen earlier

    sentences: dict[str, str] = {}
    for file in sorted((RESOURCES / "sentences" / language).glob("*.toml")):
        sentences.update(tomllib.loads(file.read_text("utf-8")))
    return sentences


def sentence(code: str, params: Mapping[str, object] | None = None, language: str = "") -> str:
    """The sentence of `code` with `params` filled in, in `language` ('': that in use) or the one it is a kind of.

    English stands in for what is missing; a code without a sentence is shown as the code itself: never a traceback in
    a user's face.
    """
    known = spoken.nearest(language, spoken.NAMES) if language else spoken.in_use()
    template = catalogue(known or spoken.DEFAULT).get(code) or catalogue(spoken.DEFAULT).get(code, code)
    if not language and spoken.is_right_to_left(spoken.in_use()):  # pages set their numbers off by themselves
        params = {name: set_off(str(value)) for name, value in (params or {}).items()}
        template = _DAY.sub(lambda day: set_off(day[0]), template)
    return template.format_map(_Params(params or {}))


class _Params(dict[str, object]):
    """Leaves a placeholder standing whose parameter was not given."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
