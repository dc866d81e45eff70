"""One of the panes of pictures held against each other: whose it is, which picture, and how one comes there."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from certapp.service.paper_pictures import Seen
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.labels import heading, plain, quiet
from certapp.ui.common.words import _
from certapp.ui.verify.zoomed import Lens, ZoomedPicture


class PicturePane(QWidget):
    """`said` of whose pictures these are; `empty` where there is none yet."""

    changed = Signal()
    """There is more or less to read above or below the picture."""

    def __init__(self, title: str, said: str, empty: str, buttons: Sequence[QPushButton]) -> None:
        super().__init__()
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
        self._above, self._below = QWidget(), QWidget()
        above, below, column = QVBoxLayout(self._above), QVBoxLayout(self._below), QVBoxLayout(self)
        for layout in (above, below, column):
            layout.setContentsMargins(0, 0, 0, 0)
        above.addWidget(heading(title, 2))
        above.addWidget(quiet(said))
        above.addWidget(ButtonRows(buttons))
        above.addWidget(self.choice)
        above.addWidget(self.empty)
        above.addStretch(1)
        below.addWidget(self.hint)
        below.addStretch(1)
        column.addWidget(self._above)
        column.addWidget(self.picture, 1)
        column.addWidget(self._below)
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
        self.changed.emit()

    def show_newest(self) -> None:
        """What was added last."""
        self.choice.setCurrentIndex(len(self.seen) - 1)

    def say(self, words: str) -> None:
        """A hint below the picture."""
        self.hint.setText(words)
        self.hint.setVisible(bool(words))
        self.changed.emit()

    @staticmethod
    def level(panes: Sequence["PicturePane"], *, beside: bool) -> None:
        """Let pictures that stand beside each other begin and end at the same height."""
        for parts in ([pane._above for pane in panes], [pane._below for pane in panes]):
            heights = [layout.totalHeightForWidth(part.width()) for part in parts if (layout := part.layout())]
            for part in parts:
                part.setMinimumHeight(max(0, *heights) if beside else 0)

    def _show(self) -> None:
        current = self.current
        self.picture.show_image(QImage.fromData(current.content) if current is not None else QImage())
        self.picture.go(Lens())
        self.picture.setAccessibleDescription(self.choice.currentText())


def name_of(seen: Seen) -> str:
    """How a picture of the paper is called."""
    name = seen.name or _("signed picture")
    return _("Object {n}: {name}").format(n=seen.number, name=name) if seen.number else name
