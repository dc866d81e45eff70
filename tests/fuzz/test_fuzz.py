"""Whatever comes in from outside is read or refused, in bounded memory: every way in, for a short time.

`CERTAPP_FUZZ_SECONDS=180 python -m pytest tests/fuzz` is the long form, so many seconds for each.
"""

import os
import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.model.errors import Refusal
from tests.fuzz.entries import Way, ways
from tests.fuzz.running import FuzzFault, answer_of, run

SECONDS = float(os.environ.get("CERTAPP_FUZZ_SECONDS", "0.6"))
WAYS = tuple(ways())
SLOW = ("intake", "image", "photograph")


@pytest.mark.timeout(180 + 2 * SECONDS * len(WAYS))
def test_nothing_from_outside_gets_further_than_a_refusal() -> None:
    words = (sys.executable, "-m", "tests.fuzz", str(SECONDS))
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    print(f"\n{done.stdout}")
    assert done.returncode == 0, done.stderr[-4000:]
    rows = [line.split("|")[1].strip() for line in done.stdout.splitlines()]
    assert rows == [way.name for way in WAYS]


@pytest.mark.parametrize("way", [way for way in WAYS if way.name not in SLOW], ids=lambda way: way.name)
@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_answered(way: Way, data: bytes) -> None:
    answer_of(way, data)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_the_good_input_is_good_and_spoilt_it_is_told_apart(way: Way) -> None:
    found = run(way, 0.05, seed=2)
    assert found.answers > 1 or way.name in ("text", "file")  # those have a verdict for everything


def test_a_reader_that_breaks_is_found() -> None:
    def breaks(data: bytes) -> None:
        if data != b"good":
            raise IndexError

    way = Way("one that breaks", (b"good",), (lambda data, dice: dice.randbytes(3),), breaks)
    with pytest.raises(FuzzFault):
        run(way, 5)


def test_a_refusal_is_an_answer() -> None:
    def refuses(data: bytes) -> None:
        raise Refusal("CODE_DAMAGED", detail="x")

    assert answer_of(Way("one that refuses", (), (), refuses), random.Random(1).randbytes(4)) == "CODE_DAMAGED x"
