"""The tables of the legacy register: certificates that were on paper before this program, and what they cover."""

from typing import Final

LEGACY: Final = """
CREATE TABLE legacy (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL CHECK (version > 0),
    state TEXT NOT NULL CHECK (state IN ('RECORDED', 'CONFIRMED', 'VOID')),
    printed TEXT NOT NULL CHECK (printed <> ''),
    bare TEXT NOT NULL CHECK (bare <> ''),
    digits TEXT NOT NULL,
    first_day INTEGER,
    last_day INTEGER,
    title TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    confirmed_by TEXT CHECK (confirmed_by <> recorded_by),
    confirmed_at INTEGER,
    CHECK ((first_day IS NULL) = (last_day IS NULL)),
    CHECK (first_day <= last_day),
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CHECK (state <> 'CONFIRMED' OR confirmed_by IS NOT NULL),
    CHECK (state <> 'RECORDED' OR confirmed_by IS NULL)
) STRICT;
CREATE INDEX legacy_bare ON legacy (bare);
CREATE INDEX legacy_digits ON legacy (digits) WHERE digits <> '';
CREATE INDEX legacy_waiting ON legacy (id) WHERE state = 'RECORDED';
CREATE TRIGGER legacy_no_delete BEFORE DELETE ON legacy
    BEGIN SELECT RAISE(ABORT, 'what was recorded of an old paper is never deleted'); END;
CREATE TRIGGER legacy_void_stays BEFORE UPDATE ON legacy WHEN OLD.state = 'VOID' OR NEW.version < OLD.version
        OR NEW.id <> OLD.id OR NEW.number <> OLD.number
    BEGIN SELECT RAISE(ABORT, 'what is void stays void, and versions only grow'); END;

CREATE TABLE legacy_version (
    number TEXT NOT NULL REFERENCES legacy (number),
    version INTEGER NOT NULL CHECK (version > 0),
    content BLOB NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    explanation TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (number, version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER legacy_version_no_update BEFORE UPDATE ON legacy_version
    BEGIN SELECT RAISE(ABORT, 'a version is not changed, another one is added'); END;
CREATE TRIGGER legacy_version_no_delete BEFORE DELETE ON legacy_version
    BEGIN SELECT RAISE(ABORT, 'a version is never deleted'); END;

CREATE TABLE legacy_scan (
    number TEXT NOT NULL REFERENCES legacy (number),
    version INTEGER NOT NULL CHECK (version > 0),
    position INTEGER NOT NULL CHECK (position > 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    size INTEGER NOT NULL CHECK (size >= 0),
    mime TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (number, version, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX legacy_scan_sha256 ON legacy_scan (sha256);

CREATE TABLE legacy_coverage (
    position INTEGER PRIMARY KEY CHECK (position > 0),
    first_year INTEGER NOT NULL CHECK (first_year BETWEEN 1800 AND 9999),
    last_year INTEGER NOT NULL CHECK (last_year BETWEEN first_year AND 9999),
    complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
    none_before INTEGER NOT NULL CHECK (none_before IN (0, 1)),
    all_offices INTEGER NOT NULL CHECK (all_offices IN (0, 1)),
    entries INTEGER NOT NULL CHECK (entries >= 0),
    explanation TEXT NOT NULL CHECK (explanation <> ''),
    stated_by TEXT NOT NULL,
    second_person TEXT NOT NULL CHECK (second_person <> stated_by),
    stated_at INTEGER NOT NULL,
    CHECK (complete = 1 OR none_before = 0)
) STRICT;
CREATE TRIGGER legacy_coverage_no_update BEFORE UPDATE ON legacy_coverage
    BEGIN SELECT RAISE(ABORT, 'a statement is not changed, another one is added'); END;
CREATE TRIGGER legacy_coverage_no_delete BEFORE DELETE ON legacy_coverage
    BEGIN SELECT RAISE(ABORT, 'a statement is never deleted'); END;
"""

LEGACY_TABLES: Final = {
    "legacy": "id",
    "legacy_version": "number, version",
    "legacy_scan": "number, version, position",
    "legacy_coverage": "position",
}
"""The same tables with the columns that order their rows, as `schema.STATE_TABLES`."""
