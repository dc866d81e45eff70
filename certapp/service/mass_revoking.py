"""Many certificates revoked at once: a list that two people sign as a whole."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from certapp.model.errors import Refusal
from certapp.register.certificates import certificate, issued_between
from certapp.register.connection import transaction
from certapp.seal import cbor
from certapp.service.clock import days
from certapp.service.office import Actor, Office
from certapp.service.revoking import REASONS, revocation_words
from certapp.service.rights import Right

MOST: Final = 100_000
LONGEST_LIST: Final = 4 << 20


def revoke_many(
    office: Office, actor: Actor, second: Actor, numbers: Iterable[str], reason: str, text: str
) -> tuple[str, ...]:
    """Revoke all of `numbers`, or none; gives those revoked now: what was revoked before stays as it is.

    A supervisor and a second person who decides or supervises sign the digest of the whole list.

    Refusals: ROLE_MISSING, REVOCATION_NEEDS_SECOND_PERSON, REVOKE_REASON_UNKNOWN, REVOKE_TEXT_WRONG,
    CERTIFICATE_UNKNOWN, REVOCATIONS_NONE.
    """
    actor.require(Right.SUPERVISE)
    second.require(Right.DECIDE, Right.SUPERVISE)
    named = sorted(set(numbers))
    if actor.id == second.id:
        raise Refusal("REVOCATION_NEEDS_SECOND_PERSON", number=str(len(named)))
    words = revocation_words(reason, text)
    left = tuple(number for number in named if certificate(office.register, number).revocation is None)
    if not left:
        raise Refusal("REVOCATIONS_NONE")
    listed = sha256(cbor.encode(list[cbor.Item](left))).digest()
    facts = {"on": days(office.clock.today), "reason": int(REASONS[reason]), "text": words, "ground": reason}
    with transaction(office.register):
        whole = {**facts, "count": len(left), "list": listed}
        office.record(second, "REVOCATIONS_CONFIRMED", "revocations", whole)
        for number in left:
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
    """The numbers of certificates issued from one day to another (since 1970-01-01), those not revoked yet."""
    return issued_between(office.register, first_day, last_day)
