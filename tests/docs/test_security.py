"""The table of threats and goals names tests that there are; each threat and goal of the supervisor has its row."""

import re

import pytest

from tests.docs.test_checks import ROOT, names_of_tests

THREATS = (*range(16, 27), 28, 35, 36, 37)
GOALS = (10, 11, 12, 13, 14, 17, 19, 20)
TEXT = (ROOT / "docs" / "security.md").read_text("utf-8")
ROWS = re.findall(r"^\| ([TG]\d+) \|(.*)\|(.*)\|(.*)\|$", TEXT, re.MULTILINE)


def named(cell: str) -> list[tuple[str, str]]:
    """File and test of each test that a cell names: a file holds for all that follow it."""
    found, file = [], ""
    for word in re.findall(r"tests/[\w/]+\.py|`test_\w+`", cell):
        if word.startswith("tests/"):
            file = word
        else:
            found.append((file, word.strip("`")))
    return found


def test_each_threat_and_goal_has_its_row() -> None:
    assert [row[0] for row in ROWS] == [*(f"T{number}" for number in THREATS), *(f"G{number}" for number in GOALS)]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_tests_of_a_threat_or_goal_exist_and_it_has_a_control(row: tuple[str, str, str, str]) -> None:
    assert named(row[2])
    assert row[3].strip()
    assert [each for each in named(row[2]) + named(row[3]) if each[1] not in names_of_tests(each[0])] == []
