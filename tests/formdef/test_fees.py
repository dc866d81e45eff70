"""The fee table of a profile."""

from decimal import Decimal

import pytest

from certapp.formdef.fees import FeeDue, fee_due, sum_of
from certapp.formdef.loading import load_form
from certapp.model.record import Row


def application(objects: int, purpose: str = "SOLD") -> Row:
    return Row({"purpose_code": purpose, "objects": tuple(Row({}) for _each in range(objects))})


@pytest.mark.parametrize(("objects", "sum_due"), [(1, "25.00"), (2, "30.00"), (34, "190.00"), (500, "200.00")])
def test_each_object_beyond_those_included_costs_up_to_the_most(objects: int, sum_due: str) -> None:
    assert fee_due(load_form("xa"), application(objects)) == FeeDue(Decimal(sum_due), "EUR")


def test_a_purpose_that_is_free_and_a_profile_without_fees_ask_nothing() -> None:
    assert fee_due(load_form("xa"), application(3, "EXHIBITION_LOAN")) is None
    assert fee_due(load_form(""), application(3)) is None


@pytest.mark.parametrize("typed", ["-1", "NaN", "Infinity", "five", "", 5, None, True])
def test_what_is_no_sum_is_none(typed: object) -> None:
    assert sum_of(typed) is None
