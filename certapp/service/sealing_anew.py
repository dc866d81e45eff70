"""Many papers that fell with a stolen key sealed anew: for each the application of another paper, in one go.

Each then goes the way of every certificate, so that four eyes look at it: another person approves them
(`batches.approve_all`, with the second signature where the profile asks for it), and the seal holder issues them with
one passphrase or PIN (`batches.issue_all`). A paper leaves the list when the one that replaces it is issued.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from certapp.model.errors import Refusal
from certapp.register.applications import application, application_line, application_lines
from certapp.register.certificates import certificate
from certapp.register.life_events import need_replaceable
from certapp.service.batches import Account, Cancelled, Choice, Done, Told, one_by_one
from certapp.service.clocks import MOST_OPEN, TO_DECIDE, TO_ISSUE
from certapp.service.drafting import delete_draft, receive_draft
from certapp.service.office import Actor, Office
from certapp.service.replacing import begin_replacement
from certapp.service.resealing import fallen_numbers
from certapp.service.rights import Right

REASON: Final = "SIGNER_STOLEN"
"""Of the form's list REPLACE_REASON."""


def to_seal_anew(office: Office, actor: Actor) -> tuple[Choice, ...]:
    """Every paper that fell, in the order of their numbers, with what keeps this person from preparing its successor;
    the line's number is the certificate's."""
    begun, found = being_replaced(office), []
    for number in fallen_numbers(office):
        line = application_line(office.register, certificate(office.register, number).application)
        assert line is not None, "each certificate has its application"
        found.append(Choice(replace(line, number=number), _hindrance(office, actor, number, begun)))
    return tuple(found)


def prepare_all(
    office: Office,
    actor: Actor,
    numbers: Sequence[str],
    told: Told = lambda done, number: None,
    cancelled: Cancelled = lambda: False,
) -> Account:
    """Prepare another paper for each of these certificates, one after the other; `Done.application` is the new
    application, of what was not done the certificate.

    What the rules of today do not let through is said, and nothing of it stays: it is replaced by hand, and mended.
    Refusal BATCH_NOTHING_CHOSEN; all else is in the account: SEALING_ANEW_NOT_FALLEN, SEALING_ANEW_BEGUN, ROLE_MISSING,
    and those of `begin_replacement` and `receive_draft`.
    """
    fallen, begun = frozenset(fallen_numbers(office)), being_replaced(office)

    def act(number: str) -> Done:
        if number not in fallen:
            raise Refusal("SEALING_ANEW_NOT_FALLEN", number=number[:40])
        hindrance = _hindrance(office, actor, number, begun)
        if hindrance is not None:
            raise hindrance
        draft = begin_replacement(office, actor, number, REASON)
        try:
            application = receive_draft(office, actor, draft)
        except BaseException:
            delete_draft(office, draft.id)
            raise
        begun[number] = application
        return Done(application, certificate=number)

    return one_by_one(numbers, act, told, cancelled)


def being_replaced(office: Office) -> dict[str, str]:
    """By certificate, the open application of the paper that takes its place."""
    found = {}
    for state in (*TO_DECIDE, *TO_ISSUE):
        for line in application_lines(office.register, state, MOST_OPEN):
            record = office.stored_record(application(office.register, line.number).record)
            number = record.text("replaces_certificate_no")
            if number:
                found[number] = line.number
    return found


def _hindrance(office: Office, actor: Actor, number: str, begun: Mapping[str, str]) -> Refusal | None:
    """ROLE_MISSING, SEALING_ANEW_BEGUN, or why the certificate cannot be replaced."""
    try:
        actor.require(Right.PREPARE)
        need_replaceable(office.register, number)
    except Refusal as refusal:
        return refusal
    if number in begun:
        return Refusal("SEALING_ANEW_BEGUN", number=number, application=begun[number])
    return None
