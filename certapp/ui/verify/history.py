"""The list of what was checked: when, what, its number, its verdict; one of them can be looked at again."""

from datetime import datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from certapp.ui.common.words import _, apart
from certapp.ui.verify.checking import Checked
from certapp.ui.verify.sign import sign_icon
from certapp.ui.verify.terms import big_word

MOST_HISTORY = 500


class HistoryList(QListWidget):
    """The newest first."""

    wanted = Signal(object)
    """A `Checked`: show it again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Checked in this session"))
        self.setProperty("lines", True)
        self.setWordWrap(True)
        self.itemActivated.connect(self._want)
        self.itemClicked.connect(self._want)

    def remember(self, checked: Checked) -> None:
        """One more was checked."""
        verdict = checked.found.verdict
        number = verdict.claims.number if verdict.claims is not None else ""
        when = f"{datetime.fromtimestamp(checked.at):%H:%M:%S}"
        item = QListWidgetItem(sign_icon(verdict.colour, self.palette()), "")
        came = f"{apart(when)}  {apart(checked.source)}"
        item.setText("\n".join(filter(None, (came, apart(number) if number else "", big_word(verdict)))))
        item.setData(Qt.ItemDataRole.UserRole, checked)
        self.insertItem(0, item)
        while self.count() > MOST_HISTORY:
            self.takeItem(self.count() - 1)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """The signs are drawn in the ink of the page."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            for row in range(self.count()):
                item = self.item(row)
                checked = item.data(Qt.ItemDataRole.UserRole)
                item.setIcon(sign_icon(checked.found.verdict.colour, self.palette()))

    def _want(self, item: QListWidgetItem) -> None:
        checked = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(checked, Checked):
            self.wanted.emit(checked)
