"""Whether two supervisors can act in an office: without a second one it can report no theft of its signer.

The roster is the country's: who is on it but has no key here cannot sign here.
"""

from collections.abc import Iterable
from typing import Final

from certapp.service.ceremony import Wanted
from certapp.service.office import Office
from certapp.service.rights import Right, has
from certapp.trust.carried import Kind
from certapp.trust.certificate import read_certificate
from certapp.trust.keyring import personal
from certapp.trust.roster import Official

NEEDED: Final = 2
"""Who reports a theft, and the second who confirms it."""


def able_supervisors(office: Office) -> tuple[Official, ...]:
    """The supervisors who can sign here today: their key is here and their certificate has not ended."""
    now = office.clock.seconds
    return tuple(each for each in _with_key_here(office) if read_certificate(each.certificate).not_after >= now)


def two_can_act(office: Office) -> bool:
    """Whether two supervisors can sign here today."""
    return len(able_supervisors(office)) >= NEEDED


def two_can_act_until(office: Office) -> int | None:
    """Seconds since 1970 until which two can, by the certificates of those whose key is here; None where there are
    not even two."""
    ends = sorted((read_certificate(each.certificate).not_after for each in _with_key_here(office)), reverse=True)
    return ends[NEEDED - 1] if len(ends) >= NEEDED else None


def takes_the_second(office: Office, wanted: Iterable[Wanted]) -> bool:
    """Whether two can act now, and fewer once the country CA has signed what is wanted."""
    able = {each.id for each in able_supervisors(office)}
    left = set(able)
    for each in wanted:
        supervises = has(each.roles, Right.SUPERVISE)
        if each.kind is Kind.RETIRE or (each.kind is Kind.ROLES and not supervises):
            left.discard(each.subject)
        elif each.kind in (Kind.PERSON, Kind.ROLES) and supervises:
            left.add(each.subject)
    return len(able) >= NEEDED > len(left)


def _with_key_here(office: Office) -> list[Official]:
    people = office.roster.officials
    return [each for each in people if has(each.roles, Right.SUPERVISE) and office.keys.holds(personal(each.id))]
