"""What the window calls things that the core knows by a code."""

from certapp.service.meaning import RIGHTS
from certapp.ui.common.terms import act_words


def test_every_act_of_the_journal_is_told_in_words() -> None:
    assert [act for act in RIGHTS if act_words(act) == act] == []
