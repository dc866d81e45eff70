"""A certificate's number typed where a code belongs: no verification, and not treated as one."""

import re
from typing import Final

from certapp.model.certificate_number import read_number
from certapp.model.errors import Refusal
from certapp.trust.numbers_known import is_known_number, judge_number
from certapp.trust.verdict import Colour, Outcome, Reason, Verdict
from certapp.trust.view import TrustView

LONGEST: Final = 40
_PARTS: Final = re.compile(r"([A-Z]{2})[ -]?([0-9]{4})[ -]?([0-9A-Z]{2})[ -]?([0-9]{6})[ -]?([0-9A-Z])", re.ASCII)
_DASHES: Final = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212_/."), "-")


def number_typed(text: str) -> str:
    """The certificate number that `text` is, in its one form `CC-YYYY-OO-NNNNNN-K`; '' where it is none."""
    written = " ".join(text[: LONGEST + 1].translate(_DASHES).split())
    if len(text) > LONGEST or not written.isascii():  # "ﬁ" in capitals would be two letters
        return ""
    match = _PARTS.fullmatch(written.upper())
    return "-".join(match.groups()) if match else ""


def number_verdict(number: str, view: TrustView) -> Verdict:
    """What can be told of a number alone: no verification, but that it was never given out may be known."""
    reasons = number_reasons(number)
    well_formed = reasons[-1].code == "NUMBER_WELL_FORMED"
    if not well_formed or is_known_number(number, view) is None:
        return Verdict(Outcome.NOT_OURS, Colour.GREY, reasons)
    answered = judge_number(number, view)
    if answered.outcome is Outcome.NEVER_ISSUED:
        return answered
    return Verdict(Outcome.NOT_OURS, Colour.GREY, (reasons[0], *answered.reasons))


def asked_verdict(typed: str, view: TrustView, country: str = "", issued_on: int | None = None) -> Verdict:
    """What a country's digest says of a number on any paper, older ones too: never that the paper is genuine.

    country: of an older number. issued_on: the day on the paper (since 1970-01-01), if it is told.
    """
    number = number_typed(typed)
    if not number:
        return judge_number(" ".join(typed.split()), view, country.upper(), issued_on)
    reasons = number_reasons(number)
    if reasons[-1].code == "NUMBER_MISTYPED":
        return Verdict(Outcome.NOT_OURS, Colour.GREY, reasons)
    return judge_number(number, view, issued_on=issued_on)


def number_reasons(number: str) -> tuple[Reason, ...]:
    """That a number alone says nothing about a paper, and whether it can be one: its last character is a check."""
    alone = Reason("NUMBER_ALONE", {"number": number})
    try:
        read_number(number)
    except Refusal:
        return alone, Reason("NUMBER_MISTYPED", {"number": number})
    return alone, Reason("NUMBER_WELL_FORMED", {"number": number})
