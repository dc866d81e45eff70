"""The pages of a draft as they would be, before it is handed in."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from certapp.ui.common.labels import button, quiet
from certapp.ui.common.order import Dialog
from certapp.ui.common.pdf_pages import PdfPages
from certapp.ui.common.words import _


class PreviewDialog(Dialog):
    """Shows the PDF that `source` makes; it is called in the background. Closed by Escape.

    `office`: the folder of the office, for which the printer is remembered.
    """

    def __init__(self, title: str, source: Callable[[], bytes], parent: QWidget, office: Path | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self.setWindowTitle(_("Preview: {title}").format(title=title))
        self.pages = PdfPages()
        close = button(_("&Close"))
        self.print = button(_("&Print…"))
        self.print.clicked.connect(self.print_now)
        buttons = QDialogButtonBox()
        buttons.addButton(self.print, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(quiet(_("So it would look. This is no certificate: it has no number and no code.")))
        layout.addWidget(self.pages, 1)
        layout.addWidget(buttons)
        self.resize(QGuiApplication.primaryScreen().availableSize() * 0.8)
        self._source = source

    def draw(self) -> None:
        """Begin to draw; the dialog has its size by then."""
        self.pages.area.setFocus()
        self.pages.show_pdf(self._source)

    def print_now(self) -> None:
        """The same pages on paper; across each stands that it is no certificate."""
        from certapp.service.to_print import ToPrint
        from certapp.ui.printing.office_dialog import OfficePrintDialog

        source = self._source
        OfficePrintDialog(self, self._office, self.windowTitle(), (lambda: ToPrint("preview", source()),)).open()
