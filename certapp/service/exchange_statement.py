"""What the next exchange file of this office says: what it gave out and withdrew, what it last had of the others."""

from collections.abc import Callable
from itertools import groupby

from certapp.model.certificate_number import read_number
from certapp.register.certificates import given_out, issued_numbers, withdrawn
from certapp.service.checkpoints import journal_id
from certapp.service.digesting import numbers_given_out
from certapp.service.exchanging import package_of_office
from certapp.service.legacy_coverage import older_statement
from certapp.service.office import Office
from certapp.service.one_history import own_files
from certapp.service.other_offices import OtherOffice, checkpoint_in, other_offices
from certapp.service.requiring_second import stated_since
from certapp.service.stolen_signers import genuine_payloads, stolen_signers
from certapp.service.witnessing import countersigned_of
from certapp.trust.bulletin import payload_digest
from certapp.trust.checkpoint import Checkpoint
from certapp.trust.exchange_content import NOT_KNOWN, Content, Known, year_of


def statement(office: Office, sequence: int, checkpoint: Checkpoint, step: Callable[[int], None]) -> Content:
    """All that the file with this number says; `step` hears that a part is done, and may end it by an exception."""
    ours = own_files(office)
    rows = given_out(office.register)
    step(0)
    series = {
        year: year_of(year, ((serial, id8, until) for _year, serial, id8, until in group))
        for year, group in groupby(rows, key=lambda row: row[0])
    }
    step(0)
    listed = tuple(withdrawn(office.register))
    others = tuple(sorted(_other_numbers(office)))
    step(0)
    return Content(
        country=office.country,
        office=office.code,
        journal=journal_id(office.register),
        sequence=sequence,
        written_at=office.clock.seconds,
        history=tuple(ours.get(number, NOT_KNOWN) for number in range(1, sequence)),
        years=tuple(series.values()),
        others=others,
        withdrawn=listed,
        stolen={kid: int(policy) for kid, policy in stolen_signers(office).items()},
        genuine=tuple(sorted({payload_digest(payload) for payload in genuine_payloads(office)})),
        checkpoint=checkpoint.raw,
        package=package_of_office(office, lists=False),
        known=tuple(_known(office, other) for other in other_offices(office) if other.held is not None),
        second_since=stated_since(office),
        older=older_statement(office),
    )


def _other_numbers(office: Office) -> set[tuple[int, str]]:
    """What is given out and not by this program: old paper certificates."""
    issued = {number for _year, number in issued_numbers(office.register)}
    given = numbers_given_out(office).items()
    return {(year, number) for year, numbers in given for number in numbers if number not in issued}


def _known(office: Office, other: OtherOffice) -> Known:
    assert other.held is not None
    highest: dict[int, str] = {}
    for each in (other.held, *other.others):
        for number in each.content.highest():
            year = read_number(number).year
            highest[year] = max(number, highest.get(year, ""))
    return Known(
        other.code,
        other.sequence,
        other.held.digest,
        tuple(highest[year] for year in sorted(highest)[-3:]),
        countersigned_of(office, checkpoint_in(other.held.content).statement),
        other.twice,
    )
