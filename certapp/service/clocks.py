"""The cases that are open, each with its clock: what a desk must decide, and by when."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from certapp.register.applications import ApplicationLine, application_lines
from certapp.register.cases import requests
from certapp.service.deadlines import Clock, clock_of, terms_of
from certapp.service.office import Office

TO_DECIDE = ("RECEIVED", "INCOMPLETE", "UNDER_REVIEW", "DECISION_PROPOSED")
TO_ISSUE = ("APPROVED", "PARTLY_APPROVED")


@dataclass(frozen=True)
class OpenCase:
    """A line of the list of open cases; `clock` is None where the decision is made and the issue waits."""

    line: ApplicationLine
    clock: Clock | None


def open_cases(office: Office) -> tuple[OpenCase, ...]:
    """Every case that waits for somebody, the oldest first."""
    lines = [line for state in (*TO_DECIDE, *TO_ISSUE) for line in application_lines(office.register, state)]
    return tuple(
        OpenCase(line, case_clock(office, line.number, line.received_at) if line.status in TO_DECIDE else None)
        for line in sorted(lines, key=lambda line: line.id)
    )


def case_clock(office: Office, number: str, received_at: int) -> Clock:
    """The clock of a case received at a time (Unix milliseconds), stopped while the applicant was asked."""
    pauses = [
        (_day(asked.asked_at), None if asked.answered_at is None else _day(asked.answered_at))
        for asked in requests(office.register, number)
    ]
    return clock_of(_day(received_at), pauses, terms_of(office.form.settings))


def _day(milliseconds: int) -> date:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).date()
