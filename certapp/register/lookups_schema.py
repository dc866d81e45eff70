"""The tables of lookups.db, and how a file of an earlier version is brought up to date."""

from typing import Final

from certapp.register import known_parties
from certapp.register.connection import Connection

VERSION: Final = 5
OFFICE: Final = "office"
"""The source of what this office took in itself."""


_MEASURED: Final = (
    "CREATE TABLE hashed (sha256 TEXT PRIMARY KEY, hash TEXT NOT NULL, colours BLOB NOT NULL) STRICT",
    "CREATE TABLE colours (thing INTEGER, hash TEXT, colours BLOB NOT NULL, PRIMARY KEY (thing, hash)) STRICT",
)
_SIZES: Final = (
    "CREATE TABLE size (kind TEXT, value INTEGER, thing INTEGER,"
    " PRIMARY KEY (kind, value, thing)) STRICT, WITHOUT ROWID",
    "CREATE INDEX size_thing ON size (thing)",
)
"""Lengths in tenths of a centimetre, weights in grams: `object_sizes`."""
_SCHEMA: Final = (
    "CREATE TABLE source (name TEXT PRIMARY KEY, edition TEXT NOT NULL, imported_at INTEGER NOT NULL) STRICT",
    """CREATE TABLE thing (
        id INTEGER PRIMARY KEY,
        source TEXT NOT NULL,
        reference TEXT NOT NULL,
        seq INTEGER NOT NULL,
        uuid TEXT NOT NULL,
        title TEXT NOT NULL,
        folded TEXT NOT NULL,
        measures TEXT NOT NULL,
        details TEXT NOT NULL,
        institution TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    "CREATE INDEX thing_source ON thing (source, reference, seq)",
    "CREATE INDEX thing_uuid ON thing (uuid) WHERE uuid <> ''",
    "CREATE TABLE word (word TEXT, thing INTEGER, PRIMARY KEY (word, thing)) STRICT, WITHOUT ROWID",
    "CREATE INDEX word_thing ON word (thing)",
    "CREATE TABLE inventory (number TEXT, thing INTEGER, PRIMARY KEY (number, thing)) STRICT, WITHOUT ROWID",
    "CREATE INDEX inventory_thing ON inventory (thing)",
    "CREATE TABLE band (band INTEGER, part INTEGER, thing INTEGER, hash TEXT,"
    " PRIMARY KEY (band, part, thing, hash)) STRICT, WITHOUT ROWID",
    "CREATE INDEX band_thing ON band (thing)",
    *_MEASURED,
    *_SIZES,
    "CREATE TABLE portrait (source TEXT, reference TEXT, jpeg BLOB NOT NULL, PRIMARY KEY (source, reference)) STRICT",
    "CREATE TABLE mark (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
)

_OF_OFFICE: Final = f"(SELECT id FROM thing WHERE source = '{OFFICE}')"
_SEEN_ANEW: Final = (
    "DROP TABLE hashed",
    *_MEASURED,
    *(f"DELETE FROM {table} WHERE thing IN {_OF_OFFICE}" for table in ("word", "inventory", "band")),
    f"DELETE FROM thing WHERE source = '{OFFICE}'",
    "DELETE FROM mark WHERE key = 'seen'",
)
"""What the office has seen is measured anew, now with its colours. Lists that were imported stay."""
_INSTITUTION: Final = (
    "ALTER TABLE thing ADD COLUMN institution TEXT NOT NULL DEFAULT ''",
    *(f"DELETE FROM {table} WHERE thing IN {_OF_OFFICE}" for table in ("word", "inventory", "band", "colours")),
    f"DELETE FROM thing WHERE source = '{OFFICE}'",
    "DELETE FROM mark WHERE key = 'seen'",
)
"""What the office has seen is taken up anew, now with whose inventory numbers they are."""
_WITH_SIZES: Final = (
    *_SIZES,
    """INSERT OR IGNORE INTO size
    SELECT iif(name = 'WEIGHT', 'W', 'L'), round(measured * iif(name = 'WEIGHT', 1, 10)), id FROM (
        SELECT json_extract(m.value, '$[0]') AS name, json_extract(m.value, '$[1]') AS measured, thing.id
        FROM thing, json_each(thing.measures) m
    )""",
)
"""What is here already keeps its sizes in its row."""
_STEPS: Final = {
    1: (*_SEEN_ANEW, *known_parties.SCHEMA, *_INSTITUTION, *_WITH_SIZES),
    2: (*_SEEN_ANEW, *_INSTITUTION, *_WITH_SIZES),
    3: (*_INSTITUTION, *_WITH_SIZES),
    4: _WITH_SIZES,
}


def bring_up_to_date(connection: Connection) -> None:
    """Make the tables, anew where the file is of an unknown version; inside a transaction."""
    version = connection.value("PRAGMA user_version")  # once more: another thread may have been quicker
    if version == VERSION:
        return
    if version not in _STEPS:
        for (name,) in connection.rows("SELECT name FROM sqlite_schema WHERE type = 'table'"):
            connection.execute(f'DROP TABLE "{name}"')
    for statement in _STEPS.get(version, (*_SCHEMA, *known_parties.SCHEMA)):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")
