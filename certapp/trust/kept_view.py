"""What a verifier believes, read again from its folder only when a file there is another."""

import os
from pathlib import Path
from threading import Lock

from certapp.trust.store import TrustStore
from certapp.trust.view import TrustView

Stamp = tuple[tuple[str, int, int, int], ...]


class KeptView:
    """Call it for the view of now. It may be called from any thread.

    A bulletin of a million entries and the packages of two hundred countries take longer to read and check than any
    paper; what was checked stays in memory, where nobody changes it, as long as the files are the same.
    """

    def __init__(self, store: TrustStore) -> None:
        self._store, self._lock = store, Lock()
        self._kept: tuple[Stamp, TrustView] | None = None

    def __call__(self) -> TrustView:
        """Refusal TRUST_STATE_DAMAGED."""
        with self._lock:
            stamp = _stamp(self._store.folder)  # before: what changes while it is read is read again
            if self._kept is None or self._kept[0] != stamp:
                self._kept = stamp, self._store.view()
            return self._kept[1]


def _stamp(folder: Path) -> Stamp:
    found = []
    for place in (folder, *(folder / name for name in _names(folder))):
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    known = entry.stat()
                    found.append((entry.path, known.st_ino, known.st_size, known.st_mtime_ns))
        except OSError:  # gone, or no folder
            continue
    return tuple(sorted(found))


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries if entry.is_dir()]
    except OSError:
        return []
