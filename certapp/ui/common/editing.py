"""The menu "Edit": what the keys of a text do, for those who look for it in a menu."""

from typing import Final

from PySide6.QtCore import QEvent, QKeyCombination, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMainWindow, QMenu, QPlainTextEdit, QWidget

from certapp.ui.common.words import _

_CTRL: Final = Qt.KeyboardModifier.ControlModifier
_KEYS: Final = {
    "undo": (Qt.Key.Key_Z, _CTRL),
    "redo": (Qt.Key.Key_Z, _CTRL | Qt.KeyboardModifier.ShiftModifier),
    "cut": (Qt.Key.Key_X, _CTRL),
    "copy": (Qt.Key.Key_C, _CTRL),
    "paste": (Qt.Key.Key_V, _CTRL),
    "all": (Qt.Key.Key_A, _CTRL),
}
_CHANGES: Final = frozenset({"undo", "redo", "cut", "paste"})


class EditMenu(QMenu):
    """Presses the key in the text that has the focus. The keys are only shown here: the text takes them itself."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(_("E&dit"), window)
        self._window = window
        words = {
            "undo": _("&Undo"),
            "redo": _("&Redo"),
            "cut": _("Cu&t"),
            "copy": _("&Copy"),
            "paste": _("&Paste"),
            "all": _("Select &all"),
        }
        self.entries: dict[str, QAction] = {}
        for name, said in words.items():
            if name in ("cut", "all"):
                self.addSeparator()
            key, held = _KEYS[name]
            shown = QKeySequence(QKeyCombination(held, key)).toString(QKeySequence.SequenceFormat.NativeText)
            self.entries[name] = self.addAction(f"{said}\t{shown}")
            self.entries[name].triggered.connect(lambda _checked=False, name=name: self._press(name))
        self.aboutToShow.connect(self._offer)

    def _offer(self) -> None:
        """Only what the place of the cursor can do."""
        at = self._text()
        read_only = isinstance(at, QLineEdit | QPlainTextEdit) and at.isReadOnly()
        for name, entry in self.entries.items():
            entry.setEnabled(at is not None and not (read_only and name in _CHANGES))

    def _text(self) -> QWidget | None:
        at = self._window.focusWidget()
        line = at.lineEdit() if isinstance(at, QComboBox) else at
        return line if isinstance(line, QLineEdit | QPlainTextEdit) else None

    def _press(self, name: str) -> None:
        """As if its key had been pressed: the form undoes as a whole, a text by itself."""
        at = self._window.focusWidget()
        if at is None or self._text() is None:
            return
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(at, QKeyEvent(kind, *_KEYS[name]))
