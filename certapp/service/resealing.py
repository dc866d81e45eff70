"""What must be sealed anew after a theft: the certificates of a stolen signer of which nothing is believed any more.

Where two supervisors said that the listed ones are still believed, none is here: those stand by the bulletin, which
marks each of them (docs/formats.md, section 6, key 8), and nothing on paper is issued again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from certapp.register.certificates import Certificate, certificate, standing_codes
from certapp.register.lives import AWAY, UNUSED, life
from certapp.seal.cose import code_kid, parse
from certapp.seal.text import from_text
from certapp.service.clock import day_of, days
from certapp.service.csv_file import csv_report
from certapp.service.office import Actor, Office
from certapp.service.rights import Right
from certapp.service.stolen_signers import all_stolen
from certapp.trust.bulletin import Policy

WITH_A_PAPER: Final = UNUSED | AWAY | {"EXITED"}
"""States in which somebody may still be asked for the paper."""


@dataclass(frozen=True)
class Fallen:
    """One of them; `state` as told today (`Life.shown`), days since 1970-01-01."""

    number: str
    application: str
    state: str
    issued_on: int
    valid_until: int
    titles: str
    applicant: str
    phone: str
    email: str


def fallen_numbers(office: Office) -> tuple[str, ...]:
    """The numbers of those that somebody may still be asked for, in their order; each is gone once it is replaced."""
    stolen = {kid for kid, policy in all_stolen(office).items() if policy is Policy.NOTHING}
    return tuple(_fallen_numbers(office, stolen)) if stolen else ()


def fallen(office: Office) -> Iterator[Fallen]:
    """The same, with whom to tell."""
    for number in fallen_numbers(office):
        yield _told(office, certificate(office.register, number))


def write_fallen(
    office: Office, actor: Actor, path: Path, headings: Sequence[str], state_words: Callable[[str], str]
) -> int:
    """Write the list as CSV for the desk, with the applicants' names: it is not for the border. Gives its length.

    headings: of the nine columns. Refusals ROLE_MISSING, OUTPUT_NOT_WRITABLE.
    """
    actor.require(Right.SUPERVISE)
    count = 0
    with csv_report(path) as report:
        report.add(headings)
        for each in fallen(office):
            issued_on, until = (day_of(day).isoformat() for day in (each.issued_on, each.valid_until))
            told = (each.titles, each.applicant, each.phone, each.email)
            report.add((each.number, each.application, state_words(each.state), issued_on, until, *told))
            count += 1
    return count


def _fallen_numbers(office: Office, stolen: set[bytes]) -> Iterator[str]:
    today = days(office.clock.today)
    for number, text in standing_codes(office.register):
        if code_kid(parse(from_text(text))) in stolen:
            here = life(office.register, number)
            if not here.suspended and here.state in WITH_A_PAPER and here.shown(today) != "EXPIRED_UNUSED":
                yield number


def _told(office: Office, made: Certificate) -> Fallen:
    record = office.stored_record(made.record)
    party = next((each for each in record.rows("parties") if each.text("role") == "APPLICANT"), None)

    def of(field: str) -> str:
        return "" if party is None else party.text(field)

    return Fallen(
        number=made.number,
        application=made.application,
        state=life(office.register, made.number).shown(days(office.clock.today)),
        issued_on=made.issued_on,
        valid_until=made.valid_until,
        titles="; ".join(each.text("title") for each in record.rows("objects")),
        applicant=of("name_legal"),
        phone=of("phone"),
        email=of("email"),
    )
