"""One office is one folder: where its parts lie, and who may write in it."""

import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from certapp.model.errors import Refusal
from certapp.model.sentences import sentence
from certapp.register.disk import disk_errors, disk_refusal

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_LOCKED_BYTE: Final = 1 << 30
"""Windows locks are mandatory, so the locked byte lies far behind the text that others want to read."""

_NETWORK_KINDS: Final = frozenset(
    {
        *("9p", "afs", "afpfs", "ceph", "cifs", "coda", "davfs", "fuse.davfs2", "fuse.glusterfs"),
        *("fuse.rclone", "fuse.sshfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs"),
    }
)


_OF_THE_HOST: Final = frozenset({"9p"})
"""What a virtual machine shows of its host, often its whole disk: one machine writes there, so it is only warned of."""


@dataclass(frozen=True)
class OfficeFolder:
    """The parts of an office's folder. Making one touches nothing on disk."""

    path: Path

    @property
    def register(self) -> Path:
        """The register proper: journal and state."""
        return self.path / "register.db"

    @property
    def drafts(self) -> Path:
        """What is being typed."""
        return self.path / "drafts.db"

    @property
    def attachments(self) -> Path:
        """Photographs, documents and issued PDFs by SHA-256."""
        return self.path / "attachments"

    @property
    def keys(self) -> Path:
        """Wrapped private keys."""
        return self.path / "keys"

    @property
    def trust(self) -> Path:
        """Anchors, packages, bulletins."""
        return self.path / "trust"

    @property
    def prepared(self) -> Path:
        """What an office asked of a country CA elsewhere; there until the answer makes the office."""
        return self.path / "office.xcrequest"

    @property
    def waits_for_answer(self) -> bool:
        """Whether an office was prepared here and has not begun."""
        return self.prepared.is_file() and not self.register.exists()

    def make(self) -> None:
        """Make the folder and its sub-folders, `keys` for the owner alone."""
        with disk_errors(self.path):
            for folder in (self.path, self.attachments, self.keys, self.trust):
                folder.mkdir(parents=True, exist_ok=True)
            self.keys.chmod(0o700)

    def lock(self) -> "FolderLock":
        """Become the one writer of this folder until the lock is closed or the process ends.

        Refusal OFFICE_OPEN_ELSEWHERE (pid, host) where another writer has it. The operating system frees
        the lock of a process that was killed. Reading needs no lock.
        """
        path = self.path / "office.lock"
        with disk_errors(path):
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            file = os.fdopen(descriptor, "r+b", buffering=0)
        try:
            _take(file)
        except (BlockingIOError, PermissionError):
            pid, host = _holder(file)
            file.close()
            raise Refusal("OFFICE_OPEN_ELSEWHERE", pid=pid, host=host) from None
        except OSError as error:  # a file system that knows no locks
            file.close()
            raise disk_refusal(error, path) from error
        with disk_errors(path):
            file.seek(0)
            file.truncate()
            file.write(f"{os.getpid()}\n{socket.gethostname()}\n".encode())
        return FolderLock(file)


class FolderLock:
    """The held lock of an office folder; a context manager."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def close(self) -> None:
        """Let the folder go. The file stays: removing it would let two writers lock two different files."""
        self._file.close()

    def __enter__(self) -> "FolderLock":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def try_lock(path: Path) -> FolderLock | None:
    """Lock a file, made where it is not there; None where somebody else has it. OSError."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    file = os.fdopen(descriptor, "r+b", buffering=0)
    try:
        _take(file)
    except OSError:
        file.close()
        return None
    return FolderLock(file)


def _take(file: IO[bytes]) -> None:
    """Lock without waiting; OSError where somebody has it."""
    if sys.platform == "win32":
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        # flock, not POSIX record locks: those do not keep a second opening in the same process out.
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def _holder(file: IO[bytes]) -> tuple[str, str]:
    file.seek(0)
    lines = [*file.read(512).decode("utf-8", "replace").splitlines(), "?", "?"]
    return lines[0], lines[1]


def network_share_warning(path: Path, language: str = "") -> str | None:
    """A sentence where `path` lies on a network drive, whose locks cannot be relied on; None elsewhere."""
    kind = network_kind(path)
    return sentence("NETWORK_SHARE", {"path": path, "kind": kind}, language) if kind else None


def require_local(path: Path) -> None:
    """Refusal NETWORK_SHARE where `path` lies on a network drive: its locks cannot be relied on."""
    kind = network_kind(path)
    if kind is not None and kind not in _OF_THE_HOST:
        raise Refusal("NETWORK_SHARE", path=str(path), kind=kind)


def network_kind(path: Path) -> str | None:
    """The kind of network file system `path` lies on ("nfs", "cifs"...); None where local or unknown."""
    resolved = path.resolve()
    if sys.platform == "win32":
        import ctypes

        root = resolved.anchor
        remote = 4  # DRIVE_REMOTE of GetDriveTypeW
        return "network" if root.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(root) == remote else None
    try:
        mounts = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
    except OSError:
        return None
    kind = file_system(resolved, mounts)
    return kind if kind in _NETWORK_KINDS else None


def file_system(path: Path, mountinfo: str) -> str | None:
    """The type of the file system that holds `path`, by the text of /proc/self/mountinfo (proc(5))."""
    best: tuple[int, str | None] = (-1, None)
    for line in mountinfo.splitlines():
        before, separator, after = line.partition(" - ")
        fields, kinds = before.split(" "), after.split(" ")
        if not separator or len(fields) < 5:
            continue
        point = Path(_unescaped(fields[4]))
        depth = len(point.parts)
        if depth >= best[0] and path.is_relative_to(point):  # a later mount on the same point covers an earlier
            best = (depth, kinds[0])
    return best[1]


def _unescaped(field: str) -> str:
    """mountinfo writes space, tab, newline and backslash as octal."""
    for octal, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        field = field.replace(octal, character)
    return field
