"""The photographs of an object: dropped, pasted or chosen, each with its picture and what is said of it."""

from html import escape

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from certapp.formdef.form import Group, Need
from certapp.ui.common.theme import colours_of
from certapp.ui.common.words import _
from certapp.ui.form.cards import Card, Cards, Workshop
from certapp.ui.form.cell import Note
from certapp.ui.form.draft import Place, joined, photograph_field
from certapp.ui.form.order import bring_into_view

PICTURE_PX = 132


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
        paste = QPushButton(_("Paste"), self.title)
        paste.setToolTip(_("Take the picture or the files that were copied elsewhere"))
        paste.setAccessibleName(f"{self.title.words}: {_('Paste')}")
        paste.clicked.connect(lambda: self.take(QGuiApplication.clipboard().mimeData()))
        self.title.acts.insertWidget(0, paste)
        self.hint = DropHint(_("Drop photographs here (JPEG or PNG), paste them, or add them from files."), self)
        self.refused = Note(self)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(self.refused)
        layout.addWidget(self.hint)
        workshop.draft.photographs_taken.connect(self._taken)

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

    def _add_clicked(self) -> None:
        paths, _filter = QFileDialog.getOpenFileNames(
            self, _("Add photographs"), "", _("Photographs (*.jpg *.jpeg *.png *.JPG *.JPEG *.PNG);;All files (*)")
        )
        if paths:
            self.workshop.files.keep_photographs(list(paths), self.above.row, self.group)

    def _taken(self, row: object, count: int, sentences: list[str]) -> None:
        if row is not self.above.row:
            return
        self.refused.write("\n".join(f"▲ {sentence}" for sentence in sentences), "wrong")
        if count:
            self.cards[-count].focus_first()
            bring_into_view(self.cards[-count])
        if sentences:  # what went wrong is seen first
            bring_into_view(self.refused)


class DropHint(QLabel):
    """Says that something can be dropped here; its frame is stronger while something is held over it."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setProperty("quiet", True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setMargin(10)
        self._over = False

    def set_over(self, over: bool) -> None:
        """Something is held over it, or no more."""
        self._over = over
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """A dashed frame."""
        super().paintEvent(event)
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(colours.accent.ground if self._over else colours.quiet), 2 if self._over else 1)
        pen.setStyle(Qt.PenStyle.SolidLine if self._over else Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 6, 6)


class PhotographCard(Card):
    """One photograph: its picture beside what is said of it."""

    def __init__(self, cards: Photographs, place: Place) -> None:
        fields = tuple(field for field in cards.group.fields if field.id != cards.file_field)
        needed = tuple(field for field in fields if field.need("A") is Need.MANDATORY)
        super().__init__(cards, place, needed, tuple(field for field in fields if field not in needed))
        self._draft = cards.workshop.draft
        self._file_field = cards.file_field
        self._file = str(place.row.get(cards.file_field) or "")
        self._picture = QLabel(self)
        self._picture.setAutoFillBackground(True)
        self._picture.setBackgroundRole(QPalette.ColorRole.Window)
        self._picture.setFixedSize(PICTURE_PX, PICTURE_PX)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setTextFormat(Qt.TextFormat.PlainText)
        self._picture.setWordWrap(True)
        self._picture.setText(self._file)
        self._picture.setToolTip(escape(self._file))
        self._picture.setAccessibleName(self._file)
        self.note = Note(self)
        left = QVBoxLayout()
        left.addWidget(self._picture)
        left.addStretch(1)
        self.body.insertLayout(0, left)
        self.words.insertWidget(0, self.note)
        for child in self.findChildren(QWidget):
            child.setAcceptDrops(False)  # a file dropped on a line is a photograph, not a text
        pictures = cards.workshop.pictures
        pictures.came.connect(self._came)
        known = pictures.get(self._file) if self._file else None
        if known is not None:
            self._came(self._file, known)

    def show_findings(self) -> None:
        """What is to be said of the file itself."""
        self.note.say(self._draft.findings_at(joined(self.place.path, self._file_field)))

    def _came(self, name: str, picture: QPixmap) -> None:
        if name != self._file:
            return
        ratio = self.devicePixelRatioF()
        scaled = picture.scaled(
            self._picture.size() * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        scaled.setDevicePixelRatio(ratio)
        self._picture.setPixmap(scaled)
