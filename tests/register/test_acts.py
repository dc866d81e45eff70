"""What the acts do to applications, numbers and certificates, and what they refuse."""

import hashlib

import pytest

from certapp.model.certificate_number import make_number
from certapp.model.errors import Refusal
from certapp.register.applications import (
    application,
    application_counts,
    application_lines,
    next_application_number,
)
from certapp.register.attachments import Attachment, attachments_of, known_files
from certapp.register.certificates import certificate, find_certificate, newest_certificates, withdrawn
from certapp.register.connection import transaction
from certapp.register.numbers import number_state, unfinished
from certapp.register.recovery import INTERRUPTED, recover, void
from tests.register.office import DAY, KEYS, START, Office

FIRST = "A-2026-01-000001"
SECOND = "A-2026-01-000002"


def test_an_application_goes_from_received_to_issued(office: Office) -> None:
    digest = office.receive(FIRST)
    received = application(office.connection, FIRST)
    assert (received.status, received.prepared_by, received.digest) == ("RECEIVED", "clerk", digest)
    assert received.received_at == office.acts[-1].at
    office.approve(FIRST, digest)
    approved = application(office.connection, FIRST)
    assert (approved.status, approved.approved_by) == ("APPROVED", "approver")
    number = office.reserve(FIRST)
    assert number == "XA-2026-01-000001-" + number[-1]
    assert unfinished(office.connection) == (number,)
    office.seal(number, FIRST)
    assert application(office.connection, FIRST).status == "ISSUED"
    assert unfinished(office.connection) == ()
    issued = certificate(office.connection, number)
    assert (issued.status, issued.application, issued.valid_until) == ("ISSUED", FIRST, DAY + 365)
    assert find_certificate(office.connection, id8=issued.id8) == issued
    assert find_certificate(office.connection, application=FIRST) == issued
    assert find_certificate(office.connection, application=SECOND) is None


@pytest.mark.parametrize(("reason", "status"), [(2, "REPLACED"), (3, "REVOKED")])
def test_a_revoked_certificate_says_so(office: Office, reason: int, status: str) -> None:
    number = office.issue(FIRST)
    office.revoke(number, reason)
    revoked = certificate(office.connection, number)
    assert revoked.status == status
    assert revoked.revocation is not None and revoked.revocation.second_person == "approver"
    assert withdrawn(office.connection) == [(revoked.id8, DAY + 5, reason, "")]
    assert withdrawn(office.connection, oldest_day=DAY + 366) == []


def test_the_preparer_may_not_approve(office: Office) -> None:
    digest = office.receive(FIRST)
    with pytest.raises(Refusal, match="APPROVER_IS_PREPARER"):
        office.approve(FIRST, digest, actor="clerk")
    assert application(office.connection, FIRST).status == "RECEIVED"


def test_an_approval_counts_only_for_what_was_received(office: Office) -> None:
    office.receive(FIRST)
    with pytest.raises(Refusal, match="APPROVAL_OF_OTHER_CONTENT"):
        office.approve(FIRST, hashlib.sha256(b"another draft").digest())


def test_nothing_is_approved_twice(office: Office) -> None:
    digest = office.receive(FIRST)
    office.approve(FIRST, digest)
    with pytest.raises(Refusal, match="APPLICATION_ALREADY_APPROVED"):
        office.approve(FIRST, digest, actor="supervisor")


def test_an_application_that_nobody_approved_gets_no_number(office: Office) -> None:
    office.receive(FIRST)
    with pytest.raises(Refusal, match="APPLICATION_NOT_APPROVED"):
        office.reserve(FIRST)
    with pytest.raises(Refusal, match="APPLICATION_UNKNOWN"):
        office.reserve(SECOND)


def test_an_application_is_issued_once(office: Office) -> None:
    office.issue(FIRST)
    with pytest.raises(Refusal, match="APPLICATION_ALREADY_ISSUED"):
        office.reserve(FIRST)


def test_a_number_is_taken_in_its_turn(office: Office) -> None:
    office.issue(FIRST)
    for serial in (3, 4):
        number = make_number("XA", 2026, "01", serial)
        with pytest.raises(Refusal, match="NUMBER_OUT_OF_ORDER"):
            office.act("approver", "NUMBER_VOID", number, {"reason": "gap"})


def test_a_certificate_needs_the_number_reserved_for_it(office: Office) -> None:
    office.approve(FIRST, office.receive(FIRST))
    office.approve(SECOND, office.receive(SECOND))
    number = office.reserve(FIRST)
    with pytest.raises(Refusal, match="NUMBER_NOT_RESERVED"):
        office.seal(number, SECOND)
    with pytest.raises(Refusal, match="NUMBER_NOT_RESERVED"):
        office.seal(make_number("XA", 2026, "01", 2), FIRST)


def test_an_interrupted_number_is_void_and_the_next_one_is_taken(office: Office) -> None:
    office.approve(FIRST, office.receive(FIRST))
    lost = office.reserve(FIRST)
    with transaction(office.connection):
        assert recover(office.connection, "approver", KEYS["approver"], office.at, 0) == (lost,)
    state = number_state(office.connection, lost)
    assert state is not None and (state.state, state.application) == ("void", FIRST)
    with pytest.raises(Refusal, match="NUMBER_NOT_RESERVED"):
        office.seal(lost, FIRST)
    again = office.reserve(FIRST)
    assert again.split("-")[3] == "000002"
    office.seal(again, FIRST)


def test_a_gap_after_a_restore_is_accounted_for(office: Office) -> None:
    number = make_number("XA", 2026, "01", 1)
    with transaction(office.connection):
        entry = void(office.connection, "supervisor", KEYS["supervisor"], number, INTERRUPTED, office.at, 0)
    assert entry.facts() == {"reason": INTERRUPTED}
    state = number_state(office.connection, number)
    assert state is not None and state.state == "void"
    assert number_state(office.connection, make_number("XA", 2026, "01", 2)) is None


def test_a_revocation_needs_two_persons_and_happens_once(office: Office) -> None:
    number = office.issue(FIRST)
    for second in ("supervisor", ""):
        with pytest.raises(Refusal, match="REVOCATION_NEEDS_SECOND_PERSON"):
            office.revoke(number, second=second)
    office.revoke(number)
    with pytest.raises(Refusal, match="CERTIFICATE_ALREADY_REVOKED"):
        office.revoke(number)
    with pytest.raises(Refusal, match="CERTIFICATE_UNKNOWN"):
        office.revoke(make_number("XA", 2026, "01", 7))
    with pytest.raises(Refusal, match="CERTIFICATE_UNKNOWN"):
        certificate(office.connection, "XA")


def test_a_malformed_payload_is_the_programs_fault_and_changes_nothing(office: Office) -> None:
    with pytest.raises(KeyError):
        office.act("clerk", "APPLICATION_RECEIVED", FIRST, {"title": "no record"})
    with pytest.raises(ValueError, match="journal begins"):
        office.act("clerk", "OFFICE_CREATED", "XA-01", {"settings": {}})
    with pytest.raises(Refusal, match="APPLICATION_UNKNOWN"):
        application(office.connection, FIRST)


def test_lists_show_the_newest_first_page_by_page(office: Office) -> None:
    numbers = []
    for serial in range(1, 8):
        number = next_application_number(office.connection, 2026, "01")
        assert number == f"A-2026-01-{serial:06d}"
        numbers.append(number)
        office.receive(number)
    first = application_lines(office.connection, limit=3)
    second = application_lines(office.connection, limit=10, before=first[-1].id)
    assert [line.number for line in first + second] == numbers[::-1]
    assert application_lines(office.connection, "APPROVED") == []
    assert application_lines(office.connection, "RECEIVED", limit=3) == first
    assert application_counts(office.connection) == {"RECEIVED": 7}
    assert next_application_number(office.connection, 2027, "01") == "A-2027-01-000001"


def test_issued_certificates_are_listed_newest_first(office: Office) -> None:
    numbers = [office.issue(FIRST), office.issue(SECOND)]
    listed = newest_certificates(office.connection)
    assert [item.number for item in listed] == numbers[::-1]
    assert [item.number for item in newest_certificates(office.connection, before=listed[0])] == [numbers[0]]
    assert application_lines(office.connection)[0].certificate == numbers[1]


def test_files_of_an_application_are_known(office: Office) -> None:
    number = office.issue(FIRST)
    photo = hashlib.sha256(b"Harbour at dawn").hexdigest()
    assert attachments_of(office.connection, FIRST) == [Attachment(photo, 9, "image/jpeg", "front.jpg")]
    assert known_files(office.connection) == {photo, certificate(office.connection, number).pdf_sha256}


def test_times_are_those_of_the_acts(office: Office) -> None:
    number = office.issue(FIRST)
    assert certificate(office.connection, number).issued_at == office.at > START
