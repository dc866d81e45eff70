"""An application taken up again as a draft: to correct it, or to begin another with what it says."""

from collections.abc import Mapping
from typing import Any

from certapp.formdef.form import Group
from certapp.model.record import Row, plain_row
from certapp.register import drafts
from certapp.register.applications import application
from certapp.register.case_events import OPEN_TO_CHANGE, need_state
from certapp.service.drafting import OpenDraft, begin_draft, open_draft
from certapp.service.office import Actor, Office
from certapp.service.rights import Right


def correction_of(office: Office, actor: Actor, number: str) -> OpenDraft:
    """The draft in which an application is corrected: the one begun already, else a new one with all it says.

    Raises:
        Refusal: ROLE_MISSING, APPLICATION_UNKNOWN, CASE_NOT_IN_STATE once a decision is proposed or made.
    """
    actor.require(Right.PREPARE)
    need_state(office.register, number, OPEN_TO_CHANGE)
    begun = drafts.correcting(office.drafts, number)
    if begun is not None:
        return open_draft(office, begun)
    record = office.stored_record(application(office.register, number).record)
    return begin_draft(office, actor, typed_again(office.form.root, plain_row(record)), files_of(record), number)


def copy_of(office: Office, actor: Actor, number: str) -> OpenDraft:
    """A new application that begins with what an earlier one says, photographs and documents included.

    What belonged to that one alone (`once` in forms/) is left out. Refusal ROLE_MISSING, APPLICATION_UNKNOWN.
    """
    actor.require(Right.PREPARE)
    record = office.stored_record(application(office.register, number).record)
    return begin_draft(office, actor, typed_again(office.form.root, plain_row(record), anew=True), files_of(record))


def typed_again(group: Group, row: Mapping[str, Any], *, anew: bool = False, files: bool = True) -> dict[str, Any]:
    """What people typed of a record in its JSON form; `anew`: without what belongs to one application alone.

    Without `files`, rows that name a file are left out: photographs and the documents that were handed in.
    """
    kept: dict[str, Any] = {}
    for field in group.fields:
        if field.id in row and not field.by_program and not (anew and field.attributes.get("once")):
            kept[field.id] = row[field.id]
    for inner in group.groups:
        rows = row.get(inner.id)
        if not isinstance(rows, list):
            continue
        file = next((field.id for field in inner.fields if "attachment" in field.attributes), "")
        again = [
            typed_again(inner, each, anew=anew, files=files)
            for each in rows
            if isinstance(each, Mapping) and (files or not each.get(file))
        ]
        if again := [each for each in again if each]:
            kept[inner.id] = again
    return kept


def files_of(record: Row) -> dict[str, str]:
    """The files that a record names, by the name it gives them: photographs as they were handed in."""
    found: dict[str, str] = {}
    rows = [record]
    while rows:
        row = rows.pop()
        sha256 = row.text("original_sha256") or row.text("sha256")
        if row.text("file") and sha256:
            found[row.text("file")] = sha256
        rows += [each for name in row for each in row.rows(name)]
    return found
