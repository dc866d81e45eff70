"""What is being typed, and what people begin with: saved under a second after the last key, in a file of its own."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.register.attachments import Attachment
from certapp.register.connection import Connection, open_drafts_connection, transaction

APPLICATION_ID: Final = 0x58434452  # "XCDR"
_VERSION_1: Final = (
    """CREATE TABLE draft (
        id TEXT PRIMARY KEY CHECK (id <> ''),
        form TEXT NOT NULL,
        record TEXT NOT NULL CHECK (record <> ''),
        title TEXT NOT NULL,
        owner TEXT NOT NULL,
        updated_at INTEGER NOT NULL,
        application TEXT
    ) STRICT""",
    "CREATE INDEX draft_updated_at ON draft (updated_at)",
    """CREATE TABLE draft_attachment (
        draft TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
        size INTEGER NOT NULL,
        mime TEXT NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (draft, position)
    ) STRICT, WITHOUT ROWID""",
)
_VERSION_2: Final = (
    "ALTER TABLE draft ADD COLUMN amends TEXT",
    "ALTER TABLE draft ADD COLUMN place TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE template (
        name TEXT PRIMARY KEY CHECK (name <> ''),
        form TEXT NOT NULL,
        record TEXT NOT NULL CHECK (record <> ''),
        owner TEXT NOT NULL,
        updated_at INTEGER NOT NULL
    ) STRICT""",
)
_STEPS: Final = (_VERSION_1, _VERSION_2)
VERSION: Final = len(_STEPS)


@dataclass(frozen=True)
class Draft:
    """A form half filled: `record` is JSON as typed, right or wrong; `updated_at` in Unix milliseconds.

    `application` names what was received from it, where it was; `amends` the application that it corrects, '' where it
    begins one; `place` is the path of the field in which somebody last typed.
    """

    id: str
    form: str
    record: dict[str, Any]
    title: str
    owner: str
    updated_at: int
    application: str | None = None
    attachments: tuple[Attachment, ...] = ()
    amends: str = ""
    place: str = ""


@dataclass(frozen=True)
class DraftLine:
    """What a list shows of a draft."""

    id: str
    form: str
    title: str
    owner: str
    updated_at: int
    application: str | None
    amends: str = ""


def open_drafts(path: Path) -> Connection:
    """Open the drafts, made where there are none. Refusal DRAFTS_NOT_OURS or DRAFTS_NEWER."""
    connection = open_drafts_connection(path)
    try:
        with transaction(connection):
            version = int(connection.value("PRAGMA user_version"))
            if version == 0 and connection.value("SELECT count(*) FROM sqlite_schema") == 0:
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            elif connection.value("PRAGMA application_id") != APPLICATION_ID:
                raise Refusal("DRAFTS_NOT_OURS", path=str(path))
            elif version > VERSION:
                raise Refusal("DRAFTS_NEWER", path=str(path))
            for statement in (each for step in _STEPS[version:] for each in step):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
    except BaseException:
        connection.close()
        raise
    return connection


def save(connection: Connection, draft: Draft) -> None:
    """Keep a draft, new or again; once something was received from it, it stays marked so."""
    record = json.dumps(draft.record, ensure_ascii=False)
    with transaction(connection):
        connection.execute(
            "INSERT INTO draft (id, form, record, title, owner, updated_at, application, amends, place)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET form = excluded.form,"
            " record = excluded.record, title = excluded.title, owner = excluded.owner,"
            " updated_at = excluded.updated_at, application = coalesce(excluded.application, application),"
            " amends = excluded.amends, place = excluded.place",
            (
                draft.id,
                draft.form,
                record,
                draft.title,
                draft.owner,
                draft.updated_at,
                draft.application,
                draft.amends or None,
                draft.place,
            ),
        )
        connection.execute("DELETE FROM draft_attachment WHERE draft = ?", (draft.id,))
        for position, file in enumerate(draft.attachments):
            connection.execute(
                "INSERT INTO draft_attachment (draft, position, sha256, size, mime, name) VALUES (?, ?, ?, ?, ?, ?)",
                (draft.id, position, file.sha256, file.size, file.mime, file.name),
            )


def load(connection: Connection, draft_id: str) -> Draft:
    """The draft with that id. Refusal DRAFT_UNKNOWN."""
    row = connection.row(
        "SELECT id, form, record, title, owner, updated_at, application, coalesce(amends, ''), place FROM draft"
        " WHERE id = ?",
        (draft_id,),
    )
    if row is None:
        raise Refusal("DRAFT_UNKNOWN")
    files = connection.rows(
        "SELECT sha256, size, mime, name FROM draft_attachment WHERE draft = ? ORDER BY position", (draft_id,)
    )
    draft_id, form, record, title, owner, updated_at, application, amends, place = row
    attachments = tuple(Attachment(*file) for file in files)
    return Draft(draft_id, form, json.loads(record), title, owner, updated_at, application, attachments, amends, place)


def lines(connection: Connection, owner: str | None = None, *, open_only: bool = False) -> list[DraftLine]:
    """All drafts, the last touched first; of one owner; or only those from which nothing was received yet."""
    rows = connection.rows(
        "SELECT id, form, title, owner, updated_at, application, coalesce(amends, '') FROM draft"
        " WHERE (?1 IS NULL OR owner = ?1)"
        " AND (NOT ?2 OR application IS NULL) ORDER BY updated_at DESC, id",
        (owner, open_only),
    )
    return [DraftLine(*row) for row in rows]


def delete(connection: Connection, draft_id: str) -> None:
    """Forget a draft; its files go with the next sweep. Deleting what is gone is no fault."""
    with transaction(connection):
        connection.execute("DELETE FROM draft WHERE id = ?", (draft_id,))


def correcting(connection: Connection, application: str) -> str | None:
    """The id of the draft that corrects an application and is not handed in yet."""
    found = connection.value("SELECT id FROM draft WHERE amends = ? AND application IS NULL", (application,))
    return None if found is None else str(found)


def keep_template(connection: Connection, name: str, form: str, record: dict[str, Any], owner: str, at: int) -> None:
    """Keep a record to begin with, under a name; one of that name is replaced. `at`: Unix milliseconds."""
    words = json.dumps(record, ensure_ascii=False)
    with transaction(connection):
        connection.execute(
            "INSERT INTO template (name, form, record, owner, updated_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (name)"
            " DO UPDATE SET form = excluded.form, record = excluded.record, owner = excluded.owner,"
            " updated_at = excluded.updated_at",
            (name, form, words, owner, at),
        )


def kept_templates(connection: Connection) -> dict[str, dict[str, Any]]:
    """The records to begin with, by name."""
    return {
        name: json.loads(record) for name, record in connection.rows("SELECT name, record FROM template ORDER BY name")
    }


def forget_template(connection: Connection, name: str) -> None:
    """Forget one; what is gone is no fault."""
    with transaction(connection):
        connection.execute("DELETE FROM template WHERE name = ?", (name,))


def known_files(connection: Connection) -> frozenset[str]:
    """SHA-256 of every file a draft names."""
    return frozenset(row[0] for row in connection.rows("SELECT DISTINCT sha256 FROM draft_attachment"))
