"""Pictures side by side: those on the paper, those in its PDF, and one of the object as it stands here."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.model.files import read_within
from certapp.service.paper_pictures import Hint, Seen, hint
from certapp.service.reading_apart import ReadApart
from certapp.service.verifying import LARGEST_FILE
from certapp.ui.common.background import in_background
from certapp.ui.common.camera_opening import take_photographs
from certapp.ui.common.choosing import choose_file
from certapp.ui.common.labels import button, heading, scrolled
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.pixels import png_of
from certapp.ui.common.words import _
from certapp.ui.verify.checking import Checked
from certapp.ui.verify.picture_pane import PicturePane, name_of
from certapp.ui.verify.zoomed import STEP, Lens, ZoomedPicture

_PICTURES: Final = (".jpg", ".jpeg", ".png", ".heic", ".heif")
_LEAST_PANE_EM: Final = 15
"""Heights of a line, below which a pane has no use beside others: then they stand one below the other."""


class PicturesDialog(Dialog):
    """The paper's pictures are read from its file once more, which must still be the one that was judged."""

    def __init__(self, parent: QWidget, checked: Checked, reader: ReadApart) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Compare pictures"))
        self.resize(QSize(1280, 800).boundedTo(self.screen().availableSize() * 0.95))
        self.setAcceptDrops(True)
        self._checked, self._reader = checked, reader
        self.notice = Notice()
        self.camera = button(_("&Take a photograph…"), primary=True)
        self.choose = button(_("Choose a &picture…"))
        self.paste = button(_("P&aste"))
        self.paper_pane, self.pdf_pane, self.object_pane = self._for_paper(), self._for_pdf(), self._for_object()
        self.panes = (self.paper_pane, self.pdf_pane, self.object_pane)
        for pane in self.panes:
            pane.choice.currentIndexChanged.connect(self._compare)
            pane.picture.looked.connect(self._looked)
            pane.picture.entered.connect(self._entered)
        self._pictures = tuple(pane.picture for pane in self.panes)
        self._at = self.object_pane.picture
        self.together = QCheckBox(_("Look at the same place in all of them"))
        self.together.setChecked(True)
        larger, smaller, whole = button(_("Larger")), button(_("Smaller")), button(_("Whole"))
        larger.clicked.connect(lambda: self._look_closer(STEP))
        smaller.clicked.connect(lambda: self._look_closer(1 / STEP))
        whole.clicked.connect(lambda: self._look_closer(0))
        inside = QWidget()
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.setSpacing(16)
        for pane in self.panes:
            self._beside.addWidget(pane, 1)
            pane.changed.connect(self._level_soon)
        self._area = scrolled(inside, _("Pictures"))
        self._area.setFrameShape(self._area.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        layout.addWidget(heading(_("Is this the object that the paper shows?"), 2))
        layout.addWidget(self._area, 1)
        layout.addWidget(self.together)
        layout.addLayout(self.last_line(smaller, larger, whole))
        self.object_pane.picture.setFocus()
        in_background(self, lambda: _on_paper(checked, reader), self._have_paper, self.notice.show_refusal)

    # How a picture comes

    def take(self, data: QMimeData | None, pane: PicturePane | None = None) -> None:
        """What was pasted or dropped: a PDF, or a picture for `pane`; of the object where none is said."""
        if data is None:
            return
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths and paths[0].suffix.lower() == ".pdf":
            self.look_into(paths[0])
        elif paths:
            self.look_at(paths[0], pane)
        elif data.hasImage() and isinstance(data.imageData(), QImage):
            self.look_at_image(data.imageData(), pane)

    def photograph(self, pane: PicturePane | None = None) -> None:
        """Take a picture with the camera."""
        take_photographs(self, lambda taken: self.look_at_image(taken[0], pane), self.notice.show_refusal, one=True)

    def look_at_image(self, image: QImage, pane: PicturePane | None = None) -> None:
        """A picture in memory."""
        self._look(lambda: self._reader.look(png_of(image), ""), pane)

    def look_at(self, path: Path, pane: PicturePane | None = None) -> None:
        """A picture in a file."""
        self._look(lambda: self._reader.look(read_within(path, LARGEST_FILE), path.name), pane)

    def look_into(self, path: Path) -> None:
        """The photographs in a PDF, which must be that of the certificate that was checked."""
        checked, reader = self._checked, self._reader

        def work() -> tuple[Seen, ...]:
            found = _in_pdf(path, checked, reader)
            if not found:
                raise Refusal("PDF_SHOWS_NO_PICTURES")
            return found

        in_background(self, work, self._have_pdf, self.notice.show_refusal)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        """Pictures and files of them are welcome."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        """Take it, where it was let go."""
        event.acceptProposedAction()
        over = self.childAt(event.position().toPoint())
        on_paper = over is not None and self.paper_pane.isAncestorOf(over)
        self.take(event.mimeData(), self.paper_pane if on_paper else None)

    # How it looks

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Beside each other where there is room for three."""
        super().resizeEvent(event)
        em = self.fontMetrics().height()
        wide = event.size().width() >= sum(
            max(_LEAST_PANE_EM * em, pane.minimumSizeHint().width()) + 2 * em for pane in self.panes
        )
        self._beside.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._level_soon()

    def _level_soon(self) -> None:
        """When the words have their places."""
        beside = self._beside.direction() is QBoxLayout.Direction.LeftToRight
        QTimer.singleShot(0, self, lambda: PicturePane.level(self.panes, beside=beside))

    def _for_paper(self) -> PicturePane:
        photograph = button(_("Photograph the paper…"))
        photograph.clicked.connect(lambda: self.photograph(self.paper_pane))
        choose = button(_("Choose a picture of it…"))
        choose.clicked.connect(lambda: self._choose(_("Choose a picture of the paper"), self.paper_pane))
        return PicturePane(
            _("On the paper"),
            _("The small signed picture of its second code, and the paper as it lies here."),
            _("Nothing is here yet. Scan the second code on the paper, or photograph the paper."),
            (photograph, choose),
        )

    def _for_pdf(self) -> PicturePane:
        choose = button(_("Choose the PDF file…"))
        choose.clicked.connect(self._choose_pdf)
        return PicturePane(
            _("In the PDF file"),
            _("The photographs that the authority signed with the certificate."),
            _("Nothing is here yet. If the holder has the PDF file of this certificate, choose it or drop it here."),
            (choose,),
        )

    def _for_object(self) -> PicturePane:
        self.camera.clicked.connect(lambda: self.photograph())
        self.choose.clicked.connect(lambda: self._choose(_("Choose a picture of the object"), None))
        self.paste.clicked.connect(lambda: self.take(QGuiApplication.clipboard().mimeData()))
        return PicturePane(
            _("The object here"),
            _("A new photograph, from the side that the others show."),
            _("Nothing is here yet: photograph the object, or choose, paste or drop a picture of it."),
            (self.camera, self.choose, self.paste),
        )

    def _look_closer(self, factor: float) -> None:
        """All of them, or the one with the focus; 0 shows them whole."""
        for picture in self._pictures if self.together.isChecked() else (self._at,):
            picture.look(picture.lens.zoomed(factor) if factor else Lens())

    def _looked(self, lens: Lens) -> None:
        if self.together.isChecked():
            for picture in self._pictures:
                picture.look(lens)

    def _entered(self, picture: ZoomedPicture) -> None:
        self._at = picture

    def _choose(self, title: str, pane: PicturePane | None) -> None:
        path = choose_file(self, title, _("Pictures (*.jpg *.jpeg *.png *.heic *.heif)"))
        if path is not None:
            self.look_at(path, pane)

    def _choose_pdf(self) -> None:
        path = choose_file(self, _("Choose the PDF file of this certificate"), "PDF (*.pdf)")
        if path is not None:
            self.look_into(path)

    def _have_paper(self, found: tuple[tuple[Seen, ...], tuple[Seen, ...]]) -> None:
        on_paper, in_pdf = found
        for seen in on_paper:
            self.paper_pane.add(seen, name_of(seen) if seen.number else _("The paper as it was shown"))
        self._have_pdf(in_pdf)
        if not on_paper and not in_pdf:
            self.notice.show_hint(_("The paper brought no pictures. Hold the object against its description."))

    def _have_pdf(self, found: tuple[Seen, ...]) -> None:
        self.notice.clear()
        for seen in found:
            if seen not in self.pdf_pane.seen:
                self.pdf_pane.add(seen, name_of(seen))

    def _look(self, work: Callable[[], Seen], pane: PicturePane | None) -> None:
        def done(seen: Seen) -> None:
            self.notice.clear()
            if pane is self.paper_pane:
                pane.add(seen, _("The paper, photographed now: {name}").format(name=seen.name).removesuffix(": "))
                pane.show_newest()
            else:
                self.object_pane.add(seen, seen.name or _("Photograph {n}").format(n=len(self.object_pane.seen) + 1))
                self.object_pane.show_newest()

        in_background(self, work, done, self.notice.show_refusal)

    def _compare(self) -> None:
        here = self.object_pane.current
        for pane in (self.paper_pane, self.pdf_pane):
            shown = pane.current
            known = here is not None and shown is not None and shown.number  # a whole paper is like no object
            pane.say(_hint_words(hint(shown, here)) if known and shown is not None and here is not None else "")


def _on_paper(checked: Checked, reader: ReadApart) -> tuple[tuple[Seen, ...], tuple[Seen, ...]]:
    """The signed picture, and the paper itself where it came as a picture; and the photographs of its PDF."""
    from certapp.imaging.likeness import picture_hash

    found: list[Seen] = []
    signed, file = checked.found.picture, checked.file
    if signed is not None:
        found.append(Seen("", png := signed.png(), picture_hash(png), signed.number))
    if file is not None and file.suffix.lower() in _PICTURES:
        with suppress(Refusal):
            found.append(reader.look(read_within(file, LARGEST_FILE), file.name))
    genuine = checked.found.pdf is not None and checked.found.pdf.outcome == "genuine"
    return tuple(found), _in_pdf(file, checked, reader) if file is not None and genuine else ()


def _in_pdf(path: Path, checked: Checked, reader: ReadApart) -> tuple[Seen, ...]:
    """The photographs of the PDF, if it is genuine and that of this very certificate; else none."""
    claims, signer = checked.found.verdict.claims, checked.found.verdict.signer
    if claims is None or signer is None:
        return ()
    return reader.photographs(read_within(path, LARGEST_FILE), signer, claims.record_digest)


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
