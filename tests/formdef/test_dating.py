"""Dates in words: what people write in six languages becomes a range of years, or is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.formdef.dating import Dating, understand

YEARS = st.integers(min_value=1, max_value=2026)
CENTURIES = st.integers(min_value=1, max_value=20)
ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".upper().split()


@pytest.mark.parametrize(
    ("typed", "earliest", "latest", "certainty"),
    [
        ("1870", 1870, 1870, "EXACT"),
        ("1890-05-12", 1890, 1890, "EXACT"),
        ("12.05.1890", 1890, 1890, "EXACT"),
        ("c. 1870", 1865, 1875, "CIRCA"),
        ("vers 1870", 1865, 1875, "CIRCA"),
        ("hacia 1870", 1865, 1875, "CIRCA"),
        ("نحو ١٨٧٠", 1865, 1875, "CIRCA"),
        ("около 1870", 1865, 1875, "CIRCA"),
        ("约1870年", 1865, 1875, "CIRCA"),
        ("19th century (?)", 1801, 1900, "CIRCA"),
        ("1870s", 1870, 1879, "RANGE"),
        ("années 1870", 1870, 1879, "RANGE"),
        ("1870年代", 1870, 1879, "RANGE"),
        ("1870–75", 1870, 1875, "RANGE"),
        ("between 1870 and 1880", 1870, 1880, "RANGE"),
        ("de 1870 à 1880", 1870, 1880, "RANGE"),
        ("с 1870 по 1880", 1870, 1880, "RANGE"),
        ("من 1870 إلى 1880", 1870, 1880, "RANGE"),
        ("1870至1880年", 1870, 1880, "RANGE"),
        ("first half of the 12th century", 1101, 1150, "CENTURY"),
        ("2. Hälfte 18. Jh.", 1751, 1800, "CENTURY"),
        ("last quarter of the 16th century", 1576, 1600, "CENTURY"),
        ("4th-3rd century BCE", -399, -200, "CENTURY"),
        ("IIIe millénaire av. J.-C.", -2999, -2000, "PERIOD"),
        ("siglos III-II a. C.", -299, -100, "CENTURY"),
        ("القرن الرابع عشر", 1301, 1400, "CENTURY"),
        ("القرن الرابع - الثالث ق.م", -399, -200, "CENTURY"),
        ("القرنين الرابع والخامس", 301, 500, "CENTURY"),
        ("V в. до н. э.", -499, -400, "CENTURY"),
        ("公元前4世纪", -399, -300, "CENTURY"),
        ("十八世纪", 1701, 1800, "CENTURY"),
        ("明代", 1368, 1644, "PERIOD"),
        ("Ming dynasty", 1368, 1644, "PERIOD"),
        ("1 BCE", 0, 0, "EXACT"),
        ("500-323 BC", -499, -322, "RANGE"),
    ],
)
def test_what_people_write_is_understood(typed: str, earliest: int, latest: int, certainty: str) -> None:
    assert understand(typed) == Dating(earliest, latest, certainty)


def test_a_limit_leaves_the_other_side_open() -> None:
    assert understand("before 1500") == Dating(None, 1500, "RANGE")
    assert understand("после 1945") == Dating(1945, None, "RANGE")


def test_a_year_of_the_hegira_touches_two_of_ours() -> None:
    assert understand("1250 هـ") == Dating(1834, 1835, "RANGE")
    assert understand("1 AH") == Dating(622, 623, "RANGE")


@pytest.mark.parametrize(
    "typed", ["", "Baroque", "unknown", "1870 1880 1890", "0", "12345678", "?", "century", "-", "x" * 500]
)
def test_what_is_no_date_is_left_alone(typed: str) -> None:
    assert understand(typed) is None


@given(YEARS, YEARS)
def test_two_years_are_a_range_if_they_stand_in_order(one: int, other: int) -> None:
    found = understand(f"{one} - {other} CE")
    if one <= other and other > 99:
        assert found == Dating(one, other, "RANGE")


@given(CENTURIES)
def test_a_century_is_the_same_in_every_language(number: int) -> None:
    expected = Dating((number - 1) * 100 + 1, number * 100, "CENTURY")
    roman = ROMAN[number - 1]
    typed = (
        f"{number}. Jahrhundert",
        f"{roman}e siècle",
        f"siglo {roman}",
        f"{roman} век",
        f"القرن {number}",
        f"{number}世纪",
    )
    assert {understand(each) for each in typed} == {expected}


@given(CENTURIES)
def test_before_our_era_the_earlier_half_comes_first(number: int) -> None:
    first, second = (
        understand(f"first half of the {number}. jh. v. chr."),
        understand(f"second half of the {number}. jh. v. chr."),
    )
    assert first and second and first.latest is not None and second.earliest is not None
    assert first.earliest == 1 - number * 100
    assert first.latest + 1 == second.earliest
    assert second.latest == -(number - 1) * 100


@given(st.text(max_size=60))
def test_nothing_that_can_be_typed_is_a_fault(typed: str) -> None:
    found = understand(typed)
    if found and found.earliest is not None and found.latest is not None:
        assert found.earliest <= found.latest
