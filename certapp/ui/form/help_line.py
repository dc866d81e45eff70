"""The help of the field where the cursor is: in a line under the fields, and right at the field with Shift+F1."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QToolTip, QVBoxLayout, QWidget

from certapp.ui.common.labels import as_the_page_goes, quiet, wrapped
from certapp.ui.common.words import _
from certapp.ui.form.cell import Cell

LINES = 2
"""Lines kept free, so that the fields above do not jump from one help to the next."""


class HelpLine(QWidget):
    """Says what to write in the field that the cursor is in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words: QLabel = quiet("", self)
        self.words.setMinimumHeight(LINES * self.words.fontMetrics().lineSpacing())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.addWidget(self.words)

    def tell(self, cell: Cell | None) -> None:
        """Of this field; nothing where the cursor is in none."""
        said = "" if cell is None else cell.help_words
        words = _("{label}: {help}").format(label=cell.words, help=said) if cell and said else ""
        self.words.setText(as_the_page_goes(words))


def show_at(cell: Cell) -> None:
    """The help right under the field, until the next key or a move of the mouse."""
    below = cell.editor.mapToGlobal(QPoint(0, cell.editor.height()))
    QToolTip.showText(below, wrapped(cell.help_words), cell.editor)
