"""The program as the portable package puts it into a folder: versions beside each other, a pointer to the one in use.

certapp          starts the version that `current` names
current          two lines: the version in use, the one before it
publisher.pem    whose updates are believed
versions/0.2.0/  an environment of Python with one version, and the signed `release` that it came with
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.files import read_at_most, write_atomically
from certapp.register.disk import disk_errors
from certapp.register.folder import try_lock
from certapp.trust.public_key import LARGEST, public_key_file, read_public_key
from certapp.trust.update_file import LARGEST_HEAD, Release, numbers, parse_head

UNFINISHED: Final = "unfinished-"


@dataclass(frozen=True, slots=True)
class InUse:
    """The version in use, and the one before it ('' for none)."""

    version: str
    before: str


@dataclass(frozen=True, slots=True)
class Installation:
    """The folder. Making one touches nothing on disk."""

    home: Path

    @property
    def versions(self) -> Path:
        """One folder a version."""
        return self.home / "versions"

    @property
    def backups(self) -> Path:
        """Where offices are backed up before an update, unless somebody says otherwise."""
        return self.home / "backups"

    def folder(self, version: str) -> Path:
        """Where a version lies."""
        return self.versions / version

    def in_use(self) -> InUse:
        """What the pointer says. Refusal UPDATE_INSTALLATION_DAMAGED."""
        with self._sensibly():
            lines = read_at_most(self.home / "current", 100).decode("ascii").split("\n")
            for version in filter(None, lines):
                numbers(version)
            return InUse(lines[0], lines[1])
        raise AssertionError

    def use(self, version: str, before: str) -> None:
        """Let the pointer name another version: after a power cut it names the one or the other."""
        with disk_errors(self.home):
            _all_on_disk()
            write_atomically(self.home / "current", f"{version}\n{before}\n".encode())

    def publisher(self) -> bytes:
        """Whose updates are believed (SubjectPublicKeyInfo, DER). Refusal UPDATE_INSTALLATION_DAMAGED."""
        file = self.home / "publisher.pem"
        return read_public_key(read_at_most(file, LARGEST), file.name, "UPDATE_INSTALLATION_DAMAGED")

    def believe(self, publisher: bytes) -> None:
        """Believe updates of this key from now on."""
        with disk_errors(self.home):
            write_atomically(self.home / "publisher.pem", public_key_file(publisher))

    def release(self, version: str) -> Release:
        """What was signed of a version that is here. Refusal UPDATE_INSTALLATION_DAMAGED."""
        with self._sensibly():
            return parse_head(read_at_most(self.folder(version) / "release", LARGEST_HEAD + 64)).release
        raise AssertionError

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else installs here meanwhile. Refusal UPDATE_ELSEWHERE."""
        with disk_errors(self.home):
            lock = try_lock(self.home / "update.lock")
        if lock is None:
            raise Refusal("UPDATE_ELSEWHERE")
        with lock:
            yield

    def sweep(self) -> None:
        """Remove versions that are neither in use nor the one before."""
        kept = self.in_use()
        with suppress(OSError):
            for path in self.versions.iterdir():
                if (
                    path.is_dir()
                    and path.name not in (kept.version, kept.before)
                    and not path.name.startswith(UNFINISHED)
                ):
                    shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def _sensibly(self) -> Iterator[None]:
        try:
            yield
        except (Refusal, ValueError, IndexError):
            raise Refusal("UPDATE_INSTALLATION_DAMAGED", file=str(self.home)) from None


def python_of(environment: Path) -> Path:
    """The interpreter of an environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def installation_here(environment: Path | None = None) -> Installation:
    """The installation that this program runs from.

    Refusal UPDATE_NOT_INSTALLED where it was started in another way, such as from its sources.
    """
    environment = environment or Path(sys.prefix)
    home = environment.parent.parent
    if environment.parent.name != "versions" or not (home / "current").is_file():
        raise Refusal("UPDATE_NOT_INSTALLED")
    return Installation(home)


def _all_on_disk() -> None:
    """pip does not write its files through to the disk. Windows has no such call."""
    if hasattr(os, "sync"):
        os.sync()
