"""When a case must be decided: the clock runs from receipt, and stands while the applicant is asked (5.3 of the model).

Days are those of the office's calendar; a day on which the clock stands does not count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

COMPLETENESS_DAYS, ANSWER_DAYS, DECISION_DAYS, APPEAL_DAYS = 21, 40, 90, 30
"""Where the national profile says nothing (settings.deadlines)."""


@dataclass(frozen=True)
class Terms:
    """How many days a profile gives: to look whether all is there, to answer, to decide, to appeal."""

    completeness: int = COMPLETENESS_DAYS
    answer: int = ANSWER_DAYS
    decision: int = DECISION_DAYS
    appeal: int = APPEAL_DAYS


@dataclass(frozen=True)
class Clock:
    """Where a case stands in time. `stopped_since`: the clock stands while an answer is waited for."""

    decision_due: date
    stopped_since: date | None = None
    looked_due: date | None = None
    """By when somebody must have looked whether all is there; None where that is done."""
    answer_due: date | None = None
    """By when the applicant must answer; None where nothing is asked."""

    def days_left(self, today: date) -> int:
        """Days until the decision is due; fewer than none when it is overdue. It stays while the clock stands."""
        return (self.decision_due - (self.stopped_since or today)).days

    def is_overdue(self, today: date) -> bool:
        """Whether the day is past; never while the clock stands."""
        return self.stopped_since is None and today > self.decision_due

    def next_due(self) -> date:
        """The nearest day by which somebody must have acted."""
        return min(filter(None, (self.answer_due or self.decision_due, self.looked_due)))


def terms_of(settings: Mapping[str, object]) -> Terms:
    """The terms that a profile sets, the usual ones for what it does not."""
    given = settings.get("deadlines")
    days = {name: value for name, value in given.items() if isinstance(value, int)} if isinstance(given, dict) else {}
    return Terms(
        days.get("completeness_days", COMPLETENESS_DAYS),
        days.get("answer_days", ANSWER_DAYS),
        days.get("decision_days", DECISION_DAYS),
        days.get("appeal_days", APPEAL_DAYS),
    )


def clock_of(received: date, pauses: Iterable[tuple[date, date | None]], terms: Terms) -> Clock:
    """The clock of a case received on a day, stopped from each first day to the last (None: it still stands)."""
    due = received + timedelta(days=terms.decision)
    for start, end in sorted(pauses, key=lambda pause: pause[0]):
        if end is None:
            return Clock(due, start)
        due += end - start
    return Clock(due)
