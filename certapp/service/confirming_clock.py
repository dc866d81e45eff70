"""A supervisor says in writing that a clock far ahead of all that is certain is right; then acts are recorded."""

from typing import Final

from certapp.model.errors import Refusal
from certapp.service.clock_ahead import far_ahead
from certapp.service.office import Actor, Office
from certapp.service.rights import Right

LONGEST_GROUND: Final = 400


def clock_far_ahead(office: Office) -> Refusal | None:
    """Why nothing is recorded now: CLOCK_FAR_AHEAD; None where the clock may be right."""
    return far_ahead(office.register, office.trust, office.clock)


def confirm_clock(office: Office, actor: Actor, ground: str) -> None:
    """Note that the clock is right, and how the supervisor knows it; the next act follows on it.

    Refusals: ROLE_MISSING, CLOCK_NOT_FAR_AHEAD, CLOCK_GROUND_WRONG (most).
    """
    actor.require(Right.SUPERVISE)
    refusal = clock_far_ahead(office)
    if refusal is None:
        raise Refusal("CLOCK_NOT_FAR_AHEAD")
    said = " ".join(ground.split())
    if not 3 <= len(said) <= LONGEST_GROUND:
        raise Refusal("CLOCK_GROUND_WRONG", most=LONGEST_GROUND)
    facts = {"clock": office.clock.seconds, "certain": str(refusal.params["last"]), "ground": said}
    office.record_alone(actor, "CLOCK_CONFIRMED", "clock", facts)
