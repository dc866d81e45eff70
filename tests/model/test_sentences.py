"""Every code the program can say has an English sentence, in one file, and no sentence waits for a code."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import certapp
from certapp.model.errors import Refusal
from certapp.model.findings import Finding, Weight, blocking
from certapp.model.language import NAMES
from certapp.model.sentences import catalogue, sentence
from certapp.paths import RESOURCES
from certapp.register.replay import COMPARED, table_code
from certapp.service.endorsing import IRREGULARITY
from certapp.trust.receipt import IRREGULARITIES, UNNAMED

FILES = sorted((RESOURCES / "sentences" / "en").glob("*.toml"))
CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
SAYING = {"Refusal", "RecordRefused", "KindError", "Finding", "Reason", "sentence", "_find", "__init__"}
"""Names of what is called with a code first; `__init__`: an exception that always has the same one."""
WITH_CODE_SECOND = {"_matching"}
WITH_SENTENCE = {
    "LIST_AT_CELL": "what",
    "LIST_AT_ROW": "what",
    "LIST_AT_RECORD": "what",
    "LIST_PICTURE_WRONG": "what",
    "LIST_SAME_FOR_ALL_WRONG": "what",
    "LIST_HAS_PROBLEMS": "first",
}
"""What ends in another sentence, and by which name; those at a place of a list are filled in table.py, tested there."""
NO_SENTENCES = ("PRINT_", "STAGE_", "PROGRESS_", "SIZE_", "TABLE_", "ALIKE_")
"""What is printed in a frame, stands beside a bar, says why a line is there, or names what a sentence is about."""
ENDS = (".", "?", "!", "。", "？", "！", "؟")


@cache
def sources() -> dict[str, ast.Module]:
    (folder,) = certapp.__path__
    files = sorted(Path(folder).rglob("*.py"))
    assert len(files) > 50
    return {file.relative_to(folder).as_posix(): ast.parse(file.read_text("utf-8")) for file in files}


def said() -> Iterator[tuple[str, str]]:
    """Each code that is said in the source, with its place."""
    for file, tree in sources().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            has_own_words = any(keyword.arg == "words" for keyword in node.keywords)
            place = 0 if name in SAYING and not has_own_words else 1 if name in WITH_CODE_SECOND else None
            if place is None or len(node.args) <= place:
                continue
            match node.args[place]:
                case ast.Constant(value=str(code)) if CODE.fullmatch(code):
                    yield code, f"{file}:{node.lineno}"


def literals() -> set[str]:
    """Every text that stands alone in the source."""
    return {
        node.value
        for tree in sources().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@cache
def sentences_of(file: Path) -> dict[str, str]:
    return {code: str(words) for code, words in tomllib.loads(file.read_text("utf-8")).items()}


def test_the_search_finds_codes_of_every_way_to_say_one() -> None:
    found = {code for code, _ in said()}
    assert {"FORM_BROKEN", "TEXT_TOO_LONG", "RULE_NOT_ASKED", "FIELD_UNKNOWN", "RECORD_NOT_READY"} <= found
    assert {"DIGEST_EXPECTED", "PDF_ALTERED", "BULLETIN_ROLLED_BACK"} <= found


def test_every_code_that_is_said_has_an_english_sentence() -> None:
    known = catalogue("en")
    assert sorted({f"{code} ({where})" for code, where in said() if code not in known}) == []


def test_every_sentence_has_its_code_in_the_source() -> None:
    ticked = {f"{IRREGULARITY}{each}" for each in (*IRREGULARITIES, UNNAMED)}
    tables = {table_code(each) for each in COMPARED}
    assert sorted(set(catalogue("en")) - literals() - ticked - tables) == []
    assert ticked | tables <= set(catalogue("en"))


def test_no_code_stands_in_two_files() -> None:
    files = {code: [file.name for file in FILES if code in sentences_of(file)] for code in catalogue("en")}
    assert {code: names for code, names in files.items() if len(names) > 1} == {}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_sentence_is_whole_and_its_placeholders_have_names(file: Path) -> None:
    for code, words in sentences_of(file).items():
        assert CODE.fullmatch(code)
        assert words.endswith((".", "?", "!")) or code in WITH_SENTENCE or code.startswith(NO_SENTENCES), code
        names = [name for _, name, _, _ in string.Formatter().parse(words) if name is not None]
        assert all(name.isidentifier() for name in names), code


@pytest.mark.parametrize("language", NAMES)
def test_what_ends_in_another_sentence_names_it_last_and_is_whole_with_it(language: str) -> None:
    for code, param in WITH_SENTENCE.items():
        words = catalogue(language)[code]
        assert words.endswith(f"{{{param}}}"), code
        inner = sentence("LIST_NOT_A_NUMBER", {"typed": "x"}, language)
        whole = sentence(code, {param: inner}, language)
        assert whole.endswith(inner), code
        assert inner.endswith(ENDS), code


@pytest.mark.parametrize("language", NAMES)
def test_a_sentence_is_whole_in_every_language(language: str) -> None:
    for code, words in catalogue(language).items():
        assert words.endswith(ENDS) or code in WITH_SENTENCE or code.startswith(NO_SENTENCES), code


def test_what_stands_at_the_end_of_another_sentence_is_one_itself() -> None:
    """The place in the source that fills it hands in a `text()`, a `sentence()` or what was made of one."""
    found = set()
    for tree in sources().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                codes = [
                    each.value for each in node.args if isinstance(each, ast.Constant) and each.value in WITH_SENTENCE
                ]
                for keyword in node.keywords if codes else ():
                    if keyword.arg == WITH_SENTENCE[str(codes[0])]:
                        assert isinstance(keyword.value, ast.Call), ast.unparse(node)
                        called = keyword.value.func
                        assert getattr(called, "id", getattr(called, "attr", "")) in {"text", "sentence"}, ast.unparse(
                            node
                        )
                        found.add(codes[0])
    assert found == {code for code in WITH_SENTENCE if not code.startswith("LIST_AT_")}


def test_a_sentence_is_filled_in_and_what_was_not_given_stays_to_be_seen() -> None:
    assert sentence("FIELD_UNKNOWN", {"name": "colour"}).startswith("The form has no field 'colour'.")
    assert "'{name}'" in sentence("FIELD_UNKNOWN")


def test_what_was_typed_is_never_taken_for_a_placeholder() -> None:
    assert "{label} {0} {x.y}" in sentence("FIELD_UNKNOWN", {"name": "{label} {0} {x.y}"})


def test_a_language_without_the_sentence_falls_back_to_english_and_a_code_without_one_to_itself() -> None:
    assert sentence("FIELD_UNKNOWN", {"name": "a"}, "tlh") == sentence("FIELD_UNKNOWN", {"name": "a"})
    assert sentence("NEVER_HEARD_OF") == "NEVER_HEARD_OF"


def test_a_refusal_says_its_code_and_its_sentence() -> None:
    refusal = Refusal("FORM_PROFILE_UNKNOWN", profile="zz")
    assert refusal.code == "FORM_PROFILE_UNKNOWN"
    assert str(refusal) == f"FORM_PROFILE_UNKNOWN: {refusal.text()}"
    assert "'zz'" in refusal.text()


def test_a_finding_of_a_rule_has_the_words_of_its_form_and_weighs_at_its_stage() -> None:
    own = Finding("XA_BOARD", "objects[0]", Weight.LOOK, words="Ask the board.")
    missing = Finding("FIELD_MISSING", "title", Weight.ISSUE, {"label": "Title"})
    assert own.text() == "Ask the board."
    assert missing.text() == "'Title' must be filled in."
    assert blocking((own, missing), Weight.APPLICATION) == ()
    assert blocking((own, missing), Weight.APPLICATION, Weight.ISSUE) == (missing,)
