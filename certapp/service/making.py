"""Making a certificate's pages and code from a record: the exact file that is issued, or its preview."""

import hashlib
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from certapp.formdef.handing_out import handed_out_record
from certapp.formdef.printed import Attachment, PrintedCertificate
from certapp.formdef.printing import printed_certificate
from certapp.formdef.validity import valid_until
from certapp.model import language as spoken
from certapp.model.errors import Refusal
from certapp.model.record import Row, Value
from certapp.model.signing import SigningKey
from certapp.seal.fitting import SealedCode, seal
from certapp.service.letter_texts import languages
from certapp.service.office import Office
from certapp.service.photographs import shelf_of
from certapp.service.picturing import picture_code
from certapp.service.reading import ReadHere
from certapp.service.receiving import stored_form
from certapp.service.sealing import claims_of
from certapp.service.stamping import stamp_authority, stamped
from certapp.service.verifying import verify_bytes
from certapp.trust.verdict import Outcome

if TYPE_CHECKING:
    from certapp.service.countersigning import Countersigned

RECORD_NAME = "record.cbor"
TEST_WATERMARK = "PRINT_TEST"
PREVIEW_WATERMARK = "PRINT_PREVIEW"

Progress = Callable[[str], None]
"""Told the name of each step as it begins: 'number', 'page', 'signature', 'time_stamp', 'check', 'register'."""


def preview(office: Office, record: Row) -> bytes:
    """The pages as they would be, without number and code, with PREVIEW across each."""
    complete = issued_record(office, record, "", "", "", office.clock.today)
    return _render(office, complete, "", (), PREVIEW_WATERMARK, preview=True)


def sample_pages(office: Office, record: Row, code_text: str) -> bytes:
    """Pages with any text as their code, unsigned and with TEST across each: what trainees are to find out.

    ValueError in an office that is not for training.
    """
    if not office.training:
        raise ValueError("only a training office makes samples")
    return _render(office, record, code_text, (), TEST_WATERMARK)


@dataclass(frozen=True)
class Made:
    """A certificate made and checked, not yet in the register: its record as attached, its 8-byte id, code, PDF."""

    record: bytes
    cti: bytes
    code: SealedCode
    pdf: bytes
    unstamped: Refusal | None = None
    """Why there is no time stamp, though the office has set an authority for them."""


def issued_record(office: Office, record: Row, number: str, approved_by: str, issued_by: str, today: date) -> Row:
    """The record with all that the office adds at issue."""
    settings = office.form.settings
    filled: dict[str, object] = {
        "issuing_authority": office.authority,
        "issuing_office": office.code,
        "issued_on": today,
        "valid_from": today,
        "valid_until": valid_until(office.form, record, today),
        "object_count": len(record.rows("objects")),
        "item_count": sum(row.get("quantity") or 0 for row in record.rows("objects")),  # type: ignore[misc]  # decimals
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
    second = settings.get("second_language")
    if "second_language" not in record and isinstance(second, str) and second != record.text("primary_language"):
        filled["second_language"] = second
    return record.with_values(**filled)  # type: ignore[arg-type]  # all of them record values


def make(
    office: Office,
    record: Row,
    key: SigningKey,
    officer: SigningKey,
    progress: Progress,
    countersigned: "Countersigned | None" = None,
) -> Made:
    """The signed code and PDF of `record`, checked as the border will. Refusal CODE_NOT_READABLE and of the page.

    `officer`: the key of who issues, which signs inside where the profile asks for it. `countersigned`: what was
    signed of the code when it was approved.
    """
    at = office.clock.seconds
    cti = countersigned.id8 if countersigned else secrets.token_bytes(8)
    stored = stored_form(leaving_record(office, record))
    digest = hashlib.sha256(stored).digest()
    claims = claims_of(office.form, record, issuer=office.country, at=at, cti=cti, digest=digest)
    code = countersigned.seal(claims, key) if countersigned else seal(claims, key.kid, key.sign_raw)
    progress("page")
    watermark = TEST_WATERMARK if office.training else ""
    pictured = picture_code(office, record, cti, key)
    page = _render(office, record, code.text, _attachments(office, record, stored), watermark, pictured, dated=at)
    progress("signature")
    from certapp.document.signing import sign

    authority = stamp_authority(office)
    pdf = sign(
        page,
        key,
        name=office.authority,
        reason=f"Certificate {record.text('certificate_no')}",
        place=record.text("place_of_issue"),
        at=datetime.fromtimestamp(at, UTC),
        stamp_authority=authority.certificate if authority else None,
        officer=officer if office.form.settings.get("officer_signature") is True else None,
    )
    unstamped = None
    if authority is not None:
        progress("time_stamp")
        pdf, unstamped = stamped(pdf, authority)
    progress("check")
    _check(office, pdf, code.text, bool(pictured))
    return Made(stored, cti, code, pdf, unstamped)


def leaving_record(office: Office, record: Row) -> Row:
    """The record as it leaves the office: without its kept fields, photographs by the names they are attached under."""
    leaving = handed_out_record(office.form, record)
    return leaving.with_values(objects=tuple(map(_with_attached_names, leaving.rows("objects"))))


def _with_attached_names(item: Row) -> Row:
    """What the applicant called the files stays in the office: such names speak of people and places."""
    photographs = item.rows("photographs")
    named = tuple(photo.with_values(file=attached_name(item, place)) for place, photo in enumerate(photographs))
    names = {photo.text("file"): attached_name(item, place) for place, photo in enumerate(photographs)}
    changed: dict[str, Value] = {"photographs": named}
    for group in ("inscriptions", "features"):
        if group in item:
            changed[group] = tuple(
                row.with_values(photo=names.get(row.text("photo"), "")) if "photo" in row else row
                for row in item.rows(group)
            )
    return item.with_values(**changed)


def attached_name(item: Row, place: int) -> str:
    """What a photograph is called inside the PDF: by item number and place among the object's photographs."""
    png = item.rows("photographs")[place].text("mime") == "image/png"
    return f"object-{item.text('object_seq')}-{place + 1}.{'png' if png else 'jpg'}"


def _render(
    office: Office,
    record: Row,
    code_text: str,
    attachments: tuple[Attachment, ...],
    watermark: str,
    picture_text: str = "",
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
        picture_text=picture_text,
        dated=dated or office.clock.seconds,
        watermark=watermark,
        attachments=attachments,
        preview=preview,
    )
    if office.form.settings.get("bulletin_on_last_page") is True:
        from certapp.service.papers import bulletin_page  # which knows this module

        printed = replace(printed, bulletin=bulletin_page(office, _spoken(printed.language)))
    return render(printed)


def _spoken(language: str) -> str:
    """The language of the papers that is nearest to that of a form."""
    return spoken.nearest(language, languages()) or spoken.DEFAULT


def _attachments(office: Office, record: Row, stored: bytes) -> tuple[Attachment, ...]:
    """The record and each photograph as it may be handed out (no position data), by item number."""
    found = [Attachment(RECORD_NAME, stored, "application/cbor", "Data", "The record behind this certificate")]
    for item in record.rows("objects"):
        for place, photo in enumerate(item.rows("photographs")):
            content = office.attachments.get(photo.text("sha256"))
            view = office.form.code_name("PHOTO_VIEW", photo.text("view"), "en")
            found.append(Attachment(attached_name(item, place), content, photo.text("mime"), "Source", view))
    return tuple(found)


def _check(office: Office, pdf: bytes, code_text: str, pictured: bool) -> None:
    """The finished file, as a border officer's computer sees it: the printed codes read back, all verdicts good."""
    found = verify_bytes(pdf, office.trust.view(), office.clock.seconds, reader=ReadHere(as_painted=True))
    good = found.verdict.outcome is Outcome.GENUINE and found.code_text == code_text
    good &= bool(found.picture) == pictured
    if not good or found.pdf is None or found.pdf.outcome != "genuine" or not found.record_matches:
        codes = ", ".join(reason.code for reason in found.reasons)
        raise Refusal("CODE_NOT_READABLE", detail=codes or "another code was read")
