"""Issuing: number, code, PDF, journal entry; all together or nothing at all.

The order that no crash can break (docs/security.md, section 5): reserve the number and commit; make and sign the code
and the PDF; keep the PDF, on the disk; read the code back off the finished page; commit the certificate; only then show
it. A number whose issuing was cut short is made void by the next person who acts; it is never used again.
"""

import hashlib
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from certapp.formdef.parsing import parse
from certapp.formdef.validity import valid_until
from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.model.findings import RecordRefused, Weight, blocking
from certapp.model.record import Row
from certapp.model.signing import SigningKey
from certapp.register.applications import Application, application
from certapp.register.attachments import known_files
from certapp.register.certificates import certificate
from certapp.register.connection import transaction
from certapp.register.office import restored_at
from certapp.register.recovery import recover, void
from certapp.seal import cbor
from certapp.service.as_signed import next_number, require_case_as_signed, require_whole
from certapp.service.before_issue import check_before_issue, retention_until
from certapp.service.clock import days, end_of_day
from certapp.service.contingency import BlankForm, check_form
from certapp.service.countersigning import countersigned
from certapp.service.deciding import granted
from certapp.service.keeping import drop_unissued
from certapp.service.making import Progress, issued_record, make, preview
from certapp.service.office import Actor, Office
from certapp.service.replacing import replacing_facts
from certapp.service.rights import Right
from certapp.service.rosters import name_ever
from certapp.service.stops import standing
from certapp.trust.certificate import read_certificate
from certapp.trust.hierarchy import office_of, signs_until

FREE_BYTES = 200 << 20


@dataclass(frozen=True)
class Issued:
    """An issued certificate: its number and the PDF as kept in the register."""

    number: str
    pdf: bytes
    unstamped: Refusal | None = None
    """Why its signature has no time stamp, though the office has set an authority for them."""
    replaces: str = ""
    """The certificate of this office whose place it took: superseded from now on, and no bulletin says so yet."""


def preview_application(office: Office, number: str) -> bytes:
    """The preview of a received application."""
    return preview(office, granted(office, number, office.stored_record(application(office.register, number).record)))


def issue(
    office: Office,
    actor: Actor,
    number: str,
    document_signer: SigningKey,
    progress: Progress = lambda step: None,
    by_hand: BlankForm | None = None,
) -> Issued:
    """Issue the certificate of an approved application.

    `by_hand`: the blank form that was made out during an outage: its number is taken, its day is said, and the validity
    counts from it.

    Raises:
        Refusal: ROLE_MISSING, APPLICATION_NOT_APPROVED, RESTORED_COPY, DISK_NEARLY_FULL, SIGNER_CANNOT_SIGN,
            CLOCK_BEHIND_JOURNAL, CLOCK_AHEAD_OF_JOURNAL, CODE_NOT_READABLE, CONTINGENCY_NUMBER_UNKNOWN,
            CONTINGENCY_DAY_WRONG, CONTINGENCY_OVER, SEALER_TOOK_PART, FEE_OUTSTANDING, REGISTER_NOT_AS_SIGNED; and why
            a page could not be made.
        RecordRefused: rules that must hold before issue do not hold today.
    """
    actor.require(Right.SEAL)
    if by_hand is not None:
        check_form(office, by_hand)
    found = application(office.register, number)
    record = _ready(office, found)
    require_case_as_signed(office, number)
    check_before_issue(office, actor, found, record)
    replaces = replacing_facts(office, record)
    begun = replace(office, clock=office.clock.standing())
    today = begun.day_of_acts
    valid_from = by_hand.on if by_hand else today
    until = valid_until(office.form, record, valid_from)
    if until < today:
        raise Refusal("CONTINGENCY_OVER", until=until.isoformat())
    _signer_may_sign(office, document_signer, until)
    office.counter.mark_if_older(office.register, office.clock.milliseconds)
    if restored_at(office.register) is not None:
        raise Refusal("RESTORED_COPY")
    if shutil.disk_usage(office.folder.path).free < FREE_BYTES:
        raise Refusal("DISK_NEARLY_FULL", needed=FREE_BYTES >> 20)

    progress("number")
    with transaction(office.register) as register:
        cut = recover(register, actor.id, actor.key, begun.clock.milliseconds, begun.clock.monotonic_ms)
        require_whole(office)
        if by_hand is not None:
            certificate_no = by_hand.number
        else:
            certificate_no = next_number(begun, today.year)
            begun.record(actor, "NUMBER_RESERVED", certificate_no, {"application": number})
    office.counter.keep(office.register, office.code)
    drop_unissued(office, cut)
    pdf_sha256 = ""
    try:
        approver = name_ever(office, found.approved_by or "")
        complete = issued_record(office, record, certificate_no, approver, actor.name, today)
        if by_hand is not None:
            complete = complete.with_values(valid_from=valid_from, valid_until=until, contingency_on=valid_from)
        made = make(office, complete, document_signer, actor.key, progress, countersigned(office, number))
        progress("register")
        pdf_sha256 = office.attachments.put(made.pdf)
        with transaction(office.register):
            facts: dict[str, object] = {
                "application": number,
                "id8": made.cti,
                "record": made.record,
                "digest": hashlib.sha256(made.record).digest(),
                "code_text": made.code.text,
                "pdf_sha256": pdf_sha256,
                "issued_on": days(today),
                "valid_until": days(until),
                **replaces,
            }
            if (kept_until := retention_until(office, record, today)) is not None:
                facts["retention_until"] = days(kept_until)
            if by_hand is not None:
                facts["contingency_on"] = days(valid_from)
            office.record(actor, "CERTIFICATE_ISSUED", certificate_no, facts)
    except BaseException as problem:
        _forget(office, pdf_sha256)
        if by_hand is None:  # the number of a blank form is on paper already: it can be tried again
            _account_for(office, actor, certificate_no, problem)
        raise
    return Issued(certificate_no, made.pdf, made.unstamped, str(replaces.get("replaces", "")))


def why_not_issue(office: Office, actor: Actor, number: str) -> Refusal | None:
    """What keeps this person from issuing an application's certificate, told before anybody tries; None: nothing."""
    try:
        actor.require(Right.SEAL)
        found = application(office.register, number)
        record = _ready(office, found)
        check_before_issue(office, actor, found, record)
        replacing_facts(office, record)
        if restored_at(office.register) is not None:
            raise Refusal("RESTORED_COPY")
    except Refusal as refusal:
        return refusal
    return None


def issued_pdf(office: Office, number: str) -> bytes:
    """The PDF of an issued certificate, byte for byte."""
    return office.attachments.get(certificate(office.register, number).pdf_sha256)


def save_pdf(pdf: bytes, number: str, folder: Path) -> Path:
    """Write a certificate where its holder gets it from; never half. Refusal ISSUED_BUT_NOT_SAVED."""
    path = folder / f"{number}.pdf"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(path, pdf)
    except OSError as problem:
        raise Refusal("ISSUED_BUT_NOT_SAVED", number=number, file=str(path), detail=problem.strerror or "") from None
    return path


def require_writable(folder: Path) -> None:
    """Try that a file can be written into `folder`, made where it is not there. Refusal OUTPUT_NOT_WRITABLE."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as tried:
            tried.write(b"certapp")
    except OSError as problem:
        raise Refusal("OUTPUT_NOT_WRITABLE", file=str(folder), detail=problem.strerror or "") from None


def _ready(office: Office, found: Application) -> Row:
    if found.status == "ISSUED":
        raise Refusal("APPLICATION_ALREADY_ISSUED", application=found.number)
    if found.status not in ("APPROVED", "PARTLY_APPROVED"):
        raise Refusal("APPLICATION_NOT_APPROVED", application=found.number)
    parsed = parse(office.form, cbor.decode(found.record, cbor.RECORD), office.clock.today, from_office=True)
    if blocking(standing(office, found.number, parsed.findings), Weight.APPLICATION, Weight.ISSUE):
        raise RecordRefused(parsed.findings, "I")
    return granted(office, found.number, parsed.record)


def _signer_may_sign(office: Office, key: SigningKey, until: date) -> None:
    if office_of(key.certificate) != office.code:
        raise Refusal("SIGNER_OF_OTHER_OFFICE", office=office.code)
    signer = read_certificate(key.certificate)
    if office.clock.seconds > signs_until(key.certificate) or end_of_day(until) > signer.not_after:
        raise Refusal("SIGNER_CANNOT_SIGN", until=until.isoformat())


def _forget(office: Office, pdf_sha256: str) -> None:
    """A signed PDF that was not issued verifies, and is no certificate: it does not stay. If this fails, the next act
    does it (`drop_unissued`)."""
    if pdf_sha256:
        with suppress(Refusal):
            if pdf_sha256 not in known_files(office.register):
                office.attachments.drop(pdf_sha256)


def _account_for(office: Office, actor: Actor, number: str, problem: BaseException) -> None:
    """The number stays used; if even this cannot be written, the next act does it (recover)."""
    reason = problem.code if isinstance(problem, Refusal) else type(problem).__name__
    try:
        with transaction(office.register) as register:
            clock = office.clock
            void(register, actor.id, actor.key, number, reason, clock.milliseconds, clock.monotonic_ms)
    except Exception as second:
        problem.add_note(f"number {number} stays reserved until the next act: {second}")
