"""What waits in an office, gathered from register, drafts and trust folder."""

from dataclasses import dataclass

from certapp.register import drafts
from certapp.register.applications import application_counts
from certapp.register.cases import Unanswered, unanswered
from certapp.register.drafts import DraftLine
from certapp.register.numbers import unfinished
from certapp.register.office import restored_at
from certapp.service.backups import BackupAge, backup_age
from certapp.service.clock import days
from certapp.service.clocks import TO_APPROVE, TO_ISSUE, Pressing, pressing
from certapp.service.due import Subject, due_dates
from certapp.service.exchanging import unpublished_revocations
from certapp.service.office import Office
from certapp.service.supervision import two_can_act
from certapp.ui.home.after_issue import AfterIssue, after_issue

_HOUR = 3600
_OF_THEIR_OWN = (Subject.BULLETIN, Subject.SUPERVISORS)
"""What has a row of its own."""


@dataclass(frozen=True)
class Waiting:
    """Open drafts, the last touched first; applications to decide and to issue; experts whose opinion is overdue;
    when the next bulletin is due, and how many revocations are in none yet.

    renew: how many keys, lists and personal certificates must be renewed soon (`service.due`), the bulletin left out.
    Both times in Unix seconds, `now` of the full hour: the same looked at twice is the same.
    """

    drafts: tuple[DraftLine, ...]
    received: int
    approved: int
    pressing: Pressing
    silent: tuple[Unanswered, ...]
    bulletin_due: int | None
    unpublished: int
    signs: bool
    """Whether this office signs the bulletins."""
    now: int
    restored: bool
    backup: BackupAge
    renew: int
    two_supervisors: bool
    """Whether two can act, as the report of a theft needs."""
    cut_short: tuple[str, ...]
    """Numbers whose issuing was cut short before this session, until the next issuing makes them void."""
    after_issue: AfterIssue


def waiting(office: Office, last_backup: str, cut_short: tuple[str, ...] = ()) -> Waiting:
    """Look at everything once. `last_backup`: what this machine remembers of it, ISO 8601, '' for nothing.
    `cut_short`: numbers that were unfinished when the session began."""
    left = unfinished(office.register)
    counts = application_counts(office.register)
    bulletin = office.trust.view().bulletins.get(office.country)
    return Waiting(
        drafts=tuple(drafts.lines(office.drafts, open_only=True)),
        received=sum(counts.get(state, 0) for state in TO_APPROVE),
        approved=sum(counts.get(state, 0) for state in TO_ISSUE),
        pressing=pressing(office),
        silent=tuple(unanswered(office.register, days(office.clock.today))),
        bulletin_due=None if bulletin is None else bulletin.next_update,
        unpublished=unpublished_revocations(office),
        signs=office.signs_bulletins,
        now=office.clock.seconds // _HOUR * _HOUR,
        restored=restored_at(office.register) is not None,
        backup=backup_age(office, last_backup),
        renew=sum(due.soon and due.subject not in _OF_THEIR_OWN for due in due_dates(office)),
        two_supervisors=two_can_act(office),
        cut_short=tuple(number for number in cut_short if number in left),
        after_issue=after_issue(office),
    )
