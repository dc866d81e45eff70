"""The four example applications are read whole and can be issued."""

import sys

import pytest

from certapp.formdef.form import Form
from certapp.model.findings import Weight
from certapp.model.record import Row, Text
from tests.formdef.making import EXAMPLES, MANUSCRIPT, MUSEUM, PAINTING, at, example, of_reading, read


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_read_without_anything_in_the_way(form: Form, xa: Form, name: str) -> None:
    for each in (form, xa):
        parsed = read(each, example(name))
        assert parsed.ready(Weight.APPLICATION, Weight.ISSUE)
        assert not of_reading(parsed.findings)
        assert all(finding.weight is Weight.LOOK and finding.text() for finding in parsed.findings)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_typed_field_of_an_example_is_in_the_record(form: Form, name: str) -> None:
    raw = example(name)
    record = read(form, raw).record
    assert set(record) == set(raw)
    for typed, row in zip(raw["objects"], record.rows("objects"), strict=True):
        assert set(row) == set(typed)


def test_a_text_in_two_languages_keeps_both(form: Form) -> None:
    title = read(form, example(MANUSCRIPT)).record.rows("objects")[0]["title"]
    assert title == (Text((("ar", "كتاب في علم الفلك"), ("en", "Treatise on astronomy"))),)


def test_one_row_may_stand_without_a_list(form: Form) -> None:
    record = read(form, example(PAINTING)).record
    (valuation,) = record.rows("objects")[0].rows("valuation")
    assert isinstance(valuation, Row)
    assert valuation.text("currency") == "EUR"


def test_what_only_the_program_fills_is_refused_from_an_applicant(form: Form) -> None:
    parsed = read(form, example(PAINTING, at("certificate_no", "XA-2026-01-000001-7")))
    assert of_reading(parsed.findings) == {("FIELD_FILLED_BY_OFFICE", "certificate_no")}
    assert "certificate_no" not in parsed.record


def test_a_category_code_of_another_scheme_is_refused(form: Form) -> None:
    parsed = read(form, example(PAINTING, at("objects.0.category.1.code", "g-i")))
    assert of_reading(parsed.findings) == {("CODE_UNKNOWN", "objects[0].category[1].code")}


def test_what_is_needed_only_for_issue_is_said_but_does_not_stop_the_application(form: Form) -> None:
    parsed = read(form, example(PAINTING, lambda raw: raw["objects"][0].pop("hs_code")))
    assert ("FIELD_MISSING", "objects[0].hs_code") in of_reading(parsed.findings)
    assert parsed.ready(Weight.APPLICATION)
    assert not parsed.ready(Weight.ISSUE)


def test_nothing_typed_gives_every_missing_field_at_once(form: Form) -> None:
    missing = {path for code, path in of_reading(read(form, {}).findings) if code == "FIELD_MISSING"}
    assert {"document_kind", "export_type", "purpose_code", "country_of_destination"} <= missing
    assert ("ROWS_TOO_FEW", "objects") in of_reading(read(form, {}).findings)


def test_work_grows_with_the_number_of_objects_and_not_with_its_square(form: Form) -> None:
    def calls(times: int) -> int:
        raw = example(MUSEUM, lambda raw: raw.update(objects=raw["objects"][:3] * times))
        counted = 0

        def count(*_: object) -> None:
            nonlocal counted
            counted += 1

        sys.setprofile(count)
        try:
            read(form, raw)
        finally:
            sys.setprofile(None)
        return counted

    calls(1)  # expressions are compiled once
    assert calls(8) < 10 * calls(1)
