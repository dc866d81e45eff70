"""Drafts: what is being typed, right or wrong, kept from the first key on; nothing of it is checked to be kept."""

import hashlib
import mimetypes
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from certapp.formdef.memory import NO_MEMORY, Memory
from certapp.model.record import Row
from certapp.register import drafts
from certapp.register.attachments import Attachment
from certapp.service.casework import amend
from certapp.service.importing.handed_in import with_list
from certapp.service.intake import Intake
from certapp.service.office import Actor, Office
from certapp.service.photographs import shelf_of
from certapp.service.receiving import Examined, as_received, examine, receive


@dataclass(frozen=True)
class OpenDraft:
    """A draft as the window holds it: the record as typed, and the SHA-256 of each file by its name.

    `amends` is the number of the application that it corrects, `place` the path of the field last typed in.
    """

    id: str
    record: Mapping[str, Any]
    files: Mapping[str, str]
    owner: str = ""
    amends: str = ""
    place: str = ""


def new_draft(office: Office, actor: Actor) -> OpenDraft:
    """An empty draft with what the office always fills in alike."""
    return begin_draft(office, actor, beginning(office))


def beginning(office: Office) -> dict[str, Any]:
    """What the office always fills in alike."""
    return {
        "form": office.form.id,
        "document_kind": "STANDARD",
        "source_channel": "COUNTER",
        "primary_language": "en",
        "country_of_export": office.country,
        "previous_application_refused": False,
        "cites_required": False,
    }


def begin_draft(
    office: Office, actor: Actor, record: Mapping[str, Any], files: Mapping[str, str] | None = None, amends: str = ""
) -> OpenDraft:
    """A draft that begins with a record and its files."""
    draft = OpenDraft(str(uuid.uuid4()), dict(record), dict(files or {}), actor.id, amends)
    save_draft(office, actor.id, draft)
    return draft


def draft_from(office: Office, owner: str, intake: Intake) -> OpenDraft:
    """A draft of what an applicant handed in, with every file that can be kept."""
    intake = with_list(office.form, intake)
    names = [str(each["file"]) for each in _rows_with_files(intake.raw) if isinstance(each.get("file"), str)]
    files = {}
    for name in dict.fromkeys(names):
        content = intake.file(name)
        if content is not None:
            files[name] = office.attachments.put(content)
    draft = OpenDraft(str(uuid.uuid4()), dict(intake.raw), files)
    save_draft(office, owner, draft)
    return draft


def save_draft(office: Office, owner: str, draft: OpenDraft) -> None:
    """Keep a draft as it is."""
    attachments = tuple(
        Attachment(sha256, 0, mimetypes.guess_type(name)[0] or "application/octet-stream", name)
        for name, sha256 in draft.files.items()
    )
    stored = drafts.Draft(
        draft.id, office.form.id, dict(draft.record), title_of(draft.record), owner, office.clock.milliseconds
    )
    stored = replace(stored, attachments=attachments, amends=draft.amends, place=draft.place)
    drafts.save(office.drafts, stored)


def open_draft(office: Office, draft_id: str) -> OpenDraft:
    """A draft to go on with. Refusal DRAFT_UNKNOWN."""
    stored = drafts.load(office.drafts, draft_id)
    files = {file.name: file.sha256 for file in stored.attachments}
    return OpenDraft(stored.id, stored.record, files, stored.owner, stored.amends, stored.place)


def delete_draft(office: Office, draft_id: str) -> OpenDraft:
    """Forget a draft; gives what it was, for `save_draft` to have it back. Refusal DRAFT_UNKNOWN."""
    gone = open_draft(office, draft_id)
    drafts.delete(office.drafts, draft_id)
    return gone


def add_file(office: Office, draft: OpenDraft, name: str, content: bytes, *, photograph: bool) -> tuple[OpenDraft, str]:
    """Keep a file with a draft and give the name it goes by: two files of one name are told apart.

    A photograph is prepared for the page at once, so that neither preview nor issuing waits for it.

    Raises:
        Refusal: PICTURE_NOT_AN_IMAGE, PICTURE_TOO_LARGE for what is no photograph.
    """
    if photograph:  # first, so that nothing is kept that is none
        shelf_of(office).seen(hashlib.sha256(content).hexdigest(), content)
    sha256 = office.attachments.put(content)
    stem, dot, ending = name.rpartition(".")
    candidate, count = name, 1
    while draft.files.get(candidate, sha256) != sha256:
        count += 1
        candidate = f"{stem}-{count}.{ending}" if dot else f"{name}-{count}"
    return replace(draft, files={**draft.files, candidate: sha256}), candidate


def examine_draft(office: Office, draft: OpenDraft, memory: Memory = NO_MEMORY) -> Examined:
    """Every finding of a draft, files included; `memory` of the looks at it before."""
    return examine(office, _intake(office, draft), memory)


def preview_draft(office: Office, draft: OpenDraft, prepared_by: str) -> bytes:
    """The pages as they would be with what is typed so far: PDF, PREVIEW across each, without number and code.

    Raises:
        RecordRefused: a file that it names cannot be read.
        Refusal: why a page could not be made.
    """
    from certapp.service.making import preview  # heavy: the page

    record = as_received(office, examine_draft(office, draft), prepared_by)
    return preview(office, record.with_values(objects=tuple(map(_with_pictures_at_hand, record.rows("objects")))))


def receive_draft(office: Office, actor: Actor, draft: OpenDraft) -> str:
    """Take a draft in, as an application or as the correction of one, and give its number; the draft stays, marked.

    Raises what `receive` and `amend` do.
    """
    if number := draft.amends:
        amend(office, actor, number, _intake(office, draft))
    else:
        number = receive(office, actor, _intake(office, draft))
    stored = drafts.load(office.drafts, draft.id)
    drafts.save(office.drafts, replace(stored, application=number))
    return number


def _with_pictures_at_hand(item: Row) -> Row:
    """A photograph whose file is not there yet has no place on the page; a finding says that it is missing."""
    return item.with_values(photographs=tuple(row for row in item.rows("photographs") if row.text("sha256")))


def _intake(office: Office, draft: OpenDraft) -> Intake:
    def file(name: str) -> bytes | None:
        return office.attachments.get(draft.files[name]) if name in draft.files else None

    return Intake(draft.record, file, draft.files.get)


def title_of(record: Mapping[str, Any]) -> str:
    """How a draft is called whose record may be half typed or wrong."""
    objects = record.get("objects")
    first = objects[0] if isinstance(objects, list) and objects else {}
    for field in ("title", "subject", "object_type_l2"):
        words = first.get(field) if isinstance(first, Mapping) else None
        if isinstance(words, Mapping):
            words = words.get("en") or next(iter(words.values()), "")
        if isinstance(words, list):
            words = words[0] if words else ""
        if isinstance(words, str) and words.strip():
            return words.strip()[:250]
    return ""


def _rows_with_files(raw: object) -> list[Mapping[str, Any]]:
    """Every object in a JSON value that names a file."""
    if isinstance(raw, Mapping):
        below = [row for value in raw.values() for row in _rows_with_files(value)]
        return [raw, *below] if "file" in raw else below
    if isinstance(raw, list):
        return [row for value in raw for row in _rows_with_files(value)]
    return []
