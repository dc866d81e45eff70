"""A record looked over again while it is typed: what is remembered of the look before changes no finding."""

import copy
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certapp.formdef.memory import Memory
from certapp.service.drafting import OpenDraft, draft_from, examine_draft
from certapp.service.intake import read_intake
from certapp.service.office import Actor, Office
from tests.offices import EXAMPLES

LOAN = EXAMPLES / "museum-loan-34-objects"
ODD: tuple[Any, ...] = (
    *(None, "", "x", "12,5", "2031-02-30", "1900-01-01", 0, -3, 2**70, 1.5, True, False),
    *([], ["a", ""], [[]], {}, {"fr": "Pot", "zz-": 3}, "\u0001", "ivory", "OTHER", "PERMANENT"),
)
"""What may be typed, handed in or left out in any place, right or wrong."""


@pytest.fixture
def loan(office: Office, anna: Actor) -> OpenDraft:
    """The first objects of the loan, as a draft."""
    whole = draft_from(office, anna.id, read_intake(LOAN))
    return replace(whole, record={**whole.record, "objects": list(whole.record["objects"])[:6]})


def edited(record: dict[str, Any], seed: int) -> None:
    """One edit somewhere: a value, a row more, one less, one twice, two changed about."""
    chance = random.Random(seed)
    rows, above, group = [record], record, ""
    while chance.random() < 0.75:
        groups = [name for name, value in rows[0].items() if isinstance(value, list) and value]
        groups = [name for name in groups if all(isinstance(each, dict) for each in rows[0][name])]
        if not groups:
            break
        above, group = rows[0], chance.choice(groups)
        rows = [chance.choice(above[group])]
    act = chance.choice(("value", "value", "value", "remove", "copy", "move", "empty"))
    if act == "value" or not group:
        names = [name for name in rows[0] if name != "objects"] or ["title"]
        rows[0][chance.choice([*names, "title", "date_latest", "unknown"])] = copy.deepcopy(chance.choice(ODD))
    elif act == "remove":
        above[group] = [row for row in above[group] if row is not rows[0]]
    elif act == "copy":
        above[group] = [*above[group], copy.deepcopy(rows[0])]
    elif act == "move":
        above[group] = above[group][1:] + above[group][:1]
    else:
        above[group] = chance.choice(([], "?", rows[0], [*above[group], 7]))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(seeds=st.lists(st.integers(0, 2**32), min_size=1, max_size=6))
def test_after_any_edits_the_findings_are_those_of_a_first_look(
    office: Office, loan: OpenDraft, seeds: list[int]
) -> None:
    memory, record = Memory(), copy.deepcopy(dict(loan.record))
    examine_draft(office, replace(loan, record=record), memory)
    for seed in seeds:
        edited(record, seed)
        draft = replace(loan, record=copy.deepcopy(record))
        again, anew = examine_draft(office, draft, memory), examine_draft(office, draft)
        assert again.findings == anew.findings
        assert again.record == anew.record


def test_what_a_rule_asks_of_the_whole_record_is_asked_again_for_every_row(office: Office, loan: OpenDraft) -> None:
    memory, record = Memory(), copy.deepcopy(dict(loan.record))
    for item in record["objects"]:
        item.pop("inventory_no", None)
    for status in ("PRIVATE", "STATE_OWNED", "PRIVATE"):
        record["legal_status_code"] = status
        draft = replace(loan, record=copy.deepcopy(record))
        found = [finding.path for finding in examine_draft(office, draft, memory).findings]
        missing = sum(path.endswith("].inventory_no") for path in found)
        assert missing == (6 if status == "STATE_OWNED" else 0)


def test_a_photograph_that_comes_later_is_missed_no_longer(office: Office, loan: OpenDraft) -> None:
    memory = Memory()

    def missed(draft: OpenDraft) -> int:
        return sum(each.code == "FILE_NOT_HANDED_IN" for each in examine_draft(office, draft, memory).findings)

    assert missed(replace(loan, files={})) > 0
    assert missed(loan) == 0


def test_what_is_not_asked_for_is_forgotten(office: Office, loan: OpenDraft) -> None:
    memory, kept = Memory(), []
    for number in range(4):
        record = copy.deepcopy(dict(loan.record))
        record["objects"][0]["description"] = f"Words no. {number}"
        examine_draft(office, replace(loan, record=record), memory)
        kept.append(len(memory))
    assert kept[0] == kept[-1] > 0
