"""After a refusal: an appeal, a statutory delay, the approval that follows from it, the dismissal, and the closing.

Whether an appeal is in time and what comes of it others decide. Here it is recorded, and who approves after it decides
as of any application: another person than who prepared it, with the ground in the signed entry.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.register.applications import application
from certapp.register.case_events import REFUSED, UNDER_APPEAL, another_person, need_state, refused_objects
from certapp.register.cases import delayed_until, filed_on, refusal_entry
from certapp.service.as_signed import require_case_as_signed
from certapp.service.casework import bounded, reason_needed
from certapp.service.clock import day_of, day_of_milliseconds, days
from certapp.service.clocks import appeal_end
from certapp.service.countersigning import countersign, wanted
from certapp.service.deciding import granted, require_approvable
from certapp.service.office import Actor, Office
from certapp.service.rights import Right

_LONGEST_NAME: Final = 200


@dataclass(frozen=True)
class Ground:
    """The decision about an appeal, which an approval or a dismissal rests on: whose, its reference, its day, words."""

    authority: str
    reference: str
    on: date
    text: str = ""


def appeal_until(office: Office, number: str) -> date | None:
    """The last day of appeal that the refusal named; None where nothing was refused."""
    refusal = refusal_entry(office.register, number)
    return appeal_end(office, refusal) if refusal else None


def file_appeal(office: Office, actor: Actor, number: str, authority: str, on: date, text: str = "") -> bool:
    """Record that an appeal was filed on a day, and before whom; gives whether that was after the last day for it.

    A late one is recorded with a note: whether it counts the authority decides.

    Raises:
        Refusal: ROLE_MISSING, APPLICATION_UNKNOWN, CASE_NOT_IN_STATE, APPEAL_AUTHORITY_MISSING, APPEAL_DAY_WRONG,
            APPEAL_LATE_UNEXPLAINED, REASON_TOO_LONG.
    """
    actor.require(Right.PREPARE)
    need_state(office.register, number, REFUSED)
    if not authority.strip():
        raise Refusal("APPEAL_AUTHORITY_MISSING")
    _require_day(office, number, on)
    until = appeal_until(office, number)
    late = until is not None and on > until
    if until is not None and late and not text.strip():
        raise Refusal("APPEAL_LATE_UNEXPLAINED", application=number, day=until.isoformat())
    facts = {"authority": _name(authority), "filed_on": days(on), "late": late, "text": bounded(text)}
    office.record_alone(actor, "APPEAL_FILED", number, facts)
    return late


def begin_delay(office: Office, actor: Actor, number: str, until: date, text: str) -> None:
    """The case waits to a day, as the law says after an appeal; begun again, the newer day counts.

    Raises:
        Refusal: ROLE_MISSING, APPLICATION_UNKNOWN, CASE_NOT_IN_STATE, DELAY_DAY_WRONG, REASON_MISSING, REASON_TOO_LONG.
    """
    actor.require(Right.PREPARE)
    need_state(office.register, number, UNDER_APPEAL)
    if until < office.clock.today:
        raise Refusal("DELAY_DAY_WRONG", day=until.isoformat())
    office.record_alone(actor, "DELAY_BEGUN", number, {"until": days(until), "text": reason_needed(text)})


def uphold(office: Office, actor: Actor, number: str, ground: Ground, objects: Collection[int] = ()) -> None:
    """Approve what was refused, as the decision about the appeal or the end of the delay asks; it is issued as usual.

    `objects`: the numbers of those whose refusal is set aside, all that were refused where none is named. The refusal
    of others stands, and the application is approved in part.

    Raises:
        Refusal: ROLE_MISSING, APPLICATION_UNKNOWN, CASE_NOT_IN_STATE, APPROVER_IS_PREPARER, APPEAL_GROUND_MISSING,
            APPEAL_DAY_WRONG, APPEAL_DECIDED_EARLY, APPEAL_OBJECT_NOT_REFUSED, DELAY_RUNS, REASON_TOO_LONG,
            REGISTER_NOT_AS_SIGNED.
        RecordRefused: rules that must hold before issue do not.
    """
    actor.require(Right.DECIDE)
    state = need_state(office.register, number, UNDER_APPEAL)
    found = application(office.register, number)
    another_person(office.register, number, actor.id)
    said, refused = _grounded(office, number, ground), refused_objects(office.register, number)
    aside = sorted(set(objects) or refused)
    for seq in aside:
        if seq not in refused:
            raise Refusal("APPEAL_OBJECT_NOT_REFUSED", application=number, object=seq)
    until = delayed_until(office.register, number) if state == "DELAYED" else None
    if until is not None and days(office.clock.today) < until:
        raise Refusal("DELAY_RUNS", application=number, day=day_of(until).isoformat())
    require_approvable(office, found)
    require_case_as_signed(office, number)
    facts: dict[str, object] = {"digest": found.digest, "ground": {**said, "objects": aside}}
    if wanted(office):
        record = granted(office, number, office.stored_record(found.record), aside)
        facts |= countersign(office, actor, record)
    kind = "APPLICATION_APPROVED" if aside == refused else "APPLICATION_PARTLY_APPROVED"
    office.record_alone(actor, kind, number, facts)


def dismiss(office: Office, actor: Actor, number: str, ground: Ground) -> None:
    """The refusal is final: the appeal was dismissed, as the decision about it says.

    Raises:
        Refusal: ROLE_MISSING, APPLICATION_UNKNOWN, CASE_NOT_IN_STATE, APPEAL_GROUND_MISSING, APPEAL_DAY_WRONG,
            APPEAL_DECIDED_EARLY, REASON_TOO_LONG, REGISTER_NOT_AS_SIGNED.
    """
    actor.require(Right.DECIDE)
    need_state(office.register, number, UNDER_APPEAL)
    said = _grounded(office, number, ground)
    require_case_as_signed(office, number)
    office.record_alone(actor, "REFUSAL_CLOSED", number, {"text": said["text"], "ground": said})


def close_refusal(office: Office, actor: Actor, number: str, text: str = "") -> None:
    """The refusal is final: nobody appealed in time, or the appeal or the delay ended without a decision to approve or
    to dismiss, such as an appeal taken back (then words say why).

    Raises:
        Refusal: ROLE_MISSING, APPLICATION_UNKNOWN, CASE_NOT_IN_STATE, APPEAL_PERIOD_RUNS, REASON_MISSING,
            REASON_TOO_LONG, REGISTER_NOT_AS_SIGNED.
    """
    actor.require(Right.DECIDE)
    state = need_state(office.register, number, REFUSED | UNDER_APPEAL)
    until = appeal_until(office, number)
    if state == "REFUSED" and until is not None and office.clock.today <= until:
        raise Refusal("APPEAL_PERIOD_RUNS", application=number, day=until.isoformat())
    said = bounded(text) if state == "REFUSED" else reason_needed(text)
    require_case_as_signed(office, number)
    office.record_alone(actor, "REFUSAL_CLOSED", number, {"text": said})


def _grounded(office: Office, number: str, ground: Ground) -> dict[str, Any]:
    """What the entry of a decision about an appeal keeps of its ground.

    Refusal APPEAL_GROUND_MISSING, APPEAL_DAY_WRONG, APPEAL_DECIDED_EARLY, REASON_TOO_LONG.
    """
    if not (ground.authority.strip() and ground.reference.strip()):
        raise Refusal("APPEAL_GROUND_MISSING")
    _require_day(office, number, ground.on)
    filed = filed_on(office.register, number)
    if filed is not None and days(ground.on) < filed:
        raise Refusal("APPEAL_DECIDED_EARLY", day=ground.on.isoformat(), filed=day_of(filed).isoformat())
    return {
        "authority": _name(ground.authority),
        "reference": _name(ground.reference),
        "on": days(ground.on),
        "text": bounded(ground.text),
    }


def _require_day(office: Office, number: str, day: date) -> None:
    """It lies between the refusal and today. Refusal APPEAL_DAY_WRONG."""
    refusal = refusal_entry(office.register, number)
    refused = day_of_milliseconds(refusal.at) if refusal else day
    if not refused <= day <= office.clock.today:
        raise Refusal("APPEAL_DAY_WRONG", day=day.isoformat(), refused=refused.isoformat())


def _name(typed: str) -> str:
    return typed.strip()[:_LONGEST_NAME]
