"""Deciding: another person than the preparer looks at the whole record and signs it."""

from certapp.formdef.parsing import parse
from certapp.model.findings import RecordRefused, Weight, blocking
from certapp.register.applications import application
from certapp.register.connection import transaction
from certapp.seal import cbor
from certapp.service.office import Actor, Office
from certapp.service.stops import standing


def approve(office: Office, actor: Actor, number: str) -> None:
    """Approve an application; the journal entry is the approver's signature over the record's digest.

    Raises:
        Refusal: ROLE_MISSING, APPLICATION_UNKNOWN, APPROVER_IS_PREPARER, APPLICATION_ALREADY_APPROVED.
        RecordRefused: rules that must hold before issue do not.
    """
    actor.require("APPROVER")
    found = application(office.register, number)
    parsed = parse(office.form, cbor.decode(found.record, cbor.RECORD), office.clock.today, from_office=True)
    if blocking(standing(office, number, parsed.findings), Weight.APPLICATION, Weight.ISSUE):
        raise RecordRefused(parsed.findings, "I")
    with transaction(office.register):
        office.record(actor, "APPLICATION_APPROVED", number, {"digest": found.digest})
