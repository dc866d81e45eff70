"""The form in the window: sections, the fields of the open one, all findings, and handing in."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from certapp.formdef.form import Field, Group, Section
from certapp.model.errors import Refusal
from certapp.model.findings import RecordRefused, Weight, blocking
from certapp.service.drafting import open_draft, receive_draft, title_of
from certapp.ui.common.background import in_background
from certapp.ui.common.labels import button, heading, plain, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.person import name_of
from certapp.ui.common.words import _
from certapp.ui.form.cards import Folded, GroupTitle, Workshop
from certapp.ui.form.cell import Cell
from certapp.ui.form.codes import CodeBook
from certapp.ui.form.draft import Draft, is_typed
from certapp.ui.form.editors import Desk
from certapp.ui.form.files import Files, Pictures
from certapp.ui.form.findings import FindingsList, in_form_order, in_short
from certapp.ui.form.flow import Flow
from certapp.ui.form.keeping import Keeper
from certapp.ui.form.order import bring_into_view, focus_beside
from certapp.ui.form.photographs import PhotographCard
from certapp.ui.form.rows import WIDEST_PAGE, Rows
from certapp.ui.form.several import LanguagesEditor

if TYPE_CHECKING:
    from certapp.ui.session import Session

NARROW, LOW = 840, 540
"""Pixels of width and height below which the list of sections and the findings are folded to give the fields room."""
_ROW = re.compile(r"(\w+)\[(\d+)\]")


class FormView(QWidget):
    """One draft, to be typed, looked over and handed in."""

    received = Signal(str)
    """It was taken in as the application with this number."""
    closed = Signal()
    """The user is done for now."""

    def __init__(self, session: "Session", draft_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        office = session.office
        self.form = office.form
        opened = open_draft(office, draft_id)
        self.draft = Draft(self.form, opened.id, opened.record, opened.files, self)
        self.keeper = Keeper(office, opened.owner, self.draft)
        self._files = Files(office, self.draft)
        desk = Desk(
            codes=CodeBook(self.form),
            yes=self.form.title("text", "yes"),
            no=self.form.title("text", "no"),
            primary_language=lambda: self.draft.primary_language,
            choose_file=self._choose_document,
            keep_file=self._files.keep_document,
        )
        self._workshop = Workshop(self.draft, desk, Pictures(office, self.draft), self._files)

        self._title = heading("", 2)
        self._owner = quiet(name_of(office, opened.owner))
        self._owner.setWordWrap(False)
        self.notice = Notice()
        self._refusal: Refusal | None = None
        self.undo = UndoBar()
        self.sections = SectionList(self.draft)
        self.choice = SectionChoice(self.sections)
        self.stage = QStackedWidget()
        self._pages: dict[str, SectionPage] = {}
        self._help = quiet()
        self._help.setMinimumHeight(self._help.fontMetrics().lineSpacing())
        self.findings = FindingsList(self.form)
        self._summary = QToolButton()
        self._folded_by_hand = False
        self._summary.setCheckable(True)
        self._summary.setChecked(True)
        self._summary.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._summary.setArrowType(Qt.ArrowType.DownArrow)
        self._summary.setAutoRaise(True)
        self._saved = quiet()
        self._saved.setWordWrap(False)
        self._close = button(_("C&lose"))
        self.hand_in = button(_("&Hand in"), primary=True)
        self._lay_out()

        self.sections.chosen.connect(self.open_section)
        self.sections.itemActivated.connect(lambda item: self.begin())
        self.findings.chosen.connect(self.go_to)
        self.draft.edited.connect(self._edited)
        self.draft.examined.connect(self._examined)
        self.draft.removed.connect(self._removed)
        self.keeper.saved.connect(self._tell_saved)
        self.keeper.refused.connect(self.notice.show_refusal)
        self._files.kept.connect(self.keeper.changed)
        self._files.refused.connect(self.notice.show_refusal)
        self._summary.toggled.connect(self._fold)
        self._summary.clicked.connect(self._summary_clicked)
        self._close.clicked.connect(self._close_clicked)
        self.hand_in.clicked.connect(self.try_to_hand_in)
        QApplication.instance().focusChanged.connect(self._focus_changed)  # type: ignore[union-attr]
        QShortcut(QKeySequence("Ctrl+PgDown"), self, activated=lambda: self._step(1))  # type: ignore[call-overload]
        QShortcut(QKeySequence("Ctrl+PgUp"), self, activated=lambda: self._step(-1))  # type: ignore[call-overload]
        QShortcut(QKeySequence("Ctrl+Shift+L"), self, activated=self._add_language)  # type: ignore[call-overload]
        self.open_section(self.form.sections[0].id)
        self._name()
        self.keeper.examine()

    # What the window asks of it

    def flush(self) -> None:
        """Save what is not saved yet, and come back when it is."""
        try:
            self.keeper.flush()
        except Refusal as refusal:
            self.notice.show_refusal(refusal)

    @property
    def section(self) -> str:
        """The id of the section that is open."""
        return next(name for name, page in self._pages.items() if page is self.stage.currentWidget())

    def begin(self) -> None:
        """Put the cursor into the first field of the open section."""
        page = self.stage.currentWidget()
        if isinstance(page, SectionPage):
            page.focus_first()

    def open_section(self, section_id: str) -> None:
        """Show the fields of a section; they are built when it is first opened."""
        page = self._pages.get(section_id)
        if page is None:
            section = next(section for section in self.form.sections if section.id == section_id)
            page = self._pages[section_id] = SectionPage(self._workshop, section, self.stage)
            page.opened.connect(self._show_beside_fields)
            self.stage.addWidget(page)
        self.stage.setCurrentWidget(page)
        self.sections.mark(section_id)
        self._show_beside_fields()

    def go_to(self, path: str) -> None:
        """Open what holds the field at `path` and put the cursor into it; as near to it as there is."""
        first = re.match(r"\w+", path)
        section = next((each for each in self.form.sections if first and first[0] in each.members), None)
        if section is None:
            return
        self.open_section(section.id)
        page = self._pages[section.id]
        row = _ROW.match(path)
        if row and row[1] in page.groups:
            page.groups[row[1]].open_row(int(row[2]))
            open_page = page.groups[row[1]].page
            if open_page is not None:
                open_page.build_all()
            for folded in page.findChildren(Folded):
                folded.unfold_for(path)
        # A row just opened has to be laid out before its fields have a place to scroll to.
        QTimer.singleShot(0, self, lambda: self._focus_at(page, path))

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802, A002  # Qt's names
        """Tab goes through the section's fields, then to the findings and what ends the work."""
        return focus_beside(self, forward=next) or super().focusNextPrevChild(next)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Where there is little room, the fields have it."""
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW
        self.sections.setVisible(not narrow)
        self.choice.setVisible(narrow)
        if not self._folded_by_hand:
            self._summary.setChecked(event.size().height() >= LOW)

    def cell_at(self, path: str) -> Cell | None:
        """The field at a path, if it is on the page."""
        return next((cell for cell in self.stage.findChildren(Cell) if cell.path == path), None)

    def try_to_hand_in(self) -> None:
        """Have it taken in as an application by the person logged in; what stands in the way is shown."""
        actor = self._session.actor
        if actor is None:
            self.notice.show_hint(_("Nobody is logged in. Log in first, then hand it in."))
            return
        self.flush()
        self._rest(True)  # what is typed now would be neither in the draft nor in the application
        self.notice.clear()
        snapshot, office = self.keeper.snapshot(), self._session.office
        in_background(self, lambda: receive_draft(office, actor, snapshot), self._received, self._refused)

    # How it looks

    def _lay_out(self) -> None:
        self._summary.setAccessibleName(_("Show or hide the findings"))
        head = QHBoxLayout()
        head.addWidget(self.choice)
        head.addWidget(self._title, 1)
        head.addWidget(self._owner)
        foot = QHBoxLayout()
        foot.addWidget(self._summary)
        foot.addStretch(1)
        foot.addWidget(self._saved)
        foot.addWidget(self._close)
        foot.addWidget(self.hand_in)
        fields = QWidget()
        column = QVBoxLayout(fields)
        column.setContentsMargins(8, 0, 0, 0)
        column.addWidget(self.notice)
        column.addWidget(self.undo)
        column.addWidget(self.stage, 1)
        column.addWidget(self._help)
        beside = QSplitter(Qt.Orientation.Horizontal)
        beside.setChildrenCollapsible(False)
        beside.addWidget(self.sections)
        beside.addWidget(fields)
        beside.setStretchFactor(0, 0)
        beside.setStretchFactor(1, 1)
        beside.setSizes([190, 900])
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(beside)
        self._split.addWidget(self.findings)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 0)
        self._split.setSizes([600, 130])
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        layout.addWidget(self._split, 1)
        layout.addLayout(foot)

    def _fold(self, shown: bool) -> None:
        self.findings.setVisible(shown)
        self._summary.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.UpArrow)

    def _summary_clicked(self) -> None:
        self._folded_by_hand = True

    def _name(self) -> None:
        title = title_of(self.draft.record) or _("Without a title")
        if title != self._title.text():
            self._title.setText(title)

    # What happens

    def _step(self, by: int) -> None:
        self.sections.step(by)
        self.begin()

    def _edited(self) -> None:
        self._name()
        self._saved.setText(_("Not saved yet"))

    def _tell_saved(self, at: float) -> None:
        self._saved.setText(_("Saved {time}").format(time=f"{datetime.fromtimestamp(at):%H:%M:%S}"))

    def _examined(self) -> None:
        self.findings.show_findings(self.draft.findings)
        self._summary.setText(in_short(self.draft.findings))
        self.sections.count()
        self.choice.tell()
        self._retell()
        self._show_beside_fields()

    def _retell(self) -> None:
        """How much is in the way changes while it is mended."""
        if self._refusal is None or self.notice.text != self._refusal.text():
            return
        count = len(blocking(self.draft.findings, Weight.APPLICATION))
        if count == 0:
            self._refusal = None
            self.notice.clear()
        elif count != self._refusal.params["count"]:
            self._tell_refused(Refusal(self._refusal.code, count=count))

    def _tell_refused(self, refusal: Refusal) -> None:
        self._refusal = refusal
        self.notice.show_refusal(refusal)

    def _show_beside_fields(self) -> None:
        page = self.stage.currentWidget()
        if page is not None:
            shown: list[Cell | GroupTitle | PhotographCard] = [*page.findChildren(Cell)]
            for each in (*shown, *page.findChildren(GroupTitle), *page.findChildren(PhotographCard)):
                each.show_findings()

    def _removed(self, name: str, back: object) -> None:
        if callable(back):
            self.undo.offer(_("Removed: {name}").format(name=name), back)

    def _focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        left, entered = self._cell_around(old), self._cell_around(new)
        if left is entered:
            return
        if left is not None:
            left.leave()
            self.keeper.save()
        self._help.setText("" if entered is None else entered.help_words)

    def _add_language(self) -> None:
        widget = QApplication.focusWidget()
        while widget is not None and widget is not self:
            if isinstance(widget, LanguagesEditor):
                widget.add_language()
                return
            widget = widget.parentWidget()

    def _cell_around(self, widget: QWidget | None) -> Cell | None:
        while widget is not None and widget is not self:
            if isinstance(widget, Cell):
                return widget if self.isAncestorOf(widget) else None
            widget = widget.parentWidget()
        return None

    def _focus_at(self, page: "SectionPage", path: str) -> None:
        def shared(known: str) -> int:
            return len(known) if path == known or path.startswith((f"{known}.", f"{known}[")) else 0

        cells = page.findChildren(Cell)
        cell = max(cells, key=lambda each: shared(each.path), default=None)
        if cell is not None and shared(cell.path):
            bring_into_view(cell)
            cell.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        title = max(page.findChildren(GroupTitle), key=lambda each: shared(each.path), default=None)
        if title is not None and shared(title.path):
            self.draft.touch(title.above.row, title.group.id)
            title.show_findings()
            bring_into_view(title)
            if title.add is not None:
                title.add.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _choose_document(self, asking: QWidget, done: Callable[[str], None]) -> None:
        kinds = _("Documents (*.pdf *.jpg *.jpeg *.png);;All files (*)")
        path, _filter = QFileDialog.getOpenFileName(asking, _("Choose a document"), "", kinds)
        if path:
            self._files.keep_document(path, done)

    def _close_clicked(self) -> None:
        self.flush()
        self.closed.emit()

    def _received(self, number: str) -> None:
        self.keeper.stop()
        self._session.changed.emit()
        self.received.emit(number)

    def _rest(self, resting: bool) -> None:
        self._split.setEnabled(not resting)
        self.hand_in.setEnabled(not resting)

    def _refused(self, refusal: Refusal) -> None:
        self._rest(False)
        if isinstance(refusal, RecordRefused):
            self.draft.tried = True
            self.draft.set_findings(refusal.findings)
            self._tell_refused(Refusal(refusal.code, **refusal.params))  # the list says which
            in_the_way = in_form_order(self.form, blocking(refusal.findings, Weight.APPLICATION))
            if in_the_way:
                self.go_to(in_the_way[0].path)
        else:
            self.notice.show_refusal(refusal)


class SectionList(QTreeWidget):
    """The sections, and how much there is to mend in each."""

    chosen = Signal(str)

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self.setObjectName("sections")
        self.setAccessibleName(_("Sections"))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        widest = max(map(self.fontMetrics().horizontalAdvance, _section_titles(draft)), default=80)
        self.setMinimumWidth(min(widest + 70, 260))
        self.setStyleSheet("QTreeWidget::item { padding: 7px 4px; }")
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        for section in draft.form.sections:
            if _has_fields(draft, section):
                item = QTreeWidgetItem([draft.form.title("section", section.id), ""])
                item.setData(0, Qt.ItemDataRole.UserRole, section.id)
                item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.addTopLevelItem(item)
        self.currentItemChanged.connect(self._current)

    def mark(self, section_id: str) -> None:
        """Show which section is open."""
        for item in self.items():
            if item.data(0, Qt.ItemDataRole.UserRole) == section_id:
                self.setCurrentItem(item)

    def step(self, by: int) -> None:
        """The next section or the one before."""
        items = self.items()
        at = next((index for index, item in enumerate(items) if item is self.currentItem()), 0)
        self.setCurrentItem(items[min(max(at + by, 0), len(items) - 1)])

    def count(self) -> None:
        """How much there is to mend where."""
        sections = {section.id: section for section in self._draft.form.sections}
        for item in self.items():
            section = sections[str(item.data(0, Qt.ItemDataRole.UserRole))]
            wrong = self._sum(section, Weight.APPLICATION)
            later = self._sum(section, Weight.ISSUE)
            item.setText(1, f"▲ {wrong}" if wrong else f"△ {later}" if later else "")
            words = _("{n} things to mend").format(n=wrong + later) if wrong + later else _("nothing to mend")
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{item.text(0)}, {words}")
            item.setToolTip(0, words)

    def _sum(self, section: Section, weight: Weight) -> int:
        return sum(self._draft.findings_below(member, weight) for member in section.members)

    def items(self) -> list[QTreeWidgetItem]:
        """A section each."""
        items = map(self.topLevelItem, range(self.topLevelItemCount()))
        return [item for item in items if item is not None]

    def _current(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(0, Qt.ItemDataRole.UserRole)))


class SectionChoice(QComboBox):
    """The list of sections folded into one line."""

    def __init__(self, sections: SectionList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Sections"))
        self._sections = sections
        self.addItems([item.text(0) for item in sections.items()])
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(lambda row: sections.setCurrentIndex(sections.model().index(row, 0)))
        sections.currentItemChanged.connect(lambda: self.setCurrentIndex(sections.currentIndex().row()))

    def tell(self) -> None:
        """How much there is to mend where, as the list says it."""
        for index, item in enumerate(self._sections.items()):
            self.setItemText(index, f"{item.text(0)}   {item.text(1)}".strip())


class SectionPage(QWidget):
    """The fields of a section, and its groups with the list of their rows."""

    opened = Signal()
    """A row was opened; its fields have not shown their findings yet."""

    def __init__(self, workshop: Workshop, section: Section, parent: QWidget) -> None:
        super().__init__(parent)
        draft = workshop.draft
        members = [draft.form.root.member(name) for name in section.members]
        fields = tuple(member for member in members if isinstance(member, Field))
        self.groups: dict[str, Rows] = {}
        self._flow: Flow | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        if any(is_typed(field) for field in fields):
            area = QScrollArea(self)
            area.setWidgetResizable(True)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setFrameShape(QFrame.Shape.NoFrame)
            page = QWidget()
            area.setWidget(page)
            page.setMaximumWidth(WIDEST_PAGE)
            inside = QVBoxLayout(page)
            inside.setContentsMargins(4, 4, 16, 24)
            self._flow = Flow(draft, workshop.desk, draft.root, fields, page)
            inside.addWidget(self._flow)
            inside.addStretch(1)
            layout.addWidget(area, 1)
        for group in members:
            if isinstance(group, Group):
                rows = self.groups[group.id] = Rows(workshop, draft.root, group, self)
                rows.opened.connect(self.opened)
                layout.addWidget(rows, 1)

    def focus_first(self) -> None:
        """Begin typing here."""
        if self._flow is not None:
            self._flow.cells[0].editor.setFocus()
            bring_into_view(self._flow.cells[0])
        elif self.groups:
            next(iter(self.groups.values())).focus_first()


class UndoBar(QFrame):
    """Says what was removed, and gives it back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._back: object = None
        self._words: QLabel = plain()
        self.button = QPushButton(_("&Undo"))
        self.button.clicked.connect(self._undo)
        layout = QHBoxLayout(self)
        layout.addWidget(self._words, 1)
        layout.addWidget(self.button)
        self.hide()

    def offer(self, words: str, back: object) -> None:
        """Say it, and what to call."""
        self._back = back
        self._words.setText(words)
        self.show()

    def _undo(self) -> None:
        back, self._back = self._back, None
        self.hide()
        if callable(back):
            back()


def _section_titles(draft: Draft) -> list[str]:
    return [draft.form.title("section", section.id) for section in draft.form.sections]


def _has_fields(draft: Draft, section: Section) -> bool:
    members = [draft.form.root.member(name) for name in section.members]
    return any(isinstance(member, Group) or (isinstance(member, Field) and is_typed(member)) for member in members)
