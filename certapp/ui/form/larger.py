"""A photograph as large as the screen has room for."""

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from certapp.ui.common.order import Dialog
from certapp.ui.common.picture_area import PictureArea
from certapp.ui.common.words import _


class LargerView(Dialog):
    """Closed by Escape or Enter."""

    def __init__(self, image: QImage, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(name)
        self.area = PictureArea(image, self)
        self.area.setAccessibleName(name)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(_("&Close"))
        close.setDefault(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self.area, 1)
        layout.addWidget(buttons)
