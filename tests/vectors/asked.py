"""Numbers alone, typed where a code belongs or asked about with country and day: what a digest tells of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from certapp.model.certificate_number import make_number
from certapp.seal import cbor
from certapp.trust.es256 import verifies
from certapp.trust.package import read_package
from certapp.trust.register_digest import sign_digest
from certapp.trust.unlocked import UnlockedKey
from tests.trust.authority import DAY, FOUNDED
from tests.vectors.keys import fixed_key
from tests.vectors.lists import BadList
from tests.vectors.reading import FILES
from tests.vectors.texts import message
from tests.vectors.vector import Vector

GIVEN_OUT, ANOTHER, NEXT_YEAR, LAST_YEAR = (
    make_number("XA", year, "01", serial) for year, serial in ((2026, 7), (2026, 8), (2027, 1), (2025, 9))
)
OTHER_OFFICE: Final = make_number("XA", 2026, "02", 7)
_FIRST, _LAST = (
    days - date(1970, 1, 1).toordinal() for days in (date(1961, 4, 1).toordinal(), date(1999, 12, 31).toordinal())
)
_MADE, _COMPLETE_TO = FOUNDED + 9 * DAY, FOUNDED // DAY + 8
_OLDER: Final = {0: ["Lic. 77-b", "77"], 1968: ["III/5", "5"], 1998: ["No. 12/98", "1298"]}
"""Older papers, by year; of each its decimal digits alone as well."""


@dataclass(frozen=True)
class Asked:
    """A number as typed, the country and day told beside it, and what must come out."""

    name: str
    about: str
    typed: str
    verdict: tuple[str, str, tuple[str, ...]]
    issued_on: str = ""
    digest: str = "xa-older"
    country: str = "XA"


def status_key() -> UnlockedKey:
    """XA's status signer with the certificate that its kept package has of it."""
    key, package = fixed_key("XA status"), read_package((FILES / "xa.xcauth").read_bytes())
    probe = key.sign_raw(b"whose")
    (found,) = (each for each in package.status_signers if verifies(each.key, probe, b"whose"))
    return replace(key, chain=(found.der, package.anchor.certificate.der))


def digests() -> dict[str, bytes]:
    """One that has the older papers of some decades (key 5), and one that has all of them (key 3)."""
    key, numbers = status_key(), {**_OLDER, 2025: [], 2026: [GIVEN_OUT]}
    some = sign_digest("XA", _MADE, _COMPLETE_TO, ["01"], numbers, key, older=(_FIRST, _LAST))
    every = sign_digest("XA", _MADE, _COMPLETE_TO, ["01"], numbers, key, legacy_complete=True)
    return {"xa-older.xcdigest": some, "xa-all-older.xcdigest": every}


def bad_digests() -> Iterator[BadList]:
    """Days of older papers (key 5) that are none."""
    key = status_key()
    for name, about, days in (
        ("turned", "The first day of older papers is after the last.", [_LAST, _FIRST]),
        ("alone", "Of older papers one day alone.", [_FIRST]),
        ("far", "A day beyond the year 9999.", [_FIRST, 2_932_897]),
        ("words", "Days of older papers as text.", ["1961-04-01", "1999-12-31"]),
        ("empty", "An empty map for the days of older papers.", {}),
    ):
        inner: dict[int, object] = {1: _COMPLETE_TO, 2: ["01"], 3: 0, 4: [], 5: days}
        payload = cbor.encode({1: "XA", 6: _MADE, -65540: inner})  # type: ignore[dict-item]
        content = message(key, payload, protected=cbor.encode({1: -7, 33: key.certificate}))
        yield BadList(f"digest-older-{name}.xcdigest", about, content, "DIGEST_DAMAGED")


KNOWN: Final = ("NOT_OURS", "grey", ("NUMBER_KNOWN",))
NEVER: Final = ("NEVER_ISSUED", "red", ("NUMBER_NEVER_ISSUED",))
NOT_BEFORE: Final = ("NEVER_ISSUED", "amber", ("NUMBER_NOT_BEFORE",))
SILENT: Final = ("NOT_OURS", "grey", ("NUMBER_NOT_ANSWERED",))


def typed() -> Iterator[Vector]:
    """Numbers where a code belongs."""
    for name, about, text, outcome, colour, reasons in (
        ("known", "Given out.", GIVEN_OUT, "NOT_OURS", "grey", ("NUMBER_ALONE", "NUMBER_KNOWN")),
        ("never", "Of a year that has ended; not given out.", LAST_YEAR, *NEVER),
        ("not-before", "Of the year that runs; not given out so far.", ANOTHER.lower(), *NOT_BEFORE),
        (
            *("of-office-not-covered", "The digest does not speak for that office.", OTHER_OFFICE),
            *("NOT_OURS", "grey", ("NUMBER_ALONE", "NUMBER_WELL_FORMED")),
        ),
    ):
        yield Vector(f"number-{name}", about, text, outcome, colour, reasons, digests=("xa-older",))


def asked() -> Iterator[Asked]:
    """Numbers with what stands beside them on the paper."""
    in_time, on_the_last, after = "1998-05-07", "1999-12-31", "2000-01-01"
    yield Asked("own", "One of this program, given out.", GIVEN_OUT, KNOWN)
    yield Asked("own-never", "The paper's day is covered.", ANOTHER, NEVER, issued_on="2026-11-25")
    yield Asked(
        "own-later",
        "The paper's day is after that to which the digest is complete.",
        NEXT_YEAR,
        NOT_BEFORE,
        "2027-01-02",
    )
    mistyped = ("NOT_OURS", "grey", ("NUMBER_ALONE", "NUMBER_MISTYPED"))
    yield Asked(
        "own-mistyped",
        "Its last character does not fit.",
        f"{ANOTHER[:-1]}{'A' if ANOTHER[-1] != 'A' else 'B'}",
        mistyped,
    )
    yield Asked("older", "As it is printed.", "No. 12/98", KNOWN, in_time)
    yield Asked("older-digits", "Its digits alone.", "12/98", KNOWN, in_time)
    yield Asked("older-arabic", "In Arabic-Indic digits, with another word.", "رقم ١٢/٩٨", KNOWN, in_time)
    yield Asked("older-wide", "In full-width letters.", "ＬＩＣ．７７－Ｂ", KNOWN)
    yield Asked("older-never", "Of a day that is covered; not given out.", "13/98", NEVER, in_time)
    yield Asked("older-never-last-day", "On the last day that is covered.", "13/98", NEVER, on_the_last)
    yield Asked("older-day-after", "A day later nothing is said.", "13/98", SILENT, after)
    yield Asked("older-before-1970", "Days before 1970 are negative.", "IV/6", NEVER, "1968-06-30")
    yield Asked("older-day-before", "Before the first day that is covered.", "IV/6", SILENT, "1961-03-31")
    yield Asked("older-no-day", "Without a day nothing is said of a number that is not there.", "13/98", SILENT)
    yield Asked("older-all", "All older papers are in that digest.", "13/98", NEVER, "1950-01-01", "xa-all-older")
    yield Asked("older-all-no-day", "It is not told of when the paper is.", "13/98", NOT_BEFORE, "", "xa-all-older")
    yield Asked("older-other-year", "Short numbers come again each year.", "12/98", SILENT, on_the_last)
    yield Asked("older-of-no-year", "Of a paper whose year is not known.", "Lic. 77-b", KNOWN, in_time)
    yield Asked("older-all-other-year", "Nor is it called false.", "III/5", SILENT, "1969-02-01", "xa-all-older")
    yield Asked("older-elsewhere", "Of a country without a digest.", "12/98", SILENT, in_time, country="XB")
