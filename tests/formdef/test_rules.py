"""Each rule finds what it is there for, at its place, and is silent otherwise."""

from dataclasses import dataclass, replace

import pytest

from certapp.formdef.form import Form, Rule
from certapp.formdef.hints import CODES as HINTS
from certapp.model.findings import Weight
from tests.formdef.making import COINS, MANUSCRIPT, MUSEUM, PAINTING, Change, at, example, places, read, without

APPLICANT = {
    "role": "APPLICANT",
    "party_type": "PERSON",
    "name_legal": "Somebody Else",
    "address_line": "1 Road",
    "city": "Port Example",
    "country": "XA",
}
REPRESENTATIVE = APPLICANT | {"role": "REPRESENTATIVE", "capacity": "Agent"}
HOLDER = APPLICANT | {"role": "HOLDER"}
CONSIGNEE = APPLICANT | {"role": "CONSIGNEE"}
STOP = {
    "venue_name": "Hall",
    "address_line": "2 Quay",
    "city": "Basel",
    "country": "CH",
    "from_on": "2027-01-01",
    "to_on": "2027-01-09",
}

UNDERTAKING = {"type": "RETURN_UNDERTAKING", "title": "Undertaking", "paper_only": True}
CATALOGUE = {"type": "EXHIBITION_CATALOGUE", "title": "Catalogue", "paper_only": True}

IRAQI = at("objects.0.origin_country", "IQ")
SYRIAN = at("objects.0.origin_country", "SY")
BOUGHT_ABROAD = {
    "event": "ACQUIRED_PURCHASE",
    "country": "CH",
    "earliest": 1989,
    "latest": 1989,
    "certainty": "DOCUMENTED",
}
STILL_THERE = {"event": "EXHIBITED", "country": "IQ", "earliest": 1999, "latest": 1999, "certainty": "STATED"}


@dataclass(frozen=True)
class Case:
    """A rule, an example that keeps it, what breaks it, and where it is then found."""

    code: str
    name: str
    changes: tuple[Change, ...]
    path: str

    def __repr__(self) -> str:
        return f"{self.code}-{self.path}"


def case(code: str, name: str, path: str, *changes: Change) -> Case:
    return Case(code, name, changes, path)


def checked(row: str, result: str) -> tuple[Change, ...]:
    """That somebody checked a paper or a step, and when."""
    by = at(f"{row}.verified_by", "Anna Amar"), at(f"{row}.verified_at", "2026-11-20")
    return (at(f"{row}.verified", result), *by)


CASES = (
    case("RETURN_DATE_MISSING", COINS, "return_due_on", without("return_due_on")),
    case("RETURN_DATE_NOT_FOR_PERMANENT", PAINTING, "return_due_on", at("return_due_on", "2027-01-01")),
    case("RETURN_DATE_PAST", MANUSCRIPT, "return_due_on", at("return_due_on", "2026-11-23")),
    case("RETURN_COMPULSORY_FOR_TEMPORARY", COINS, "return_compulsory", at("return_compulsory", False)),
    case("PURPOSE_IN_WORDS_MISSING", PAINTING, "purpose_text", at("purpose_code", "OTHER")),
    case("DESTINATION_IS_EXPORTING_COUNTRY", PAINTING, "country_of_destination", at("country_of_destination", "XA")),
    case("IMPORT_REFERENCE_MISSING", PAINTING, "foreign_import_ref", at("legal_status_code", "IMPORTED")),
    case(
        "IMPORT_REFERENCE_MISSING",
        PAINTING,
        "foreign_import_ref",
        at("legal_status_code", "IMPORTED"),
        at("foreign_import_ref", ["CH 12"]),
    ),
    case("CITES_PERMIT_MISSING", PAINTING, "cites_permit_no", at("cites_required", True)),
    case("REPLACED_NUMBER_MISSING", PAINTING, "replaces_certificate_no", at("document_kind", "REPLACEMENT")),
    case("APPLICANT_ONE", COINS, "parties", at("parties.3", APPLICANT)),
    case("APPLICANT_ONE", PAINTING, "parties", without("parties.0")),
    case("CONSIGNEE_ONE", COINS, "parties", at("parties.3", CONSIGNEE)),
    case("CONSIGNEE_ONE", COINS, "parties", without("parties.2")),
    case("OWNER_MISSING", PAINTING, "parties", without("parties.1")),
    case("REPRESENTATIVE_ONE", PAINTING, "parties", at("parties.3", REPRESENTATIVE), at("parties.3", REPRESENTATIVE)),
    case("HOLDER_ONE", COINS, "parties", at("parties.3", HOLDER), at("parties.4", HOLDER)),
    case("REPRESENTATIVE_MANDATE_MISSING", COINS, "documents", at("parties.3", REPRESENTATIVE)),
    case("LATIN_NAME_MISSING", MANUSCRIPT, "parties[1].name_latin", without("parties.1.name_latin")),
    case("OWNER_MANDATE_MISSING", PAINTING, "documents", without("documents.1")),
    case(
        "OWNER_MANDATE_MISSING",
        PAINTING,
        "documents",
        without("documents.1"),
        at("parties.1.name_legal", example(PAINTING)["parties"][0]["name_legal"]),
        at("parties.3", APPLICANT | {"role": "OWNER"}),
    ),
    case("OWNER_UNKNOWN", PAINTING, "parties[1].party_type", at("parties.1.party_type", "UNKNOWN_OWNER")),
    case("ITINERARY_MISSING", COINS, "itinerary", without("itinerary")),
    case("ITINERARY_NOT_FOR_PERMANENT", PAINTING, "itinerary", at("itinerary", [STOP])),
    case("ITINERARY_ORDER", COINS, "itinerary[0].to_on", at("itinerary.0.from_on", "2027-06-01")),
    case("ITINERARY_AFTER_RETURN", COINS, "itinerary[0].to_on", at("itinerary.0.to_on", "2027-07-01")),
    case("RETURN_UNDERTAKING_MISSING", MANUSCRIPT, "documents", at("documents.0.type", "OTHER")),
    case("DOCUMENT_MISSING", COINS, "documents", at("documents", [])),
    case("OWNERSHIP_PROOF_MISSING", COINS, "documents", at("documents", [CATALOGUE])),
    case("DOCUMENT_DOUBTFUL", PAINTING, "documents[1].verified", *checked("documents.1", "DOUBTFUL")),
    case("DOCUMENT_DOUBTFUL", PAINTING, "documents[0].verified", *checked("documents.0", "FALSE")),
    case("DOCUMENT_DATED_IN_FUTURE", PAINTING, "documents[0].date", at("documents.0.date", "2026-11-24")),
    case("PLANNED_EXIT_PAST", COINS, "planned_exit_on", at("planned_exit_on", "2026-11-22")),
    case(
        "TITLE_OR_SUBJECT_MISSING",
        PAINTING,
        "objects[0].title",
        without("objects.0.title"),
        without("objects.0.subject"),
    ),
    case("MAKER_MISSING", PAINTING, "objects[0].maker_name", without("objects.0.maker_name")),
    case("DATES_REVERSED", PAINTING, "objects[0].date_latest", at("objects.0.date_latest", 1864)),
    case("DATE_IN_FUTURE", MUSEUM, "objects[3].date_latest", at("objects.3.date_latest", 2027)),
    case("TECHNIQUE_MISSING", PAINTING, "objects[0].techniques", without("objects.0.techniques")),
    case("SET_COMPOSITION_MISSING", COINS, "objects[0].set_composition", without("objects.0.set_composition")),
    case("INSCRIPTIONS_UNSAID", PAINTING, "objects[0].inscriptions_none", at("objects.0.inscriptions_none", True)),
    case("INSCRIPTIONS_UNSAID", PAINTING, "objects[0].inscriptions_none", without("objects.0.inscriptions")),
    case("FEATURES_UNSAID", MANUSCRIPT, "objects[0].features_none", at("objects.0.features_none", False)),
    case(
        "PRINCIPAL_PHOTOGRAPH_ONE", COINS, "objects[0].photographs", at("objects.0.photographs.0.is_principal", False)
    ),
    case("PRINCIPAL_PHOTOGRAPH_ONE", COINS, "objects[0].photographs", at("objects.0.photographs.1.is_principal", True)),
    case(
        "PHOTOGRAPH_OLD",
        COINS,
        "objects[0].photographs[1].taken_on",
        at("objects.0.photographs.1.taken_on", "2025-11-22"),
    ),
    case(
        "PHOTOGRAPH_IN_FUTURE",
        COINS,
        "objects[0].photographs[0].taken_on",
        at("objects.0.photographs.0.taken_on", "2026-11-24"),
    ),
    case("PHOTOGRAPH_VIEWS_FEW", COINS, "objects[0].photographs", at("objects.0.object_type_l1", "SCULPTURE")),
    case("WEIGHT_MISSING", COINS, "objects[0].measurements", without("objects.0.measurements.1")),
    case("WEIGHT_IN_LENGTH_UNIT", COINS, "objects[0].measurements[1].unit", at("objects.0.measurements.1.unit", "CMT")),
    case("WEIGHT_IN_LENGTH_UNIT", COINS, "objects[0].measurements[0].unit", at("objects.0.measurements.0.unit", "GRM")),
    case(
        "DISCOVERY_MISSING", PAINTING, "objects[0].place_of_discovery", at("objects.0.object_type_l1", "ARCHAEOLOGICAL")
    ),
    case("INVENTORY_NUMBER_MISSING", COINS, "objects[0].inventory_no", without("objects.0.inventory_no")),
    case("HS_AGE_100", PAINTING, "objects[0].hs_code", at("objects.0.date_latest", 1926)),
    case("HS_AGE_250", MANUSCRIPT, "objects[0].hs_code", at("objects.0.date_latest", 1776)),
    case("PROVENANCE_GAP", COINS, "objects[0].provenance[1].event", at("objects.0.provenance.1.event", "UNKNOWN_GAP")),
    case("PROVENANCE_STOLEN", COINS, "objects[0].provenance[0].event", at("objects.0.provenance.0.event", "STOLEN")),
    case(
        "VALUED_IN_FUTURE",
        PAINTING,
        "objects[0].valuation[0].valued_on",
        at("objects.0.valuation.valued_on", "2026-11-24"),
    ),
    case("UNDER_CLAIM", PAINTING, "legal_status_code", at("legal_status_code", "UNDER_CLAIM")),
    case("EARLIER_REFUSAL", PAINTING, "previous_application_refused", at("previous_application_refused", True)),
    case(
        "XA_HERITAGE_BOARD",
        COINS,
        "objects[0].valuation",
        at("objects.0.category.1.code", "3"),
        at("objects.0.valuation.amount", "150000"),
    ),
    case("XA_EXPORT_FROM_XA", PAINTING, "country_of_export", at("country_of_export", "XB")),
    case("XA_NATIONAL_LIST", COINS, "objects[0].valuation", at("objects.0.category.1.code", "1")),
    case("XA_PLANNED_EXIT_LATE", PAINTING, "planned_exit_on", at("planned_exit_on", "2027-11-24")),
    case("GUARANTEE_CURRENCY_MISSING", COINS, "guarantee_currency", at("guarantee_amount", "100")),
    case("FEE_CURRENCY_MISSING", COINS, "fee_currency", at("fee_amount", "25")),
    case(
        "PRICE_CURRENCY_MISSING",
        COINS,
        "objects[0].provenance[0].price_currency",
        at("objects.0.provenance.0.price_amount", "12"),
    ),
    case("IMPORTED_IN_FUTURE", PAINTING, "import_date", at("import_date", "2026-11-24")),
    case("PLANNED_EXIT_AFTER_RETURN", COINS, "planned_exit_on", at("planned_exit_on", "2027-06-30")),
    case(
        "ITINERARY_IN_PAST",
        COINS,
        "itinerary[0].to_on",
        at("itinerary.0.from_on", "2026-01-01"),
        at("itinerary.0.to_on", "2026-11-22"),
    ),
    case("RETURN_UNDERTAKING_NOT_FOR_PERMANENT", PAINTING, "documents", at("documents.2", UNDERTAKING)),
    case("TRANSIT_IS_DESTINATION", COINS, "transit_countries", at("transit_countries", ["CH", "JP"])),
    case("LANGUAGES_ALIKE", COINS, "second_language", at("second_language", "en")),
    case("LEGAL_STATUS_UNKNOWN", PAINTING, "legal_status_code", at("legal_status_code", "UNKNOWN")),
    case("OPEN_SPECIFIC_ONE_OBJECT", MUSEUM, "objects", at("document_kind", "OPEN_SPECIFIC")),
    case("CONTACT_PERSON_MISSING", COINS, "parties[0].contact_person", without("parties.0.contact_person")),
    case("ID_DOCUMENT_INCOMPLETE", PAINTING, "parties[0].id_doc_no", at("parties.0.id_doc_no", "P 1")),
    case("DATE_EXACT_RANGE", COINS, "objects[0].date_certainty", at("objects.0.date_certainty", "EXACT")),
    case("ORIGIN_MISSING", COINS, "objects[0].place_of_origin", without("objects.0.place_of_origin")),
    case(
        "EXCAVATION_PERMIT_MISSING",
        PAINTING,
        "objects[0].excavation_permit",
        at("objects.0.object_type_l1", "ARCHAEOLOGICAL"),
        at("objects.0.place_of_discovery", "A field"),
    ),
    case(
        "NATIONAL_REGISTER_NO_MISSING",
        PAINTING,
        "objects[0].national_register_no",
        at("legal_status_code", "REGISTERED_PROTECTED"),
    ),
    case(
        "INSCRIPTION_PHOTOGRAPH_MISSING",
        COINS,
        "objects[0].inscriptions[1].photo",
        at("objects.0.inscriptions.1", {"kind": "TEXT", "transcription": "ΗΡΑ"}),
    ),
    case(
        "FEATURE_PHOTOGRAPH_MISSING",
        COINS,
        "objects[0].features[2].photo",
        at("objects.0.features.2", {"kind": "LOSS", "description": "Coin 2: chipped"}),
    ),
    case(
        "HS_AGE_NOT_OVER_250",
        MANUSCRIPT,
        "objects[0].hs_code",
        at("objects.0.hs_code", "970690"),
    ),
    case(
        "PROVENANCE_ACQUISITION_MISSING",
        MANUSCRIPT,
        "objects[0].provenance",
        at("objects.0.provenance.0.event", "EXHIBITED"),
    ),
    case(
        "PROVENANCE_YEARS_REVERSED",
        COINS,
        "objects[0].provenance[0].latest",
        at("objects.0.provenance.0.earliest", 1903),
        at("objects.0.provenance.0.latest", 1902),
    ),
    case(
        "PROVENANCE_IN_FUTURE",
        COINS,
        "objects[0].provenance[0].earliest",
        at("objects.0.provenance.0.earliest", 2027),
    ),
    case("DOCUMENT_NOT_HELD", COINS, "documents[2].file", at("documents.2", {"type": "OTHER", "title": "A letter"})),
    case("REMOVED_FROM_IRAQ", COINS, "objects[0].provenance", IRAQI),
    case("REMOVED_FROM_IRAQ", COINS, "objects[0].provenance", at("objects.0.place_of_origin", "Ur, Iraq")),
    case("REMOVED_FROM_IRAQ", COINS, "objects[0].provenance", at("objects.0.provenance.0.country", "IQ")),
    case("REMOVED_FROM_IRAQ", COINS, "objects[0].provenance", at("objects.0.provenance.0.place", "بغداد، العراق")),
    case(
        "REMOVED_FROM_IRAQ",
        COINS,
        "objects[0].provenance",
        IRAQI,
        at("objects.0.provenance.2", BOUGHT_ABROAD),
        at("objects.0.provenance.3", STILL_THERE),
    ),
    case(
        "REMOVED_FROM_IRAQ",
        COINS,
        "objects[0].provenance",
        IRAQI,
        at("objects.0.provenance.2", BOUGHT_ABROAD | {"latest": 1990}),
    ),
    case("STOP_ADDRESS_MISSING", COINS, "itinerary[0].address_line", without("itinerary.0.address_line")),
    case(
        "CAPACITY_MISSING",
        PAINTING,
        "parties[3].capacity",
        at("parties.3", APPLICANT | {"role": "REPRESENTATIVE"}),
    ),
    case(
        "REGISTRATION_SCHEME_MISSING",
        PAINTING,
        "parties[0].registration_scheme",
        at("parties.0.registration_no", ["XA-88122", "XA 1"]),
    ),
    case(
        "INVENTORY_INSTITUTION_MISSING",
        COINS,
        "objects[0].inventory_institution",
        without("objects.0.inventory_institution"),
    ),
    case("PHOTOGRAPH_UNSAID", COINS, "objects[0].photographs", without("objects.0.photographs.0.place")),
    case("PHOTOGRAPH_UNSAID", COINS, "objects[0].photographs", without("objects.0.photographs.1.colour_card")),
    case(
        "DOCUMENT_VERIFIED_BY_MISSING",
        PAINTING,
        "documents[0].verified_by",
        at("documents.0.verified", "ORIGINAL_SEEN"),
    ),
    case(
        "PROVENANCE_VERIFIED_BY_MISSING",
        COINS,
        "objects[0].provenance[0].verified_by",
        *checked("objects.0.provenance.0", "ORIGINAL_SEEN")[:2],
    ),
    case(
        "VERIFIED_IN_FUTURE",
        PAINTING,
        "documents[0].verified_at",
        *checked("documents.0", "ORIGINAL_SEEN"),
        at("documents.0.verified_at", "2026-11-24"),
    ),
    case("VALUE_PROOF_MISSING", PAINTING, "objects[0].valuation[0].proof", without("objects.0.valuation.proof")),
    case("REMOVED_FROM_SYRIA", COINS, "objects[0].provenance", SYRIAN),
    case("REMOVED_FROM_SYRIA", COINS, "objects[0].provenance", at("objects.0.provenance.0.place", "Alep, Syrie")),
)


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_a_broken_rule_is_found_at_its_place_and_nothing_else_is(xa: Form, case: Case) -> None:
    before = read(xa, example(case.name)).findings
    after = tuple(each for each in read(xa, example(case.name, *case.changes)).findings if each.code not in HINTS)
    assert (case.code, case.path) not in places(before)
    assert places(after) - places(before) == {(case.code, case.path)}


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_a_finding_has_the_weight_and_the_words_of_its_rule(xa: Form, case: Case) -> None:
    (finding,) = (
        each
        for each in read(xa, example(case.name, *case.changes)).findings
        if (each.code, each.path) == (case.code, case.path)
    )
    weights = {rule.code: rule.weight for rule in xa.rules}
    weights |= {threshold.code: Weight.LOOK for threshold in xa.thresholds}
    assert finding.weight is weights[case.code]
    sentence = xa.words["en"].word("rule", case.code).partition("{")[0]
    assert sentence and finding.text().startswith(sentence)
    assert "{" not in finding.text()


def test_every_rule_of_the_form_has_its_case(xa: Form) -> None:
    assert {case.code for case in CASES} == {each.code for each in (*xa.rules, *xa.thresholds)}


KEPT = (
    ("a photograph of a year ago to the day", COINS, at("objects.0.photographs.0.taken_on", "2025-11-23")),
    ("a painting 101 years old", PAINTING, at("objects.0.date_latest", 1925)),
    ("a date of return tomorrow", MANUSCRIPT, at("return_due_on", "2026-11-24")),
    ("an exit planned for today", COINS, at("planned_exit_on", "2026-11-23")),
    ("an object finished this year", MUSEUM, at("objects.0.date_latest", 2026)),
    (
        "an object that left Iraq before the embargo",
        COINS,
        at("objects", example(COINS, IRAQI, at("objects.0.provenance.2", BOUGHT_ABROAD))["objects"]),
    ),
    ("a Latin name with marks on its letters", PAINTING, at("parties.1.name_legal", "Ọlá́bísí Ṣẹ̀gun ʻOkina")),
)


@pytest.mark.parametrize(("name", "change"), [each[1:] for each in KEPT], ids=[each[0] for each in KEPT])
def test_what_just_keeps_a_rule_is_not_found(xa: Form, name: str, change: Change) -> None:
    found = tuple(each for each in read(xa, example(name, change)).findings if each.code not in HINTS)
    assert places(found) <= places(read(xa, example(name)).findings)


def test_a_rule_is_not_asked_where_its_field_could_not_be_read(form: Form) -> None:
    findings = read(form, example(COINS, at("return_due_on", "2027-02-30"))).findings
    assert [each.code for each in findings if each.path == "return_due_on"] == ["DATE_IMPOSSIBLE"]


@pytest.mark.parametrize("weight", list(Weight))
def test_a_rule_that_cannot_be_asked_says_so_and_is_as_grave_as_if_broken(form: Form, weight: Weight) -> None:
    """A rule that blocks must not open the door by failing."""
    rule = Rule("STRANGE", 'export_type > 3 or export_type["x"] == 1', at="export_type", weight=weight)
    found = read(replace(form, rules=(rule,)), example(PAINTING)).findings
    (finding,) = (each for each in found if each.code not in HINTS)
    assert (finding.code, finding.path, finding.weight) == ("RULE_NOT_ASKED", "export_type", weight)
    assert "STRANGE" in finding.text()


def test_a_category_code_without_its_scheme_is_found_at_the_scheme(xa: Form) -> None:
    findings = read(xa, example(COINS, without("objects.0.category.0.scheme"))).findings
    assert ("FIELD_MISSING", "objects[0].category[0].scheme") in places(findings)
