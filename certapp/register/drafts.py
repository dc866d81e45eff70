"""What is being typed: saved under a second after the last key, in a file of its own."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.register.attachments import Attachment
from certapp.register.connection import Connection, open_drafts_connection, transaction

APPLICATION_ID: Final = 0x58434452  # "XCDR"
VERSION: Final = 1
_SCHEMA: Final = (
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


@dataclass(frozen=True)
class Draft:
    """A form half filled: `record` is JSON as typed, right or wrong; `updated_at` in Unix milliseconds.

    `application` names what was received from it, where it was.
    """

    id: str
    form: str
    record: dict[str, Any]
    title: str
    owner: str
    updated_at: int
    application: str | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class DraftLine:
    """What a list shows of a draft."""

    id: str
    form: str
    title: str
    owner: str
    updated_at: int
    application: str | None


def open_drafts(path: Path) -> Connection:
    """Open the drafts, made where there are none. Refusal DRAFTS_NOT_OURS or DRAFTS_NEWER."""
    connection = open_drafts_connection(path)
    try:
        with transaction(connection):
            version = connection.value("PRAGMA user_version")
            if version == 0 and connection.value("SELECT count(*) FROM sqlite_schema") == 0:
                for statement in _SCHEMA:
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {VERSION}")
            elif connection.value("PRAGMA application_id") != APPLICATION_ID:
                raise Refusal("DRAFTS_NOT_OURS", path=str(path))
            elif version > VERSION:
                raise Refusal("DRAFTS_NEWER", path=str(path))
    except BaseException:
        connection.close()
        raise
    return connection


def save(connection: Connection, draft: Draft) -> None:
    """Keep a draft, new or again; once something was received from it, it stays marked so."""
    record = json.dumps(draft.record, ensure_ascii=False)
    with transaction(connection):
        connection.execute(
            "INSERT INTO draft (id, form, record, title, owner, updated_at, application)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET form = excluded.form,"
            " record = excluded.record, title = excluded.title, owner = excluded.owner,"
            " updated_at = excluded.updated_at, application = coalesce(excluded.application, application)",
            (draft.id, draft.form, record, draft.title, draft.owner, draft.updated_at, draft.application),
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
        "SELECT id, form, record, title, owner, updated_at, application FROM draft WHERE id = ?", (draft_id,)
    )
    if row is None:
        raise Refusal("DRAFT_UNKNOWN")
    files = connection.rows(
        "SELECT sha256, size, mime, name FROM draft_attachment WHERE draft = ? ORDER BY position", (draft_id,)
    )
    draft_id, form, record, title, owner, updated_at, application = row
    attachments = tuple(Attachment(*file) for file in files)
    return Draft(draft_id, form, json.loads(record), title, owner, updated_at, application, attachments)


def lines(connection: Connection, owner: str | None = None, *, open_only: bool = False) -> list[DraftLine]:
    """All drafts, the last touched first; of one owner; or only those from which nothing was received yet."""
    rows = connection.rows(
        "SELECT id, form, title, owner, updated_at, application FROM draft WHERE (?1 IS NULL OR owner = ?1)"
        " AND (NOT ?2 OR application IS NULL) ORDER BY updated_at DESC, id",
        (owner, open_only),
    )
    return [DraftLine(*row) for row in rows]


def delete(connection: Connection, draft_id: str) -> None:
    """Forget a draft; its files go with the next sweep. Deleting what is gone is no fault."""
    with transaction(connection):
        connection.execute("DELETE FROM draft WHERE id = ?", (draft_id,))


def known_files(connection: Connection) -> frozenset[str]:
    """SHA-256 of every file a draft names."""
    return frozenset(row[0] for row in connection.rows("SELECT DISTINCT sha256 FROM draft_attachment"))
