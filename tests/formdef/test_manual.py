"""The manual's examples, put where it says, give forms without a fault that do what it says."""

import re
from pathlib import Path

import pytest

from certapp.formdef.form import Field, Form, Need
from certapp.formdef.kinds import KINDS
from certapp.formdef.lint import ATTRIBUTES, lint
from certapp.formdef.loading import load_form, profiles
from certapp.model.findings import Weight
from tests.formdef.making import COINS, PAINTING, at, example, of_reading, places, read

MANUAL = (Path(__file__).parents[2] / "docs" / "forms.md").read_text("utf-8")
EXAMPLE = re.compile(r"```toml\n# (?P<file>[\w/.-]+\.toml), (?P<where>[^\n]+)\n(?P<lines>.*?)```", re.DOTALL)
LINE = re.compile(r'(?P<how>after|instead of) the line that begins with "(?P<start>.*)"')


def followed(forms: Path) -> None:
    """Does what the manual says, example by example."""
    for found in EXAMPLE.finditer(MANUAL):
        file, where, lines = forms / found["file"], found["where"], found["lines"]
        if where == "a new file":
            assert not file.exists()
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(lines, "utf-8")
        elif where == "at the end":
            file.write_text(file.read_text("utf-8") + "\n" + lines, "utf-8")
        else:
            told = LINE.fullmatch(where)
            assert told, where
            text = file.read_text("utf-8")
            (line,) = (line for line in text.splitlines(keepends=True) if line.startswith(told["start"]))
            place = re.search(r"place = \[(.*?)\]", line)
            new = lines.replace("PLACE", place[1] if place else "")
            file.write_text(text.replace(line, (line if told["how"] == "after" else "") + new), "utf-8")


@pytest.fixture
def xb(forms: Path) -> Form:
    followed(forms)
    for profile in profiles(forms):
        assert lint(load_form(profile, forms)) == ()
    return load_form("xb", forms)


def test_every_example_is_followed() -> None:
    assert len(EXAMPLE.findall(MANUAL)) == MANUAL.count("```toml") == 11


def test_the_field_the_code_and_the_rule_do_what_they_say(xb: Form) -> None:
    assert xb.label("insurer") == "Insured by"
    assert xb.label("insurer", "pt") == "Segurado por"
    assert xb.code_name("INSURANCE_KIND", "NAIL_TO_NAIL") == "Nail to nail"
    typed = (at("insurer", "Mutual"), at("insurance_kind", "ALL_RISKS"))
    assert of_reading(read(xb, example(COINS, *typed)).findings) == set()
    assert ("INSURER_MISSING", "insurer") in places(read(xb, example(COINS)).findings)
    assert ("INSURER_MISSING", "insurer") not in places(read(xb, example(COINS, *typed)).findings)
    assert any("insurer" in box.fields for sheet in xb.sheets for box in sheet.boxes)


def test_the_national_profile_does_what_it_says(xb: Form) -> None:
    assert isinstance(xb.root.member("region_consulted"), Field)
    assert ("XB_EXPORT_FROM_XB", "country_of_export") in places(read(xb, example(PAINTING)).findings)
    dear = example(PAINTING, at("objects.0.category.1.code", "1"))
    assert ("XB_MINISTER", "objects[0].valuation") in places(read(xb, dear).findings)
    assert xb.settings["legal_basis"] == "Heritage Act of Otherland, article 7"


def test_the_manual_names_every_kind_weight_need_and_key() -> None:
    quoted = set(re.findall(r'`"?(\w+)"?', MANUAL)) | set(re.findall(r"`(\w+) = ", MANUAL)) | {"list_by", "most"}
    assert set(KINDS) <= quoted
    assert {weight.value for weight in Weight} <= quoted
    assert {need.value for need in Need} - {"-"} <= quoted
    assert quoted >= ATTRIBUTES
    assert all(f"`{name}" in MANUAL or f"{name} = " in MANUAL for name in ATTRIBUTES)
