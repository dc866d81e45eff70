"""What customs endorsed, taken in at the desk: from receipts that came by file, or typed from the sheet that came back.

An endorsement is a fact and is never refused for what it says: objects are written off or home again where it fits, and
what does not fit is opened as a task that a person closes with a note.
"""

import hashlib
import secrets
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.model.files import read_within
from certapp.model.record import Row
from certapp.register.certificates import certificate, find_certificate
from certapp.register.connection import transaction
from certapp.register.endorsements import endorsements, open_tasks, post_names
from certapp.register.lives import LIVE, Life, life, newest_of
from certapp.seal.cbor import acceptable
from certapp.service.carrying import codes_on, is_picture_or_pdf
from certapp.service.clock import day_of, days
from certapp.service.endorsing import IRREGULARITY, LARGEST_PHOTOGRAPH, Sheet, irregularities_of
from certapp.service.intake import BROKEN_ZIP
from certapp.service.office import Actor, Office
from certapp.service.rights import Right
from certapp.service.suspending import reason_in_words
from certapp.trust.fingerprint import fingerprint40, same_fingerprint
from certapp.trust.post_key import read_post_certificate
from certapp.trust.receipt import MOST_PHOTOGRAPHS, Receipt, read_receipt

TYPED: Final = "TYPED_FROM_SHEET"
_MIMES: Final = {"jpg": "image/jpeg", "png": "image/png"}
_TOLD_BY: Final = {
    "OBJECT_MISSING": "TASK_OBJECT_MISSING",
    "EXTRA_OBJECT": "TASK_OBJECT_EXTRA",
    "PHOTO_MISMATCH": "TASK_OBJECT_MISMATCH",
    "EXPIRED": "TASK_OUT_OF_TIME",
    "REVOKED": "TASK_AFTER_REVOCATION",
}
"""Which difference says of which object or day what was ticked."""
_LARGEST_SCAN: Final = 60 << 20
_DAY_LATE: Final = 1
"""Days by which another clock may be ahead of ours."""


@dataclass(frozen=True)
class Taken:
    """A receipt taken in: number and step, how far it is believed, the tasks it opened (codes), the state that follows.

    `again`: it had been taken in before, and nothing was done. `state` is '' where the number is none of ours.
    """

    number: str
    kind: str
    source: str
    tasks: tuple[str, ...]
    state: str
    again: bool = False


def import_receipts(office: Office, actor: Actor, path: Path) -> tuple[Taken, ...]:
    """Take in a receipt from its file, with the photographs of the ZIP file of the same name beside it.

    A photograph, scan or PDF is searched for printed receipts, of which it may hold several.

    Raises:
        Refusal: ROLE_MISSING, FILE_NOT_THERE, FILE_TOO_LARGE, NO_RECEIPT_FOUND, RECEIPT_DAMAGED, RECEIPT_NEWER,
            RECEIPT_SIGNATURE, RECEIPT_OF_OTHER, RECEIPT_PICTURES_DAMAGED, and those of a bounded reader.
    """
    actor.require(Right.FOLLOW)
    content = read_within(path, _LARGEST_SCAN)
    if not is_picture_or_pdf(content):
        return (take_receipt(office, actor, content, path.with_suffix(".zip")),)
    found = codes_on(content).receipts
    if not found:
        raise Refusal("NO_RECEIPT_FOUND", file=path.name)
    return tuple(take_receipt(office, actor, text.encode()) for text in found)


def take_receipt(office: Office, actor: Actor, data: bytes, pictures: Path | None = None) -> Taken:
    """Take in a receipt, as a file's content or as the text of its code.

    Refusals RECEIPT_OF_OTHER, and others as of `import_receipts`.
    """
    actor.require(Right.FOLLOW)
    taken = read_receipt(data)
    receipt = taken.receipt
    if receipt.country != office.country:
        raise Refusal("RECEIPT_OF_OTHER", country=receipt.country)
    source = "UNSIGNED"
    if taken.signer is not None:
        known = fingerprint40(taken.signer.der) in post_names(office.register)
        source = "SIGNED" if known else "SIGNED_UNKNOWN"
    if office.register.row("SELECT 1 FROM endorsement WHERE receipt = ?", (receipt.id,)):
        return Taken(receipt.number, receipt.kind, source, (), _state(office, receipt.number), again=True)
    files = _photographs(receipt, pictures) if pictures is not None and receipt.photographs else {}
    return _record(office, actor, receipt, source, files)


def type_endorsement(office: Office, actor: Actor, number: str, sheet: Sheet) -> Taken:
    """Type what stands on the sheet that customs sent back.

    Raises:
        Refusal: ROLE_MISSING, CERTIFICATE_UNKNOWN, ENDORSE_FIELD_WRONG, ENDORSE_IRREGULARITY_WRONG.
    """
    actor.require(Right.FOLLOW)
    found = certificate(office.register, number)
    texts = (sheet.desk.office, sheet.desk.post, sheet.desk.officer, sheet.remark, sheet.seals)
    if not sheet.objects or not all(texts[:3]) or not all(acceptable(text, "\n") for text in texts):
        raise Refusal("ENDORSE_FIELD_WRONG", most=120)
    receipt = Receipt(
        office.country,
        office.clock.seconds,
        secrets.token_bytes(8),
        found.id8,
        number,
        sheet.kind,
        sheet.desk.office,
        sheet.desk.post,
        days(sheet.day),
        sheet.desk.officer,
        sheet.objects,
        sheet.remark,
        sheet.seals,
        irregularities=irregularities_of(sheet),
    )
    return _record(office, actor, receipt, TYPED, {})


def accept_post(office: Office, actor: Actor, data: bytes, digits: str) -> str:
    """Believe a post's key from now on, its 40 digits compared with what the post said by another road; gives its name.

    `data`: the post's certificate, or a receipt signed with its key.

    Raises:
        Refusal: ROLE_MISSING, CERTIFICATE_DAMAGED, NOT_A_POST_KEY, POST_DIGITS_DIFFER, POST_ALREADY_KNOWN.
    """
    actor.require(Right.SUPERVISE)
    der = data
    try:
        signer = read_receipt(data).signer
        der = signer.der if signer is not None else data
    except Refusal:
        pass
    post = read_post_certificate(der)
    fingerprint = fingerprint40(post.der)
    if not same_fingerprint(digits, fingerprint):
        raise Refusal("POST_DIGITS_DIFFER", fingerprint=fingerprint)
    office.record_alone(actor, "POST_ACCEPTED", fingerprint, {"name": post.name, "certificate": post.der})
    return post.name


def close_task(office: Office, actor: Actor, seq: int, position: int, note: str) -> None:
    """Close what was to be cleared up, with a note of what came out.

    Raises:
        Refusal: ROLE_MISSING, LIFE_TEXT_WRONG, TASK_NOT_OPEN.
    """
    actor.require(Right.CLEAR_UP)
    words = reason_in_words(note)
    task = next((each for each in open_tasks(office.register) if (each.seq, each.position) == (seq, position)), None)
    if task is None:
        raise Refusal("TASK_NOT_OPEN", number=str(seq))
    office.record_alone(actor, "TASK_CLOSED", task.number, {"seq": seq, "position": position, "note": words})


def _record(office: Office, actor: Actor, receipt: Receipt, source: str, files: Mapping[str, bytes]) -> Taken:
    ours = find_certificate(office.register, id8=receipt.id8)
    mine = ours is not None and ours.number == receipt.number
    attached = []
    for name, content in files.items():
        sha256 = office.attachments.put(content)
        attached.append(
            {
                "sha256": sha256,
                "size": len(content),
                "mime": _MIMES[name[-3:]],
                "name": f"customs-{name[:8]}{name[-4:]}",
            }
        )
    with transaction(office.register):
        tasks = list(_differences(office, receipt, mine))
        tasks += list(_noted(receipt, {str(task["code"]) for task in tasks}))
        facts: dict[str, Any] = {
            "receipt": receipt.id,
            "ours": mine,
            "kind": receipt.kind,
            "office": receipt.office,
            "post": receipt.post,
            "on": receipt.day,
            "officer": receipt.officer,
            "objects": [
                {"object": each.number, "status": each.status}
                | ({} if each.quantity is None else {"quantity": each.quantity})
                for each in receipt.objects
            ],
            "remark": receipt.remark,
            "seals": receipt.seals,
            "source": source,
            "bulletin": receipt.bulletin,
            "bulletin_day": receipt.bulletin_day,
            "photographs": attached if mine else [],
            "differences": tasks,
        }
        if receipt.irregularities:
            facts["irregularities"] = list(receipt.irregularities)
        office.record(actor, "ENDORSEMENT_TAKEN", receipt.number, facts)
    codes = tuple(str(task["code"]) for task in tasks)
    return Taken(receipt.number, receipt.kind, source, codes, _state(office, receipt.number) if mine else "")


def _noted(receipt: Receipt, told: set[str]) -> Iterator[dict[str, Any]]:
    """What the officer ticked, but for what is told of an object or a day already."""
    for each in receipt.irregularities:
        if _TOLD_BY.get(each) not in told:
            yield {"code": f"{IRREGULARITY}{each}", "post": receipt.post}


def _differences(office: Office, receipt: Receipt, mine: bool) -> Iterator[dict[str, Any]]:
    """What the receipt says and the register does not."""
    if receipt.day > days(office.clock.today) + _DAY_LATE:
        yield {"code": "TASK_DAY_IN_FUTURE", "day": _iso(receipt.day)}
    if not mine:
        known = office.register.row("SELECT 1 FROM certificate WHERE number = ?", (receipt.number,))
        yield {"code": "TASK_ID_DIFFERS" if known else "TASK_NUMBER_NOT_ISSUED", "post": receipt.post}
        return
    named = certificate(office.register, receipt.number)
    standing = life(office.register, newest_of(office.register, receipt.number))
    revoked = named.revocation
    if revoked is not None and revoked.revoked_on <= receipt.day and receipt.kind != "REIMPORT":
        yield {"code": "TASK_AFTER_REVOCATION", "day": _iso(revoked.revoked_on), "post": receipt.post}
    if standing.suspended and receipt.kind != "REIMPORT":
        yield {"code": "TASK_WHILE_SUSPENDED", "post": receipt.post}
    if receipt.kind != "REIMPORT":
        if not named.issued_on <= receipt.day <= named.valid_until:
            yield {"code": "TASK_OUT_OF_TIME", "day": _iso(receipt.day)}
        yield from _twice(office, receipt, standing)
    yield from _objects(receipt, standing, office.stored_record(named.record).rows("objects"))
    if receipt.remark:
        yield {"code": "TASK_REMARK", "post": receipt.post}


def _twice(office: Office, receipt: Receipt, standing: Life) -> Iterator[dict[str, Any]]:
    before = [each for each in endorsements(office.register, receipt.number) if each.kind == receipt.kind]
    out = [each for each in receipt.objects if each.status == "PRESENTED" and each.number in standing.places]
    if before and (receipt.kind == "EXPORT" or out):
        yield {"code": "TASK_ENDORSED_TWICE", "post": before[-1].post, "day": _iso(before[-1].on)}
    elif standing.state not in LIVE:
        yield {"code": "TASK_AFTER_END", "post": receipt.post}


def _objects(receipt: Receipt, standing: Life, rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    for each in receipt.objects:
        if each.number > standing.object_count:
            yield {"code": "TASK_OBJECT_EXTRA", "object": each.number}
            continue
        if each.status == "MISSING":
            yield {"code": "TASK_OBJECT_MISSING", "object": each.number}
        elif each.status == "MISMATCH":
            yield {"code": "TASK_OBJECT_MISMATCH", "object": each.number}
        elif receipt.kind == "REIMPORT" and standing.places.get(each.number) != "OUT":
            yield {"code": "TASK_NOT_AWAY", "object": each.number}
        expected = rows[each.number - 1].get("quantity") if each.number <= len(rows) else None
        if each.quantity is not None and expected is not None and each.quantity != expected:
            told = {"quantity": each.quantity, "expected": str(expected)}
            yield {"code": "TASK_QUANTITY_DIFFERS", "object": each.number, **told}


def _photographs(receipt: Receipt, path: Path) -> dict[str, bytes]:
    """The photographs that the receipt names, out of the ZIP file beside it, by name; none where there is no such file.

    Refusal RECEIPT_PICTURES_DAMAGED.
    """
    if not path.is_file():
        return {}
    wanted, found = {sha256.hex() for sha256 in receipt.photographs}, {}
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > MOST_PHOTOGRAPHS:
                raise ValueError("too many files")
            for entry in archive.infolist():
                digest, _, ending = entry.filename.partition(".")
                if digest not in wanted or ending not in _MIMES:
                    continue
                with archive.open(entry) as stream:  # the announced size may lie
                    content = stream.read(LARGEST_PHOTOGRAPH + 1)
                if len(content) > LARGEST_PHOTOGRAPH or hashlib.sha256(content).hexdigest() != digest:
                    raise ValueError("not the picture that the receipt names")
                found[entry.filename] = content
    except BROKEN_ZIP:
        raise Refusal("RECEIPT_PICTURES_DAMAGED", file=path.name) from None
    return found


def _state(office: Office, number: str) -> str:
    try:
        return life(office.register, newest_of(office.register, number)).shown(days(office.clock.today))
    except Refusal:
        return ""


def _iso(day: int) -> str:
    return day_of(day).isoformat()
