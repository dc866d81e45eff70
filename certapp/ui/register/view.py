"""The register: a search field, the list, and what is known of the line that is chosen."""

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from certapp.ui.common.background import in_background
from certapp.ui.common.beside import Beside
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.labels import button, caption, heading, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.words import _, ngettext
from certapp.ui.register.asked_dialog import AskedDialog
from certapp.ui.register.described import DescribedDialog
from certapp.ui.register.detail import DetailPanel
from certapp.ui.register.legacy_menu import OldPapersButton
from certapp.ui.register.legacy_view import LegacyPanel
from certapp.ui.register.listing import Page, matching, newest
from certapp.ui.register.table import LinesModel, LinesTable
from certapp.ui.session import Session

PAUSE_MS = 150
"""After the last key, before the search begins."""
_LEAST = 90
"""Average characters: narrower, neither the list nor the facts beside it could be read."""


class RegisterView(QWidget):
    """Asks for the page of decisions (`decision_wanted`) or a copy (`copy_wanted`) of an application, by number."""

    decision_wanted = Signal(str)
    copy_wanted = Signal(str)
    draft_wanted = Signal(str)
    """A draft was begun here, by its id."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._turn = 0
        self._number = ""
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setPlaceholderText(_("Number, title, owner, inventory number"))
        self.notice = Notice()
        self.state = quiet()
        self.model = LinesModel()
        self.model.more_wanted.connect(self._more)
        self.table = LinesTable(self.model)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.table.selectionModel().selectionChanged.connect(lambda *change: self._mark())
        self.detail = DetailPanel(session)
        self.detail.decision_wanted.connect(self.decision_wanted)
        self.detail.copy_wanted.connect(self.copy_wanted)
        self.detail.draft_wanted.connect(self.draft_wanted)
        self.paper = LegacyPanel(session)
        self.panel = QStackedWidget()
        self.panel.addWidget(self.detail)
        self.panel.addWidget(self.paper)
        self.asked = button(_("Did &we issue this?…"))
        self.asked.clicked.connect(self.ask_about)
        self.described = button(_("Find by description…"))
        self.described.clicked.connect(self.find_described)
        self.old_papers = OldPapersButton(session, self.notice)
        self.old_papers.wanted.connect(self.show_paper)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self.search.textChanged.connect(lambda: self._pause.start())
        self.search.returnPressed.connect(self._to_table)
        self._lay_out()
        session.changed.connect(self._changed)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Look again whenever the page is opened."""
        super().showEvent(event)
        self.refresh()

    def begin_search(self) -> None:
        """Put the keyboard into the search field."""
        self.search.setFocus()
        self.search.selectAll()

    def show_application(self, number: str) -> None:
        """Choose an application as soon as it is in the list."""
        self._number = number
        self.search.clear()
        self.refresh()

    def show_paper(self, number: str) -> None:
        """Choose an old paper, which may stand far down the list: it is searched for."""
        self._number = number
        self.search.setText(number)
        self.refresh()

    def ask_about(self) -> None:
        """Did we issue this? A number that somebody asks about."""
        AskedDialog(self, self._session).open()

    def find_described(self) -> None:
        """Which of ours is the object that somebody describes, without a number."""
        dialog = DescribedDialog(self, self._session)
        dialog.chosen.connect(self.show_application)
        dialog.open()

    def refresh(self) -> None:
        """Read the first page again, of all or of what the search finds."""
        self._pause.stop()
        self._turn += 1
        turn, office, text = self._turn, self._session.office, self.search.text()

        def done(page: Page) -> None:
            if turn == self._turn:
                self._show(page)

        in_background(
            self,
            lambda: matching(office, text) if text.strip() else newest(office),
            done,
            self.notice.show_refusal,
        )

    def _changed(self) -> None:
        """What is not seen is read again when it is opened."""
        if self.isVisible():
            self.refresh()

    def _more(self, before: int) -> None:
        turn, office = self._turn, self._session.office

        def done(page: Page) -> None:
            if turn == self._turn:
                self.model.add(page)

        in_background(self, lambda: newest(office, before), done, self.notice.show_refusal)

    def _show(self, page: Page) -> None:
        self.model.put(page)
        if page.found is None:
            self.state.setText(_("The newest first"))
        elif page.many:
            self.state.setText(_("More than 1,000 found; the newest first"))
        else:
            self.state.setText(ngettext("{n} found", "{n} found", page.found).format(n=page.found))
        row = self.model.row_of(self._number)
        if row < 0 and page.lines:
            row = 0
        if row >= 0:
            self.table.setCurrentIndex(self.model.index(row, 0))
        else:
            self.detail.clear()
            self.panel.setCurrentWidget(self.detail)

    def _chosen(self, current: QModelIndex, before: QModelIndex) -> None:
        if current.isValid():
            line = self.model.line(current.row())
            self._number = line.application
            if line.on_paper:
                self.paper.show_paper(self._number)
            else:
                self.detail.show_application(self._number)
            self.panel.setCurrentWidget(self.paper if line.on_paper else self.detail)

    def _mark(self) -> None:
        """Several lines marked: their certificates are printed together, in the order of the list."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        lines = [self.model.line(row) for row in rows]
        self.detail.mark(tuple(line.certificate for line in lines if line.certificate and not line.on_paper))

    def _to_table(self) -> None:
        self._pause.stop()
        self.refresh()
        self.table.setFocus()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(caption(_("&Find"), self.search))
        column.addWidget(self.search)
        column.addWidget(ButtonRows((self.described, self.asked, self.old_papers)))
        column.addWidget(self.state)
        column.addWidget(self.table, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(heading(_("Register")))
        layout.addWidget(self.notice)
        layout.addWidget(Beside((left, self.panel), ((600, 500), (210, 330)), least=_LEAST), 1)
