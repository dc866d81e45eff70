"""The letters of a case: what there is to write, its pages, and the file to send."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from certapp.model.language import NAMES
from certapp.service.letter_texts import kind_name, languages
from certapp.service.letters import MadeLetter, Occasion, letter_language, make_letter, occasions, preview_letter
from certapp.service.rights import Right
from certapp.service.to_print import ToPrint
from certapp.ui.common.allowing import may_act
from certapp.ui.common.background import Newest, in_background
from certapp.ui.common.beside import Beside
from certapp.ui.common.choosing import choose_target
from certapp.ui.common.labels import button, caption, plain
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.pdf_pages import PdfPages
from certapp.ui.common.person import acting
from certapp.ui.common.words import _, with_commas
from certapp.ui.printing.office_dialog import OfficePrintDialog
from certapp.ui.session import Session

_OCCASION = Qt.ItemDataRole.UserRole


class LettersDialog(Dialog):
    """Looking at a letter leaves no trace; saving it makes it, once and for good."""

    def __init__(self, parent: QWidget | None, session: Session, number: str) -> None:
        super().__init__(parent)
        self._newest = Newest(self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Letters about {number}").format(number=number))
        self._session, self._number = session, number
        self.notice = Notice()
        self.list = QListWidget()
        self.list.setAccessibleName(_("Letters"))
        self.list.setWordWrap(True)
        self.list.setProperty("lines", True)
        self.language = QComboBox()
        for tag in languages():
            self.language.addItem(NAMES[tag], tag)
        self.pages = PdfPages()
        self.save = button(_("Make &and save…"), primary=True)
        self.print = button(_("Make and &print…"))
        for each in (self.save, self.print):
            each.setEnabled(False)
        self._lay_out()
        self.list.currentRowChanged.connect(lambda row: self._draw())
        self.language.currentIndexChanged.connect(lambda index: self._draw())
        self.save.clicked.connect(self._save)
        self.print.clicked.connect(self._print)
        self.resize(QGuiApplication.primaryScreen().availableSize() * 0.8)
        self._read()

    def _lay_out(self) -> None:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(plain(_("A letter once made is kept, and given again as it was.")))
        column.addWidget(caption(_("&In the language"), self.language))
        column.addWidget(self.language)
        column.addWidget(self.list, 1)
        self._split = Beside((side, self.pages), ((280, 700), (200, 400)))
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        layout.addWidget(self._split, 1)
        layout.addLayout(self.last_line(self.save, self.print))

    def _read(self) -> None:
        office, number = self._session.office, self._number
        self._newest.read(
            lambda: (occasions(office, number), letter_language(office, number)),
            lambda found: self._show(*found),
            self.notice.show_refusal,
        )

    def _show(self, found: tuple[Occasion, ...], language: str = "") -> None:
        row = max(self.list.currentRow(), 0)
        for each in (self.list, self.language):
            each.blockSignals(True)
        self.list.clear()
        for occasion in found:
            made = _("made, kept") if occasion.made else _("not made yet")
            of_it = with_commas(occasion.day.isoformat(), made)
            item = QListWidgetItem(f"{kind_name(occasion.kind)}\n{of_it}", self.list)
            item.setData(_OCCASION, occasion)
        if language:
            self.language.setCurrentIndex(max(self.language.findData(language), 0))
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        for each in (self.list, self.language):
            each.blockSignals(False)
        if not found:
            self.notice.show_hint(_("There is no letter to write yet."))
        self.list.setFocus()
        self._draw()

    @property
    def _occasion(self) -> Occasion | None:
        item = self.list.currentItem()
        return None if item is None else item.data(_OCCASION)  # type: ignore[no-any-return]  # set in _show

    def _draw(self) -> None:
        """The pages of the letter chosen, as they are or would be."""
        occasion, office, number = self._occasion, self._session.office, self._number
        for each in (self.save, self.print):
            each.setEnabled(occasion is not None)
        if occasion is None:
            self.pages.clear()
            return
        language = str(self.language.currentData())
        self.pages.show_pdf(lambda: preview_letter(office, number, occasion.kind, language, occasion.about))

    def _save(self) -> None:
        """Make it in the name of who is logged in; where it goes is asked before anything is kept."""
        occasion, make = self._occasion, self._maker()
        if occasion is None or make is None:
            return
        suggested = f"{self._number}-{occasion.kind.value.lower().replace('_', '-')}.pdf"
        path = choose_target(self, _("Save the letter"), suggested, _("PDF (*.pdf)"))
        if path is None:
            return

        def work() -> Path:
            from certapp.service.carrying import write_out

            write_out(path, make().pdf)
            return path

        def done(saved: Path) -> None:
            self._made()
            self.notice.show_done(_("Saved: {file}").format(file=saved))

        in_background(self, work, done, self.notice.show_refusal)

    def _print(self) -> None:
        """Make it and print it: what is on paper is what is kept."""
        occasion, make = self._occasion, self._maker()
        if occasion is None or make is None:
            return

        def letter() -> ToPrint:
            made = make()
            return ToPrint(made.name, made.pdf)

        name = f"{kind_name(occasion.kind)}, {self._number}"
        dialog = OfficePrintDialog(self, self._session.office.folder.path, name, (letter,))
        dialog.finished.connect(lambda result: self._made())
        dialog.open()

    def _maker(self) -> Callable[[], MadeLetter] | None:
        """What makes the letter chosen, by who is logged in; None where nobody is, or nobody who may."""
        occasion, actor = self._occasion, acting(self, self._session)
        if occasion is None or not may_act(actor, self.notice, Right.WRITE_LETTERS):
            return None
        office, number, language = self._session.office, self._number, str(self.language.currentData())
        return lambda: make_letter(office, actor, number, occasion.kind, language, occasion.about)

    def _made(self) -> None:
        self._session.changed.emit()
        self._read()
