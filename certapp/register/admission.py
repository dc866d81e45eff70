"""Whether a file is a register of ours, of this version, whole and without foreign parts."""

from collections.abc import Callable
from typing import Final

from certapp.model.errors import Refusal
from certapp.register.connection import Connection, DatabaseError
from certapp.register.schema import APPLICATION_ID, FINGERPRINTS, fingerprint

_QUICK_CHECK_UP_TO: Final = 64 << 20
"""Bytes of a register that is read through at every start; a larger one is checked by backup."""


def current_version() -> int:
    """The version of register.db this program writes."""
    return max(FINGERPRINTS)


def admit(connection: Connection) -> int:
    """The version of an opened register, current or older.

    Refusal REGISTER_NOT_OURS, REGISTER_NEWER, REGISTER_SCHEMA_CHANGED or REGISTER_DAMAGED; any surprise while
    reading is damage, for a hostile file makes Python's layer raise more than SQLite's errors.
    """
    try:
        return _admit(connection)
    except Refusal:
        raise
    except (DatabaseError, ArithmeticError, TypeError, ValueError) as error:
        raise Refusal("REGISTER_DAMAGED", file=connection.path.name) from error


def damages(connection: Connection, told: Callable[[], object] = lambda: None) -> tuple[str, ...]:
    """What SQLite's full check finds, in its own words; empty for a whole file. Slow for large registers.

    `told` is called now and then meanwhile, though nobody knows how far the check is; what it raises ends it.
    """
    with connection.listening(told):
        return tuple(row[0] for row in connection.rows("PRAGMA integrity_check(20)") if row[0] != "ok")


def _admit(connection: Connection) -> int:
    file = connection.path.name
    if connection.value("PRAGMA application_id") != APPLICATION_ID:
        raise Refusal("REGISTER_NOT_OURS", file=file)
    version = int(connection.value("PRAGMA user_version"))
    if version > current_version():
        raise Refusal("REGISTER_NEWER", file=file)
    if fingerprint(connection) != FINGERPRINTS.get(version):
        raise Refusal("REGISTER_SCHEMA_CHANGED", file=file)
    size = connection.value("PRAGMA page_count") * connection.value("PRAGMA page_size")
    if size <= _QUICK_CHECK_UP_TO and connection.value("PRAGMA quick_check(1)") != "ok":
        raise Refusal("REGISTER_DAMAGED", file=file)
    return version
