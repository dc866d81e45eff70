"""A scanner that types is told from a person by how a code begins, by pace and by end; nobody's key is lost."""

from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.scan.keycodes import key_of
from certapp.scan.keyed import OPENINGS, Stroke, understand
from certapp.scan.layouts import layouts
from certapp.scan.sheet_codes import TEST_PREFIX
from certapp.scan.wedge import ECHO_MS, FALTERED_MS, HOLD_MS, MOST, PAUSE_MS, REPEAT_MS, SURE, Wedge
from certapp.seal.fitting import seal
from certapp.seal.text import CODE_PREFIX, LIST_PREFIX, PICTURE_PREFIX, TAG_PREFIX
from certapp.trust import checkpoint, extension, receipt
from tests.scan.test_keyed import scanned
from tests.seal.making import CLAIMS, KID, sign

TEXT = seal(CLAIMS, KID, sign).text
ENTER = "\r"
PERSON_MS = HOLD_MS + 20


@dataclass
class Window:
    """Keys come in, `typed` is what everybody else got of them, `scans` what was read."""

    wedge: Wedge = field(default_factory=Wedge)
    waiting: list[Stroke] = field(default_factory=list)
    typed: str = ""
    scans: list[str] = field(default_factory=list)
    at: int = 0

    def press(self, stroke: Stroke) -> None:
        """One key; before it the pause since the last, where it was long enough."""
        if self.wedge.wait and stroke.at - self.at > self.wedge.wait:
            self.rest()
        wanted = self.wedge.wants(stroke)
        answer = self.wedge.press(stroke)
        assert answer.kept is wanted
        self._free(answer.freed)
        if not answer.kept:
            self.typed += stroke.text
        elif not self.wedge.scanning and not answer.ended and self.wedge.held:
            self.waiting.append(stroke)
        elif self.wedge.scanning:
            self.waiting = []
        if answer.ended:
            self._ended()
        self.at = stroke.at

    def rest(self) -> None:
        """A pause."""
        answer = self.wedge.rest()
        self._free(answer.freed)
        if answer.ended:
            self._ended()

    def type(self, text: str, pace: int, *, key_known: bool = False) -> None:
        """Characters, so many milliseconds apart."""
        for character in text:
            key = character.upper() if key_known and character.isascii() and character.isalnum() else ""
            self.press(Stroke(key, character, self.at + pace, ends={"\r": "ENTER", "\t": "TAB"}.get(character, "")))

    def _free(self, count: int) -> None:
        self.typed += "".join(stroke.text for stroke in self.waiting[:count])
        del self.waiting[:count]

    def _ended(self) -> None:
        self.scans.append(understand([each for each in self.wedge.scan if not each.ends]).text)


@pytest.mark.parametrize("pace", [0, 2, 16, 50, HOLD_MS])
@pytest.mark.parametrize("end", [ENTER, "\t"])
def test_a_scan_is_swallowed_from_its_first_key_to_its_end(pace: int, end: str) -> None:
    window = Window()
    window.type(TEXT + end, pace)
    assert (window.typed, window.scans) == ("", [TEXT])


def test_a_scan_without_an_end_key_ends_with_a_pause() -> None:
    window = Window()
    window.type(TEXT, 10)
    assert window.scans == []
    assert window.wedge.wait == PAUSE_MS
    window.rest()
    assert (window.typed, window.scans) == ("", [TEXT])
    window.type(ENTER, 100)
    assert window.typed == ""  # an end that came late presses no button


def test_a_scan_that_falters_in_its_midst_arrives_whole() -> None:
    window = Window()
    window.type(TEXT[:100], 10)
    window.rest()
    assert (window.scans, window.wedge.wait) == ([], FALTERED_MS)
    window.at += FALTERED_MS - 100
    window.type(TEXT[100:200], 10)
    window.rest()
    window.type(TEXT[200:] + ENTER, 10)
    assert (window.typed, window.scans) == ("", [TEXT])


def test_half_a_scan_ends_when_its_rest_has_been_waited_for() -> None:
    window = Window()
    window.type(TEXT[:100], 10)
    window.rest()
    window.rest()
    assert window.scans == [TEXT[:100]]
    window.type("a", FALTERED_MS)
    assert window.typed == "a"


@pytest.mark.parametrize("tag", sorted(layouts()))
def test_a_scan_is_recognised_on_every_layout_by_its_keys(tag: str) -> None:
    window = Window()
    for stroke in [*scanned(TEXT, tag), Stroke("", ENTER, len(TEXT) * 10, ends="ENTER")]:
        window.press(stroke)
    assert (window.typed, [scan.upper() for scan in window.scans]) == ("", [TEXT])


@pytest.mark.parametrize("tag", ["fr", "ru", "ar", "el", "ka", "th"])
def test_and_by_its_characters_where_no_key_is_told(tag: str) -> None:
    window = Window()
    for stroke in scanned(TEXT, tag, known=False):
        window.press(stroke)
    while window.wedge.wait:  # longer where a layout loses characters: something is missing
        window.rest()
    assert window.typed == ""
    assert len(window.scans) == 1


def test_the_openings_are_those_of_every_code_there_is() -> None:
    further = {receipt.PREFIX, extension.PREFIX, checkpoint.PREFIX}
    assert {CODE_PREFIX, PICTURE_PREFIX, TAG_PREFIX, TEST_PREFIX, LIST_PREFIX} | further == set(OPENINGS)
    assert len({opening[:SURE] for opening in OPENINGS}) == len(OPENINGS)


@pytest.mark.parametrize("opening", OPENINGS)
def test_every_kind_of_code_is_recognised(opening: str) -> None:
    window = Window()
    window.type(f"{opening}BABC{ENTER}", 5)
    assert window.scans == [f"{opening}BABC"]


def test_two_scans_one_after_the_other_are_two() -> None:
    window = Window()
    window.type(TEXT + ENTER + TEXT + ENTER, 8)
    assert window.scans == [TEXT, TEXT]


def test_carriage_return_and_line_feed_are_one_end() -> None:
    window = Window()
    window.type(TEXT + ENTER, 8)
    window.press(Stroke("J", "", window.at + 8, held=True))
    window.press(Stroke("", ENTER, window.at + 8, ends="ENTER"))
    assert window.typed == ""
    window.press(Stroke("", ENTER, window.at + ECHO_MS + 1, ends="ENTER"))
    assert window.typed == ENTER


@pytest.mark.parametrize(
    "text", ["Excerpt", "XCERTB234", "xcxcxcert", "excellent xylophones", "XX-2026-00-000001-K", "x"]
)
def test_what_a_person_types_arrives_whole_and_in_order(text: str) -> None:
    window = Window()
    window.type(text, PERSON_MS, key_known=True)
    window.rest()
    assert (window.typed, window.scans) == (text, [])


def test_the_first_key_is_held_back_no_longer_than_a_tenth_of_a_second() -> None:
    window = Window()
    window.type("x", 0)
    assert (window.typed, window.wedge.wait) == ("", HOLD_MS)
    window.rest()
    assert window.typed == "x"


def test_a_key_before_the_scan_arrives_and_the_scan_is_whole() -> None:
    window = Window()
    window.type("axx" + TEXT + ENTER, 8)
    assert (window.typed, window.scans) == ("axx", [TEXT])


def test_keys_with_ctrl_or_alt_are_nobodys_scan() -> None:
    window = Window()
    for key in "XCER":
        window.press(Stroke(key, key, 0, held=True))
    assert window.typed == "XCER"


def test_a_scan_of_no_end_is_kept_within_a_bound() -> None:
    window = Window()
    window.type("XCERTB" + "A" * (2 * MOST), 1)
    window.rest()
    assert window.typed == ""
    assert len(window.scans[0]) == MOST


@given(st.lists(st.tuples(st.sampled_from("xcertbpis7 \r"), st.integers(0, 2 * HOLD_MS)), max_size=60))
def test_no_key_is_lost_or_doubled_whatever_comes(keys: list[tuple[str, int]]) -> None:
    window = Window()
    swallowed = 0
    for character, pause in keys:
        before = len(window.typed) + len(window.waiting)
        was_scanning = window.wedge.scanning
        window.type(character, pause, key_known=True)
        if was_scanning or window.wedge.scanning:
            swallowed += 1
        else:
            assert len(window.typed) + len(window.waiting) >= before
    window.rest()
    if not swallowed:
        assert window.typed == "".join(character for character, _pause in keys)
    assert len(window.wedge.held) < SURE


@pytest.mark.parametrize(
    ("platform", "scan_code", "virtual_key", "key"),
    [
        *(("linux", code, 0, key) for code, key in ((24, "Q"), (53, "X"), (54, "C"), (11, "2"), (16, "7"), (47, ";"))),
        *(("win32", code, 0, key) for code, key in ((16, "Q"), (45, "X"), (46, "C"), (3, "2"), (8, "7"), (39, ";"))),
        *(("darwin", 0, code, key) for code, key in ((12, "Q"), (7, "X"), (8, "C"), (19, "2"), (26, "7"), (0, "A"))),
        ("linux", 0, 0, ""),
        ("win32", 0, 0x41, ""),
        ("linux", 9, 0, ""),
        ("win32", 0x11C, 13, ""),
    ],
)
def test_the_key_is_known_by_its_place(platform: str, scan_code: int, virtual_key: int, key: str) -> None:
    assert key_of(scan_code, virtual_key, platform) == key


def test_a_letter_sent_twice_within_a_millisecond_is_no_key_held_down() -> None:
    window = Window()
    before = ""
    for character in TEXT + ENTER:
        twice = character == before
        at = window.at if twice else window.at + 2
        window.press(Stroke("", character, at, repeated=twice, ends="ENTER" if character == ENTER else ""))
        before = character
    assert any(one == other for one, other in pairwise(TEXT)), "the code has a letter twice"
    assert (window.typed, window.scans) == ("", [TEXT])


def test_a_key_held_down_adds_nothing_to_a_scan_and_is_a_person_s_otherwise() -> None:
    window = Window()
    window.type(TEXT[:40], 5)
    for times in range(5):
        window.press(Stroke("", TEXT[39], window.at + (30 if times else 2 * REPEAT_MS), repeated=True))
    window.type(TEXT[40:] + ENTER, 5)
    assert (window.typed, window.scans) == ("", [TEXT])
    window.press(Stroke("", "X", window.at + 1000))
    window.rest()
    window.press(Stroke("", "X", window.at + 2 * REPEAT_MS, repeated=True))
    window.press(Stroke("", "X", window.at + 30, repeated=True))
    assert window.typed == "XXX"
