"""After a refusal: an appeal, a statutory delay, the approval that follows from it, and the closing.

Whether an appeal is in time and what comes of it others decide. Here it is recorded, and who approves after it decides
as of any application: another person than who prepared it, with the ground in the signed entry.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from certapp.model.errors import Refusal
from certapp.register.applications import application
from certapp.register.case_events import REFUSED, UNDER_APPEAL, another_person, need_state
from certapp.register.cases import delayed_until, history
from certapp.register.entry import Entry
from certapp.service.as_signed import require_case_as_signed
from certapp.service.casework import bounded, reason_needed
from certapp.service.clock import day_of, day_of_milliseconds, days
from certapp.service.countersigning import countersign, wanted
from certapp.service.deciding import appeal_end, granted, require_approvable
from certapp.service.office import Actor, Office
from certapp.service.rights import Right

_LONGEST_NAME: Final = 200


@dataclass(frozen=True)
class Ground:
    """What an approval after a refusal rests on: whose decision, its reference, its day, and words."""

    authority: str
    reference: str
    on: date
    text: str = ""


def appeal_until(office: Office, number: str) -> date | None:
    """The last day of appeal that the refusal named; None where nothing was refused."""
    refusal = _refusal(office, number)
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


def uphold(office: Office, actor: Actor, number: str, ground: Ground) -> None:
    """Approve what was refused, as the decision about the appeal or the end of the delay asks; it is issued as usual.

    Raises:
        Refusal: ROLE_MISSING, APPLICATION_UNKNOWN, CASE_NOT_IN_STATE, APPROVER_IS_PREPARER, APPEAL_GROUND_MISSING,
            APPEAL_DAY_WRONG, DELAY_RUNS, REASON_TOO_LONG, REGISTER_NOT_AS_SIGNED.
        RecordRefused: rules that must hold before issue do not.
    """
    actor.require(Right.DECIDE)
    state = need_state(office.register, number, UNDER_APPEAL)
    found = application(office.register, number)
    another_person(office.register, number, actor.id)
    if not (ground.authority.strip() and ground.reference.strip()):
        raise Refusal("APPEAL_GROUND_MISSING")
    _require_day(office, number, ground.on)
    until = delayed_until(office.register, number) if state == "DELAYED" else None
    if until is not None and days(office.clock.today) < until:
        raise Refusal("DELAY_RUNS", application=number, day=day_of(until).isoformat())
    require_approvable(office, found)
    require_case_as_signed(office, number)
    said = {
        "authority": _name(ground.authority),
        "reference": _name(ground.reference),
        "on": days(ground.on),
        "text": bounded(ground.text),
    }
    facts: dict[str, object] = {"digest": found.digest, "ground": said}
    if wanted(office):
        record = granted(office, number, office.stored_record(found.record), upheld=True)
        facts |= countersign(office, actor, record)
    office.record_alone(actor, "APPLICATION_APPROVED", number, facts)


def close_refusal(office: Office, actor: Actor, number: str, text: str = "") -> None:
    """The refusal is final: nobody appealed in time, or the appeal or the delay led to nothing (then words say why).

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


def _require_day(office: Office, number: str, day: date) -> None:
    """It lies between the refusal and today. Refusal APPEAL_DAY_WRONG."""
    refusal = _refusal(office, number)
    refused = day_of_milliseconds(refusal.at) if refusal else day
    if not refused <= day <= office.clock.today:
        raise Refusal("APPEAL_DAY_WRONG", day=day.isoformat(), refused=refused.isoformat())


def _refusal(office: Office, number: str) -> Entry | None:
    found = [entry for entry in history(office.register, number) if entry.type == "APPLICATION_REFUSED"]
    return found[-1] if found else None


def _name(typed: str) -> str:
    return typed.strip()[:_LONGEST_NAME]
