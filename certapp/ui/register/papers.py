"""The papers of an issued certificate in the window: made, looked at, then saved or printed."""

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QSpinBox, QSplitter, QVBoxLayout, QWidget

from certapp.model import language as spoken
from certapp.model.errors import Refusal
from certapp.register.certificates import Certificate
from certapp.service.letter_texts import languages
from certapp.service.rights import Right
from certapp.service.tagging import make_tags, object_numbers
from certapp.service.to_print import ToPrint
from certapp.trust.keyring import DOCUMENT_SIGNER
from certapp.ui.common.background import in_background
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.choosing import choose_target
from certapp.ui.common.labels import button, caption, quiet, scrolled
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.pdf_pages import PdfPages
from certapp.ui.common.person import acting
from certapp.ui.common.saving import save
from certapp.ui.common.unlocking import ask_signer
from certapp.ui.common.words import _
from certapp.ui.printing.office_dialog import OfficePrintDialog
from certapp.ui.session import Session

if TYPE_CHECKING:
    from certapp.service.office import Actor

MOST_USED = 26


class Paper(Enum):
    """What there is to make."""

    LEAFLET = "leaflet"
    TAGS = "tags"
    COPY = "copy"
    NOTICE = "notice"


class PapersDialog(Dialog):
    """A certified copy and tags are acts of who is logged in, noted in the journal; the others leave no trace."""

    def __init__(self, parent: QWidget, session: Session, certificate: Certificate) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Papers of {number}").format(number=certificate.number))
        self._session, self._certificate = session, certificate
        self._made = b""
        self.notice = Notice()
        self.paper = ChoiceBox()
        for paper, words in self._offered():
            self.paper.addItem(words, paper)
        self.language = ChoiceBox()
        for tag in languages():
            self.language.addItem(spoken.NAMES[tag], tag)
        self.language.setCurrentIndex(max(self.language.findData(spoken.in_use()), 0))
        self.label = ChoiceBox()
        for words, name in (
            (_("Roll, 90 x 50 mm"), "90x50"),
            (_("Roll, 62 x 29 mm"), "62x29"),
            (_("A4 sheet, 10 labels of 90 x 50 mm"), "sheet-90x50"),
            (_("A4 sheet, 27 labels of 63.5 x 29.6 mm"), "sheet-63x30"),
        ):
            self.label.addItem(words, name)
        self.objects = QLineEdit()
        self.objects.setPlaceholderText(_("all; or for example 1, 3-5"))
        self.used = QSpinBox()
        self.used.setRange(0, MOST_USED)
        self.pages = PdfPages()
        self.make = button(_("Ma&ke"), primary=True)
        self.save = button(_("&Save as…"))
        self.print = button(_("&Print…"))
        self.make.clicked.connect(self.make_now)
        self.save.clicked.connect(self._save)
        self.print.clicked.connect(self._print)
        self._of_tags = QWidget()
        self._lay_out()
        for each in (self.paper, self.language, self.label):
            each.currentIndexChanged.connect(lambda index: self._forget())
        self.objects.textChanged.connect(lambda text: self._forget())
        self.used.valueChanged.connect(lambda value: self._forget())
        self.resize(QGuiApplication.primaryScreen().availableSize() * 0.8)
        self._forget()
        self.paper.setFocus()

    def make_now(self) -> None:
        """Make the paper that is chosen, and show its pages."""
        work = self._work()
        if work is None:
            return
        self._forget()
        self.make.setEnabled(False)
        self.notice.show_hint(_("Please wait…"))
        in_background(self, work, self._show, self._refused)

    def _offered(self) -> list[tuple[Paper, str]]:
        found = [(Paper.LEAFLET, _("Leaflet: what the border will ask"))]
        if self._certificate.revocation is None:
            found.append((Paper.TAGS, _("Object tags: labels with a signed code")))
        else:
            found.append((Paper.NOTICE, _("Notice of the revocation")))
        return [*found, (Paper.COPY, _("Certified copy, with the file inside"))]

    def _work(self) -> Callable[[], bytes] | None:
        """What makes the paper; None where nobody may, or gave up."""
        office, number, language = self._session.office, self._certificate.number, str(self.language.currentData())
        match self.paper.currentData():
            case Paper.LEAFLET:
                return lambda: _leaflet(self._session, language)
            case Paper.NOTICE:
                from certapp.service.papers import revocation_notice

                return lambda: revocation_notice(office, number, language)
            case Paper.COPY:
                from certapp.service.copying import certified_copy

                clerk = self._acting(Right.COPY)
                return None if clerk is None else lambda: certified_copy(office, clerk, number, language)
            case _:
                return self._tags()

    def _tags(self) -> Callable[[], bytes] | None:
        office, number = self._session.office, self._certificate.number
        try:
            objects = object_numbers(self.objects.text())
        except Refusal as refusal:
            self.notice.show_refusal(refusal)
            self.objects.setAccessibleDescription(self.notice.text)
            self.objects.setFocus()
            return None
        holder = self._acting(Right.SEAL)
        if holder is None:
            return None
        words = _("Document signer: its passphrase or PIN signs the codes of the tags.")
        key = ask_signer(self, office, DOCUMENT_SIGNER, words)
        if key is None:
            return None
        layout, language, first = str(self.label.currentData()), str(self.language.currentData()), self.used.value()
        return lambda: make_tags(
            office, holder, number, key, layout=layout, language=language, objects=objects, first=first
        )

    def _acting(self, right: Right) -> "Actor | None":
        """Who is logged in and may; None otherwise, which is told."""
        actor = acting(self, self._session)
        if actor is None:
            return None
        try:
            actor.require(right)
        except Refusal as refusal:
            self.notice.show_refusal(refusal)
            return None
        return actor

    def _show(self, pdf: bytes) -> None:
        self.make.setEnabled(True)
        self._made = pdf
        self.notice.clear()
        self.pages.show_pdf(lambda: pdf)
        for each in (self.save, self.print):
            each.setEnabled(True)
        if self.paper.currentData() in (Paper.TAGS, Paper.COPY):
            self._session.changed.emit()

    def _refused(self, refusal: Refusal) -> None:
        self.make.setEnabled(True)
        self.notice.show_refusal(refusal)

    def _forget(self) -> None:
        """Something else is chosen: what was made is not it."""
        self._made = b""
        self.pages.clear()
        self.notice.clear()
        self.objects.setAccessibleDescription("")
        self._of_tags.setVisible(self.paper.currentData() is Paper.TAGS)
        for each in (self.save, self.print):
            each.setEnabled(False)

    def _save(self) -> None:
        paper: Paper = self.paper.currentData()
        suggested = f"{self._certificate.number}-{paper.value}.pdf"
        path = choose_target(self, _("Save the paper"), suggested, _("PDF (*.pdf)"))
        pdf = self._made
        if path is not None:
            save(self, self.notice, path, lambda: pdf)

    def _print(self) -> None:
        pdf, number = self._made, self._certificate.number
        name = f"{number}: {self.paper.currentText()}"
        OfficePrintDialog(self, self._session.office.folder.path, name, (lambda: ToPrint(number, pdf),)).open()

    def _lay_out(self) -> None:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        for words, editor in ((_("Pap&er"), self.paper), (_("Lan&guage of the paper"), self.language)):
            column.addWidget(caption(words, editor))
            column.addWidget(editor)
        of_tags = QVBoxLayout(self._of_tags)
        of_tags.setContentsMargins(0, 0, 0, 0)
        lines: tuple[tuple[str, QWidget], ...] = (
            (_("La&bels"), self.label),
            (_("&Objects"), self.objects),
            (_("Labels of the sheet &used up already"), self.used),
        )
        for words, line in lines:
            of_tags.addWidget(caption(words, line))
            of_tags.addWidget(line)
        told = _(
            "Each tag has a code of its own, signed for this object of this certificate. It holds only with the"
            " certificate."
        )
        of_tags.addWidget(quiet(told))
        column.addWidget(self._of_tags)
        column.addStretch(1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(scrolled(side, _("What is made")))
        split.addWidget(self.pages)
        split.setStretchFactor(1, 1)
        split.setSizes([max(320, side.minimumSizeHint().width() + self.fontMetrics().height() * 2), 660])
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        layout.addWidget(split, 1)
        layout.addLayout(self.last_line(self.make, self.save, self.print))


def _leaflet(session: Session, language: str) -> bytes:
    from certapp.service.making import TEST_WATERMARK
    from certapp.service.papers import leaflet

    office = session.office
    return leaflet(office.authority, language, office.clock.seconds, TEST_WATERMARK if office.training else "")
