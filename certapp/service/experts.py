"""Experts: asked about some objects of a case, sent a package that names no person, their opinion taken back in."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.model.record import Row, plain_row
from certapp.register.applications import application
from certapp.register.cases import Opinion, history, opinions
from certapp.service.casework import bounded, known_code, objects_of_case
from certapp.service.clock import days
from certapp.service.intake import content_of, read_json
from certapp.service.letter_texts import LetterKind
from certapp.service.letters import letter_language, make_letter
from certapp.service.making import leaving_record, preview
from certapp.service.office import Actor, Office
from certapp.service.rights import Right

OPINIONS: Final = "EXPERT_OPINION"
FORMAT: Final = "certapp-expert-opinion/1"
LARGEST: Final = 256 << 10
LONGEST_FINDING: Final = 400
OPINION_FILE: Final = "opinion.json"


@dataclass(frozen=True)
class Answer:
    """What an expert says (certificate form, expert_opinion): a code of EXPERT_OPINION, the words, the findings.

    `conflict_of_interest` says in words what ties the expert to the objects or people, '' where nothing does.
    `signed_by` is who signed the opinion and `signed_on` the day (ISO 8601), '' where it is not signed.
    """

    opinion: str
    text: str
    age_finding: str = ""
    value_finding: str = ""
    object_inspected: bool = False
    conflict_of_interest: str = ""
    signed_by: str = ""
    signed_on: str = ""


def ask_expert(
    office: Office, actor: Actor, number: str, expert: str, institution: str, objects: Sequence[int], due: date
) -> int:
    """Note that an expert was asked about some objects, until a day; gives the question's place among the case's.

    Raises:
        Refusal: ROLE_MISSING, CASE_NOT_IN_STATE, EXPERT_NAMELESS, OBJECT_UNKNOWN.
    """
    actor.require(Right.PREPARE)
    if not expert.strip():
        raise Refusal("EXPERT_NAMELESS")
    objects_of_case(office, number, objects)
    facts = {"expert": expert.strip()[:140], "institution": institution.strip()[:160], "objects": list(objects)}
    office.record_alone(actor, "EXPERT_ASKED", number, {**facts, "due": days(due)})
    return opinions(office.register, number)[-1].position


def take_opinion(
    office: Office, actor: Actor, number: str, position: int, answer: Answer, file_sha256: str = ""
) -> None:
    """Take an expert's opinion in; `file_sha256` is the hash, in hex, of the file in which it came.

    Raises:
        Refusal: ROLE_MISSING, OPINION_NOT_ASKED, CODE_OF_NO_LIST, REASON_TOO_LONG, OPINION_FIELD_WRONG for a day of
            the signature that is none or is still to come.
    """
    actor.require(Right.ADVISE)
    known_code(office, OPINIONS, answer.opinion)
    for words in (answer.text, answer.age_finding, answer.value_finding, answer.conflict_of_interest, answer.signed_by):
        bounded(words)
    if answer.signed_on and not _is_past_day(answer.signed_on, office.clock.today):
        raise Refusal("OPINION_FIELD_WRONG", file="", field="signed_on")
    facts = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(answer).items()}
    if file_sha256:
        facts["file_sha256"] = file_sha256
    office.record_alone(actor, "OPINION_RECEIVED", number, {"request": position, **facts})


def answers(office: Office, number: str) -> dict[int, Answer]:
    """What the experts of a case have said, by the place of the question."""
    found = {}
    for entry in history(office.register, number):
        if entry.type == "OPINION_RECEIVED":
            facts = entry.facts()
            found[int(facts["request"])] = Answer(**{name: facts[name] for name in _FIELDS if name in facts})
    return found


def expert_package(office: Office, actor: Actor, number: str, position: int, language: str = "") -> bytes:
    """A ZIP to send to the expert: letter, pages of the objects, their record, photographs, and the file to answer in.

    It names no applicant, owner or consignee, and nothing that the form keeps in the office. The letter is made and
    noted in the journal the first time, as every letter is.

    Raises:
        Refusal: ROLE_MISSING, APPLICATION_UNKNOWN, OPINION_NOT_ASKED, and why a page could not be made.
    """
    asked = _asked(office, number, position)
    entry = [each for each in history(office.register, number) if each.type == "EXPERT_ASKED"][position - 1]
    language = language or letter_language(office, number)
    letter = make_letter(office, actor, number, LetterKind.EXPERT, language, entry.seq)
    record = _objects_only(office, number, asked.objects)
    leaving = leaving_record(office, record)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("letter.pdf", letter.pdf)
        archive.writestr("objects.pdf", preview(office, record))
        archive.writestr("objects.json", _json(plain_row(leaving)))
        archive.writestr(OPINION_FILE, _json(blank_answer(number, position)))
        archive.writestr("opinion.schema.json", _json(opinion_schema(office)))
        for item, out in zip(record.rows("objects"), leaving.rows("objects"), strict=True):
            for photo, named in zip(item.rows("photographs"), out.rows("photographs"), strict=True):
                content = office.attachments.get(photo.text("sha256"))
                archive.writestr(f"photographs/{named.text('file')}", content, zipfile.ZIP_STORED)
    return buffer.getvalue()


def package_name(number: str, position: int) -> str:
    """What the package is called as a file."""
    return f"{number}-expert-{position}.zip"


def blank_answer(number: str, position: int) -> dict[str, object]:
    """The file that an expert fills in: which question it answers, and an empty answer."""
    empty = asdict(Answer("", ""))
    return {"format": FORMAT, "application": number, "request": position, **empty}


def opinion_schema(office: Office) -> dict[str, object]:
    """The JSON Schema (2020-12) of that file."""
    words = {"type": "string", "maxLength": LONGEST_FINDING}
    codes = office.form.code_lists[OPINIONS]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Opinion of an expert on objects of an application for an export certificate",
        "type": "object",
        "additionalProperties": False,
        "required": ["format", "application", "request", "opinion", "text"],
        "properties": {
            "format": {"const": FORMAT},
            "application": {"type": "string"},
            "request": {"type": "integer", "minimum": 1},
            "opinion": {
                "description": "; ".join(f"{code}: {office.form.code_name(OPINIONS, code, 'en')}" for code in codes),
                "enum": list(codes),
            },
            "text": {"type": "string", "maxLength": 4000},
            "age_finding": words,
            "value_finding": words,
            "object_inspected": {"type": "boolean"},
            "conflict_of_interest": words,
            "signed_by": words,
            "signed_on": {"type": "string", "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"},
        },
    }


def read_opinion(office: Office, number: str, path: Path) -> tuple[int, Answer, str]:
    """Read a file that an expert filled in: the question it answers, the answer, and the file's SHA-256 in hex.

    Raises:
        Refusal: FILE_NOT_READABLE, FILE_TOO_LARGE, INTAKE_DAMAGED for what is no JSON; OPINION_FIELD_WRONG, with the
            name of the field; OPINION_OF_OTHER_CASE; OPINION_NOT_ASKED; CODE_OF_NO_LIST.
    """
    content = content_of(path, LARGEST)
    read = read_json(content, path.name)
    if read.get("format") != FORMAT:
        raise Refusal("OPINION_FIELD_WRONG", file=path.name, field="format")
    if strange := sorted(set(read) - {"format", "application", "request", *_FIELDS}):
        raise Refusal("OPINION_FIELD_WRONG", file=path.name, field=strange[0][:40])
    if read.get("application") != number:
        raise Refusal("OPINION_OF_OTHER_CASE", file=path.name, application=number)
    position = read.get("request")
    if not isinstance(position, int) or isinstance(position, bool):
        raise Refusal("OPINION_FIELD_WRONG", file=path.name, field="request")
    _asked(office, number, position)
    answer = Answer(**{name: _value(read, name, path.name) for name in _FIELDS if name in read or name in _NEEDED})
    known_code(office, OPINIONS, answer.opinion)
    if answer.signed_on and not _is_past_day(answer.signed_on, office.clock.today):
        raise Refusal("OPINION_FIELD_WRONG", file=path.name, field="signed_on")
    return position, answer, hashlib.sha256(content).hexdigest()


def _is_past_day(typed: str, today: date) -> bool:
    """A day, written as 2027-06-30, that is not still to come."""
    try:
        return len(typed) == 10 and date.fromisoformat(typed) <= today
    except ValueError:
        return False


_FIELDS: Final = tuple(asdict(Answer("", "")))
_NEEDED: Final = ("opinion", "text")


def _value(read: Mapping[str, object], name: str, file: str) -> Any:
    value = read.get(name)
    most = 4000 if name == "text" else LONGEST_FINDING
    good = isinstance(value, bool) if name == "object_inspected" else isinstance(value, str) and len(value) <= most
    if not good:
        raise Refusal("OPINION_FIELD_WRONG", file=file, field=name)
    return value


def _asked(office: Office, number: str, position: int) -> Opinion:
    application(office.register, number)
    for each in opinions(office.register, number):
        if each.position == position:
            return each
    raise Refusal("OPINION_NOT_ASKED", application=number)


def _objects_only(office: Office, number: str, objects: Sequence[int]) -> Row:
    """The record of an application with the objects asked about, and of the rest only in which language it is."""
    record = office.stored_record(application(office.register, number).record)
    chosen = tuple(_unnamed(row) for row in record.rows("objects") if int(row.text("object_seq")) in objects)
    kept = {name: record[name] for name in ("form", "document_kind", "primary_language") if name in record}
    return Row({**kept, "objects": chosen})


def _unnamed(item: Row) -> Row:
    """An object without whose inventory it stands in and where it was photographed: both often name the owner."""
    photographs = tuple(_without(photo, "place") for photo in item.rows("photographs"))
    return _without(item, "inventory_institution").with_values(photographs=photographs)


def _without(row: Row, field: str) -> Row:
    return Row({name: value for name, value in row.items() if name != field})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
