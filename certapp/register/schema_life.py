"""The tables of what happens after issue: suspended, replaced, endorsed, abroad, returned, and open tasks.

A certificate has its row in `lifecycle` from the first such act on; before that it is simply issued.
"""

from typing import Final

AFTER_ISSUE: Final = """
CREATE TABLE lifecycle (
    certificate TEXT PRIMARY KEY REFERENCES certificate (number),
    state TEXT NOT NULL CHECK (state IN ('ISSUED', 'EXPORT_DECLARED', 'EXITED', 'ABROAD', 'PARTLY_RETURNED', 'RETURNED',
        'CLOSED_EXPORTED', 'CLOSED_RETURNED', 'CLOSED_NOT_RETURNED', 'SURRENDERED', 'CONVERTED', 'REPLACED')),
    return_due INTEGER,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX lifecycle_state ON lifecycle (state, return_due);

CREATE TABLE object_place (
    certificate TEXT NOT NULL REFERENCES certificate (number),
    object INTEGER NOT NULL CHECK (object > 0),
    place TEXT NOT NULL CHECK (place IN ('OUT', 'BACK', 'RETURNED', 'NOT_RETURNED')),
    since INTEGER NOT NULL,
    PRIMARY KEY (certificate, object)
) STRICT, WITHOUT ROWID;

CREATE TABLE suspension (
    certificate TEXT NOT NULL REFERENCES certificate (number),
    position INTEGER NOT NULL CHECK (position > 0),
    suspended_on INTEGER NOT NULL,
    explanation TEXT NOT NULL CHECK (explanation <> ''),
    suspended_by TEXT NOT NULL,
    lifted_at INTEGER,
    lifted_by TEXT,
    second_person TEXT CHECK (second_person <> lifted_by),
    CHECK ((lifted_at IS NULL) = (lifted_by IS NULL)),
    CHECK ((lifted_at IS NULL) = (second_person IS NULL)),
    PRIMARY KEY (certificate, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX suspension_open ON suspension (certificate) WHERE lifted_at IS NULL;

CREATE TABLE successor (
    certificate TEXT PRIMARY KEY REFERENCES certificate (number),
    new_number TEXT NOT NULL UNIQUE REFERENCES certificate (number),
    reason TEXT NOT NULL CHECK (reason <> '')
) STRICT, WITHOUT ROWID;
CREATE TRIGGER successor_no_update BEFORE UPDATE ON successor
    BEGIN SELECT RAISE(ABORT, 'a replacement is not changed'); END;
CREATE TRIGGER successor_no_delete BEFORE DELETE ON successor
    BEGIN SELECT RAISE(ABORT, 'a replacement is not taken back'); END;

CREATE TABLE surrender (
    certificate TEXT PRIMARY KEY REFERENCES certificate (number),
    surrendered_on INTEGER NOT NULL,
    explanation TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE extension (
    certificate TEXT NOT NULL REFERENCES certificate (number),
    position INTEGER NOT NULL CHECK (position > 0),
    return_due INTEGER NOT NULL,
    explanation TEXT NOT NULL CHECK (explanation <> ''),
    pdf_sha256 TEXT NOT NULL CHECK (length(pdf_sha256) = 64),
    granted_by TEXT NOT NULL,
    second_person TEXT NOT NULL CHECK (second_person <> granted_by),
    granted_at INTEGER NOT NULL,
    PRIMARY KEY (certificate, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE stop_abroad (
    certificate TEXT NOT NULL REFERENCES certificate (number),
    position INTEGER NOT NULL CHECK (position > 0),
    venue TEXT NOT NULL CHECK (venue <> ''),
    city TEXT NOT NULL,
    country TEXT NOT NULL CHECK (length(country) = 2),
    from_on INTEGER NOT NULL,
    to_on INTEGER NOT NULL CHECK (to_on >= from_on),
    PRIMARY KEY (certificate, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE inspection (
    certificate TEXT NOT NULL REFERENCES certificate (number),
    position INTEGER NOT NULL CHECK (position > 0),
    inspected_on INTEGER NOT NULL,
    place TEXT NOT NULL,
    objects TEXT NOT NULL,
    inspected_by TEXT NOT NULL,
    PRIMARY KEY (certificate, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE endorsement (
    seq INTEGER PRIMARY KEY,
    receipt BLOB NOT NULL UNIQUE CHECK (length(receipt) = 8),
    number TEXT NOT NULL,
    certificate TEXT REFERENCES certificate (number),
    kind TEXT NOT NULL CHECK (kind IN ('EXPORT', 'EXIT', 'REIMPORT')),
    office TEXT NOT NULL,
    post TEXT NOT NULL,
    endorsed_on INTEGER NOT NULL,
    officer TEXT NOT NULL,
    objects TEXT NOT NULL,
    remark TEXT NOT NULL,
    seals TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('SIGNED', 'SIGNED_UNKNOWN', 'UNSIGNED', 'TYPED_FROM_SHEET')),
    bulletin INTEGER NOT NULL,
    bulletin_day INTEGER NOT NULL
) STRICT;
CREATE INDEX endorsement_certificate ON endorsement (certificate);
CREATE INDEX endorsement_post ON endorsement (post, bulletin);
CREATE TRIGGER endorsement_no_update BEFORE UPDATE ON endorsement
    BEGIN SELECT RAISE(ABORT, 'an endorsement is not changed'); END;
CREATE TRIGGER endorsement_no_delete BEFORE DELETE ON endorsement
    BEGIN SELECT RAISE(ABORT, 'an endorsement is not deleted'); END;

CREATE TABLE task (
    seq INTEGER NOT NULL,
    position INTEGER NOT NULL CHECK (position > 0),
    number TEXT NOT NULL,
    code TEXT NOT NULL CHECK (code <> ''),
    params TEXT NOT NULL,
    closed_at INTEGER,
    closed_by TEXT,
    note TEXT CHECK (note <> ''),
    CHECK ((closed_at IS NULL) = (closed_by IS NULL)),
    CHECK ((closed_at IS NULL) = (note IS NULL)),
    PRIMARY KEY (seq, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_open ON task (seq, position) WHERE closed_at IS NULL;

CREATE TABLE post (
    fingerprint TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    certificate BLOB NOT NULL,
    accepted_by TEXT NOT NULL,
    accepted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""

LIFE_TABLES: Final = {
    "lifecycle": "certificate",
    "object_place": "certificate, object",
    "suspension": "certificate, position",
    "successor": "certificate",
    "surrender": "certificate",
    "extension": "certificate, position",
    "stop_abroad": "certificate, position",
    "inspection": "certificate, position",
    "endorsement": "seq",
    "task": "seq, position",
    "post": "fingerprint",
}
"""The same tables with the columns that order their rows, as `schema.STATE_TABLES`."""
