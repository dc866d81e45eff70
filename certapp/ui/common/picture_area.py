"""A picture in a window, whole and in its proportions."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget


class PictureArea(QWidget):
    """A picture, whole and in its proportions."""

    def __init__(self, image: QImage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image = image
        self.setMinimumSize(QSize(240, 180))

    def show_image(self, image: QImage) -> None:
        """Another picture."""
        self.image = image
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Three quarters of the screen."""
        screen = self.screen().availableSize() * 0.75
        if self.image.isNull():
            return QSize(640, 480).boundedTo(screen)
        return self.image.size().scaled(screen, Qt.AspectRatioMode.KeepAspectRatio)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """In the middle."""
        if self.image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        painter.drawImage(QRectF(left, top, size.width(), size.height()), self.image)
