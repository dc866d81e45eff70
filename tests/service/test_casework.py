"""A case from receipt to decision: asked back, amended, advised, proposed, decided by another person, paid, ended."""

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from certapp.model.errors import Refusal
from certapp.model.findings import RecordRefused
from certapp.register.applications import application
from certapp.register.cases import Asked, ObjectDecision, decisions, fees, history, requests
from certapp.register.search import search
from certapp.seal import cbor
from certapp.service.auditing import verify_journal
from certapp.service.casework import (
    amend,
    begin_review,
    lapse,
    propose,
    receive_fee,
    request_information,
    take_answer,
    withdraw,
)
from certapp.service.deciding import (
    approve,
    close_not_required,
    decide_as_proposed,
    proposed_decision,
    refuse,
    return_to_desk,
)
from certapp.service.intake import Intake
from certapp.service.issuing import issue
from certapp.service.office import Actor, Office, open_office
from certapp.service.receiving import receive
from certapp.service.verifying import verify_bytes
from certapp.trust.verdict import Outcome
from tests.bad.make import small_application
from tests.offices import copied_desk, later, passphrase

YES = ObjectDecision(1, "APPROVED", (), "", "")
NO = ObjectDecision(1, "REFUSED", ("EVIDENCE_MISSING",), "No invoice was handed in.", "")


@pytest.fixture
def number(office: Office, anna: Actor) -> str:
    return receive(office, anna, small_application())


def changed(change: Callable[[dict[str, Any]], None]) -> Intake:
    known = small_application()
    raw: dict[str, Any] = copy.deepcopy(dict(known.raw))
    change(raw)
    return Intake(raw, known.file)


def two_objects(raw: dict[str, Any]) -> None:
    raw["objects"] = [raw["objects"][0], {**copy.deepcopy(raw["objects"][0]), "title": "A second one"}]


def state(office: Office, number: str) -> str:
    return application(office.register, number).status


def test_asked_back_the_case_is_incomplete_until_the_answer_is_there(office: Office, anna: Actor, number: str) -> None:
    begin_review(office, anna, number)
    due = request_information(office, anna, number, [Asked("VALUE", "an invoice"), Asked("PHOTOGRAPH")])
    assert due == office.clock.today + timedelta(days=40)
    assert state(office, number) == "INCOMPLETE"
    (asked,) = requests(office.register, number)
    assert asked.items == (Asked("VALUE", "an invoice"), Asked("PHOTOGRAPH")) and asked.answered_at is None
    take_answer(office, anna, number, "by post")
    assert state(office, number) == "RECEIVED"
    assert requests(office.register, number)[0].answered_at is not None


def test_how_a_request_went_out_and_what_came_of_it_stand_in_the_journal(
    office: Office, anna: Actor, number: str
) -> None:
    with pytest.raises(Refusal, match="CODE_OF_NO_LIST"):
        request_information(office, anna, number, [Asked("VALUE")], "PIGEON")
    request_information(office, anna, number, [Asked("VALUE")], "EMAIL")
    with pytest.raises(Refusal, match="CODE_OF_NO_LIST"):
        take_answer(office, anna, number, "an invoice", "PERHAPS")
    take_answer(office, anna, number, "an invoice", "IN_PART")
    asked, answered = (each.facts() for each in history(office.register, number)[-2:])
    assert asked["channel"] == "EMAIL"
    assert (answered["text"], answered["outcome"]) == ("an invoice", "IN_PART")
    assert verify_journal(office) == ()


def test_an_incomplete_case_is_not_approved(office: Office, anna: Actor, boris: Actor, number: str) -> None:
    request_information(office, anna, number, [Asked("VALUE")])
    with pytest.raises(Refusal, match="CASE_NOT_IN_STATE"):
        approve(office, boris, number)


def test_an_amended_application_keeps_its_number_and_its_first_words(
    office: Office, anna: Actor, boris: Actor, number: str
) -> None:
    first = application(office.register, number)
    amend(office, anna, number, changed(lambda raw: raw["objects"][0].update(title="Corrected title")))
    now = application(office.register, number)
    assert (now.number, now.title) == (number, "Corrected title")
    assert now.digest != first.digest
    received = next(entry for entry in history(office.register, number) if entry.type == "APPLICATION_RECEIVED")
    assert received.facts()["record"] == first.record
    approve(office, boris, number)
    issued = issue(office, boris, number, office.unlock("document_signer", passphrase))
    assert verify_bytes(issued.pdf, office.trust.view(), office.clock.seconds).verdict.outcome is Outcome.GENUINE
    assert verify_journal(office) == ()


def test_an_amendment_that_is_wrong_changes_nothing(office: Office, anna: Actor, number: str) -> None:
    before = application(office.register, number).digest
    with pytest.raises(RecordRefused):
        amend(office, anna, number, changed(lambda raw: raw.pop("export_type")))
    assert application(office.register, number).digest == before


def test_the_certificate_of_a_partly_approved_case_has_only_what_was_approved(
    office: Office, anna: Actor, boris: Actor
) -> None:
    number = receive(office, anna, changed(two_objects))
    second = ObjectDecision(2, "REFUSED", ("PROTECTED_NATIONAL",), "It is on the national list.", "")
    propose(office, anna, number, [YES, second])
    approve(office, boris, number)
    assert state(office, number) == "PARTLY_APPROVED"
    issued = issue(office, boris, number, office.unlock("document_signer", passphrase))
    found = verify_bytes(issued.pdf, office.trust.view(), office.clock.seconds)
    assert found.verdict.outcome is Outcome.GENUINE
    facts = next(office.register.rows("SELECT record FROM certificate WHERE number = ?", (issued.number,)).__iter__())
    record = cbor.decode(facts[0], cbor.RECORD)
    assert isinstance(record, dict) and len(record["objects"]) == 1 and record["object_count"] == 1  # type: ignore[arg-type]
    assert verify_journal(office) == ()


def test_a_refusal_names_its_remedy_and_nothing_can_be_issued(
    office: Office, anna: Actor, boris: Actor, number: str
) -> None:
    propose(office, anna, number, [NO])
    with pytest.raises(Refusal, match="DECISION_NOT_AS_PROPOSED"):
        approve(office, boris, number)
    remedy = refuse(office, boris, number)
    assert remedy.until == office.clock.today + timedelta(days=30)
    assert state(office, number) == "REFUSED"
    assert decisions(office.register, number)[0].reasons == ("EVIDENCE_MISSING",)
    with pytest.raises(Refusal, match="APPLICATION_NOT_APPROVED"):
        issue(office, boris, number, office.unlock("document_signer", passphrase))


def test_who_proposed_does_not_decide(office: Office, anna: Actor, number: str) -> None:
    carla = office.log_in("carla", passphrase)
    propose(office, carla, number, [YES])
    with pytest.raises(Refusal, match="APPROVER_IS_PREPARER"):
        approve(office, carla, number)


def test_a_proposal_sent_back_says_why(office: Office, anna: Actor, boris: Actor, number: str) -> None:
    propose(office, anna, number, [NO])
    with pytest.raises(Refusal, match="REASON_MISSING"):
        return_to_desk(office, boris, number, "  ")
    return_to_desk(office, boris, number, "Look at the invoice of 1974 again.")
    assert state(office, number) == "UNDER_REVIEW"
    assert history(office.register, number)[-1].facts()["text"] == "Look at the invoice of 1974 again."
    assert decisions(office.register, number) == []
    approve(office, boris, number)
    assert state(office, number) == "APPROVED"
    assert verify_journal(office) == ()


def test_where_no_object_is_approved_there_is_nothing_to_certify(
    office: Office, anna: Actor, boris: Actor, number: str
) -> None:
    propose(office, anna, number, [ObjectDecision(1, "NOT_REQUIRED", (), "", "")])
    with pytest.raises(Refusal, match="DECISION_NOT_AS_PROPOSED"):
        approve(office, boris, number)
    assert state(office, number) == "DECISION_PROPOSED"


def test_where_no_object_needs_a_certificate_the_case_is_closed_so(
    office: Office, anna: Actor, boris: Actor, number: str
) -> None:
    propose(office, anna, number, [ObjectDecision(1, "NOT_REQUIRED", (), "", "")])
    assert proposed_decision(office, number) == "NOT_REQUIRED"
    with pytest.raises(Refusal, match="DECISION_NOT_AS_PROPOSED"):
        refuse(office, boris, number)
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        close_not_required(office, anna, number)
    assert decide_as_proposed(office, boris, number) == state(office, number) == "NOT_REQUIRED"
    with pytest.raises(Refusal, match="CASE_NOT_IN_STATE"):
        close_not_required(office, boris, number)


@pytest.mark.parametrize(("proposal", "leads_to"), [([YES], "APPROVED"), ([NO], "REFUSED"), ([], "APPROVED")])
def test_one_act_decides_as_proposed(
    office: Office, anna: Actor, boris: Actor, number: str, proposal: list[ObjectDecision], leads_to: str
) -> None:
    if proposal:
        propose(office, anna, number, proposal)
    assert decide_as_proposed(office, boris, number) == leads_to
    assert state(office, number) == leads_to


def test_where_the_profile_asks_for_a_proposal_nothing_is_approved_without(
    office: Office, anna: Actor, boris: Actor, number: str
) -> None:
    settings = {**office.form.settings, "proposal_required": True}
    strict = replace(office, form=replace(office.form, settings=settings))
    with pytest.raises(Refusal, match="PROPOSAL_MISSING"):
        approve(strict, boris, number)
    propose(strict, anna, number, [YES])
    approve(strict, boris, number)
    assert state(office, number) == "APPROVED"


def test_what_is_asked_about_one_object_names_it(office: Office, anna: Actor, number: str) -> None:
    with pytest.raises(Refusal, match="OBJECT_UNKNOWN"):
        request_information(office, anna, number, [Asked("PHOTOGRAPH", "", 7)])
    request_information(office, anna, number, [Asked("PHOTOGRAPH", " the back ", 1)])
    assert requests(office.register, number)[0].items == (Asked("PHOTOGRAPH", "the back", 1),)


def test_an_amendment_answers_what_was_asked(office: Office, anna: Actor, number: str) -> None:
    request_information(office, anna, number, [Asked("VALUE")])
    amend(office, anna, number, changed(lambda raw: raw["objects"][0].update(title="With its value")))
    assert state(office, number) == "RECEIVED"
    assert requests(office.register, number)[0].answered_at is not None


@pytest.mark.parametrize(
    ("proposal", "code"),
    [
        ([], "DECISION_INCOMPLETE"),
        ([ObjectDecision(1, "REFUSED", (), "", "")], "REFUSAL_WITHOUT_REASON"),
        ([ObjectDecision(1, "REFUSED", ("BECAUSE",), "so", "")], "CODE_OF_NO_LIST"),
        ([ObjectDecision(1, "PERHAPS", (), "", "")], "CODE_OF_NO_LIST"),
    ],
)
def test_a_proposal_is_whole(
    office: Office, anna: Actor, number: str, proposal: list[ObjectDecision], code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        propose(office, anna, number, proposal)


def test_a_case_lapses_only_after_the_day_of_the_answer(tmp_path: Path) -> None:
    desk = copied_desk(tmp_path)
    with open_office(desk.office) as office:
        anna = office.log_in("anna", passphrase)
        number = receive(office, anna, small_application())
        request_information(office, anna, number, [Asked("VALUE")])
        with pytest.raises(Refusal, match="ANSWER_NOT_DUE"):
            lapse(office, anna, number)
        lapse(later(office, 41), anna, number)
        assert state(office, number) == "LAPSED"


def test_a_withdrawn_case_is_at_its_end(office: Office, anna: Actor, boris: Actor, number: str) -> None:
    withdraw(office, anna, number, "The buyer has cancelled.")
    assert state(office, number) == "WITHDRAWN"
    for act in (lambda: approve(office, boris, number), lambda: begin_review(office, anna, number)):
        with pytest.raises(Refusal, match="CASE_NOT_IN_STATE"):
            act()


def test_a_receipt_number_is_used_once(office: Office, anna: Actor, number: str) -> None:
    receive_fee(office, anna, number, "25.00", "EUR", f"R-{number[-6:]}")
    assert fees(office.register, number)[0].amount == "25.00"
    with pytest.raises(Refusal, match="RECEIPT_NUMBER_USED"):
        receive_fee(office, anna, number, "25.00", "EUR", f"R-{number[-6:]}")
    for amount in ("0", "-3", "NaN", "a lot"):
        with pytest.raises(Refusal, match="AMOUNT_WRONG"):
            receive_fee(office, anna, number, amount, "EUR", "R-X")


def test_the_desk_needs_its_role(office: Office, boris: Actor, number: str) -> None:
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        request_information(office, boris, number, [Asked("VALUE")])


def test_a_case_is_found_in_its_state_by_the_title_that_it_has_now(office: Office, anna: Actor, number: str) -> None:
    amend(office, anna, number, changed(lambda raw: raw["objects"][0].update(title="A wholly other title")))
    withdraw(office, anna, number, "The sale is off.")
    assert [(hit.status, hit.title) for hit in search(office.register, number)] == [
        ("WITHDRAWN", "A wholly other title")
    ]
