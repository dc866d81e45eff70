"""Names of countries and currencies in any language, from Unicode CLDR (library Babel)."""

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from certapp.model.folding import words
from certapp.model.language import NAMES

if TYPE_CHECKING:
    from babel import Locale

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


def language_name(tag: str, language: str) -> str:
    """What the language of a BCP 47 `tag` is called, with its country where the tag names one: "French (Belgium)"."""
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(tag, sep="-").get_display_name(Locale.parse(language, sep="-")) or tag)
    except (UnknownLocaleError, ValueError):
        return tag


_IN_BRACKETS = re.compile(r".*\(([a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?)\)", re.DOTALL)
_TWO_SCRIPTS = ("zh-Hans", "zh-Hant", "sr-Latn", "sr-Cyrl")
"""Languages of which the script is said with the language."""


@cache
def languages_named(language: str) -> tuple[tuple[str, str], ...]:
    """The languages with a tag of two letters, and those of two scripts: tag and name in `language`, by name."""
    from babel import Locale

    names = Locale.parse(language, sep="-").languages
    known = [(tag, name) for tag, name in names.items() if len(tag) == 2 and name != tag]
    known += [(tag, language_name(tag, language)) for tag in _TWO_SCRIPTS]
    return tuple(sorted(known, key=lambda each: each[1].casefold()))


def language_meant(words: str) -> str:
    """The tag of the language that is called so in any language of the program, or by itself; '' where none is.

    `French (fr)` is one too, as the list that drops down has it.
    """
    if found := _IN_BRACKETS.fullmatch(words):
        return found[1]
    return _languages_by_name().get(_folded(words), "") if len(words) > 3 or not words.isascii() else ""


@cache
def _languages_by_name() -> dict[str, str]:
    known: dict[str, set[str]] = {}
    for language in NAMES:
        for tag, name in languages_named(language):
            known.setdefault(_folded(name), set()).add(tag)
    return {name: found.pop() for name, found in known.items() if len(found) == 1}


def currency_called(name: str, codes: tuple[str, ...]) -> str:
    """Which of the ISO 4217 `codes` is called so, in the singular or plural of any language of the program.

    '' where none or several are.
    """
    return _currencies_by_name(codes).get(_folded(name), "")


@cache
def _currencies_by_name(codes: tuple[str, ...]) -> dict[str, str]:
    from babel import Locale
    from babel.numbers import get_currency_name

    locales = [Locale.parse(language) for language in NAMES]
    named = {
        (get_currency_name(code, count=count, locale=locale), code)
        for locale in locales
        for code in codes
        for count in (None, 1.5, 2, 5, 100)  # one for each kind of plural that the languages have
    }
    known: dict[str, set[str]] = {}
    for name, code in named:
        known.setdefault(_folded(name), set()).add(code)
    return {name: found.pop() for name, found in known.items() if len(found) == 1}


def _folded(name: str) -> str:
    return " ".join(words(name))


def day_in_words(day: date, language: str) -> str:
    """A day as a letter writes it, its month in words: 25 November 2026."""
    from babel.dates import format_date

    locale = _locale(language)
    # The long form of English is the American one, that of Russian ends with a point that a sentence would double.
    plain = locale.language in ("en", "ru")
    written = str(format_date(day, "d MMMM y" if plain else "long", locale))
    return f"1er{written[1:]}" if locale.language == "fr" and day.day == 1 else written


def number_in_words(number: float, language: str) -> str:
    """A number with at most one decimal as a language writes it: 0.1 in English, 0,1 in French; digits as here."""
    from babel.numbers import format_decimal

    return str(format_decimal(number, "#,##0.#", _locale(language), numbering_system="latn"))


def _locale(language: str) -> "Locale":
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")
