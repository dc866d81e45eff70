"""A clock far ahead of the journal: nothing is recorded until a supervisor says that it is right.

An entry dated a year ahead by mistake would stand for ever, and until that year no other could follow it.
"""

from dataclasses import dataclass
from datetime import date

from certapp.model.errors import Refusal
from certapp.register.journal import CLOCK_LEAP_MS, clock_leaps, last_entry
from certapp.service.clock import day_of_milliseconds
from certapp.service.office import Actor, Office
from certapp.service.rights import Right


@dataclass(frozen=True)
class Leap:
    """What this computer says, and the day of the newest entry."""

    today: date
    last: date


def clock_leap(office: Office) -> Leap | None:
    """The leap that waits to be confirmed; None where acts can be recorded."""
    last = last_entry(office.register)
    if last is None or not clock_leaps(last, office.clock.milliseconds):
        return None
    return Leap(office.clock.today, day_of_milliseconds(last.at))


def confirm_clock(office: Office, actor: Actor, today: date) -> None:
    """Sign that today is what this computer's clock says. `today`: what the supervisor looked up elsewhere.

    Raises:
        Refusal: ROLE_MISSING, CLOCK_NOT_AHEAD (nothing is to be confirmed), CLOCK_OTHER_DAY (more than a day off).
    """
    actor.require(Right.SUPERVISE)
    leap = clock_leap(office)
    if leap is None:
        raise Refusal("CLOCK_NOT_AHEAD")
    if abs((leap.today - today).days) > 1:
        raise Refusal("CLOCK_OTHER_DAY", clock=leap.today.isoformat(), told=today.isoformat())
    office.record_alone(actor, "CLOCK_CONFIRMED", "clock", {"last": leap.last.isoformat(), "today": today.isoformat()})


def require_day(office: Office, told: int = 0) -> None:
    """The day is beyond doubt, or a country CA's answer (`told`: when it was signed, Unix seconds) says it.

    Refusal CLOCK_AHEAD_OF_JOURNAL.
    """
    leap = clock_leap(office)
    if leap is not None and (office.clock.seconds - told) * 1000 > CLOCK_LEAP_MS:
        raise Refusal("CLOCK_AHEAD_OF_JOURNAL", clock=leap.today.isoformat(), last=leap.last.isoformat())
