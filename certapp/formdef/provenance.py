"""Gaps in a provenance: years between two steps of which nothing is said."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from certapp.model.folding import words
from certapp.model.record import Row

_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")


@dataclass(frozen=True)
class Gap:
    """The years `after` to `before` (astronomical) of which nothing is said; `index` is the step that follows."""

    index: int
    after: int
    before: int
    giver: str = ""
    taker: str = ""
    """Who had it last before the gap, and who is named first after it; '' where nobody is."""

    @property
    def years(self) -> int:
        """How long it is."""
        return self.before - self.after


def gaps(steps: Sequence[Row], least_years: int) -> tuple[Gap, ...]:
    """Every gap of more than `least_years` between steps in the order in which they are given.

    Who received an object and later gave it away himself had it in between: that is no gap, nor are the years that a
    find lay in the ground. Steps without a year are passed over.
    """
    found = []
    known: tuple[int, Row] | None = None
    for index, step in enumerate(steps):
        first, last = _years(step)
        if first is None or last is None:
            continue
        if known is not None:
            end, before = known
            in_the_ground = step.text("event") == "EXCAVATED"
            if first - end > least_years and not in_the_ground and not _same_hands(before, step):
                found.append(Gap(index, end, first, _hands(before, "to_party"), _hands(step, "from_party")))
        if known is None or last >= known[0]:
            known = (last, step)
    return tuple(found)


def _years(step: Row) -> tuple[int | None, int | None]:
    """The first and the last year of a step; where none is given, the years of four digits in its words."""
    earliest, latest = step.get("earliest"), step.get("latest")
    given = [year for year in (earliest, latest) if isinstance(year, int)]
    given = given or [int(year) for year in _YEAR.findall(step.text("date_display"))]
    return (min(given), max(given)) if given else (None, None)


def _hands(step: Row, first: str) -> str:
    """The party named `first` of a step, else its other one."""
    other = {"to_party": "from_party", "from_party": "to_party"}[first]
    return step.text(first).strip() or step.text(other).strip()


def _same_hands(before: Row, after: Row) -> bool:
    received, gave = before.text("to_party").casefold().strip(), after.text("from_party").casefold().strip()
    return bool(received) and received == gave


def papers_not_listed(steps: Sequence[Row], documents: Sequence[Row]) -> Iterator[tuple[int, str]]:
    """Each paper that a step names as its evidence and no document is, with the step's index.

    Papers are set apart by semicolons; a document is meant where its number or its title is what was written.
    """
    known = set()
    for row in documents:
        title, number = row.text("title"), row.text("number")
        known |= {_folded(each) for each in (title, number, f"{title} {number}")}
    for index, step in enumerate(steps):
        for paper in _papers(step):
            if _folded(paper) not in known:
                yield index, paper


def undocumented(steps: Sequence[Row]) -> tuple[int, ...]:
    """The steps that are said to be documented and name no paper."""
    return tuple(
        index for index, step in enumerate(steps) if step.text("certainty") == "DOCUMENTED" and not _papers(step)
    )


def former_country_later(
    steps: Sequence[Row], former: Sequence[Mapping[str, object]]
) -> Iterator[tuple[int, str, int]]:
    """Each step that begins after its country was no more: its index, the country's code, the year it ended."""
    ended = {code: table.get("until") for table in former for code in _listed(table.get("codes"))}
    for index, step in enumerate(steps):
        first, until = _years(step)[0], ended.get(step.text("country"))
        if isinstance(until, int) and first is not None and first > until:
            yield index, step.text("country"), until


def country_not_yet(steps: Sequence[Row], new: Sequence[Mapping[str, object]]) -> Iterator[tuple[int, str, int]]:
    """Each step that ended before its country's code was there: its index, the country's code, the year it began."""
    began = {code: table.get("since") for table in new for code in _listed(table.get("codes"))}
    for index, step in enumerate(steps):
        last, since = _years(step)[1], began.get(step.text("country"))
        if isinstance(since, int) and last is not None and last < since:
            yield index, step.text("country"), since


def _listed(codes: object) -> list[object]:
    return codes if isinstance(codes, list) else []


def _folded(text: str) -> str:
    return " ".join(words(text))


def _papers(step: Row) -> list[str]:
    return [paper.strip() for paper in re.split("[;；؛]", step.text("evidence")) if paper.strip()]
