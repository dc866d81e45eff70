"""The letters of a case: which there are to write, their pages, and the act that keeps one for good.

A letter made is kept byte for byte and noted in the journal (LETTER_MADE); asked for again, the same file is given.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from certapp.model import language as spoken
from certapp.model.errors import Refusal
from certapp.register.applications import application
from certapp.register.cases import history
from certapp.register.connection import transaction
from certapp.register.entry import Entry
from certapp.register.journal import entries
from certapp.service.clock import day_of_milliseconds
from certapp.service.letter_texts import LetterKind, languages
from certapp.service.office import Actor, Office
from certapp.service.rights import Right

LETTER_MADE: Final = "LETTER_MADE"
_OF_ENTRY: Final = {
    "APPLICATION_RECEIVED": LetterKind.ACKNOWLEDGEMENT,
    "INFORMATION_REQUESTED": LetterKind.REQUEST,
    "EXPERT_ASKED": LetterKind.EXPERT,
    "APPLICATION_PARTLY_APPROVED": LetterKind.PARTLY_APPROVED,
    "APPLICATION_REFUSED": LetterKind.REFUSAL,
    "APPEAL_FILED": LetterKind.APPEAL_RECEIVED,
    "APPLICATION_NOT_REQUIRED": LetterKind.NOT_REQUIRED,
    "APPLICATION_WITHDRAWN": LetterKind.WITHDRAWAL,
    "APPLICATION_LAPSED": LetterKind.LAPSE,
    "FEE_RECEIVED": LetterKind.RECEIPT,
}
"""What in a case's history asks for which letter."""
_OF_GROUNDED: Final = {
    "APPLICATION_APPROVED": LetterKind.APPEAL_UPHELD,
    "APPLICATION_PARTLY_APPROVED": LetterKind.APPEAL_UPHELD_IN_PART,
    "REFUSAL_CLOSED": LetterKind.APPEAL_DISMISSED,
}
"""The same of what rests on the decision about an appeal."""


@dataclass(frozen=True)
class Occasion:
    """A letter that a case asks for: about which entry of its history, the day of that, and whether it was made."""

    kind: LetterKind
    about: int
    day: date
    made: bool


@dataclass(frozen=True)
class MadeLetter:
    """A letter kept: its bytes, and what it is called as a file."""

    name: str
    pdf: bytes


def occasions(office: Office, number: str) -> tuple[Occasion, ...]:
    """The letters of a case, the newest first. Refusal APPLICATION_UNKNOWN."""
    application(office.register, number)
    made = {about for _kind, about, _language, _sha256 in _kept(office, number)}
    asked = [(entry, _kind_of(entry)) for entry in history(office.register, number)]
    return tuple(
        Occasion(kind, entry.seq, day_of_milliseconds(entry.at), entry.seq in made)
        for entry, kind in reversed(asked)
        if kind is not None
    )


def _kind_of(entry: Entry) -> LetterKind | None:
    """The letter that an entry of a case asks for; None where it asks for none."""
    grounded = _OF_GROUNDED.get(entry.type)
    return grounded if grounded and entry.facts().get("ground") else _OF_ENTRY.get(entry.type)


def letter_kind(typed: str) -> LetterKind:
    """A kind of letter by its code. Refusal LETTER_UNKNOWN."""
    try:
        return LetterKind(typed)
    except ValueError:
        raise Refusal("LETTER_UNKNOWN", letter=typed[:40], known=", ".join(LetterKind)) from None


def letter_language(office: Office, number: str) -> str:
    """The language of the application where letters are written in it, else English."""
    record = office.stored_record(application(office.register, number).record)
    return spoken.nearest(record.text("primary_language"), languages()) or spoken.DEFAULT


def preview_letter(office: Office, number: str, kind: LetterKind, language: str = "", about: int = 0) -> bytes:
    """The pages as they are or would be; nothing is recorded. Refusal APPLICATION_UNKNOWN, LETTER_NOT_DUE."""
    entry, language = _basis(office, number, kind, about), language or letter_language(office, number)
    kept = _kept_file(office, number, entry, language)
    return kept if kept is not None else _render(office, entry, kind, language, "")


def make_letter(
    office: Office, actor: Actor, number: str, kind: LetterKind, language: str = "", about: int = 0
) -> MadeLetter:
    """Make a letter, keep it, and note it in the journal; a letter made before is given as it was.

    `about` is the entry of the history that it speaks of, the newest that fits where it is not given.

    Raises:
        Refusal: ROLE_MISSING, APPLICATION_UNKNOWN, LETTER_NOT_DUE; and why a page could not be made.
    """
    actor.require(Right.WRITE_LETTERS)
    entry, language = _basis(office, number, kind, about), language or letter_language(office, number)
    name = f"{number}-{kind.value.lower().replace('_', '-')}-{entry.seq}-{language}.pdf"
    kept = _kept_file(office, number, entry, language)
    if kept is not None:
        return MadeLetter(name, kept)
    pdf = _render(office, entry, kind, language, actor.id)
    sha256 = office.attachments.put(pdf)
    with transaction(office.register):
        facts = {"letter": kind.value, "about": entry.seq, "language": language, "pdf_sha256": sha256}
        office.record(actor, "LETTER_MADE", number, facts)
    return MadeLetter(name, pdf)


def _basis(office: Office, number: str, kind: LetterKind, about: int) -> Entry:
    application(office.register, number)
    for entry in reversed(history(office.register, number)):
        if about in (0, entry.seq) and _kind_of(entry) is kind:
            return entry
    raise Refusal("LETTER_NOT_DUE", application=number, letter=kind.value)


def _render(office: Office, entry: Entry, kind: LetterKind, language: str, writer: str) -> bytes:
    from certapp.document.letter import render_letter  # heavy: only when a page is really made
    from certapp.service.letter_writing import write_letter

    return render_letter(write_letter(office, entry, kind, language, writer or entry.actor))


def _kept(office: Office, number: str) -> Iterator[tuple[str, int, str, str]]:
    for entry in entries(office.register, subject=number, kind=LETTER_MADE):
        facts = entry.facts()
        yield str(facts["letter"]), int(facts["about"]), str(facts["language"]), str(facts["pdf_sha256"])


def _kept_file(office: Office, number: str, basis: Entry, language: str) -> bytes | None:
    for _kind, about, written_in, sha256 in _kept(office, number):
        if (about, written_in) == (basis.seq, language):
            return office.attachments.get(sha256)
    return None
