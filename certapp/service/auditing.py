"""Checking the journal, without any key: what an auditor does."""

from collections.abc import Iterator

from certapp.register.journal import entries, last_entry, verify
from certapp.register.replay import JournalFault
from certapp.service.office import Office
from certapp.service.revoking import CASE_ROLES
from certapp.trust.certificate import kid, read_certificate
from certapp.trust.es256 import verifies


def verify_journal(office: Office) -> tuple[JournalFault, ...]:
    """Every fault of journal and state; empty where all is whole."""
    certificates = {kid(official.certificate): official for official in office.roster.officials}
    keys = {official.certificate: read_certificate(official.certificate).key for official in office.roster.officials}

    def certificate_of(key: bytes) -> bytes | None:
        official = certificates.get(key)
        return official.certificate if official else None

    def owner_of(key: bytes) -> str | None:
        official = certificates.get(key)
        return official.id if official else None

    def check(certificate: bytes, data: bytes, signature: bytes) -> bool:
        return verifies(keys[certificate], signature, data)

    faults = verify(office.register, certificate_of, check, owner_of)
    # What acts meant is asked only of a journal that says what was written.
    return faults or tuple(_acts_without_right(office))


_ROLES = {
    "APPLICATION_RECEIVED": ("CLERK", "OFFICER"),
    "APPLICATION_APPROVED": ("APPROVER",),
    "NUMBER_RESERVED": ("SEAL_HOLDER",),
    "CERTIFICATE_ISSUED": ("SEAL_HOLDER",),
    "REVOCATION_CONFIRMED": CASE_ROLES,
    "CERTIFICATE_REVOKED": CASE_ROLES,
    "BULLETIN_SIGNED": ("SUPERVISOR",),
    "OFFICE_RESUMED": ("SUPERVISOR",),
}


def _acts_without_right(office: Office) -> Iterator[JournalFault]:
    """Acts that no honest program would have let pass: the signature is good, but its owner had no right to it."""
    confirmed: dict[str, str] = {}
    supervisors = {official.id for official in office.roster.officials if "SUPERVISOR" in official.roles}
    roles = {official.id: official.roles for official in office.roster.officials}
    for entry in entries(office.register):
        needed = _ROLES.get(entry.type)
        if needed and not roles.get(entry.actor, frozenset()) & set(needed):
            yield JournalFault(entry.seq, "ACT_WITHOUT_ROLE", (("actor", entry.actor), ("act", entry.type)))
        if entry.type == "REVOCATION_CONFIRMED":
            confirmed[entry.subject] = entry.actor
        elif entry.type == "CERTIFICATE_REVOKED":
            second = entry.facts().get("second")
            if confirmed.get(entry.subject) != second or not {entry.actor, second} & supervisors:
                yield JournalFault(entry.seq, "REVOCATION_NOT_CONFIRMED", (("number", entry.subject),))


def journal_length(office: Office) -> int:
    """How many entries there are."""
    last = last_entry(office.register)
    return last.seq if last else 0
