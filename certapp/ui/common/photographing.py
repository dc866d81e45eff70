"""Taking photographs with a camera; imports QtMultimedia (`ui/common/camera.py`), so only who takes some loads it."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QPixmap
from PySide6.QtMultimedia import QCameraDevice
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from certapp.ui.common.camera import CameraFeed
from certapp.ui.common.labels import grow, plain, quiet
from certapp.ui.common.order import Dialog
from certapp.ui.common.picture_area import PictureArea
from certapp.ui.common.words import _, ngettext

_SMALL: Final = QSize(96, 72)


class CameraDialog(Dialog):
    """The live picture; Space takes one, Enter hands over all that were taken. Of `one` Space does both.

    What goes wrong is said in the dialog and the pictures taken so far stay.
    """

    def __init__(
        self, parent: QWidget, devices: Callable[[], list[QCameraDevice]] | None = None, *, one: bool = False
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Take a photograph") if one else _("Take photographs"))
        self._one = one
        self.taken: list[QImage] = []
        self.feed = CameraFeed(self, devices)
        self.feed.seen.connect(self._seen)
        self.feed.failed.connect(self._failed)
        self.live = LivePicture(self)
        self.live.take.connect(self.take)
        self.problem = plain()
        self.problem.setProperty("wrong", True)
        self.problem.hide()
        self.take_button = QPushButton(_("&Take picture (Space)"), self)
        self.take_button.setAutoDefault(False)
        self.take_button.setEnabled(False)
        self.take_button.clicked.connect(self.take)
        self.list = QListWidget(self)
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setIconSize(_SMALL)
        self.list.setFixedHeight(_SMALL.height() + self.fontMetrics().height() + 22)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setWrapping(False)
        self.list.setAccessibleName(_("Pictures taken"))
        self.remove = QPushButton(_("&Remove the last one"), self)
        self.remove.setAutoDefault(False)
        self.remove.clicked.connect(self._remove_last)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        self.accept_button = buttons.button(QDialogButtonBox.StandardButton.Ok)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        top = QHBoxLayout()
        top.addWidget(self.feed.label)
        top.addWidget(self.feed.choice, 1)
        acts = QHBoxLayout()
        acts.addWidget(self.take_button)
        acts.addWidget(self.remove)
        acts.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.problem)
        layout.addWidget(self.live, 1)
        layout.addLayout(acts)
        layout.addWidget(self.list)
        told = quiet(_("Pictures are added to the photographs when you press Enter or the button."), self)
        layout.addWidget(told)
        layout.addWidget(buttons)
        for shown in (self.list, self.remove, told, self.accept_button):
            shown.setHidden(one)
        self._count()
        self.feed.begin()
        self.live.setFocus()

    def take(self) -> None:
        """Keep the picture that is seen now."""
        image = self.live.image
        if image.isNull():
            return
        self.taken.append(image.copy())
        if self._one:
            self.accept()
            return
        words = _("Picture {n}").format(n=len(self.taken))
        self.list.addItem(
            QListWidgetItem(
                QIcon(QPixmap.fromImage(image.scaled(_SMALL * 2, Qt.AspectRatioMode.KeepAspectRatio))), words
            )
        )
        self.list.scrollToBottom()
        self._count()

    def done(self, result: int) -> None:
        """The camera's light goes out whichever way the dialog is left."""
        self.feed.stop()
        super().done(result)

    def _seen(self, image: QImage) -> None:
        self.live.show_image(image)
        self.take_button.setEnabled(True)

    def _failed(self, words: str) -> None:
        self._say(words)
        if words:
            self.take_button.setEnabled(False)

    def _remove_last(self) -> None:
        if self.taken:
            self.taken.pop()
            self.list.takeItem(self.list.count() - 1)
            self._count()

    def _count(self) -> None:
        count = len(self.taken)
        words = ngettext("Add {n} picture", "Add {n} pictures", count).format(n=count)
        self.accept_button.setText(words)
        self.accept_button.setEnabled(count > 0)
        self.remove.setEnabled(count > 0)

    def _say(self, words: str) -> None:
        self.problem.setText(f"▲ {words}" if words else "")
        self.problem.setVisible(bool(words))
        self.live.setAccessibleDescription(words or _("Space takes a picture."))
        self.live.waiting.setVisible(not words and self.live.image.isNull())
        grow(self)


class LivePicture(PictureArea):
    """What the camera sees."""

    take = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(QImage(), parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Live picture"))
        self.setAccessibleDescription(_("Space takes a picture."))
        self.waiting = QLabel(_("Waiting for the camera…"), self)
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.addWidget(self.waiting)

    def show_image(self, image: QImage) -> None:
        """The next picture."""
        self.waiting.hide()
        super().show_image(image)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Space takes a picture."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.take.emit()
        else:
            super().keyPressEvent(event)
