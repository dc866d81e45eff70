"""Open cases and their clocks, from a real register."""

import time
from dataclasses import replace
from datetime import timedelta

from certapp.register.cases import Asked, ObjectDecision
from certapp.service.appealing import file_appeal
from certapp.service.casework import propose, request_information, take_answer, withdraw
from certapp.service.clock import Clock
from certapp.service.clocks import OpenCase, open_cases, pressing
from certapp.service.deciding import approve, refuse, return_to_desk
from certapp.service.office import Actor, Office
from certapp.service.receiving import receive
from tests.bad.make import small_application


def case(office: Office, number: str) -> OpenCase | None:
    return next((each for each in open_cases(office) if each.line.number == number), None)


def test_a_case_stays_listed_while_it_is_asked_back_and_its_clock_stands(office: Office, anna: Actor) -> None:
    number = receive(office, anna, small_application())
    today = office.clock.today
    before = case(office, number)
    assert before is not None and before.clock is not None
    assert before.clock.decision_due == today + timedelta(days=90)
    request_information(office, anna, number, [Asked("VALUE")])
    asked = case(office, number)
    assert asked is not None and asked.clock is not None
    assert (asked.line.status, asked.clock.stopped_since) == ("INCOMPLETE", today)
    take_answer(office, anna, number, "by post")
    answered = case(office, number)
    assert answered is not None and answered.clock == before.clock


def test_a_decided_case_waits_for_issue_without_a_clock(office: Office, anna: Actor, boris: Actor) -> None:
    number = receive(office, anna, small_application())
    approve(office, boris, number)
    found = case(office, number)
    assert found is not None and found.clock is None


def test_a_case_just_received_is_to_be_looked_at_within_the_term_of_completeness(office: Office, anna: Actor) -> None:
    number = receive(office, anna, small_application())
    today = office.clock.today
    found = case(office, number)
    assert found is not None and found.clock is not None
    assert found.clock.looked_due == found.clock.next_due() == today + timedelta(days=21)
    request_information(office, anna, number, [Asked("VALUE")])
    asked = case(office, number)
    assert asked is not None and asked.clock is not None
    assert asked.clock.answer_due == asked.clock.next_due() == today + timedelta(days=40)


def test_what_presses_is_counted(office: Office, anna: Actor, boris: Actor) -> None:
    before, late = pressing(office), replace(office, clock=Clock(lambda: time.time() + 22 * 86_400))
    overdue = pressing(late).overdue
    number = receive(office, anna, small_application())
    assert pressing(office) == before
    assert pressing(office, within=21).due_soon > pressing(office, within=20).due_soon
    assert pressing(late).overdue == overdue + 1
    propose(office, anna, number, [ObjectDecision(1, "APPROVED", (), "", "")])
    return_to_desk(office, boris, number, "Look at the provenance again.")
    assert pressing(office).sent_back == before.sent_back + 1


def test_a_refusal_is_listed_to_be_closed_once_its_appeal_period_is_over_and_after_what_is_to_be_decided(
    office: Office, anna: Actor, boris: Actor
) -> None:
    before = pressing(office)
    number, appealed = (receive(office, anna, small_application()) for _turn in range(2))
    for each in (number, appealed):
        propose(office, anna, each, [ObjectDecision(1, "REFUSED", ("EVIDENCE_MISSING",), "No invoice.", "")])
        refuse(office, boris, each)
    file_appeal(office, anna, appealed, "Appeals Board", office.clock.today)
    newer = receive(office, anna, small_application())
    last_day = office.clock.today + timedelta(days=30)
    assert case(office, number) is None  # it may be appealed against still
    shown = next(each for each in open_cases(office, number) if each.line.number == number)
    assert (shown.remedy_day, pressing(office).to_close) == (last_day, before.to_close)
    on_it, after = (replace(office, clock=Clock(lambda n=n: time.time() + n * 86_400)) for n in (30, 31))
    assert case(on_it, number) is None
    found = case(after, number)
    assert found is not None and (found.clock, found.remedy_day, found.to_close) == (None, last_day, True)
    waits = case(after, appealed)
    assert waits is not None and (waits.remedy_day, waits.to_close) == (office.clock.today, False)
    listed = [each.line.number for each in open_cases(after)]
    assert listed.index(number) > listed.index(newer)
    told = pressing(after)
    assert (told.to_close, told.appeals) == (before.to_close + 1, before.appeals + 1)


def test_an_ended_case_is_not_listed(office: Office, anna: Actor) -> None:
    number = receive(office, anna, small_application())
    withdraw(office, anna, number, "The buyer stepped back.")
    assert case(office, number) is None


def test_the_oldest_comes_first(office: Office, anna: Actor) -> None:
    receive(office, anna, small_application())
    ids = [each.line.id for each in open_cases(office)]
    assert ids == sorted(ids)
