"""The clock of a case: it runs from receipt and stands while the applicant is asked."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from certapp.service.deadlines import Clock, Terms, clock_of, terms_of

DAY = date(2026, 3, 2)
TERMS = Terms(decision=90)
LENGTHS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 60)), max_size=6)


def test_ninety_days_from_receipt_where_nobody_was_asked() -> None:
    clock = clock_of(DAY, [], TERMS)
    assert clock == Clock(date(2026, 5, 31))
    assert clock.days_left(DAY) == 90
    assert not clock.is_overdue(date(2026, 5, 31))
    assert clock.is_overdue(date(2026, 6, 1))


def test_while_an_answer_is_waited_for_the_clock_stands() -> None:
    clock = clock_of(DAY, [(DAY + timedelta(days=10), None)], TERMS)
    assert clock.stopped_since == DAY + timedelta(days=10)
    assert clock.days_left(DAY + timedelta(days=400)) == 80
    assert not clock.is_overdue(DAY + timedelta(days=400))


def test_the_profile_sets_terms_and_the_usual_ones_hold_for_the_rest() -> None:
    assert terms_of({"deadlines": {"decision_days": 28}}) == Terms(decision=28)
    assert terms_of({"deadlines": "soon"}) == Terms()


@given(LENGTHS)
def test_each_day_of_a_pause_puts_the_decision_off_by_one(lengths: list[tuple[int, int]]) -> None:
    start, pauses = DAY, []
    for gap, length in lengths:
        start += timedelta(days=gap)
        pauses.append((start, start + timedelta(days=length)))
        start += timedelta(days=length)
    stood = sum(length for _, length in lengths)
    assert clock_of(DAY, reversed(pauses), TERMS).decision_due == DAY + timedelta(days=90 + stood)


@given(LENGTHS, st.integers(0, 30))
def test_an_answer_gives_back_what_was_left(lengths: list[tuple[int, int]], gap: int) -> None:
    before = clock_of(DAY, [(DAY + timedelta(days=gap), None)], TERMS).days_left(DAY)
    answered = DAY + timedelta(days=gap + 17)
    after = clock_of(DAY, [(DAY + timedelta(days=gap), answered)], TERMS).days_left(answered)
    assert before == after == 90 - gap
