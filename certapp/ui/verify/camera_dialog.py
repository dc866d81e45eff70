"""Reading a code with a camera: every frame is looked at in the background, and what would help is said.

Imports QtMultimedia (`ui/common/camera.py`), so only who opens the window loads it.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QCameraDevice
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from certapp.imaging.grey import GreyImage, grey_from_buffer
from certapp.model.errors import Refusal
from certapp.model.sentences import sentence
from certapp.scan.guidance import JUDGED, Frame, look_at
from certapp.service.reading import codes_of
from certapp.ui.common.background import in_background
from certapp.ui.common.camera import CameraFeed
from certapp.ui.common.labels import as_the_page_goes, grow, plain
from certapp.ui.common.order import Dialog
from certapp.ui.common.picture_area import PictureArea
from certapp.ui.common.words import _

WIDEST = 1920
"""Frames are looked at in at most so many pixels across."""


class CodeCamera(Dialog):
    """Closes by itself when a code was read."""

    read = Signal(object)
    """The `Codes` of the paper."""

    def __init__(self, parent: QWidget | None, devices: Callable[[], list[QCameraDevice]] | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Read the code with the camera"))
        self._before: Frame | None = None
        self._looking = False
        self.live = PictureArea(QImage(), self)
        self.live.setAccessibleName(_("Live picture"))
        self.live.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # where a screen reader is told what would help
        self.advice = plain()
        font = self.advice.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        font.setBold(True)
        self.advice.setFont(font)
        self.advice.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.problem = plain()
        self.problem.setProperty("wrong", True)
        self.problem.hide()
        self.waiting = QLabel(_("Waiting for the camera…"), self.live)
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        over = QVBoxLayout(self.live)
        over.addWidget(self.waiting)
        self.feed = CameraFeed(self, devices)
        self.feed.seen.connect(self._seen)
        self.feed.failed.connect(self._failed)
        top = QHBoxLayout()
        top.addWidget(self.feed.label)
        top.addWidget(self.feed.choice, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.problem)
        layout.addWidget(self.live, 1)
        layout.addWidget(self.advice)
        layout.addWidget(buttons)
        self.resize(760, 640)
        self.feed.begin()
        self.live.setFocus()

    def done(self, result: int) -> None:
        """The camera's light goes out whichever way the dialog is left."""
        self.feed.stop()
        super().done(result)

    def _seen(self, image: QImage) -> None:
        """Show it, and look at it unless the last one is still being looked at."""
        self.waiting.hide()
        self.live.show_image(image)
        if self._looking or not self.isVisible():
            return
        self._looking = True
        before = self._before
        in_background(self, lambda: look_at(_grey(image), before), self._looked, self._refused)

    def _looked(self, frame: Frame) -> None:
        self._looking, self._before = False, frame
        if not self.isVisible():
            return
        codes = codes_of(frame.texts)
        if codes.text.upper().startswith(JUDGED):
            self.accept()
            self.read.emit(codes)
            return
        self.advise(sentence("NOT_OUR_CODE") if codes.text else sentence(frame.advice))

    def _refused(self, _refusal: Refusal) -> None:
        self._looking = False

    def advise(self, words: str) -> None:
        """Say what would help; a screen reader is told when it changes."""
        if words != self.live.accessibleDescription():
            self.advice.setText(as_the_page_goes(words))
            self.live.setAccessibleDescription(words)

    def _failed(self, words: str) -> None:
        self.problem.setText(f"▲ {words}" if words else "")
        self.problem.setVisible(bool(words))
        self.live.setAccessibleDescription(words)
        self.waiting.setVisible(not words and self.live.image.isNull())
        grow(self)


def _grey(image: QImage) -> GreyImage:
    narrow = image if image.width() <= WIDEST else image.scaledToWidth(WIDEST)
    grey = narrow.convertToFormat(QImage.Format.Format_Grayscale8)
    return grey_from_buffer(grey.width(), grey.height(), bytes(grey.constBits()), grey.bytesPerLine())
