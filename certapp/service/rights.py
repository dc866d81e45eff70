"""Who may do what: the one table, asked by every act and by the window, which shows each person what they may do.

A role comes from the roster, signed under the country CA (`certapp/trust/roster.py`), never from a row of the database.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Right(StrEnum):
    """What somebody may be allowed to do."""

    PREPARE = "PREPARE"
    """Type, take in and amend applications and old papers, ask, propose, receive fees."""
    ADVISE = "ADVISE"
    """Write down an expert's opinion."""
    WRITE_LETTERS = "WRITE_LETTERS"
    COPY = "COPY"
    """Certified copies."""
    DECIDE = "DECIDE"
    """Approve, refuse, send back, confirm old papers; never what the same person prepared."""
    SEAL = "SEAL"
    """Issue what another person approved; give a temporary export more time."""
    MAKE_VOID = "MAKE_VOID"
    REVOKE = "REVOKE"
    """Take part in a revocation; one of the two has SUPERVISE."""
    FOLLOW = "FOLLOW"
    """What the desk does after issue: endorsements, returns, stops abroad, certificates handed in."""
    CLEAR_UP = "CLEAR_UP"
    """Close a task with a note, note a reminder."""
    SUPERVISE = "SUPERVISE"
    """Bulletins, stops, restored copies, suspensions, posts' keys, the supervisor's half of a revocation."""
    HAND_OUT_TRUST = "HAND_OUT_TRUST"
    """Authority packages."""
    KEEP_KEYS = "KEEP_KEYS"
    """People and roles, signers, tokens, time stamps: each act with the country CA."""
    AUDIT = "AUDIT"
    """Check the journal and export it."""
    REPORT = "REPORT"
    """Reports over the whole register."""
    KEEP_COPIES = "KEEP_COPIES"
    """Backups."""
    READ = "READ"
    """See the register."""
    VERIFY = "VERIFY"
    """Verify papers."""


CLERK, EXPERT, OFFICER = "CLERK", "EXPERT", "OFFICER"
APPROVER, SEAL_HOLDER, SUPERVISOR = "APPROVER", "SEAL_HOLDER", "SUPERVISOR"
AUDITOR, ADMIN, BORDER = "AUDITOR", "ADMIN", "BORDER"

_DESK = (CLERK, OFFICER)
_CASES = (*_DESK, APPROVER, SEAL_HOLDER, SUPERVISOR)

ROLES_OF: Final[Mapping[Right, tuple[str, ...]]] = MappingProxyType(
    {
        Right.PREPARE: _DESK,
        Right.ADVISE: (*_DESK, EXPERT),
        Right.WRITE_LETTERS: (*_DESK, APPROVER),
        Right.COPY: (*_DESK, APPROVER, SUPERVISOR),
        Right.DECIDE: (APPROVER,),
        Right.SEAL: (SEAL_HOLDER,),
        Right.MAKE_VOID: (SEAL_HOLDER, SUPERVISOR),
        Right.REVOKE: _CASES,
        Right.FOLLOW: _DESK,
        Right.CLEAR_UP: (*_DESK, SUPERVISOR),
        Right.SUPERVISE: (SUPERVISOR,),
        Right.HAND_OUT_TRUST: (SUPERVISOR, ADMIN),
        Right.KEEP_KEYS: (SUPERVISOR, ADMIN),
        Right.AUDIT: (AUDITOR, SUPERVISOR, ADMIN),
        Right.REPORT: (SUPERVISOR, AUDITOR),
        Right.KEEP_COPIES: (SUPERVISOR, ADMIN, AUDITOR),
        Right.READ: (*_CASES, EXPERT, AUDITOR),
        Right.VERIFY: (*_CASES, EXPERT, AUDITOR, ADMIN, BORDER),
    }
)


def roles_of(rights: Iterable[str]) -> tuple[str, ...]:
    """The roles that one of `rights` names; a role stands for itself."""
    wanted: dict[str, None] = {}
    for each in rights:
        wanted.update(dict.fromkeys(ROLES_OF[Right(each)] if each in ROLES_OF else (each,)))
    return tuple(wanted)


def has(roles: Iterable[str], *rights: Right) -> bool:
    """Whether one of `roles` gives one of `rights`."""
    return not set(roles).isdisjoint(roles_of(rights))
