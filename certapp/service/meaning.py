"""What the acts of a whole journal meant: who had the right, was the approved thing issued, did two people revoke.

The journal's own check says that everything was written as it stands. This one finds what a patched program would
have let somebody write.
"""

from collections.abc import Iterator
from typing import Any

from certapp.model.errors import Refusal
from certapp.model.record import plain_row
from certapp.register.applications import application
from certapp.register.entry import Entry
from certapp.register.journal import entries
from certapp.register.replay import JournalFault
from certapp.seal import cbor, cose
from certapp.seal.claims import decode_claims
from certapp.seal.text import from_text
from certapp.service import stops
from certapp.service.casework import DESK
from certapp.service.copying import COPY_MADE, COPY_ROLES
from certapp.service.deciding import granted
from certapp.service.letters import LETTER_MADE, LETTER_ROLES
from certapp.service.making import leaving_record
from certapp.service.office import Office
from certapp.service.revoking import CASE_ROLES
from certapp.service.tagging import TAG_ROLES, TAGS_MADE

_ROLES = {
    "OFFICE_CREATED": ("SUPERVISOR",),
    "APPLICATION_RECEIVED": ("CLERK", "OFFICER"),
    "APPLICATION_APPROVED": ("APPROVER",),
    stops.STOP_LIFTED: (stops.ROLE,),
    "APPLICATION_PARTLY_APPROVED": ("APPROVER",),
    "APPLICATION_REFUSED": ("APPROVER",),
    "APPLICATION_NOT_REQUIRED": ("APPROVER",),
    "PROPOSAL_RETURNED": ("APPROVER",),
    LETTER_MADE: LETTER_ROLES,
    COPY_MADE: COPY_ROLES,
    TAGS_MADE: TAG_ROLES,
    "REVIEW_BEGUN": DESK,
    "INFORMATION_REQUESTED": DESK,
    "INFORMATION_ANSWERED": DESK,
    "APPLICATION_AMENDED": DESK,
    "EXPERT_ASKED": DESK,
    "OPINION_RECEIVED": (*DESK, "EXPERT"),
    "DECISION_PROPOSED": DESK,
    "APPLICATION_WITHDRAWN": DESK,
    "APPLICATION_LAPSED": DESK,
    "FEE_RECEIVED": DESK,
    "NUMBER_RESERVED": ("SEAL_HOLDER",),
    "NUMBER_VOID": ("SEAL_HOLDER", "SUPERVISOR"),
    "CERTIFICATE_ISSUED": ("SEAL_HOLDER",),
    "REVOCATION_CONFIRMED": CASE_ROLES,
    "CERTIFICATE_REVOKED": CASE_ROLES,
    "BULLETIN_SIGNED": ("SUPERVISOR",),
    "PACKAGE_EXPORTED": ("SUPERVISOR", "ADMIN"),
    "OFFICE_RESUMED": ("SUPERVISOR",),
    "SIGNER_ENROLLED": ("SUPERVISOR", "ADMIN"),
    "TIME_STAMPS_SET": ("SUPERVISOR", "ADMIN"),
}
_CHOSEN_AT_ISSUE = frozenset({"legal_basis", "place_of_issue", "second_language"})
"""Filled from the profile where the application left them open."""


def meaning_faults(office: Office) -> Iterator[JournalFault]:
    """Every act that no honest program would have let pass, in order."""
    roles = {official.id: official.roles for official in office.roster.officials}
    confirmed: dict[str, tuple[str, dict[str, Any]]] = {}
    for entry in entries(office.register):
        needed = _ROLES.get(entry.type)
        if needed and not roles.get(entry.actor, frozenset()) & set(needed):
            yield _fault(entry, "ACT_WITHOUT_ROLE", actor=entry.actor, act=entry.type)
        if entry.type == "REVOCATION_CONFIRMED":
            confirmed[entry.subject] = (entry.actor, entry.facts())
        elif entry.type == "CERTIFICATE_REVOKED":
            facts = entry.facts()
            second = facts.pop("second", None)
            supervised = any("SUPERVISOR" in roles.get(str(who), frozenset()) for who in (entry.actor, second))
            if confirmed.get(entry.subject) != (second, facts) or not supervised:
                yield _fault(entry, "REVOCATION_NOT_CONFIRMED", number=entry.subject)
        elif entry.type == LETTER_MADE and entry.facts()["pdf_sha256"] not in office.attachments:
            yield _fault(entry, "LETTER_MISSING", number=entry.subject)
        elif entry.type == "CERTIFICATE_ISSUED":
            yield from _issued(office, entry)


def _issued(office: Office, entry: Entry) -> Iterator[JournalFault]:
    facts = entry.facts()
    if not _code_agrees(entry.subject, facts):
        yield _fault(entry, "CODE_OF_OTHER_CERTIFICATE", number=entry.subject)
    if not _as_approved(office, facts):
        yield _fault(entry, "ISSUED_OTHER_THAN_APPROVED", number=entry.subject)
    if facts["pdf_sha256"] not in office.attachments:
        yield _fault(entry, "PDF_MISSING", number=entry.subject)


def _code_agrees(number: str, facts: dict[str, Any]) -> bool:
    """The code speaks of this number, id, record and days."""
    try:
        claims = decode_claims(cose.parse(from_text(facts["code_text"])).payload)
    except Refusal:
        return False
    said = (claims.number, claims.id, claims.record_digest, claims.issued_on, claims.valid_until)
    return said == (number, facts["id8"], facts["digest"], facts["issued_on"], facts["valid_until"])


def _as_approved(office: Office, facts: dict[str, Any]) -> bool:
    """The issued record is the approved one, and what the office adds at issue."""
    issued = cbor.decode(facts["record"], cbor.RECORD)
    if not isinstance(issued, dict):
        return False
    if issued.get("form_digest") != office.form.digest:
        return True  # made on an earlier form, which this program cannot read the approved record with
    approved = application(office.register, facts["application"])
    allowed = granted(office, approved.number, office.stored_record(approved.record))
    leaving = plain_row(leaving_record(office, allowed))
    by_office = {field.id for field in office.form.root.fields if field.by_program} | (_CHOSEN_AT_ISSUE - set(leaving))
    return {name: value for name, value in issued.items() if name not in by_office} == {
        name: value for name, value in leaving.items() if name not in by_office
    }


def _fault(entry: Entry, code: str, **params: object) -> JournalFault:
    return JournalFault(entry.seq, code, tuple(params.items()))
