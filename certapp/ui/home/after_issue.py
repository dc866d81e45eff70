"""What the home page tells of certificates after issue: what is abroad, what customs reported, receipts to take in."""

from dataclasses import dataclass

from certapp.register.endorsements import Task, open_tasks
from certapp.register.lives import Abroad, abroad
from certapp.service.clock import days
from certapp.service.office import Office
from certapp.service.reminding import Reminder, reminders
from certapp.service.suspending import lifted_but_listed
from certapp.ui.common.words import _, ngettext


@dataclass(frozen=True)
class AfterIssue:
    """What is abroad, whom to remind now, and what is to be cleared up."""

    abroad: tuple[Abroad, ...]
    reminders: tuple[Reminder, ...]
    tasks: tuple[Task, ...]
    overdue: int
    lifted: int
    """Suspensions lifted that the newest bulletin still tells."""


def after_issue(office: Office) -> AfterIssue:
    """Look at everything once."""
    away, today = tuple(abroad(office.register)), days(office.clock.today)
    late = sum(line.return_due < today for line in away)
    return AfterIssue(away, reminders(office), tuple(open_tasks(office.register)), late, lifted_but_listed(office))


def rows_of(found: AfterIssue) -> list[tuple[str, str]]:
    """The rows to be shown: which list each opens (ABROAD, TASKS, SUPERVISE, RECEIPTS), and its words."""
    rows = []
    if count := len(found.reminders):
        words = ngettext("{n} loan is to be asked for now", "{n} loans are to be asked for now", count)
        rows.append(("ABROAD", words.format(n=count)))
    elif count := len(found.abroad):
        words = ngettext("{n} certificate abroad, {late} overdue", "{n} certificates abroad, {late} overdue", count)
        rows.append(("ABROAD", words.format(n=count, late=found.overdue)))
    if count := len(found.tasks):
        words = ngettext(
            "{n} report of customs is to be cleared up", "{n} reports of customs are to be cleared up", count
        )
        rows.append(("TASKS", words.format(n=count)))
    if count := found.lifted:
        words = ngettext(
            "{n} lifted suspension is still in the newest bulletin: sign and export one",
            "{n} lifted suspensions are still in the newest bulletin: sign and export one",
            count,
        )
        rows.append(("SUPERVISE", words.format(n=count)))
    rows.append(("RECEIPTS", _("Take in receipts of customs…")))
    return rows
