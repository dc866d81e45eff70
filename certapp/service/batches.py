"""Many at once: approving and issuing several applications with keys that were unlocked once, and an account of it.

Each application is an act of its own, whole or not done at all: what one lacks does not keep the next from being done,
and whoever stops in the middle, or pulls the token out, keeps what was done until then.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from certapp.model.errors import Refusal, described
from certapp.model.signing import SigningKey
from certapp.register.applications import ApplicationLine, application_lines
from certapp.register.numbers import newest_number
from certapp.service.clocks import MOST_OPEN, TO_APPROVE, TO_ISSUE
from certapp.service.countersigning import lacking_of
from certapp.service.deciding import approve, why_not_approve
from certapp.service.issuing import Issued, issue, why_not_issue
from certapp.service.office import Actor, Office

_FOR_ALL: Final = frozenset(
    {
        *("ROLE_MISSING", "RESTORED_COPY", "DISK_NEARLY_FULL", "CLOCK_BEHIND_JOURNAL", "CLOCK_AHEAD_OF_JOURNAL"),
        *("NUMBERS_USED_UP", "SIGNER_OF_OTHER_OFFICE", "SIGNER_CANNOT_SIGN", "BATCH_CUT_SHORT", "REGISTER_BUSY"),
        *("DISK_FULL", "DISK_FAILED", "FOLDER_READ_ONLY", "REGISTER_DAMAGED", "REGISTER_MISSING", "REGISTER_NOT_OURS"),
        "ACTOR_NOT_AS_ENROLLED",
    }
)
"""What stands in the way of every application alike, beside all that a token may refuse: the batch ends there, and no
further number is taken."""
_OF_TOKEN: Final = "TOKEN_"

Told = Callable[[int, str], None]
"""Told before each application how many are done, and its number."""
Cancelled = Callable[[], bool]
"""Asked before each application whether somebody wants to stop."""


@dataclass(frozen=True)
class Choice:
    """An application that may be chosen, and what keeps it from being done now (None: nothing)."""

    line: ApplicationLine
    hindrance: Refusal | None


@dataclass(frozen=True)
class Done:
    """What became of one application: its certificate where one was issued, or why not."""

    application: str
    certificate: str = ""
    refusal: Refusal | None = None
    remark: Refusal | None = None
    """What is to be known though it was done: not saved, or without its time stamp."""
    replaces: str = ""
    """The certificate whose place it took, which does not hold any more; no bulletin says so yet."""
    void: str = ""
    """The number that was taken for it and made void, since it was not issued; it is never used again."""


@dataclass(frozen=True)
class Account:
    """What was and was not done: a line for each application that was tried, and those never reached."""

    lines: tuple[Done, ...]
    left: tuple[str, ...]
    stopped: Refusal | None = None
    """Why the batch ended early; None where it did not, and where somebody stopped it."""

    @property
    def done(self) -> tuple[Done, ...]:
        """The lines that were done."""
        return tuple(line for line in self.lines if line.refusal is None)

    @property
    def refused(self) -> tuple[Done, ...]:
        """The lines that were not."""
        return tuple(line for line in self.lines if line.refusal is not None)

    @property
    def rest(self) -> tuple[str, ...]:
        """The applications that can be tried again."""
        return (*(line.application for line in self.refused), *self.left)

    @property
    def whole(self) -> bool:
        """Whether everything was done."""
        return not self.refused and not self.left


def to_approve(office: Office, actor: Actor) -> tuple[Choice, ...]:
    """Every application that waits for a decision or for the approver's signature over the code, the oldest first, with
    what keeps this person from approving it."""
    lacking = lacking_of(office)
    waiting = _lines(office, (*TO_APPROVE, *TO_ISSUE))
    lines = [line for line in waiting if line.status in TO_APPROVE or lacking(line.number) is not None]
    return tuple(Choice(line, why_not_approve(office, actor, line.number)) for line in lines)


def to_issue(office: Office, actor: Actor) -> tuple[Choice, ...]:
    """Every approved application, the oldest first, with what keeps this person from issuing its certificate."""
    lines = _lines(office, TO_ISSUE)
    return tuple(Choice(line, why_not_issue(office, actor, line.number)) for line in lines)


def approve_all(
    office: Office,
    actor: Actor,
    numbers: Sequence[str],
    told: Told = lambda done, number: None,
    cancelled: Cancelled = lambda: False,
) -> Account:
    """Approve these applications one after the other. Refusal BATCH_NOTHING_CHOSEN; all else is in the account."""

    def act(number: str) -> Done:
        approve(office, actor, number)
        return Done(number)

    return one_by_one(numbers, act, told, cancelled)


def issue_all(
    office: Office,
    actor: Actor,
    numbers: Sequence[str],
    document_signer: SigningKey,
    told: Told = lambda done, number: None,
    cancelled: Cancelled = lambda: False,
    keep: Callable[[Issued], object] = lambda issued: None,
) -> Account:
    """Issue the certificates of these applications one after the other, with one unlocked signer.

    `keep` is handed each certificate as soon as it counts as issued; what it refuses is a remark, for the register has
    the file. Refusal BATCH_NOTHING_CHOSEN; all else is in the account.
    """

    def act(number: str) -> Done:
        before = newest_number(office.register, office.code)
        try:
            issued = issue(office, actor, number, document_signer)
        except Exception as problem:
            taken = newest_number(office.register, office.code)
            lost = taken is not None and taken != before and taken.application == number
            return Done(number, refusal=_refusal(problem), void=taken.number if taken and lost else "")
        try:
            keep(issued)
        except Refusal as refusal:
            return Done(number, issued.number, remark=refusal, replaces=issued.replaces)
        return Done(number, issued.number, remark=issued.unstamped, replaces=issued.replaces)

    return one_by_one(numbers, act, told, cancelled)


def one_by_one(numbers: Sequence[str], act: Callable[[str], Done], told: Told, cancelled: Cancelled) -> Account:
    """Do `act` for each, whole or not at all, until somebody stops it or something stands in the way of all.

    Refusal BATCH_NOTHING_CHOSEN; all else is in the account.
    """
    waiting = tuple(dict.fromkeys(numbers))
    if not waiting:
        raise Refusal("BATCH_NOTHING_CHOSEN")
    lines: list[Done] = []
    for done, number in enumerate(waiting):
        if cancelled():
            return Account(tuple(lines), waiting[done:])
        told(done, number)
        line = _tried(number, act)
        lines.append(line)
        if line.refusal is not None and (line.refusal.code in _FOR_ALL or line.refusal.code.startswith(_OF_TOKEN)):
            return Account(tuple(lines), waiting[done + 1 :], line.refusal)
    return Account(tuple(lines), ())


def _tried(number: str, act: Callable[[str], Done]) -> Done:
    try:
        return act(number)
    except Exception as problem:
        return Done(number, refusal=_refusal(problem))


def _refusal(problem: Exception) -> Refusal:
    """A fault becomes one too: the account of what was done until then must not be lost with it."""
    if isinstance(problem, Refusal):
        return problem
    logging.getLogger(__name__).error("a batch was cut short\n%s", described(problem))
    return Refusal("BATCH_CUT_SHORT", kind=type(problem).__name__)


def _lines(office: Office, states: Sequence[str]) -> Iterator[ApplicationLine]:
    found = (line for state in states for line in application_lines(office.register, state, MOST_OPEN))
    return iter(sorted(found, key=lambda line: line.id))
