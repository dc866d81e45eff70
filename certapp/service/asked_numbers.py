"""Did you issue this? What the register says of a number that a museum, a court or a customs service asks about.

The answer is never that a paper is genuine: who asks holds the paper, the office knows only what it wrote down.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from certapp.formdef.kinds import KindError, clean_text
from certapp.model.bare_number import bare_number
from certapp.model.certificate_number import read_number
from certapp.model.errors import Refusal
from certapp.model.sentences import sentence
from certapp.register.certificates import certificate
from certapp.register.legacy import Coverage, LegacyCertificate, coverage, with_digits, with_number
from certapp.register.legacy_events import days_of
from certapp.register.lives import life
from certapp.register.numbers import number_state
from certapp.service.clock import day_of, days
from certapp.service.legacy import LONGEST_LINE, LONGEST_NUMBER, partial_day
from certapp.service.legacy_coverage import covered_by_all, covers, not_covered
from certapp.service.office import Actor, Office
from certapp.service.other_offices import on_older_papers_elsewhere
from certapp.service.rights import Right
from certapp.service.typed import number_typed


class Answer(StrEnum):
    """What can be said of a number; the value is the code of its sentence."""

    ISSUED = "ASKED_ISSUED"
    """By this program; what became of the certificate is told beside."""
    ON_PAPER = "ASKED_ON_PAPER"
    """Before this program, confirmed in the legacy register."""
    ON_PAPER_UNCONFIRMED = "ASKED_ON_PAPER_UNCONFIRMED"
    OTHER_DATE = "ASKED_OTHER_DATE"
    """There is a paper with this number, but none of the date told: short numbers come again each year."""
    RESERVED = "ASKED_RESERVED"
    """Taken, but no certificate with it was issued yet; or on a blank form for outages."""
    VOID = "ASKED_VOID"
    """Taken and never used."""
    NEVER_ISSUED = "ASKED_NEVER_ISSUED"
    MISTYPED = "ASKED_MISTYPED"
    """It looks like a number of this program, but its last character does not fit."""
    OTHER_OFFICE = "ASKED_OTHER_OFFICE"
    LIKE_IT = "ASKED_LIKE_IT"
    """None has this number, but one with the same digits is there."""
    NOT_KNOWN = "ASKED_NOT_KNOWN"
    """It is not in the register, which does not cover the day, or is not complete."""


@dataclass(frozen=True)
class Told:
    """The answer, and what it goes by.

    number: as it was understood. status: of an issued certificate, as lists show it. papers: entries of the legacy
    register with this number, or with its digits (LIKE_IT). void: how many entries with it were made void.
    issued_on: the day on the paper asked about, as understood; '' where none was told.
    """

    answer: Answer
    number: str
    issued_on: str
    status: str
    issued_day: int | None
    papers: tuple[LegacyCertificate, ...]
    void: int
    covered: Coverage | None
    not_covered: tuple[str, ...] = ()
    """Other offices of whose older papers nothing may be relied on."""

    def text(self, language: str = "") -> str:
        """The answer as a sentence."""
        params = {
            "number": self.number,
            "status": self.status,
            "day": "" if self.issued_day is None else day_of(self.issued_day).isoformat(),
            "entries": ", ".join(f"{each.printed} ({each.number})" for each in self.papers),
        }
        return sentence(str(self.answer), params, language)

    def coverage_text(self, language: str = "") -> str:
        """What the legacy register covers, as a sentence; the answer's other half, whatever it is."""
        said = coverage_sentence(self.covered, language)
        if not self.not_covered:
            return said
        return f"{said} {sentence('COVERAGE_NOT_OF_OFFICES', {'offices': ', '.join(self.not_covered)}, language)}"


def ask(office: Office, typed: str, issued_on: str = "") -> Told:
    """What the register says of a number. issued_on: the year, month or day on the paper, if it is told.

    Raises:
        Refusal: ASKED_NUMBER_WRONG, ASKED_DATE_WRONG.
    """
    printed = " ".join(typed.split())
    if len(printed) > LONGEST_NUMBER or not bare_number(printed):
        raise Refusal("ASKED_NUMBER_WRONG", field="number", most=LONGEST_NUMBER)
    try:
        day = partial_day(issued_on)
    except ValueError:
        raise Refusal("ASKED_DATE_WRONG", field="issued_on", typed=issued_on[:40]) from None
    own = number_typed(printed)
    of_it = with_number(office.register, printed)
    papers = tuple(each for each in of_it if each.state != "VOID")
    told = Told(
        answer=Answer.NOT_KNOWN,
        number=own or printed,
        issued_on=day,
        status="",
        issued_day=None,
        papers=papers,
        void=len(of_it) - len(papers),
        covered=coverage(office.register),
        not_covered=tuple(code for code in not_covered(office) if code != office.code),
    )
    return _by_number(office, told, own) or _by_papers(office, told, own)


def record_answer(office: Office, actor: Actor, told: Told, asked_by: str) -> None:
    """Write down what was answered, and to whom. Refusal ROLE_MISSING, ASKED_BY_WRONG."""
    actor.require(Right.READ)
    try:
        who = clean_text(" ".join(asked_by.split()), LONGEST_LINE, multiline=False)
    except KindError:
        raise Refusal("ASKED_BY_WRONG", field="asked_by", most=LONGEST_LINE) from None
    facts = {"asked_by": who, "issued_on": told.issued_on, "answer": told.answer.name, "status": told.status}
    facts["entries"] = ", ".join(each.number for each in told.papers)
    office.record_alone(actor, "NUMBER_ANSWERED", told.number, facts)


def coverage_sentence(covered: Coverage | None, language: str = "") -> str:
    """What the legacy register covers, as stated, and why that may not be relied on now."""
    if covered is None:
        return sentence("COVERAGE_NOT_STATED", {}, language)
    params: dict[str, object] = {"first": covered.first_year, "last": covered.last_year}
    code = "COVERAGE_PARTIAL"
    if covered.complete:
        code = "COVERAGE_ALL" if covered.none_before else "COVERAGE_COMPLETE"
    said = [sentence(code, params, language)]
    if covered.waiting:
        said.append(sentence("COVERAGE_BUT_WAITING", {"count": covered.waiting}, language))
    if covered.found_since and covered.complete:
        said.append(sentence("COVERAGE_BUT_FOUND", {"count": covered.found_since}, language))
    return " ".join(said)


def _by_number(office: Office, told: Told, own: str) -> Told | None:
    """What the series of this program says; None where the number is none of it."""
    if not own:
        return None
    try:
        parts = read_number(own)
    except Refusal:
        return None if told.papers else _with(told, Answer.MISTYPED)
    if (parts.country, parts.office) != (office.country, office.code):
        return None if told.papers else _with(told, Answer.OTHER_OFFICE)
    state = number_state(office.register, own)
    if state is None:
        return None
    if state.state == "issued":
        found = certificate(office.register, own)
        status = life(office.register, own).shown(days(office.clock.today))
        return _with(told, Answer.ISSUED, status, found.issued_on)
    return _with(told, Answer.VOID if state.state == "void" else Answer.RESERVED)


def _by_papers(office: Office, told: Told, own: str) -> Told:
    """What the legacy register says, and whether its silence says something."""
    bounds = days_of(told.issued_on)
    if told.papers:
        dated = [each for each in told.papers if bounds is None or _may_be_of(each, *bounds)]
        if not dated and not own:
            return _with(told, Answer.OTHER_DATE)
        sure = any(each.state == "CONFIRMED" for each in told.papers)
        return _with(told, Answer.ON_PAPER if sure else Answer.ON_PAPER_UNCONFIRMED)
    if own:
        return _with(told, Answer.NEVER_ISSUED)  # of this office's series, and its check character is right
    like = tuple(each for each in with_digits(office.register, told.number) if each.state != "VOID")
    if like:
        return replace(told, answer=Answer.LIKE_IT, papers=like)
    if on_older_papers_elsewhere(office, told.number):
        return _with(told, Answer.OTHER_OFFICE)
    if bounds is None:
        return _with(told, Answer.NEVER_ISSUED if covered_by_all(office)[1] else Answer.NOT_KNOWN)
    never = covers(office, *bounds)
    return _with(told, Answer.NEVER_ISSUED if never else Answer.NOT_KNOWN)


def _may_be_of(paper: LegacyCertificate, first_day: int, last_day: int) -> bool:
    """Whether a paper may be of one of these days; where its own is not known it may."""
    if paper.first_day is None or paper.last_day is None:
        return True
    return paper.first_day <= last_day and first_day <= paper.last_day


def _with(told: Told, answer: Answer, status: str = "", issued_day: int | None = None) -> Told:
    return replace(told, answer=answer, status=status, issued_day=issued_day)
