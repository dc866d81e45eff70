"""Photographs, documents and PDFs: files named by their own SHA-256, whole or not there at all."""

import hashlib
import re
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.files import flush_folder, write_atomically
from certapp.register.connection import Connection
from certapp.register.disk import disk_errors

_SHA256: Final = re.compile("[0-9a-f]{64}")
_ORPHAN_AGE_SECONDS: Final = 24 * 60 * 60


@dataclass(frozen=True)
class Attachment:
    """A file of an application: what it was called and what it holds; its bytes lie in the store."""

    sha256: str
    size: int
    mime: str
    name: str


_SIGNED: Final = b"/ETSI.CAdES.detached"
"""What our own signed PDFs, and some others, hold."""


class AttachmentStore:
    """The folder of files by SHA-256: `ab/abcdef...`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Keep `data` and give its SHA-256 in hex; it is on the disk then, so that a commit may name it.

        What is there already is read and compared, not written again; a damaged copy is replaced.
        Refusal DISK_FULL, FOLDER_READ_ONLY, DISK_FAILED.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        with disk_errors(path):
            if path.is_file() and path.read_bytes() == data:
                path.touch()  # in use again: the sweep shall not take it before its commit
                return sha256
            if not path.parent.is_dir():
                path.parent.mkdir(parents=True, exist_ok=True)
                flush_folder(self._folder)
            write_atomically(path, data)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes, hashed again. Refusal ATTACHMENT_MISSING or ATTACHMENT_DAMAGED."""
        path = self._path(sha256)
        with disk_errors(path):
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                raise Refusal("ATTACHMENT_MISSING", sha256=sha256) from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Refusal("ATTACHMENT_DAMAGED", sha256=sha256)
        return data

    def __contains__(self, sha256: str) -> bool:
        return self._path(sha256).is_file()

    def names(self) -> Iterator[str]:
        """The SHA-256 of every file there is, sorted."""
        for path in sorted(self._folder.glob("[0-9a-f][0-9a-f]/*")):
            if path.is_file() and _SHA256.fullmatch(path.name) and path.name.startswith(path.parent.name):
                yield path.name

    def size(self) -> int:
        """Bytes of all files."""
        with disk_errors(self._folder):
            return sum(path.stat().st_size for path in self._folder.glob("[0-9a-f][0-9a-f]/*"))

    def sweep(self, known: Collection[str]) -> int:
        """Remove files that are not `known`; how many. Those of the last day may await a commit."""
        oldest = time.time() - _ORPHAN_AGE_SECONDS
        removed = 0
        with disk_errors(self._folder):
            for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
                if path.name not in known and path.stat().st_mtime < oldest:
                    path.unlink()
                    removed += 1
        return removed

    def drop(self, sha256: str) -> None:
        """Remove a file that nothing names."""
        path = self._path(sha256)
        with disk_errors(path):
            path.unlink(missing_ok=True)

    def signed_since(self, at_ms: int) -> Iterator[str]:
        """The SHA-256 of every signed PDF that was kept at `at_ms` (Unix milliseconds) or after."""
        with disk_errors(self._folder):
            for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
                if _SHA256.fullmatch(path.name) and path.stat().st_mtime * 1000 >= at_ms:
                    data = path.read_bytes()
                    if data.startswith(b"%PDF-") and _SIGNED in data:
                        yield path.name

    def _path(self, sha256: str) -> Path:
        if _SHA256.fullmatch(sha256) is None:
            raise ValueError("not a SHA-256 in hex")
        return self._folder / sha256[:2] / sha256


def attachments_of(connection: Connection, application: str) -> list[Attachment]:
    """The files of an application in their order."""
    rows = connection.rows(
        "SELECT sha256, size, mime, name FROM attachment WHERE application = ? ORDER BY position",
        (application,),
    )
    return [Attachment(*row) for row in rows]


def known_files(connection: Connection) -> frozenset[str]:
    """SHA-256 of every file the register names: attachments, issued PDFs, sheets of extensions, scans of old papers."""
    rows = connection.rows(
        "SELECT sha256 FROM attachment UNION SELECT pdf_sha256 FROM certificate UNION SELECT pdf_sha256 FROM extension"
        " UNION SELECT sha256 FROM legacy_scan"
    )
    return frozenset(row[0] for row in rows)
