"""Which acts a certificate allows after issue, and to whom: the window offers no others."""

from collections.abc import Callable
from typing import Final

from certapp.register.life_events import FORM_LOST, REPLACEABLE, SUSPENDABLE
from certapp.register.lives import AWAY, UNUSED, life
from certapp.service.clock import days
from certapp.service.office import Actor, Office
from certapp.service.rights import Right

ACTS: Final = (
    "ENDORSE",
    "INSPECT",
    "EXTEND",
    "STOP",
    "REPLACE",
    "SURRENDER",
    "SUSPEND",
    "LIFT",
    "NOT_RETURNED",
)
"""In the order in which they are offered. CONVERSION is a reason to replace."""


def possible_acts(office: Office, actor: Actor | None, number: str) -> tuple[str, ...]:
    """The acts that the state allows and `actor` may do; where nobody is logged in, those that somebody may do.

    Refusal CERTIFICATE_UNKNOWN.
    """
    found, today = life(office.register, number), days(office.clock.today)
    free, standing = not found.revoked and not found.suspended, found.revoked != "REPLACED"
    lost = office.register.row("SELECT 1 FROM revocation WHERE number = ? AND reason = ?", (number, FORM_LOST))
    away = found.state in AWAY

    def may(*rights: Right) -> bool:
        return actor is None or actor.may(*rights)

    allowed: dict[str, Callable[[], bool]] = {
        "ENDORSE": lambda: standing and may(Right.FOLLOW),
        "INSPECT": lambda: standing and (away or found.state == "RETURNED") and may(Right.FOLLOW),
        "EXTEND": lambda: free and away and may(Right.SEAL),
        "STOP": lambda: free and found.temporary and found.state in AWAY | UNUSED and may(Right.FOLLOW),
        "REPLACE": lambda: (free or bool(lost)) and found.state in REPLACEABLE and may(Right.PREPARE),
        "SURRENDER": lambda: free and found.state in UNUSED and may(Right.FOLLOW),
        "SUSPEND": lambda: free and found.state in SUSPENDABLE and may(Right.SUPERVISE),
        "LIFT": lambda: found.suspended and not found.revoked and may(Right.REVOKE),
        "NOT_RETURNED": lambda: standing and found.overdue(today) and may(Right.SUPERVISE),
    }
    return tuple(act for act in ACTS if allowed[act]())
