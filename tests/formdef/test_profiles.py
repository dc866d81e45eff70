"""A national profile adds to the model form, and only adds."""

from datetime import date
from pathlib import Path

import pytest

from certapp.formdef.form import PICTURE_CODE, Form, Sheet
from certapp.formdef.lint import lint
from certapp.formdef.loading import load_form, profiles
from certapp.formdef.parsing import parse
from certapp.formdef.printing import printed_certificate
from certapp.formdef.schema import json_schema
from certapp.model.errors import Refusal
from certapp.model.findings import Weight
from tests.formdef.making import PAINTING, TODAY, Change, at, edit, example, of_reading, places, read, without

BOARD = ("XA_HERITAGE_BOARD", "objects[0].valuation")


def test_the_training_country_has_a_profile() -> None:
    assert "xa" in profiles()


def test_its_field_is_read_and_published_with_its_words(form: Form, xa: Form) -> None:
    raw = example(PAINTING, at("objects.0.heritage_board_ref", "HB 2026/4"))
    assert of_reading(read(form, raw).findings) == {("FIELD_UNKNOWN", "objects[0].heritage_board_ref")}
    assert of_reading(read(xa, raw).findings) == set()
    assert read(xa, raw).record.rows("objects")[0].text("heritage_board_ref") == "HB 2026/4"
    assert "Heritage Board reference" in str(json_schema(xa))
    assert "Heritage Board reference" not in str(json_schema(form))


def test_age_and_value_at_the_threshold_are_worth_a_look(form: Form, xa: Form) -> None:
    (finding,) = (each for each in read(xa, example(PAINTING)).findings if each.code == BOARD[0])
    assert (finding.path, finding.weight) == (BOARD[1], Weight.LOOK)
    assert "Heritage Board" in finding.text()
    assert BOARD not in places(read(form, example(PAINTING)).findings)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ((at("objects.0.valuation.amount", "150000"),), True),
        ((at("objects.0.valuation.amount", "149999.99"),), False),
        ((at("objects.0.valuation.currency", "USD"),), False),
        ((at("objects.0.date_latest", 1976),), True),
        ((at("objects.0.date_latest", 1977),), False),
        ((without("objects.0.category.1"),), False),
        ((at("objects.0.category.1.scheme", "NATIONAL"),), False),
    ],
)
def test_the_threshold_looks_at_age_value_currency_and_category(
    xa: Form, changes: tuple[Change, ...], found: bool
) -> None:
    assert (BOARD in places(read(xa, example(PAINTING, *changes)).findings)) == found


def test_a_threshold_holds_from_its_day(xa: Form) -> None:
    def on(day: date) -> bool:
        return BOARD in places(parse(xa, example(PAINTING), day).findings)

    assert not on(date(2025, 12, 31))
    assert on(date(2026, 1, 1))


def test_a_threshold_of_need_asks_the_youngest_age_and_one_of_protection_the_oldest_and_both_are_said(xa: Form) -> None:
    old = (at("objects.0.category.1.code", "1"), at("objects.0.date_earliest", 1526), at("objects.0.date_latest", 1976))
    found = {each.code: each for each in read(xa, example(PAINTING, *old)).findings}
    assert "50 to 500 years" in found["XA_NATIONAL_LIST"].text()
    younger = at("objects.0.date_earliest", 1527)
    assert "XA_NATIONAL_LIST" not in {each.code for each in read(xa, example(PAINTING, *old, younger)).findings}


def test_a_threshold_may_hold_for_some_countries_of_destination_and_until_a_day(xa: Form) -> None:
    old = (at("objects.0.category.1.code", "1"), at("objects.0.date_earliest", 1000))

    def found(*changes: Change, day: date = TODAY) -> bool:
        return "XA_NATIONAL_LIST" in {each.code for each in parse(xa, example(PAINTING, *old, *changes), day).findings}

    assert found()
    assert not found(at("country_of_destination", "XB"))
    assert found(day=date(2035, 12, 31))
    assert not found(day=date(2036, 1, 1))


def test_a_threshold_of_an_unknown_zone_is_refused(forms: Path) -> None:
    edit(forms / "profiles/xa/profile.toml", 'beyond = "NEIGHBOURS"', 'beyond = "NOWHERE"')
    with pytest.raises(Refusal) as refused:
        load_form("xa", forms)
    assert "NOWHERE" in refused.value.text()


def test_the_validity_is_a_setting_for_each_type_of_export(form: Form, xa: Form) -> None:
    days = xa.settings["validity_days"]
    assert isinstance(days, dict)
    assert set(days) == set(xa.code_lists["EXPORT_TYPE"])
    assert form.settings == {}


def test_the_model_form_is_whole_in_a_profile(form: Form, xa: Form) -> None:
    assert {field.path for field in form.root.field_paths()} < {field.path for field in xa.root.field_paths()}
    assert set(form.rules) < set(xa.rules)
    assert (form.layouts, form.code_lists) == (xa.layouts, xa.code_lists)
    assert _printed(form.sheets) == _printed(xa.sheets)
    assert form.digest != xa.digest


def _printed(sheets: tuple[Sheet, ...]) -> set[tuple[tuple[str, ...], str]]:
    """What the boxes hold, but the picture's code."""
    boxes = (box for sheet in sheets for box in sheet.boxes if box.special != PICTURE_CODE)
    return {(box.fields, box.special) for box in boxes}


def test_a_profile_chooses_its_layout_and_its_copies(forms: Path, xa: Form) -> None:
    assert xa.prints_signed_picture
    assert not load_form("", forms).prints_signed_picture
    profile = forms / "profiles/xa/profile.toml"
    edit(profile, 'sheets = "sheets-picture"\n', "")
    edit(profile, "[settings]\n", '[settings]\ncopies = "five"\n')
    five = load_form("xa", forms)
    assert lint(five) == ()
    assert not five.prints_signed_picture
    assert five.sheets[0].copies == ("authority", "holder", "returned", "export", "import")
    assert len({five.title("sheet", copy, "en") for copy in five.sheets[0].copies}) == 5


def test_a_profile_adds_a_box_and_puts_another_in_the_place_of_one(forms: Path) -> None:
    profile = forms / "profiles/xa/profile.toml"
    edit(profile, 'sheets = "sheets-picture"\n', "")
    boxes = """
[[box]]
number = "16"
fields = ["objects.features", "objects.condition_code"]
place = [73, 164, 60, 11]

[[box]]
number = "30"
fields = ["objects.heritage_board_ref"]
place = [73, 175, 60, 11]
"""
    profile.write_text(profile.read_text("utf-8") + boxes, "utf-8")
    labels = forms / "profiles/xa/labels/en.toml"
    labels.write_text(labels.read_text("utf-8") + '\n[box]\n30 = "Heritage Board"\n', "utf-8")
    xa = load_form("xa", forms)
    assert lint(xa) == ()
    by_number = {box.number: box for box in xa.sheets[0].boxes}
    assert (by_number["16"].height, by_number["30"].fields) == (11.0, ("objects.heritage_board_ref",))
    certificate = printed_certificate(
        xa,
        read(xa, example(PAINTING, at("objects.0.heritage_board_ref", "HB 2026/4"))).record,
        lambda sha256: (b"", 1, 1),
        code_text="",
        dated=0,
    )
    box = next(box for box in certificate.sheets[0].boxes if box.number == "30")
    assert (box.label, box.fields[0].text) == ("Heritage Board", "HB 2026/4")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('sheets = "sheets-picture"', 'sheets = "no-such"'),
        ("[settings]\n", '[settings]\ncopies = "seven"\n'),
        ('sheets = "sheets-picture"', 'arms = "../secret.png"'),
        ('sheets = "sheets-picture"', 'arms = "missing.png"'),
    ],
)
def test_a_layout_set_of_copies_or_file_that_is_not_there_is_named(forms: Path, old: str, new: str) -> None:
    edit(forms / "profiles/xa/profile.toml", old, new)
    with pytest.raises(Refusal, match="FORM_BROKEN"):
        load_form("xa", forms)


def test_a_field_may_be_added_to_a_section_too(forms: Path) -> None:
    profile = forms / "profiles/xa/profile.toml"
    field = '\n[[add]]\nsection = "export"\nfield = { id = "stamp_duty", kind = "decimal", A = "O" }\n'
    profile.write_text(profile.read_text("utf-8") + field, "utf-8")
    xa = load_form("xa", forms)
    assert xa.root.member("stamp_duty") is not None
    assert next(section for section in xa.sections if section.id == "export").members[-1] == "stamp_duty"


@pytest.mark.parametrize("name", ["zz", "XA!", "..", "../model-certificate", "xa/../xa/labels"])
def test_a_profile_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        load_form(name)
    assert refused.value.code == "FORM_PROFILE_UNKNOWN"
    assert name in refused.value.text()


def test_a_profile_that_is_no_toml_is_refused_and_the_model_still_works(forms: Path) -> None:
    (forms / "profiles/xa/profile.toml").write_text("[settings\n", "utf-8")
    with pytest.raises(Refusal) as refused:
        load_form("xa", forms)
    assert refused.value.code == "FORM_BROKEN"
    assert refused.value.params["file"] == "profiles/xa/profile.toml"
    assert parse(load_form("", forms), example(PAINTING), TODAY).ready(Weight.APPLICATION, Weight.ISSUE)
