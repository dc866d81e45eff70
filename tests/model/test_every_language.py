"""Every language has the sentences and the words of English, with the same names in braces."""

import string
import tomllib
from pathlib import Path

import pytest

from certapp.model.language import NAMES
from certapp.paths import FORMS, RESOURCES

ENGLISH = (*sorted(FORMS.rglob("labels/en.toml")), *sorted((RESOURCES / "sentences" / "en").glob("*.toml")))
OTHERS = tuple(language for language in NAMES if language != "en")


def of_language(english: Path, language: str) -> Path:
    """The file that says in `language` what `english` says."""
    if english.parent.name == "labels":
        return english.with_name(f"{language}.toml")
    return english.parent.parent / language / english.name


def words_of(file: Path) -> dict[str, str]:
    """All words of a file by table and key."""
    words: dict[str, str] = {}
    for key, value in tomllib.loads(file.read_text("utf-8")).items():
        words |= {f"[{key}] {each}": word for each, word in value.items()} if isinstance(value, dict) else {key: value}
    return words


def placeholders(words: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(words) if name is not None)


def test_there_are_words_to_compare() -> None:
    assert len(ENGLISH) > 10
    assert sum(len(words_of(file)) for file in ENGLISH) > 1000


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_the_files_and_the_words_of_english_and_no_others(language: str) -> None:
    for english in ENGLISH:
        assert words_of(of_language(english, language)).keys() == words_of(english).keys(), english
    theirs = {file.name for file in (RESOURCES / "sentences" / language).glob("*.toml")}
    assert theirs == {file.name for file in (RESOURCES / "sentences" / "en").glob("*.toml")}


@pytest.mark.parametrize("language", OTHERS)
def test_names_in_braces_are_those_of_english(language: str) -> None:
    for english in ENGLISH:
        said = words_of(of_language(english, language))
        for key, words in words_of(english).items():
            assert said[key].strip(), key
            assert placeholders(said[key]) == placeholders(words), key


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_that_begins_with_its_label_does_so_in_every_language(language: str) -> None:
    """The window leaves the label out where it stands right above the sentence."""
    for english in ENGLISH:
        said = words_of(of_language(english, language))
        for key, words in words_of(english).items():
            if words.startswith("'{label}'"):
                assert said[key].startswith("'{label}': "), key
