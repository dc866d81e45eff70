"""The field for a code: a scanner types into it and ends with Enter, people type, paste and drop."""

from typing import Final

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSlider, QPlainTextEdit, QWidget

from certapp.service.verifying import LARGEST_TEXT
from certapp.ui.common.words import _

_PAGES: Final = {
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
}


class CodeField(QPlainTextEdit):
    """Takes a code; Enter checks it, as a scanner ends a code with Enter."""

    entered = Signal()
    brought = Signal(object)
    """Files or a picture were pasted."""
    turned = Signal(QAbstractSlider.SliderAction)
    """Page up or down: the field is small, what is meant is the verdict below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)  # the whole page takes what is dropped
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setFixedHeight(2 * self.fontMetrics().lineSpacing() + 18)  # what matters is the verdict below
        self.setPlaceholderText(_("XCERTB…"))

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:  # type: ignore[override]  # noqa: N802  # Qt's
        """No input method: A to Z and 2 to 7 need none, and one would keep keys of a scanner (lam-alef, Chinese)."""
        return False if query is Qt.InputMethodQuery.ImEnabled else super().inputMethodQuery(query)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Enter checks; with Shift it is a new line. Page up and down are not for the field."""
        page = _PAGES.get(Qt.Key(event.key()))
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        elif page is not None and not event.modifiers():
            self.turned.emit(page)
        else:
            super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802  # Qt's name
        """Pictures and files as well as text."""
        return source.hasImage() or source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802  # Qt's name
        """Text into the field, within a bound; the rest is checked as what it is."""
        if source.hasImage() or any(url.isLocalFile() for url in source.urls()):
            self.brought.emit(source)
        else:
            self.insertPlainText(source.text()[: LARGEST_TEXT + 1])
