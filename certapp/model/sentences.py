"""Every stable code (finding, refusal, verdict reason) and its sentence in each language.

The sentences are data: resources/sentences/<language>/<room>.toml holds `CODE = "Sentence with {parameter}."`.
"""

from collections.abc import Mapping
from functools import cache

from certapp.model import language as spoken
from certapp.paths import RESOURCES


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
    if not language:  # pages set their numbers off by themselves
        params = {name: spoken.isolated(value) for name, value in (params or {}).items()}
        template = spoken.figures_isolated(template)
    return template.format_map(_Params(params or {}))


class _Params(dict[str, object]):
    """Leaves a placeholder standing whose parameter was not given."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
