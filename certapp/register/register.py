"""An office's register, open: by its one writer, or by anybody for looking."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.files import flush_folder
from certapp.register.admission import admit, current_version
from certapp.register.attachments import AttachmentStore
from certapp.register.connection import (
    Connection,
    DatabaseError,
    open_copy,
    open_reader,
    open_still,
    open_writer,
    refusal,
    transaction,
)
from certapp.register.disk import disk_errors
from certapp.register.drafts import open_drafts
from certapp.register.folder import FolderLock, OfficeFolder

_PAGES: Final = 1024
"""How many are copied before others get their turn."""
_LET_OTHERS_S: Final = 0.001


class Register:
    """The open register of one office. Made by `create_register`, `open_register` or `view_register`.

    `connection` goes to the functions of the modules beside this one; `attachments` is the store of files.
    """

    def __init__(self, folder: OfficeFolder, connection: Connection, lock: FolderLock | None) -> None:
        self.folder = folder
        self.connection = connection
        self.attachments = AttachmentStore(folder.attachments)
        self._lock = lock
        self._drafts: Connection | None = None

    @property
    def shared(self) -> bool:
        """Whether others can look into the same file meanwhile: it was opened for looking."""
        return self._lock is None

    @property
    def drafts(self) -> Connection:
        """The file of drafts, opened when first asked for; it is the writer's alone."""
        if self._lock is None:
            raise RuntimeError("drafts belong to the writer")
        if self._drafts is None:
            self._drafts = open_drafts(self.folder.drafts)
        return self._drafts

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One act: everything recorded inside is on the disk at its end, or nothing is."""
        with transaction(self.connection) as connection:
            yield connection

    def close(self) -> None:
        """Close the files and let the folder go."""
        try:
            if self._drafts is not None:
                self._drafts.close()
            self.connection.close()
        finally:
            if self._lock is not None:
                self._lock.close()

    def __enter__(self) -> "Register":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def create_register(folder: OfficeFolder) -> Register:
    """Make the folder and its empty register, and open it. Refusal OFFICE_EXISTS where there is one."""
    from certapp.register.migrations import migrate

    if folder.register.exists():
        raise Refusal("OFFICE_EXISTS", path=str(folder.path))
    folder.make()
    lock = folder.lock()
    try:
        # Built beside and renamed: a crash leaves a whole register or none.
        unfinished = folder.path / "register.db.new"
        with disk_errors(folder.path):
            unfinished.unlink(missing_ok=True)
            with closing(open_writer(unfinished, create=True)) as connection:
                migrate(connection)
            unfinished.replace(folder.register)
            flush_folder(folder.path)
        return Register(folder, _admitted_writer(folder), lock)
    except BaseException:
        lock.close()
        raise


def open_register(folder: OfficeFolder) -> Register:
    """Open for writing; an older register is first copied beside and brought to the current version.

    Refusals: OFFICE_OPEN_ELSEWHERE, REGISTER_MISSING, and those of `admission.admit`.
    """
    if not folder.register.is_file():
        raise Refusal("REGISTER_MISSING", file=folder.register.name, path=str(folder.register))
    lock = folder.lock()
    try:
        return Register(folder, _admitted_writer(folder), lock)
    except BaseException:
        lock.close()
        raise


def view_register(
    folder: OfficeFolder, copy: Path | None = None, *, whole: bool = True, still: bool = False
) -> Register:
    """Open for looking, where named a `copy` of the register in its place; nothing is changed.

    whole: damage is refused; without it, whoever checks the register tells it. still: nobody writes it (`open_still`).
    Refusal REGISTER_BUSY while a writer has it, REGISTER_OLDER.
    """
    connection = (open_still if still else open_reader)(copy or folder.register)
    try:
        if admit(connection, whole=whole) < current_version():
            raise Refusal("REGISTER_OLDER", file=folder.register.name)
    except BaseException:
        connection.close()
        raise
    return Register(folder, connection, None)


def _admitted_writer(folder: OfficeFolder) -> Connection:
    connection = open_writer(folder.register)
    try:
        if admit(connection) < current_version():
            from certapp.register.migrations import migrate

            _copy_before_migration(connection, folder.path)
            migrate(connection)
            admit(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _copy_before_migration(connection: Connection, folder: Path) -> Path:
    """`register-before-vN-<date>.db`, N the version to come; an earlier copy of that day is kept as well."""
    stem = f"register-before-v{current_version()}-{datetime.now(UTC):%Y-%m-%d}"
    path, copies = folder / f"{stem}.db", 1
    while path.exists():
        copies += 1
        path = folder / f"{stem}-{copies}.db"
    copy_database(connection, path)
    return path


def copy_database(source: Connection, path: Path, told: Callable[[int], object] = lambda more: None) -> None:
    """A consistent copy of an open database as one file, written through to the disk.

    Others may read and write by the same connection meanwhile: SQLite brings the copy up to date as they do. `told`
    hears how many more bytes are done; what it raises ends the copy. Refusal DISK_FULL, DISK_FAILED...; a copy that
    fails leaves no file.
    """
    page, done = int(source.value("PRAGMA page_size")), 0

    def progress(_status: int, remaining: int, total: int) -> None:
        nonlocal done
        now = (total - remaining) * page
        source.guard.release()  # never within a transaction: that holds the guard to its end
        try:
            told(now - done)
            time.sleep(_LET_OTHERS_S)
        finally:
            source.guard.acquire()
        done = now

    try:
        with closing(open_copy(path)) as copy, source.guard:
            try:
                source.backup(copy, pages=_PAGES, progress=progress, sleep=0)
            except DatabaseError as error:
                raise refusal(error, path) from error
            copy.execute("PRAGMA journal_mode=DELETE")  # the drafts' copy would else ask for a file beside it
        with disk_errors(path), path.open("rb+") as file:
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
