"""Deciding: another person than who prepared and proposed looks at the whole record and signs what becomes of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from certapp.formdef.parsing import parse
from certapp.model.errors import Refusal
from certapp.model.findings import Finding, RecordRefused, Weight, blocking
from certapp.model.language import DEFAULT
from certapp.model.record import Row
from certapp.register.applications import Application, application
from certapp.register.case_events import another_person, decision_of, need_state
from certapp.register.cases import decisions
from certapp.seal import cbor
from certapp.service.as_signed import require_case_as_signed
from certapp.service.clock import days
from certapp.service.clocks import TO_APPROVE, TO_ISSUE
from certapp.service.countersigning import COUNTERSIGNED, countersign, still_lacking, wanted
from certapp.service.deadlines import terms_of
from certapp.service.office import Actor, Office
from certapp.service.rights import Right
from certapp.service.stops import standing


@dataclass(frozen=True)
class Remedy:
    """What may be done against a refusal: words, until which day, and before whom."""

    text: str
    until: date
    authority: str


def in_the_way(office: Office, found: Application) -> tuple[Finding, ...]:
    """Every finding of a record as it stands; what blocks stands in the way of approval and issue."""
    parsed = parse(office.form, cbor.decode(found.record, cbor.RECORD), office.clock.today, from_office=True)
    return parsed.findings


def approve(office: Office, actor: Actor, number: str) -> None:
    """Approve an application, all of it or, where that was proposed, without the objects refused.

    The journal entry is the approver's signature over the record's digest. What is approved already, but lacks the
    second signature that the profile asks for (`lacks_signature`), is signed by whoever approves it now.

    Raises:
        Refusal: ROLE_MISSING, APPLICATION_UNKNOWN, APPROVER_IS_PREPARER, APPLICATION_ALREADY_APPROVED,
            CASE_NOT_IN_STATE, DECISION_NOT_AS_PROPOSED, PROPOSAL_MISSING, REGISTER_NOT_AS_SIGNED.
        RecordRefused: rules that must hold before issue do not.
    """
    found, proposed = _approvable(office, actor, number)
    require_case_as_signed(office, number)
    part = proposed == "PARTLY_APPROVED"
    signing = lacks_signature(office, found) is not None
    facts = _decided(office, found) if part and not signing else {"digest": found.digest}
    if wanted(office):
        _need_state(office, found)
        another_person(office.register, number, actor.id)  # before anything is signed
        facts |= countersign(office, actor, granted(office, number, office.stored_record(found.record)))
    kind = "APPLICATION_PARTLY_APPROVED" if part else "APPLICATION_APPROVED"
    office.record_alone(actor, COUNTERSIGNED if signing else kind, number, facts)


def lacks_signature(office: Office, found: Application) -> Refusal | None:
    """What the second signature of an approved application lacks, which `approve` mends; None where it is not approved,
    or lacks nothing."""
    return still_lacking(office, found.number) if found.status in TO_ISSUE else None


def why_not_approve(office: Office, actor: Actor, number: str) -> Refusal | None:
    """What keeps this person from approving an application, told before anybody tries; None where nothing does."""
    try:
        found, _proposed = _approvable(office, actor, number)
        _need_state(office, found)
        another_person(office.register, found.number, actor.id)
    except Refusal as refusal:
        return refusal
    return None


def _need_state(office: Office, found: Application) -> None:
    """It waits for a decision, or for the second signature. Refusal APPLICATION_ALREADY_APPROVED, CASE_NOT_IN_STATE."""
    if found.status not in TO_ISSUE:
        need_state(office.register, found.number, frozenset(TO_APPROVE))
    elif lacks_signature(office, found) is None:
        raise Refusal("APPLICATION_ALREADY_APPROVED", application=found.number)


def _approvable(office: Office, actor: Actor, number: str) -> tuple[Application, str]:
    """The application and what is proposed of it, where its record and the proposal may be approved."""
    actor.require(Right.DECIDE)
    found = application(office.register, number)
    require_approvable(office, found)
    proposed = proposed_decision(office, number)
    if not proposed and proposal_required(office):
        raise Refusal("PROPOSAL_MISSING", application=number)
    if proposed not in ("", "APPROVED", "PARTLY_APPROVED"):
        raise Refusal("DECISION_NOT_AS_PROPOSED", application=number)
    return found, proposed


def require_approvable(office: Office, found: Application) -> None:
    """Nothing in the record stands in the way. Raises RecordRefused."""
    findings = in_the_way(office, found)
    if blocking(standing(office, found.number, findings), Weight.APPLICATION, Weight.ISSUE):
        raise RecordRefused(findings, "I")


def refuse(office: Office, actor: Actor, number: str) -> Remedy:
    """Refuse an application of which no object was proposed to be approved; gives the remedy that its letter names.

    Raises:
        Refusal: ROLE_MISSING, APPROVER_IS_PREPARER, CASE_NOT_IN_STATE, DECISION_NOT_AS_PROPOSED,
            REGISTER_NOT_AS_SIGNED.
    """
    actor.require(Right.DECIDE)
    found = application(office.register, number)
    require_case_as_signed(office, number)
    office.record_alone(actor, "APPLICATION_REFUSED", number, _decided(office, found))
    return remedy_of(office)


def close_not_required(office: Office, actor: Actor, number: str) -> None:
    """Close an application of which every object was proposed to need no certificate.

    Raises:
        Refusal: ROLE_MISSING, APPROVER_IS_PREPARER, CASE_NOT_IN_STATE, DECISION_NOT_AS_PROPOSED,
            REGISTER_NOT_AS_SIGNED.
    """
    actor.require(Right.DECIDE)
    found = application(office.register, number)
    require_case_as_signed(office, number)
    office.record_alone(actor, "APPLICATION_NOT_REQUIRED", number, {"digest": found.digest})


def proposed_decision(office: Office, number: str) -> str:
    """The state to which the decision proposed leads: APPROVED, PARTLY_APPROVED, REFUSED, NOT_REQUIRED; '' for none."""
    return decision_of({each.result for each in decisions(office.register, number)})


def proposal_required(office: Office) -> bool:
    """Whether the national profile lets nothing be approved that was not proposed first."""
    return office.form.settings.get("proposal_required") is True


def decide_as_proposed(office: Office, actor: Actor, number: str) -> str:
    """Make the decision that was proposed, approval where nothing was; gives the state that the case is in then.

    Raises what `approve`, `refuse` and `close_not_required` raise.
    """
    proposed = proposed_decision(office, number)
    act = {"REFUSED": refuse, "NOT_REQUIRED": close_not_required}.get(proposed, approve)
    act(office, actor, number)
    return proposed or "APPROVED"


def return_to_desk(office: Office, actor: Actor, number: str, text: str) -> None:
    """Send a proposal back with a reason. Refusal ROLE_MISSING, CASE_NOT_IN_STATE, REASON_MISSING."""
    actor.require(Right.DECIDE)
    if not text.strip():
        raise Refusal("REASON_MISSING")
    office.record_alone(actor, "PROPOSAL_RETURNED", number, {"text": text.strip()[:4000]})


def remedy_of(office: Office, language: str = DEFAULT) -> Remedy:
    """The remedy against a refusal of today, as the national profile says it (settings.remedy) in a language."""
    given = office.form.settings.get("remedy")
    words = given if isinstance(given, dict) else {}
    until = office.clock.today + timedelta(days=terms_of(office.form.settings).appeal)
    return Remedy(_said(words.get("text"), language), until, _said(words.get("authority"), language))


def _said(words: object, language: str) -> str:
    """Words of a profile: one text for all languages, or one for each (English where a language has none)."""
    if isinstance(words, dict):
        words = words.get(language, words.get(DEFAULT, ""))
    return str(words or "")


def _decided(office: Office, found: Application) -> dict[str, object]:
    """What the entry of a decision against an applicant holds: what was decided about, and the remedy."""
    remedy = remedy_of(office)
    return {
        "digest": found.digest,
        "remedy": remedy.text,
        "appeal_until": days(remedy.until),
        "appeal_authority": remedy.authority,
    }


def granted(office: Office, number: str, record: Row, upheld: Collection[int] = ()) -> Row:
    """The record without the objects that were refused: what a certificate may be issued for. `upheld`: with these
    objects, whose refusal an appeal sets aside."""
    kept_out = {each.seq for each in decisions(office.register, number) if each.result in ("NOT_REQUIRED", "REFUSED")}
    kept_out.difference_update(upheld)
    if not kept_out:
        return record
    kept = tuple(row for row in record.rows("objects") if int(row.text("object_seq")) not in kept_out)
    return record.with_values(objects=kept)
