"""The texts of letters: resources/letters/<language>.toml, one table for each kind of letter and one for all."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from certapp.model import language as spoken
from certapp.model.errors import Refusal
from certapp.paths import RESOURCES


class LetterKind(StrEnum):
    """The letters that a case can ask for."""

    ACKNOWLEDGEMENT = "ACKNOWLEDGEMENT"
    REQUEST = "REQUEST"
    EXPERT = "EXPERT"
    PARTLY_APPROVED = "PARTLY_APPROVED"
    REFUSAL = "REFUSAL"
    APPEAL_RECEIVED = "APPEAL_RECEIVED"
    APPEAL_UPHELD = "APPEAL_UPHELD"
    APPEAL_UPHELD_IN_PART = "APPEAL_UPHELD_IN_PART"
    APPEAL_DISMISSED = "APPEAL_DISMISSED"
    NOT_REQUIRED = "NOT_REQUIRED"
    WITHDRAWAL = "WITHDRAWAL"
    LAPSE = "LAPSE"
    RECEIPT = "RECEIPT"


@dataclass(frozen=True)
class Texts:
    """The texts of one kind of letter in one language."""

    language: str
    _words: Mapping[str, str]

    def say(self, key: str, **params: object) -> str:
        """One text with its names filled in; KeyError where there is none, which would be a fault."""
        return self._words[key].format(**params)


def texts_of(kind: LetterKind, language: str) -> Texts:
    """The texts of `kind` in `language`, in English where there are none in it."""
    known = language if language in languages() else spoken.DEFAULT
    tables = _tables(known)
    return Texts(known, {**tables["common"], **tables[kind.value]})


def paper_texts(language: str) -> Texts:
    """The texts of the papers beside a certificate. Refusal PAPER_LANGUAGE_UNKNOWN."""
    if language not in languages():
        raise Refusal("PAPER_LANGUAGE_UNKNOWN", typed=language[:20], known=", ".join(languages()))
    return Texts(language, _tables(language)["papers"])


def kind_name(kind: LetterKind) -> str:
    """What a kind of letter is called, in the language in use."""
    return texts_of(kind, spoken.in_use()).say("name")


def languages() -> tuple[str, ...]:
    """The tags of the languages that letters can be written in."""
    return tuple(tag for tag in spoken.NAMES if (RESOURCES / "letters" / f"{tag}.toml").is_file())


@cache
def _tables(language: str) -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((RESOURCES / "letters" / f"{language}.toml").read_text("utf-8"))
