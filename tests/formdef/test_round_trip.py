"""A record is the same after the register, the PDF and the form have had it; nothing changes it on the way."""

from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from hypothesis import given, settings

from certapp.formdef.form import Form
from certapp.formdef.loading import load_form
from certapp.formdef.parsing import parse
from certapp.model.findings import Finding
from certapp.model.record import Row, Text, plain_row
from certapp.seal import cbor
from tests.formdef.applications import rows
from tests.formdef.making import EXAMPLES, PAINTING, TODAY, example, of_reading, read

FORM = load_form()


def stored_and_back(record: Row) -> Row:
    stored = cbor.encode(plain_row(record))  # type: ignore[arg-type]  # plain JSON is a CBOR item
    return parse(FORM, cbor.decode(stored, cbor.RECORD), TODAY, from_office=True).record


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_comes_back_from_plain_json_and_from_the_stored_record(form: Form, name: str) -> None:
    record = read(form, example(name)).record
    assert parse(form, plain_row(record), TODAY, from_office=True).record == record
    assert stored_and_back(record) == record


@settings(max_examples=50)
@given(rows(FORM.root, FORM))
def test_any_record_comes_back_from_plain_json_and_from_the_stored_record(raw: dict[str, Any]) -> None:
    parsed = parse(FORM, raw, TODAY, from_office=True)
    assert {code for code, _ in of_reading(parsed.findings)} <= {"FIELD_MISSING", "ROWS_TOO_FEW"}
    assert parse(FORM, plain_row(parsed.record), TODAY, from_office=True).record == parsed.record
    assert stored_and_back(parsed.record) == parsed.record
    assert hash(stored_and_back(parsed.record)) == hash(parsed.record)


def test_the_order_in_which_languages_were_typed_makes_no_other_text(form: Form) -> None:
    one = read(form, example(PAINTING, lambda raw: raw.update(purpose_text={"fr": "vente", "en": "sale"}))).record
    two = read(form, example(PAINTING, lambda raw: raw.update(purpose_text={"en": "sale", "fr": "vente"}))).record
    assert one == two == stored_and_back(one)
    assert one.text("purpose_text") == stored_and_back(one).text("purpose_text")


def test_a_record_cannot_be_changed(form: Form) -> None:
    raw = example(PAINTING)
    record = read(form, raw).record
    before = plain_row(record)
    raw["parties"][0]["name_legal"] = "Somebody Else"
    assert plain_row(record) == before
    with pytest.raises(TypeError):
        record["purpose_code"] = "GIFT"  # type: ignore[index]
    with pytest.raises(AttributeError):
        record.purpose_code = "GIFT"  # type: ignore[attr-defined]
    with pytest.raises(FrozenInstanceError):
        Text.of("a").by_language = ()  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        read(form, {}).findings[0].code = "FINE"  # type: ignore[misc]


def test_a_changed_copy_leaves_the_first_alone(form: Form) -> None:
    record = read(form, example(PAINTING)).record
    other = record.with_values(purpose_code="GIFT")
    assert (record.text("purpose_code"), other.text("purpose_code")) == ("SOLD", "GIFT")


def test_what_the_office_filled_comes_back_only_to_the_office(form: Form) -> None:
    raw = example(PAINTING) | {"certificate_no": "XA-2026-01-000001-7", "object_count": 1, "issued_on": "2026-11-23"}
    record = parse(form, raw, TODAY, from_office=True).record
    assert record.text("certificate_no") == "XA-2026-01-000001-7"
    assert stored_and_back(record) == record
    assert {code for code, _ in of_reading(read(form, plain_row(record)).findings)} == {"FIELD_FILLED_BY_OFFICE"}


def test_a_finding_is_no_exception() -> None:
    assert not issubclass(Finding, BaseException)
