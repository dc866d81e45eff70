"""What no expression can say: protected materials, gaps in a provenance, Red Lists, registers to consult."""

from dataclasses import replace

import pytest

from certapp.formdef.form import Form
from certapp.formdef.loading import load_form
from certapp.formdef.object_id import meter
from certapp.formdef.provenance import Gap, gaps
from certapp.model.findings import Weight
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


@pytest.mark.parametrize(
    ("name", "code"), [("legal_basis", "LEGAL_BASIS_MISSING"), ("place_of_issue", "PLACE_OF_ISSUE_MISSING")]
)
def test_what_the_profile_leaves_open_must_be_typed_before_issue(xa: Form, name: str, code: str) -> None:
    assert code not in found(xa, PAINTING)
    bare = replace(xa, settings={key: said for key, said in xa.settings.items() if key != name})
    weights = {each.code: each.weight for each in read(bare, example(PAINTING)).findings}
    assert weights[code] is Weight.ISSUE
    assert code not in found(bare, PAINTING, at(name, "Port Example"))


def test_a_profile_may_ask_for_a_bond_before_a_temporary_certificate(xa: Form) -> None:
    asking = replace(xa, settings={**xa.settings, "guarantee_required": True})
    weights = {each.code: each.weight for each in read(asking, example(COINS)).findings}
    assert weights["GUARANTEE_MISSING"] is Weight.ISSUE
    assert "GUARANTEE_MISSING" not in found(asking, COINS, at("guarantee_amount", "5000"))
    assert "GUARANTEE_MISSING" not in found(asking, PAINTING)
    assert "GUARANTEE_MISSING" not in found(xa, COINS)


def test_a_step_before_its_country_had_a_code_is_worth_a_look(form: Form) -> None:
    step = {"event": "EXHIBITED", "country": "CZ", "earliest": 1988, "latest": 1988, "certainty": "STATED"}
    assert "Czechia" in found(form, COINS, at("objects.0.provenance.0", step))["COUNTRY_NOT_YET"]
    later = step | {"latest": 1993}
    assert "COUNTRY_NOT_YET" not in found(form, COINS, at("objects.0.provenance.0", later))


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


def test_a_gap_says_between_whom(xa: Form) -> None:
    bought = {"event": "ACQUIRED_PURCHASE", "date_display": "1953", "from_party": "B. Dealer"}
    assert (
        "between ? and B. Dealer"
        in found(xa, PAINTING, at("objects.0.provenance", [{"date_display": "1902"}, bought]))["PROVENANCE_GAP_YEARS"]
    )
    (gap,) = gaps((step(1900, to_party="A. Owner"), step(1980, to_party="C. Heir")), 20)
    assert (gap.giver, gap.taker) == ("A. Owner", "C. Heir")


def test_what_lay_in_the_ground_has_no_gap() -> None:
    assert gaps((step(-200, event="CREATED"), step(1931, event="EXCAVATED")), 20) == ()
    assert gaps((step(1931, event="EXCAVATED"), step(1990, event="GIFT")), 20) == (Gap(1, 1931, 1990),)


def test_the_paper_of_a_step_is_one_of_the_documents(form: Form) -> None:
    paper = "Auction catalogue; lot 12"
    said = found(form, PAINTING, at("objects.0.provenance.0.evidence", paper))
    assert "lot 12" in said["PROVENANCE_PAPER_NOT_LISTED"]
    both = [{"type": "OTHER", "title": "AUCTION CATALOGUE"}, {"type": "OTHER", "title": "x", "number": "Lot 12"}]
    documents = [*example(PAINTING)["documents"], *both]
    listed = (at("objects.0.provenance.0.evidence", paper), at("documents", documents))
    assert "PROVENANCE_PAPER_NOT_LISTED" not in found(form, PAINTING, *listed)


def test_a_step_said_to_be_documented_names_its_paper(form: Form) -> None:
    steps = [{"event": "GIFT", "certainty": "DOCUMENTED"}, {"event": "GIFT", "certainty": "STATED"}]
    said = found(form, PAINTING, at("objects.0.provenance", steps))
    assert said["PROVENANCE_PAPER_MISSING"].endswith("steps 1.")
    steps[0]["evidence"] = example(PAINTING)["documents"][0]["title"]
    assert "PROVENANCE_PAPER_MISSING" not in found(form, PAINTING, at("objects.0.provenance", steps))


MODEL = load_form()
FORMER = tuple(code for code in MODEL.code_lists["COUNTRY_EVER"] if code not in MODEL.code_lists["COUNTRY"])
ENDED = {
    code: int(str(table["until"]))
    for table in MODEL.hints["former_country"]
    for code in table["codes"]  # type: ignore[attr-defined]
}


def test_there_are_the_31_former_countries_of_iso_3166_3_and_every_one_of_today() -> None:
    assert len(set(FORMER)) == 31
    assert set(ENDED) == set(FORMER)
    assert set(MODEL.code_lists["COUNTRY"]) == set(MODEL.code_lists["COUNTRY_EVER"]) - set(FORMER)
    assert MODEL.code_name("COUNTRY_EVER", "FR", "ar") == MODEL.code_name("COUNTRY", "FR", "ar") != "FR"


@pytest.mark.parametrize("code", FORMER)
def test_a_former_country_stands_in_a_provenance_only_and_in_its_time_only(form: Form, code: str) -> None:
    def in_year(year: int) -> dict[str, str]:
        step = {"event": "GIFT", "certainty": "STATED", "country": code, "earliest": year, "latest": year}
        return found(form, PAINTING, at("objects.0.provenance", [step]))

    in_time = in_year(ENDED[code])
    assert not {"FORMER_COUNTRY_LATER", "CODE_UNKNOWN"} & set(in_time)
    later = in_year(ENDED[code] + 1)["FORMER_COUNTRY_LATER"]
    assert later.startswith(f"{form.code_name('COUNTRY_EVER', code, 'en')} was no more after {ENDED[code]}")
    for path in ("documents.0.country", "country_of_destination", "parties.0.country", "objects.0.origin_country"):
        assert "CODE_UNKNOWN" in found(form, PAINTING, at(path, code)), path


def test_a_red_list_is_shown_for_the_country_that_followed(form: Form) -> None:
    made = {"event": "CREATED", "certainty": "STATED", "country": "YDYE"}
    assert "Yemen" in found(form, COINS, at("objects.0.provenance", [made]))["RED_LIST_HINT"]


def test_an_exit_after_the_validity_is_worth_a_look(form: Form) -> None:
    assert "PLANNED_EXIT_AFTER_VALIDITY" not in found(form, PAINTING, at("planned_exit_on", "2027-11-23"))
    said = found(form, PAINTING, at("planned_exit_on", "2027-11-24"))
    assert "until 2027-11-23" in said["PLANNED_EXIT_AFTER_VALIDITY"]
    short = replace(form, settings={"validity_days": {"PERMANENT": 30}})
    said = found(short, PAINTING, at("planned_exit_on", "2026-12-24"))
    assert "until 2026-12-23" in said["PLANNED_EXIT_AFTER_VALIDITY"]


@pytest.mark.parametrize("group", ["inscriptions", "features"])
def test_a_photograph_of_each_inscription_and_feature_or_why_there_is_none(form: Form, group: str) -> None:
    code = {"inscriptions": "INSCRIPTION_PHOTOGRAPH_MISSING", "features": "FEATURE_PHOTOGRAPH_MISSING"}[group]
    row = {k: v for k, v in example(PAINTING)["objects"][0][group][0].items() if k != "photo"}
    assert code in found(form, PAINTING, at(f"objects.0.{group}", [row]))
    assert code not in found(
        form, PAINTING, at(f"objects.0.{group}", [row | {"no_photo_reason": "Under the relining."}])
    )
