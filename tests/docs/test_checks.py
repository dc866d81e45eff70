"""The table of checks across fields names codes and tests that there are."""

import re
from functools import cache
from pathlib import Path

import pytest

from certapp.formdef.loading import load_form
from certapp.model.sentences import sentence

ROOT = Path(__file__).parents[2]
ROWS = re.findall(r"^\| (\d+) \|(.*)\|(.*)\|(.*)\|$", (ROOT / "docs" / "checks.md").read_text("utf-8"), re.MULTILINE)


@cache
def names_of_tests(file: str) -> frozenset[str]:
    return frozenset(re.findall(r"^def (test_\w+)", (ROOT / file).read_text("utf-8"), re.MULTILINE))


def is_said(code: str) -> bool:
    """Whether a code has its sentence: a rule's in forms/, any other in resources/."""
    return bool(load_form("xa").words["en"].word("rule", code)) or sentence(code, {}) != code


def test_each_of_the_thirteen_checks_has_its_row() -> None:
    assert [int(row[0]) for row in ROWS] == list(range(1, 14))


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_codes_and_tests_of_a_check_exist(row: tuple[str, str, str, str]) -> None:
    codes = re.findall(r"`(\w+)`", row[2])
    assert codes
    assert [code for code in codes if not is_said(code)] == []
    file, named = "", 0
    for word in re.findall(r"tests/[\w/]+\.py|`test_\w+`", row[3]):
        if word.startswith("tests/"):
            file = word
            continue
        named += 1
        assert word.strip("`") in names_of_tests(file), (file, word)
    assert named
