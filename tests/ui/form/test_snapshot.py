"""A record handed to another thread is the record as it stood, whatever was changed before, and stays so."""

import copy
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certapp.formdef.form import Form, Group
from certapp.formdef.loading import load_form
from certapp.ui.form.draft import Draft, rows_in

VALUES = ("a", "b", 1, True, 1.0, None, ["a"], {"fr": "c"})


@pytest.fixture(scope="module")
def form() -> Form:
    return load_form("xa")


def filled() -> dict[str, Any]:
    def item(n: int) -> dict[str, Any]:
        return {"title": f"no. {n}", "photographs": [{"file": f"{n}-{k}.jpg"} for k in range(2)], "provenance": [{}]}

    return {"purpose_code": "SALE", "objects": [item(n) for n in range(4)], "parties": {"role": "OWNER"}}


def edit(draft: Draft, chance: random.Random) -> None:
    objects = draft.form.root.member("objects")
    assert isinstance(objects, Group)
    photographs = objects.member("photographs")
    assert isinstance(photographs, Group)
    items = rows_in(draft.record, "objects")
    item = chance.choice(items) if items else {}
    pictures = rows_in(item, "photographs")
    match chance.randrange(10):
        case 0:
            draft.set_value(draft.record, "purpose_code", chance.choice(VALUES))
        case 1 | 2:
            draft.set_value(item, "title", chance.choice(VALUES))
        case 3 | 4 if pictures:
            draft.set_value(chance.choice(pictures), "caption", chance.choice(VALUES))
        case 5:
            draft.add_row(item, photographs, {"file": "new.jpg"})
        case 6 if item:
            draft.add_copy(draft.record, objects, item)
        case 7 if item:
            draft.remove_row(draft.record, objects, item, "")
        case 8 if item:
            draft.move_row(draft.record, objects, item, chance.choice((-1, 1)))
        case 9:
            draft.undo() if chance.random() < 0.7 else draft.redo()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), steps=st.integers(1, 40))
def test_a_copy_is_the_record_as_it_stood(qapp: object, form: Form, seed: int, steps: int) -> None:
    chance = random.Random(seed)
    draft = Draft(form, "d", filled(), {})
    taken: list[tuple[dict[str, Any], str]] = []
    for _step in range(steps):
        edit(draft, chance)
        if chance.random() < 0.5:
            taken.append((draft.snapshot(), repr(draft.record)))
            assert repr(taken[-1][0]) == taken[-1][1]  # 1, 1.0 and True are equal and not the same
    for copied, as_it_was in taken:
        assert repr(copied) == as_it_was


def test_rows_that_did_not_change_are_not_copied_again(qapp: object, form: Form) -> None:
    draft = Draft(form, "d", filled(), {})
    before = draft.snapshot()["objects"]
    draft.set_value(draft.record["objects"][2]["photographs"][1], "caption", "other")
    after = draft.snapshot()["objects"]
    assert [one is two for one, two in zip(before, after, strict=True)] == [True, True, False, True]
    assert before[2]["photographs"][1] == {"file": "2-1.jpg"}


def test_what_is_changed_while_it_is_out_of_the_record_is_copied_when_it_comes_back(qapp: object, form: Form) -> None:
    draft = Draft(form, "d", filled(), {})
    objects = draft.form.root.member("objects")
    assert isinstance(objects, Group)
    draft.snapshot()
    item = draft.record["objects"][1]
    draft.remove_row(draft.record, objects, item, "")
    draft.set_value(item["photographs"][0], "caption", "typed too late")
    draft.add_row(draft.record, objects, item)
    assert draft.snapshot() == copy.deepcopy(draft.record)
