"""The cases that are open, each with its clock: what a desk must decide and by when, and what follows a refusal."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from certapp.register.applications import ApplicationLine, application_line, application_lines
from certapp.register.cases import delayed_until, filed_on, refusal_entry, requests, sent_back, standing_refusals
from certapp.register.entry import Entry
from certapp.service.clock import day_of, day_of_milliseconds
from certapp.service.countersigning import lacking_of
from certapp.service.deadlines import Clock, clock_of, terms_of
from certapp.service.office import Office

TO_DECIDE = ("RECEIVED", "INCOMPLETE", "UNDER_REVIEW", "DECISION_PROPOSED")
TO_APPROVE = ("RECEIVED", "UNDER_REVIEW", "DECISION_PROPOSED")
TO_ISSUE = ("APPROVED", "PARTLY_APPROVED")
UNDER_APPEAL = ("APPEALED", "DELAYED")
MOST_OPEN = 2000
"""Of each state so many are listed: the oldest of a desk must not fall out of a list that begins with them."""
MOST_REFUSED = 500
"""So many refusals are looked at, the earliest: a register of many years may have thousands that nobody closed."""


@dataclass(frozen=True)
class OpenCase:
    """A line of the list of open cases; `clock` is None where the decision is made, and the issue waits or what
    follows a refusal. `unsigned`: its approval lacks the second signature that the profile asks for."""

    line: ApplicationLine
    clock: Clock | None
    unsigned: bool = False
    remedy_day: date | None = None
    """Of a refusal the last day for an appeal, of one under appeal when that was filed, of a delay when it ends."""

    @property
    def to_close(self) -> bool:
        """A refusal against which nobody appealed: whoever decides closes it once its appeal period is over."""
        return self.line.status == "REFUSED"


def open_cases(office: Office, also: str = "") -> tuple[OpenCase, ...]:
    """Every case that waits for somebody, the oldest first, and after them the refusals that can be closed.

    `also`: this refusal too, which may be appealed against.
    """
    over = _appeal_periods_over(office)
    numbers = over if also in over else [*over, also]
    lines = [line for line in (application_line(office.register, number) for number in numbers) if line is not None]
    refused = [line for line in lines if line.status == "REFUSED"]
    return (*_waiting(office), *(OpenCase(line, None, remedy_day=_remedy_day(office, line)) for line in refused))


def _waiting(office: Office) -> tuple[OpenCase, ...]:
    states = (*TO_DECIDE, *TO_ISSUE, *UNDER_APPEAL)
    lines = [line for state in states for line in application_lines(office.register, state, MOST_OPEN)]
    lacking = lacking_of(office)
    return tuple(
        OpenCase(
            line,
            case_clock(office, line.number, line.received_at, line.status) if line.status in TO_DECIDE else None,
            line.status in TO_ISSUE and lacking(line.number) is not None,
            _remedy_day(office, line),
        )
        for line in sorted(lines, key=lambda line: line.id)
    )


def _remedy_day(office: Office, line: ApplicationLine) -> date | None:
    register, number = office.register, line.number
    if line.status == "REFUSED":
        refusal = refusal_entry(register, number)
        return appeal_end(office, refusal) if refusal else None
    found = {"APPEALED": filed_on, "DELAYED": delayed_until}.get(line.status)
    day = found(register, number) if found else None
    return None if day is None else day_of(day)


def _appeal_periods_over(office: Office) -> list[str]:
    """The refusals of which nothing has come and against which nobody can appeal in time any more, earliest first."""
    today, standing = office.clock.today, standing_refusals(office.register, MOST_REFUSED)
    return [refusal.subject for refusal in standing if appeal_end(office, refusal) < today]


def appeal_end(office: Office, refusal: Entry) -> date:
    """The last day of appeal that the entry of a decision names."""
    until = refusal.facts().get("appeal_until")
    if until is None:  # decided before remedies were recorded with every decision
        return day_of_milliseconds(refusal.at) + timedelta(days=terms_of(office.form.settings).appeal)
    return day_of(int(until))


def case_clock(office: Office, number: str, received_at: int, status: str = "") -> Clock:
    """The clock of a case received at a time (Unix milliseconds), stopped while the applicant was asked.

    In the state RECEIVED it tells by when somebody must look whether all is there, from receipt or the last answer on.
    """
    asked = requests(office.register, number)
    pauses = [
        (
            day_of_milliseconds(each.asked_at),
            None if each.answered_at is None else day_of_milliseconds(each.answered_at),
        )
        for each in asked
    ]
    terms = terms_of(office.form.settings)
    clock = clock_of(day_of_milliseconds(received_at), pauses, terms)
    if clock.stopped_since is not None:
        return replace(clock, answer_due=day_of(asked[-1].answer_due))
    if status != "RECEIVED":
        return clock
    here = max([received_at, *(each.answered_at for each in asked if each.answered_at is not None)])
    return replace(clock, looked_due=day_of_milliseconds(here) + timedelta(days=terms.completeness))


@dataclass(frozen=True)
class Pressing:
    """What somebody should look at first: proposals sent back, and cases of which a day falls soon or has passed."""

    sent_back: int
    due_soon: int
    overdue: int
    appeals: int
    """Refusals under appeal."""
    delays: int
    """Delays after an appeal that end soon or have ended."""
    to_close: int
    """Refusals of which the appeal period is over."""


def pressing(office: Office, within: int = 7) -> Pressing:
    """Count what presses; `within` days counts as soon."""
    today = office.clock.today
    cases = _waiting(office)
    due = [case.clock.next_due() for case in cases if case.clock is not None]
    late = sum(day < today for day in due)
    soon = sum(today <= day <= today + timedelta(days=within) for day in due)
    appeals = sum(case.line.status == "APPEALED" for case in cases)
    ends = [case.remedy_day for case in cases if case.line.status == "DELAYED"]
    delays = sum(day <= today + timedelta(days=within) for day in ends if day is not None)
    return Pressing(len(sent_back(office.register)), soon, late, appeals, delays, len(_appeal_periods_over(office)))
