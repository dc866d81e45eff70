"""A certificate number alone, as read off a paper: whether its country ever gave it out, by the register digest."""

import re
from datetime import date
from typing import Final

from certapp.model.bare_number import digits_of
from certapp.trust.days import iso_day
from certapp.trust.register_digest import RegisterDigest
from certapp.trust.verdict import Colour, Outcome, Reason, Verdict
from certapp.trust.view import TrustView

LONGEST: Final = 100
_NUMBER = re.compile(r"([A-Z]{2})-([0-9]{4})-[0-9A-Z]{2}-[0-9]{6}-[0-9A-Z]", re.ASCII)


def is_known_number(number: str, view: TrustView, country: str = "", issued_on: int | None = None) -> bool | None:
    """Whether the country gave this number out; None where its digest cannot say.

    country: of an older number. issued_on: the day on the paper (since 1970-01-01), if it is told. An older number is
    looked for by its digits as well: whether "No." was typed before it makes no paper false. Short numbers come
    again each year: where the day is told and only another year has it, nothing is said.
    """
    digest = view.digests.get(_country(number, country))
    if digest is None:
        return None
    own = _NUMBER.fullmatch(number) is not None
    forms = [number] if own else [number, *filter(None, [digits_of(number)])]
    if any(map(digest.holds, forms)):
        year = None if own or issued_on is None else date.fromisoformat(iso_day(issued_on)).year
        return True if any(digest.holds(form, year) for form in forms) else None
    return False if digest.covers(number, issued_on) else None


def judge_number(number: str, view: TrustView, country: str = "", issued_on: int | None = None) -> Verdict:
    """What can be said of a number alone, which is never that the paper is genuine.

    number: its check character already looked at, or a slip of the fingers would be called a forgery.
    country: for an older number, which does not name it. issued_on: the day on the paper (since 1970-01-01), if told.
    """
    number = number.strip()[:LONGEST]
    where = _country(number, country)
    digest = view.digests.get(where)
    known = is_known_number(number, view, where, issued_on)
    if digest is None or known is None:
        return Verdict(Outcome.NOT_OURS, Colour.GREY, (Reason("NUMBER_NOT_ANSWERED", {"number": number}),))
    params = {"number": number, "day": iso_day(digest.complete_to)}
    if known:
        return Verdict(Outcome.NOT_OURS, Colour.GREY, (Reason("NUMBER_KNOWN", params),))
    if _surely_before(number, digest, issued_on):
        return Verdict(Outcome.NEVER_ISSUED, Colour.RED, (Reason("NUMBER_NEVER_ISSUED", params),))
    return Verdict(Outcome.NEVER_ISSUED, Colour.AMBER, (Reason("NUMBER_NOT_BEFORE", params),))


def _surely_before(number: str, digest: RegisterDigest, issued_on: int | None) -> bool:
    """Whether a paper with this number must have been issued while the digest was complete."""
    if issued_on is not None:
        return issued_on <= digest.complete_to
    match = _NUMBER.fullmatch(number)
    if match is None:
        return False
    return int(match[2]) < date.fromisoformat(iso_day(digest.complete_to + 1)).year


def _country(number: str, country: str) -> str:
    match = _NUMBER.fullmatch(number)
    return match[1] if match else country
