"""The self-test of printer and scanner: a page with codes of three sizes, and what came of scanning them."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from certapp.model import language
from certapp.service.to_print import ToPrint
from certapp.ui.common.labels import button, caption, grow, plain
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.words import _


class TestPageDialog(Dialog):
    """Prints the page, and takes what a scanner that types like a keyboard makes of its codes."""

    __test__ = False  # no test, whatever its name

    def __init__(self, parent: QWidget | None, folder: Path | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Test of printer and scanner"))
        self._folder = folder
        self.notice = Notice()
        self.scanned = QLineEdit()
        self.scanned.setPlaceholderText(_("Scan a code of the page here"))
        self.print = button(_("&Print the page…"), primary=True)
        self.print.clicked.connect(self.print_page)
        self.scanned.returnPressed.connect(self.judge)
        told = _(
            "1. Print the page with the printer that certificates are printed with, after each change of toner too.\n"
            "2. Measure the line: it must be 50 mm long.\n"
            "3. Put the cursor into the field below and scan each of the three codes, then the short one, with the"
            " scanner that will be used. With a telephone, look whether it reads them.\n"
            "What is read is told here. The codes prove nothing and say only that they are a test."
        )
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(plain(told))
        layout.addWidget(caption(_("&Scanned"), self.scanned))
        layout.addWidget(self.scanned)
        layout.addWidget(self.notice)
        layout.addStretch(1)
        layout.addLayout(self.last_line(self.print))
        self.resize(600, 380)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Enter in the field is the end of what a scanner sends: it presses no button."""
        if not (self.scanned.hasFocus() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)):
            super().keyPressEvent(event)

    def print_page(self) -> None:
        """By the dialog for all printing."""
        from certapp.ui.printing.dialog import PrintDialog

        PrintDialog(self, self._folder, _("Test page"), (_test_page,)).open()

    def judge(self) -> None:
        """Say what the scanned text means."""
        from certapp.service.papers import scanned_test

        text = self.scanned.text()
        self.scanned.clear()
        if not text.strip():
            return
        found = scanned_test(text)
        match found:
            case "SMALL":
                self.notice.show_done(_("The small code was read: better than is needed."))
            case "USUAL":
                self.notice.show_done(_("The code of the size on certificates was read: printer and scanner fit."))
            case "LARGE":
                words = _(
                    "The large code was read. That alone is not enough: scan the middle one. If it is not read, clean"
                    " the printer, print darker, or move the scanner farther away."
                )
                self.notice.show_hint(words)
            case "TYPED":
                self.notice.show_done(
                    _("The short code arrived as it was printed: the scanner types the right letters.")
                )
            case "ALTERED":
                words = _(
                    "Other characters arrived than were printed. Set the keyboard layout of scanner and computer alike,"
                    " and scan again."
                )
                self.notice.show_fault(words)
            case _:
                self.notice.show_hint(_("This is none of the codes on the test page."))
        grow(self)


def _test_page() -> ToPrint:
    from certapp import __name__ as product
    from certapp.service.clock import Clock
    from certapp.service.letter_texts import languages
    from certapp.service.papers import test_sheet

    tag = language.in_use() if language.in_use() in languages() else language.DEFAULT
    return ToPrint("test", test_sheet(product, tag, Clock().seconds))
