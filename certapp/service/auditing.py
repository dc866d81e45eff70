"""Checking the journal, without any key: what an auditor does."""

from certapp.register.journal import last_entry, verify
from certapp.register.replay import JournalFault
from certapp.service.meaning import meaning_faults
from certapp.service.office import Office
from certapp.service.rosters import officials_ever
from certapp.trust.certificate import read_certificate
from certapp.trust.es256 import verifies


def verify_journal(office: Office) -> tuple[JournalFault, ...]:
    """Every fault of journal and state; empty where all is whole."""
    certificates = officials_ever(office)
    keys = {each.certificate: read_certificate(each.certificate).key for each in certificates.values()}

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
    return faults or tuple(meaning_faults(office))


def journal_length(office: Office) -> int:
    """How many entries there are."""
    last = last_entry(office.register)
    return last.seq if last else 0
