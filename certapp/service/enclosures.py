"""The files that an application names: looked at while it is typed, taken in when it is received."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from certapp.formdef.form import Field, Form, Group
from certapp.formdef.memory import NO_MEMORY, Memory
from certapp.formdef.walking import joined, rows_with_paths
from certapp.imaging.framing import AS_IT_CAME, Framing, framing_of
from certapp.imaging.likeness import Impression
from certapp.model.errors import Refusal
from certapp.model.findings import Finding, Weight
from certapp.model.record import Plain, Row
from certapp.service.intake import Intake
from certapp.service.photographs import Framed, PhotographShelf, said_of
from certapp.service.pictures_apart import pictures_apart

_MAGIC = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}

_FRAMING_AT = {"PHOTOGRAPH_TURN_WRONG": "turned", "PHOTOGRAPH_CROP_WRONG": "crop"}


@dataclass(frozen=True)
class Enclosure:
    """A file that a record names: `path` of the row that names it, whether it is a photograph, how to read it."""

    row_path: str
    name: str
    photograph: bool
    read: Callable[[], bytes]
    framing: Framing = AS_IT_CAME
    likeness: Impression | None = None
    """What is measured of a photograph as it is to be seen."""


@dataclass(frozen=True)
class TakenIn:
    """An enclosure ready to be kept: what the record says of it, and the contents that the office keeps.

    Of a photograph with position data the office keeps the original, and the copy that may leave the house.
    """

    row_path: str
    facts: dict[str, Plain]
    contents: tuple[bytes, ...]
    listed: tuple[dict[str, object], ...]


def look(
    form: Form, record: Row, intake: Intake, shelf: PhotographShelf, memory: Memory = NO_MEMORY
) -> tuple[tuple[Enclosure, ...], tuple[Finding, ...]]:
    """Every file that `record` names, and what is to be said of them. Photographs are prepared on the way, once."""
    found: list[Enclosure] = []
    photographs: list[Framed] = []
    findings: list[Finding] = []
    naming = {group.path: _naming_files(group) for group in form.root.group_paths()}
    for group, row, where in rows_with_paths(form.root, record):
        for field in naming[group.path]:
            name = row.text(field.id)
            if not name:
                continue
            try:
                enclosure = Enclosure(
                    where, name, field.attributes["attachment"] == "photograph", _reader(intake, name)
                )
                if enclosure.photograph:
                    enclosure = replace(enclosure, framing=framing_of(row.get("turned"), row.get("crop")))
                    photographs.append(_seen(enclosure, intake.digest(name), shelf, memory))
                    enclosure = replace(enclosure, likeness=photographs[-1].seen.likeness)
                else:
                    _require_known(enclosure, intake.digest(name), memory)
                found.append(enclosure)
            except Refusal as refusal:
                at = joined(where, _FRAMING_AT.get(refusal.code, field.id))
                findings.append(Finding(refusal.code, at, Weight.APPLICATION, {"name": name, **refusal.params}))
    return tuple(found), (*findings, *said_of(photographs))


def _naming_files(group: Group) -> tuple[Field, ...]:
    return tuple(field for field in group.fields if "attachment" in field.attributes)


def _require_known(enclosure: Enclosure, digest: str | None, memory: Memory) -> None:
    """A document's kind is one we know, read once where its digest is known. Refusals of `mime_of` and `read`."""
    if digest is None:
        mime_of(enclosure.read())
    else:
        memory.recall(("mime", digest), lambda: mime_of(enclosure.read()))


def take_in(enclosure: Enclosure) -> TakenIn:
    """Read a file to its end and make what may leave the house. Refusal PICTURE_NOT_AN_IMAGE and the like."""
    content = enclosure.read()
    contents: tuple[bytes, ...] = (content,)
    kinds: dict[bytes, str] = {}
    if not enclosure.photograph:
        facts: dict[str, Plain] = {"sha256": sha256(content), "mime": mime_of(content)}
    else:
        made = pictures_apart().leaving(content, enclosure.framing)
        kinds = {content: _picture_mime(made.formats[0]), made.content: _picture_mime(made.formats[1])}
        facts = {
            "sha256": sha256(made.content),
            "original_sha256": sha256(content),
            "mime": kinds[made.content],
            "bytes": len(made.content),
            "width_px": made.size[0],
            "height_px": made.size[1],
        }
        contents = tuple(kinds)
    kind = kinds.__getitem__ if enclosure.photograph else mime_of
    listed = tuple(
        {"sha256": sha256(each), "size": len(each), "mime": kind(each), "name": enclosure.name} for each in contents
    )
    return TakenIn(enclosure.row_path, facts, contents, listed)


def sha256(content: bytes) -> str:
    """In hexadecimal, as records name files."""
    return hashlib.sha256(content).hexdigest()


def mime_of(content: bytes) -> str:
    """The kind of a file by its first bytes. Refusal DOCUMENT_KIND_UNKNOWN."""
    found = next((mime for magic, mime in _MAGIC.items() if content.startswith(magic)), None)
    if found is None:
        raise Refusal("DOCUMENT_KIND_UNKNOWN")
    return found


def _picture_mime(kind: str) -> str:
    return f"image/{kind.lower()}"


def _reader(intake: Intake, name: str) -> Callable[[], bytes]:
    def read() -> bytes:
        content = intake.file(name)
        if content is None:
            raise Refusal("FILE_NOT_HANDED_IN")
        return content

    return read


def _seen(enclosure: Enclosure, digest: str | None, shelf: PhotographShelf, memory: Memory) -> Framed:
    read = enclosure.read
    if digest is None:
        content = read()
        digest, read = sha256(content), lambda: content
    known, framing = digest, enclosure.framing
    seen = memory.recall(("seen", known, framing), lambda: shelf.looked_at(known, framing, read))
    return Framed(enclosure.row_path, enclosure.name, digest, enclosure.framing, seen)
