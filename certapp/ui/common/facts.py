"""What is known of a thing as labels with their words, and what happened to it, line by line."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QListWidget, QWidget

from certapp.ui.common.labels import plain, quiet


class Facts(QWidget):
    """Two columns: a label, and its words."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setHorizontalSpacing(20)
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """These instead of what is shown."""
        for each in self._shown:
            self._grid.removeWidget(each)
            each.hide()
            each.deleteLater()
        self._shown.clear()
        for row, (label, words) in enumerate(facts):
            name, value = quiet(label), plain(words)
            name.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
            value.setAccessibleName(f"{label}: {words}")
            for column, each in enumerate((name, value)):
                self._grid.addWidget(each, row, column)
                self._shown.append(each)


class History(QListWidget):
    """One line for each act; `name` for screen readers."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("lines", True)  # not setSpacing: Qt would break lines at a width that the rows do not have

    def show_acts(self, acts: Iterable[str]) -> None:
        """These instead of what is shown."""
        self.clear()
        self.addItems(list(acts))
