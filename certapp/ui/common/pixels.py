"""A picture in memory as a file's content."""

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

_QUALITY = 95


def png_of(image: QImage) -> bytes:
    """PNG: every pixel as it is."""
    return _written(image, "PNG", -1)


def jpeg_of(image: QImage) -> bytes:
    """JPEG: a photograph of a camera."""
    return _written(image, "JPEG", _QUALITY)


def _written(image: QImage, kind: str, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind, quality)  # type: ignore[call-overload]  # the stubs want bytes, Qt wants text
    return bytes(buffer.data().data())
