"""How the databases are opened: one place for settings, transactions and what SQLite's errors mean."""

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from certapp.model.errors import Refusal

if TYPE_CHECKING:
    import sqlite3
else:
    try:  # newer than the system's, and free of its write-ahead-log fault; sqlite-utils picks the same one
        from pysqlite3 import dbapi2 as sqlite3
    except ImportError:
        import sqlite3

Row: TypeAlias = tuple[Any, ...]
Parameters: TypeAlias = Sequence[Any] | Mapping[str, Any]
"""By place, or by name."""
IntegrityError = sqlite3.IntegrityError
DatabaseError = sqlite3.DatabaseError

_WAIT_SECONDS: Final = 10.0
_SCRATCH_KIB: Final = 64 << 10
_STEPS_BETWEEN: Final = 100_000
"""Steps of SQLite's machine between two calls of who listens: some milliseconds."""

# SQLite's primary result codes (sqlite.org/rescode.html) that are the world's doing, not the program's.
_REFUSALS: Final = {
    3: "FOLDER_READ_ONLY",  # PERM
    5: "REGISTER_BUSY",  # BUSY
    6: "REGISTER_BUSY",  # LOCKED
    8: "FOLDER_READ_ONLY",  # READONLY
    10: "DISK_FAILED",  # IOERR
    11: "REGISTER_DAMAGED",  # CORRUPT
    13: "DISK_FULL",  # FULL
    14: "REGISTER_MISSING",  # CANTOPEN
    24: "REGISTER_NOT_OURS",  # FORMAT
    26: "REGISTER_NOT_OURS",  # NOTADB
}


class Connection(sqlite3.Connection):
    """A connection that may be used from any thread and speaks of the world's faults in refusals.

    `guard` serialises threads: a transaction holds it to its end, so nobody reads what is not committed.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.guard = threading.RLock()
        self.path = Path()

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run one statement. Refusals DISK_FULL, REGISTER_BUSY, REGISTER_DAMAGED and the like."""
        with self.guard:
            try:
                return super().execute(sql, parameters)
            except UnicodeDecodeError as error:  # SQLite names in its message what is broken in the file
                raise Refusal("REGISTER_DAMAGED", file=self.path.name) from error
            except sqlite3.DatabaseError as error:
                raise refusal(error, self.path) from error

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """All rows of a query."""
        with self.guard:
            cursor = self.execute(sql, parameters)
            try:
                return cursor.fetchall()
            except sqlite3.DatabaseError as error:
                raise refusal(error, self.path) from error

    def row(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """The first row, or None."""
        rows = self.rows(sql, parameters)
        return rows[0] if rows else None

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.row(sql, parameters)
        return None if row is None else row[0]

    @contextmanager
    def listening(self, told: Callable[[], object]) -> Iterator[None]:
        """While one long statement runs `told` is called now and then; what it raises ends the statement and is
        raised here."""
        raised: list[BaseException] = []

        def handler() -> int:
            try:
                told()
            except BaseException as reason:  # SQLite itself would only say that it was interrupted
                raised.append(reason)
            return len(raised)

        with self.guard:
            self.set_progress_handler(handler, _STEPS_BETWEEN)
            try:
                yield
            except sqlite3.DatabaseError:
                if raised:
                    raise raised[0] from None
                raise
            finally:
                self.set_progress_handler(None, _STEPS_BETWEEN)


def refusal(error: sqlite3.DatabaseError, path: Path) -> Exception:
    """What to raise for `error`: a refusal where it is the world's fault, else the error itself."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        # Raised by the Python layer: OperationalError when a text is not UTF-8, which we never write.
        undecodable = isinstance(error, sqlite3.OperationalError)
        return Refusal("REGISTER_DAMAGED", file=path.name) if undecodable else error
    name = _REFUSALS.get(code & 0xFF)
    if name is None:
        return error
    return Refusal(name, file=path.name, path=str(path), detail=str(error))


def open_writer(path: Path, *, create: bool = False) -> Connection:
    """Open for the one writer: rollback journal, every commit on the disk before it returns."""
    connection = _connect(path, "rwc" if create else "rw")
    _set(connection, "locking_mode=EXCLUSIVE", "journal_mode=DELETE", "synchronous=EXTRA", "secure_delete=ON")
    return connection


def open_reader(path: Path) -> Connection:
    """Open for looking: nothing can be written.

    The file is opened writable where it may be, for a transaction cut short by a crash is undone by
    whoever comes next, looker or not. Refusal REGISTER_BUSY at the first query while somebody writes.
    """
    # Asked by name: opening and closing the file ourselves would drop the locks SQLite holds on it.
    connection = _connect(path, "rw" if os.access(path, os.W_OK) else "ro")
    _set(connection, "query_only=ON")
    return connection


def open_still(path: Path) -> Connection:
    """Open a file that nobody writes, to be looked at as it is: without locks, and without what may lie beside it (a
    write-ahead log, a journal of changes), so that nothing there changes by being looked at."""
    return _set(_connect(path, "ro&immutable=1"), "query_only=ON")


def open_drafts_connection(path: Path) -> Connection:
    """Open the file of drafts: a save costs no wait for the disk; a power cut may cost the last seconds."""
    connection = _connect(path, "rwc")
    _set(connection, "journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON")
    return connection


def open_scratch(file: Path | None = None) -> Connection:
    """An empty database: in memory, or in a new `file`, of which 64 MiB are held in memory.

    A replay of twenty years of a large office rebuilds gigabytes; what SQLite calls a temporary file is all in memory
    in the engine that this program brings.
    """
    if file is None:
        return _prepared(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False, factory=Connection))
    settings = (f"cache_size=-{_SCRATCH_KIB}", "locking_mode=EXCLUSIVE", "journal_mode=MEMORY", "synchronous=OFF")
    return _set(_connect(file, "rwc"), *settings)


def open_copy(path: Path) -> Connection:
    """A new file for a copy made by SQLite's backup."""
    return _connect(path, "rwc")


def _connect(path: Path, mode: str) -> Connection:
    if mode != "rwc" and not path.is_file():
        raise Refusal("REGISTER_MISSING", file=path.name, path=str(path))
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=_WAIT_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            factory=Connection,
        )
    except sqlite3.DatabaseError as error:
        raise refusal(error, path) from error
    connection.path = path
    return _prepared(connection)


def _prepared(connection: Connection) -> Connection:
    """Settings that distrust the file: no functions with effects in its schema, every cell checked."""
    return _set(
        connection,
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # else INSERT OR REPLACE deletes past the triggers that forbid it
        "temp_store=MEMORY",
    )


def _set(connection: Connection, *settings: str) -> Connection:
    try:
        for setting in settings:
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: Connection) -> Iterator[Connection]:
    """All or nothing: commits at the end, undoes everything on any exception.

    BEGIN IMMEDIATE takes the write lock at once, so no transaction has to be given up half-way.
    """
    with connection.guard:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # a full disk may have undone it already
                connection.execute("ROLLBACK")
            raise
