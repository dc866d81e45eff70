"""The published JSON Schema says what the parser does; the jsonschema library is the judge.

Where they differ, they do by design, and a test names it: a JSON Schema cannot see what a text looks like, and counts
1.0 as a whole number.
"""

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from certapp.formdef.form import Field, Form
from certapp.formdef.kinds import KINDS, KindError
from certapp.formdef.loading import load_form
from certapp.formdef.schema import json_schema
from tests.formdef.applications import one_of_each_kind, several, typed, words
from tests.formdef.making import EXAMPLES, MUSEUM, PAINTING, example, of_reading, read

FORM = load_form()
OF_KIND = one_of_each_kind(FORM)
POSITIVE = next(field for field in FORM.root.field_paths() if field.attributes.get("positive"))
FIELDS = [*OF_KIND.values(), POSITIVE]


def judge(schema: dict[str, object]) -> Draft202012Validator:
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


@cache
def whole() -> Draft202012Validator:
    return judge(json_schema(FORM))


tame = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats().filter(lambda number: not number.is_integer())
    | words(30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words(5), inner, max_size=3),
    max_leaves=6,
)

nearly = (
    st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True)
    | st.from_regex(r"-?[0-9]{0,17}(\.[0-9]{0,8})?", fullmatch=True)
    | st.from_regex(r"[a-zA-Z]{1,4}(-[A-Za-z]{2,4}){0,2}", fullmatch=True)
    | st.from_regex(r"[a-f0-9]{63,65}", fullmatch=True)
    | st.from_regex(r"[a-z./:*?\\]{1,4}", fullmatch=True)
    | st.integers(-5_000_000_002, -4_999_999_998)
    | st.integers(2997, 3003)
    | st.integers(999_999_998, 1_000_000_002)
    | st.sampled_from(["", "0", "0.0", "-0", "٦١", "٢٠٢٦-٠١-٠١", "permanent", "XA", "EUR", ".", "..", "...", "a.jpg"])
)


def taken(field: Field, value: object) -> bool:
    try:
        KINDS[field.kind].parse(value, field, FORM)
    except KindError:
        return False
    return True


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_valid(form: Form, xa: Form, name: str) -> None:
    for each in (form, xa):
        schema = json_schema(each)
        Draft202012Validator.check_schema(schema)
        assert [problem.message for problem in judge(schema).iter_errors(example(name))] == []


def test_the_schema_is_plain_json_with_labels_and_help(form: Form) -> None:
    schema: Any = json.loads(json.dumps(json_schema(form)))
    assert schema["title"] == f"{form.id} {form.version}"
    assert schema["properties"]["document_kind"]["title"] == form.label("document_kind")
    assert schema["properties"]["document_kind"]["description"] == form.help("document_kind")
    assert "certificate_no" not in schema["properties"]


def test_patterns_are_read_alike_by_other_languages(form: Form) -> None:
    """ECMA-262 with the u flag knows no \\" and takes \\d for ASCII alone, where Python takes any script's digits."""
    text = json.dumps(json_schema(form))
    assert r"\\d" not in text
    assert r"\\\"" not in text


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: f"{field.kind}-{field.path}")
@settings(max_examples=60)
@given(data=st.data())
def test_parser_and_schema_agree_on_a_field(field: Field, data: st.DataObject) -> None:
    value = data.draw(typed(field, FORM) | nearly | tame)
    assert judge(KINDS[field.kind].schema(field, FORM)).is_valid(value) == taken(field, value)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: f"{field.kind}-{field.path}")
@settings(max_examples=20)
@given(data=st.data())
def test_both_take_what_the_kind_is_for(field: Field, data: st.DataObject) -> None:
    value = data.draw(typed(field, FORM))
    assert taken(field, value)
    assert judge(KINDS[field.kind].schema(field, FORM)).is_valid(value)


@given(st.integers(0, 3))
def test_both_count_the_characters_of_a_text(more: int) -> None:
    field = OF_KIND["text"]
    value = "ü" * (field.max_length - 1 + more)
    assert judge(KINDS["text"].schema(field, FORM)).is_valid(value) == taken(field, value) == (more <= 1)


# A code whose list another field names (a category's, by its scheme) is beyond this schema, so categories stay.
IN_THE_PAINTING = [
    ("", FORM.root),
    *((f"{group.id}.0", group) for group in FORM.root.groups if group.id in {"parties", "objects", "documents"}),
    *(
        (f"objects.0.{group.id}.0", group)
        for group in FORM.root.groups[-1].groups
        if group.id not in {"valuation", "category"}
    ),
]


@settings(max_examples=50)
@given(data=st.data())
def test_parser_and_schema_agree_on_a_whole_application_with_one_field_changed(data: st.DataObject) -> None:
    where, group = data.draw(st.sampled_from(IN_THE_PAINTING))
    field = data.draw(st.sampled_from(group.fields))
    value = data.draw(several(field, FORM) | tame | st.lists(tame, max_size=3) | st.just(["a"] * 51))
    assume(value not in (None, "", []))  # for the parser "nothing typed", for the schema a wrong value

    def change(raw: dict[str, Any]) -> None:
        row: Any = raw
        for step in where.split(".") if where else []:
            row = row[int(step)] if isinstance(row, list) else row[step]
        row[field.id] = value

    raw = example(PAINTING, change)
    said = {(code, path) for code, path in of_reading(read(FORM, raw).findings) if code != "RULE_NOT_ASKED"}
    assert whole().is_valid(raw) == (not said), said


@pytest.mark.parametrize("count", [0, 1, 500, 501])
def test_both_count_the_rows_of_a_group(count: int) -> None:
    raw = example(PAINTING, lambda raw: raw.update(documents=[], transit_countries=["CH"]))
    raw["itinerary"] = []
    raw["objects"] = [{}] * count  # the rows themselves are bad; what is asked is their number
    too_few_or_many = {"ROWS_TOO_MANY", "ROWS_TOO_FEW"} & {
        code for code, path in of_reading(read(FORM, raw).findings) if path == "objects"
    }
    bounds: Any = json_schema(FORM)["properties"]
    rows = bounds["objects"]["anyOf"][1] | {"items": {}}
    assert judge(rows).is_valid(raw["objects"]) == (not too_few_or_many)


def test_an_unknown_field_is_refused_by_both(form: Form) -> None:
    raw = example(PAINTING, lambda raw: raw["objects"][0].update(colour="red"))
    assert not whole().is_valid(raw)
    assert of_reading(read(form, raw).findings) == {("FIELD_UNKNOWN", "objects[0].colour")}


BY_DESIGN = (
    ("a text that is only blanks", "text", "   ", "TEXT_EMPTY"),
    ("a control character", "text", "a\x07b", "CHARACTER_NOT_ALLOWED"),
    ("a character that turns the reading direction", "text", "a\u202eb", "CHARACTER_NOT_ALLOWED"),
    ("a lone half of a surrogate pair", "text", "a\ud800b", "CHARACTER_NOT_ALLOWED"),
    ("a whole number with a point", "integer", 1.0, "NUMBER_EXPECTED"),
    ("a year with a point", "year", 1870.0, "YEAR_EXPECTED"),
    ("a line feed after the end (Python's $)", "decimal", "1\n", "DECIMAL_EXPECTED"),
)


@pytest.mark.parametrize(
    ("kind", "value", "code"), [each[1:] for each in BY_DESIGN], ids=[each[0] for each in BY_DESIGN]
)
def test_the_schema_takes_and_the_parser_refuses(kind: str, value: object, code: str) -> None:
    field = OF_KIND[kind]
    assert judge(KINDS[kind].schema(field, FORM)).is_valid(value)
    with pytest.raises(KindError) as refused:
        KINDS[kind].parse(value, field, FORM)
    assert refused.value.code == code


def test_a_text_too_long_as_typed_may_fit_in_nfc() -> None:
    field = OF_KIND["text"]
    value = "e\u0301" * field.max_length
    assert taken(field, value)
    assert not judge(KINDS["text"].schema(field, FORM)).is_valid(value)


@pytest.mark.parametrize("empty", [None, "", []])
def test_nothing_typed_is_no_fault_for_the_parser_but_the_schema_wants_it_left_out(form: Form, empty: object) -> None:
    raw = example(MUSEUM, lambda raw: raw.update(transit_countries=empty))
    assert not of_reading(read(form, raw).findings)
    assert whole().is_valid(raw) == (empty == [])
