"""Suspending a certificate while something is looked into, and lifting it.

To warn is quick and to take a warning back is not: one supervisor suspends, for it must reach the border before the
truck does and can be undone; lifting makes a doubted paper good again, so two people sign it, one of them a supervisor.
What nobody does alone is to stop everything: from the 21st in a day on a second person signs each suspension too.
"""

from typing import Final

from certapp.formdef.kinds import KindError, clean_text
from certapp.model.errors import Refusal
from certapp.register.certificates import suspended_on, withdrawn
from certapp.register.connection import transaction
from certapp.service.clock import days
from certapp.service.office import Actor, Office
from certapp.service.revoking import MOST_IN_A_DAY
from certapp.service.rights import Right

LONGEST_TEXT: Final = 1000


def suspend(office: Office, actor: Actor, number: str, text: str, second: Actor | None = None) -> None:
    """Suspend a certificate; the next bulletin says so (reason 7) until it is lifted.

    second: who confirms it, somebody else who decides or supervises; asked for where `suspending_needs_two`.

    Raises:
        Refusal: ROLE_MISSING, SUSPENSIONS_MANY, SUSPENDING_NEEDS_SECOND_PERSON, LIFE_TEXT_WRONG, CERTIFICATE_UNKNOWN,
            CERTIFICATE_ALREADY_REVOKED, CERTIFICATE_SUSPENDED, LIFE_NOT_IN_STATE.
    """
    actor.require(Right.SUPERVISE)
    facts = {"on": days(office.clock.today), "text": reason_in_words(text)}
    if second is None:
        if suspending_needs_two(office):
            raise Refusal("SUSPENSIONS_MANY", most=MOST_IN_A_DAY)
        office.record_alone(actor, "CERTIFICATE_SUSPENDED", number, facts)
        return
    second.require(Right.DECIDE, Right.SUPERVISE)
    if actor.id == second.id:
        raise Refusal("SUSPENDING_NEEDS_SECOND_PERSON", number=number)
    with transaction(office.register):
        office.record(second, "SUSPENSION_CONFIRMED", number, facts)
        office.record(actor, "CERTIFICATE_SUSPENDED", number, {**facts, "second": second.id})


def suspending_needs_two(office: Office) -> bool:
    """Whether so many were suspended today that one supervisor alone suspends no more."""
    return suspended_on(office.register, days(office.clock.today)) >= MOST_IN_A_DAY


def lift_suspension(office: Office, actor: Actor, second: Actor, number: str, text: str) -> None:
    """Lift a suspension; the certificate is in the state that it was in. It is off the next full bulletin.

    Raises:
        Refusal: ROLE_MISSING, LIFTING_NEEDS_SECOND_PERSON, LIFE_TEXT_WRONG, CERTIFICATE_UNKNOWN,
            CERTIFICATE_NOT_SUSPENDED.
    """
    need_two(actor, second, "LIFTING_NEEDS_SECOND_PERSON", number)
    if not any(person.may(Right.SUPERVISE) for person in (actor, second)):
        raise Refusal("ROLE_MISSING", name=actor.name, roles="SUPERVISOR")
    words = reason_in_words(text)
    with transaction(office.register):
        office.record(second, "LIFTING_CONFIRMED", number, {"text": words})
        office.record(actor, "SUSPENSION_LIFTED", number, {"text": words, "second": second.id})


def lifted_but_listed(office: Office) -> int:
    """How many suspensions were lifted that the newest bulletin still tells the border.

    Raises:
        Refusal: TRUST_STATE_DAMAGED.
    """
    newest = office.trust.view().bulletins.get(office.country)
    if newest is None:
        return 0
    rows = office.register.rows(
        "SELECT DISTINCT c.id8 FROM suspension s JOIN certificate c ON c.number = s.certificate"
        " WHERE s.lifted_at IS NOT NULL"
    )
    standing = {row[0] for row in withdrawn(office.register)}
    return sum(id8 not in standing and newest.find(id8) is not None for (id8,) in rows)


def need_two(actor: Actor, second: Actor, code: str, number: str) -> None:
    """Two different people who work on cases. Refusal ROLE_MISSING, or `code` where it is one person."""
    for person in (actor, second):
        person.require(Right.REVOKE)
    if actor.id == second.id:
        raise Refusal(code, number=number)


def reason_in_words(text: str) -> str:
    """Why something is done, as the journal keeps it. Refusal LIFE_TEXT_WRONG."""
    try:
        return clean_text(text, LONGEST_TEXT, multiline=True)
    except KindError:
        raise Refusal("LIFE_TEXT_WRONG", most=LONGEST_TEXT) from None
