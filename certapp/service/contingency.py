"""When nothing works: numbers on blank forms that are filled in by hand, keyed in later, or made void.

A supervisor reserves the numbers beforehand. What is issued under one bears the day of the form, and counts from it.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from certapp.formdef.kinds import KindError, clean_text
from certapp.formdef.printing import printed_certificate
from certapp.model.errors import Refusal
from certapp.model.record import Row
from certapp.register.connection import transaction
from certapp.register.journal import entries
from certapp.register.numbers import CONTINGENCY, on_contingency_forms
from certapp.register.office import restored_at
from certapp.register.recovery import recover, void
from certapp.service.as_signed import next_number, require_whole
from certapp.service.clock import day_of_milliseconds
from certapp.service.keeping import drop_unissued
from certapp.service.letter_texts import paper_texts
from certapp.service.making import TEST_WATERMARK
from certapp.service.office import Actor, Office
from certapp.service.rights import Right

MOST: Final = 100
"""Numbers reserved at once."""
LONGEST_REASON: Final = 200
BLANK_WATERMARK: Final = "PRINT_CONTINGENCY"


@dataclass(frozen=True)
class BlankForm:
    """A certificate made out by hand: its number, and the day that stands on it."""

    number: str
    on: date


def reserve(office: Office, actor: Actor, count: int) -> tuple[str, ...]:
    """Take the next `count` numbers for blank forms; all of them or none.

    Refusals: ROLE_MISSING, CONTINGENCY_COUNT, RESTORED_COPY, NUMBERS_USED_UP, REGISTER_NOT_AS_SIGNED.
    """
    actor.require(Right.SUPERVISE)
    if not 1 <= count <= MOST:
        raise Refusal("CONTINGENCY_COUNT", most=MOST)
    if restored_at(office.register) is not None:
        raise Refusal("RESTORED_COPY")
    begun = replace(office, clock=office.clock.standing())
    year = begun.day_of_acts.year
    with transaction(office.register) as register:
        cut = recover(register, actor.id, actor.key, begun.clock.milliseconds, begun.clock.monotonic_ms)
        require_whole(office)
        found = []
        for _ in range(count):
            number = next_number(begun, year)
            begun.record(actor, "NUMBER_RESERVED", number, {"reason": CONTINGENCY})
            found.append(number)
    drop_unissued(office, cut)
    return tuple(found)


def open_numbers(office: Office) -> tuple[str, ...]:
    """The numbers on blank forms that are neither keyed in nor void."""
    return on_contingency_forms(office.register)


def blank_form(office: Office, number: str, language: str) -> bytes:
    """The form with this number, its boxes open, without any code; all copies of it.

    Refusals: CONTINGENCY_NUMBER_UNKNOWN, PAPER_LANGUAGE_UNKNOWN; and why a page could not be made.
    """
    from certapp.document.rendering import render  # heavy: only when a page is really made

    paper_texts(language)  # whether it is spoken
    if number not in open_numbers(office):
        raise Refusal("CONTINGENCY_NUMBER_UNKNOWN", number=number[:40])
    settings = office.form.settings
    known: dict[str, object] = {
        "certificate_no": number,
        "issuing_authority": office.authority,
        "issuing_office": office.code,
        "primary_language": language,
    }
    if isinstance(settings.get("legal_basis"), str):
        known["legal_basis"] = settings["legal_basis"]
    printed = printed_certificate(
        office.form,
        Row({**known, "objects": (), "parties": ()}),  # type: ignore[dict-item]  # texts, and no rows
        _no_photograph,
        code_text="",
        dated=office.clock.seconds,
        watermark=TEST_WATERMARK if office.training else BLANK_WATERMARK,
    )
    return render(replace(printed, blank=True))


def make_void(office: Office, actor: Actor, numbers: tuple[str, ...], reason: str) -> None:
    """Account for blank forms that were not used: their numbers will never be issued. `reason` in words.

    Refusals: ROLE_MISSING, CONTINGENCY_REASON_WRONG, CONTINGENCY_NUMBER_UNKNOWN.
    """
    actor.require(Right.SUPERVISE)
    try:
        words = clean_text(reason, LONGEST_REASON, multiline=False)
    except KindError:
        raise Refusal("CONTINGENCY_REASON_WRONG", most=LONGEST_REASON) from None
    with transaction(office.register) as register:
        there = on_contingency_forms(register)
        for number in numbers:
            if number not in there:
                raise Refusal("CONTINGENCY_NUMBER_UNKNOWN", number=number[:40])
            clock = office.clock
            void(register, actor.id, actor.key, number, words, clock.milliseconds, clock.monotonic_ms)


def check_form(office: Office, form: BlankForm) -> None:
    """Whether a form can be keyed in. Refusals CONTINGENCY_NUMBER_UNKNOWN, CONTINGENCY_DAY_WRONG."""
    if form.number not in open_numbers(office):
        raise Refusal("CONTINGENCY_NUMBER_UNKNOWN", number=form.number[:40])
    reserved = next(iter(entries(office.register, subject=form.number, kind="NUMBER_RESERVED")))
    first = day_of_milliseconds(reserved.at)
    if not first <= form.on <= office.clock.today:
        raise Refusal("CONTINGENCY_DAY_WRONG", first=first.isoformat(), last=office.clock.today.isoformat())


def _no_photograph(sha256: str) -> tuple[bytes, int, int]:
    raise KeyError(sha256)
