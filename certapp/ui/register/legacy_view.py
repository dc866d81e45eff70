"""An old paper of the legacy register in full: what was typed, its scans, its history, and what can be done with it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from certapp.register.attachments import Attachment
from certapp.register.journal import entries
from certapp.register.legacy import LegacyCertificate, legacy_certificate, scans_of
from certapp.service.legacy import amend_paper, confirm_papers, paper_of, void_paper
from certapp.service.rights import Right
from certapp.ui.common.act_dialog import ask
from certapp.ui.common.allowing import allow
from certapp.ui.common.background import in_background
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.choosing import choose_target
from certapp.ui.common.labels import button, quiet, scrolled
from certapp.ui.common.pdf_pages import PdfPages, shown_words
from certapp.ui.common.person import acting, name_of
from certapp.ui.common.saving import save
from certapp.ui.common.terms import act_words, minute_of, status_words
from certapp.ui.common.words import _, apart
from certapp.ui.register.entry_panel import EntryPanel
from certapp.ui.register.legacy_dialogs import OldPaperDialog, Typed, accepted, why_void_dialog
from certapp.ui.session import Session

if TYPE_CHECKING:
    from certapp.service.office import Office

PDF, TIFF = "application/pdf", "image/tiff"
MOST_PAGES: Final = 20
"""Of a scan so many pages are shown at once, as the process for pictures gives them (`imaging.scanned`)."""


@dataclass(frozen=True)
class PaperShown:
    """An entry, its scans, its facts as label and words, its acts."""

    entry: LegacyCertificate
    scans: tuple[Attachment, ...]
    facts: tuple[tuple[str, str], ...]
    acts: tuple[str, ...]


def paper_shown(office: "Office", number: str) -> PaperShown:
    """Everything about an entry. Refusal LEGACY_UNKNOWN."""
    found, scans = legacy_certificate(office.register, number), tuple(scans_of(office.register, number))
    facts = [
        (_("Status"), status_words(f"PAPER_{found.state}")),
        (_("Number on the paper"), found.printed),
        (_("Entry"), found.number),
        (_("Date of issue"), found.issued_on),
        (_("Issuing office"), found.issued_by),
        (_("Holder"), found.holder),
        (_("Consignee"), found.consignee),
        (_("Objects"), "\n".join(_object(each.title, each.type, each.quantity) for each in found.objects)),
        (_("Remarks"), found.remarks),
        (_("Scans"), "\n".join(each.name for each in scans)),
        (_("Typed by"), name_of(office, found.recorded_by)),
        (_("Confirmed by"), name_of(office, found.confirmed_by)),
    ]
    acts = tuple(
        f"{minute_of(each.at)}   {act_words(each.type)}   {name_of(office, each.actor)}"
        for each in entries(office.register, subject=number)
    )
    return PaperShown(found, scans, tuple((label, words) for label, words in facts if words), acts)


class LegacyPanel(EntryPanel):
    """Empty until `show_paper`. `changed`: something was done with the entry."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.shown: PaperShown | None = None
        self.confirm = button(_("&Confirm: it is as on the scan"), primary=True)
        self.amend = button(_("&Amend…"))
        self.void = button(_("Make &void…"))
        self.save = button(_("&Save the scan as…"))
        self.confirm.clicked.connect(self.confirm_now)
        self.amend.clicked.connect(self.amend_now)
        self.void.clicked.connect(self._void)
        self.save.clicked.connect(self._save)
        self.scan = ChoiceBox()
        self.scan.call(_("Which scan"))
        self.scan.currentIndexChanged.connect(lambda index: self._show_scan(0))
        self.pages = PdfPages()
        self.pages.counted.connect(self._count)
        self.which_pages = quiet()
        self.earlier, self.further = button(_("Earlier pages")), button(_("Further pages"))
        self.earlier.clicked.connect(lambda: self._leaf(-MOST_PAGES))
        self.further.clicked.connect(lambda: self._leaf(MOST_PAGES))
        self._first = 0
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self.told = quiet()
        self.views = QStackedWidget()
        for each in (self.pages, scrolled(self.picture, _("Scan")), self.told):
            self.views.addWidget(each)
        self.tabs.tabBar().setAccessibleName(_("Facts or scans"))
        self.lay_out((self.confirm, self.amend, self.void, self.save), ((self._scan_page(), _("Scans")),))
        session.person_changed.connect(self._buttons)

    def show_paper(self, number: str) -> None:
        """Show an entry, read in the background."""
        office = self._session.office
        self.read(lambda: paper_shown(office, number), self._show)

    def confirm_now(self) -> None:
        """Confirm what is shown, in the name of who is logged in."""
        actor, shown, office = acting(self, self._session), self.shown, self._session.office
        if actor is None or shown is None:
            return
        seen = [(shown.entry.number, shown.entry.digest)]
        words = _("{number} is confirmed.").format(number=shown.entry.number)
        in_background(self, lambda: confirm_papers(office, actor, seen), lambda n: self._did(words), self._refused)

    def amend_now(self) -> None:
        """Ask for another version."""
        actor, shown, office = acting(self, self._session), self.shown, self._session.office
        if actor is None or shown is None:
            return
        number, there = shown.entry.number, shown.scans

        def work(typed: Typed) -> str:
            without = frozenset(each.sha256 for each in there) - typed.kept
            amend_paper(office, actor, number, typed.paper, typed.why, scans=typed.scans(), without=without)
            return number

        dialog = OldPaperDialog(self, work, paper_of(shown.entry), there)
        if accepted(dialog):
            self._did(_("{number} is amended; another person confirms it now.").format(number=number))
        dialog.deleteLater()

    def _void(self) -> None:
        actor, shown, office = acting(self, self._session), self.shown, self._session.office
        if actor is None or shown is None:
            return
        number = shown.entry.number
        dialog = ask(why_void_dialog(self, number))
        if dialog is not None:
            text, words = dialog.values["text"], _("{number} is void.").format(number=number)
            in_background(
                self, lambda: void_paper(office, actor, number, text), lambda n: self._did(words), self._refused
            )

    def _did(self, words: str) -> None:
        self.notice.show_done(words)
        self._session.changed.emit()
        self.changed.emit()
        if self.shown is not None:
            self.show_paper(self.shown.entry.number)

    def _refused(self, refusal: object) -> None:
        self.notice.show_refusal(refusal)  # type: ignore[arg-type]  # a Refusal, through a signal

    def _show(self, found: PaperShown) -> None:
        other = self.shown is None or found.entry.number != self.shown.entry.number
        self.shown = found
        self.title.setText(found.entry.printed)
        self.facts.show_facts(found.facts)
        self.history.show_acts(found.acts)
        if other:
            self.notice.clear()
            self.tabs.setCurrentIndex(0)
        self.scan.blockSignals(True)
        self.scan.clear()
        for scan in found.scans:
            self.scan.addItem(apart(scan.name), scan.sha256)
        self.scan.blockSignals(False)
        self._show_scan(0)
        self._buttons()

    def _show_scan(self, first: int) -> None:
        """The scan that is chosen, from a page (from 0) on: a PDF's pages, or a picture, decoded in the process for
        pictures from outside."""
        chosen, office = self._chosen(), self._session.office
        self._first = first
        self._count(0)
        self.pages.clear()
        self.picture.clear()
        self.told.setText(_("No scan was handed in."))
        self.views.setCurrentIndex(2)
        if chosen is None:
            return
        turn = self._turn
        if chosen.mime == PDF:
            self.views.setCurrentIndex(0)
            self.pages.show_pdf(lambda: office.attachments.get(chosen.sha256), first, MOST_PAGES)
        else:
            self.told.setText(_("Please wait…"))

            def work() -> tuple[QImage, int]:
                from certapp.imaging.framing import AS_IT_CAME
                from certapp.service.pictures_apart import pictures_apart

                content = office.attachments.get(chosen.sha256)
                if chosen.mime == TIFF:
                    pages, count = pictures_apart().scan(content, first)
                    return below_each_other(pages), count
                return QImage.fromData(pictures_apart().look(content, AS_IT_CAME).made.jpeg), 1

            def done(found: tuple[QImage, int]) -> None:
                if turn == self._turn and (chosen, first) == (self._chosen(), self._first):
                    self._count(found[1])
                    self.picture.setPixmap(QPixmap.fromImage(found[0]))
                    self.picture.setAccessibleName(chosen.name)
                    self.views.setCurrentIndex(1)

            in_background(self, work, done, lambda refusal: self.told.setText(refusal.text()))

    def _leaf(self, by: int) -> None:
        self._show_scan(max(0, self._first + by))

    def _count(self, pages: int) -> None:
        """Say beside a long scan which of its pages are shown, and lead to the others."""
        last = min(pages, self._first + MOST_PAGES)
        for each in (self.which_pages, self.earlier, self.further):
            each.setVisible(pages > MOST_PAGES)
        self.which_pages.setText(shown_words(self._first, last, pages))
        self.earlier.setEnabled(self._first > 0)
        self.further.setEnabled(last < pages)

    def _chosen(self) -> Attachment | None:
        at = self.scan.currentIndex()
        return self.shown.scans[at] if self.shown is not None and 0 <= at < len(self.shown.scans) else None

    def _save(self) -> None:
        chosen, office = self._chosen(), self._session.office
        if chosen is None:
            return
        path = choose_target(self, _("Save the scan"), chosen.name, _("All files (*)"))
        if path is not None:
            save(self, self.notice, path, lambda: office.attachments.get(chosen.sha256))

    def _buttons(self) -> None:
        entry = self.shown.entry if self.shown else None
        self.confirm.setVisible(entry is not None and entry.state == "RECORDED")
        for each, rights in (
            (self.confirm, (Right.DECIDE, Right.SUPERVISE)),
            (self.amend, (Right.PREPARE,)),
            (self.void, (Right.PREPARE, Right.DECIDE, Right.SUPERVISE)),
        ):
            allow(self._session, each, *rights)
            if entry is None or entry.state == "VOID":
                each.setEnabled(False)
        self.save.setEnabled(self._chosen() is not None)

    def _scan_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addWidget(self.scan)
        column.addWidget(self.which_pages)
        column.addWidget(ButtonRows((self.earlier, self.further)))
        column.addWidget(self.views, 1)
        return page


def below_each_other(pages: tuple[bytes, ...]) -> QImage:
    """The pages of a scan (JPEGs) as one picture."""
    images = [QImage.fromData(page) for page in pages]
    whole = QImage(
        max(each.width() for each in images), sum(each.height() for each in images), QImage.Format.Format_RGB32
    )
    whole.fill(Qt.GlobalColor.white)
    painter, down = QPainter(whole), 0
    for each in images:
        painter.drawImage(0, down, each)
        down += each.height()
    painter.end()
    return whole


def _object(title: str, kind: str, quantity: str) -> str:
    return " · ".join(filter(None, (title, kind, quantity)))
