"""What the acts of a whole journal meant: who had the right, was the approved thing issued, did two people revoke.

The journal's own check says that everything was written as it stands. This one finds what a patched program would
have let somebody write.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from certapp.model.certificate_number import read_number
from certapp.model.errors import Refusal
from certapp.model.record import as_written, plain_row
from certapp.register.applications import application
from certapp.register.entry import Entry
from certapp.register.journal import CLOCK_CONFIRMED, entries
from certapp.register.replay import JournalFault
from certapp.seal import cbor, cose
from certapp.seal.claims import decode_claims
from certapp.seal.text import from_text
from certapp.service import stops
from certapp.service.auditor_copy import is_auditor_copy
from certapp.service.clock import day_of_milliseconds
from certapp.service.copying import COPY_MADE
from certapp.service.countersigning import COUNTERSIGNED, countersigned
from certapp.service.deciding import granted
from certapp.service.letters import LETTER_MADE
from certapp.service.making import leaving_record
from certapp.service.office import CA_MOVED, ROSTER_TAKEN, Office
from certapp.service.requiring_second import SET as SECOND_SET
from certapp.service.rights import Right, roles_of
from certapp.service.rosters import RostersInForce
from certapp.service.second_persons import SecondPersons
from certapp.service.tagging import TAGS_MADE

RIGHTS: dict[str, tuple[str, ...]] = {
    "OFFICE_CREATED": (Right.SUPERVISE,),
    "APPLICATION_RECEIVED": (Right.PREPARE,),
    "APPLICATION_APPROVED": (Right.DECIDE,),
    stops.STOP_LIFTED: (Right.SUPERVISE,),
    "APPLICATION_PARTLY_APPROVED": (Right.DECIDE,),
    COUNTERSIGNED: (Right.DECIDE,),
    "APPLICATION_REFUSED": (Right.DECIDE,),
    "APPEAL_FILED": (Right.PREPARE,),
    "DELAY_BEGUN": (Right.PREPARE,),
    "REFUSAL_CLOSED": (Right.DECIDE,),
    "APPLICATION_NOT_REQUIRED": (Right.DECIDE,),
    "PROPOSAL_RETURNED": (Right.DECIDE,),
    LETTER_MADE: (Right.WRITE_LETTERS,),
    COPY_MADE: (Right.COPY,),
    TAGS_MADE: (Right.SEAL,),
    "REVIEW_BEGUN": (Right.PREPARE,),
    "INFORMATION_REQUESTED": (Right.PREPARE,),
    "INFORMATION_ANSWERED": (Right.PREPARE,),
    "APPLICATION_AMENDED": (Right.PREPARE,),
    "EXPERT_ASKED": (Right.PREPARE,),
    "OPINION_RECEIVED": (Right.ADVISE,),
    "DECISION_PROPOSED": (Right.PREPARE,),
    "APPLICATION_WITHDRAWN": (Right.PREPARE,),
    "APPLICATION_LAPSED": (Right.PREPARE,),
    "FEE_RECEIVED": (Right.PREPARE,),
    "NUMBER_RESERVED": (Right.SEAL,),
    "NUMBER_VOID": (Right.MAKE_VOID,),
    "CERTIFICATE_ISSUED": (Right.SEAL,),
    "REVOCATION_CONFIRMED": (Right.REVOKE,),
    "REVOCATIONS_CONFIRMED": (Right.DECIDE, Right.SUPERVISE),
    "CERTIFICATE_REVOKED": (Right.REVOKE,),
    "CERTIFICATE_SUSPENDED": (Right.SUPERVISE,),
    "SUSPENSION_CONFIRMED": (Right.DECIDE, Right.SUPERVISE),
    "LIFTING_CONFIRMED": (Right.REVOKE,),
    "SUSPENSION_LIFTED": (Right.REVOKE,),
    "ENDORSEMENT_TAKEN": (Right.FOLLOW,),
    "EXTENSION_CONFIRMED": (Right.REVOKE,),
    "CERTIFICATE_EXTENDED": (Right.SEAL,),
    "STOP_ABROAD_ADDED": (Right.FOLLOW,),
    "RETURN_INSPECTED": (Right.FOLLOW,),
    "RETURN_REMINDED": (Right.CLEAR_UP,),
    "CERTIFICATE_SURRENDERED": (Right.FOLLOW,),
    "EXPORT_NOT_RETURNED": (Right.SUPERVISE,),
    "TASK_CLOSED": (Right.CLEAR_UP,),
    "POST_ACCEPTED": (Right.SUPERVISE,),
    "SIGNER_STOLEN_CONFIRMED": (Right.SUPERVISE,),
    "SIGNER_STOLEN": (Right.SUPERVISE,),
    "DIGEST_SIGNED": (Right.SUPERVISE,),
    "BULLETIN_PUBLISHED": (Right.SUPERVISE,),
    "BULLETIN_SIGNED": (Right.SUPERVISE,),
    "PACKAGE_EXPORTED": (Right.HAND_OUT_TRUST,),
    "OFFICE_RESUMED": (Right.SUPERVISE,),
    CLOCK_CONFIRMED: (Right.SUPERVISE,),
    "SIGNER_ENROLLED": (Right.KEEP_KEYS,),
    "TIME_STAMPS_SET": (Right.KEEP_KEYS,),
    "CONTACT_SET": (Right.SUPERVISE,),
    SECOND_SET: (Right.SUPERVISE, Right.SEAL),
    ROSTER_TAKEN: (Right.KEEP_KEYS,),
    "CA_MOVE_CONFIRMED": (Right.REVOKE, Right.KEEP_KEYS, Right.AUDIT),
    CA_MOVED: (Right.KEEP_KEYS,),
    "SIGNER_CERTIFIED": (Right.KEEP_KEYS,),
    "CRL_TAKEN": (Right.KEEP_KEYS,),
    "CHECKPOINT_COUNTERSIGNED": (Right.AUDIT,),
    "JOURNAL_EXPORTED": (Right.AUDIT,),
    "LEGACY_RECORDED": (Right.PREPARE,),
    "LEGACY_AMENDED": (Right.PREPARE,),
    "LEGACY_CONFIRMED": (Right.DECIDE, Right.SUPERVISE),
    "LEGACY_VOID": (Right.PREPARE, Right.DECIDE, Right.SUPERVISE),
    "LEGACY_COVERAGE_CONFIRMED": (Right.REVOKE,),
    "LEGACY_COVERAGE_STATED": (Right.REVOKE,),
    "NUMBER_ANSWERED": (Right.READ,),
    "EXCHANGE_WRITTEN": (Right.SUPERVISE, Right.SEAL),
    "EXCHANGE_TAKEN": (Right.SUPERVISE,),
    "EXCHANGE_NOT_OURS": (Right.SUPERVISE,),
    "OFFICE_TWICE": (Right.SUPERVISE,),
    "EXCHANGE_SETTLED_CONFIRMED": (Right.SUPERVISE,),
    "EXCHANGE_SETTLED": (Right.SUPERVISE,),
    "BACKUPS_SET": (Right.KEEP_KEYS,),
    "BACKUP_MADE": (Right.KEEP_COPIES,),
}
"""Which right each act of the journal needs; one of several is enough."""
_CHOSEN_AT_ISSUE = frozenset({"legal_basis", "place_of_issue", "second_language"})
"""Filled from the profile where the application left them open."""


class Acts:
    """Who had the right to each act, and what two had to sign; entries are handed to `faults` in order."""

    def __init__(self, office: Office) -> None:
        self._rosters = RostersInForce(office)
        self._seconds = SecondPersons()

    def faults(self, entry: Entry) -> Iterator[JournalFault]:
        """What is wrong with this entry."""
        roles = self._rosters.roles_at(entry)
        if entry.actor_kid not in self._rosters.keys:
            yield _fault(entry, "ACT_BY_FORMER_KEY", actor=entry.actor)
        needed = RIGHTS.get(entry.type)
        if entry.type == "NUMBER_RESERVED":
            if "application" not in entry.facts():
                needed = (Right.SUPERVISE,)  # for blank forms
            if read_number(entry.subject).year != day_of_milliseconds(entry.at).year:
                yield _fault(entry, "NUMBER_OF_OTHER_YEAR", number=entry.subject)
        if needed and roles.get(entry.actor, frozenset()).isdisjoint(roles_of(needed)):
            yield _fault(entry, "ACT_WITHOUT_ROLE", actor=entry.actor, act=entry.type)
        yield from self._seconds.faults(entry, roles)

    def left(self) -> Iterator[JournalFault]:
        """What is wrong once there are no more entries."""
        return self._seconds.left()


class Papers:
    """What each certificate, letter and scan is against what was decided; entries may come in any order."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._with_files = not is_auditor_copy(office.folder.path)
        self._signed_twice = [
            (each.seq, int(each.facts()["since"])) for each in entries(office.register, kind=SECOND_SET)
        ]

    def faults(self, entry: Entry) -> Iterator[JournalFault]:
        """What is wrong with this entry."""
        attachments = self._office.attachments
        if entry.type == "CERTIFICATE_ISSUED":
            since = next((day for seq, day in reversed(self._signed_twice) if seq < entry.seq), 0)
            yield from _issued(self._office, entry, self._with_files, since)
        elif not self._with_files:
            return
        elif entry.type == LETTER_MADE and entry.facts()["pdf_sha256"] not in attachments:
            yield _fault(entry, "LETTER_MISSING", number=entry.subject)
        elif entry.type in ("LEGACY_RECORDED", "LEGACY_AMENDED"):
            for scan in entry.facts()["scans"]:
                if scan["sha256"] not in attachments:
                    yield _fault(entry, "SCAN_MISSING", number=entry.subject, name=scan["name"])


_TOLD_EVERY: Final = 500


def meaning_faults(office: Office, told: Callable[[int], object] = lambda more: None) -> Iterator[JournalFault]:
    """Every act that no honest program would have let pass, in order.

    `told(n)`: so many more entries are done, now and then. In an auditor's copy no papers are looked for: it has none.
    """
    acts, papers = Acts(office), Papers(office)
    for count, entry in enumerate(entries(office.register), 1):
        if count % _TOLD_EVERY == 0:
            told(_TOLD_EVERY)
        yield from acts.faults(entry)
        yield from papers.faults(entry)
    yield from acts.left()


def _issued(office: Office, entry: Entry, with_files: bool, signed_twice_since: int) -> Iterator[JournalFault]:
    facts = entry.facts()
    if not _code_agrees(entry.subject, facts):
        yield _fault(entry, "CODE_OF_OTHER_CERTIFICATE", number=entry.subject)
    if not _with_second(office, facts, signed_twice_since):
        yield _fault(entry, "CODE_WITHOUT_SECOND", number=entry.subject)
    if not _as_approved(office, facts):
        yield _fault(entry, "ISSUED_OTHER_THAN_APPROVED", number=entry.subject)
    if with_files and facts["pdf_sha256"] not in office.attachments:
        yield _fault(entry, "PDF_MISSING", number=entry.subject)


def _code_agrees(number: str, facts: dict[str, Any]) -> bool:
    """The code speaks of this number, id, record and days, and names the certificate that this one replaces."""
    try:
        claims = decode_claims(cose.parse(from_text(facts["code_text"])).payload)
    except Refusal:
        return False
    if facts.get("replaces") not in (None, claims.replaces):
        return False
    said = (claims.number, claims.id, claims.record_digest, claims.issued_on, claims.valid_until)
    return said == (number, facts["id8"], facts["digest"], facts["issued_on"], facts["valid_until"])


def _with_second(office: Office, facts: dict[str, Any], since: int) -> bool:
    """Where who approved signed the code too, that signature is in it; so it is wherever the border was told so."""
    approval = countersigned(office, facts["application"])
    if approval is None:
        return not 0 < since <= facts["issued_on"]
    try:
        return decode_claims(cose.parse(from_text(facts["code_text"])).payload).second == approval.second
    except Refusal:
        return False


def _as_approved(office: Office, facts: dict[str, Any]) -> bool:
    """The issued record is the approved one, and what the office adds at issue."""
    issued = cbor.decode(facts["record"], cbor.RECORD)
    if not isinstance(issued, dict):
        return False
    if issued.get("form_digest") != office.form.digest:
        return True  # made on an earlier form, which this program cannot read the approved record with
    approved = application(office.register, facts["application"])
    stored = cbor.decode(approved.record, cbor.RECORD)
    if not isinstance(stored, dict):
        return False
    allowed = granted(office, approved.number, as_written({str(name): value for name, value in stored.items()}))
    leaving = plain_row(leaving_record(office, allowed))
    by_office = {field.id for field in office.form.root.fields if field.by_program} | (_CHOSEN_AT_ISSUE - set(leaving))
    return {name: value for name, value in issued.items() if name not in by_office} == {
        name: value for name, value in leaving.items() if name not in by_office
    }


def _fault(entry: Entry, code: str, **params: object) -> JournalFault:
    return JournalFault(entry.seq, code, tuple(params.items()))
