"""A line for a language: its tag, or its name in any language of the program; what may be meant drops down."""

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from certapp.formdef.standards import language_meant, languages_named
from certapp.model import language as spoken


class LanguageLine(QLineEdit):
    """Shows the tag once it is left; what is no language stays as typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editingFinished.connect(self._show_tag)

    def tag(self) -> str:
        """The BCP 47 tag that is meant, or what was typed."""
        typed = self.text().strip()
        return language_meant(typed) or typed

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        """The names are only put together for who comes here."""
        if self.completer() is None:
            names = [f"{name} ({tag})" for tag, name in languages_named(spoken.in_use())]
            completer = QCompleter(QStringListModel(names, self), self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.activated.connect(self._chosen)
            self.setCompleter(completer)
        super().focusInEvent(event)

    def _chosen(self, words: str) -> None:
        self.setText(words)
        self.textEdited.emit(words)  # what is chosen counts as typed

    def _show_tag(self) -> None:
        if self.tag() != self.text():
            self.setText(self.tag())
