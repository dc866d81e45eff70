"""A scanner in keyboard mode, caught before any widget or shortcut sees its keys, wherever the focus is."""

import time
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from certapp.scan.keycodes import key_of
from certapp.scan.keyed import Stroke
from certapp.scan.wedge import Answer, Wedge

_CHANGING_OTHERS: Final = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta}
    | {Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_Mode_switch}
)
_HELD: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_ENDS: Final = {Qt.Key.Key_Return: "ENTER", Qt.Key.Key_Enter: "ENTER", Qt.Key.Key_Tab: "TAB"}
_TOLD_EVERY: Final = 25
"""Characters after which progress is told again."""


class KeyboardScanner(QObject):
    """Listens while `page` is seen. Keys of a person that were held back go on as if nothing had been."""

    began = Signal()
    went_on = Signal(int)
    """So many characters so far."""
    scanned = Signal(object)
    """The strokes of a scan (a list of `Stroke`), the end key among them."""
    left_out = Signal()
    """Something was scanned while a dialog was open that takes no scans: nobody got its keys."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._wedge = Wedge()
        self._waiting: list[QKeyEvent] = []
        self._sending = False
        self._window: QWindow | None = None
        self._last = QTimer(self)  # what waits in the queue of a busy window comes first
        self._last.setSingleShot(True)
        self._last.timeout.connect(self._rest)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(lambda: self._last.start(0))
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._watch)
        self._watch(QGuiApplication.focusWindow())

    def _watch(self, window: QWindow | None) -> None:
        """Keys come to the window that has the focus: it is asked first, before its widgets and shortcuts."""
        if window is not None and window is not self._window:
            window.removeEventFilter(self)
            window.installEventFilter(self)
        self._window = window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Keys only."""
        kind = event.type()
        if kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._listens():
            return self._pressed(event)
        if kind is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._listens():
            wanted = not _changes_others(event) and self._wedge.wants(_stroke(event))
            if wanted:
                event.accept()  # no shortcut
            return wanted
        return False

    def _listens(self) -> bool:
        if self._sending or not self._page.isVisible():
            return False
        modal = QApplication.activeModalWidget()
        return modal is None or modal is self._page.window() or modal.findChild(KeyboardScanner) is None

    def _pressed(self, event: QKeyEvent) -> bool:
        if _changes_others(event):
            return False
        was_scanning = self._wedge.scanning
        answer = self._wedge.press(_stroke(event))
        self._free(answer.freed)
        if self._wedge.scanning and not was_scanning:
            self._waiting.clear()
            self.began.emit()
        elif answer.kept and self._wedge.held:
            self._waiting.append(event.clone())
        if self._wedge.scanning and len(self._wedge.scan) % _TOLD_EVERY == 0:
            self.went_on.emit(len(self._wedge.scan))
        self._settle(answer)
        return answer.kept

    def _rest(self) -> None:
        answer = self._wedge.rest()
        self._free(answer.freed)
        self._settle(answer)

    def _settle(self, answer: Answer) -> None:
        self._last.stop()
        if self._wedge.wait:
            self._pause.start(self._wedge.wait)
        else:
            self._pause.stop()
        if answer.ended:
            modal = QApplication.activeModalWidget()
            if modal is None or modal is self._page.window():
                self.scanned.emit(list(self._wedge.scan))
            else:
                self.left_out.emit()

    def _free(self, count: int) -> None:
        """Held keys on their way, to where the focus is."""
        freed, self._waiting = self._waiting[:count], self._waiting[count:]
        for event in freed:
            if self._window is not None:
                self._sending = True
                QCoreApplication.sendEvent(self._window, event)
                self._sending = False


def _changes_others(event: QKeyEvent) -> bool:
    return event.key() in _CHANGING_OTHERS


def _stroke(event: QKeyEvent) -> Stroke:
    at = event.timestamp() or round(time.monotonic() * 1000)
    modifiers = event.modifiers()
    return Stroke(
        key_of(event.nativeScanCode(), event.nativeVirtualKey()),
        event.text() if event.text().isprintable() else "",
        at,
        shift=bool(modifiers & Qt.KeyboardModifier.ShiftModifier),
        held=bool(modifiers & _HELD),
        ends=_ENDS.get(Qt.Key(event.key()), ""),
        repeated=event.isAutoRepeat(),
    )
