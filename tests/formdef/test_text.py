"""Text is kept as typed, in NFC; what nobody can see, or what turns the reading direction, is refused by name."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.formdef.form import Form
from certapp.formdef.kinds import KindError, clean_text, shown
from certapp.model.record import Row
from tests.formdef.making import PAINTING, at, example, of_reading, read

FIELD = "objects.0.location_now"
PATH = "objects[0].location_now"
LONG = "objects.0.description"

REFUSED = {
    "null": "\x00",
    "bell": "\x07",
    "tab": "\t",
    "delete": "\x7f",
    "next line": "\x85",
    "right-to-left override": "\u202e",
    "left-to-right embedding": "\u202a",
    "pop directional formatting": "\u202c",
    "right-to-left isolate": "\u2067",
    "left-to-right mark": "\u200e",
    "Arabic letter mark": "\u061c",
    "zero-width space": "\u200b",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "invisible tag": "\U000e0041",
    "lone high surrogate": "\ud800",
    "lone low surrogate": "\udfff",
    "private use": "\ue000",
    "no character": "\uffff",
    "unassigned": "\u0378",
    "line separator": "\u2028",
}


@pytest.mark.parametrize("character", REFUSED.values(), ids=REFUSED)
def test_an_unusable_character_is_refused_by_its_number(form: Form, character: str) -> None:
    findings = read(form, example(PAINTING, at(FIELD, f"Gal{character}erie"))).findings
    (finding,) = (each for each in findings if each.path == PATH)
    assert finding.code == "CHARACTER_NOT_ALLOWED"
    assert f"U+{ord(character):04X}" in finding.text()


@pytest.mark.parametrize("character", REFUSED.values(), ids=REFUSED)
def test_a_field_name_or_code_with_such_a_character_does_not_get_into_a_finding(form: Form, character: str) -> None:
    findings = read(form, {f"own{character}er": 1, "export_type": f"PERMA{character}NENT"}).findings
    assert {"FIELD_UNKNOWN", "CODE_UNKNOWN"} <= {each.code for each in findings}
    for finding in findings:
        assert character not in finding.path + finding.text()
        (finding.path + finding.text()).encode("utf-8")


@pytest.mark.parametrize(
    "text",
    ["Ólafsdóttir", "وزارة الأوقاف", "ΤΑΡΑΣ", "北京故宫", "नमस्ते", "می‌خواهم", "க்‍ஷ", "Ọlá", "a\u00a0b", "😀 ℵ ½"],
)
def test_any_script_is_kept_as_typed(form: Form, text: str) -> None:
    record = read(form, example(PAINTING, at(FIELD, text))).record
    assert record.rows("objects")[0]["location_now"] == unicodedata.normalize("NFC", text)


def test_two_ways_to_write_an_accent_are_one_text(form: Form) -> None:
    records = [read(form, example(PAINTING, at(FIELD, text))).record for text in ("Mu\u0308ller", "M\u00fcller")]
    assert records[0] == records[1]


def test_blanks_around_a_text_are_not_kept(form: Form) -> None:
    assert (
        read(form, example(PAINTING, at(FIELD, "  Galerie \n"))).record.rows("objects")[0].text("location_now")
        == "Galerie"
    )


@pytest.mark.parametrize("nothing", ["   ", "\u200c", "\u200d \u200c", "\n"], ids=ascii)
def test_a_text_with_nothing_to_see_counts_as_empty(form: Form, nothing: str) -> None:
    assert (("TEXT_EMPTY", PATH)) in of_reading(read(form, example(PAINTING, at(FIELD, nothing))).findings)


def test_lines_are_kept_where_a_field_has_several_and_refused_where_it_has_one(form: Form) -> None:
    object_ = read(form, example(PAINTING, at(LONG, "first\nsecond\r\nthird"))).record.rows("objects")[0]
    assert object_.text("description") == "first\nsecond\nthird"
    findings = read(form, example(PAINTING, at(FIELD, "first\nsecond"))).findings
    assert ("CHARACTER_NOT_ALLOWED", PATH) in of_reading(findings)


@pytest.mark.parametrize("path", [FIELD, LONG, "objects.0.title", "objects.0.materials.0", "parties.0.name_legal"])
def test_a_hundred_thousand_characters_are_refused_with_both_numbers(form: Form, path: str) -> None:
    changes = [at(path, "x" * 100_000)]
    (finding,) = (each for each in read(form, example(PAINTING, *changes)).findings if not each.words)
    assert finding.code == "TEXT_TOO_LONG"
    assert "100000" in finding.text()


def test_the_last_character_that_fits_fits(form: Form) -> None:
    assert len(clean_text("x" * 200, 200, multiline=False)) == 200
    with pytest.raises(KindError) as refused:
        clean_text("x" * 201, 200, multiline=False)
    assert refused.value.params == {"length": 201, "most": 200}


@given(st.text(max_size=60))
def test_a_text_is_either_refused_or_clean_for_good(text: str) -> None:
    try:
        clean = clean_text(text, 50, multiline=True)
    except KindError as problem:
        assert problem.code in {"TEXT_EMPTY", "TEXT_TOO_LONG", "CHARACTER_NOT_ALLOWED"}
        return
    assert clean_text(clean, 50, multiline=True) == clean
    assert unicodedata.is_normalized("NFC", clean)
    clean.encode("utf-8")


@given(st.text() | st.integers() | st.floats() | st.lists(st.text()) | st.dictionaries(st.text(), st.text()))
def test_what_a_finding_quotes_can_be_shown(raw: Any) -> None:
    quoted = shown(raw)
    assert len(quoted) <= 40
    assert quoted.isprintable()


@pytest.mark.parametrize("language", ["", "EN", "english", "en_US", "x" * 5000, "en\n"])
def test_a_text_in_no_language_is_refused(form: Form, language: str) -> None:
    findings = read(form, example(PAINTING, at("objects.0.title", {language: "Hills"}))).findings
    assert ("LANGUAGE_UNKNOWN", "objects[0].title") in of_reading(findings)


def test_a_text_in_no_or_too_many_languages_is_refused(form: Form) -> None:
    for title in ({}, {f"a{chr(97 + index)}": "Hills" for index in range(13)}):
        findings = read(form, example(PAINTING, at("objects.0.subject", title))).findings
        assert ("LANGUAGES_EXPECTED", "objects[0].subject") in of_reading(findings)


def test_a_text_of_several_is_best_in_the_language_asked_for(form: Form) -> None:
    title = read(form, example(PAINTING)).record.rows("objects")[0]
    assert isinstance(title, Row)
    assert title.text("title", ("fr",)) == "Collines avant l'orage"
    assert title.text("title", ("ar", "en")) == "Hills before the storm"
