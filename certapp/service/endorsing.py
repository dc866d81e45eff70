"""Endorsing at the border, without a network: a receipt for the authority, kept in the post's outbox until it is sent.

The outbox is also the post's memory: what was endorsed here before is said before it is endorsed again.
"""

import hashlib
import io
import json
import secrets
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.model.sentences import sentence
from certapp.model.signing import SigningKey
from certapp.seal import cbor
from certapp.seal.claims import PERMANENT, Claims
from certapp.service.carrying import write_out
from certapp.service.clock import day_of, days
from certapp.service.verifying import FileVerdict
from certapp.trust.keyring import KeyRing
from certapp.trust.post_key import POST
from certapp.trust.receipt import (
    IRREGULARITIES,
    KINDS,
    LARGEST,
    MOST_PHOTOGRAPHS,
    OFFICE_BYTES,
    OFFICER_BYTES,
    POST_BYTES,
    REMARK_BYTES,
    SEALS_BYTES,
    Presented,
    Receipt,
    read_receipt,
    write_receipt,
)
from certapp.trust.verdict import Colour, Outcome, Reason, Verdict

RECEIPT_ENDING: Final = ".xcreceipt"
IRREGULARITY: Final = "IRREGULARITY_"
"""Before the name of an irregularity: the code of its sentence."""
LARGEST_PHOTOGRAPH: Final = 20 << 20
_PICTURES: Final = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
_NAMED_BY_VERDICT: Final = {Outcome.EXPIRED: "EXPIRED", Outcome.REVOKED: "REVOKED"}
_ENDORSED: Final = {"EXPORT": "ENDORSED_EXPORT", "EXIT": "ENDORSED_EXIT", "REIMPORT": "ENDORSED_REIMPORT"}


@dataclass(frozen=True)
class Desk:
    """What a post's officer need not type twice: customs office, post, officer's number."""

    office: str = ""
    post: str = ""
    officer: str = ""


@dataclass(frozen=True)
class Sheet:
    """What the officer says of a certificate: kind of KINDS, each object, remark, seals, photographs as files, what was
    not as it should be (of IRREGULARITIES).
    """

    kind: str
    day: date
    desk: Desk
    objects: tuple[Presented, ...]
    remark: str = ""
    seals: str = ""
    photographs: tuple[bytes, ...] = ()
    irregularities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """A receipt in the outbox: its file, what it says, and whether it was signed."""

    path: Path
    receipt: Receipt
    signed: bool

    @property
    def content(self) -> bytes:
        """The file as it was written. OSError where it is gone."""
        return self.path.read_bytes()


@dataclass(frozen=True)
class Outbox:
    """What goes back, in a folder: `outbox` waits for the stick, `sent` was copied to one; the post's key in `keys`."""

    folder: Path

    @property
    def keys(self) -> KeyRing:
        """The post's own key, where it has one."""
        return KeyRing(self.folder / "keys")

    def has_key(self) -> bool:
        """Whether the post signs its receipts."""
        return POST in self.keys.names()

    def desk(self) -> Desk:
        """What was typed last; what cannot be read is as in a new post."""
        with suppress(OSError, ValueError, TypeError):
            kept = json.loads((self.folder / "desk.json").read_bytes()[:10_000])
            return Desk(str(kept["office"]), str(kept["post"]), str(kept["officer"]))
        return Desk()

    def remember(self, desk: Desk) -> None:
        """Keep it for the next certificate."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self.folder / "desk.json", json.dumps(asdict(desk), ensure_ascii=False).encode())

    def waiting(self) -> tuple[Kept, ...]:
        """What is to be sent, the oldest first."""
        return _read(self.folder / "outbox", "*")

    def of(self, id8: bytes) -> tuple[Kept, ...]:
        """All that this post endorsed on one certificate, the first first."""
        found = [each for name in ("outbox", "sent") for each in _read(self.folder / name, f"{id8.hex()}-*")]
        return tuple(sorted(found, key=lambda each: each.receipt.written_at))

    def copy_to(self, target: Path) -> int:
        """Copy what waits to a stick, photographs beside; what is whole there counts as sent. Gives how many.

        Refusal OUTPUT_NOT_WRITABLE.
        """
        waiting = self.waiting()
        for kept in waiting:
            for path in (kept.path.with_suffix(".zip"), kept.path):  # the receipt last: it vouches for its pictures
                if path.exists():
                    write_out(target / path.name, path.read_bytes())
            sent = self.folder / "sent"
            sent.mkdir(exist_ok=True)
            for path in (kept.path.with_suffix(".zip"), kept.path):
                if path.exists():
                    path.replace(sent / path.name)
        return len(waiting)


def outbox_of(trust: Path) -> Outbox:
    """The outbox of a post, beside the lists that it judges by: `trust` is the folder of its trust store."""
    return Outbox(trust / "post")


def endorse(outbox: Outbox, verdict: Verdict, sheet: Sheet, now: int, key: SigningKey | None = None) -> Kept:
    """Write the receipt of an endorsement into the outbox and remember who endorsed.

    Leaving is endorsed on a genuine certificate alone; coming home whenever the content is known: an object that comes
    back on a paper that has expired or was replaced comes back all the same.

    Raises:
        Refusal: ENDORSE_NOT_GENUINE, ENDORSE_FIELD_WRONG, ENDORSE_OBJECTS_WRONG, ENDORSE_IRREGULARITY_WRONG,
            ENDORSE_PICTURE_WRONG, POST_KEY_OF_OTHER, OUTPUT_NOT_WRITABLE.
    """
    claims = verdict.claims
    if claims is None or not may_endorse(verdict, sheet.kind):
        raise Refusal("ENDORSE_NOT_GENUINE", number=claims.number if claims else "")
    desk = Desk(*(" ".join(part.split()) for part in (sheet.desk.office, sheet.desk.post, sheet.desk.officer)))
    remark, seals = sheet.remark.strip(), " ".join(sheet.seals.split())
    for text, most, needed in (
        (desk.office, OFFICE_BYTES, True),
        (desk.post, POST_BYTES, True),
        (desk.officer, OFFICER_BYTES, True),
        (remark, REMARK_BYTES, False),
        (seals, SEALS_BYTES, False),
    ):
        if (needed and not text) or len(text.encode()) > most or not cbor.acceptable(text, "\n"):
            raise Refusal("ENDORSE_FIELD_WRONG", most=most)
    numbers = [each.number for each in sheet.objects]
    if not numbers or numbers != sorted(set(numbers)) or not 0 < numbers[-1] <= claims.object_count:
        raise Refusal("ENDORSE_OBJECTS_WRONG", count=claims.object_count)
    pictures = _pictures(sheet.photographs)
    ages = verdict.list_ages
    receipt = Receipt(
        country=claims.issuer,
        written_at=now,
        id=secrets.token_bytes(8),
        id8=claims.id,
        number=claims.number,
        kind=sheet.kind,
        office=desk.office,
        post=desk.post,
        day=days(sheet.day),
        officer=desk.officer,
        objects=sheet.objects,
        remark=remark,
        seals=seals,
        photographs=tuple(bytes.fromhex(name.split(".")[0]) for name in pictures),
        bulletin=ages.bulletin_sequence or 0,
        bulletin_day=(ages.bulletin_this or 0) // 86400 if ages.bulletin_sequence else 0,
        irregularities=irregularities_of(sheet),
    )
    try:
        data = write_receipt(receipt, key)
    except ValueError:
        raise Refusal("POST_KEY_OF_OTHER", post=desk.post) from None
    path = outbox.folder / "outbox" / f"{claims.id.hex()}-{sheet.kind.lower()}-{receipt.id.hex()}{RECEIPT_ENDING}"
    path.parent.mkdir(parents=True, exist_ok=True)
    if pictures:
        write_out(path.with_suffix(".zip"), _zip(pictures))
    write_out(path, data)
    outbox.remember(desk)
    return Kept(path, receipt, key is not None)


def irregularities_of(sheet: Sheet) -> tuple[str, ...]:
    """What a sheet notes, each once, in the order of the list. Refusal ENDORSE_IRREGULARITY_WRONG."""
    if wrong := sorted(set(sheet.irregularities) - set(IRREGULARITIES)):
        raise Refusal("ENDORSE_IRREGULARITY_WRONG", typed=wrong[0][:40], known=", ".join(IRREGULARITIES))
    return tuple(each for each in IRREGULARITIES if each in sheet.irregularities)


def noted_words(irregularities: Sequence[str], language: str = "") -> tuple[str, ...]:
    """Each in a sentence, in `language` ('': that in use)."""
    return tuple(sentence(f"{IRREGULARITY}{each}", {}, language) for each in irregularities)


def seen_already(verdict: Verdict) -> tuple[str, ...]:
    """The irregularities that the verdict itself names, for the sheet to begin with."""
    named = _NAMED_BY_VERDICT.get(verdict.outcome)
    return (named,) if named else ()


def may_endorse(verdict: Verdict, kind: str) -> bool:
    """Whether this step can be endorsed on what was judged so."""
    if verdict.claims is None or kind not in KINDS or verdict.outcome is Outcome.TEST_PAPER:
        return False
    return kind == "REIMPORT" or verdict.outcome is Outcome.GENUINE


def next_step(claims: Claims, before: Sequence[Kept]) -> str:
    """The step that comes next by what this post endorsed: out, and for what must come back home again."""
    last = before[-1].receipt.kind if before else ""
    return "REIMPORT" if last == "EXIT" and claims.kind != PERMANENT else "EXIT"


def with_endorsements(found: FileVerdict, outbox: Outbox) -> FileVerdict:
    """The verdict with what this post has endorsed on the certificate.

    A permanent export of which every object has left here is ALREADY_USED, red: it covers no second one. Everything
    else is only said: a step may follow another, and what is still to leave may leave.
    """
    verdict = found.verdict
    before = outbox.of(verdict.claims.id) if verdict.claims is not None else ()
    if not before or verdict.claims is None:
        return found
    told = tuple(_said(each.receipt) for each in before[-5:])
    outcome, colour, reasons = verdict.outcome, verdict.colour, (*verdict.reasons, *told)
    left = {row.number for each in before if each.receipt.kind == "EXIT" for row in each.receipt.objects if _went(row)}
    if verdict.claims.kind == PERMANENT and outcome is Outcome.GENUINE and len(left) >= verdict.claims.object_count:
        last = next(each.receipt for each in reversed(before) if each.receipt.kind == "EXIT")
        used = Reason("ALREADY_USED", {"day": day_of(last.day).isoformat(), "post": last.post})
        outcome, colour, reasons = Outcome.ALREADY_USED, Colour.RED, (used, *reasons)
    return replace(found, verdict=replace(verdict, outcome=outcome, colour=colour, reasons=reasons))


def endorsement_line(receipt: Receipt) -> str:
    """A line to write or print on the paper itself: step, post, day, officer, and the receipt's own first letters."""
    day, mark = day_of(receipt.day).isoformat(), receipt.id.hex()[:8].upper()
    return f"{receipt.kind} {receipt.post} {day} {receipt.officer} {mark}"


def _went(row: Presented) -> bool:
    return row.status == "PRESENTED"


def _said(receipt: Receipt) -> Reason:
    params = {"day": day_of(receipt.day).isoformat(), "post": receipt.post, "count": sum(map(_went, receipt.objects))}
    return Reason(_ENDORSED[receipt.kind], params)


def _read(folder: Path, pattern: str) -> tuple[Kept, ...]:
    """The receipts of a folder; a file that is none is left out."""
    found = []
    for path in sorted(folder.glob(pattern + RECEIPT_ENDING)):
        with suppress(Refusal, OSError):
            with path.open("rb") as stream:
                taken = read_receipt(stream.read(LARGEST + 1))
            found.append(Kept(path, taken.receipt, taken.signer is not None))
    return tuple(sorted(found, key=lambda each: each.receipt.written_at))


def _pictures(photographs: Sequence[bytes]) -> dict[str, bytes]:
    """The photographs by the names that they go under: SHA-256 and ending."""
    named: dict[str, bytes] = {}
    for content in photographs:
        ending = next((ending for head, ending in _PICTURES.items() if content.startswith(head)), "")
        if not ending or len(content) > LARGEST_PHOTOGRAPH:
            raise Refusal("ENDORSE_PICTURE_WRONG", most=LARGEST_PHOTOGRAPH >> 20)
        named[f"{hashlib.sha256(content).hexdigest()}.{ending}"] = content
    if len(named) > MOST_PHOTOGRAPHS:
        raise Refusal("ENDORSE_PICTURE_WRONG", most=MOST_PHOTOGRAPHS)
    return named


def _zip(pictures: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # pictures are packed already
        for name, content in pictures.items():
            archive.writestr(name, content)
    return out.getvalue()
