"""Many certificates revoked at once: a list that two people sign as a whole."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.folding import words as folded
from certapp.register.certificates import issued_between
from certapp.register.connection import transaction
from certapp.register.issued_lines import IssuedLine, issued_lines, replaced_among, revoked_among
from certapp.seal import cbor
from certapp.service.clock import days
from certapp.service.office import Actor, Office
from certapp.service.revoking import REASONS, revocation_words
from certapp.service.rights import Right

MOST: Final = 100_000
LONGEST_LIST: Final = 4 << 20


Told = Callable[[int, int], None]
"""Told how many of how many are written; a Refusal that it raises undoes all of them."""


@dataclass(frozen=True)
class Planned:
    """What a list would do, nothing being done yet: `standing` are revoked, `revoked` stay as they are, `unknown` keep
    the whole list from being done.

    `replaced` hold no longer either; by number, what holds in their place: what was wrong with them may be wrong with
    it, and a list revokes it only where it names it too (`in_their_place`: those that it does not name).
    """

    standing: tuple[str, ...]
    revoked: tuple[str, ...]
    unknown: tuple[str, ...]
    replaced: Mapping[str, str]
    in_their_place: tuple[str, ...]


def planned(office: Office, numbers: Iterable[str]) -> Planned:
    """What `revoke_many` would do with these numbers."""
    named = sorted(set(numbers))
    found, replaced = revoked_among(office.register, named), replaced_among(office.register, named)
    newest = sorted(set(replaced.values()) - set(named))
    return Planned(
        tuple(number for number in named if found.get(number) is False),
        tuple(number for number in named if found.get(number) and number not in replaced),
        tuple(number for number in named if number not in found),
        replaced,
        tuple(number for number, gone in sorted(revoked_among(office.register, newest).items()) if not gone),
    )


def revoke_many(
    office: Office,
    actor: Actor,
    second: Actor,
    numbers: Iterable[str],
    reason: str,
    text: str,
    told: Told = lambda done, all_of_them: None,
) -> tuple[str, ...]:
    """Revoke all of `numbers`, or none; gives those revoked now: what was revoked before stays as it is.

    A supervisor and a second person who decides or supervises sign the digest of the whole list.

    Refusals: ROLE_MISSING, REVOCATION_NEEDS_SECOND_PERSON, REVOKE_REASON_UNKNOWN, REVOKE_TEXT_WRONG,
    CERTIFICATE_UNKNOWN, REVOCATIONS_NONE, and what `told` raises.
    """
    actor.require(Right.SUPERVISE)
    second.require(Right.DECIDE, Right.SUPERVISE)
    plan = planned(office, numbers)
    if actor.id == second.id:
        raise Refusal("REVOCATION_NEEDS_SECOND_PERSON", number=str(len(plan.standing)))
    words = revocation_words(reason, text)
    if plan.unknown:
        raise Refusal("CERTIFICATE_UNKNOWN", number=plan.unknown[0][:40])
    left = plan.standing
    if not left:
        raise Refusal("REVOCATIONS_NONE")
    listed = sha256(cbor.encode(list[cbor.Item](left))).digest()
    facts = {"on": days(office.clock.today), "reason": int(REASONS[reason]), "text": words, "ground": reason}
    with transaction(office.register):
        whole = {**facts, "count": len(left), "list": listed}
        office.record(second, "REVOCATIONS_CONFIRMED", "revocations", whole)
        for done, number in enumerate(left):
            told(done, len(left))
            office.record(actor, "CERTIFICATE_REVOKED", number, {**facts, "second": second.id, "list": listed})
    return left


def numbers_in(content: bytes) -> tuple[str, ...]:
    """Certificate numbers from a text, one in each line; empty lines and what follows a # do not count.

    Refusal REVOCATION_LIST_WRONG.
    """
    try:
        lines = content[: LONGEST_LIST + 1].decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        lines = []
    numbers = tuple(filter(None, (line.partition("#")[0].strip() for line in lines)))
    if not 0 < len(numbers) <= MOST or len(content) > LONGEST_LIST:
        raise Refusal("REVOCATION_LIST_WRONG", most=MOST)
    return numbers


def numbers_issued(office: Office, first_day: int, last_day: int) -> tuple[str, ...]:
    """The numbers of certificates issued from one day to another (since 1970-01-01) which stand or were replaced."""
    return issued_between(office.register, first_day, last_day)


@dataclass(frozen=True)
class Found:
    """Certificates that stand, and those that were replaced; and how many more there are than the list can hold."""

    lines: tuple[IssuedLine, ...]
    more: int


def standing(office: Office, first: date, last: date, text: str = "") -> Found:
    """Certificates issued from one day to another that stand or were replaced, by number; `text`: words that number,
    object, case, who issued it or what took its place begin with."""
    lines = issued_lines(office.register, days(first), days(last))
    wanted = folded(text)
    if wanted:
        lines = [line for line in lines if _has(line, wanted)]
    return Found(tuple(lines[:MOST]), max(0, len(lines) - MOST))


def _has(line: IssuedLine, wanted: list[str]) -> bool:
    own = folded(f"{line.number} {line.application} {line.title} {line.issued_by} {line.successor}")
    return all(any(word.startswith(each) for word in own) for each in wanted)
