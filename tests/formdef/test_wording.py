"""A row in words: what is not filled leaves nothing behind, and nobody's own words are tidied."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.formdef.form import Form, Group
from certapp.formdef.loading import load_form
from certapp.formdef.parsing import parse
from certapp.formdef.wording import group_words, row_words, words_of
from certapp.model.record import Row, Text
from tests.formdef.applications import several
from tests.formdef.making import TODAY

FORM = load_form()
GROUPS = [group for group in FORM.root.group_paths() if group.template]
STRAY = re.compile(r"\(\s*\)|\(\s*[,;:]|[,;:]\s*\)|[,;:]\s*[,;:]|\s[,;:)]|\(\s|  |^[\s,;:]|[\s,;:]$", re.MULTILINE)


def group_at(path: str) -> Group:
    return next(group for group in FORM.root.group_paths() if group.path == path)


@st.composite
def rows_with_plain_words(draw: st.DrawFn, group: Group) -> dict[str, object]:
    row: dict[str, object] = {}
    for field in draw(st.lists(st.sampled_from(group.fields), unique_by=lambda field: field.id)):
        plain = field.kind in {"text", "multilingual"}
        row[field.id] = draw(st.sampled_from(["alpha", "beta 2"]) if plain else several(field, FORM))
    return row


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.path)
@settings(max_examples=30)
@given(data=st.data())
def test_no_template_leaves_stray_brackets_or_commas(group: Group, data: st.DataObject) -> None:
    raw = data.draw(rows_with_plain_words(group))
    whole: dict[str, object] = {}
    *above, last = group.path.split(".")
    inner = {last: [raw]}
    for step in reversed(above):
        inner = {step: [inner]}
    whole |= inner
    record = parse(FORM, whole, TODAY, from_office=True).record
    for step in above:
        record = record.rows(step)[0]
    words = row_words(FORM, group, record.rows(last)[0], ("en",))
    assert not STRAY.search(words), words


@settings(max_examples=40)
@given(st.sets(st.sampled_from(["amount", "currency", "basis", "valued_on"])))
def test_a_bracket_holds_only_what_there_is(filled: set[str]) -> None:
    typed = {"amount": Decimal("5"), "currency": "EUR", "basis": "MARKET", "valued_on": "2026-09-15"}
    words = row_words(FORM, group_at("objects.valuation"), Row({name: typed[name] for name in filled}), ("en",))
    market = FORM.code_name("VALUE_BASIS", "MARKET")
    inside = ", ".join(word for name, word in (("basis", market), ("valued_on", "2026-09-15")) if name in filled)
    outside = " ".join(word for name, word in (("amount", "5"), ("currency", "EUR")) if name in filled)
    assert words == " ".join(filter(None, (outside, f"({inside})" if inside else "")))


@settings(max_examples=50)
@given(st.text(alphabet=" ,;:()ab\n", min_size=1, max_size=20).filter(str.strip))
def test_the_words_of_a_field_are_never_tidied(typed: str) -> None:
    row = Row({"kind": "TEXT", "transcription": typed})
    kind = FORM.code_name("INSCRIPTION_KIND", "TEXT")
    assert row_words(FORM, group_at("objects.inscriptions"), row, ("en",)) == f"{kind}: {typed}"


def test_a_line_of_an_address_that_is_not_filled_is_no_line() -> None:
    row = Row({"name_legal": "A", "city": "Basel", "country": "CH"})
    assert row_words(FORM, group_at("parties"), row, ("en",)) == "A\nBasel\nSwitzerland"
    assert row_words(FORM, group_at("parties"), Row({}), ("en",)) == ""


def test_an_unprinted_field_is_left_out_even_of_a_template_that_names_it() -> None:
    parties = group_at("parties")
    careless = Group("parties", "parties", parties.fields, template="{name_legal} ({phone})")
    assert row_words(FORM, careless, Row({"name_legal": "A", "phone": "5550101"}), ("en",)) == "A"


def test_a_group_is_a_row_a_line_without_those_kept_off_the_paper() -> None:
    rows = (Row({"type": "WILL", "title": "W"}), Row({"type": "ID_COPY", "title": "P"}), Row({}))
    assert group_words(FORM, group_at("documents"), rows, ("en",)) == "Will: W"


def test_values_read_as_words(form: Form) -> None:
    fields = {field.path: field for field in form.root.field_paths()}
    assert words_of(form, fields["return_compulsory"], True, ("en",)) == "Yes"
    assert words_of(form, fields["country_of_destination"], "CH", ("fr",)) == "Suisse"
    assert words_of(form, fields["guarantee_currency"], "EUR", ("en",)) == "EUR"
    assert words_of(form, fields["guarantee_amount"], Decimal("1E+3"), ("en",)) == "1000"
    assert words_of(form, fields["objects.subject"], Text.of({"ar": "خ", "en": "x", "fr": "x"}), ("en",)) == "x / خ"
    assert words_of(form, fields["export_type"], None, ("en",)) == ""


@pytest.mark.parametrize(("first", "last"), [("2027-04-01", None), (None, "2027-09-30"), (None, None)])
def test_a_dash_stands_between_two_days_only(first: str | None, last: str | None) -> None:
    days = {name: date.fromisoformat(day) for name, day in (("from_on", first), ("to_on", last)) if day}
    words = row_words(FORM, group_at("itinerary"), Row({"venue_name": "Museum – East", **days}), ("en",))
    assert words == ": ".join(filter(None, ("Museum – East", first or last)))


def test_an_itinerary_reads_without_words_of_one_language() -> None:
    said = {"venue_name": "Museum", "from_on": date(2027, 4, 1), "to_on": date(2027, 9, 30)}
    assert row_words(FORM, group_at("itinerary"), Row(said), ("fr",)) == "Museum: 2027-04-01 – 2027-09-30"


@pytest.mark.parametrize(("language", "apart"), [("en", ", "), ("ar", "، "), ("zh", "，"), ("ru", ", ")])
def test_signs_of_a_template_are_those_of_the_language(language: str, apart: str) -> None:
    row = Row({"amount": Decimal(5), "currency": "EUR", "basis": "MARKET", "valued_on": date(2026, 9, 15)})
    words = row_words(FORM, group_at("objects.valuation"), row, ("en",), (language,))
    assert words == f"5 EUR ({FORM.code_name('VALUE_BASIS', 'MARKET', language)}{apart}2026-09-15)"
