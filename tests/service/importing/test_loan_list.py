"""The loan of 34 pots comes in from its list and its photographs, and is handed in after what the list lacks."""

from dataclasses import replace

from certapp.model.findings import Weight, blocking
from certapp.service.drafting import OpenDraft, examine_draft, new_draft, open_draft, receive_draft, save_draft
from certapp.service.importing.files import content_of, read_list_content
from certapp.service.importing.mapping import Matching, guess, remember, remembered
from certapp.service.importing.pictures import pictures_in
from certapp.service.importing.plan import Plan, plan
from certapp.service.importing.table import table_of
from certapp.service.importing.taking_in import taken_in
from certapp.service.office import Actor, Office
from tests.offices import EXAMPLES

LOAN = EXAMPLES / "museum-loan-34-objects"
LACKING = {
    "object_type_l1": "Ceramic",
    "maker_kind": "CULTURE",
    "quantity": "1",
    "quantity_unit": "C62",
    "inscriptions_none": "yes",
    "features_none": "yes",
    "location_now": "National Museum, gallery 4",
    "place_of_origin": "coastal plain",
    "place_of_discovery": "site 7, coastal plain",
    "features.kind": "DAMAGE",
    "category.scheme": "CONV1970",
    "category.code": "c",
    "valuation.basis": "INSURANCE",
    "valuation.valued_on": "2026-09-15",
    "provenance.event": "EXCAVATED",
    "provenance.date_display": "1931",
    "provenance.certainty": "DOCUMENTED",
    "photographs.view": "FRONT",
    "photographs.taken_on": "2026-10-04",
    "photographs.taken_by": "Conservation department",
}
"""What the list does not say of any object, said once for all of them."""
LOAN_ITSELF = {
    "export_type": "TEMPORARY",
    "return_due_on": "2027-09-30",
    "return_compulsory": True,
    "purpose_code": "EXHIBITION_LOAN",
    "legal_status_code": "PUBLIC_COLLECTION",
    "country_of_destination": "JP",
    "parties": [
        {"role": role, "party_type": kind, "name_legal": name, "address_line": [street], "city": city, "country": land}
        for role, kind, name, street, city, land in (
            ("APPLICANT", "STATE_BODY", "National Museum", "1 Museum Square", "Port Example", "XA"),
            ("OWNER", "STATE_BODY", "Republic of Exampleland", "1 Government Street", "Port Example", "XA"),
            ("CONSIGNEE", "ORGANISATION", "Tokyo Exhibition Hall", "1-1 Ueno Park", "Tokyo", "JP"),
        )
    ],
    "documents": [{"type": "LOAN_AGREEMENT", "title": "Loan agreement", "date": "2026-07-30"}],
}


def looked_over(office: Office, same: dict[str, str]) -> Plan:
    table = read_list_content(content_of(LOAN / "objects.csv"), "objects.csv")
    return plan(office.form, table, Matching(guess(office.form, table.header).columns, same), pictures_in(LOAN))


def imported(office: Office, anna: Actor, same: dict[str, str]) -> OpenDraft:
    draft, rows = taken_in(office, new_draft(office, anna), looked_over(office, same), pictures_in(LOAN))
    return replace(draft, record={**draft.record, "objects": list(rows)})


def test_every_column_finds_its_field_and_every_picture_its_object(office: Office) -> None:
    found = looked_over(office, {})
    assert (len(found.rows), found.photographs, found.problems) == (34, 34, ())
    assert [remark.code for remark in found.warnings if remark.code == "LIST_COLUMN_NOT_MATCHED"] == []
    third = found.rows[2]
    assert third["inventory_no"] == ["C-1903"]
    assert third["materials"] == ["fired clay", "slip"]
    assert third["measurements"][0] == {"dimension": "HEIGHT", "value": "22.1", "unit": "CMT"}
    assert third["valuation"] == [{"amount": "1800.00", "currency": "EUR"}]
    assert third["photographs"] == [{"file": "pot-03.jpg", "is_principal": True}]


def test_the_loan_is_received_after_filling_only_what_the_list_lacks(office: Office, anna: Actor) -> None:
    draft = imported(office, anna, LACKING)
    draft = replace(draft, record={**draft.record, **LOAN_ITSELF})
    save_draft(office, anna.id, draft)
    found = examine_draft(office, open_draft(office, draft.id)).findings
    assert [(finding.path, finding.text()) for finding in blocking(found, Weight.APPLICATION)] == []
    assert receive_draft(office, anna, open_draft(office, draft.id)).startswith("A-")


def test_what_is_the_same_for_all_never_overwrites_the_list(office: Office, anna: Actor) -> None:
    draft = imported(office, anna, {**LACKING, "title": "One name for all", "valuation.currency": "USD"})
    objects = draft.record["objects"]
    assert {words for row in objects for words in row["title"]} == {f"Painted vessel {n}" for n in range(1, 35)}
    assert {row["valuation"][0]["currency"] for row in objects} == {"EUR"}
    with_damage = [row for row in objects if row.get("features")]
    assert len(with_damage) == 6
    assert all(row["features_none"] is False for row in with_damage)
    assert all(row["features_none"] is True for row in objects if row not in with_damage)


def test_a_list_of_the_same_columns_is_matched_as_the_last_time(office: Office) -> None:
    header = ("Nr.", "Was", "Wohin")
    first = Matching({"Nr.": "inventory_no", "Was": "object_type_l2"}, {"quantity": "1"})
    assert remembered(office.folder.path, office.form, header) == guess(office.form, header)
    remember(office.folder.path, header, first)
    assert remembered(office.folder.path, office.form, ("Was", "Nr.", "Wohin")) == first
    assert remembered(office.folder.path, office.form, ("Nr.", "Was")) != first


def test_a_sum_with_its_currency_fills_both_wherever_an_amount_has_one(office: Office) -> None:
    header = ["Titel", "Worth", "Paid"]
    table = table_of(enumerate([header, ["Vase", "12 500,00 €", "1.200,00 libras esterlinas"]], 1), "list.csv")
    columns = {"Titel": "title", "Worth": "valuation.amount", "Paid": "provenance.price_amount"}
    (row,) = plan(office.form, table, Matching(columns, {}), None).rows
    assert row["valuation"] == [{"amount": "12500.00", "currency": "EUR"}]
    assert row["provenance"] == [{"price_amount": "1200.00", "price_currency": "GBP"}]
