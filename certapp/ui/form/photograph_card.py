"""One photograph of an object as a card: its picture, how it is turned and cropped, and what is said of it."""

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from certapp.formdef.form import Need
from certapp.imaging.framing import Framing
from certapp.ui.common.labels import stand_out
from certapp.ui.common.words import _
from certapp.ui.form.cards import Card
from certapp.ui.form.cell import Note
from certapp.ui.form.crop import CropDialog
from certapp.ui.form.draft import Place, joined
from certapp.ui.form.files import framing_in
from certapp.ui.form.larger import LargerView
from certapp.ui.form.several import small_button

if TYPE_CHECKING:
    from certapp.ui.form.photographs import Photographs

PICTURE_PX = 132
_LEAST_EM = 17
"""Of what is said of a photograph, where it stands beside the picture."""
_SHOWN_OTHERWISE = ("is_principal", "turned", "crop")
_KEYS: dict[int, str] = {Qt.Key.Key_L: "left", Qt.Key.Key_R: "right", Qt.Key.Key_C: "crop", Qt.Key.Key_P: "principal"}


def picture_keys() -> str:
    """What the letters do on a picture."""
    return _("L turns left, R turns right, C crops, P makes it the principal photograph.")


class PictureButton(QToolButton):
    """The picture of a card: Enter, Space or a click shows it larger; single letters do the rest."""

    key = Signal(str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        self.setFixedSize(PICTURE_PX + 12, PICTURE_PX + 12)
        self.setIconSize(QSize(PICTURE_PX, PICTURE_PX))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setText(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, PICTURE_PX))
        self.setAccessibleName(_("{name}: show larger").format(name=name))
        self.setAccessibleDescription(picture_keys())
        self.setToolTip(f"{escape(name)}<br>{escape(picture_keys())}")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Enter as Space; letters are told."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in _KEYS and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            self.key.emit(_KEYS[event.key()])
        else:
            super().keyPressEvent(event)


class PhotographCard(Card):
    """One photograph: its picture and what can be done with it, beside what is said of it."""

    def __init__(self, cards: "Photographs", place: Place) -> None:
        fields = tuple(field for field in cards.group.fields if field.id not in (cards.file_field, *_SHOWN_OTHERWISE))
        needed = tuple(field for field in fields if field.need("A") is Need.MANDATORY)
        super().__init__(cards, place, needed, tuple(field for field in fields if field not in needed))
        self._cards = cards
        self._draft = cards.workshop.draft
        self._pictures = cards.workshop.pictures
        self._file_field = cards.file_field
        self._file = str(place.row.get(cards.file_field) or "")
        self.picture = PictureButton(self._file, self)
        self.picture.clicked.connect(self.show_larger)
        acts = {
            "left": (small_button("↺", _("Turn left"), self), lambda: self.turn(-90)),
            "right": (small_button("↻", _("Turn right"), self), lambda: self.turn(90)),
            "crop": (small_button(_("Crop…"), _("Crop the photograph"), self), self.crop),
            "principal": (QPushButton(self), self.make_principal),
        }
        self.acts: dict[str, QAbstractButton] = {name: button for name, (button, _act) in acts.items()}
        for button, act in acts.values():
            button.clicked.connect(act)
        self.picture.key.connect(lambda name: self.acts[name].click())
        self.principal = self.acts["principal"]
        self.note = Note(self)
        left = QVBoxLayout()
        left.addWidget(self.picture)
        line = QHBoxLayout()
        line.setSpacing(0)
        for name in ("left", "right", "crop"):
            line.addWidget(self.acts[name])
        line.addStretch(1)
        left.addLayout(line)
        left.addWidget(self.principal)
        left.addStretch(1)
        self.front.insertLayout(0, left)
        self._left = left
        self.words.insertWidget(0, self.note)
        for child in self.findChildren(QWidget):
            child.setAcceptDrops(False)  # a file dropped on a line is a photograph, not a text
        self._pictures.came.connect(self._came)
        self._draft.value_set.connect(self._value_set)
        self.tell_principal()
        self._show_picture()

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's names
        """As narrow as its wider part: how they stand follows the width, not the other way round."""
        hint = super().minimumSizeHint()
        if self.front.direction() is not QBoxLayout.Direction.TopToBottom:
            narrower = min(part.minimumSize().width() for part in (self._left, self.words))
            hint.setWidth(hint.width() - narrower - self.front.spacing())
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The picture beside what is said of it, or above."""
        super().resizeEvent(event)
        narrow = event.size().width() < PICTURE_PX + _LEAST_EM * self.fontMetrics().height()
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self.front.setDirection(direction)

    def show_findings(self) -> None:
        """What is to be said of the file itself, and of how it is shown."""
        path = self.place.path
        shown = (self._file_field, *_SHOWN_OTHERWISE)
        self.note.say(tuple(found for field in shown for found in self._draft.findings_at(joined(path, field))))
        self.picture.setAccessibleDescription(" ".join(filter(None, (self.note.text(), picture_keys()))))

    def set_position(self, index: int, count: int) -> None:
        """The buttons say which photograph they mean."""
        super().set_position(index, count)
        if hasattr(self, "acts"):  # Card calls it once all is built
            for name in ("left", "right", "crop"):
                button = self.acts[name]
                button.setAccessibleName(f"{button.toolTip()}: {self.accessibleName()}")
            self.tell_principal()

    def tell_principal(self) -> None:
        """Whether it stands for the object."""
        is_it = self.place.row.get("is_principal") is True
        words = _("★ Principal") if is_it else _("☆ Make principal")
        if self.principal.text() != words:
            self.principal.setText(words)
            stand_out(self.principal, is_it)
        self.principal.setAccessibleName(f"{words[2:]}: {self.accessibleName()}")

    def make_principal(self) -> None:
        """This one, no other."""
        self._cards.make_principal(self.place.row)

    def turn(self, degrees: int) -> None:
        """Further clockwise; the crop stays on the same part of the object."""
        turned = framing_in(self.place.row).turned_by(degrees).turned
        self._draft.set_value(self.place.row, "turned", turned or None)

    def crop(self) -> None:
        """Ask for the part of the picture that is to be seen."""
        framing = framing_in(self.place.row)
        self._pictures.large(self._file, Framing(framing.turned), lambda image: self._ask_crop(image, framing))

    def show_larger(self) -> None:
        """As it will be printed."""
        self._pictures.large(self._file, framing_in(self.place.row), self._show_large)

    def _ask_crop(self, image: QImage, framing: Framing) -> None:
        dialog = CropDialog(image, framing.seen_crop(), self)
        dialog.accepted.connect(lambda: self._cropped(framing.with_seen_crop(dialog.edges)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _cropped(self, framing: Framing) -> None:
        self._draft.set_value(self.place.row, "crop", framing.crop_text or None)

    def _show_large(self, image: QImage) -> None:
        dialog = LargerView(image, self._file, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _value_set(self, row: object, field: str) -> None:
        if row is self.place.row and field in ("turned", "crop"):
            self._show_picture()
        elif row is self.place.row and field == "is_principal":
            self.tell_principal()

    def _came(self, name: str, _picture: QPixmap) -> None:
        if name == self._file:
            self._show_picture()

    def _show_picture(self) -> None:
        picture = self._pictures.get(self._file, framing_in(self.place.row)) if self._file else None
        if picture is not None:
            self.picture.setIcon(QIcon(picture))
