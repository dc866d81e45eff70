"""Certificate numbers `CC-YYYY-OO-NNNNNN-K`: country, year, office, serial, check character.

K is ISO/IEC 7064 MOD 37,36 over the letters and digits before it, without hyphens.
"""

import re
from dataclasses import dataclass
from typing import Final

from certapp.model.errors import Refusal

_SHAPE: Final = re.compile(r"([A-Z]{2})-([0-9]{4})-([0-9A-Z]{2})-([0-9]{6})-([0-9A-Z])", re.ASCII)
LAST_SERIAL: Final = 999_999


@dataclass(frozen=True)
class Number:
    """The parts of a certificate number."""

    country: str
    year: int
    office: str
    serial: int


def make_number(country: str, year: int, office: str, serial: int) -> str:
    """The number's text. ValueError where a part does not fit; Refusal NUMBERS_USED_UP after 999,999."""
    if serial > LAST_SERIAL:
        raise Refusal("NUMBERS_USED_UP", year=year, office=office)
    from stdnum.iso7064 import mod_37_36  # takes 2 % of the time until a post's window is there

    body = f"{country}-{year:04d}-{office}-{serial:06d}"
    text = f"{body}-{mod_37_36.calc_check_digit(body.replace('-', ''))}"
    if serial < 1 or _SHAPE.fullmatch(text) is None:
        raise ValueError(f"not the parts of a certificate number: {body}")
    return text


def read_number(text: str) -> Number:
    """The parts of a number. Refusal NUMBER_INVALID where it is no number or mistyped."""
    from stdnum.iso7064 import mod_37_36

    match = _SHAPE.fullmatch(text)
    if match is None or not mod_37_36.is_valid(text.replace("-", "")) or match[4] == "000000":
        raise Refusal("NUMBER_INVALID", number=text[:40])
    return Number(match[1], int(match[2]), match[3], int(match[4]))
