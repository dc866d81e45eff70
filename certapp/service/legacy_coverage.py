"""What the office states of its legacy register: of which years it has the papers, and whether it has all of them.

"We never issued this" is only as good as this statement, and at a border it stops somebody's paper: two people sign it.
It holds as long as nothing waits to be confirmed and no further paper has come to light since.
"""

from typing import Final

from certapp.formdef.kinds import KindError, clean_text
from certapp.model.errors import Refusal
from certapp.register.connection import transaction
from certapp.register.journal import entries
from certapp.register.legacy import Coverage, coverage
from certapp.register.legacy_events import days_of
from certapp.service.clock import day_of_milliseconds, days
from certapp.service.legacy import LONGEST_REMARKS, OLDEST_YEAR
from certapp.service.office import Actor, Office
from certapp.service.other_offices import older_elsewhere
from certapp.service.rights import Right
from certapp.service.suspending import need_two

CODE: Final = "COVERAGE_NEEDS_SECOND_PERSON"


def state_coverage(
    office: Office,
    actor: Actor,
    second: Actor,
    years: tuple[int, int],
    text: str,
    *,
    complete: bool,
    none_before: bool = False,
    all_offices: bool = False,
) -> Coverage:
    """State of which years (first, last) the legacy register has the papers; in force until another is stated.

    complete: all of them. none_before: the office issued none before. all_offices: and so did every
    office of the authority. text: how that is known. One of the two supervises.

    Raises:
        Refusal: ROLE_MISSING, COVERAGE_NEEDS_SECOND_PERSON, COVERAGE_YEARS_WRONG, COVERAGE_TEXT_WRONG,
            COVERAGE_WHILE_WAITING.
    """
    need_two(actor, second, CODE, "")
    if not any(person.may(Right.SUPERVISE) for person in (actor, second)):
        raise Refusal("ROLE_MISSING", name=actor.name, roles="SUPERVISOR")
    first, last = years
    if not OLDEST_YEAR <= first <= last <= office.clock.today.year:
        raise Refusal("COVERAGE_YEARS_WRONG", field="years", oldest=OLDEST_YEAR, newest=office.clock.today.year)
    try:
        words = clean_text(text, LONGEST_REMARKS, multiline=True)
    except KindError:
        raise Refusal("COVERAGE_TEXT_WRONG", field="text", most=LONGEST_REMARKS) from None
    beside = {"none_before": complete and none_before, "all_offices": complete and all_offices}
    said = {"first": first, "last": last, "complete": complete, **beside, "text": words}
    with transaction(office.register):
        office.record(second, "LEGACY_COVERAGE_CONFIRMED", "legacy", said)
        office.record(actor, "LEGACY_COVERAGE_STATED", "legacy", {**said, "second": second.id})
    found = coverage(office.register)
    assert found is not None
    return found


def older_statement(office: Office) -> tuple[int, ...] | None:
    """What this office states, as an exchange file tells it to the others (`trust.exchange.Content.older`)."""
    stated = coverage(office.register)
    if stated is None:
        return None
    return (*_bounds(stated), int(is_all_there_was(office))) if stated.holds else ()


def not_covered(office: Office) -> tuple[str, ...]:
    """Offices of whose older papers nothing may be relied on: with one of them, no older number was "never issued".

    What two people stated of all offices speaks for those that say nothing themselves.
    """
    stated = coverage(office.register)
    silent = () if stated is not None and stated.holds and stated.all_offices else (None,)
    told = {office.code: older_statement(office) or (), **older_elsewhere(office)}
    return tuple(sorted(code for code, older in told.items() if older == () or older in silent))


def covered_by_all(office: Office) -> tuple[tuple[int, int] | None, bool]:
    """First and last day (since 1970-01-01) between which every older paper of every office is known, None for none;
    and whether all older papers there ever were are."""
    if not_covered(office):
        return None, False
    told = [older for older in (older_statement(office), *older_elsewhere(office).values()) if older]
    first, last = max(each[0] for each in told), min(each[1] for each in told)
    return ((first, last) if first <= last else None), all(each[2] for each in told)


def is_all_there_was(office: Office) -> bool:
    """Whether every paper that the office ever issued without this program is known."""
    stated = coverage(office.register)
    return stated is not None and stated.holds and stated.none_before and stated.last_year >= _first_year(office)


def covers(office: Office, first_day: int, last_day: int) -> bool:
    """Whether a paper that any office issued between these days must be known, by statements that hold."""
    days, every = covered_by_all(office)
    return days is not None and last_day <= days[1] and (every or first_day >= days[0] or _none_before(office))


def _none_before(office: Office) -> bool:
    """Whether no paper is older than what is covered: stated here, and no other office speaks for itself."""
    stated = coverage(office.register)
    return stated is not None and stated.none_before and not any(older_elsewhere(office).values())


def _bounds(stated: Coverage) -> tuple[int, int]:
    """No statement speaks of days that were still to come when it was made."""
    first, last = days_of(f"{stated.first_year:04d}"), days_of(f"{stated.last_year:04d}")
    assert first is not None
    assert last is not None
    return first[0], min(last[1], days(day_of_milliseconds(stated.stated_at)))


def _first_year(office: Office) -> int:
    """The year in which the office began with this program."""
    return next(day_of_milliseconds(each.at).year for each in entries(office.register, kind="OFFICE_CREATED"))
