"""Verifying, offline: a text, a picture or a PDF in, one frozen verdict out."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from certapp.model.errors import Refusal
from certapp.scan.keyed import understand_text
from certapp.scan.sheet_codes import TEST_PREFIX
from certapp.seal import cbor
from certapp.seal.object_tag import ObjectTag
from certapp.seal.signed_picture import decode_picture, parse_picture
from certapp.seal.text import CODE_PREFIX, LIST_PREFIX, PICTURE_PREFIX, TAG_PREFIX
from certapp.service.reading import Codes, Reader, ReadHere
from certapp.service.typed import number_typed, number_verdict
from certapp.trust.checkpoint import PREFIX as CHECKPOINT_PREFIX
from certapp.trust.extension import PREFIX as EXTENSION_PREFIX
from certapp.trust.extension import judge_extension
from certapp.trust.judge import Withdrawn, judge, signer_path
from certapp.trust.judge_tag import judge_tag, tag_beside
from certapp.trust.receipt import PREFIX as RECEIPT_PREFIX
from certapp.trust.verdict import Colour, Outcome, Reason, Verdict, verdict_json
from certapp.trust.view import TrustView

if TYPE_CHECKING:
    from certapp.document.verdict import PdfFindings
    from certapp.service.picture_shown import ShownPicture

LARGEST_FILE = 200 << 20
LARGEST_TEXT = 100_000
MOST_FILES = 20_000
HERE = ReadHere()

_SPACE = re.compile(r"[ \t\n\r\v\f]+")
_NO_CERTIFICATE = {
    PICTURE_PREFIX: (Outcome.UNREADABLE, "PICTURE_CODE_ALONE"),
    LIST_PREFIX: (Outcome.UNREADABLE, "PRINTED_BULLETIN"),
    TEST_PREFIX: (Outcome.UNREADABLE, "TEST_SHEET_CODE"),
    RECEIPT_PREFIX: (Outcome.NOT_OURS, "RECEIPT_CODE"),
    CHECKPOINT_PREFIX: (Outcome.NOT_OURS, "CHECKPOINT_CODE"),
}
"""Our codes that are no certificate, nor judged like one: what they are, and where they go."""
OTHER_CODES = frozenset(code for _outcome, code in _NO_CERTIFICATE.values())
"""The reasons that say so: such a code was read, but there is nothing to verify."""


@dataclass(frozen=True)
class FileVerdict:
    """The verdict on one file. For a PDF its signature and its record are judged too, each for itself."""

    verdict: Verdict
    code_text: str = ""
    pdf: "PdfFindings | None" = None
    record_matches: bool | None = None
    """Whether the embedded record is the one that the code commits to; None where there is nothing to compare."""
    picture: "ShownPicture | None" = None
    """The signed picture of an object, where a second code was read and is good."""
    tag: ObjectTag | None = None
    """The tag of an object, judged by itself or, where it lies beside a certificate, found to belong to it."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """All reasons, those of the code first."""
        return self.verdict.reasons


def verify_file(
    path: Path,
    view: TrustView,
    now: int,
    withdrawn: Mapping[bytes, Withdrawn] | None = None,
    reader: Reader = HERE,
) -> FileVerdict:
    """Judge one file. Nothing raised for what is in it: what cannot be read is a verdict too.

    Files from anybody want a bounded reader (`reading_apart.ReadApart`).
    """
    try:
        if not path.exists():
            return unreadable("FILE_NOT_THERE", file=str(path)[:200])
        with path.open("rb") as stream:  # not by its announced size: a device announces none
            data = stream.read(LARGEST_FILE + 1)
    except (OSError, ValueError):
        return unreadable("FILE_NOT_READABLE", file=str(path)[:200])
    if len(data) > LARGEST_FILE:
        return unreadable("FILE_TOO_LARGE", file=path.name, most=LARGEST_FILE >> 20)
    return verify_bytes(data, view, now, withdrawn, reader)


def verify_bytes(
    data: bytes,
    view: TrustView,
    now: int,
    withdrawn: Mapping[bytes, Withdrawn] | None = None,
    reader: Reader = HERE,
) -> FileVerdict:
    """Judge a file's content: PDF, JPEG, PNG or text, told apart by what it holds. As `verify_file`."""
    if not data:
        return unreadable("FILE_EMPTY")
    try:
        if b"%PDF-" in data[:1024]:
            return _pdf(data, view, now, withdrawn or {}, reader)
        if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
            codes = reader.picture(data)
            if codes.bulletins and not codes.text.upper().startswith(CODE_PREFIX):
                return unreadable("PRINTED_BULLETIN")
            if not codes.text:
                return unread_picture(codes.advice)
            return verify_codes(codes, view, now, withdrawn)
    except Refusal as refusal:
        return unreadable(refusal.code, **refusal.params)
    return verify_text(_decoded(data), view, now, withdrawn)


def verify_text(
    text: str, view: TrustView, now: int, withdrawn: Mapping[bytes, Withdrawn] | None = None
) -> FileVerdict:
    """Judge a code's text as scanned, pasted or typed; also where it was typed through another keyboard layout.

    A certificate's number alone is no verification: the verdict says so, and what can be told of the number.
    """
    if number := number_typed(text):
        return FileVerdict(number_verdict(number, view), text)
    found = _text_as_it_is(text, view, now, withdrawn or {})
    if found.verdict.outcome not in (Outcome.NOT_OURS, Outcome.UNREADABLE, Outcome.NEWER_FORMAT):
        return found
    meant = understand_text(text).text if len(text) <= LARGEST_TEXT else text
    return found if meant == text else _text_as_it_is(meant, view, now, withdrawn or {})


def verify_codes(
    codes: Codes, view: TrustView, now: int, withdrawn: Mapping[bytes, Withdrawn] | None = None
) -> FileVerdict:
    """Judge what a camera has read: the certificate's code, and what was seen beside it (picture, label)."""
    found = _with_picture(verify_text(codes.text, view, now, withdrawn), codes.picture)
    return _with_tag(found, codes.tag, view, now, withdrawn)


def is_picture(text: str) -> bool:
    """Whether it is the text of a code with a signed picture, which is judged beside its certificate."""
    return _kind(text) == PICTURE_PREFIX


def verify_picture_after(
    text: str,
    before: FileVerdict,
    view: TrustView,
    now: int,
    withdrawn: Mapping[bytes, Withdrawn] | None = None,
) -> FileVerdict:
    """Judge the code with the picture that a scanner reads after the certificate's own: both together, anew.

    One that names another certificate proves nothing and is told as such: it may be the first code of the next paper.
    """
    claims = before.verdict.claims
    try:
        same = claims is not None and decode_picture(parse_picture(text)[0].payload).id == claims.id
    except Refusal:
        same = False
    if not same:
        return verify_text(text, view, now, withdrawn)
    return verify_codes(Codes(before.code_text, picture=text), view, now, withdrawn)


def _text_as_it_is(text: str, view: TrustView, now: int, withdrawn: Mapping[bytes, Withdrawn]) -> FileVerdict:
    opening = _kind(text)
    if opening in _NO_CERTIFICATE:
        outcome, code = _NO_CERTIFICATE[opening]
        return FileVerdict(Verdict(outcome, Colour.GREY, (Reason(code),)))
    if opening == EXTENSION_PREFIX:
        return FileVerdict(judge_extension(text, view, now, withdrawn), text)
    if opening == TAG_PREFIX:
        verdict, tag = judge_tag(text, view, now, withdrawn)
        return FileVerdict(verdict, text, tag=tag)
    return FileVerdict(judge(text, view, now, withdrawn), text)


def files_in(paths: tuple[Path, ...]) -> Iterator[Path]:
    """Files as named, there or not; of a folder all files in it, by name. Refusal FILES_TOO_MANY."""
    count = 0
    for path in paths:
        try:
            inside = sorted(each for each in path.iterdir() if each.is_file()) if path.is_dir() else [path]
        except OSError:  # not to be read, or no name that the system takes
            inside = [path]
        for each in inside:
            count += 1
            if count > MOST_FILES:
                raise Refusal("FILES_TOO_MANY", most=MOST_FILES)
            yield each


def file_verdict_json(found: FileVerdict, name: str, language: str = "en") -> dict[str, object]:
    """One entry of `certapp verify --json`."""
    pdf = found.pdf
    signature = {
        "outcome": pdf.outcome if pdf else "absent",
        "reasons": [
            {"code": reason.code, "text": reason.text(language)}
            for reason in (Reason(code, params) for code, params in (pdf.reasons if pdf else ()))
        ],
        "officer": pdf.officer if pdf else "",
        "level": pdf.level if pdf and pdf.signer else None,
        "archived_at": datetime.fromtimestamp(pdf.archived_at, UTC).isoformat() if pdf and pdf.archived_at else None,
        "stamped_at": datetime.fromtimestamp(pdf.stamped_at, UTC).isoformat() if pdf and pdf.stamped_at else None,
    }
    return {
        "file": name,
        **verdict_json(found.verdict, language),
        "pdf_signature": signature,
        "record_matches": found.record_matches,
        "signed_picture": found.picture
        and {
            "object": found.picture.number,
            "width_px": found.picture.width_px,
            "height_px": found.picture.height_px,
            "png": base64.b64encode(found.picture.png()).decode(),
        },
        "object_tag": found.tag
        and {
            "number": found.tag.number,
            "object": found.tag.object_number,
            "of": found.tag.object_count,
            "type": found.tag.type,
            "title": found.tag.title,
        },
    }


def unreadable(code: str, **params: object) -> FileVerdict:
    """Nothing could be read, which is not a verification."""
    return FileVerdict(Verdict(Outcome.UNREADABLE, Colour.GREY, (Reason(code, params),)))


def unread_picture(advice: str) -> FileVerdict:
    """No code was read on a picture; `advice`: the code of what would help, '' where nothing is known."""
    reasons = (Reason("NO_CODE_FOUND"), *([Reason(advice)] if advice else []))
    return FileVerdict(Verdict(Outcome.UNREADABLE, Colour.GREY, reasons))


def _kind(text: str) -> str:
    """The five letters that say which of our codes a text is; of any other text its first five."""
    return _SPACE.sub("", text[:LARGEST_TEXT])[: len(CODE_PREFIX)].upper()


def _decoded(data: bytes) -> str:
    # Beyond the bound the judge refuses anyway; only so much is looked at.
    return data[: LARGEST_TEXT + 1].decode("utf-8", "replace").lstrip("\ufeff").strip()


def _pdf(data: bytes, view: TrustView, now: int, withdrawn: Mapping[bytes, Withdrawn], reader: Reader) -> FileVerdict:
    def believed(certificate: bytes) -> bool:
        # That a signer's time is over the code's verdict says; the signature stays what it was.
        doubt = signer_path(certificate, view, now)
        return doubt is None or doubt.code == "SIGNER_EXPIRED"

    read = reader.pdf(data, believed)
    findings, text = read.findings, read.codes.text
    if read.codes.bulletins and not text.upper().startswith(CODE_PREFIX):
        return unreadable("PRINTED_BULLETIN")
    if findings.outcome == "absent" and _kind(text) in (TAG_PREFIX, EXTENSION_PREFIX, *_NO_CERTIFICATE):
        return verify_text(text, view, now, withdrawn)  # labels, sheets, receipts: the file of it is not signed
    code = judge(text, view, now, withdrawn) if text else unreadable("NO_CODE_IN_PDF").verdict
    matches = _record_matches(code, findings)
    return _with_picture(FileVerdict(_together(code, findings, matches), text, findings, matches), read.codes.picture)


def _with_picture(found: FileVerdict, pictured: str) -> FileVerdict:
    """The same with the signed picture, where there is one. A false one makes green amber, but no paper false."""
    if not pictured or found.verdict.claims is None:
        return found
    from certapp.service.picture_shown import picture_shown  # the image library

    try:
        return replace(found, picture=picture_shown(pictured, found.verdict))
    except Refusal:
        return _doubted(found, "PICTURE_CODE_FALSE")


def _with_tag(
    found: FileVerdict, text: str, view: TrustView, now: int, withdrawn: Mapping[bytes, Withdrawn] | None
) -> FileVerdict:
    """The same with the tag that lies beside it. One of another certificate makes green amber, and is not shown."""
    if not text or found.verdict.claims is None:
        return found
    tag = tag_beside(text, found.verdict.claims, view, now, withdrawn or {})
    return replace(found, tag=tag) if tag is not None else _doubted(found, "TAG_OF_ANOTHER")


def _doubted(found: FileVerdict, code: str) -> FileVerdict:
    """What lies beside the code is false: green becomes amber, but the paper is no less genuine for it."""
    verdict = found.verdict
    colour = Colour.AMBER if verdict.colour is Colour.GREEN else verdict.colour
    return replace(found, verdict=_changed(verdict, verdict.outcome, colour, (*verdict.reasons, Reason(code))))


def _record_matches(code: Verdict, pdf: "PdfFindings") -> bool | None:
    """The record in the signed file has the digest and number that the code was signed for; none at all has not."""
    if pdf.outcome != "genuine" or code.claims is None:
        return None
    record = pdf.record
    if record is None:
        return False
    if hashlib.sha256(record).digest() != code.claims.record_digest:
        return False
    try:
        read = cbor.decode(record, cbor.RECORD)
    except Refusal:
        return False
    return isinstance(read, dict) and read.get("certificate_no") == code.claims.number


def _together(code: Verdict, pdf: "PdfFindings", matches: bool | None) -> Verdict:
    """One outcome for the file: an altered PDF is never genuine, however good the code printed on it.

    A PDF without a signature (printed to PDF, photographed) is judged by its code alone, and says so.
    """
    altered = tuple(Reason(reason, params) for reason, params in pdf.reasons)
    if pdf.outcome == "not_genuine":
        return _changed(code, Outcome.NOT_GENUINE, Colour.RED, (Reason("PDF_ALTERED"), *altered))
    if pdf.outcome == "genuine" and code.signer is not None and pdf.signer != code.signer:
        return _changed(code, Outcome.NOT_GENUINE, Colour.RED, (Reason("PDF_SIGNER_DIFFERS"),))
    if matches is False:
        return _changed(code, Outcome.NOT_GENUINE, Colour.RED, (Reason("RECORD_DIFFERS"),))
    if pdf.outcome == "absent":
        colour = Colour.AMBER if code.colour is Colour.GREEN else code.colour
        return _changed(code, code.outcome, colour, (*code.reasons, Reason("PDF_NOT_SIGNED")))
    if pdf.outcome == "unknown_signer" and code.outcome is Outcome.GENUINE:
        return _changed(code, Outcome.UNKNOWN_ISSUER, Colour.AMBER, altered)
    return code


def _changed(code: Verdict, outcome: Outcome, colour: Colour, reasons: tuple[Reason, ...]) -> Verdict:
    claims = None if outcome is Outcome.NOT_GENUINE else code.claims
    return replace(code, outcome=outcome, colour=colour, reasons=reasons, claims=claims)
