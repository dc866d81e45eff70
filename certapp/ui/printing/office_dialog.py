"""The dialog before printing in an office, which also tries the printer."""

from PySide6.QtWidgets import QPushButton

from certapp.ui.common.labels import button
from certapp.ui.common.words import _
from certapp.ui.printing.dialog import PrintDialog


class OfficePrintDialog(PrintDialog):
    """As `PrintDialog`, with the page that says whether codes from this printer are read."""

    def _acts_aside(self) -> tuple[QPushButton, ...]:
        self.test = button(_("&Test page…"))
        self.test.clicked.connect(self.show_test_page)
        return (self.test,)

    def show_test_page(self) -> None:
        """The test of printer and scanner."""
        from certapp.ui.printing.test_page import TestPageDialog

        TestPageDialog(self, self._folder).open()
