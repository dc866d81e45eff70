"""What no expression can say: protected materials, gaps in a provenance, Red Lists, registers to consult."""

import pytest

from certapp.formdef.form import Form
from certapp.formdef.object_id import meter
from certapp.formdef.provenance import Gap, gaps
from certapp.model.record import Row
from tests.formdef.making import COINS, MUSEUM, PAINTING, Change, at, example, read

CHECK = {"register": "ALR", "query": "boats", "result": "NO_MATCH"}


def found(form: Form, name: str, *changes: Change) -> dict[str, str]:
    """Sentences by code."""
    return {each.code: each.text() for each in read(form, example(name, *changes)).findings}


@pytest.mark.parametrize(
    "material",
    ["ivory", "Elephant tusks", "inlay of tortoise-shell and tortoiseshell", "Rhinoceros horn", "Rosewood", "feathers"],
)
def test_a_protected_material_is_seen_in_its_words(form: Form, material: str) -> None:
    said = found(form, PAINTING, at("objects.0.materials", [material]))
    assert material in said["CITES_LOOKS_PROTECTED"]
    answered = (at("objects.0.materials", [material]), at("cites_required", True))
    assert "CITES_LOOKS_PROTECTED" not in found(form, PAINTING, *answered)


@pytest.mark.parametrize("material", ["oil", "oak", "choral book parchment", "ivorine"[:4], "silver"])
def test_other_materials_are_not(form: Form, material: str) -> None:
    assert "CITES_LOOKS_PROTECTED" not in found(form, PAINTING, at("objects.0.materials", [material]))


def test_every_language_of_a_material_is_looked_at(form: Form) -> None:
    said = found(form, PAINTING, at("objects.0.materials", [{"de": "Holz", "en": "wood and coral"}]))
    assert "CITES_LOOKS_PROTECTED" in said


def step(first: int | None = None, last: int | None = None, **words: str) -> Row:
    years = {"earliest": first, "latest": last if last is not None else first}
    return Row({**{name: year for name, year in years.items() if year is not None}, **words})


def test_a_gap_is_years_of_which_nothing_is_said() -> None:
    assert gaps((step(1900), step(1910), step(1950)), 20) == (Gap(2, 1910, 1950),)
    assert gaps((step(1900), step(1920)), 20) == ()
    assert gaps((step(1900), step(), step(1921)), 20) == (Gap(2, 1900, 1921),)
    assert gaps((step(date_display="1902"), step(date_display="c. 1950")), 20) == (Gap(1, 1902, 1950),)


def test_who_received_it_and_gave_it_away_had_it_in_between() -> None:
    assert gaps((step(1900, to_party="A. Collector"), step(1980, from_party="a. collector ")), 20) == ()


def test_a_gap_is_found_at_the_step_that_follows(xa: Form) -> None:
    change = at("objects.0.provenance.1.date_display", "1953")
    said = found(xa, COINS, change)
    assert "1902 to 1953 (51 years)" in said["PROVENANCE_GAP_YEARS"]


def test_a_red_list_is_a_hint_by_country_and_type(form: Form) -> None:
    assert "RED_LIST_HINT" not in found(form, COINS)
    assert "hint" in found(form, COINS, at("objects.0.origin_country", "LY"))["RED_LIST_HINT"]
    of_no_kind = (at("objects.0.origin_country", "LY"), at("objects.0.object_type_l1", "VEHICLE"))
    assert "RED_LIST_HINT" not in found(form, COINS, *of_no_kind)


def test_each_object_wants_a_check_where_the_profile_says_so(form: Form, xa: Form) -> None:
    assert "CHECK_MISSING" not in found(form, COINS)
    assert "object 1:" in found(xa, COINS)["CHECK_MISSING"]
    assert "CHECK_MISSING" not in found(xa, COINS, at("checks", [CHECK]))
    one = found(xa, MUSEUM, at("checks", [CHECK | {"object_seq": 3}]))
    assert "object 1, 2, 4," in one["CHECK_MISSING"]


def test_the_meter_counts_the_nine_categories(form: Form) -> None:
    item = example(PAINTING)["objects"][0]
    assert (meter(form, item).filled, meter(form, item).missing) == (9, ())
    assert meter(form, {}).filled == 0
    without_features = {key: value for key, value in item.items() if key not in {"features", "features_none"}}
    (missing,) = meter(form, without_features).missing
    assert (missing.category, missing.member) == ("6", "features")
    assert meter(form, without_features | {"features_none": True}).filled == 9
    assert meter(form, without_features | {"features_none": False}).filled == 8
    assert meter(form, read(form, example(PAINTING)).record.rows("objects")[0]).filled == 9
