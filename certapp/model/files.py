"""Files: written so that after any crash there is the old one or the new one; read within a bound."""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from certapp.model.errors import Refusal

_CHUNK: Final = 1 << 20


def write_atomically(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put `data` at `path`, replacing what was there, and return only when it is on the disk.

    A file beside it is written, flushed and renamed; then the folder is flushed, so that the name survives a
    power failure too. `private`: only the owner may read it (0600). OSError as of the operating system, with
    the old file untouched.
    """
    beside = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
    mode = 0o600 if private else 0o644
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    flush_folder(path.parent)


class WrittenThrough:
    """Writes a long file to the disk as it goes, so that its end is no wait for all of it."""

    _EVERY = 64 << 20

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._pending = 0

    def write(self, data: bytes) -> None:
        """Write more. OSError."""
        self._file.write(data)
        self._pending += len(data)
        if self._pending >= self._EVERY:
            self.finish()

    def finish(self) -> None:
        """All of it is on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._pending = 0


def copy_through(source: Path, target: Path, step: Callable[[int], None], *, private: bool = False) -> str:
    """Copy a long file to a new one, written through to the disk; the SHA-256 of what was copied, in hex.

    `step` is told the bytes of each part. `private`: only the owner may read it (0600). OSError.
    """
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as read, target.open("xb") as write:
        if private:
            target.chmod(0o600)
        through = WrittenThrough(write)
        while chunk := read.read(_CHUNK):
            digest.update(chunk)
            through.write(chunk)
            step(len(chunk))
        through.finish()
    return digest.hexdigest()


def digest_of(path: Path, step: Callable[[int], None]) -> str:
    """The SHA-256 of a long file, in hex; `step` is told the bytes of each part. OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            step(len(chunk))
    return digest.hexdigest()


def read_at_most(path: Path, most: int) -> bytes:
    """A file that somebody names: `most` bytes of it, or one more where it is longer, for its parser to refuse.

    Not by its announced size: a device announces none. Refusal FILE_NOT_THERE.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(most + 1)
    except OSError:
        raise Refusal("FILE_NOT_THERE", file=str(path)[:200]) from None


def read_within(path: Path, most: int) -> bytes:
    """A file that somebody names, whole. Refusal FILE_NOT_THERE; FILE_TOO_LARGE, with `most` bytes said in MiB."""
    data = read_at_most(path, most)
    if len(data) > most:
        raise Refusal("FILE_TOO_LARGE", file=path.name, most=most >> 20)
    return data


def flush_folder(folder: Path) -> None:
    """Make new and changed names in `folder` survive a power failure. Windows does so by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
