"""After a refusal: an appeal, late or not, a delay, the approval that rests on them, and the closing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from certapp.model.errors import Refusal
from certapp.register.applications import application
from certapp.register.cases import ObjectDecision, decisions, history
from certapp.register.certificates import certificate
from certapp.seal.claims import decode_claims
from certapp.seal.cose import parse
from certapp.seal.text import from_text
from certapp.service.appealing import Ground, appeal_until, begin_delay, close_refusal, file_appeal, uphold
from certapp.service.auditing import full_check
from certapp.service.casework import propose
from certapp.service.clocks import open_cases, pressing
from certapp.service.deciding import approve, refuse
from certapp.service.issuing import issue
from certapp.service.letter_texts import LetterKind
from certapp.service.letters import preview_letter
from certapp.service.office import Actor, Office
from certapp.service.receiving import receive
from tests.bad.make import small_application
from tests.offices import later, passphrase

NO = ObjectDecision(1, "REFUSED", ("EVIDENCE_MISSING",), "No invoice was handed in.", "")


@pytest.fixture
def refused(office: Office, anna: Actor, boris: Actor) -> str:
    number = receive(office, anna, small_application())
    propose(office, anna, number, [NO])
    refuse(office, boris, number)
    return number


def state(office: Office, number: str) -> str:
    return application(office.register, number).status


def test_what_was_refused_is_approved_after_an_appeal_and_a_delay_and_issued(
    office: Office, anna: Actor, boris: Actor, refused: str
) -> None:
    asking = replace(office, form=replace(office.form, settings={**office.form.settings, "second_signature": True}))
    today = office.clock.today
    before, letter = pressing(office), preview_letter(office, refused, LetterKind.REFUSAL, "en")
    assert file_appeal(office, anna, refused, " Appeals Board ", today) is False
    begin_delay(office, anna, refused, today + timedelta(days=5), "A museum may buy it.")
    (waiting,) = [each for each in open_cases(office) if each.line.number == refused]
    assert (waiting.clock, waiting.delay_until) == (None, today + timedelta(days=5))
    assert (pressing(office).appeals, pressing(office).delays) == (before.appeals, before.delays + 1)
    ground = Ground("Appeals Board", "AB 7/26", today, "The invoice was found.")
    with pytest.raises(Refusal, match="DELAY_RUNS"):
        uphold(asking, boris, refused, ground)
    begin_delay(office, anna, refused, today, "No museum wants it.")
    with pytest.raises(Refusal, match="APPEAL_GROUND_MISSING"):
        uphold(asking, boris, refused, replace(ground, reference=" "))
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        uphold(asking, anna, refused, ground)
    with pytest.raises(Refusal, match="DECISION_NOT_AS_PROPOSED"):
        approve(asking, boris, refused)
    uphold(asking, boris, refused, ground)
    found = application(office.register, refused)
    assert (found.status, found.approved_by) == ("APPROVED", boris.id)
    assert [each.result for each in decisions(office.register, refused)] == ["APPROVED"]
    assert history(office.register, refused)[-1].facts()["ground"]["reference"] == "AB 7/26"
    assert len(preview_letter(office, refused, LetterKind.REFUSAL, "en")) == pytest.approx(len(letter), rel=0.01)
    made = issue(asking, boris, refused, office.unlock("document_signer", passphrase))
    code = decode_claims(parse(from_text(certificate(office.register, made.number).code_text)).payload)
    assert code.second is not None and code.second.kid == boris.key.kid
    assert full_check(office).faults == ()


def test_who_prepared_does_not_approve_after_the_appeal(office: Office, boris: Actor) -> None:
    carla = office.log_in("carla", passphrase)
    number = receive(office, carla, small_application())
    propose(office, carla, number, [NO])
    refuse(office, boris, number)
    file_appeal(office, carla, number, "Appeals Board", office.clock.today)
    with pytest.raises(Refusal, match="APPROVER_IS_PREPARER"):
        uphold(office, carla, number, Ground("Appeals Board", "AB 7/26", office.clock.today))


def test_an_appeal_after_its_period_is_recorded_with_a_note(
    office: Office, anna: Actor, boris: Actor, refused: str
) -> None:
    until = appeal_until(office, refused)
    assert until is not None
    office.register.execute("UPDATE casefile SET appeal = 'APPEALED' WHERE application = ?", (refused,))
    with pytest.raises(Refusal, match="REGISTER_NOT_AS_SIGNED"):
        uphold(office, boris, refused, Ground("Appeals Board", "AB 7/26", office.clock.today))
    office.register.execute("UPDATE casefile SET appeal = '' WHERE application = ?", (refused,))
    with pytest.raises(Refusal, match="APPEAL_PERIOD_RUNS"):
        close_refusal(office, boris, refused)
    late = later(office, days=(until - office.clock.today).days + 1)
    day = late.clock.today
    for wrong in (day + timedelta(days=1), office.clock.today - timedelta(days=1)):
        with pytest.raises(Refusal, match="APPEAL_DAY_WRONG"):
            file_appeal(late, anna, refused, "Appeals Board", wrong, "Why.")
    with pytest.raises(Refusal, match="APPEAL_AUTHORITY_MISSING"):
        file_appeal(late, anna, refused, " ", day)
    with pytest.raises(Refusal, match="APPEAL_LATE_UNEXPLAINED"):
        file_appeal(late, anna, refused, "Appeals Board", day)
    assert file_appeal(late, anna, refused, "Appeals Board", day, "The post was on strike.") is True
    assert history(office.register, refused)[-1].facts()["late"] is True
    with pytest.raises(Refusal, match="DELAY_DAY_WRONG"):
        begin_delay(late, anna, refused, office.clock.today, "A museum may buy it.")
    with pytest.raises(Refusal, match="REASON_MISSING"):
        close_refusal(late, boris, refused)
    close_refusal(late, boris, refused, "It was filed too late, says the board.")
    assert state(office, refused) == "CLOSED_REFUSED"
    assert not any(each.line.number == refused for each in open_cases(late))
    assert full_check(late).faults == ()
