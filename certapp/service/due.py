"""What must be renewed and by when: lists, signers, certificates, the country CA, stamps of kept copies."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from certapp.model.errors import Refusal
from certapp.service.ceremony import signer_waits
from certapp.service.kept_copies import kept_copies
from certapp.service.office import CA_CERTIFICATE, CRL, Office
from certapp.service.supervision import two_can_act_until
from certapp.trust.certificate import read_certificate
from certapp.trust.hierarchy import signs_until
from certapp.trust.keyring import DOCUMENT_SIGNER, STATUS_SIGNER
from certapp.trust.path import read_crl

DAY: Final = 86400


class Subject(StrEnum):
    """What comes to its end."""

    BULLETIN = "BULLETIN"
    SIGNERS_LIST = "SIGNERS_LIST"
    DOCUMENT_SIGNER = "DOCUMENT_SIGNER"
    STATUS_SIGNER = "STATUS_SIGNER"
    PERSON = "PERSON"
    COUNTRY_CA = "COUNTRY_CA"
    KEPT_COPY = "KEPT_COPY"
    SUPERVISORS = "SUPERVISORS"
    """That two supervisors can act here, as a theft needs (`supervision`); told of only where it is soon over."""


EARLY: Final = {
    Subject.BULLETIN: 7 * DAY,
    Subject.SIGNERS_LIST: 30 * DAY,
    Subject.DOCUMENT_SIGNER: 45 * DAY,
    Subject.STATUS_SIGNER: 45 * DAY,
    Subject.PERSON: 30 * DAY,
    Subject.COUNTRY_CA: 365 * DAY,
    Subject.KEPT_COPY: 180 * DAY,
    Subject.SUPERVISORS: 30 * DAY,
}
"""Seconds before the end from which on it is urgent. A document signer's successor travels a month before."""
MOST_COPIES: Final = 5
"""Kept copies told of, those whose stamps end first."""


@dataclass(frozen=True, order=True)
class Due:
    """One end. at: seconds since 1970; now: when it was asked.

    who: an official's name, where it is a person's, or the number of the certificate whose kept copy it is.
    """

    at: int
    subject: Subject
    who: str
    now: int
    waits: bool = False
    """A successor is here and waits to be taken into use."""

    @property
    def over(self) -> bool:
        """It has ended."""
        return self.at < self.now

    @property
    def soon(self) -> bool:
        """It ends soon enough to be seen to now; or it has."""
        return self.at - EARLY[self.subject] < self.now


def due_dates(office: Office) -> tuple[Due, ...]:
    """Every end there is, the next one first; what is not here (another office signs the bulletins) is left out."""
    now, trust = office.clock.seconds, office.folder.trust
    ca = read_certificate((trust / CA_CERTIFICATE).read_bytes())
    found = [Due(ca.not_after, Subject.COUNTRY_CA, "", now)]
    crls = [read_crl((trust / CRL).read_bytes(), ca)]
    found.append(Due(max(crl.next_update for crl in crls), Subject.SIGNERS_LIST, "", now))
    bulletin = office.trust.view().bulletins.get(office.country)
    if bulletin is not None:
        found.append(Due(bulletin.next_update, Subject.BULLETIN, "", now))
    for name, subject in ((DOCUMENT_SIGNER, Subject.DOCUMENT_SIGNER), (STATUS_SIGNER, Subject.STATUS_SIGNER)):
        try:
            certificate = office.keys.certificate(name)
        except Refusal:
            continue
        waits = name == DOCUMENT_SIGNER and signer_waits(office) is not None
        found.append(Due(signs_until(certificate), subject, "", now, waits))
    for official in office.roster.officials:
        found.append(Due(read_certificate(official.certificate).not_after, Subject.PERSON, official.name, now))
    two_until = two_can_act_until(office)
    since = min(office.roster.issued_at, now - 1)
    both = Due(since if two_until is None else two_until, Subject.SUPERVISORS, "", now)
    found += [both] if two_until is None or both.soon else []
    found += [Due(copy.ends, Subject.KEPT_COPY, copy.number, now) for copy in kept_copies(office)[:MOST_COPIES]]
    return tuple(sorted(found))
