"""After a refusal: an appeal, late or not, a delay, the approval that rests on them, and the closing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from certapp.model.errors import Refusal
from certapp.register.applications import application
from certapp.register.cases import ObjectDecision, decisions, history
from certapp.register.certificates import certificate
from certapp.register.journal import last_entry
from certapp.seal.claims import decode_claims
from certapp.seal.cose import parse
from certapp.seal.text import from_text
from certapp.service.appealing import Ground, appeal_until, begin_delay, close_refusal, dismiss, file_appeal, uphold
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
    return refused_in(office, anna, boris)


def refused_in(office: Office, anna: Actor, boris: Actor) -> str:
    """An application of one object, refused."""
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
    assert (waiting.clock, waiting.remedy_day) == (None, today + timedelta(days=5))
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


def three_refused(office: Office, anna: Actor, boris: Actor) -> str:
    """An application of four objects: three refused, each for its own reason, one that needs no certificate."""
    intake = small_application()
    first = intake.raw["objects"][0]
    names = ("First vase", "Second vase", "Third vase", "Fourth vase")
    intake.raw["objects"] = [{**first, "object_seq": seq, "title": name} for seq, name in enumerate(names, 1)]
    number = receive(office, anna, intake)
    rows = [replace(NO, seq=seq, text=f"No invoice of no. {seq}.") for seq in (1, 2, 3)]
    propose(office, anna, number, [*rows, ObjectDecision(4, "NOT_REQUIRED", (), "", "")])
    refuse(office, boris, number)
    file_appeal(office, anna, number, "Appeals Board", office.clock.today)
    return number


def test_an_appeal_is_upheld_for_some_objects_and_their_certificate_names_no_other(
    office: Office, anna: Actor, boris: Actor
) -> None:
    asking = replace(office, form=replace(office.form, settings={**office.form.settings, "second_signature": True}))
    number, ground = three_refused(office, anna, boris), Ground("Appeals Board", "AB 7/26", office.clock.today)
    before = last_entry(office.register)
    for strange in (4, 9):  # needs no certificate; is not there
        with pytest.raises(Refusal, match="APPEAL_OBJECT_NOT_REFUSED") as wrong:
            uphold(asking, boris, number, ground, [1, strange])
        assert str(strange) in wrong.value.text()
    assert last_entry(office.register) == before
    uphold(asking, boris, number, ground, [3, 1])
    assert state(office, number) == "PARTLY_APPROVED"
    found = {each.seq: (each.result, each.text) for each in decisions(office.register, number)}
    assert found[1] == found[3] == ("APPROVED", "")
    assert found[2] == ("REFUSED", "No invoice of no. 2.") and found[4][0] == "NOT_REQUIRED"
    made = issue(asking, boris, number, office.unlock("document_signer", passphrase))
    kept = certificate(office.register, made.number)
    assert [row.text("title") for row in office.stored_record(kept.record).rows("objects")] == [
        "First vase", "Third vase",
    ]  # fmt: skip
    assert decode_claims(parse(from_text(kept.code_text)).payload).second is not None
    assert full_check(office).faults == ()


def test_an_approval_of_part_on_the_ground_of_an_appeal_follows_only_an_appeal(
    office: Office, anna: Actor, boris: Actor
) -> None:
    number = three_refused(office, anna, boris)
    digest = application(office.register, number).digest
    said = {"authority": "Appeals Board", "reference": "AB 7/26", "on": 0, "text": "", "objects": [1]}
    forged: dict[str, dict[str, object]] = {
        "APPEAL_OBJECT_NOT_REFUSED": {**said, "objects": [1, 4]},
        "DECISION_NOT_AS_PROPOSED": {**said, "objects": [1, 2, 3]},  # nothing is refused any more: no part
    }
    for code, ground in forged.items():
        with pytest.raises(Refusal, match=code):
            office.record_alone(boris, "APPLICATION_PARTLY_APPROVED", number, {"digest": digest, "ground": ground})
    with pytest.raises(Refusal, match="DECISION_NOT_AS_PROPOSED"):
        office.record_alone(boris, "APPLICATION_APPROVED", number, {"digest": digest, "ground": said})
    fresh = receive(office, anna, small_application())
    propose(office, anna, fresh, [replace(NO, result="APPROVED", reasons=(), text="")])
    facts = {"digest": application(office.register, fresh).digest, "ground": said}
    with pytest.raises(Refusal, match="CASE_NOT_IN_STATE"):
        office.record_alone(boris, "APPLICATION_PARTLY_APPROVED", fresh, facts)


def test_a_decision_recorded_before_objects_were_named_is_for_all_that_were_refused(
    office: Office, anna: Actor, boris: Actor
) -> None:
    number = three_refused(office, anna, boris)
    ground = {"authority": "Appeals Board", "reference": "AB 7/26", "on": 0, "text": ""}
    facts = {"digest": application(office.register, number).digest, "ground": ground}
    office.record_alone(boris, "APPLICATION_APPROVED", number, facts)
    assert [each.result for each in decisions(office.register, number)] == [*["APPROVED"] * 3, "NOT_REQUIRED"]


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


def test_a_dismissed_appeal_leaves_the_refusal_with_the_ground_of_it(office: Office, anna: Actor, boris: Actor) -> None:
    office = later(office, days=60)  # after the test above
    today, refused = office.clock.today, refused_in(office, anna, boris)
    ground = Ground("Appeals Board", "AB 8/26", today, "No new evidence.")
    with pytest.raises(Refusal, match="CASE_NOT_IN_STATE"):
        dismiss(office, boris, refused, ground)
    late = later(office, days=63)
    file_appeal(late, anna, refused, "Appeals Board", today + timedelta(days=2))
    for wrong, code in (
        (replace(ground, reference=""), "APPEAL_GROUND_MISSING"),
        (ground, "APPEAL_DECIDED_EARLY"),
        (replace(ground, on=today + timedelta(days=4)), "APPEAL_DAY_WRONG"),
    ):
        for act in (dismiss, uphold):
            with pytest.raises(Refusal, match=code):
                act(late, boris, refused, wrong)
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        dismiss(late, anna, refused, ground)
    dismiss(late, boris, refused, replace(ground, on=today + timedelta(days=2)))
    assert state(office, refused) == "CLOSED_REFUSED"
    facts = history(office.register, refused)[-1].facts()
    assert (facts["ground"]["reference"], facts["text"]) == ("AB 8/26", "No new evidence.")
    assert [each.result for each in decisions(office.register, refused)] == ["REFUSED"]
    assert full_check(late).faults == ()
