"""The photographs of an object: dropped, pasted or chosen, each with its picture and what is said of it."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from certapp.formdef.form import Group
from certapp.model.errors import Refusal
from certapp.service.photograph_names import PICTURE_ENDINGS
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.camera_opening import take_photographs
from certapp.ui.common.choosing import choose_folder
from certapp.ui.common.drop_hint import DropHint
from certapp.ui.common.order import bring_into_view
from certapp.ui.common.pixels import jpeg_of
from certapp.ui.common.words import _
from certapp.ui.form.cards import Card, Cards, Workshop
from certapp.ui.form.cell import Note
from certapp.ui.form.draft import Place, RawRow, photograph_field, rows_in
from certapp.ui.form.photograph_card import PhotographCard


class Photographs(Cards):
    """A group of photographs as cards with their pictures."""

    def __init__(self, workshop: Workshop, above: Place, group: Group, parent: QWidget) -> None:
        field = photograph_field(group)
        assert field is not None
        self.file_field = field.id
        super().__init__(workshop, above, group, parent)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(self.title.words)
        acts: tuple[tuple[str, str, Callable[[], object]], ...] = (
            (_("Camera…"), _("Take photographs with a camera"), self._camera_clicked),
            (_("Paste"), _("Take the picture or the files that were copied elsewhere"), self._paste_clicked),
            (_("Add folder…"), _("Add all photographs in a folder"), self._folder_clicked),
        )
        other_ways: list[QPushButton] = []  # in a line of their own: with the heading they are wider than the page
        for words, help_words, act in acts:
            button = QPushButton(words, self.title)
            button.setToolTip(help_words)
            button.setAccessibleName(f"{self.title.words}: {words}")
            button.clicked.connect(act)
            other_ways.append(button)
        self.title.add_line(ButtonRows(other_ways, self.title))
        self.hint = DropHint(
            _("Drop photographs or folders here (JPEG, PNG or HEIC), paste them, or add them from files."), self
        )
        self.refused = Note(self)
        self.taking = TakingIn(self)
        self.taking.cancel.clicked.connect(lambda: workshop.files.cancel(above.row))
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(1, self.taking)
        layout.addWidget(self.refused)
        layout.addWidget(self.hint)
        workshop.draft.photographs_taken.connect(self._taken)
        workshop.files.progress.connect(self._progress)

    def add_words(self) -> str:
        """They come from files."""
        return _("Add photographs…")

    def make_card(self, place: Place) -> Card:
        """With its picture."""
        return PhotographCard(self, place)

    def take(self, data: QMimeData | None) -> bool:
        """Take in files or a picture that were dropped or pasted; whether there was any."""
        if data is None:
            return False
        paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if paths:
            self.workshop.files.keep_photographs(paths, self.above.row, self.group)
            return True
        image = data.imageData() if data.hasImage() else None
        if isinstance(image, QImage) and not image.isNull():
            self.workshop.files.keep_pasted(image, self.above.row, self.group)
            return True
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        """Files and pictures are welcome."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            self.hint.set_over(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: object) -> None:  # noqa: N802  # Qt's name
        """Not dropped after all."""
        self.hint.set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        """Take them in."""
        self.hint.set_over(False)
        if self.take(event.mimeData()):
            event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Paste, where the strip itself has the focus."""
        if not (event.matches(QKeySequence.StandardKey.Paste) and self.take(QGuiApplication.clipboard().mimeData())):
            super().keyPressEvent(event)

    def make_principal(self, row: RawRow) -> None:
        """This photograph stands for the object, no other does."""
        for each in rows_in(self.above.row, self.group.id):
            self.workshop.draft.set_value(each, "is_principal", each is row)

    def sync(self) -> None:
        """The rows there are."""
        super().sync()
        for card in self.cards:
            assert isinstance(card, PhotographCard)
            card.tell_principal()

    def _add_clicked(self) -> None:
        endings = sorted(f"*{each}" for ending in PICTURE_ENDINGS for each in (ending, ending.upper()))
        kinds = str(_("Photographs ({endings})")).format(endings=" ".join(endings))
        everything = _("All files (*)")
        paths, _filter = QFileDialog.getOpenFileNames(self, _("Add photographs"), "", f"{kinds};;{everything}")
        if paths:
            self.workshop.files.keep_photographs(list(paths), self.above.row, self.group)

    def _paste_clicked(self) -> None:
        if not self.take(QGuiApplication.clipboard().mimeData()):
            self.refused.write(_("▲ Nothing that can be a photograph was copied."), "wrong")

    def _folder_clicked(self) -> None:
        folder = choose_folder(self, _("Add all photographs in a folder"))
        if folder is not None:
            self.workshop.files.keep_photographs([str(folder)], self.above.row, self.group)

    def _camera_clicked(self) -> None:
        take_photographs(self, self.take_in_pictures, self._no_camera)

    def _no_camera(self, refusal: Refusal) -> None:
        self.refused.write(f"▲ {refusal.text()}", "wrong")
        bring_into_view(self.refused)

    def take_in_pictures(self, images: list[QImage]) -> None:
        """Take in what was just photographed."""
        today = date.today()
        sources = [
            (str(_("camera-{day}-{n}.jpg")).format(day=f"{today:%Y%m%d}", n=number), partial(jpeg_of, image))
            for number, image in enumerate(images, 1)
        ]
        self.workshop.files.keep_sources(sources, self.above.row, self.group, today.isoformat())

    def _progress(self, row: object, done: int, count: int) -> None:
        if row is self.above.row:
            self.taking.show_progress(done, count)

    def _taken(self, row: object, count: int, sentences: list[str]) -> None:
        if row is not self.above.row:
            return
        self.refused.write("\n".join(f"▲ {sentence}" for sentence in sentences), "wrong")
        if count:
            self.cards[-count].focus_first()
            bring_into_view(self.cards[-count])
        if sentences:  # what went wrong is seen first
            bring_into_view(self.refused)


class TakingIn(QWidget):
    """How far the taking in of several photographs is, and how to end it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._bar = QProgressBar(self)
        self._bar.setAccessibleName(_("Photographs being added"))
        self.cancel = QPushButton(_("Stop adding"), self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._bar, 1)
        layout.addWidget(self.cancel)
        self.hide()

    def show_progress(self, done: int, count: int) -> None:
        """So many of so many; hidden where it is one or none."""
        self._bar.setRange(0, count)
        self._bar.setValue(done)
        self._bar.setFormat(_("{done} of {count}").format(done=done, count=count))
        self.setVisible(count > 1)
