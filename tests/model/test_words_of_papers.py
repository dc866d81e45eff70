"""The texts of papers: every language has those of English with the same names, and none waits for code to say it."""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

import certapp
from certapp.model.language import NAMES
from certapp.paths import RESOURCES
from tests.model.test_every_language import placeholders

KINDS = ("audit", "border", "ceremony", "letters", "reports")
OTHERS = tuple(language for language in NAMES if language != "en")
Keys = tuple[str, ...]


def texts(kind: str, language: str) -> dict[Keys, str]:
    """Every text of a file by its tables and key; steps of a script by their number."""
    return dict(_leaves(tomllib.loads((RESOURCES / kind / f"{language}.toml").read_text("utf-8"))))


def _leaves(table: Mapping[str, object], above: Keys = ()) -> Iterator[tuple[Keys, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*above, key))
        elif isinstance(value, list):
            yield from (((*above, key, str(number)), step) for number, step in enumerate(value))
        else:
            yield (*above, key), str(value)


@cache
def said() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Every text that stands alone in the source, and every one that is made of a written beginning and a part."""
    (folder,) = certapp.__path__
    alone, made = set(), set()
    for file in (*sorted((Path(folder) / "service").glob("*.py")), Path(folder) / "register" / "reporting.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                alone |= {node.value, node.value.lower()}  # papers.py writes its codes in capitals
            elif isinstance(node, ast.JoinedStr) and re.match(r"f'[A-Za-z_]+_\{", ast.unparse(node)):
                whole = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values)
                made.add("".join(whole).lower())
    return frozenset(alone), tuple(re.compile(pattern) for pattern in sorted(made))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_the_texts_of_english_with_the_same_names(kind: str, language: str) -> None:
    english, theirs = texts(kind, "en"), texts(kind, language)
    assert theirs.keys() == english.keys()
    for key, words in english.items():
        assert theirs[key].strip(), key
        assert placeholders(theirs[key]) == placeholders(words), key


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_has_its_key_in_the_source(kind: str) -> None:
    alone, made = said()
    keys = {each for keys in texts(kind, "en") for each in keys if not each.isdigit()}
    assert len(keys) > 20
    assert sorted(key for key in keys - alone if not any(each.fullmatch(key) for each in made)) == []
