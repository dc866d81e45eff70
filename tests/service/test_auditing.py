"""The audit finds what a patched program would have let pass."""

from dataclasses import replace
from typing import Any

import pytest

from certapp.model.errors import Refusal
from certapp.model.record import Row
from certapp.register.certificates import certificate, suspended_on
from certapp.register.connection import transaction
from certapp.register.journal import last_entry
from certapp.service import issuing, making, second_persons
from certapp.service.auditing import verify_journal
from certapp.service.clock import days
from certapp.service.issuing import issue
from certapp.service.office import Actor, Office
from certapp.service.revoking import revoke
from certapp.service.suspending import lift_suspension, suspend
from tests.offices import passphrase


def codes(office: Office) -> set[str]:
    return {fault.code for fault in verify_journal(office)}


def test_a_revocation_that_only_one_person_signed_is_found(office: Office, boris: Actor, approved: str) -> None:
    assert codes(office) == set()
    number = issue(office, boris, approved, office.unlock("document_signer", passphrase)).number
    facts = {"on": days(office.clock.today), "reason": 1, "text": "Alone.", "ground": "ERROR", "second": "anna"}
    with transaction(office.register):  # as a program would that does not ask the second person
        office.record(boris, "CERTIFICATE_REVOKED", number, facts)
    assert "REVOCATION_NOT_CONFIRMED" in codes(office)


def test_an_act_of_somebody_without_the_role_is_found(office: Office) -> None:
    dora = office.log_in("dora", passphrase)
    office.record_alone(dora, "BULLETIN_SIGNED", "bulletin", {"sequence": 99, "entries": 0})
    faults = verify_journal(office)
    assert "ACT_WITHOUT_ROLE" in {fault.code for fault in faults}
    assert any("dora" in fault.text() for fault in faults)


def test_a_certificate_with_other_content_than_was_approved_is_found(
    office: Office, boris: Actor, approved: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued_record = making.issued_record

    def altered(*words: Any) -> Row:
        return issued_record(*words).with_values(country_of_destination="US")

    monkeypatch.setattr(issuing, "issued_record", altered)  # as a patched program would
    issue(office, boris, approved, office.unlock("document_signer", passphrase))
    assert "ISSUED_OTHER_THAN_APPROVED" in codes(office)


def test_a_false_id_beside_a_code_is_found(
    office: Office, boris: Actor, approved: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = making.make
    monkeypatch.setattr(issuing, "make", lambda *words: replace(make(*words), cti=bytes(8)))
    issue(office, boris, approved, office.unlock("document_signer", passphrase))
    assert "CODE_OF_OTHER_CERTIFICATE" in codes(office)


def test_a_missing_pdf_is_found(office: Office, boris: Actor, approved: str) -> None:
    number = issue(office, boris, approved, office.unlock("document_signer", passphrase)).number
    sha256 = certificate(office.register, number).pdf_sha256
    (office.folder.attachments / sha256[:2] / sha256).unlink()
    assert "PDF_MISSING" in codes(office)


def test_a_suspension_that_one_person_lifted_is_found(office: Office, anna: Actor, boris: Actor, approved: str) -> None:
    number = issue(office, boris, approved, office.unlock("document_signer", passphrase)).number
    for _turn in range(2):
        suspend(office, boris, number, "The police asks.")
        lift_suspension(office, boris, anna, number, "Cleared up.")
    assert "ACT_NOT_CONFIRMED" not in codes(office)
    suspend(office, boris, number, "Once more.")
    facts = {"text": "Cleared up.", "second": "anna"}  # what anna signed the last time does not count again
    office.record_alone(boris, "SUSPENSION_LIFTED", number, facts)
    assert "ACT_NOT_CONFIRMED" in codes(office)


def test_from_the_twenty_first_suspension_of_a_day_on_two_people_sign_and_an_audit_finds_one_alone(
    office: Office, anna: Actor, boris: Actor, approved: str
) -> None:
    carla = office.log_in("carla", passphrase)
    number = issue(office, boris, approved, office.unlock("document_signer", passphrase)).number
    before = verify_journal(office)  # what other tests planted
    for _turn in range(suspended_on(office.register, days(office.clock.today)), 20):
        suspend(office, boris, number, "The police asks.")
        lift_suspension(office, boris, anna, number, "Cleared up.")
    with pytest.raises(Refusal, match="SUSPENSIONS_MANY"):
        suspend(office, boris, number, "One more.")
    for second, code in ((boris, "SUSPENDING_NEEDS_SECOND_PERSON"), (anna, "ROLE_MISSING")):
        with pytest.raises(Refusal, match=code):
            suspend(office, boris, number, "One more.", second)
    suspend(office, boris, number, "One more.", carla)
    lift_suspension(office, boris, anna, number, "Cleared up.")
    assert verify_journal(office) == before
    office.record_alone(boris, "CERTIFICATE_SUSPENDED", number, {"on": days(office.clock.today), "text": "Alone."})
    newest = last_entry(office.register)
    assert newest is not None
    found = set(verify_journal(office)) - set(before)
    assert [(each.seq, each.code) for each in found] == [(newest.seq, "ACT_NOT_CONFIRMED")]


def test_an_audit_finds_revocations_one_by_one_beyond_the_limit_of_a_day(
    office: Office, anna: Actor, boris: Actor, approved: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = issue(office, boris, approved, office.unlock("document_signer", passphrase)).number
    revoke(office, boris, anna, number, "ERROR", "A test.")
    assert "REVOKED_BEYOND_LIMIT" not in codes(office) and second_persons.MOST_IN_A_DAY == 20
    monkeypatch.setattr(second_persons, "MOST_IN_A_DAY", 0)  # twenty-one certificates would take a while
    assert "REVOKED_BEYOND_LIMIT" in codes(office)


def test_a_confirmation_of_something_else_is_none(office: Office, anna: Actor, boris: Actor, approved: str) -> None:
    number = issue(office, boris, approved, office.unlock("document_signer", passphrase)).number
    facts = {"on": days(office.clock.today), "reason": 1, "text": "An error.", "ground": "ERROR"}
    with transaction(office.register):
        office.record(anna, "REVOCATION_CONFIRMED", number, facts)
        office.record(boris, "CERTIFICATE_REVOKED", number, {**facts, "reason": 5, "second": "anna"})
    assert "REVOCATION_NOT_CONFIRMED" in codes(office)
