"""The training office can be made on any day, whatever days its examples were written with."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from certapp.register import drafts
from certapp.service.auditing import verify_journal
from certapp.service.clock import Clock
from certapp.service.drafting import examine_draft, open_draft
from certapp.service.office import open_office
from certapp.service.training import DAY, WRITTEN, create_training_office, example_folders, read_example
from tests.offices import EXAMPLE_NAMES

LONG_AFTER = Clock(wall=lambda: datetime(2032, 2, 29, 12, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    "today", [WRITTEN, date(2027, 1, 10), date(2027, 3, 31), date(2028, 2, 29), date(2041, 12, 31)]
)
@pytest.mark.parametrize("name", EXAMPLE_NAMES)
def test_what_lay_ahead_of_an_example_lies_ahead_and_what_was_past_stays(name: str, today: date) -> None:
    before, after = (
        [date.fromisoformat(found) for found in DAY.findall(str(read_example(name, day).raw))]
        for day in (WRITTEN, today)
    )
    assert [day for day in after if day <= WRITTEN] == [day for day in before if day <= WRITTEN]
    ahead = [(old, new) for old, new in zip(before, after, strict=True) if old > WRITTEN]
    assert all(new > today and (new.month, new.day) == (old.month, old.day) for old, new in ahead)
    assert len({new.year - old.year for old, new in ahead}) <= 1


def test_a_training_office_is_made_years_later_and_its_examples_can_be_handed_in(tmp_path: Path) -> None:
    create_training_office(tmp_path / "office", LONG_AFTER)
    with open_office(tmp_path / "office", LONG_AFTER) as office:
        assert verify_journal(office) == ()
        made = [open_draft(office, line.id) for line in drafts.lines(office.drafts)]
        assert len(made) == len(example_folders())
        past = {finding.code for draft in made for finding in examine_draft(office, draft).findings}
        assert not {code for code in past if "PAST" in code}
