"""The ways in which a code comes by itself: a scanner as keyboard, a scanner at a port, the camera."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from certapp.scan.keyed import Stroke, Understood, understand
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.camera_opening import camera_missing
from certapp.ui.common.labels import button
from certapp.ui.common.words import _
from certapp.ui.verify.keyboard_scanner import KeyboardScanner
from certapp.ui.verify.scanner_dialog import MakeSheet, ScannerDialog
from certapp.ui.verify.serial_link import SerialLink


class Ways(QWidget):
    """Listens while it is seen with its page."""

    began = Signal()
    went_on = Signal(int)
    """So many characters of a scan so far."""
    read = Signal(object)
    """An `Understood`: a code has come."""
    seen = Signal(object)
    """The `Codes` that the camera has read."""
    refused = Signal(object)
    """A `Refusal`: there is no camera to be had."""
    many_wanted = Signal()
    """Somebody has a folder or a list to check."""
    number_wanted = Signal()
    """Somebody has a paper without a code."""
    left_out = Signal()
    """A scan came while a dialog was open that takes none."""

    def __init__(self, page: QWidget, before: Sequence[QPushButton] = ()) -> None:
        """`before`: other ways to bring something in, on the same lines."""
        super().__init__(page)
        self.make_sheet: MakeSheet | None = None
        self.keyboard = KeyboardScanner(page)
        self.keyboard.began.connect(self.began)
        self.keyboard.went_on.connect(self.went_on)
        self.keyboard.scanned.connect(self._keyed)
        self.keyboard.left_out.connect(self.left_out)
        self.port = SerialLink(self)
        self.port.scanned.connect(self._sent)
        self.scanner_button = button(_("Chec&k the scanner…"))
        self.scanner_button.clicked.connect(self.open_scanner)
        self.camera_button = button(_("Ca&mera…"))
        self.camera_button.clicked.connect(self.open_camera)
        self.many_button = button(_("Many at once…"))
        self.many_button.clicked.connect(self.many_wanted)
        self.number_button = button(_("Number without a code…"))
        self.number_button.clicked.connect(self.number_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        ways = (self.camera_button, self.scanner_button, self.many_button, self.number_button)
        column.addWidget(ButtonRows((*before, *ways)))

    def open_scanner(self) -> ScannerDialog:
        """Test the scanner, choose its port."""
        dialog = ScannerDialog(self.window(), self.port, self.make_sheet)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def open_camera(self) -> None:
        """Read a code with the camera."""
        try:
            # Only now: QtMultimedia is an addition that need not be there, and loads slowly.
            from certapp.ui.verify.camera_dialog import CodeCamera
        except ImportError as problem:
            self.refused.emit(camera_missing(problem))
            return
        dialog = CodeCamera(self.window())
        dialog.read.connect(self.seen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """The port is read from now on."""
        super().showEvent(event)
        self.port.begin()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        """Others may have the port."""
        super().hideEvent(event)
        if not self.isVisible():
            self.port.end()

    def _keyed(self, strokes: list[Stroke]) -> None:
        self.read.emit(understand([stroke for stroke in strokes if not stroke.ends]))

    def _sent(self, text: str) -> None:
        if isinstance(QApplication.activeModalWidget(), ScannerDialog):
            return  # the dialog has it
        if QApplication.activeModalWidget() is not None:
            self.left_out.emit()
        else:
            self.read.emit(Understood(text))
