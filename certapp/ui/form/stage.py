"""The pages of a form, one a section: built when they are first opened, and gone to by the path of a field."""

import re

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from certapp.ui.common.background import claim_for_window
from certapp.ui.common.one_at_a_time import OneAtATime
from certapp.ui.form.cards import GroupTitle, Workshop
from certapp.ui.form.cell import Cell
from certapp.ui.form.photograph_card import PhotographCard
from certapp.ui.form.places import focus_at, open_row_of
from certapp.ui.form.section_page import SectionPage


class Stage(OneAtATime):
    """Tells the page that was just built (`built`) and the id of the section that is shown (`opened`)."""

    built = Signal(object)
    opened = Signal(str)

    def __init__(self, workshop: Workshop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workshop = workshop
        self.pages: dict[str, SectionPage] = {}

    @property
    def section(self) -> str:
        """The id of the section that is open."""
        return next(name for name, page in self.pages.items() if page is self.currentWidget())

    def open_section(self, section_id: str) -> None:
        """Show the fields of a section."""
        claim_for_window()
        page = self.pages.get(section_id)
        if page is None:
            sections = self._workshop.draft.form.sections
            section = next(section for section in sections if section.id == section_id)
            page = self.pages[section_id] = SectionPage(self._workshop, section, self)
            page.opened.connect(self.show_findings)
            self.built.emit(page)
            self.addWidget(page)
        self.setCurrentWidget(page)
        self.opened.emit(section_id)
        self.show_findings()

    def begin(self) -> None:
        """Put the cursor into the first field of the open section."""
        page = self.currentWidget()
        if isinstance(page, SectionPage):
            page.focus_first()

    def go_to(self, path: str) -> None:
        """Open what holds the field at `path` and put the cursor into it; as near to it as there is."""
        draft, first = self._workshop.draft, re.match(r"\w+", path)
        section = next((each for each in draft.form.sections if first and first[0] in each.members), None)
        if section is None:
            return
        self.open_section(section.id)
        page = self.pages[section.id]
        open_row_of(page, path)
        # A row just opened has to be laid out before its fields have a place to scroll to.
        QTimer.singleShot(0, self, lambda: focus_at(page, path, draft))

    def cell_at(self, path: str) -> Cell | None:
        """The field at a path, if it is on a page that was built."""
        return next((cell for cell in self.findChildren(Cell) if cell.path == path), None)

    def show_findings(self) -> None:
        """What is to be said of each field of the open section, beside it."""
        page = self.currentWidget()
        if page is not None:
            shown: list[Cell | GroupTitle | PhotographCard] = [*page.findChildren(Cell)]
            for each in (*shown, *page.findChildren(GroupTitle), *page.findChildren(PhotographCard)):
                each.show_findings()
