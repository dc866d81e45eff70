"""A scan of the test sheet tells what is wrong with a scanner."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.scan.examining import Examined, caps_lock, examine, examine_text
from certapp.scan.keyed import Stroke
from certapp.scan.sheet_codes import MODULES_MM, TEST_TEXTS, TYPED_TEXT
from tests.scan.test_keyed import scanned

ENTER = Stroke("", "", 10**6, ends="ENTER")


@pytest.mark.parametrize("size", MODULES_MM)
@pytest.mark.parametrize(("computer", "named"), [("en-US", ""), ("fr", "fr"), ("ru", "ru"), ("ar", "ar"), ("es", "")])
def test_a_good_scanner_is_whole_and_the_layout_is_named(size: str, computer: str, named: str) -> None:
    found = examine([*scanned(TEST_TEXTS[size], computer), ENTER])
    assert found == Examined(size, computer=named, pace_ms=10, end="ENTER")
    assert found is not None
    assert found.whole


def test_the_short_code_will_do_too() -> None:
    assert examine(scanned(TYPED_TEXT, "de")) == Examined("", computer="de", pace_ms=10)


def test_a_scanner_of_another_country_is_named() -> None:
    found = examine(scanned(TEST_TEXTS["USUAL"], "en-US", "de"))
    assert found is not None
    assert (found.scanner, found.computer, found.whole) == ("de", "", True)


@pytest.mark.parametrize("computer", ["en-US", "fr", "de", "ru"])
@pytest.mark.parametrize("caps", [False, True])
def test_caps_lock_is_told(computer: str, caps: bool) -> None:
    strokes = scanned(TEST_TEXTS["USUAL"], computer, caps=caps)
    assert caps_lock(strokes) is caps
    found = examine(strokes)
    assert found is not None
    assert found.caps_lock is caps


@given(st.sets(st.integers(20, 499), max_size=6))
def test_lost_characters_are_counted(places: set[int]) -> None:
    text = TEST_TEXTS["USUAL"]
    found = examine_text("".join(character for place, character in enumerate(text) if place not in places))
    assert found is not None
    assert (found.lost, found.doubled, found.changed) == (len(places), 0, 0)


@given(st.sets(st.integers(20, 499), max_size=6))
def test_doubled_characters_are_counted(places: set[int]) -> None:
    text = TEST_TEXTS["SMALL"]
    found = examine_text("".join(character * (2 if place in places else 1) for place, character in enumerate(text)))
    assert found is not None
    assert (found.lost, found.doubled, found.changed) == (0, len(places), 0)


def test_changed_characters_are_counted() -> None:
    text = TEST_TEXTS["LARGE"]
    found = examine_text(f"{text[:100]}!{text[101:200]}!{text[201:]}")
    assert found is not None
    assert (found.lost, found.doubled, found.changed) == (0, 0, 2)


def test_the_pace_is_the_middle_one_and_the_end_is_named() -> None:
    strokes = [replace(each, at=each.at * 3) for each in scanned(TYPED_TEXT, "en-US")]
    found = examine([*strokes, replace(ENTER, ends="TAB")])
    assert found is not None
    assert (found.pace_ms, found.end) == (30, "TAB")
    assert examine(strokes) == replace(found, end="")


def test_characters_without_keys_are_told() -> None:
    found = examine(scanned(TYPED_TEXT, "ru", known=False))
    assert found is not None
    assert (found.keys_known, found.computer, found.whole) == (False, "ru", True)


@given(st.text(max_size=80))
def test_anything_else_is_no_test_code(text: str) -> None:
    found = examine_text(text)
    assert (found is None) or text.strip().upper().startswith("XC")
