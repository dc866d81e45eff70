"""A paper that was just made: looked at, saved as a PDF, or printed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from certapp.service.to_print import ToPrint
from certapp.ui.common.background import in_background
from certapp.ui.common.choosing import choose_target
from certapp.ui.common.labels import button
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.pdf_pages import PdfPages
from certapp.ui.common.saving import save
from certapp.ui.common.words import _


class PaperDialog(Dialog):
    """`make` gives the PDF; it is called in the background, once. `name`: what the file is offered to be called."""

    def __init__(self, parent: QWidget, title: str, name: str, make: Callable[[], bytes]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(820, 900)
        self._name = name
        self._pdf = b""
        self.notice = Notice()
        self.pages = PdfPages()
        self.save = button(_("&Save as PDF…"))
        self.print = button(_("&Print…"), primary=True)
        close = button(_("&Close"))
        buttons = QDialogButtonBox()
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.print, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        self.save.clicked.connect(self._save)
        self.print.clicked.connect(self._print)
        for each in (self.save, self.print):
            each.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        layout.addWidget(self.pages, 1)
        layout.addWidget(buttons)
        in_background(self, make, self._made, self.notice.show_refusal)

    def _made(self, pdf: bytes) -> None:
        self._pdf = pdf
        self.pages.show_pdf(lambda: pdf)
        for each in (self.save, self.print):
            each.setEnabled(True)
        self.print.setFocus()

    def _save(self) -> None:
        path = choose_target(self, self.windowTitle(), self._name, _("PDF files (*.pdf)"))
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Write the paper to a file."""
        pdf = self._pdf
        save(self, self.notice, path, lambda: pdf)

    def _print(self) -> None:
        """By the dialog for all printing: the exact file, at its true size."""
        from certapp.ui.printing.dialog import PrintDialog  # only for those who print

        pdf, name = self._pdf, self._name.removesuffix(".pdf")
        PrintDialog(self, None, self.windowTitle(), (lambda: ToPrint(name, pdf),)).open()
