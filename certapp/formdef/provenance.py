"""Gaps in a provenance: years between two steps of which nothing is said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from certapp.model.record import Row

_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")


@dataclass(frozen=True)
class Gap:
    """The years `after` to `before` (astronomical) of which nothing is said; `index` is the step that follows."""

    index: int
    after: int
    before: int

    @property
    def years(self) -> int:
        """How long it is."""
        return self.before - self.after


def gaps(steps: Sequence[Row], least_years: int) -> tuple[Gap, ...]:
    """Every gap of more than `least_years` between steps in the order in which they are given.

    Who received an object and later gave it away himself had it in between: that is no gap. Steps without a year
    are passed over.
    """
    found = []
    known: tuple[int, Row] | None = None
    for index, step in enumerate(steps):
        first, last = _years(step)
        if first is None or last is None:
            continue
        if known is not None:
            end, before = known
            if first - end > least_years and not _same_hands(before, step):
                found.append(Gap(index, end, first))
        if known is None or last >= known[0]:
            known = (last, step)
    return tuple(found)


def _years(step: Row) -> tuple[int | None, int | None]:
    """The first and the last year of a step; where none is given, the years of four digits in its words."""
    earliest, latest = step.get("earliest"), step.get("latest")
    given = [year for year in (earliest, latest) if isinstance(year, int)]
    given = given or [int(year) for year in _YEAR.findall(step.text("date_display"))]
    return (min(given), max(given)) if given else (None, None)


def _same_hands(before: Row, after: Row) -> bool:
    received, gave = before.text("to_party").casefold().strip(), after.text("from_party").casefold().strip()
    return bool(received) and received == gave
