"""Certificate numbers: one wrong character is always noticed."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.model.certificate_number import Number, make_number, read_number
from certapp.model.errors import Refusal
from certapp.register.numbers import next_serial
from tests.register.office import Office

ALPHABET = string.digits + string.ascii_uppercase
countries = st.text(string.ascii_uppercase, min_size=2, max_size=2)
offices = st.text(ALPHABET, min_size=2, max_size=2)
numbers = st.builds(make_number, countries, st.integers(1970, 9999), offices, st.integers(1, 999_999))


def is_number(text: str) -> bool:
    try:
        read_number(text)
    except Refusal:
        return False
    return True


@given(countries, st.integers(1970, 9999), offices, st.integers(1, 999_999))
def test_a_number_reads_back_as_its_parts(country: str, year: int, office: str, serial: int) -> None:
    assert read_number(make_number(country, year, office, serial)) == Number(country, year, office, serial)


@given(numbers, st.data())
def test_any_single_wrong_character_is_noticed(number: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([i for i, character in enumerate(number) if character != "-"]))
    wrong = data.draw(st.sampled_from([character for character in ALPHABET if character != number[place]]))
    assert not is_number(number[:place] + wrong + number[place + 1 :])


@given(numbers, st.integers(0, 17))
def test_two_neighbours_changed_over_are_noticed(number: str, place: int) -> None:
    body = number.replace("-", "")[:15]
    place %= 14
    turned = body[:place] + body[place + 1] + body[place] + body[place + 2 :] + number[-1]
    written = f"{turned[:2]}-{turned[2:6]}-{turned[6:8]}-{turned[8:14]}-{turned[14:]}"
    assert is_number(written) == (written == number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "XA-2026-01-000001",
        "xa-2026-01-000001-q",
        "XA-2026-01-000001-Q\n",
        "XA-٢٠٢٦-01-000001-Q",
        "X" * 10_000,
    ],
)
def test_what_is_not_written_like_a_number_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="NUMBER_INVALID"):
        read_number(text)


def test_the_serial_zero_is_never_given() -> None:
    with pytest.raises(ValueError, match="certificate number"):
        make_number("XA", 2026, "01", 0)


def test_a_full_year_is_said_plainly() -> None:
    with pytest.raises(Refusal, match="NUMBERS_USED_UP"):
        make_number("XA", 2026, "01", 1_000_000)


def test_each_year_and_office_has_its_own_series(office: Office) -> None:
    office.issue("A-2026-01-000001")
    assert next_serial(office.connection, 2026, "01") == 2
    assert next_serial(office.connection, 2027, "01") == 1
    assert next_serial(office.connection, 2026, "02") == 1
