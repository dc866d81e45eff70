"""Pictures side by side: those of the paper, and one of the object as it stands here."""

from contextlib import suppress
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.model.files import read_within
from certapp.service.paper_pictures import Hint, Seen, hint
from certapp.service.reading_apart import ReadApart
from certapp.service.verifying import LARGEST_FILE
from certapp.ui.common.background import in_background
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.camera_opening import take_photographs
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.choosing import choose_file
from certapp.ui.common.labels import button, caption, heading, plain, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.picture_area import PictureArea
from certapp.ui.common.pixels import png_of
from certapp.ui.common.words import _
from certapp.ui.verify.checking import Checked

_PICTURES: Final = (".jpg", ".jpeg", ".png", ".heic", ".heif")


class PicturesDialog(Dialog):
    """The paper's pictures are read from its file once more, which must still be the one that was judged."""

    def __init__(self, parent: QWidget, checked: Checked, reader: ReadApart) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Compare pictures"))
        self.resize(980, 680)
        self.setAcceptDrops(True)
        self._reader = reader
        self._paper: tuple[Seen, ...] = ()
        self._here: Seen | None = None
        self.notice = Notice()
        self.choice = ChoiceBox()
        self.choice.currentIndexChanged.connect(self._show)
        self.left, self.right = PictureArea(QImage()), PictureArea(QImage())
        self.left.setAccessibleName(_("Picture from the paper"))
        self.right.setAccessibleName(_("Picture of the object here"))
        self.hint = plain()
        self.none = quiet(_("Nothing is here yet: photograph the object, or choose, paste or drop a picture of it."))
        self.camera = button(_("&Take a photograph…"), primary=True)
        self.camera.clicked.connect(self.photograph)
        self.choose = button(_("Choose a &picture…"))
        self.choose.clicked.connect(self._choose)
        self.paste = button(_("P&aste"))
        self.paste.clicked.connect(lambda: self.take(QGuiApplication.clipboard().mimeData()))
        close = button(_("&Close"))
        buttons = QDialogButtonBox()
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        paper, here = QVBoxLayout(), QVBoxLayout()
        paper.addWidget(caption(_("&From the paper"), self.choice))
        paper.addWidget(self.choice)
        paper.addWidget(self.left, 1)
        here.addWidget(QLabel(_("The object here")))
        here.addWidget(ButtonRows((self.camera, self.choose, self.paste)))
        here.addWidget(self.none)
        here.addWidget(self.right, 1)
        both = QHBoxLayout()
        both.addLayout(paper, 1)
        both.addLayout(here, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        layout.addWidget(heading(_("Is this the object that the paper shows?"), 2))
        layout.addLayout(both, 1)
        layout.addWidget(self.hint)
        layout.addWidget(buttons)
        in_background(self, lambda: _of_paper(checked, reader), self._read, self.notice.show_refusal)

    def take(self, data: QMimeData | None) -> None:
        """A picture that was pasted or dropped."""
        if data is None:
            return
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.look_at(paths[0])
        elif data.hasImage() and isinstance(data.imageData(), QImage):
            self.look_at_image(data.imageData())

    def photograph(self) -> None:
        """Take a picture of the object with the camera."""
        take_photographs(self, lambda taken: self.look_at_image(taken[0]), self.notice.show_refusal, one=True)

    def look_at_image(self, image: QImage) -> None:
        """A picture of the object in memory."""
        in_background(self, lambda: self._reader.look(png_of(image), ""), self._seen, self.notice.show_refusal)

    def look_at(self, path: Path) -> None:
        """A picture of the object in a file."""
        in_background(
            self,
            lambda: self._reader.look(read_within(path, LARGEST_FILE), path.name),
            self._seen,
            self.notice.show_refusal,
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        """Pictures and files of them are welcome."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        """Take it."""
        event.acceptProposedAction()
        self.take(event.mimeData())

    def _choose(self) -> None:
        path = choose_file(self, _("Choose a picture of the object"), _("Pictures (*.jpg *.jpeg *.png *.heic *.heif)"))
        if path is not None:
            self.look_at(path)

    def _read(self, pictures: tuple[Seen, ...]) -> None:
        self._paper = pictures
        for each in pictures:
            name = each.name or _("signed picture")
            words = _("Object {n}: {name}").format(n=each.number, name=name)
            self.choice.addItem(words if each.number else _("The paper as it was shown"))
        if not pictures:
            self.notice.show_hint(_("The paper brought no pictures. Hold the object against its description."))
        self._show()

    def _seen(self, seen: Seen) -> None:
        self.notice.clear()
        self._here = seen
        self.none.hide()
        self._show()

    def _show(self) -> None:
        at = self.choice.currentIndex()
        paper = self._paper[at] if 0 <= at < len(self._paper) else None
        for area, seen in ((self.left, paper), (self.right, self._here)):
            area.show_image(QImage.fromData(seen.content) if seen is not None else QImage())
        if paper is None or self._here is None or not paper.number:  # a whole paper is like no object
            self.hint.setText("")
        else:
            self.hint.setText(_hint_words(hint(paper, self._here)))


def _of_paper(checked: Checked, reader: ReadApart) -> tuple[Seen, ...]:
    """The signed picture first, then the photographs of the PDF, if it is there still and still the same.

    A paper that came as a picture shows its printed photographs itself.
    """
    from certapp.imaging.likeness import picture_hash

    found: list[Seen] = []
    signed, verdict = checked.found.picture, checked.found.verdict
    if signed is not None:
        found.append(Seen("", png := signed.png(), picture_hash(png), signed.number))
    if checked.file is not None and checked.file.suffix.lower() in _PICTURES:
        with suppress(Refusal):
            found.append(reader.look(read_within(checked.file, LARGEST_FILE), checked.file.name))
    genuine = checked.found.pdf is not None and checked.found.pdf.outcome == "genuine"
    if checked.file is not None and genuine and verdict.claims is not None and verdict.signer is not None:
        found += reader.photographs(
            read_within(checked.file, LARGEST_FILE), verdict.signer, verdict.claims.record_digest
        )
    return tuple(found)


def _hint_words(said: Hint) -> str:
    return {
        Hint.ALIKE: _(
            "By a rough measure the two are alike. This is no proof: objects of one series are alike too. Look at marks"
            " and damage."
        ),
        Hint.UNSURE: _("A rough measure says nothing here: light, angle and ground differ. Look yourself."),
        Hint.UNLIKE: _(
            "By a rough measure the two are not alike. This is no proof: another side or ground does it too. Look"
            " again, from the side that the paper shows."
        ),
    }[said]
