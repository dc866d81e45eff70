"""Receiving an application: read, judged whole, its photographs checked and kept, numbered, journalled."""

import hashlib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from certapp.formdef.form import Field, Form, Group
from certapp.formdef.parsing import parse
from certapp.formdef.wording import languages_of
from certapp.imaging.picture import inspect
from certapp.model.errors import Refusal
from certapp.model.findings import Finding, Weight, blocking
from certapp.model.record import Plain, Row, Text, Value, plain_row
from certapp.register.applications import next_application_number
from certapp.register.connection import transaction
from certapp.seal import cbor
from certapp.service.intake import Intake
from certapp.service.office import Actor, Office

SHORTEST_SIDE_PX = 600
"""Below this a photograph does not print at 9 x 12 cm (certificate.md 8.7)."""
_DOCUMENT_MAGIC = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


class RecordRefused(Refusal):
    """A record that something stands in the way of; `findings` say what, all of it."""

    def __init__(self, findings: tuple[Finding, ...], stage: str) -> None:
        in_the_way = blocking(findings, Weight.APPLICATION, Weight(stage))
        super().__init__("RECORD_NOT_READY", count=len(in_the_way))
        self.findings = findings


@dataclass(frozen=True)
class StoredFile:
    """A file handed in, checked: what the record says of it once it is kept."""

    path: str
    name: str
    content: bytes
    facts: dict[str, Plain]


@dataclass(frozen=True)
class Examined:
    """An application, read and judged whole; nothing is stored yet."""

    record: Row
    findings: tuple[Finding, ...]
    files: tuple[StoredFile, ...]


def examine(form: Form, intake: Intake, office: Office, actor_name: str = "") -> Examined:
    """Read `intake` and find everything that is to be said of it, photographs included. Stores nothing."""
    parsed = parse(form, intake.raw, office.clock.today)
    findings = list(parsed.findings)
    files: list[StoredFile] = []
    for field, row_path, row in _named_files(form.root, parsed.record, ""):
        path = f"{row_path}.{field.id}"
        found = _file(field, path, row.text(field.id), intake.file)
        if isinstance(found, Finding):
            findings.append(found)
        else:
            files.append(found)
    record = _completed(form, parsed.record, files, office, actor_name)
    return Examined(record, tuple(findings), tuple(files))


def receive(office: Office, actor: Actor, intake: Intake) -> str:
    """Take an application in and give its number.

    Raises:
        RecordRefused: something must be mended first.
        Refusal: ROLE_MISSING, DISK_FULL and what the register says.
    """
    actor.require("CLERK", "OFFICER")
    examined = examine(office.form, intake, office, actor.name)
    if blocking(examined.findings, Weight.APPLICATION):
        raise RecordRefused(examined.findings, "A")
    for file in examined.files:  # on the disk before the commit that names them
        office.attachments.put(file.content)
    with transaction(office.register):
        number = next_application_number(office.register, office.clock.today.year, office.code)
        record = examined.record.with_values(application_no=number, prepared_by=actor.name)
        stored = stored_form(record)
        facts = {
            "record": stored,
            "digest": hashlib.sha256(stored).digest(),
            "title": title_of(record),
            "search": search_words(record),
            "attachments": [
                {
                    "sha256": str(file.facts["sha256"]),
                    "size": len(file.content),
                    "mime": str(file.facts["mime"]),
                    "name": file.name,
                }
                for file in examined.files
            ],
        }
        office.record(actor, "APPLICATION_RECEIVED", number, facts)
    return number


def stored_form(record: Row) -> bytes:
    """A record as kept and digested: deterministic CBOR of its plain form."""
    return cbor.encode(plain_row(record))  # type: ignore[arg-type]  # Plain is the text-keyed part of Item


def title_of(record: Row) -> str:
    """How lists name an application: the first object's title and how many more there are."""
    objects = record.rows("objects")
    if not objects:
        return ""
    languages = languages_of(record)
    first = next(filter(None, (objects[0].text(f, languages) for f in ("title", "subject", "object_type_l2"))), "")
    return first if len(objects) == 1 else f"{first} (+{len(objects) - 1})"


def search_words(record: Row) -> dict[str, Any]:
    """What an application is found by."""
    objects = record.rows("objects")
    parties = [row.text(field) for row in record.rows("parties") for field in ("name_legal", "name_latin")]
    named = ("title", "object_type_l2", "maker_name")
    titles = [words for row in objects for field in named for words in _all(row, field)]
    inventory = [words for row in objects for words in _all(row, "inventory_no")]
    return {
        "titles": list(dict.fromkeys(titles)),
        "parties": list(dict.fromkeys(filter(None, parties))),
        "inventory": list(dict.fromkeys(inventory)),
    }


def _all(row: Row, field: str) -> list[str]:
    value = row.get(field)
    values = value if isinstance(value, tuple) else () if value is None else (value,)
    return [words for each in values for words in (each.all() if isinstance(each, Text) else (str(each),))]


def _named_files(group: Group, row: Row, where: str) -> Iterator[tuple[Field, str, Row]]:
    """Every filled field that names a file handed in, with the path and row it stands in."""
    for field in group.fields:
        if "attachment" in field.attributes and row.text(field.id):
            yield field, where, row
    for inner in group.groups:
        for index, each in enumerate(row.rows(inner.id)):
            at = f"{where}.{inner.id}[{index}]" if where else f"{inner.id}[{index}]"
            yield from _named_files(inner, each, at)


def _file(field: Field, path: str, name: str, read: Callable[[str], bytes | None]) -> StoredFile | Finding:
    params: dict[str, object] = {"name": name}
    try:
        content = read(name)
        if content is None:
            return Finding("FILE_NOT_HANDED_IN", path, Weight.APPLICATION, params)
        facts = _photograph(content) if field.attributes["attachment"] == "photograph" else _document(content)
    except Refusal as refusal:
        return Finding(refusal.code, path, Weight.APPLICATION, {**params, **refusal.params})
    return StoredFile(path, name, content, facts)


def _photograph(content: bytes) -> dict[str, Plain]:
    facts = inspect(content)
    if min(facts.width_px, facts.height_px) < SHORTEST_SIDE_PX:
        raise Refusal("PHOTOGRAPH_TOO_SMALL", width=facts.width_px, height=facts.height_px, least=SHORTEST_SIDE_PX)
    return {
        "sha256": hashlib.sha256(content).hexdigest(),
        "mime": f"image/{facts.format.lower()}",
        "bytes": len(content),
        "width_px": facts.width_px,
        "height_px": facts.height_px,
    }


def _document(content: bytes) -> dict[str, Plain]:
    mime = next((mime for magic, mime in _DOCUMENT_MAGIC.items() if content.startswith(magic)), None)
    if mime is None:
        raise Refusal("DOCUMENT_KIND_UNKNOWN")
    return {"sha256": hashlib.sha256(content).hexdigest(), "mime": mime}


def _completed(form: Form, record: Row, files: list[StoredFile], office: Office, actor_name: str) -> Row:
    """The record with what the program fills in: digests, item numbers, ids, days."""
    by_row = {file.path.rpartition(".")[0]: file.facts for file in files}
    filled = _filled(form.root, record, "", by_row, {"today": office.clock.today, "actor": actor_name})
    return filled.with_values(received_on=office.clock.today)


def _filled(group: Group, row: Row, where: str, files: dict[str, dict[str, Plain]], defaults: dict[str, Value]) -> Row:
    values: dict[str, Value] = dict(row)
    for field in group.fields:
        if field.id not in values and field.default:
            value = defaults.get(field.default, field.default)
            if value != "":
                values[field.id] = value
    for name, fact in files.get(where, {}).items():
        if isinstance(group.member(name), Field) and not isinstance(fact, list | dict):
            values[name] = fact
    for inner in group.groups:
        at = f"{where}.{inner.id}" if where else inner.id
        rows = [
            _filled(inner, each, f"{at}[{index}]", files, defaults) for index, each in enumerate(row.rows(inner.id))
        ]
        if rows:
            values[inner.id] = tuple(_numbered(inner, index, each) for index, each in enumerate(rows))
    return Row(values)


def _numbered(group: Group, index: int, row: Row) -> Row:
    """Objects carry their place and an identifier that stays with them across certificates."""
    if group.path != "objects":
        return row
    known = row.text("object_uuid") or str(uuid.uuid4())
    return row.with_values(object_seq=index + 1, object_uuid=known)


def with_files_from(intake: Intake, file: Callable[[str], bytes | None]) -> Intake:
    """The same application with its files from elsewhere (a draft's own store)."""
    return replace(intake, file=file)
