"""A waiting application as the person who decides sees it: the record, its photographs, what is to be said of it."""

from dataclasses import dataclass

from certapp.formdef.fees import FeeDue, fee_due
from certapp.formdef.parsing import parse
from certapp.model.errors import Refusal
from certapp.model.findings import Finding
from certapp.model.record import Row
from certapp.register.applications import Application, application
from certapp.register.cases import Fee, decisions, fees, history, opinions
from certapp.register.entry import Entry
from certapp.seal import cbor
from certapp.service.clock import day_of_milliseconds
from certapp.service.deciding import lacks_signature, proposal_required, proposed_decision
from certapp.service.office import Actor, Office
from certapp.service.receiving import title_of
from certapp.service.rights import Right
from certapp.service.seen import look_back
from certapp.service.stops import lifted, standing
from certapp.ui.common.person import name_of
from certapp.ui.common.record_view import Line, Photograph, described
from certapp.ui.common.words import _

MOST_THUMBNAILS = 60
THUMBNAIL_PX = 240


@dataclass(frozen=True)
class Case:
    """One application in full."""

    application: Application
    lines: tuple[Line, ...]
    photographs: tuple[Photograph, ...]
    findings: tuple[Finding, ...]
    record: Row
    history: tuple[Entry, ...]
    titles: tuple[str, ...]
    """How its objects are called, in their order."""
    proposed: str
    """The state to which the decision proposed leads; '' where none is."""
    proposal_missing: bool
    """The profile asks for a proposal first, and there is none."""
    fee_due: FeeDue | None
    fees: tuple[Fee, ...]
    prepared_by: tuple[str, ...]
    """The names of who took it in and who changed it since."""
    waited_days: int
    decided: tuple[tuple[int, str, str], ...]
    """What is proposed or decided of each object: number, result, words."""
    opinions: tuple[tuple[str, str | None, str], ...]
    """The experts asked: who, the code of the opinion (None: no answer yet), words."""
    lifted: tuple[tuple[str, str, str], ...]
    """The stops opened: what the stop says, by whom, and the ground."""
    signature_lacks: Refusal | None
    """What an approved application's second signature lacks: whoever may approve signs it now."""


def case_of(office: Office, number: str) -> Case:
    """Read an application in full. Refusal APPLICATION_UNKNOWN."""
    found = application(office.register, number)
    parsed = parse(office.form, cbor.decode(found.record, cbor.RECORD), office.clock.today, from_office=True)
    findings = (*standing(office, number, parsed.findings), *look_back(office, parsed.record, own=number))
    proposed = proposed_decision(office, number)
    past = tuple(history(office.register, number))
    return Case(
        found,
        described(office.form, parsed.record),
        _photographs(office, parsed.record),
        findings,
        parsed.record,
        past,
        tuple(title_of(Row({**parsed.record, "objects": (each,)})) for each in parsed.record.rows("objects")),
        proposed,
        not proposed and proposal_required(office),
        fee_due(office.form, parsed.record),
        tuple(fees(office.register, number)),
        _preparers(office, found, past),
        (office.clock.today - day_of_milliseconds(found.received_at)).days,
        tuple((each.seq, each.result, each.text) for each in decisions(office.register, number)),
        tuple((each.expert, each.opinion, each.text) for each in opinions(office.register, number)),
        _lifted(office, number, parsed.findings),
        lacks_signature(office, found),
    )


def _preparers(office: Office, found: Application, past: tuple[Entry, ...]) -> tuple[str, ...]:
    changed = (entry.actor for entry in past if entry.type == "APPLICATION_AMENDED")
    return tuple(name_of(office, user) for user in dict.fromkeys((found.prepared_by, *changed)))


def _lifted(office: Office, number: str, findings: tuple[Finding, ...]) -> tuple[tuple[str, str, str], ...]:
    said = {finding.code: finding.text() for finding in findings}
    opened = lifted(office, number).values()
    return tuple((said.get(each.code, each.code), name_of(office, each.by), each.ground) for each in opened)


def why_not_decide(actor: Actor | None, case: Case) -> Refusal | None:
    """Why this person cannot decide it, told before anybody tries; None where nothing stands in the way."""
    found = case.application
    if lacks := _lacks(actor, Right.DECIDE):
        return lacks
    if actor and actor.id == found.prepared_by:
        return Refusal("APPROVER_IS_PREPARER", application=found.number)
    return Refusal("PROPOSAL_MISSING", application=found.number) if case.proposal_missing else None


def why_not_issue(actor: Actor | None, case: Case) -> Refusal | None:
    """Why this person cannot issue an approved application's certificate."""
    return case.signature_lacks or _lacks(actor, Right.SEAL)


def why_not_sign(actor: Actor | None, case: Case) -> Refusal | None:
    """Why this person cannot sign an approval that lacks its second signature; to who may approve nothing, to others
    what it lacks."""
    return case.signature_lacks if _lacks(actor, Right.DECIDE) else why_not_decide(actor, case)


def _lacks(actor: Actor | None, right: Right) -> Refusal | None:
    if actor is None:
        return None  # who is asked to log in may well have it
    try:
        actor.require(right)
    except Refusal as refusal:
        return refusal
    return None


def _photographs(office: Office, record: Row) -> tuple[Photograph, ...]:
    from certapp.imaging.picture import thumbnail
    from certapp.service.photographs import shelf_of

    made: list[Photograph] = []
    kept = shelf_of(office)
    for number, item in enumerate(record.rows("objects"), 1):
        for photo in item.rows("photographs")[: MOST_THUMBNAILS - len(made)]:
            view = office.form.code_name("PHOTO_VIEW", photo.text("view"))
            name = _("Object {number}: {view}").format(number=number, view=view)
            made.append(Photograph(name, thumbnail(kept.prepared(photo.text("sha256")).jpeg, THUMBNAIL_PX)))
    return tuple(made)
