"""Measurements in a line become rows; what is not a measurement is given back, and nothing is guessed."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.formdef.measuring import Measure, understand

NUMBERS = st.decimals(min_value=Decimal("0.1"), max_value=9999, places=1)


def rows(typed: str) -> list[tuple[str, str, str]]:
    found = understand(typed)
    assert found.left == ""
    return [(each.dimension, each.value, each.unit) for each in found.measures]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("61,5 x 84 cm", [("HEIGHT", "61.5", "CMT"), ("WIDTH", "84", "CMT")]),
        ("61.5 × 84 × 4 cm", [("HEIGHT", "61.5", "CMT"), ("WIDTH", "84", "CMT"), ("DEPTH", "4", "CMT")]),
        ("H 61.5 cm, W 84 cm, D 3 cm", [("HEIGHT", "61.5", "CMT"), ("WIDTH", "84", "CMT"), ("DEPTH", "3", "CMT")]),
        ("61.5 cm high x 84 cm wide", [("HEIGHT", "61.5", "CMT"), ("WIDTH", "84", "CMT")]),
        ("height 42, width 28 cm", [("HEIGHT", "42", "CMT"), ("WIDTH", "28", "CMT")]),
        ("Ø 12 mm", [("DIAMETER", "12", "MMT")]),
        ("diam. 24 cm; 350 g", [("DIAMETER", "24", "CMT"), ("WEIGHT", "350", "GRM")]),
        ("61 x 84 cm (with frame)", [("FRAME_HEIGHT", "61", "CMT"), ("FRAME_WIDTH", "84", "CMT")]),
        (
            "alto 20 cm, ancho 10 cm, peso 2 kg",
            [("HEIGHT", "20", "CMT"), ("WIDTH", "10", "CMT"), ("WEIGHT", "2", "KGM")],
        ),
        ("выс. 42 см, шир. 28 см", [("HEIGHT", "42", "CMT"), ("WIDTH", "28", "CMT")]),
        ("вес 350 г", [("WEIGHT", "350", "GRM")]),
        ("ارتفاع ٤٢ سم، عرض ٢٨ سم", [("HEIGHT", "42", "CMT"), ("WIDTH", "28", "CMT")]),
        ("高42.5厘米，宽28厘米", [("HEIGHT", "42.5", "CMT"), ("WIDTH", "28", "CMT")]),
        ("1,5 м x 2 м", [("HEIGHT", "1.5", "MTR"), ("WIDTH", "2", "MTR")]),
        ("120 folios", [("FOLIOS", "120", "C62")]),
        ("90 min", [("DURATION", "90", "MIN")]),
    ],
)
def test_what_catalogues_write_is_understood(typed: str, expected: list[tuple[str, str, str]]) -> None:
    assert rows(typed) == expected


def test_inches_are_converted_and_it_is_said() -> None:
    found = understand("24 1/2 x 33 in")
    assert found.converted
    assert found.measures == (Measure("HEIGHT", "62.2", "CMT"), Measure("WIDTH", "83.8", "CMT"))


def test_a_doubt_before_the_first_number_is_one_of_all() -> None:
    assert [each.qualifier for each in understand("c. 12 x 8 cm").measures] == ["APPROX", "APPROX"]


@pytest.mark.parametrize(
    "typed",
    [
        "about as big as a cat",
        "12 cm",
        "5 x 6",
        "H 12",
        "12 x 8 x 3 x 2 cm",
        "0 x 5 cm",
        "H 12 kg",
        "cm",
        "H",
        "x" * 400,
    ],
)
def test_what_is_not_sure_is_given_back_as_it_stands(typed: str) -> None:
    found = understand(typed)
    assert found.measures == ()
    assert found.left == typed


def test_one_clause_that_is_not_understood_does_not_lose_the_others() -> None:
    found = understand("61 x 84 cm; framed by a friend")
    assert len(found.measures) == 2
    assert found.left == "framed by a friend"


@given(NUMBERS, NUMBERS, st.sampled_from(["x", "×", " x ", " by "]), st.sampled_from(["cm", "mm", "m"]))
def test_two_numbers_come_back_as_they_were_written(height: Decimal, width: Decimal, sign: str, unit: str) -> None:
    assert [value for _, value, _ in rows(f"{height}{sign}{width} {unit}")] == [str(height), str(width)]


@given(st.text(max_size=80))
def test_nothing_that_can_be_typed_is_a_fault_or_is_lost(typed: str) -> None:
    found = understand(typed)
    assert found.measures or found.left or not re.sub("[;；]", "", typed).strip()
    assert all(Decimal(each.value) >= 0 for each in found.measures)


@pytest.mark.parametrize("typed", ["1,200 x 84 mm", "1.200 mm x 84 mm", "12,345 g", "Ø 1,200,000 mm"])
def test_one_separator_before_three_digits_is_not_guessed_but_given_back(typed: str) -> None:
    found = understand(typed)
    assert found.measures == ()
    assert found.left == typed


@pytest.mark.parametrize(("typed", "value"), [("0,125 kg", "0.125"), ("0.350 kg", "0.350"), ("1,25 kg", "1.25")])
def test_decimals_that_cannot_be_thousands_are_read(typed: str, value: str) -> None:
    assert rows(typed) == [("WEIGHT", value, "KGM")]
