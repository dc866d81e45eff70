"""Hears that the desktop locks its screen or goes to sleep.

Linux: signals of D-Bus (org.freedesktop.ScreenSaver, org.gnome.ScreenSaver, login1), where there is a bus. Windows: WTS
session messages. Elsewhere nothing is heard, and only the idle time locks.
"""

import ctypes
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

_SAVERS: Final = (
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
)
_LOGIN: Final = "org.freedesktop.login1"
_WM_WTSSESSION_CHANGE: Final = 0x02B1
_WTS_SESSION_LOCK: Final = 7


class ScreenLock(QObject):
    """Says `locked` when the screen is locked; `listens`: whether this desktop can be heard at all."""

    locked = Signal()

    def __init__(self, window_id: int = 0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.listens = False
        self._filter: _WindowsMessages | None = None
        if sys.platform == "linux":
            self._listen_to_buses()
        elif sys.platform == "win32":
            self._listen_to_windows(window_id)

    @Slot(bool)
    def saver_changed(self, active: bool) -> None:
        """A screen saver began or ended; sleep is near or over."""
        if active:
            self.locked.emit()

    @Slot()
    def session_locked(self) -> None:
        """The session was locked."""
        self.locked.emit()

    def _listen_to_buses(self) -> None:
        try:
            from PySide6.QtDBus import QDBusConnection
        except ImportError:
            return
        session, system = QDBusConnection.sessionBus(), QDBusConnection.systemBus()
        for path, interface in _SAVERS:
            self._hear(session, path, interface, "ActiveChanged", "1saver_changed(bool)")
        self._hear(system, "/org/freedesktop/login1", f"{_LOGIN}.Manager", "PrepareForSleep", "1saver_changed(bool)")
        self._hear(system, "", f"{_LOGIN}.Session", "Lock", "1session_locked()")

    def _hear(self, bus: "QDBusConnection", path: str, interface: str, signal: str, slot: str) -> None:
        if bus.isConnected():
            heard = bus.connect("", path, interface, signal, self, slot)  # type: ignore[call-overload]  # SLOT(), as text
            self.listens = bool(heard) or self.listens

    def _listen_to_windows(self, window_id: int) -> None:
        app = QCoreApplication.instance()
        with suppress(OSError, AttributeError):
            told = ctypes.windll.wtsapi32.WTSRegisterSessionNotification(window_id, 0)  # type: ignore[attr-defined]
            if told and app is not None:
                self._filter = _WindowsMessages(self)
                app.installNativeEventFilter(self._filter)
                self.listens = True


class _WindowsMessages(QAbstractNativeEventFilter):
    """Looks for one message among those of Windows."""

    def __init__(self, lock: ScreenLock) -> None:
        super().__init__()
        self._lock = lock

    def nativeEventFilter(  # noqa: N802  # Qt's name
        self, kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int]:
        """A session that locks locks the office."""
        from ctypes import wintypes

        told = wintypes.MSG.from_address(int(message))
        if told.message == _WM_WTSSESSION_CHANGE and told.wParam == _WTS_SESSION_LOCK:
            self._lock.locked.emit()
        return False, 0
