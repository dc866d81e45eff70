"""Says what was removed or undone, and gives it back."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from certapp.ui.common.labels import plain
from certapp.ui.common.words import _


class UndoBar(QFrame):
    """Says what was removed, and gives it back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._back: object = None
        self._words: QLabel = plain()
        self.button = QPushButton(_("&Undo"))
        self.button.clicked.connect(self._undo)
        layout = QHBoxLayout(self)
        layout.addWidget(self._words, 1)
        layout.addWidget(self.button)
        self.hide()

    def offer(self, words: str, back: object) -> None:
        """Say it, and what to call."""
        self._back = back
        self._words.setText(words)
        self.button.show()
        self.show()

    def tell(self, words: str) -> None:
        """Only say it: there is nothing to call."""
        self._back = None
        self._words.setText(words)
        self.button.hide()
        self.show()

    def _undo(self) -> None:
        back, self._back = self._back, None
        self.hide()
        if callable(back):
            back()
