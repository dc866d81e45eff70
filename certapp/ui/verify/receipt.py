"""The receipt of an endorsement as a post sees it: the line for the paper, its code to be scanned, a page to print."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from certapp.model import language as spoken
from certapp.seal.matrix import QUIET_ZONE, modules
from certapp.service.endorsing import (
    Kept,
    endorsement_line,
)
from certapp.trust.receipt import receipt_text
from certapp.ui.common.choosing import choose_target
from certapp.ui.common.labels import button, plain, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.saving import save
from certapp.ui.common.words import _

CODE_PX = 5
"""Pixels of a module on the screen: a hand scanner reads it from there."""


class ReceiptDialog(Dialog):
    """The receipt that was written: the line for the paper, its code to be scanned, a page to print."""

    def __init__(self, parent: QWidget | None, kept: Kept) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Receipt"))
        self._kept = kept
        self.notice = Notice()
        line = QPlainTextEdit(endorsement_line(kept.receipt))
        line.setReadOnly(True)
        line.setTabChangesFocus(True)
        line.setFixedHeight(3 * line.fontMetrics().lineSpacing())
        line.setAccessibleName(_("Line for the certificate"))
        self.line = line
        self.code = QLabel()
        self.code.setAccessibleName(_("Code of the receipt"))
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        try:
            self.code.setPixmap(code_pixmap(receipt_text(kept.content)))
        except ValueError:
            self.code.setText(_("Too long for a code: send the file."))
        page = button(_("&Save a page to print…"))
        page.clicked.connect(self._page)
        close = button(_("&Close"))
        buttons = QDialogButtonBox()
        buttons.addButton(page, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        signed = _("Signed with the post's key.") if kept.signed else _("Not signed: this post has no key.")
        layout.addWidget(plain(_("The receipt is in the outbox. {signed}").format(signed=signed)))
        layout.addWidget(quiet(_("Write this line on the paper:")))
        for widget in (line, self.code, self.notice, buttons):
            layout.addWidget(widget)

    def _page(self) -> None:
        kept = self._kept
        path = choose_target(self, _("Save a page to print"), f"{kept.path.stem}.pdf", _("PDF (*.pdf)"))
        tongue = spoken.in_use()

        def content() -> bytes:
            from certapp.service.receipt_page import receipt_page

            return receipt_page(kept.content, kept.receipt, tongue)

        if path is not None:
            save(self, self.notice, path, content)


def code_pixmap(text: str) -> QPixmap:
    """A code for the screen, black on white with its quiet zone. ValueError where it does not fit into one."""
    rows = modules(text)
    side = len(rows) + 2 * QUIET_ZONE
    image = QImage(side, side, QImage.Format.Format_Grayscale8)
    image.fill(255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.setPixel(x + QUIET_ZONE, y + QUIET_ZONE, 0xFF000000)
    pixels = max(3, min(CODE_PX, 700 // side))
    return QPixmap.fromImage(image.scaled(side * pixels, side * pixels))
