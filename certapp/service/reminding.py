"""Whom to remind of what is abroad: 30 days before, 7 days before, on the day, 7 days late, 30 days late, then monthly.

Each step is shown until somebody has noted it, and never twice; a list that nags every day is read by nobody. What is
back is not on it.
"""

from dataclasses import dataclass
from typing import Final

from certapp.model.errors import Refusal
from certapp.register.connection import Connection
from certapp.register.journal import entries
from certapp.register.lives import Abroad, abroad
from certapp.service.clock import days
from certapp.service.office import Actor, Office
from certapp.service.rights import Right
from certapp.service.suspending import reason_in_words

SOON, NEAR, DUE, LATE, VERY_LATE = range(1, 6)
"""Steps; beyond the last one each further month counts one."""
_MONTH: Final = 30


@dataclass(frozen=True)
class Reminder:
    """What is to be asked for, and which step it is; `days_left` is negative where the day is past."""

    line: Abroad
    step: int
    days_left: int


def step_of(days_left: int) -> int:
    """The step that so many days to the day of return have reached; 0 for none."""
    if days_left > 30:
        return 0
    if days_left > 7:
        return SOON
    if days_left > 0:
        return NEAR
    if days_left > -7:
        return DUE
    return LATE if days_left > -_MONTH else VERY_LATE + (-days_left - _MONTH) // _MONTH


def reminders(office: Office) -> tuple[Reminder, ...]:
    """Every step that is reached and not noted, the earliest day of return first."""
    today, found = days(office.clock.today), []
    for line in abroad(office.register):
        left = line.return_due - today
        step = step_of(left)
        if step and _noted(office.register, line) < step:
            found.append(Reminder(line, step, left))
    return tuple(found)


def note_reminder(office: Office, actor: Actor, number: str, text: str) -> None:
    """Write down what was done about it: the same step is not shown again.

    Raises:
        Refusal: ROLE_MISSING, LIFE_TEXT_WRONG, REMINDER_NOT_DUE.
    """
    actor.require(Right.CLEAR_UP)
    line = next((each.line for each in reminders(office) if each.line.number == number), None)
    if line is None:
        raise Refusal("REMINDER_NOT_DUE", number=number[:40])
    step = step_of(line.return_due - days(office.clock.today))
    facts = {"step": step, "return_due": line.return_due, "text": reason_in_words(text)}
    office.record_alone(actor, "RETURN_REMINDED", number, facts)


def _noted(register: Connection, line: Abroad) -> int:
    """The last step noted for this day of return: after an extension all begins anew."""
    noted = [entry.facts() for entry in entries(register, subject=line.number, kind="RETURN_REMINDED")]
    return max((int(facts["step"]) for facts in noted if facts["return_due"] == line.return_due), default=0)
