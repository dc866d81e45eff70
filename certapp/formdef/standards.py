"""Names of countries and currencies in any language, from Unicode CLDR (library Babel)."""

from datetime import date
from functools import cache

STANDARD_LISTS = frozenset({"COUNTRY", "COUNTRY_EVER", "CURRENCY"})


@cache
def standard_name(code_list: str, code: str, language: str) -> str:
    """The name of an ISO 3166-1 country or ISO 4217 currency, '' where CLDR has none."""
    from babel import Locale, UnknownLocaleError  # the locale data load only where a name is really shown

    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    names = locale.currencies if code_list == "CURRENCY" else locale.territories
    return str(names.get(code, ""))


def day_in_words(day: date, language: str) -> str:
    """A day as a letter writes it, its month in words: 25 November 2026."""
    from babel import Locale, UnknownLocaleError
    from babel.dates import format_date

    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    # The long form of English is the American one, that of Russian ends with a point that a sentence would double.
    plain = locale.language in ("en", "ru")
    return str(format_date(day, "d MMMM y" if plain else "long", locale))
