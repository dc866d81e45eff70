"""Generated certificates on worn paper: read or not, none gets a verdict that is not its own.

A few in `./check`; CERTAPP_WORN_CERTIFICATES=2000 is the long form, whose counts are in docs/performance.md.
"""

import os

from benchmarks.worn import FATES, judge_worn

COUNT = int(os.environ.get("CERTAPP_WORN_CERTIFICATES", "18"))


def test_no_certificate_on_worn_paper_gets_another_verdict_than_its_own() -> None:
    judged = judge_worn(COUNT)
    assert judged.wrong == []
    assert judged.right.total() + judged.unread.total() == COUNT
    assert judged.right.keys() == set(FATES)
    assert judged.right.total() > 0.9 * COUNT
