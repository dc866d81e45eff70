"""One window for a post: what is opened by double click while it is there is handed to it.

A local socket (a pipe on Windows) that only this person can open; no network has to do with it. What comes over it are
names of files, which are then checked like any file that is dropped onto the page.
"""

import hashlib
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

PATIENCE_MS: Final = 2000
_MOST_BYTES: Final = 1 << 20
_MOST_FILES: Final = 1000


class Handing(QObject):
    """The place of one post's window, by the post's folder."""

    came = Signal(list)
    """Files (`Path`) that were opened elsewhere; none: the window is only wanted in front."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = f"certapp-post-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)

    def hand_over(self, files: Sequence[Path]) -> bool:
        """Give the files to the window that is open; False where there is none."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(PATIENCE_MS):
            return False
        _let_it_come_to_the_front()
        socket.write(json.dumps([str(path.resolve()) for path in files]).encode())
        sent = socket.waitForBytesWritten(PATIENCE_MS)
        socket.disconnectFromServer()
        if socket.state() != QLocalSocket.LocalSocketState.UnconnectedState:
            socket.waitForDisconnected(PATIENCE_MS)
        return sent

    def listen(self) -> None:
        """Be the window from now on. Where the system gives no such place, every double click opens another window."""
        if not self._server.listen(self._name):
            QLocalServer.removeServer(self._name)  # left behind by a program that was killed: nobody answered there
            self._server.listen(self._name)

    def _connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            got = bytearray()
            socket.readyRead.connect(lambda socket=socket, got=got: _take(socket, got))
            socket.disconnected.connect(lambda socket=socket, got=got: self._whole(socket, got))

    def _whole(self, socket: QLocalSocket, got: bytearray) -> None:
        _take(socket, got)
        socket.deleteLater()
        named: object = None
        with suppress(ValueError, RecursionError):
            named = json.loads(got)
        if isinstance(named, list) and len(named) <= _MOST_FILES and all(isinstance(each, str) for each in named):
            self.came.emit([Path(each) for each in named])


def _take(socket: QLocalSocket, got: bytearray) -> None:
    got += socket.readAll().data()
    if len(got) > _MOST_BYTES:
        socket.abort()


def _let_it_come_to_the_front() -> None:
    """On Windows only who was just started by a click may do that, and may hand it on. Never tried there."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)  # ASFW_ANY
