"""Receiving an application: read, judged whole, its files kept, numbered, journalled."""

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from certapp.formdef.form import Field, Group
from certapp.formdef.memory import NO_MEMORY, Memory
from certapp.formdef.parsing import parse
from certapp.formdef.wording import languages_of
from certapp.model.errors import Refusal
from certapp.model.findings import Finding, RecordRefused, Weight, blocking
from certapp.model.record import Plain, Row, Text, Value, plain_row
from certapp.register.applications import next_application_number
from certapp.register.connection import transaction
from certapp.seal import cbor
from certapp.service.enclosures import Enclosure, TakenIn, look, take_in
from certapp.service.intake import Intake
from certapp.service.legibility import illegible
from certapp.service.office import Actor, Office
from certapp.service.photographs import shelf_of
from certapp.service.rights import Right
from certapp.service.seen import look_back


@dataclass(frozen=True)
class Examined:
    """An application, read and judged whole; nothing is stored yet."""

    record: Row
    findings: tuple[Finding, ...]
    enclosures: tuple[Enclosure, ...]


def examine(office: Office, intake: Intake, memory: Memory = NO_MEMORY) -> Examined:
    """Read `intake` and find everything that is to be said of it, its files included. Stores nothing.

    `memory`: of earlier looks at the same record while it is typed. What is taken in is looked at without.
    """
    with memory.look():
        return _examine(office, intake, memory)


def _examine(office: Office, intake: Intake, memory: Memory) -> Examined:
    parsed = parse(office.form, intake.raw, office.clock.today, memory=memory)
    enclosures, findings = look(office.form, parsed.record, intake, shelf_of(office), memory)
    said = (
        *parsed.findings,
        *findings,
        *illegible(office.form, parsed.record, memory),
        *_of_this_office(office, parsed.record),
        *look_back(office, parsed.record, enclosures, memory=memory),
    )
    return Examined(parsed.record, said, enclosures)


def _of_this_office(office: Office, record: Row) -> Iterator[Finding]:
    """What no form can know: which country's office this is, and which form it uses."""
    if record.text("country_of_export") not in {"", office.country}:
        params = {"country": office.country}
        yield Finding("EXPORT_FROM_OTHER_COUNTRY", "country_of_export", Weight.APPLICATION, params)
    if record.text("form") not in {"", office.form.id}:
        yield Finding("FORM_OF_OTHER_NAME", "form", Weight.APPLICATION, {"form": office.form.id})


def receive(office: Office, actor: Actor, intake: Intake) -> str:
    """Take an application in and give its number.

    Raises:
        RecordRefused: something must be mended first.
        Refusal: ROLE_MISSING, DISK_FULL and what the register says.
    """
    actor.require(Right.PREPARE)
    examined = examine(office, intake)
    if blocking(examined.findings, Weight.APPLICATION):
        raise RecordRefused(examined.findings, "A")
    taken = _taken_in(office, examined)
    record = _completed(office, examined.record, taken, actor.name)
    with transaction(office.register):
        number = next_application_number(office.register, office.clock.today.year, office.code)
        office.record(actor, "APPLICATION_RECEIVED", number, _facts(record, taken, number))
    return number


def as_received(office: Office, examined: Examined, prepared_by: str) -> Row:
    """The record as it would be kept, whole or not; its files go to the disk, the register stays as it is.

    Raises:
        RecordRefused: a file that it names cannot be read.
    """
    return _completed(office, examined.record, _taken_in(office, examined), prepared_by)


def admitted_facts(office: Office, examined: Examined, actor: Actor, number: str) -> dict[str, Any]:
    """The record of an application that has a number already, completed, its files kept; as its entry holds it."""
    taken = _taken_in(office, examined)
    return _facts(_completed(office, examined.record, taken, actor.name), taken, number)


def _facts(record: Row, taken: list[TakenIn], number: str) -> dict[str, Any]:
    stored = stored_form(record.with_values(application_no=number))
    _require_readable(stored)
    return {
        "record": stored,
        "digest": hashlib.sha256(stored).digest(),
        "title": title_of(record),
        "search": search_words(record),
        "attachments": [listed for file in taken for listed in file.listed],
    }


def _taken_in(office: Office, examined: Examined) -> list[TakenIn]:
    """All files on the disk, before the commit that names them; photographs read to their last pixel."""
    taken, findings, shelf = [], list(examined.findings), shelf_of(office)
    for enclosure in examined.enclosures:
        try:
            file = take_in(enclosure)
            for content in file.contents:
                office.attachments.put(content)
            if enclosure.photograph:
                original, leaving = str(file.facts["original_sha256"]), str(file.facts["sha256"])
                shelf.same(original, enclosure.framing, leaving)
            taken.append(file)
        except Refusal as refusal:
            params = {"name": enclosure.name, **refusal.params}
            findings.append(Finding(refusal.code, f"{enclosure.row_path}.file", Weight.APPLICATION, params))
    if len(taken) < len(examined.enclosures):
        raise RecordRefused(tuple(findings), "A")
    return taken


def _require_readable(stored: bytes) -> None:
    try:
        cbor.decode(stored, cbor.RECORD)
    except Refusal:
        raise Refusal("RECORD_TOO_LARGE") from None


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


def _completed(office: Office, record: Row, taken: list[TakenIn], prepared_by: str) -> Row:
    """The record with what the program fills in: digests, item numbers, ids, days."""
    by_row = {file.row_path: file.facts for file in taken}
    filled = _filled(office.form.root, record, "", by_row, {"today": office.clock.today, "actor": prepared_by})
    return filled.with_values(received_on=office.clock.today, prepared_by=prepared_by)


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
