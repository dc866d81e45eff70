"""An office's register as it was before a newer program brought it to its version, where nothing was recorded since."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.files import flush_folder
from certapp.register.connection import Connection, open_reader, open_still, open_writer
from certapp.register.disk import disk_errors
from certapp.register.folder import OfficeFolder
from certapp.register.journal import last_entry
from certapp.register.register import copy_database

_KEPT: Final = "register-before-v*.db"


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """A register that was kept at a migration. recorded: how many entries the office has recorded since."""

    path: Path
    recorded: int


def versions_of(folder: OfficeFolder) -> tuple[int, int]:
    """The versions of the register and of the drafts (0 where there are none). Refusal OFFICE_NOT_THERE..."""
    if not folder.register.is_file():
        raise Refusal("OFFICE_NOT_THERE", folder=str(folder.path))
    drafts = _version(folder.drafts, open_reader) if folder.drafts.is_file() else 0
    return _version(folder.register, open_reader), drafts


def kept_copy(folder: OfficeFolder, most: int) -> KeptCopy:
    """The newest copy that a program opens which knows registers up to version `most`. Refusal UPDATE_BACK_NO_COPY."""
    found: list[tuple[int, Path]] = []
    for path in folder.path.glob(_KEPT):
        if path.is_file() and not path.is_symlink() and _version(path, open_still) <= most:
            found.append((_head(path, open_still)[0], path))
    if not found:
        raise Refusal("UPDATE_BACK_NO_COPY", folder=str(folder.path), most=most)
    seq, path = max(found)
    now, _hash = _head(folder.register, open_reader)
    return KeptCopy(path, now - seq)


def step_back(folder: OfficeFolder, copy: KeptCopy) -> Path:
    """Put a kept copy in the register's place; gives where the newer one is kept. After a power cut the register is
    the one or the other.

    Refusals OFFICE_OPEN_ELSEWHERE; UPDATE_BACK_RECORDED (copy, count) where the journals do not end with the same
    entry: what was recorded since would be lost.
    """
    with folder.lock():
        if _head(copy.path, open_still) != _head(folder.register, open_reader):
            raise Refusal("UPDATE_BACK_RECORDED", folder=str(folder.path), copy=copy.path.name, count=copy.recorded)
        version = _version(folder.register, open_reader)
        stem = f"register-of-v{version}-{datetime.now(UTC):%Y-%m-%d-%H%M%S}"
        aside, beside = folder.path / f"{stem}.db", folder.path / "register.db.new"
        with closing(open_writer(folder.register)) as newer:
            copy_database(newer, aside)
        with disk_errors(folder.path):
            beside.unlink(missing_ok=True)
            with closing(open_still(copy.path)) as kept:
                copy_database(kept, beside)
            beside.replace(folder.register)
            flush_folder(folder.path)
        return aside


def _version(path: Path, opened: Callable[[Path], Connection]) -> int:
    with closing(opened(path)) as connection:
        return int(connection.value("PRAGMA user_version"))


def _head(path: Path, opened: Callable[[Path], Connection]) -> tuple[int, bytes]:
    with closing(opened(path)) as connection:
        entry = last_entry(connection)
        return (entry.seq, entry.hash) if entry else (0, b"")
