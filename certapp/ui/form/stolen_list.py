"""A list of stolen objects taken into the office: whose it is, and of which day."""

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from certapp.service.lists import LONGEST_NAME
from certapp.ui.common.day_edit import DayEdit
from certapp.ui.common.grid_dialog import GridDialog
from certapp.ui.common.labels import caption
from certapp.ui.common.words import _


class StolenListDialog(GridDialog):
    """Asked once the file was chosen; a newer edition of a list takes the place of the older one."""

    WIDE = 560

    def __init__(self, parent: QWidget | None, file: Path, today: date) -> None:
        told = _("{file}: a newer edition of a list takes the place of the older one of its name.")
        super().__init__(parent, _("A list of stolen objects"), told.format(file=file.name), _("Take &in"))
        self.source, self.edition = QLineEdit(), DayEdit(today)
        self.source.setMaxLength(LONGEST_NAME)
        self.source.setPlaceholderText(_("for example: Police of Exampleland"))
        self.edition.setMaximumDate(self.edition.date())
        lines = ((_("&Whose list"), self.source), (_("&Edition of"), self.edition))
        self.ask([(caption(words, editor), editor) for words, editor in lines], self.source)

    @property
    def named(self) -> tuple[str, str]:
        """Its name, and the day of its edition (ISO 8601)."""
        return self.source.text().strip(), self.edition.day.isoformat()

    def check(self) -> None:
        """A list without a name could not be told from another."""
        if self.named[0]:
            self.accept()
        else:
            self.say(_("Say whose list it is."), self.source)
