"""A dialog that asks for a few things, each on a line of its own."""

from PySide6.QtWidgets import QDialogButtonBox, QGridLayout, QPushButton, QVBoxLayout, QWidget

from certapp.ui.common.labels import grow, plain, scrolled
from certapp.ui.common.order import Dialog


class GridDialog(Dialog):
    """A line for each thing, below them what is wrong, and the act."""

    def __init__(self, parent: QWidget | None, title: str, told: str, act: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        sheet = QWidget()
        self.grid = QGridLayout(sheet)
        self.wrong = plain()
        self.wrong.setProperty("wrong", True)
        self.wrong.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go_on: QPushButton = buttons.addButton(act, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.check)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(plain(told))
        layout.addWidget(scrolled(sheet, title), 1)
        layout.addWidget(self.wrong)
        layout.addWidget(buttons)
        self.resize(820, 520)

    def begin_at(self, first: QWidget) -> None:
        """All lines are there: they keep together at the top, and the cursor is in the first."""
        self.grid.setRowStretch(self.grid.rowCount(), 1)
        first.setFocus()

    def check(self) -> None:
        """Take what was given, or say what lacks."""
        raise NotImplementedError

    def say(self, words: str, beside: QWidget) -> None:
        """Tell what lacks, beside what it lacks at."""
        self.wrong.setText(words)
        self.wrong.show()
        beside.setAccessibleDescription(words)
        beside.setFocus()
        grow(self)
