"""The tables that reports count from: of each certificate what statistics ask for, and nothing about persons."""

from typing import Final

COUNTS: Final = """
CREATE TABLE counted (
    certificate TEXT PRIMARY KEY REFERENCES certificate (number),
    issued_on INTEGER NOT NULL,
    temporary INTEGER NOT NULL CHECK (temporary IN (0, 1)),
    destination TEXT NOT NULL,
    objects INTEGER NOT NULL CHECK (objects >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX counted_day ON counted (issued_on, certificate, temporary, destination, objects);

CREATE TABLE counted_category (
    certificate TEXT NOT NULL REFERENCES counted (certificate),
    scheme TEXT NOT NULL,
    code TEXT NOT NULL,
    objects INTEGER NOT NULL CHECK (objects > 0),
    PRIMARY KEY (certificate, scheme, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE counted_value (
    certificate TEXT NOT NULL REFERENCES counted (certificate),
    currency TEXT NOT NULL,
    objects INTEGER NOT NULL CHECK (objects > 0),
    amount TEXT NOT NULL CHECK (amount <> ''),
    PRIMARY KEY (certificate, currency)
) STRICT, WITHOUT ROWID;

CREATE INDEX application_received_at ON application (received_at);
CREATE INDEX application_approved_at ON application (approved_at) WHERE approved_at IS NOT NULL;
"""

COUNT_TABLES: Final = {
    "counted": "certificate",
    "counted_category": "certificate, scheme, code",
    "counted_value": "certificate, currency",
}
"""The same tables with the columns that order their rows, as `schema.STATE_TABLES`."""
