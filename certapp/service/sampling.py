"""Papers of an office looked at again as a border post would: drawn by lot in a full check, the newest in a drill."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.progress import Stage, Stages, silent
from certapp.register.certificates import kept_pdfs
from certapp.service.exchanging import own_revocations
from certapp.service.office import Office
from certapp.service.verifying import verify_bytes
from certapp.trust.judge import Withdrawn
from certapp.trust.verdict import Outcome

SAMPLE: Final = 20
"""So many papers a check with a sample draws."""

UNTOLD: Final = Stages(silent, Stage.VERIFY_PAPERS)

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


def drawn_papers(office: Office, many: int, stages: Stages = UNTOLD) -> tuple[Paper, ...]:
    """So many certificates drawn by lot, in the order of their numbers; all of them where there are fewer.

    `stages`, of which VERIFY_PAPERS is one, hear how far this is.
    """
    issued = kept_pdfs(office.register)
    drawn = random.SystemRandom().sample(issued, min(many, len(issued)))
    return looked_at(office, sorted(drawn), stages)


def looked_at(office: Office, pdfs: Sequence[tuple[str, str]], stages: Stages = UNTOLD) -> tuple[Paper, ...]:
    """Each (number, SHA-256) read from the attachments, its bytes held against the hash, and judged."""
    withdrawn = own_revocations(office)
    found = []
    with stages.at(Stage.VERIFY_PAPERS, len(pdfs)) as step:
        for number, sha256 in pdfs:
            found.append(_looked_at(office, number, sha256, withdrawn))
            step(1)
    return tuple(found)


def _looked_at(office: Office, number: str, sha256: str, withdrawn: Mapping[bytes, Withdrawn]) -> Paper:
    try:
        pdf = office.attachments.get(sha256)
    except Refusal:
        return Paper(number, "", good=False)
    outcome = verify_bytes(pdf, office.trust.view(), office.clock.seconds, withdrawn).verdict.outcome
    return Paper(number, outcome.value, outcome in _WHOLE)
