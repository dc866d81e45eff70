"""The acts of a case between receipt and decision: review, asking back, amending, proposing, fees, ending."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from certapp.model.errors import Refusal
from certapp.model.findings import RecordRefused, Weight, blocking
from certapp.register.applications import application
from certapp.register.cases import Asked, ObjectDecision
from certapp.service.clock import day_of, days
from certapp.service.deadlines import terms_of
from certapp.service.intake import Intake
from certapp.service.office import Actor, Office
from certapp.service.receiving import admitted_facts, examine
from certapp.service.rights import Right

RESULTS = ("APPROVED", "REFUSED", "NOT_REQUIRED")
_RECEIPT = re.compile(r"[\w./ -]{1,35}")
LONGEST_TEXT = 4000
CHANNELS, OUTCOMES = "REQUEST_CHANNEL", "REQUEST_OUTCOME"


def begin_review(office: Office, actor: Actor, number: str) -> None:
    """The papers are looked at. Refusal ROLE_MISSING, CASE_NOT_IN_STATE."""
    actor.require(Right.PREPARE)
    office.record_alone(actor, "REVIEW_BEGUN", number, {})


def request_information(office: Office, actor: Actor, number: str, items: Sequence[Asked], channel: str = "") -> date:
    """Ask the applicant for what lacks; the clock stands from now on. Gives the day by which to answer.

    `channel`: a code of REQUEST_CHANNEL, by which it is sent; '' where nobody says.

    Raises:
        Refusal: ROLE_MISSING, CASE_NOT_IN_STATE, REQUEST_EMPTY, CODE_OF_NO_LIST, OBJECT_UNKNOWN, REASON_TOO_LONG.
    """
    actor.require(Right.PREPARE)
    if not items:
        raise Refusal("REQUEST_EMPTY")
    for item in items:
        known_code(office, "REQUEST_ITEM", item.code)
        bounded(item.text)
        if item.object:
            objects_of_case(office, number, [item.object])
    due = office.clock.today + timedelta(days=terms_of(office.form.settings).answer)
    facts: dict[str, Any] = {"items": [_asked(item) for item in items], "answer_due": days(due)}
    if channel:
        known_code(office, CHANNELS, channel)
        facts["channel"] = channel
    office.record_alone(actor, "INFORMATION_REQUESTED", number, facts)
    return due


def take_answer(office: Office, actor: Actor, number: str, text: str, outcome: str = "") -> None:
    """The applicant has answered; the clock goes on. `outcome`: a code of REQUEST_OUTCOME, '' where nobody says.

    Raises:
        Refusal: ROLE_MISSING, CASE_NOT_IN_STATE, CODE_OF_NO_LIST, REASON_TOO_LONG.
    """
    actor.require(Right.PREPARE)
    facts = {"text": bounded(text)}
    if outcome:
        known_code(office, OUTCOMES, outcome)
        facts["outcome"] = outcome
    office.record_alone(actor, "INFORMATION_ANSWERED", number, facts)


def amend(office: Office, actor: Actor, number: str, intake: Intake) -> None:
    """Take in a corrected application under the same number; every earlier version stays in the journal.

    Where the applicant was asked, this is the answer: the clock goes on.

    Raises:
        RecordRefused: something must be mended first.
        Refusal: ROLE_MISSING, CASE_NOT_IN_STATE.
    """
    actor.require(Right.PREPARE)
    application(office.register, number)
    examined = examine(office, intake)
    if blocking(examined.findings, Weight.APPLICATION):
        raise RecordRefused(examined.findings, "A")
    facts = admitted_facts(office, examined, actor, number)
    office.record_alone(actor, "APPLICATION_AMENDED", number, {**facts, "answers": True})


def propose(office: Office, actor: Actor, number: str, objects: Sequence[ObjectDecision]) -> None:
    """Propose a decision of each object of a case.

    Raises:
        Refusal: ROLE_MISSING, CASE_NOT_IN_STATE, DECISION_INCOMPLETE (an object without result),
            REFUSAL_WITHOUT_REASON, CODE_OF_NO_LIST.
    """
    actor.require(Right.PREPARE)
    every = _object_numbers(office, number)
    if sorted(each.seq for each in objects) != every:
        raise Refusal("DECISION_INCOMPLETE", application=number, count=len(every))
    rows: list[dict[str, Any]] = []
    for each in objects:
        if each.result not in RESULTS:
            raise Refusal("CODE_OF_NO_LIST", code=each.result[:40], list="OBJECT_DECISION")
        if each.result == "REFUSED" and not (each.reasons and each.text.strip()):
            raise Refusal("REFUSAL_WITHOUT_REASON", object=each.seq)
        for reason in each.reasons:
            known_code(office, "REFUSAL_REASON", reason)
        rows.append({"seq": each.seq, "result": each.result, "reasons": list(each.reasons), "text": bounded(each.text)})
    office.record_alone(actor, "DECISION_PROPOSED", number, {"objects": rows})


def withdraw(office: Office, actor: Actor, number: str, text: str) -> None:
    """The applicant takes the application back. Refusal ROLE_MISSING, CASE_NOT_IN_STATE, REASON_MISSING."""
    actor.require(Right.PREPARE)
    office.record_alone(actor, "APPLICATION_WITHDRAWN", number, {"text": reason_needed(text)})


def lapse(office: Office, actor: Actor, number: str) -> None:
    """Nobody answered in time. Refusal ROLE_MISSING, CASE_NOT_IN_STATE, ANSWER_NOT_DUE."""
    actor.require(Right.PREPARE)
    due = office.register.value(
        "SELECT max(answer_due) FROM information_request WHERE application = ? AND answered_at IS NULL", (number,)
    )
    if due is not None and days(office.clock.today) <= int(due):
        raise Refusal("ANSWER_NOT_DUE", application=number, day=day_of(int(due)).isoformat())
    office.record_alone(actor, "APPLICATION_LAPSED", number, {})


def receive_fee(office: Office, actor: Actor, number: str, amount: str, currency: str, receipt_no: str) -> None:
    """Note a fee paid. Refusal ROLE_MISSING, AMOUNT_WRONG, CODE_OF_NO_LIST, RECEIPT_NUMBER_USED."""
    actor.require(Right.PREPARE)
    try:
        value = Decimal(amount)
    except InvalidOperation:
        raise Refusal("AMOUNT_WRONG", typed=amount[:40]) from None
    if not value.is_finite() or value <= 0 or not _RECEIPT.fullmatch(receipt_no):
        raise Refusal("AMOUNT_WRONG", typed=amount[:40])
    known_code(office, "CURRENCY", currency)
    facts = {"amount": f"{value:f}", "currency": currency, "receipt_no": receipt_no}
    office.record_alone(actor, "FEE_RECEIVED", number, facts)


def _asked(item: Asked) -> dict[str, Any]:
    about = {"object": item.object} if item.object else {}
    return {"code": item.code, "text": item.text.strip(), **about}


def _object_numbers(office: Office, number: str) -> list[int]:
    record = office.stored_record(application(office.register, number).record)
    return sorted(int(row.text("object_seq")) for row in record.rows("objects"))


def objects_of_case(office: Office, number: str, objects: Sequence[int]) -> None:
    """These are objects of the case, at least one. Refusal OBJECT_UNKNOWN."""
    known = _object_numbers(office, number)
    if not objects or (strange := sorted(set(objects) - set(known))):
        raise Refusal("OBJECT_UNKNOWN", application=number, object=strange[0] if objects else 0)


def known_code(office: Office, code_list: str, code: str) -> None:
    """A code of its list. Refusal CODE_OF_NO_LIST."""
    if code not in office.form.code_lists[code_list]:
        raise Refusal("CODE_OF_NO_LIST", code=code[:40], list=code_list)


def reason_needed(text: str) -> str:
    """Words that must not lack. Refusal REASON_MISSING, REASON_TOO_LONG."""
    if not text.strip():
        raise Refusal("REASON_MISSING")
    return bounded(text)


def bounded(text: str) -> str:
    """Words that fit into the history of a case. Refusal REASON_TOO_LONG."""
    if len(text) > LONGEST_TEXT:
        raise Refusal("REASON_TOO_LONG", most=LONGEST_TEXT)
    return text.strip()
