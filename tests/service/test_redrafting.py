"""An application taken up again: corrected under its number, copied into a new one, or made a template of."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from certapp.formdef.loading import load_form
from certapp.formdef.templates import Template, load_templates, template_faults
from certapp.model import language
from certapp.model.errors import Refusal
from certapp.model.findings import Weight, blocking
from certapp.model.record import plain_row
from certapp.register import drafts
from certapp.register.applications import application
from certapp.register.cases import Asked, ObjectDecision, history
from certapp.service.auditing import verify_journal
from certapp.service.casework import propose, request_information
from certapp.service.drafting import examine_draft, new_draft, open_draft, receive_draft, save_draft
from certapp.service.intake import read_intake
from certapp.service.office import Actor, Office
from certapp.service.receiving import receive
from certapp.service.redrafting import copy_of, correction_of, typed_again
from certapp.service.templates import Offered, begin_with, forget_template, keep_as_template, templates
from tests.offices import EXAMPLES

KINDS = ("manuscript-arabic", "painting-permanent-sale", "coins-temporary-loan", "museum-loan-34-objects")


@pytest.fixture
def number(office: Office, anna: Actor) -> str:
    return receive(office, anna, read_intake(EXAMPLES / "painting-permanent-sale" / "application.json"))


def record_of(office: Office, number: str) -> dict[str, Any]:
    return plain_row(office.stored_record(application(office.register, number).record))


@pytest.mark.parametrize("example", KINDS)
def test_what_is_corrected_begins_with_all_that_was_handed_in(office: Office, anna: Actor, example: str) -> None:
    number = receive(office, anna, read_intake(EXAMPLES / example / "application.json"))
    draft = correction_of(office, anna, number)
    assert blocking(examine_draft(office, draft).findings, Weight.APPLICATION) == ()
    before = record_of(office, number)
    receive_draft(office, anna, draft)
    after = record_of(office, number)
    assert {**after, "received_on": 0} == {**before, "received_on": 0}


def test_a_correction_is_taken_in_under_its_number_and_answers_what_was_asked(
    office: Office, anna: Actor, number: str
) -> None:
    request_information(office, anna, number, [Asked("VALUE")])
    draft = correction_of(office, anna, number)
    changed = {**draft.record, "purpose_code": "GIFT"}
    save_draft(office, anna.id, replace(draft, record=changed))
    assert correction_of(office, anna, number).record["purpose_code"] == "GIFT", "the one begun is gone on with"
    assert receive_draft(office, anna, open_draft(office, draft.id)) == number
    assert record_of(office, number)["purpose_code"] == "GIFT"
    assert application(office.register, number).status == "RECEIVED"
    assert [entry.type for entry in history(office.register, number)][-1] == "APPLICATION_AMENDED"
    assert drafts.lines(office.drafts, open_only=True) == []
    assert correction_of(office, anna, number).id != draft.id, "what was handed in is not opened again"
    assert verify_journal(office) == ()


def test_what_is_proposed_is_not_corrected_any_more(office: Office, anna: Actor, number: str) -> None:
    propose(office, anna, number, [ObjectDecision(1, "APPROVED", (), "", "")])
    with pytest.raises(Refusal, match="CASE_NOT_IN_STATE"):
        correction_of(office, anna, number)


@pytest.mark.parametrize("example", KINDS)
def test_a_copy_has_its_photographs_and_nothing_of_the_other_application_alone(
    office: Office, anna: Actor, example: str
) -> None:
    number = receive(office, anna, read_intake(EXAMPLES / example / "application.json"))
    draft = copy_of(office, anna, number)
    before, again = record_of(office, number), draft.record
    assert [len(row["photographs"]) for row in again["objects"]] == [
        len(row["photographs"]) for row in before["objects"]
    ]
    assert set(again) & {"application_no", "received_on", "checks", "return_due_on", "fee_amount"} == set()
    codes = {
        finding.code
        for finding in examine_draft(office, draft).findings
        if finding.weight is Weight.APPLICATION and not finding.path.startswith("return_due_on")
    }
    assert "FILE_NOT_HANDED_IN" not in codes
    assert codes <= {"FIELD_MISSING", "RETURN_DATE_MISSING"}, "only what belongs to one application alone lacks"
    assert draft.amends == ""


def test_a_template_keeps_words_but_no_files(office: Office, anna: Actor, number: str) -> None:
    keep_as_template(office, anna, "  Our  paintings ", copy_of(office, anna, number))
    (own,) = [each for each in templates(office) if each.own]
    assert own.name == "Our paintings"
    begun = begin_with(office, anna, own)
    (item,) = begun.record["objects"]
    assert "photographs" not in item
    assert "object_uuid" not in item
    assert item["title"] == record_of(office, number)["objects"][0]["title"]
    assert [each for each in begun.record.get("documents", ()) if "file" in each] == []
    forget_template(office, anna, own.id)
    assert [each for each in templates(office) if each.own] == []
    with pytest.raises(Refusal, match="TEMPLATE_UNKNOWN"):
        begin_with(office, anna, own)


@pytest.mark.parametrize(("name", "code"), [(" ", "TEMPLATE_NAMELESS"), ("MODERN copy", "TEMPLATE_OF_FORM")])
def test_a_template_needs_a_name_of_its_own(office: Office, anna: Actor, name: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        keep_as_template(office, anna, name, new_draft(office, anna))


def test_a_template_is_replaced_by_one_of_its_name(office: Office, anna: Actor) -> None:
    draft = new_draft(office, anna)
    for purpose in ("SOLD", "GIFT"):
        keep_as_template(office, anna, "Gifts", replace(draft, record={**draft.record, "purpose_code": purpose}))
    (own,) = [each for each in templates(office) if each.own]
    assert begin_with(office, anna, own).record["purpose_code"] == "GIFT"


@pytest.mark.parametrize("template", load_templates(), ids=lambda each: each.id)
def test_every_template_of_the_form_begins_a_draft(office: Office, anna: Actor, template: Template) -> None:
    begun = begin_with(office, anna, Offered(template.id, template.name, False))
    assert begun.record["country_of_export"] == office.country
    assert {**begun.record, **template.record} == begun.record


@pytest.mark.parametrize("profile", ["", "xa"])
def test_the_templates_are_in_order_and_named_in_every_language(profile: str) -> None:
    assert list(template_faults(load_form(profile), load_templates())) == []
    for tag in language.NAMES:
        language.use(tag)
        assert all(each.name for each in load_templates())
    language.use("en")


def test_a_template_with_a_code_that_is_not_there_is_found() -> None:
    wrong = Template("odd", dict.fromkeys(language.NAMES, "Odd"), {"export_type": "FOR_EVER", "colour": "red"})
    faults = [what for _where, what in template_faults(load_form(), (wrong,))]
    assert len(faults) == 2
    assert any("export_type" in each for each in faults)


def test_typing_again_leaves_out_what_the_program_fills_in() -> None:
    form = load_form()
    row = {"certificate_no": "XA", "purpose_code": "SOLD", "checks": [{"query": "x"}], "objects": [{"quantity": "1"}]}
    assert typed_again(form.root, row) == {k: row[k] for k in ("purpose_code", "checks", "objects")}
    assert typed_again(form.root, row, anew=True) == {k: row[k] for k in ("purpose_code", "objects")}


def test_drafts_of_the_first_version_are_opened_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "drafts.db"
    with sqlite3.connect(path) as old:
        for statement in drafts._VERSION_1:
            old.execute(statement)
        old.execute("INSERT INTO draft VALUES ('one', 'model-certificate', '{\"a\": 1}', 'A cup', 'anna', 5, NULL)")
        old.execute(f"PRAGMA application_id = {drafts.APPLICATION_ID}")
        old.execute("PRAGMA user_version = 1")
    old.close()
    connection = drafts.open_drafts(path)
    found = drafts.load(connection, "one")
    assert (found.record, found.title, found.amends, found.place) == ({"a": 1}, "A cup", "", "")
    assert connection.value("PRAGMA user_version") == drafts.VERSION
    connection.close()
