"""A backup as one stream: each file by its path, then the manifest; what a reader takes is what belongs to an office.

A path of two bytes' length, a size of eight, the bytes; a length of zero ends it. No links, no modes, no times.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.files import WrittenThrough
from certapp.register.disk import disk_errors

_CHUNK: Final = 1 << 20
_LONGEST_PATH: Final = 1000

Write = Callable[[bytes], object]
Read = Callable[[int], bytes]


def pack(files: Mapping[str, Path], write: Write, told: Callable[[int], None]) -> None:
    """Write these files, by the path each has in the backup; `told(bytes)` hears of each piece."""
    for name, path in files.items():
        with disk_errors(path), path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            write(len(name.encode()).to_bytes(2, "big") + name.encode() + size.to_bytes(8, "big"))
            while chunk := file.read(_CHUNK):
                write(chunk)
                told(len(chunk))
    write(bytes(2))


def unpack(
    read: Read,
    into: Path,
    belongs: Callable[[str], bool],
    most: int,
    backup: str,
    told: Callable[[int], object] = lambda more: None,
) -> None:
    """Write the files of a stream below the empty folder `into`, keys for their owner alone.

    `most`: how many bytes there can be, as the stream itself is that long; `told(bytes)` hears of each piece.
    Refusal BACKUP_DAMAGED (file).
    """
    for name, size in _names(read, most, backup):
        if not belongs(name) or (into / name).exists():
            raise Refusal("BACKUP_DAMAGED", file=name)
        path = into / name
        with disk_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                if name.startswith(("keys/", "trust/")):
                    path.chmod(0o600)
                through = WrittenThrough(file)
                while size:
                    chunk = read(min(size, _CHUNK))
                    through.write(chunk)
                    told(len(chunk))
                    size -= len(chunk)
                through.finish()


def digests(
    read: Read, most: int, backup: str, told: Callable[[int], object] = lambda more: None
) -> Iterator[tuple[str, str, int]]:
    """Path, SHA-256 and size of each file of a stream, nothing of it kept. Refusal BACKUP_DAMAGED."""
    for name, size in _names(read, most, backup):
        digest, missing = hashlib.sha256(), size
        while missing:
            chunk = read(min(missing, _CHUNK))
            digest.update(chunk)
            told(len(chunk))
            missing -= len(chunk)
        yield name, digest.hexdigest(), size


def _names(read: Read, most: int, backup: str) -> Iterator[tuple[str, int]]:
    while length := int.from_bytes(read(2), "big"):
        if length > _LONGEST_PATH:
            raise Refusal("BACKUP_DAMAGED", file=backup)
        try:
            name = read(length).decode()
        except UnicodeDecodeError:
            raise Refusal("BACKUP_DAMAGED", file=backup) from None
        size = int.from_bytes(read(8), "big")
        most -= size
        if most < 0:
            raise Refusal("BACKUP_DAMAGED", file=name)
        yield name, size
