"""Papers of an office looked at again as a border post would: drawn by lot in a full check, the newest in a drill."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from certapp.model.errors import Refusal
from certapp.register.certificates import kept_pdfs
from certapp.service.exchanging import own_revocations
from certapp.service.office import Office
from certapp.service.verifying import verify_bytes
from certapp.trust.verdict import Outcome

SAMPLE: Final = 20
"""So many papers a check with a sample draws."""

_WHOLE: Final = frozenset(
    {Outcome.GENUINE, Outcome.EXPIRED, Outcome.REVOKED, Outcome.REPLACED, Outcome.TEST_PAPER, Outcome.NOT_YET_VALID}
)
"""What a paper may come to that is as it was issued."""


@dataclass(frozen=True)
class Paper:
    """A certificate's PDF as it is kept: what it came to (an `Outcome`, '' where it is not there or damaged)."""

    number: str
    outcome: str
    good: bool


def drawn_papers(office: Office, many: int) -> tuple[Paper, ...]:
    """So many certificates drawn by lot, in the order of their numbers; all of them where there are fewer."""
    issued = kept_pdfs(office.register)
    drawn = random.SystemRandom().sample(issued, min(many, len(issued)))
    return looked_at(office, sorted(drawn))


def looked_at(office: Office, pdfs: Iterable[tuple[str, str]]) -> tuple[Paper, ...]:
    """Each (number, SHA-256) read from the attachments, its bytes held against the hash, and judged."""
    withdrawn = own_revocations(office)
    found = []
    for number, sha256 in pdfs:
        try:
            pdf = office.attachments.get(sha256)
        except Refusal:
            found.append(Paper(number, "", good=False))
            continue
        outcome = verify_bytes(pdf, office.trust.view(), office.clock.seconds, withdrawn).verdict.outcome
        found.append(Paper(number, outcome.value, outcome in _WHOLE))
    return tuple(found)
