"""Sums of money: the separators of each country are understood, what could be two sums is not guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.formdef.money import Money, two_readings, understand

CODES = ("EUR", "GBP", "USD", "CHF", "JPY", "RUB")


@pytest.mark.parametrize(
    ("typed", "amount", "currency"),
    [
        ("EUR 12.500,00", "12500.00", "EUR"),
        ("12 500 €", "12500", "EUR"),
        ("12\u202f500,5 €", "12500.5", "EUR"),
        ("£1,200.50", "1200.50", "GBP"),
        ("CHF 1'200'000", "1200000", "CHF"),
        ("1.234.567 EUR", "1234567", "EUR"),
        ("US$ 99.95", "99.95", "USD"),
        ("150000", "150000", ""),
        ("٢٥٠٠ يورو", "2500", "EUR"),
        ("2500,- EUR", "2500", "EUR"),
        ("12 500,00 dollars des États-Unis", "12500.00", "USD"),
        ("500 dolares estadounidenses", "500", "USD"),
        ("1500 دولار أمريكي", "1500", "USD"),
        ("٥ فرنك سويسري", "5", "CHF"),
        ("5 швейцарских франков", "5", "CHF"),
        ("1 200,50 российского рубля", "1200.50", "RUB"),
        ("2500美元", "2500", "USD"),
        ("英镑 80", "80", "GBP"),
        ("100 British pounds", "100", "GBP"),
    ],
)
def test_sums_are_understood(typed: str, amount: str, currency: str) -> None:
    assert understand(typed, CODES) == Money(amount, currency)


@pytest.mark.parametrize(
    "typed",
    [
        "1.200 EUR",
        "1,200",
        "$ 500",
        "¥ 100",
        "EUR 5 USD",
        "1,23,4",
        "twelve",
        "",
        "12.34.5",
        "XYZ 5",
        "5 dollars",
        "5 francs",
    ],
)
def test_what_is_ambiguous_or_no_sum_is_not_guessed(typed: str) -> None:
    assert understand(typed, CODES) is None


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(CODES))
def test_continental_and_english_writing_are_the_same_sum(amount: Decimal, code: str) -> None:
    english = f"{code} {amount:,.2f}"
    continental = f"{amount:,.2f} {code}".translate(str.maketrans(".,", ",."))
    assert understand(english, CODES) == understand(continental, CODES) == Money(f"{amount:.2f}", code)


@given(st.text(max_size=40))
def test_nothing_that_can_be_typed_is_a_fault(typed: str) -> None:
    found = understand(typed, CODES)
    assert found is None or Decimal(found.amount) >= 0


@pytest.mark.parametrize("typed", ["1.200", "1,200", " 1.200 "])
def test_a_sum_with_two_readings_gives_both(typed: str) -> None:
    assert two_readings(typed) == ("1200", "1.2")
    assert understand(typed, CODES) is None


@pytest.mark.parametrize("typed", ["", "1200", "1.20", "1.2000", "1234.567", "1.200 EUR", "1.200,00", "١٬٢٠٠"])
def test_a_sum_with_one_reading_or_none_gives_none(typed: str) -> None:
    assert two_readings(typed) is None
