"""The second signature: where the profile asks for it, who approves signs what the code will say.

It is made at the approval, by the approver's own key, and waits in the journal entry of the approval until the code is
made. An approval that has none, or one that counts no more, is given one before the issue: whoever signs then approves.
id8 is chosen here and signed too: one approval is good for one certificate.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.model.record import Row
from certapp.model.signing import SigningKey
from certapp.register.journal import entries
from certapp.seal.claims import Claims, SecondSignature
from certapp.seal.fitting import SealedCode, fitted, fitting_of, seal_as
from certapp.seal.second import second_of_claims
from certapp.service.making import issued_record
from certapp.service.office import CA_CERTIFICATE, CRL, Actor, Office
from certapp.service.sealing import claims_of
from certapp.trust.package import build_package
from certapp.trust.second import person_counts

COUNTERSIGNED: Final = "APPROVAL_COUNTERSIGNED"
"""The act by which an approval gets, before the issue, the second signature that it lacked; facts as of an approval."""
_STAND_IN: Final = "{country}-{year}-{office}-999999-X"
"""As long as the number that the issue will give."""


@dataclass(frozen=True)
class Countersigned:
    """What an approval left for the code: its id8, how it was fitted, the approver's kid and signature."""

    id8: bytes
    place: int
    second: SecondSignature

    def seal(self, claims: Claims, key: SigningKey) -> SealedCode:
        """The code with both signatures."""
        return seal_as(replace(claims, second=self.second), self.place, key.kid, key.sign_raw)


def wanted(office: Office) -> bool:
    """Whether the national profile asks for a second signature in the code."""
    return office.form.settings.get("second_signature") is True


def countersign(office: Office, actor: Actor, record: Row) -> dict[str, Any]:
    """Sign what the code of `record` will say; gives what the entry of the approval keeps of it.

    Refusal TEXT_NOT_PRINTABLE, and what a token says.
    """
    today, id8 = office.clock.today, secrets.token_bytes(8)
    number = _STAND_IN.format(country=office.country, year=today.year, office=office.code)
    complete = issued_record(office, record, number, actor.name, actor.name, today)
    at, digest = office.clock.seconds, secrets.token_bytes(32)
    claims = claims_of(office.form, complete, issuer=office.country, at=at, cti=id8, digest=digest)
    place = fitting_of(claims)
    kid = actor.key.kid
    signature = actor.key.sign_raw(second_of_claims(kid, fitted(claims, place)[1]))
    _make_known(office, actor)
    return {"id8": id8, "fitting": place, "second_kid": kid, "second": signature}


def countersigned(office: Office, number: str) -> Countersigned | None:
    """What the approval of an application left; None where the profile did not ask for it then."""
    kinds = ("APPLICATION_APPROVED", "APPLICATION_PARTLY_APPROVED", COUNTERSIGNED)
    found: Mapping[str, Any] = {}
    for entry in entries(office.register, subject=number):
        if entry.type in kinds:
            found = entry.facts()
    if "second" not in found:
        return None
    second = SecondSignature(found["second_kid"], found["second"])
    return Countersigned(found["id8"], int(found["fitting"]), second)


def still_lacking(office: Office, number: str) -> Refusal | None:
    """What an approved application's second signature lacks, where the profile asks for one; None: nothing.

    SECOND_SIGNATURE_REQUIRED: it was approved before the profile asked. SECOND_SIGNATURE_ENDED: by a key that was
    revoked since. Who may approve signs it then, as long as nothing is issued (`deciding.approve`).
    """
    return lacking_of(office)(number)


def lacking_of(office: Office) -> Callable[[str], Refusal | None]:
    """The same for many applications: what the office believes is read once."""
    view = cache(office.trust.view)

    def lacking(number: str) -> Refusal | None:
        if not wanted(office):
            return None
        left = countersigned(office, number)
        if left is None:
            return Refusal("SECOND_SIGNATURE_REQUIRED", application=number)
        if person_counts(left.second.kid, view(), office.country, office.clock.seconds):
            return None
        return Refusal("SECOND_SIGNATURE_ENDED", application=number)

    return lacking


def _make_known(office: Office, actor: Actor) -> None:
    """The approver's certificate goes into the office's own package, and with the next export to the border."""
    ca = (office.folder.trust / CA_CERTIFICATE).read_bytes()
    mine = actor.official.certificate
    if all(each.der != mine for each in office.trust.approvers_under(ca)):
        crl = (office.folder.trust / CRL).read_bytes()
        office.trust.import_file(build_package(ca, (), (), crl, approvers=(mine,)), office.clock.seconds)
