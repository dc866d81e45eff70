"""Telling the border since when every certificate of this office carries a second signature.

The profile decides (`second_signature`); the day is stated once, in the journal, when a bulletin or an exchange file is
signed, and from then on nothing leaves the office without that signature.
"""

from typing import Final

from certapp.model.errors import Refusal
from certapp.register.journal import last_entry
from certapp.service.clock import days
from certapp.service.countersigning import countersigned, still_lacking, wanted
from certapp.service.office import Actor, Office
from certapp.service.other_offices import second_elsewhere

SET: Final = "SECOND_SIGNATURE_SET"
"""Facts: since, a day since 1970-01-01; 0: none need a second signature any more."""


def stated_since(office: Office) -> int | None:
    """The day (since 1970-01-01) that was stated; None where none is, or not any more."""
    entry = last_entry(office.register, SET)
    return (int(entry.facts()["since"]) if entry else 0) or None


def to_state(office: Office) -> int | None:
    """What holds by the profile: the day stated; else today or, after an issue today, tomorrow; None: none need one."""
    if not wanted(office):
        return None
    today = days(office.clock.today)
    issued_today = office.register.value("SELECT 1 FROM certificate WHERE issued_on >= ? LIMIT 1", (today,))
    return stated_since(office) or today + (issued_today is not None)


def state(office: Office, actor: Actor) -> int | None:
    """Note what holds, where that is not stated yet, and give it."""
    since = to_state(office)
    if since != stated_since(office):
        office.record_alone(actor, "SECOND_SIGNATURE_SET", "second signature", {"since": since or 0})
    return since


def since_by_office(office: Office) -> dict[str, int]:
    """For a bulletin: this office's day as stated, and the other offices' by their newest files."""
    own = stated_since(office)
    return {**second_elsewhere(office), **({} if own is None else {office.code: own})}


def require_second(office: Office, application: str) -> None:
    """No certificate leaves without the signature that the profile asks for, or that the border expects.

    The approval is signed first (`deciding.approve`). Refusals SECOND_SIGNATURE_REQUIRED, SECOND_SIGNATURE_ENDED.
    """
    if (lacks := still_lacking(office, application)) is not None:
        raise lacks
    since = stated_since(office)
    if since is not None and since <= days(office.clock.today) and countersigned(office, application) is None:
        raise Refusal("SECOND_SIGNATURE_REQUIRED", application=application)
