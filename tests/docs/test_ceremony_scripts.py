"""The printed scripts of the ceremonies: the places, buttons and commands to which they send two people are there."""

import re
import tomllib
from typing import Any

import pytest

from certapp.cli.main import run
from certapp.model.language import NAMES
from certapp.paths import RESOURCES
from certapp.service.ceremony_papers import Script

QUOTED = re.compile("“(.+?)”|« ?(.+?) ?»|«(.+?)»")
COMMAND = re.compile(r"certapp( [a-z-]+)+")


def texts(language: str) -> dict[str, Any]:
    return tomllib.loads((RESOURCES / "ceremony" / f"{language}.toml").read_text("utf-8"))


def lines(language: str) -> list[str]:
    said = texts(language)
    return [said["words"]["sheet_how"], *(step for script in Script for step in said[script.value]["steps"])]


def plain(words: str) -> str:
    """A button's words without its letter and dots."""
    return re.sub(r"\s*\(&.\)", "", words).replace("&", "").rstrip("…")


def words_of_window(language: str) -> set[str]:
    catalogue = RESOURCES / "locale" / ("fr" if language == "en" else language) / "LC_MESSAGES" / "certapp.po"
    wanted = "msgid" if language == "en" else "msgstr"
    return {plain(each) for each in re.findall(rf'^{wanted} "(.+)"$', catalogue.read_text("utf-8"), re.MULTILINE)}


@pytest.mark.parametrize("language", NAMES)
def test_each_place_and_button_of_a_script_is_in_the_window(language: str) -> None:
    quoted = ["".join(found).strip("\u00a0\u202f ") for line in lines(language) for found in QUOTED.findall(line)]
    assert len(quoted) >= 25
    assert [name for name in quoted if name not in words_of_window(language)] == []


@pytest.mark.parametrize("language", NAMES)
def test_each_language_has_the_same_steps_and_commands(language: str) -> None:
    for script in Script:
        ours, english = texts(language)[script.value]["steps"], texts("en")[script.value]["steps"]
        for mine, other in zip(ours, english, strict=True):
            named = [{found.group().strip() for found in COMMAND.finditer(step)} for step in (mine, other)]
            assert named[0] == named[1], (script, mine)


def test_each_command_of_a_script_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    commands = {found.group().strip() for line in lines("en") for found in COMMAND.finditer(line)}
    assert len(commands) >= 12
    for command in sorted(commands):
        with pytest.raises(SystemExit) as stopped:
            run([*command.split()[1:3], "--help"])
        assert stopped.value.code == 0, command
    assert capsys.readouterr().out
