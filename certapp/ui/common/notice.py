"""One line at the top of a page that says what happened: a refusal, a thing done, a fault. Never a box in the way."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from certapp.model.errors import Refusal
from certapp.ui.common import theme
from certapp.ui.common.labels import as_the_page_goes, plain
from certapp.ui.common.terms import refusal_words
from certapp.ui.common.words import _


class Notice(QFrame):
    """Hidden until there is something to say; the user may close it. Screen readers are told at once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._mark = QLabel()
        self._words = plain()
        self._text = ""
        self._close = QToolButton()
        self._close.setText("✕")
        self._close.setAutoRaise(True)
        self._close.setAccessibleName(_("Close this notice"))
        self._close.setToolTip(_("Close this notice"))
        self._close.clicked.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.addWidget(self._mark)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def text(self) -> str:
        """What it says now; '' where nothing."""
        return self._text

    def show_refusal(self, refusal: Refusal) -> None:
        """Say why something cannot be done; of a refused record all that stands in the way."""
        lines = [refusal_words(refusal)]
        lines += [f"- {finding.text()}" for finding in getattr(refusal, "findings", ())[:12]]
        self._say("red", "!", "\n".join(lines))

    def show_done(self, text: str) -> None:
        """Say that something is done."""
        self._say("green", "✓", text)

    def show_hint(self, text: str) -> None:
        """Say something worth knowing."""
        self._say("grey", "i", text)

    def show_fault(self, text: str) -> None:
        """Say that the program made a mistake."""
        self._say("amber", "!", text)

    def clear(self) -> None:
        """Say nothing more."""
        self._text = ""
        self._words.setText("")
        self.hide()

    def _say(self, colour: str, mark: str, text: str) -> None:
        theme.dress(self, colour)
        self._mark.setText(mark)
        self._text = text
        self._words.setText(as_the_page_goes(text))
        self.setAccessibleName(text)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))


def warned(words: str) -> QLabel:
    """A hidden line in amber, shown where what it warns of is so."""
    label = plain(words)
    label.setContentsMargins(8, 6, 8, 6)
    theme.dress(label, "amber")
    label.hide()
    return label
