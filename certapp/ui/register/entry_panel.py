"""What the panels of the register share: title, notice, buttons, and tabs that begin with the facts and the history."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtWidgets import QPushButton, QTabWidget, QVBoxLayout, QWidget

from certapp.ui.common.background import Newest
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.facts import Facts, History
from certapp.ui.common.labels import heading, scrolled
from certapp.ui.common.notice import Notice
from certapp.ui.common.words import _
from certapp.ui.session import Session

T = TypeVar("T")


class EntryPanel(QWidget):
    """One entry at a time, read in the background."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._turn = 0
        self._newest = Newest(self)
        self.title = heading("", 2)
        self.notice = Notice()
        self.facts = Facts()
        self.history = History(_("History"))
        self.tabs = QTabWidget()

    def lay_out(self, buttons: Sequence[QPushButton], tabs: Sequence[tuple[QWidget, str]]) -> None:
        """The parts one below the other; `tabs` come after the facts, each with its name."""
        self.tabs.addTab(self._facts_page(), _("Facts"))
        for page, name in tabs:
            self.tabs.addTab(page, name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.addWidget(self.title)
        layout.addWidget(self.notice)
        layout.addWidget(ButtonRows(tuple(buttons)))
        layout.addWidget(self.tabs, 1)

    def read(self, work: Callable[[], T], show: Callable[[T], None]) -> None:
        """Read an entry; what comes after another one was asked for is not shown any more."""
        self._turn += 1  # what belongs to the entry before is not shown either
        self._newest.read(work, show, self.notice.show_refusal)

    def _facts_page(self) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.addWidget(self.facts)
        column.addWidget(heading(_("History"), 2))
        column.addWidget(self.history, 1)
        return scrolled(inner, _("Facts"))
