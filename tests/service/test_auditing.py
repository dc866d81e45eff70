"""The audit finds what a patched program would have let pass."""

from certapp.register.connection import transaction
from certapp.service.auditing import verify_journal
from certapp.service.clock import days
from certapp.service.issuing import issue
from certapp.service.office import Actor, Office
from tests.offices import passphrase


def codes(office: Office) -> set[str]:
    return {fault.code for fault in verify_journal(office)}


def test_a_revocation_that_only_one_person_signed_is_found(office: Office, boris: Actor, approved: str) -> None:
    assert codes(office) == set()
    number = issue(office, boris, approved, office.unlock("document_signer", passphrase)).number
    facts = {"on": days(office.clock.today), "reason": 1, "text": "Alone.", "ground": "ERROR", "second": "anna"}
    with transaction(office.register):  # as a program would that does not ask the second person
        office.record(boris, "CERTIFICATE_REVOKED", number, facts)
    assert codes(office) == {"REVOCATION_NOT_CONFIRMED"}


def test_an_act_of_somebody_without_the_role_is_found(office: Office) -> None:
    dora = office.log_in("dora", passphrase)
    office.record_alone(dora, "BULLETIN_SIGNED", "bulletin", {"sequence": 99, "entries": 0})
    faults = verify_journal(office)
    assert "ACT_WITHOUT_ROLE" in {fault.code for fault in faults}
    assert any("dora" in fault.text() for fault in faults)
