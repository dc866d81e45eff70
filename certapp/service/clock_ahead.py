"""A clock that is far ahead: nothing is recorded under it before a supervisor has said that it is right.

The first act under a wrong clock would date the journal into the future, and under the right clock nothing could be
recorded any more until that day.
"""

from datetime import UTC, datetime
from typing import Final

from certapp.model.errors import Refusal
from certapp.register.connection import Connection
from certapp.register.journal import last_entry
from certapp.service.clock import Clock
from certapp.trust.store import TrustStore

FAR: Final = 30 * 86400
"""Seconds beyond the newest certain time."""
CONFIRMED: Final = "CLOCK_CONFIRMED"
FREE: Final = frozenset({CONFIRMED, "ROSTER_TAKEN", "SIGNER_CERTIFIED", "CRL_TAKEN"})
"""Acts that need no near clock: a supervisor's word, and what the CA signed and dated, without which an office whose
people's certificates all have ended could not come back."""


def certain_until(register: Connection, trust: TrustStore, now: int) -> int:
    """The newest certain time, in seconds since 1970: of the journal or, where that is long ago, of a signed list."""
    last = last_entry(register)
    certain = last.at // 1000 if last else now
    return certain if now <= certain + FAR else max(certain, trust.view().latest)


def far_ahead(register: Connection, trust: TrustStore, clock: Clock) -> Refusal | None:
    """CLOCK_FAR_AHEAD (clock, last, days) where more than 30 days lie between; None where the clock may be right."""
    now = clock.seconds
    certain = certain_until(register, trust, now)
    if now <= certain + FAR:
        return None
    return Refusal("CLOCK_FAR_AHEAD", clock=_minute(now), last=_minute(certain), days=(now - certain) // 86400)


def require_near(register: Connection, trust: TrustStore, clock: Clock) -> None:
    """Refusal CLOCK_FAR_AHEAD."""
    refusal = far_ahead(register, trust, clock)
    if refusal is not None:
        raise refusal


def _minute(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")
