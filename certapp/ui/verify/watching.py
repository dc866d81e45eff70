"""Watches chosen folders and sticks that are put in, so that lists carried here are taken in without a search."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QStorageInfo, QTimer, Signal

POLL_MS: Final = 3000
"""Between two looks at what is mounted: Qt tells of no new volume."""
SETTLE_MS: Final = 700
"""After a change until it is looked at: a copy takes a moment."""


class StickWatch(QObject):
    """Tells of folders whose content changed and of volumes mounted since it began."""

    seen = Signal(list)
    """Folders (`Path`) worth a look now."""

    def __init__(self, folders: Iterable[Path] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changed: dict[Path, None] = {}
        self._mounted = self.mounted()
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda folder: self._soon(Path(folder)))
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._tell)
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self.look_for_sticks)
        self._poll.start()
        for folder in folders:
            self.add(folder)
            self._soon(folder)

    def add(self, folder: Path) -> None:
        """Watch a folder from now on; one that is not there is left out."""
        if folder.is_dir():
            self._watcher.addPath(str(folder))

    def look_for_sticks(self) -> None:
        """Tell of volumes that were not there before."""
        now = self.mounted()
        for place in now - self._mounted:
            self._soon(place)
        self._mounted = now

    def mounted(self) -> frozenset[Path]:
        """The roots of the volumes that are mounted and can be read."""
        volumes = QStorageInfo.mountedVolumes()
        return frozenset(Path(each.rootPath()) for each in volumes if each.isValid() and each.isReady())

    def _soon(self, folder: Path) -> None:
        self._changed[folder] = None
        self._settle.start()

    def _tell(self) -> None:
        folders, self._changed = list(self._changed), {}
        self.seen.emit([folder for folder in folders if folder.is_dir()])
