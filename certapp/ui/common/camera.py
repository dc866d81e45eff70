"""A camera's pictures as they come: the one place that imports QtMultimedia, which is not installed everywhere."""

from collections.abc import Callable

from PySide6.QtCore import QCameraPermission, QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import (
    QCamera,
    QCameraDevice,
    QMediaCaptureSession,
    QMediaDevices,
    QVideoFrame,
    QVideoSink,
)
from PySide6.QtWidgets import QComboBox, QWidget

from certapp.ui.common.labels import caption
from certapp.ui.common.words import _


class CameraFeed(QObject):
    """One of the computer's cameras, from `begin` on; `choice` and its label are seen only where there are several."""

    seen = Signal(QImage)
    """The next picture."""
    failed = Signal(str)
    """Why there is none, in words; '' when that is over."""

    def __init__(self, parent: QWidget, devices: Callable[[], list[QCameraDevice]] | None = None) -> None:
        super().__init__(parent)
        self.sink = QVideoSink(self)
        self.sink.videoFrameChanged.connect(self._frame)
        self.session = QMediaCaptureSession(self)
        self.session.setVideoSink(self.sink)
        self.choice = QComboBox(parent)
        self.label = caption(_("Ca&mera"), self.choice)
        self._camera: QCamera | None = None
        self._devices = devices or QMediaDevices.videoInputs

    def begin(self) -> None:
        """Ask for the permission to use cameras where the system wants that, then start the first one."""
        permission = QCameraPermission()
        app = QCoreApplication.instance()
        assert app is not None
        if app.checkPermission(permission) is Qt.PermissionStatus.Undetermined:
            app.requestPermission(permission, self, self._permitted)
        else:
            self._permitted(permission)

    def stop(self) -> None:
        """The camera's light goes out."""
        if self._camera is not None:
            self._camera.errorOccurred.disconnect(self.fail)
            self._camera.stop()
            self._camera.deleteLater()
            self._camera = None

    def fail(self, _error: object, detail: str) -> None:
        """Say that the camera gives nothing."""
        self.failed.emit(
            _("The camera gives no picture: {detail}. Perhaps another program uses it, or it was unplugged.").format(
                detail=detail or _("no reason was given")
            )
        )

    def _permitted(self, permission: QCameraPermission) -> None:
        app = QCoreApplication.instance()
        assert app is not None
        if app.checkPermission(permission) is not Qt.PermissionStatus.Granted:
            self.failed.emit(
                _(
                    "The system does not let this program use the camera. "
                    "Allow it in the system's settings for privacy, then open this window again."
                )
            )
            return
        found = self._devices()
        for device in found:
            self.choice.addItem(device.description(), device)
        for widget in (self.choice, self.label):
            widget.setVisible(len(found) > 1)
        if not found:
            self.failed.emit(_("No camera was found. Connect one, then open this window again."))
            return
        self.choice.currentIndexChanged.connect(self._start)
        self._start()

    def _start(self) -> None:
        self.stop()
        self.failed.emit("")
        self._camera = QCamera(self.choice.currentData(), self)
        self._camera.errorOccurred.connect(self.fail)
        self.session.setCamera(self._camera)
        self._camera.start()

    def _frame(self, frame: QVideoFrame) -> None:
        image = frame.toImage()
        if not image.isNull():
            self.seen.emit(image)
