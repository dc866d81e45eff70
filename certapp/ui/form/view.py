"""The form in the window: sections, the fields of the open one, all findings, and handing in."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from certapp.model.errors import Refusal
from certapp.service.drafting import open_draft, preview_draft, title_of
from certapp.ui.common import keys
from certapp.ui.common.grid_dialog import NARROW_CHARACTERS
from certapp.ui.common.labels import heading, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import focus_beside
from certapp.ui.common.person import name_of
from certapp.ui.common.words import _
from certapp.ui.form.cards import Workshop
from certapp.ui.form.cell import Cell
from certapp.ui.form.codes import CodeBook
from certapp.ui.form.diligence import Diligence
from certapp.ui.form.draft import Draft
from certapp.ui.form.editors import Desk
from certapp.ui.form.files import Files, Pictures
from certapp.ui.form.findings import FindingsList, in_short
from certapp.ui.form.foot import Foot
from certapp.ui.form.handing_in import HandingIn
from certapp.ui.form.help_line import HelpLine, show_at
from certapp.ui.form.keeping import Keeper
from certapp.ui.form.known_parties import KnownParties
from certapp.ui.form.menu import ask_and_keep_as_template
from certapp.ui.form.places import cell_around
from certapp.ui.form.recent import RecentValues
from certapp.ui.form.section_page import SectionPage
from certapp.ui.form.sections import SectionChoice, SectionList
from certapp.ui.form.several import LanguagesEditor
from certapp.ui.form.stage import Stage
from certapp.ui.form.telling import Telling
from certapp.ui.form.undo_bar import UndoBar
from certapp.ui.form.undoing import Undoing
from certapp.ui.form.walk import FindingsWalk

if TYPE_CHECKING:
    from certapp.ui.session import Session

NARROW, LOW = 840, 540
"""Pixels of width and height below which the list of sections and the findings are folded to give the fields room."""


class FormView(QWidget):
    """One draft, to be typed, looked over and handed in."""

    received = Signal(str)
    """It was taken in as the application with this number."""
    closed = Signal()
    """The user is done for now."""
    taken_back = Signal(object)
    """All changes since it was opened were taken back; the draft as it was before that."""
    named = Signal(str)
    """It is called otherwise now."""
    beside_wanted = Signal()
    """The user wants it in a window of its own."""

    def __init__(
        self, session: "Session", draft_id: str, parent: QWidget | None = None, *, is_new: bool = False
    ) -> None:
        super().__init__(parent)
        self._session = session
        office = session.office
        self.form = office.form
        opened = open_draft(office, draft_id)
        self.draft = Draft(self.form, opened.id, opened.record, opened.files, self)
        self.draft.amends, self.draft.place = opened.amends, opened.place
        self._original = None if is_new else opened
        self.keeper = Keeper(office, opened.owner, self.draft)
        self._files = Files(office, self.draft)
        self._recent = RecentValues(office, self)
        desk = Desk(
            codes=CodeBook(self.form),
            yes=self.form.title("text", "yes"),
            no=self.form.title("text", "no"),
            primary_language=lambda: self.draft.primary_language,
            choose_file=self._choose_document,
            keep_file=self._files.keep_document,
        )
        self._workshop = Workshop(
            self.draft, desk, Pictures(office, self.draft), self._files, KnownParties(office, self.draft)
        )

        self._title = heading("", 2)
        self._owner = quiet(name_of(office, opened.owner))
        self._owner.setWordWrap(False)
        self.notice = Notice()
        self._telling = Telling(self.notice, self.draft)
        self.undo = UndoBar()
        self.sections = SectionList(self.draft)
        self.choice = SectionChoice(self.sections)
        self.stage = Stage(self._workshop)
        self.open_section, self.go_to, self.begin = self.stage.open_section, self.stage.go_to, self.stage.begin
        self.undoing = Undoing(self, self.draft, self.undo, self.go_to)
        self.help = HelpLine()
        self.findings = FindingsList(self.form)
        self._diligence = Diligence(session, self.keeper, self.notice, self)
        self.findings.compare.connect(self._diligence.compare)
        self._handing_in = HandingIn(session, self.draft, self.keeper, self.notice, self._telling, self)
        self._folded_by_hand = False
        self._walk = FindingsWalk(self)
        self.foot = Foot(_("&Hand in the correction") if opened.amends else _("&Hand in"))
        self.more, self.hand_in = self.foot.more, self.foot.hand_in
        self._lay_out()

        self.stage.built.connect(self._equip)
        self.stage.opened.connect(self.sections.mark)
        self.sections.chosen.connect(self.open_section)
        self.sections.itemActivated.connect(lambda item: self.begin())
        self.findings.chosen.connect(self.go_to)
        self.draft.edited.connect(self._edited)
        self.draft.examined.connect(self._examined)
        self.draft.removed.connect(self._removed)
        self._handing_in.begun.connect(lambda: self._rest(True))
        self._handing_in.refused.connect(lambda: self._rest(False))
        self._handing_in.received.connect(self.received)
        self._handing_in.in_the_way.connect(self.go_to)
        self.keeper.saved.connect(self._tell_saved)
        self.keeper.refused.connect(self._telling.not_kept)
        self._files.kept.connect(self.keeper.changed)
        self._files.refused.connect(self.notice.show_refusal)
        self.foot.summary.toggled.connect(self._fold)
        self.foot.summary.clicked.connect(self._summary_clicked)
        self.foot.close_form.clicked.connect(self._close_clicked)
        self.foot.preview.clicked.connect(self.show_preview)
        self.hand_in.clicked.connect(self.try_to_hand_in)
        self.more.template.triggered.connect(
            lambda: ask_and_keep_as_template(self, session, self.keeper.snapshot, self.notice)
        )
        self.more.take_back.triggered.connect(self.take_back)
        self.more.beside.triggered.connect(self.beside_wanted)
        QApplication.instance().focusChanged.connect(self._focus_changed)  # type: ignore[union-attr]
        acts: dict[str, Callable[[], object]] = {
            "next_section": lambda: self._step(1),
            "section_before": lambda: self._step(-1),
            "field_help": self._show_help,
            "findings": self._walk.to_list_or_back,
            "next_open": lambda: self._walk.step(1),
            "open_before": lambda: self._walk.step(-1),
            "save": self.flush,
            "preview": self.show_preview,
            "language": self._add_language,
        }
        for name, act in acts.items():
            keys.shortcut(self, name, act)
        self.open_section(self.form.sections[0].id)
        self._name()
        self.keeper.examine_soon()  # the form is there first

    # What the window asks of it

    def flush(self) -> Refusal | None:
        """Save what is not saved yet, and come back when it is; what stood in the way is said, and given."""
        try:
            self.keeper.flush()
        except Refusal as refusal:
            self._telling.not_kept(refusal)
            return refusal
        return None

    @property
    def section(self) -> str:
        """The id of the section that is open."""
        return self.stage.section

    def go_on(self) -> None:
        """Put the cursor where somebody last typed, else into the first field."""
        if self.draft.place:
            self.go_to(self.draft.place)
        else:
            self.begin()

    @property
    def title(self) -> str:
        """How the draft is called."""
        return self._title.text()

    def take_back(self) -> None:
        """Take back all that was changed since the form was opened; of a new one nothing stays."""
        try:
            now = self.keeper.take_back(self._original)
        except Refusal as refusal:
            self.notice.show_refusal(refusal)
            return
        self.taken_back.emit(now)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802, A002  # Qt's names
        """Tab goes through the section's fields, then to the findings and what ends the work."""
        return focus_beside(self, forward=next) or super().focusNextPrevChild(next)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Where there is little room, the fields have it."""
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW
        self.sections.setVisible(not narrow)
        self.choice.setVisible(narrow)
        cramped = event.size().width() < NARROW_CHARACTERS * self.fontMetrics().averageCharWidth()
        self._owner.setVisible(not cramped)
        if not self._folded_by_hand:
            low = (
                min(event.size().height(), self.window().height()) < LOW
            )  # it may be higher than the window, and scroll
            self.foot.summary.setChecked(not low and not cramped)

    def cell_at(self, path: str) -> Cell | None:
        """The field at a path, if it is on the page."""
        return self.stage.cell_at(path)

    def show_preview(self) -> None:
        """The pages as they would be with what is typed so far."""
        from certapp.ui.form.preview import PreviewDialog  # only for those who look

        self.flush()
        snapshot, office, actor = self.keeper.snapshot(), self._session.office, self._session.actor
        by = actor.name if actor else ""
        source = lambda: preview_draft(office, snapshot, by)  # noqa: E731  # the dialog's, nothing else's
        dialog = PreviewDialog(self._title.text(), source, self, office.folder.path)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        dialog.draw()

    def try_to_hand_in(self) -> None:
        """Have it taken in as an application by the person logged in; what stands in the way is shown."""
        actor = self._handing_in.actor()
        if actor is not None and self.flush() is None:
            self._handing_in.begin(actor)

    # How it looks

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.choice)
        head.addWidget(self._title, 1)
        head.addWidget(self._owner)
        fields = QWidget()
        column = QVBoxLayout(fields)
        column.setContentsMargins(8, 0, 4, 0)
        column.addWidget(self.notice)
        column.addWidget(self.undo)
        column.addWidget(self.stage, 1)
        column.addWidget(self.help)
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
        layout.addWidget(self.foot)

    def _fold(self, shown: bool) -> None:
        self.findings.setVisible(shown)
        self.foot.summary.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.UpArrow)

    def _summary_clicked(self) -> None:
        self._folded_by_hand = True

    def _name(self) -> None:
        title = title_of(self.draft.record) or _("Without a title")
        if self.draft.amends:
            title = _("Correction of {number}: {title}").format(number=self.draft.amends, title=title)
        if title != self._title.text():
            self._title.setText(title)
            self.named.emit(title)

    # What happens

    def _equip(self, page: SectionPage) -> None:
        """A page that was just built gets what leads beyond it."""
        if "checks" in page.groups:
            self._diligence.equip(page.groups["checks"])
        page.import_wanted.connect(self._import_list)

    def _step(self, by: int) -> None:
        self.sections.step(by)
        self.begin()

    def _edited(self) -> None:
        self._name()
        self.foot.tell_saved(_("Not saved yet"))

    def _tell_saved(self, at: float) -> None:
        self._telling.kept()
        self.foot.tell_saved(_("Saved {time}").format(time=f"{datetime.fromtimestamp(at):%H:%M:%S}"))

    def _examined(self) -> None:
        self.findings.show_findings(self.draft.findings)
        self.foot.tell_summary(in_short(self.draft.findings))
        self.sections.count()
        self.choice.tell()
        self._telling.examined()
        self.stage.show_findings()

    def _removed(self, name: str, back: object) -> None:
        if callable(back):
            self.undo.offer(_("Removed: {name}").format(name=name), back)

    def _focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        self.undoing.follow(old, new)
        left, entered = self._cell_around(old), self._cell_around(new)
        if left is entered:
            return
        if left is not None:
            left.leave()
            self.keeper.save()
        if entered is not None:
            self.draft.place = entered.path
            self._recent.offer(entered.field, new)
        self.help.tell(entered)

    def _show_help(self) -> None:
        cell = self._cell_around(QApplication.focusWidget())
        if cell is not None:
            show_at(cell)

    def _add_language(self) -> None:
        widget = QApplication.focusWidget()
        while widget is not None and widget is not self:
            if isinstance(widget, LanguagesEditor):
                widget.add_language()
                return
            widget = widget.parentWidget()

    def _cell_around(self, widget: QWidget | None) -> Cell | None:
        return cell_around(widget, self)

    def _choose_document(self, asking: QWidget, done: Callable[[str], None]) -> None:
        kinds = _("Documents (*.pdf *.jpg *.jpeg *.png);;All files (*)")
        path, _filter = QFileDialog.getOpenFileName(asking, _("Choose a document"), "", kinds)
        if path:
            self._files.keep_document(path, done)

    def import_list(self, path: Path) -> None:
        """Show what would come in from a list."""
        self._import_list("", path)

    def _import_list(self, pasted: str, path: Path | None = None) -> None:
        from certapp.ui.form.importing import ImportDialog  # only for those who import

        dialog = ImportDialog(self._session.office, self.draft, pasted, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.taken_in.connect(lambda words: self.notice.show_done(words))
        dialog.taken_in.connect(self.keeper.changed)
        dialog.open()
        if path is not None:
            dialog.open_list(path)

    def _close_clicked(self) -> None:
        if self.flush() is None:  # else it is here only: it stays until there is room
            self.closed.emit()

    def _rest(self, resting: bool) -> None:
        self._split.setEnabled(not resting)
        self.hand_in.setEnabled(not resting)
