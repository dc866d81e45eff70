"""Hard stops: findings that nobody may pass until a supervisor has opened them with a written ground.

Which rules stop is said in forms/ (`stop = true`); here is only who may open one, and how that is kept.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from certapp.formdef.parsing import parse
from certapp.model.errors import Refusal
from certapp.model.findings import Finding
from certapp.register.applications import application
from certapp.register.connection import transaction
from certapp.register.journal import entries
from certapp.seal import cbor
from certapp.service.office import Actor, Office
from certapp.service.rights import Right

STOP_LIFTED = "STOP_LIFTED"
FEWEST_WORDS = 3
LONGEST_GROUND = 1000


@dataclass(frozen=True)
class Lifted:
    """A stop that was opened: by whom (id in the roster), when (Unix milliseconds), and why."""

    code: str
    by: str
    at: int
    ground: str


def lift(office: Office, actor: Actor, number: str, code: str, ground: str) -> None:
    """Open one stop of an application; the journal keeps who did it and the ground.

    Raises:
        Refusal: ROLE_MISSING, APPLICATION_UNKNOWN, STOP_BY_PREPARER, STOP_NOT_THERE, STOP_GROUND_WRONG,
            STOP_ALREADY_LIFTED.
    """
    actor.require(Right.SUPERVISE)
    found = application(office.register, number)
    if actor.id == found.prepared_by:
        raise Refusal("STOP_BY_PREPARER", application=number)
    parsed = parse(office.form, cbor.decode(found.record, cbor.RECORD), office.clock.today, from_office=True)
    if code not in office.form.stops or code not in {finding.code for finding in parsed.findings}:
        raise Refusal("STOP_NOT_THERE", application=number)
    ground = ground.strip()
    if len(re.findall(r"\w+", ground)) < FEWEST_WORDS or len(ground) > LONGEST_GROUND:
        raise Refusal("STOP_GROUND_WRONG", least=FEWEST_WORDS, most=LONGEST_GROUND)
    with transaction(office.register):
        if code in lifted(office, number):
            raise Refusal("STOP_ALREADY_LIFTED", application=number)
        office.record(actor, "STOP_LIFTED", number, {"code": code, "ground": ground})


def lifted(office: Office, number: str) -> Mapping[str, Lifted]:
    """The stops of an application that were opened, by code."""
    opened = {}
    for entry in entries(office.register, subject=number, kind=STOP_LIFTED):
        facts = entry.facts()
        opened[str(facts["code"])] = Lifted(str(facts["code"]), entry.actor, entry.at, str(facts["ground"]))
    return opened


def standing(office: Office, number: str, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """`findings` without the stops that were opened for this application."""
    opened = set(lifted(office, number)) & office.form.stops
    return tuple(finding for finding in findings if finding.code not in opened)
