"""How far a long act is, in words: the step, how much of how much, and how long it will still take."""

import pytest

from certapp.model import language
from certapp.model.errors import Refusal
from certapp.model.progress import STOPPED, Pace, Progress, Stage, Stages, as_part, size_words, stopped_as, words


def test_a_stage_is_told_from_nothing_to_all_and_within_another_act_by_its_place_there() -> None:
    heard: list[Progress] = []
    stages = Stages(as_part(heard.append, 2, 6), Stage.READ_BACKUP, Stage.COMPARE_FILES)
    with stages.at(Stage.COMPARE_FILES, 10) as step:
        step(4)
        step(0)
        step(9)  # more than was said to be there
    with stages.at(Stage.READ_BACKUP, 10) as step:
        step(4)
    assert [(each.stage, each.done, each.number, each.stages) for each in heard] == [
        *((Stage.COMPARE_FILES, done, 4, 6) for done in (0, 4, 4, 10)),
        *((Stage.READ_BACKUP, done, 3, 6) for done in (0, 4, 10)),
    ]


def test_what_is_left_is_told_once_it_can_be_known_and_for_each_stage_anew() -> None:
    now = 100.0
    pace = Pace(lambda: now)
    assert pace.left(Progress(Stage.READ_BACKUP, 0, 1000)) is None
    now = 101.0
    assert pace.left(Progress(Stage.READ_BACKUP, 500, 1000)) is None  # too soon to say
    now = 110.0
    assert pace.left(Progress(Stage.READ_BACKUP, 10, 1000)) is None  # too little
    assert pace.left(Progress(Stage.READ_BACKUP, 250, 1000)) == 30.0
    assert pace.left(Progress(Stage.READ_BACKUP, 1000, 1000)) == 0.0
    assert pace.left(Progress(Stage.LOOK_OVER, 0, 0)) is None
    assert pace.left(Progress(Stage.COMPARE_FILES, 250, 1000)) is None


def test_amounts_are_said_in_their_measure() -> None:
    two = Progress(Stage.READ_BACKUP, 1_200_000_000, 4_900_000_000, 2, 5)
    told = "Step 2 of 5: Reading and unpacking the backup – 1.2 GB of 4.9 GB – about 40 s left"
    assert _bare(words(two, 40)) == told
    many = Progress(Stage.REBUILD, 12_000, 100_000)
    assert _bare(words(many, 200)) == (
        "Reading the journal and rebuilding the register from it – 12\u202f000 of 100\u202f000 – about 3 min left"
    )
    assert _bare(words(Progress(Stage.LOOK_OVER, 0, 0))) == "The database looks over the copy"
    assert _bare(size_words(3_400_000)) == "3 MB"


@pytest.mark.parametrize("tag", language.NAMES)
def test_every_stage_and_every_stop_has_its_words_in_every_language(tag: str) -> None:
    language.use(tag)
    try:
        told = [words(Progress(stage, 5, 10, 2, 6), 7) for stage in Stage]
        assert len(set(told)) == len(Stage)
        assert not any("{" in each or "STAGE" in each for each in told)
        assert all(Refusal(code).text() != code for code in STOPPED)
    finally:
        language.use("en")


def test_the_outermost_act_says_what_it_means_that_it_was_stopped() -> None:
    with pytest.raises(Refusal, match="DRILL_STOPPED"), stopped_as("DRILL_STOPPED"), stopped_as("RESTORE_STOPPED"):
        raise Refusal("WORK_STOPPED")
    with pytest.raises(Refusal, match="DISK_FULL"), stopped_as("DRILL_STOPPED"):
        raise Refusal("DISK_FULL", path="x")


def _bare(text: str) -> str:
    """Without the marks that keep numbers in their place in right-to-left languages."""
    return "".join(each for each in text if each not in "\u2066\u2067\u2068\u2069\u200e\u200f")
