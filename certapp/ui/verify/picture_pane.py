"""One of the panes of pictures held against each other: whose it is, which picture, and how one comes there."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from certapp.service.paper_pictures import Seen
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.labels import heading, plain, quiet
from certapp.ui.common.words import _
from certapp.ui.verify.zoomed import Lens, ZoomedPicture


class PicturePane(QObject):
    """`said` of whose pictures these are; `empty` where there is none yet.

    Its three parts, `head`, `picture` and `hint`, are laid out by the dialog: pictures begin at the same height.
    """

    def __init__(
        self, title: str, said: str, empty: str, buttons: Sequence[QPushButton], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.seen: list[Seen] = []
        self.choice = ChoiceBox()
        self.choice.call(title)
        self.choice.setMinimumContentsLength(12)
        self.choice.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.hide()
        self.picture = ZoomedPicture()
        self.picture.setAccessibleName(title)
        self.empty = quiet(empty)
        self.hint = plain()
        self.hint.hide()
        self.head = QWidget()
        column = QVBoxLayout(self.head)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading(title, 2))
        column.addWidget(quiet(said))
        column.addWidget(ButtonRows(buttons))
        column.addWidget(self.choice)
        column.addWidget(self.empty)
        column.addStretch(1)
        self.choice.currentIndexChanged.connect(self._show)

    @property
    def current(self) -> Seen | None:
        """The picture that is shown."""
        at = self.choice.currentIndex()
        return self.seen[at] if 0 <= at < len(self.seen) else None

    def add(self, seen: Seen, name: str) -> None:
        """One more, by a name for people."""
        self.seen.append(seen)
        self.choice.addItem(name)
        self.choice.setVisible(len(self.seen) > 1)
        self.empty.hide()

    def show_newest(self) -> None:
        """What was added last."""
        self.choice.setCurrentIndex(len(self.seen) - 1)

    def say(self, words: str) -> None:
        """A hint below the picture."""
        self.hint.setText(words)
        self.hint.setVisible(bool(words))

    @property
    def parts(self) -> tuple[QWidget, QWidget, QWidget]:
        """From above to below."""
        return self.head, self.picture, self.hint

    def _show(self) -> None:
        current = self.current
        self.picture.show_image(QImage.fromData(current.content) if current is not None else QImage())
        self.picture.go(Lens())
        self.picture.setAccessibleDescription(self.choice.currentText())


def name_of(seen: Seen) -> str:
    """How a picture of the paper is called."""
    name = seen.name or _("signed picture")
    return _("Object {n}: {name}").format(n=seen.number, name=name) if seen.number else name
