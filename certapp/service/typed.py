"""A certificate's number typed where a code belongs: no verification, and not treated as one."""

import re
from dataclasses import replace
from typing import Final

from certapp.model.certificate_number import check_number
from certapp.trust.numbers_known import judge_number
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


def judge_typed_number(number: str, view: TrustView) -> Verdict:
    """That a number alone says nothing about a paper; whether its check character fits and it was given out."""
    alone = Reason("NUMBER_ALONE", {"number": number})
    if not check_number(number):
        return Verdict(Outcome.UNREADABLE, Colour.GREY, (alone, Reason("NUMBER_MISTYPED", {"number": number})))
    judged = judge_number(number, view)
    return replace(judged, reasons=(alone, *judged.reasons))
