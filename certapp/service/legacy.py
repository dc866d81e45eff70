"""The legacy register: certificates that were on paper before this program, typed in with their scans.

An entry makes a paper's number one that the office gave out, so a second person, who holds it against the scan,
confirms it. Nothing is edited: what was typed wrongly is amended by another version, or the entry is made void.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from certapp.formdef.kinds import KindError, clean_text
from certapp.model.bare_number import bare_number
from certapp.model.errors import Refusal
from certapp.model.sentences import sentence
from certapp.register.certificates import certificate
from certapp.register.connection import transaction
from certapp.register.legacy import (
    LegacyCertificate,
    LegacyObject,
    legacy_certificate,
    next_legacy_number,
    scans_of,
    with_number,
)
from certapp.register.legacy_events import days_of
from certapp.seal import cbor
from certapp.service.clock import days
from certapp.service.importing.cells import day_in
from certapp.service.intake import LARGEST_FILE
from certapp.service.office import Actor, Office
from certapp.service.rights import Right
from certapp.service.typed import number_typed

LONGEST_NUMBER: Final = 64
LONGEST_LINE: Final = 200
LONGEST_REMARKS: Final = 1000
MOST_OBJECTS: Final = 200
MOST_SCANS: Final = 50
OLDEST_YEAR: Final = 1800

_PARTIAL: Final = re.compile("[0-9]{4}(-[0-9]{2}){0,2}", re.ASCII)
_MONTH: Final = re.compile(r"([0-9]{1,2})[./]([0-9]{4})", re.ASCII)
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_KINDS: Final = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG": "image/png",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
}


@dataclass(frozen=True)
class OldPaper:
    """What stands on an old certificate, as far as it is known. Only the number is needed.

    `issued_on`: a year, a month or a day, or ''. `issued_by`: the office that issued it, in its own words.
    """

    printed: str
    issued_on: str = ""
    issued_by: str = ""
    holder: str = ""
    consignee: str = ""
    remarks: str = ""
    objects: tuple[LegacyObject, ...] = ()


@dataclass(frozen=True)
class Scan:
    """A scan as it was handed in; kept as it is, never sent out."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Doubles:
    """What has the same number already: entries of the legacy register, and a certificate of this program."""

    entries: tuple[LegacyCertificate, ...]
    certificate: str

    def __bool__(self) -> bool:
        return bool(self.entries or self.certificate)

    def named(self) -> str:
        """Their numbers, for a sentence."""
        return ", ".join([*(each.number for each in self.entries), *filter(None, [self.certificate])])


@dataclass(frozen=True)
class ToRecord:
    """A paper that was looked over, its scans kept among the attachments: ready to be written down."""

    paper: OldPaper
    scans: tuple[dict[str, Any], ...]


def partial_day(typed: str) -> str:
    """A year, a month or a day as people write it, in ISO 8601 cut short where no more is known; '' for nothing.

    ValueError where it is none of them, or could be two days.
    """
    text = " ".join(typed.translate(_DIGITS).split())
    if not text:
        return ""
    if match := _MONTH.fullmatch(text):
        text = f"{match[2]}-{int(match[1]):02d}"
    elif _PARTIAL.fullmatch(text) is None:
        try:
            text = day_in(text)
        except KindError as problem:
            raise ValueError(sentence(problem.code, problem.params)) from None
    days_of(text)
    return text


def tidied(office: Office, paper: OldPaper) -> OldPaper:
    """The paper as it is kept.

    Refusals LEGACY_NUMBER_WRONG, LEGACY_DATE_WRONG, LEGACY_DATE_AHEAD, LEGACY_TEXT_WRONG (what, most),
    LEGACY_OBJECTS_MANY; each says in `field` where.
    """
    try:
        printed = clean_text(" ".join(paper.printed.split()), LONGEST_NUMBER, multiline=False)
    except KindError:
        printed = ""
    if not bare_number(printed):
        raise Refusal("LEGACY_NUMBER_WRONG", field="printed", most=LONGEST_NUMBER)
    if len(paper.objects) > MOST_OBJECTS:
        raise Refusal("LEGACY_OBJECTS_MANY", field="objects", given=len(paper.objects), most=MOST_OBJECTS)
    objects = tuple(_object(each) for each in paper.objects)
    return replace(
        paper,
        printed=printed,
        issued_on=_issued_on(office, paper.issued_on),
        issued_by=_line(paper.issued_by, "issued_by"),
        holder=_line(paper.holder, "holder"),
        consignee=_line(paper.consignee, "consignee"),
        remarks=_line(paper.remarks, "remarks", LONGEST_REMARKS, multiline=True),
        objects=tuple(each for each in objects if each.title or each.type or each.quantity),
    )


def doubles(office: Office, printed: str) -> Doubles:
    """What has this number already, read as people type numbers. Void entries count for nothing."""
    entries = tuple(each for each in with_number(office.register, printed) if each.state != "VOID")
    issued = ""
    if number := number_typed(printed):
        try:
            issued = certificate(office.register, number).number
        except Refusal:
            issued = ""
    return Doubles(entries, issued)


def record_paper(
    office: Office, actor: Actor, paper: OldPaper, scans: Iterable[Scan] = (), *, again: bool = False
) -> str:
    """Write an old certificate down and give its number in the legacy register. `again`: though the number is there.

    Raises:
        Refusal: ROLE_MISSING, LEGACY_THERE_ALREADY, those of `tidied` and `kept_scans`.
    """
    actor.require(Right.PREPARE)
    ready = tidied(office, paper)
    there = doubles(office, ready.printed)
    if there and not again:
        raise Refusal("LEGACY_THERE_ALREADY", field="printed", number=ready.printed, entries=there.named())
    kept = kept_scans(office, scans)
    return record_all(office, actor, [ToRecord(ready, kept)])[0]


def record_all(
    office: Office,
    actor: Actor,
    papers: Sequence[ToRecord],
    going: Callable[[int, int], None] = lambda done, of: None,
    **more: Any,
) -> list[str]:
    """Write papers down, all or none of them. `more`: what their entries say beside."""
    year, numbers = office.clock.today.year, []
    with transaction(office.register):
        for done, ready in enumerate(papers):
            going(done, len(papers))
            number = next_legacy_number(office.register, year, office.code)
            office.record(actor, "LEGACY_RECORDED", number, {**facts_of(ready.paper), "scans": [*ready.scans], **more})
            numbers.append(number)
    return numbers


def amend_paper(
    office: Office,
    actor: Actor,
    number: str,
    paper: OldPaper,
    text: str,
    *,
    scans: Iterable[Scan] = (),
    without: frozenset[str] = frozenset(),
) -> None:
    """Another version of an entry, which another person confirms again. Earlier versions stay.

    scans: further ones. without: the SHA-256 of those that do not belong to it.

    Raises:
        Refusal: ROLE_MISSING, LEGACY_UNKNOWN, LEGACY_IS_VOID, LEGACY_WHY_WRONG, LEGACY_SCANS_MANY, those of
            `tidied` and `kept_scans`.
    """
    actor.require(Right.PREPARE)
    why, ready = _why(text), tidied(office, paper)
    stays = [asdict(each) for each in scans_of(office.register, number) if each.sha256 not in without]
    more = [each for each in kept_scans(office, scans) if each["sha256"] not in {one["sha256"] for one in stays}]
    if len(stays) + len(more) > MOST_SCANS:
        raise Refusal("LEGACY_SCANS_MANY", field="scans", most=MOST_SCANS)
    facts = {**facts_of(ready), "scans": [*stays, *more], "text": why}
    office.record_alone(actor, "LEGACY_AMENDED", number, facts)


def confirm_papers(office: Office, actor: Actor, seen: Iterable[tuple[str, bytes]]) -> int:
    """Confirm entries that another person typed, all or none; how many. seen: number, and digest of what was looked at.

    Raises:
        Refusal: ROLE_MISSING, LEGACY_UNKNOWN, LEGACY_IS_VOID, LEGACY_ALREADY_CONFIRMED, LEGACY_NEEDS_ANOTHER_PERSON,
            LEGACY_CHANGED_MEANWHILE.
    """
    actor.require(Right.DECIDE, Right.SUPERVISE)
    count = 0
    with transaction(office.register):
        for number, digest in seen:
            office.record(actor, "LEGACY_CONFIRMED", number, {"digest": digest})
            count += 1
    return count


def void_paper(office: Office, actor: Actor, number: str, text: str) -> None:
    """Make an entry void. Who typed it may until it was confirmed; then another person who decides or supervises.

    Raises:
        Refusal: ROLE_MISSING, LEGACY_UNKNOWN, LEGACY_IS_VOID, LEGACY_WHY_WRONG, LEGACY_NEEDS_ANOTHER_PERSON.
    """
    found = legacy_certificate(office.register, number)
    actor.require(*((Right.DECIDE, Right.SUPERVISE) if found.confirmed_by else (Right.PREPARE, Right.DECIDE)))
    office.record_alone(actor, "LEGACY_VOID", number, {"text": _why(text)})


def facts_of(paper: OldPaper) -> dict[str, Any]:
    """What is typed of a paper as its entry holds it: canonical bytes and their digest."""
    plain: Any = {**asdict(paper), "objects": [asdict(each) for each in paper.objects]}
    content = cbor.encode(plain)
    return {"content": content, "digest": hashlib.sha256(content).digest()}


def kept_scans(office: Office, scans: Iterable[Scan]) -> tuple[dict[str, Any], ...]:
    """The scans among the attachments, each once, before the commit that names them.

    Refusals LEGACY_SCANS_MANY, LEGACY_SCAN_KIND (name), FILE_TOO_LARGE, DISK_FULL.
    """
    kept: dict[str, dict[str, Any]] = {}
    for scan in scans:
        if len(kept) == MOST_SCANS:
            raise Refusal("LEGACY_SCANS_MANY", field="scans", most=MOST_SCANS)
        mime = kind_of_scan(scan.name, scan.content)
        sha256 = office.attachments.put(scan.content)
        told = {"sha256": sha256, "size": len(scan.content), "mime": mime, "name": _file_name(scan.name)}
        kept.setdefault(sha256, told)
    return tuple(kept.values())


def kind_of_scan(name: str, content: bytes) -> str:
    """PDF, JPEG, PNG or TIFF by its first bytes. Refusal LEGACY_SCAN_KIND, FILE_TOO_LARGE."""
    if len(content) > LARGEST_FILE:
        raise Refusal("FILE_TOO_LARGE", file=_file_name(name), most=LARGEST_FILE >> 20)
    found = next((mime for magic, mime in _KINDS.items() if content.startswith(magic)), None)
    if found is None:
        raise Refusal("LEGACY_SCAN_KIND", field="scans", name=_file_name(name))
    return found


def paper_of(found: LegacyCertificate) -> OldPaper:
    """What was typed of an entry, to be amended."""
    lines = (found.issued_on, found.issued_by, found.holder, found.consignee, found.remarks)
    return OldPaper(found.printed, *lines, found.objects)


def _issued_on(office: Office, typed: str) -> str:
    try:
        found = partial_day(typed)
        bounds = days_of(found)
    except ValueError:
        raise Refusal("LEGACY_DATE_WRONG", field="issued_on", typed=typed[:40]) from None
    if found and not int(found[:4]) >= OLDEST_YEAR:
        raise Refusal("LEGACY_DATE_WRONG", field="issued_on", typed=typed[:40])
    if bounds is not None and bounds[0] > days(office.clock.today):
        raise Refusal("LEGACY_DATE_AHEAD", field="issued_on", typed=typed[:40])
    return found


def _object(each: LegacyObject) -> LegacyObject:
    return LegacyObject(*(object_line(words) for words in (each.title, each.type, each.quantity)))


def object_line(typed: str) -> str:
    """What is typed of an object, as it is kept. Refusal LEGACY_TEXT_WRONG."""
    return _line(typed, "objects")


def _line(typed: str, where: str, most: int = LONGEST_LINE, *, multiline: bool = False) -> str:
    if not typed.strip():
        return ""
    try:
        return clean_text(typed if multiline else " ".join(typed.split()), most, multiline)
    except KindError:
        raise Refusal("LEGACY_TEXT_WRONG", field=where, typed=typed.strip()[:40], most=most) from None


def _why(text: str) -> str:
    try:
        return clean_text(text, LONGEST_REMARKS, multiline=True)
    except KindError:
        raise Refusal("LEGACY_WHY_WRONG", field="why", most=LONGEST_REMARKS) from None


def _file_name(name: str) -> str:
    """A name as the journal may keep it: what is no character of a name is left out."""
    return "".join(letter for letter in name if letter.isprintable() and letter not in "/\\")[-120:] or "scan"
