"""The office's settings, and marks of this copy of its folder."""

import json
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.register.connection import Connection, transaction
from certapp.register.journal import entries, entry_at

NEEDED: Final = ("country", "authority", "office", "profile", "training", "fingerprint")


def settings(connection: Connection) -> dict[str, Any]:
    """All settings by name: country, authority, office, profile, training, form language and so on.

    Refusal SETTINGS_DAMAGED: the table was edited so that they cannot be read, or one of `NEEDED` is missing.
    """
    try:
        found = {key: json.loads(value) for key, value in connection.rows("SELECT key, value FROM office ORDER BY key")}
    except (ValueError, RecursionError):
        found = {}
    if not set(NEEDED) <= set(found):
        raise Refusal("SETTINGS_DAMAGED", file=connection.path.name)
    return found


def settings_as_signed(connection: Connection) -> bool:
    """Whether the settings are those of the journal's first entry, under the country CA of the last move."""
    first = entry_at(connection, 1)
    if first is None or first.digest() != first.hash:
        return False
    try:
        signed = dict(first.facts()["settings"])
        for entry in entries(connection, kind="CA_MOVED"):
            if entry.digest() != entry.hash:
                return False
            signed["fingerprint"] = entry.facts()["to"]
        return bool(signed == settings(connection))
    except (Refusal, LookupError, TypeError, ValueError):
        return False


def restored_at(connection: Connection) -> int | None:
    """When this folder was made from a backup, Unix milliseconds; None where it was not, or was resumed."""
    value = connection.value("SELECT value FROM mark WHERE key = 'restored_at'")
    return None if value is None else int(value)


def mark_restored(connection: Connection, at_ms: int) -> None:
    """Remember that this folder was made from a backup."""
    with transaction(connection):
        connection.execute("INSERT OR REPLACE INTO mark (key, value) VALUES ('restored_at', ?)", (at_ms,))


def behind(connection: Connection) -> int | None:
    """The number of an entry that this machine knows of and this copy of the folder lacks; None for no such entry."""
    value = connection.value("SELECT value FROM mark WHERE key = 'behind'")
    return None if value is None else int(value)


def mark_behind(connection: Connection, at_ms: int, seq: int) -> None:
    """Remember that this machine knew a journal up to `seq` which this folder does not hold: it is an older copy."""
    with transaction(connection):
        connection.execute("INSERT OR REPLACE INTO mark (key, value) VALUES ('restored_at', ?)", (at_ms,))
        connection.execute("INSERT OR REPLACE INTO mark (key, value) VALUES ('behind', ?)", (seq,))


def clear_restored(connection: Connection) -> None:
    """Forget both, after a supervisor resumed the office; inside `transaction`, beside the entry of it."""
    connection.execute("DELETE FROM mark WHERE key IN ('restored_at', 'behind')")
