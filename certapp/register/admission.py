"""Whether a file is a register of ours, of this version, whole and without foreign parts."""

from collections.abc import Callable
from contextlib import closing
from typing import Final

from certapp.model.errors import Refusal
from certapp.register.connection import Connection, DatabaseError, open_scratch
from certapp.register.schema import APPLICATION_ID, FINGERPRINTS, changed_parts, fingerprint

_QUICK_CHECK_UP_TO: Final = 64 << 20
"""Bytes of a register that is read through at every start; a larger one is checked by backup."""
_MOST_NAMED: Final = 5


def current_version() -> int:
    """The version of register.db this program writes."""
    return max(FINGERPRINTS)


def admit(connection: Connection, *, whole: bool = True) -> int:
    """The version of an opened register, current or older. `whole`: SQLite finds no damage in it.

    Refusal REGISTER_NOT_OURS, REGISTER_NEWER, REGISTER_SCHEMA_CHANGED or REGISTER_DAMAGED; any surprise while
    reading is damage, for a hostile file makes Python's layer raise more than SQLite's errors.
    """
    try:
        return _admit(connection, whole)
    except Refusal:
        raise
    except (DatabaseError, ArithmeticError, TypeError, ValueError) as error:
        raise Refusal("REGISTER_DAMAGED", file=connection.path.name) from error


def damages(connection: Connection, told: Callable[[], object] = lambda: None) -> tuple[str, ...]:
    """What SQLite's full check finds, in its own words; empty for a whole file. Slow for large registers.

    `told` is called now and then meanwhile, though nobody knows how far the check is; what it raises ends it.
    """
    try:
        with connection.listening(told):
            found = [str(row[0]) for row in connection.rows("PRAGMA integrity_check(20)") if row[0] != "ok"]
    except DatabaseError:
        found = ["the file cannot be read to its end"]
    except Refusal as refusal:
        if refusal.code != "REGISTER_DAMAGED":
            raise
        found = ["the file cannot be read to its end"]
    size = connection.value("PRAGMA page_count") * connection.value("PRAGMA page_size")
    if connection.path.is_file() and connection.path.stat().st_size > size:
        found.append("bytes stand behind the last page")
    return tuple(found)


def _changed(connection: Connection) -> str:
    """Which parts of the schema are not those of a new register: the first few, by kind and name."""
    from certapp.register.migrations import migrate  # with sqlite-utils: only when it is really needed

    with closing(open_scratch()) as new:
        migrate(new)
        parts = changed_parts(connection, new)
    version = int(connection.value("PRAGMA user_version"))
    if version != current_version():
        parts = [f"user_version {version}", *parts]
    return ", ".join(parts[:_MOST_NAMED]) + (" …" if len(parts) > _MOST_NAMED else "")


def _admit(connection: Connection, whole: bool) -> int:
    file = connection.path.name
    if connection.value("PRAGMA application_id") != APPLICATION_ID:
        raise Refusal("REGISTER_NOT_OURS", file=file)
    version = int(connection.value("PRAGMA user_version"))
    if version > current_version():
        raise Refusal("REGISTER_NEWER", file=file)
    if fingerprint(connection) != FINGERPRINTS.get(version):
        raise Refusal("REGISTER_SCHEMA_CHANGED", file=file, parts=_changed(connection))
    if not whole:
        return version
    size = connection.value("PRAGMA page_count") * connection.value("PRAGMA page_size")
    if size <= _QUICK_CHECK_UP_TO and connection.value("PRAGMA quick_check(1)") != "ok":
        raise Refusal("REGISTER_DAMAGED", file=file)
    return version
