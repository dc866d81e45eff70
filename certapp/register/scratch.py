"""Folders that are being filled: nobody takes them for something whole, and none outlives the act for long.

Each is locked while somebody is at it. What a program that was killed left behind, whoever comes next removes.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from certapp.model.errors import Refusal
from certapp.model.progress import size_words
from certapp.register.disk import disk_errors
from certapp.register.folder import FolderLock, try_lock

_LOCK = ".lock"


@contextmanager
def scratch(parent: Path, prefix: str, suffix: str = "") -> Iterator[Path]:
    """A new folder in `parent` for its owner alone, which goes at the end unless it was renamed meanwhile."""
    sweep(parent, prefix, suffix)
    with disk_errors(parent):
        parent.mkdir(parents=True, exist_ok=True)
        folder = parent / f"{prefix}{os.urandom(6).hex()}{suffix}"
        lock_file = folder.with_name(folder.name + _LOCK)
        lock = try_lock(lock_file)  # before there is anything to be taken for a leftover
        try:
            folder.mkdir(mode=0o700)
        except BaseException:
            _let_go(lock, lock_file)
            raise
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _let_go(lock, lock_file)


def sweep(parent: Path, prefix: str, suffix: str = "") -> int:
    """Remove what programs that were killed left of such folders in `parent`; how many there were."""
    removed = 0
    with suppress(OSError):
        for folder in sorted(each for each in parent.iterdir() if each.name.startswith(prefix)):
            if folder.name.endswith(suffix) and folder.is_dir() and not folder.is_symlink():
                lock_file = folder.with_name(folder.name + _LOCK)
                lock = try_lock(lock_file)
                if lock is not None:
                    shutil.rmtree(folder, ignore_errors=True)
                    _let_go(lock, lock_file)
                    removed += 1
    return removed


def require_room(folder: Path, needed: int) -> None:
    """So many bytes are free where `folder` is or will be. Refusal RESTORE_NO_ROOM."""
    there = folder.absolute()
    while not there.exists() and there != there.parent:
        there = there.parent
    with disk_errors(there):
        free = shutil.disk_usage(there).free
    if free < needed:
        raise Refusal("RESTORE_NO_ROOM", path=str(folder), needed=size_words(needed), free=size_words(free))


def _let_go(lock: FolderLock | None, file: Path) -> None:
    if lock is not None:
        lock.close()
    with suppress(OSError):
        file.unlink()
