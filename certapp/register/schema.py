"""The tables of register.db, their versions, and how a planted or lost part of the schema is noticed.

The journal is the truth. All other tables are its consequence, kept for quick answers: `events.apply_event`
writes them, and a replay must give the same rows again. The triggers stop honest mistakes; against a
dishonest hand stand the signatures in the journal.
"""

import hashlib
from collections.abc import Iterator
from typing import Final

from certapp.register.connection import Connection
from certapp.register.schema_counts import COUNT_TABLES
from certapp.register.schema_legacy import LEGACY_TABLES
from certapp.register.schema_life import LIFE_TABLES

APPLICATION_ID: Final = 0x58435247  # "XCRG", for file(1) and for us

VERSION_1: Final = """
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY CHECK (seq > 0),
    at INTEGER NOT NULL,
    mono INTEGER NOT NULL,
    actor TEXT NOT NULL CHECK (actor <> ''),
    actor_kid BLOB NOT NULL CHECK (length(actor_kid) = 8),
    type TEXT NOT NULL CHECK (type GLOB '[A-Z]*' AND type NOT GLOB '*[^A-Z0-9_]*'),
    subject TEXT NOT NULL,
    payload BLOB NOT NULL,
    prev BLOB NOT NULL CHECK (length(prev) = 32),
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    signature BLOB NOT NULL CHECK (length(signature) = 64)
) STRICT;
CREATE INDEX journal_subject ON journal (subject);
CREATE INDEX journal_type ON journal (type);
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;

CREATE TABLE journal_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE office (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL CHECK (value <> '')
) STRICT, WITHOUT ROWID;

CREATE TABLE application (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    record BLOB NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    title TEXT NOT NULL,
    prepared_by TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    approved_by TEXT CHECK (approved_by <> prepared_by),
    approved_at INTEGER,
    status TEXT NOT NULL CHECK (status IN ('RECEIVED', 'APPROVED', 'ISSUED')),
    CHECK ((status = 'RECEIVED') = (approved_by IS NULL)),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL))
) STRICT;
CREATE INDEX application_status ON application (status, id);
CREATE TRIGGER application_no_delete BEFORE DELETE ON application
    BEGIN SELECT RAISE(ABORT, 'an application is never deleted'); END;
CREATE TRIGGER application_content BEFORE UPDATE OF id, number, record, digest, prepared_by, received_at
    ON application
    BEGIN SELECT RAISE(ABORT, 'a received application is not changed'); END;

CREATE TABLE number (
    number TEXT PRIMARY KEY,
    year INTEGER NOT NULL CHECK (year BETWEEN 1970 AND 9999),
    office TEXT NOT NULL CHECK (length(office) = 2),
    serial INTEGER NOT NULL CHECK (serial BETWEEN 1 AND 999999),
    state TEXT NOT NULL CHECK (state IN ('reserved', 'issued', 'void')),
    application TEXT REFERENCES application (number),
    UNIQUE (year, office, serial)
) STRICT, WITHOUT ROWID;
CREATE INDEX number_reserved ON number (number) WHERE state = 'reserved';
CREATE TRIGGER number_no_delete BEFORE DELETE ON number
    BEGIN SELECT RAISE(ABORT, 'a number is never given back'); END;
CREATE TRIGGER number_forward BEFORE UPDATE ON number
    WHEN OLD.state <> 'reserved' OR NEW.number <> OLD.number OR NEW.year <> OLD.year
        OR NEW.office <> OLD.office OR NEW.serial <> OLD.serial
    BEGIN SELECT RAISE(ABORT, 'a number goes from reserved to issued or void, once'); END;

CREATE TABLE certificate (
    number TEXT PRIMARY KEY REFERENCES number (number),
    application TEXT NOT NULL UNIQUE REFERENCES application (number),
    id8 BLOB NOT NULL UNIQUE CHECK (length(id8) = 8),
    record BLOB NOT NULL,
    record_digest BLOB NOT NULL CHECK (length(record_digest) = 32),
    code_text TEXT NOT NULL,
    pdf_sha256 TEXT NOT NULL CHECK (length(pdf_sha256) = 64),
    issued_on INTEGER NOT NULL,
    valid_until INTEGER NOT NULL CHECK (valid_until >= issued_on),
    issued_at INTEGER NOT NULL,
    issued_by TEXT NOT NULL
) STRICT;
CREATE INDEX certificate_issued_at ON certificate (issued_at, number);
CREATE TRIGGER certificate_no_update BEFORE UPDATE ON certificate
    BEGIN SELECT RAISE(ABORT, 'an issued certificate is not changed'); END;
CREATE TRIGGER certificate_no_delete BEFORE DELETE ON certificate
    BEGIN SELECT RAISE(ABORT, 'an issued certificate is not deleted'); END;

CREATE TABLE revocation (
    number TEXT PRIMARY KEY REFERENCES certificate (number),
    revoked_on INTEGER NOT NULL,
    reason INTEGER NOT NULL CHECK (reason BETWEEN 1 AND 7),
    explanation TEXT NOT NULL,
    revoked_by TEXT NOT NULL,
    second_person TEXT NOT NULL CHECK (second_person <> revoked_by)
) STRICT;
CREATE TRIGGER revocation_no_update BEFORE UPDATE ON revocation
    BEGIN SELECT RAISE(ABORT, 'a revocation is not changed'); END;
CREATE TRIGGER revocation_no_delete BEFORE DELETE ON revocation
    BEGIN SELECT RAISE(ABORT, 'a revocation is not taken back'); END;

CREATE TABLE attachment (
    application TEXT NOT NULL REFERENCES application (number),
    position INTEGER NOT NULL CHECK (position >= 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    size INTEGER NOT NULL CHECK (size >= 0),
    mime TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (application, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_sha256 ON attachment (sha256);

CREATE VIRTUAL TABLE search USING fts5 (
    number, application, titles, parties, inventory,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'", prefix = '1 2 3', columnsize = 0
);

CREATE TABLE mark (
    key TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""

VERSION_2: Final = """
CREATE TABLE casefile (
    application TEXT PRIMARY KEY REFERENCES application (number),
    state TEXT NOT NULL CHECK (state IN ('RECEIVED', 'INCOMPLETE', 'UNDER_REVIEW', 'DECISION_PROPOSED', 'APPROVED',
        'PARTLY_APPROVED', 'REFUSED', 'WITHDRAWN', 'LAPSED', 'ISSUED')),
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX casefile_state ON casefile (state, application);
INSERT INTO casefile (application, state, changed_at, changed_by)
    SELECT a.number, a.status, coalesce(c.issued_at, a.approved_at, a.received_at),
        coalesce(c.issued_by, a.approved_by, a.prepared_by)
    FROM application a LEFT JOIN certificate c ON c.application = a.number;

CREATE TABLE amendment (
    application TEXT NOT NULL REFERENCES application (number),
    version INTEGER NOT NULL CHECK (version > 1),
    record BLOB NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    title TEXT NOT NULL,
    amended_by TEXT NOT NULL,
    amended_at INTEGER NOT NULL,
    PRIMARY KEY (application, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE information_request (
    application TEXT NOT NULL REFERENCES application (number),
    position INTEGER NOT NULL CHECK (position > 0),
    items TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    answer_due INTEGER NOT NULL,
    answered_at INTEGER,
    PRIMARY KEY (application, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE expert_opinion (
    application TEXT NOT NULL REFERENCES application (number),
    position INTEGER NOT NULL CHECK (position > 0),
    expert TEXT NOT NULL CHECK (expert <> ''),
    institution TEXT NOT NULL,
    objects TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    due INTEGER NOT NULL,
    opinion TEXT,
    explanation TEXT NOT NULL DEFAULT '',
    received_at INTEGER,
    CHECK ((opinion IS NULL) = (received_at IS NULL)),
    PRIMARY KEY (application, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE object_decision (
    application TEXT NOT NULL REFERENCES application (number),
    object_seq INTEGER NOT NULL CHECK (object_seq > 0),
    result TEXT NOT NULL CHECK (result IN ('APPROVED', 'REFUSED', 'NOT_REQUIRED')),
    reasons TEXT NOT NULL,
    explanation TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    PRIMARY KEY (application, object_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE fee (
    application TEXT NOT NULL REFERENCES application (number),
    position INTEGER NOT NULL CHECK (position > 0),
    amount TEXT NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    receipt_no TEXT NOT NULL UNIQUE,
    received_by TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (application, position)
) STRICT, WITHOUT ROWID;
"""

VERSION_3: Final = """
CREATE TABLE casefile_3 (
    application TEXT PRIMARY KEY REFERENCES application (number),
    state TEXT NOT NULL CHECK (state IN ('RECEIVED', 'INCOMPLETE', 'UNDER_REVIEW', 'DECISION_PROPOSED', 'APPROVED',
        'PARTLY_APPROVED', 'REFUSED', 'NOT_REQUIRED', 'WITHDRAWN', 'LAPSED', 'ISSUED')),
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO casefile_3 SELECT application, state, changed_at, changed_by FROM casefile;
DROP TABLE casefile;
ALTER TABLE casefile_3 RENAME TO casefile;
CREATE INDEX casefile_state ON casefile (state, application);
"""

VERSION_7: Final = """
ALTER TABLE casefile ADD COLUMN appeal TEXT NOT NULL DEFAULT ''
    CHECK (appeal IN ('', 'APPEALED', 'DELAYED', 'CLOSED_REFUSED') AND (appeal = '' OR state = 'REFUSED'));
"""
"""What became of a refusal stands beside the state, which stays REFUSED with who decided and when: reports count a
decision in the year in which it was made, and no table is copied for it."""

STATE_TABLES: Final = {
    "office": "key",
    "application": "number",
    "number": "number",
    "certificate": "number",
    "revocation": "number",
    "attachment": "application, position",
    "search": "rowid",
    "casefile": "application",
    "amendment": "application, version",
    "information_request": "application, position",
    "expert_opinion": "application, position",
    "object_decision": "application, object_seq",
    "fee": "application, position",
    **LIFE_TABLES,
    **COUNT_TABLES,
    **LEGACY_TABLES,
}
"""Tables that a replay of the journal must reproduce, each with the columns that order its rows.

`mark` is not among them: it says something about this copy of the folder, not about the office.
"""

LIBRARY_TABLES: Final = {"_sqlite_migrations": "migration_set, name", "search_config": "k"}
"""Tables that sqlite-utils and SQLite keep for themselves, of which a new register has the same rows."""

FINGERPRINTS: Final = {
    1: "601dc9d81aa684cfe2a80e9b1188015fd4c6d9424d7ea88805db65f506da0401",
    2: "78f94a346be8d46ab89dfbe38c9294b68963f049b2d7744d8273a12eb67b76d9",
    3: "16f5f60b9dea2e69dc136a4a4fc56dbf47afac2aed3c6d8ba639ab3b82988c69",
    4: "0bb2411363859b2d82a01fbef52d6b7192f7e61372e4a17ee96ec9c7b048d0fc",
    5: "5b60eb0bf9bf63884663ba6396a8a746c185c4fd200cb91c449c99ef08cf6aba",
    6: "c0d1e08ffefa3c52d65556d50af5f610530250a6e4289a22e0f59e56c9f43a37",
    7: "664812458b55d781aef4eb6245c38f08b827c421bc2e1a5e09052d2bec91fa16",
}
"""What `fingerprint` gives for an untouched register of each version."""

_UNVERSIONED: Final = ("search_", "_sqlite_migrations", "idx__sqlite_migrations", "sqlite_")
"""Parts written by SQLite or sqlite-utils, whose wording may differ between their versions."""


_PARTS: Final = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"


def fingerprint(connection: Connection) -> str:
    """SHA-256, as hex, of every table, index, trigger and view there is.

    A planted trigger or view, a dropped one or an altered table changes it. Of tables and indexes that
    libraries make for themselves only the names count.
    """
    digest = hashlib.sha256()
    for part in _parts(connection):
        digest.update(repr(part).encode())
    return digest.hexdigest()


def changed_parts(connection: Connection, new: Connection) -> list[str]:
    """Kind and name of each part that a new register has otherwise or not at all, or that is missing."""
    found, expected = set(_parts(connection)), set(_parts(new))
    return sorted({f"{kind} {name}" for kind, name, _table, _sql in found ^ expected})


def _parts(connection: Connection) -> Iterator[tuple[str, str, str, str | None]]:
    for kind, name, table, sql in connection.rows(_PARTS):
        foreign = kind in ("table", "index") and str(name).startswith(_UNVERSIONED)
        yield kind, name, table, None if foreign else sql
