"""The office's settings, and marks of this copy of its folder."""

import json
from typing import Any

from certapp.register.connection import Connection, transaction


def settings(connection: Connection) -> dict[str, Any]:
    """All settings by name: country, authority, office, profile, training, form language and so on."""
    return {key: json.loads(value) for key, value in connection.rows("SELECT key, value FROM office ORDER BY key")}


def restored_at(connection: Connection) -> int | None:
    """When this folder was made from a backup, Unix milliseconds; None where it was not, or was resumed."""
    value = connection.value("SELECT value FROM mark WHERE key = 'restored_at'")
    return None if value is None else int(value)


def mark_restored(connection: Connection, at_ms: int) -> None:
    """Remember that this folder was made from a backup."""
    with transaction(connection):
        connection.execute("INSERT OR REPLACE INTO mark (key, value) VALUES ('restored_at', ?)", (at_ms,))


def clear_restored(connection: Connection) -> None:
    """Forget it, after a supervisor resumed the office; inside `transaction`, beside the entry of it."""
    connection.execute("DELETE FROM mark WHERE key = 'restored_at'")
