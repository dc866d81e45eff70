"""Whatever is handed in as an application gives findings, never an exception, and never takes long."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.formdef.form import Form
from certapp.formdef.loading import load_form
from certapp.formdef.parsing import parse
from tests.formdef.applications import json_values
from tests.formdef.making import PAINTING, TODAY, at, example, of_reading, places, read

FORM = load_form()
OBJECTS = next(group for group in FORM.root.groups if group.id == "objects")


def nested(depth: int, inner: Any = 1, as_map: bool = False) -> Any:
    for _ in range(depth):
        inner = {"a": inner} if as_map else [inner]
    return inner


def filled_wildly(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(names) | st.text(max_size=6), json_values, max_size=6)


wild_objects = filled_wildly([member.id for member in (*OBJECTS.fields, *OBJECTS.groups)])
wild_applications = st.builds(
    lambda top, objects: top | ({"objects": objects} if objects else {}),
    filled_wildly([member.id for member in (*FORM.root.fields, *FORM.root.groups)]),
    st.lists(wild_objects, max_size=2),
)


def everything_said(raw: object, from_office: bool = False) -> None:
    findings = parse(FORM, raw, TODAY, from_office=from_office).findings
    assert findings
    for finding in findings:
        assert finding.text()
        assert not any(f"{{{name}}}" in finding.text() for name in ("label", "typed", "most", "length", "character"))
        (finding.path + finding.text()).encode("utf-8")


@settings(max_examples=50)
@given(json_values)
def test_any_json_as_an_application_gives_findings(raw: Any) -> None:
    everything_said(raw)


@settings(max_examples=60)
@given(wild_applications, st.booleans())
def test_any_json_in_any_field_gives_findings(raw: dict[str, Any], from_office: bool) -> None:
    everything_said(raw, from_office)


@pytest.mark.parametrize("wrong", [None, 1, True, 1.5, "text", [], ["text"], [{}]])
def test_what_is_no_object_is_no_application(form: Form, wrong: object) -> None:
    parsed = read(form, wrong)
    assert places(parsed.findings) == {("RECORD_EXPECTED", "")}
    assert len(parsed.record) == 0


WRONG_TYPES: tuple[Any, ...] = (True, -1, 1.5, float("nan"), 10**400, "\ud800", [[]], [None], {"a": 1}, [{"a": [1]}])


@pytest.mark.parametrize("wrong", WRONG_TYPES, ids=lambda wrong: ascii(wrong)[:20])
def test_a_wrong_type_in_every_field_at_once_gives_a_finding_at_each(form: Form, wrong: object) -> None:
    raw: dict[str, Any] = {field.id: wrong for field in form.root.fields if not field.by_program}
    raw["objects"] = [{field.id: wrong for field in OBJECTS.fields}]
    findings = read(form, raw).findings
    found = {
        finding.path.split("[")[0] if not finding.path.startswith("objects") else finding.path for finding in findings
    }
    for field in form.root.fields:
        if not field.by_program and not (field.kind == "boolean" and wrong is True):
            assert field.id in found, field.id
    for finding in findings:
        finding.text().encode("utf-8")


@pytest.mark.parametrize("wrong", [1, "text", True, [1], ["text"], [[]], [None]], ids=ascii)
@pytest.mark.parametrize("group", ["objects", "parties", "documents", "itinerary"])
def test_rows_that_are_no_rows_are_said_to_be_none(form: Form, group: str, wrong: object) -> None:
    codes = {
        code for code, path in of_reading(read(form, example(PAINTING, at(group, wrong))).findings) if group in path
    }
    assert "ROWS_EXPECTED" in codes


@pytest.mark.parametrize("as_map", [False, True], ids=["lists", "maps"])
@pytest.mark.parametrize(
    "path", ["export_type", "return_compulsory", "objects.0.title", "objects.0.quantity", "objects"]
)
def test_nesting_without_end_is_only_a_wrong_value(form: Form, path: str, as_map: bool) -> None:
    findings = read(form, example(PAINTING, at(path, nested(50_000, as_map=as_map)))).findings
    assert of_reading(findings)


def test_endless_lists_are_counted_and_left(form: Form) -> None:
    raw = example(
        PAINTING,
        at("documents", [{}] * 100_000),
        at("transit_countries", ["CH"] * 100_000),
        at("objects.0.photographs", [{}] * 100_000),
        at("objects.0.materials", ["oil"] * 51),
        at("parties.0.address_line", ["a", "b", "c", "d"]),
    )
    parsed = read(form, raw)
    assert of_reading(parsed.findings) == {
        ("ROWS_TOO_MANY", "documents"),
        ("ROWS_TOO_MANY", "transit_countries"),
        ("ROWS_TOO_MANY", "objects[0].photographs"),
        ("ROWS_TOO_MANY", "objects[0].materials"),
        ("ROWS_TOO_MANY", "parties[0].address_line"),
    }


@pytest.mark.parametrize(
    "name", [".", "..", "../a.jpg", "a/b.jpg", "C:\\a.jpg", "a\x00.jpg", "a\n.jpg", "x" * 121, "*", ""]
)
def test_a_file_name_that_is_a_way_elsewhere_is_refused(form: Form, name: str) -> None:
    findings = read(form, example(PAINTING, at("objects.0.photographs.0.file", name))).findings
    assert "objects[0].photographs[0].file" in {path for _, path in of_reading(findings)}


@pytest.mark.parametrize(
    ("path", "typed", "code"),
    [
        ("return_due_on", "2027-02-30", "DATE_IMPOSSIBLE"),
        ("return_due_on", "2027-13-01", "DATE_IMPOSSIBLE"),
        ("return_due_on", "0000-01-01", "DATE_IMPOSSIBLE"),
        ("return_due_on", "30.06.2027", "DATE_EXPECTED"),
        ("return_due_on", "٢٠٢٧-٠٦-٣٠", "DATE_EXPECTED"),
        ("return_due_on", 20270630, "DATE_EXPECTED"),
        ("guarantee_amount", "1,5", "DECIMAL_EXPECTED"),
        ("guarantee_amount", "1e9", "DECIMAL_EXPECTED"),
        ("guarantee_amount", "NaN", "DECIMAL_EXPECTED"),
        ("guarantee_amount", "٦١", "DECIMAL_EXPECTED"),
        ("guarantee_amount", 61.5, "DECIMAL_EXPECTED"),
        ("guarantee_amount", "-1", "NUMBER_NOT_POSITIVE"),
        ("guarantee_amount", "-0", "NUMBER_NOT_POSITIVE"),
        ("objects.0.quantity", "0", "NUMBER_NOT_POSITIVE"),
        ("objects.0.date_latest", 10**400, "NUMBER_OUT_OF_RANGE"),
        ("objects.0.date_latest", True, "YEAR_EXPECTED"),
        ("objects.0.object_seq", -1, "NUMBER_OUT_OF_RANGE"),
        ("return_compulsory", "yes", "YES_NO_EXPECTED"),
        ("export_type", "permanent", "CODE_UNKNOWN"),
        ("primary_language", "English", "LANGUAGE_UNKNOWN"),
        ("objects.0.object_uuid", "1234", "UUID_EXPECTED"),
        ("objects.0.object_type_aat", "300033618", "AAT_EXPECTED"),
        ("objects.0.object_type_aat", "http://vocab.getty.edu.example/aat/300033618", "AAT_EXPECTED"),
    ],
)
def test_a_wrong_value_has_its_own_finding(form: Form, path: str, typed: object, code: str) -> None:
    where = path.replace(".0.", "[0].")
    assert (code, where) in of_reading(read(form, example(PAINTING, at(path, typed))).findings)
