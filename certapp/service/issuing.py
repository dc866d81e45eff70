"""Issuing: number, code, PDF, journal entry; all together or nothing at all.

The order that no crash can break (security.md 5): reserve the number and commit; make and sign the code and the
PDF; keep the PDF, on the disk; read the code back off the finished page; commit the certificate; only then show it.
A number whose issuing was cut short is made void by the next person who acts; it is never used again.
"""

import hashlib
import secrets
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from certapp.formdef.parsing import parse
from certapp.formdef.printed import Attachment, PrintedCertificate
from certapp.formdef.printing import printed_certificate
from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.model.findings import Weight, blocking
from certapp.model.record import Row
from certapp.register.applications import Application, application
from certapp.register.certificates import certificate
from certapp.register.connection import transaction
from certapp.register.numbers import make_number, next_serial
from certapp.register.office import restored_at
from certapp.register.recovery import recover, void
from certapp.seal import cbor
from certapp.seal.fitting import SealedCode, seal
from certapp.service.clock import days, end_of_day
from certapp.service.office import Actor, Office
from certapp.service.photographs import shelf_of
from certapp.service.receiving import RecordRefused, stored_form
from certapp.service.sealing import claims_of
from certapp.service.verifying import verify_bytes
from certapp.trust.certificate import read_certificate
from certapp.trust.hierarchy import office_of, signs_until
from certapp.trust.unlocked import UnlockedKey
from certapp.trust.verdict import Outcome

FREE_BYTES = 200 << 20
RECORD_NAME = "record.cbor"
STANDARD_VALIDITY_DAYS = 365
TEST_WATERMARK = "TEST - NOT A CERTIFICATE"
PREVIEW_WATERMARK = "PREVIEW - NOT A CERTIFICATE"

Progress = Callable[[str], None]
"""Told the name of each step as it begins: 'number', 'page', 'signature', 'check', 'register'."""


@dataclass(frozen=True)
class Issued:
    """An issued certificate: its number and the PDF as kept in the register."""

    number: str
    pdf: bytes


def preview(office: Office, record: Row) -> bytes:
    """The pages as they would be, without number and code, with PREVIEW across each."""
    complete = _issued_record(office, record, "", "", "", office.clock.today)
    return _render(office, complete, "", (), PREVIEW_WATERMARK, preview=True)


def preview_application(office: Office, number: str) -> bytes:
    """The preview of a received application."""
    return preview(office, office.stored_record(application(office.register, number).record))


def issue(
    office: Office, actor: Actor, number: str, document_signer: UnlockedKey, progress: Progress = lambda step: None
) -> Issued:
    """Issue the certificate of an approved application.

    Raises:
        Refusal: ROLE_MISSING, APPLICATION_NOT_APPROVED, RESTORED_COPY, DISK_NEARLY_FULL, SIGNER_CANNOT_SIGN,
            CLOCK_BEHIND_JOURNAL, CODE_NOT_READABLE; and why a page could not be made.
        RecordRefused: rules that must hold before issue do not hold today.
    """
    actor.require("SEAL_HOLDER")
    found = application(office.register, number)
    record = _ready(office, found)
    today = office.clock.today
    until = _valid_until(office, record, today)
    _signer_may_sign(office, document_signer, until)
    if restored_at(office.register) is not None:
        raise Refusal("RESTORED_COPY")
    if shutil.disk_usage(office.folder.path).free < FREE_BYTES:
        raise Refusal("DISK_NEARLY_FULL", needed=FREE_BYTES >> 20)

    progress("number")
    with transaction(office.register) as register:
        recover(register, actor.id, actor.key, office.clock.milliseconds, office.clock.monotonic_ms)
        serial = next_serial(register, today.year, office.code)
        certificate_no = make_number(office.country, today.year, office.code, serial)
        office.record(actor, "NUMBER_RESERVED", certificate_no, {"application": number})
    try:
        approver = office.official(found.approved_by or "").name
        complete = _issued_record(office, record, certificate_no, approver, actor.name, today)
        made = _make(office, complete, document_signer, progress)
        progress("register")
        pdf_sha256 = office.attachments.put(made.pdf)
        with transaction(office.register):
            facts = {
                "application": number,
                "id8": made.cti,
                "record": made.record,
                "digest": hashlib.sha256(made.record).digest(),
                "code_text": made.code.text,
                "pdf_sha256": pdf_sha256,
                "issued_on": days(today),
                "valid_until": days(until),
            }
            office.record(actor, "CERTIFICATE_ISSUED", certificate_no, facts)
    except BaseException as problem:
        _account_for(office, actor, certificate_no, problem)
        raise
    return Issued(certificate_no, made.pdf)


def issued_pdf(office: Office, number: str) -> bytes:
    """The PDF of an issued certificate, byte for byte."""
    return office.attachments.get(certificate(office.register, number).pdf_sha256)


def save_pdf(pdf: bytes, number: str, folder: Path) -> Path:
    """Write a certificate where its holder gets it from; never half."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{number}.pdf"
    write_atomically(path, pdf)
    return path


@dataclass(frozen=True)
class _Made:
    record: bytes
    cti: bytes
    code: SealedCode
    pdf: bytes


def _ready(office: Office, found: Application) -> Row:
    if found.status == "RECEIVED":
        raise Refusal("APPLICATION_NOT_APPROVED", application=found.number)
    if found.status == "ISSUED":
        raise Refusal("APPLICATION_ALREADY_ISSUED", application=found.number)
    parsed = parse(office.form, cbor.decode(found.record, cbor.RECORD), office.clock.today, from_office=True)
    if blocking(parsed.findings, Weight.APPLICATION, Weight.ISSUE):
        raise RecordRefused(parsed.findings, "I")
    return parsed.record


def _valid_until(office: Office, record: Row, today: date) -> date:
    """The profile's days from today; a temporary export at the latest to its date of return."""
    allowed = office.form.settings.get("validity_days")
    allowance = allowed.get(record.text("export_type")) if isinstance(allowed, dict) else None
    until = today + timedelta(days=allowance if isinstance(allowance, int) else STANDARD_VALIDITY_DAYS)
    return_by = record.day("return_due_on")
    return min(until, return_by) if return_by and return_by >= today else until


def _signer_may_sign(office: Office, key: UnlockedKey, until: date) -> None:
    if office_of(key.certificate) != office.code:
        raise Refusal("SIGNER_OF_OTHER_OFFICE", office=office.code)
    signer = read_certificate(key.certificate)
    if office.clock.seconds > signs_until(key.certificate) or end_of_day(until) > signer.not_after:
        raise Refusal("SIGNER_CANNOT_SIGN", until=until.isoformat())


def _issued_record(office: Office, record: Row, number: str, approved_by: str, issued_by: str, today: date) -> Row:
    """The record with all that the office adds at issue."""
    settings = office.form.settings
    filled: dict[str, object] = {
        "issuing_authority": office.authority,
        "issuing_office": office.code,
        "issued_on": today,
        "valid_from": today,
        "valid_until": _valid_until(office, record, today),
        "object_count": len(record.rows("objects")),
        "item_count": sum(row["quantity"] for row in record.rows("objects")),  # type: ignore[misc]  # decimals
        "form_digest": office.form.digest,
    }
    if number:
        filled |= {
            "certificate_no": number,
            "certificate_uuid": str(uuid.uuid4()),
            "approved_by": approved_by,
            "issued_by": issued_by,
        }
    for name in ("legal_basis", "place_of_issue"):
        if name not in record and isinstance(settings.get(name), str):
            filled[name] = settings[name]
    return record.with_values(**filled)  # type: ignore[arg-type]  # all of them record values


def _make(office: Office, record: Row, key: UnlockedKey, progress: Progress) -> _Made:
    at = office.clock.seconds
    cti = secrets.token_bytes(8)
    stored = stored_form(record)
    digest = hashlib.sha256(stored).digest()
    claims = claims_of(office.form, record, issuer=office.country, at=at, cti=cti, digest=digest)
    code = seal(claims, key.kid, key.sign_raw)
    progress("page")
    watermark = TEST_WATERMARK if office.training else ""
    page = _render(office, record, code.text, _attachments(office, record, stored), watermark, dated=at)
    progress("signature")
    from certapp.document.signing import sign

    place = record.text("place_of_issue")
    reason = f"Certificate {record.text('certificate_no')}"
    pdf = sign(page, key, name=office.authority, reason=reason, place=place, at=datetime.fromtimestamp(at, UTC))
    progress("check")
    _check(office, pdf, code.text)
    return _Made(stored, cti, code, pdf)


def _render(
    office: Office,
    record: Row,
    code_text: str,
    attachments: tuple[Attachment, ...],
    watermark: str,
    *,
    dated: int = 0,
    preview: bool = False,
) -> bytes:
    from certapp.document.rendering import render  # heavy: only when a page is really made

    printed: PrintedCertificate = printed_certificate(
        office.form,
        record,
        shelf_of(office).for_page,
        code_text=code_text,
        dated=dated or office.clock.seconds,
        watermark=watermark,
        attachments=attachments,
        preview=preview,
    )
    return render(printed)


def _attachments(office: Office, record: Row, stored: bytes) -> tuple[Attachment, ...]:
    """The record and each photograph as it may be handed out (no position data), by item number."""
    found = [Attachment(RECORD_NAME, stored, "application/cbor", "Data", "The record behind this certificate")]
    for row in record.rows("objects"):
        for index, photo in enumerate(row.rows("photographs"), 1):
            mime = photo.text("mime")
            name = f"object-{row.text('object_seq')}-{index}.{'png' if mime == 'image/png' else 'jpg'}"
            content = office.attachments.get(photo.text("sha256"))
            found.append(Attachment(name, content, mime, "Source", photo.text("file")))
    return tuple(found)


def _check(office: Office, pdf: bytes, code_text: str) -> None:
    """The finished file, as a border officer's computer sees it: the printed code read back, all verdicts good."""
    found = verify_bytes(pdf, office.trust.view(), office.clock.seconds)
    good = found.verdict.outcome is Outcome.GENUINE and found.code_text == code_text
    if not good or found.pdf is None or found.pdf.outcome != "genuine" or not found.record_matches:
        codes = ", ".join(reason.code for reason in found.reasons)
        raise Refusal("CODE_NOT_READABLE", detail=codes or "another code was read")


def _account_for(office: Office, actor: Actor, number: str, problem: BaseException) -> None:
    """The number stays used; if even this cannot be written, the next act does it (recover)."""
    reason = problem.code if isinstance(problem, Refusal) else type(problem).__name__
    try:
        with transaction(office.register) as register:
            clock = office.clock
            void(register, actor.id, actor.key, number, reason, clock.milliseconds, clock.monotonic_ms)
    except Exception as second:
        problem.add_note(f"number {number} stays reserved until the next act: {second}")
