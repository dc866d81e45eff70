"""Taking a list of objects into a draft: matched, looked over dry, and only then taken in, whole or not at all."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from certapp.formdef.form import Group
from certapp.service.drafting import OpenDraft
from certapp.service.importing.lacking import lacking
from certapp.service.importing.mapping import Matching, guess, remember, remembered
from certapp.service.importing.pictures import Pictures
from certapp.service.importing.plan import Plan, RawRow
from certapp.service.importing.source import Source, read_source, read_source_pasted
from certapp.service.importing.taking_in import taken_in
from certapp.service.importing.targets import OBJECTS, targets_of
from certapp.ui.common.background import in_background
from certapp.ui.common.beside import Beside
from certapp.ui.common.choosing import choose_file, choose_folder
from certapp.ui.common.labels import heading, quiet, scrolled
from certapp.ui.common.list_import import ListImport
from certapp.ui.common.words import _, ngettext, with_semicolons
from certapp.ui.form.draft import Draft, rows_in
from certapp.ui.form.importing_tables import ColumnsTable, SameForAll

if TYPE_CHECKING:
    from certapp.service.office import Office


class ImportDialog(ListImport):
    """One list for one draft."""

    taken_in = Signal(str)
    """The objects are in the draft: what to say of it."""

    def __init__(self, office: "Office", draft: Draft, pasted: str = "", parent: QWidget | None = None) -> None:
        super().__init__(
            parent,
            _("Import a list of objects"),
            _("CSV, XLSX or LIDO XML. Nothing is taken in before you say so."),
            _("Choose the &folder of the pictures…"),
        )
        self._office, self._draft = office, draft
        self._targets = targets_of(draft.form)
        self._source: Source | None = None
        self._pictures: Pictures | None = None
        self.plan: Plan | None = None

        self.named = QCheckBox(_("The first row holds the &names of the columns"))
        self.columns = ColumnsTable()
        self.same = SameForAll(draft.form, self._targets)
        self._same_area = scrolled(self.same, _("The same for every object"))
        self._same_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()

        self.choose.clicked.connect(self._choose)
        self.folder.clicked.connect(self._choose_folder)
        self.named.toggled.connect(self._named_toggled)
        self.columns.changed.connect(self._columns_changed)
        self.same.changed.connect(self.look_later)
        self.go.clicked.connect(self._take_in)
        self.show_state()
        if pasted:
            self.open_pasted(pasted)

    def open_list(self, path: Path) -> None:
        """Read a file; its folder is where its pictures are looked for first."""
        self.notice.clear()
        self.begin_progress()
        in_background(self, lambda: read_source(path, self.going), self._opened, self.refused)

    def open_pasted(self, text: str) -> None:
        """Read cells that were copied in a spreadsheet."""
        name = _("the clipboard")
        in_background(self, lambda: read_source_pasted(text, name), self._opened, self.refused)

    def open_folder(self, folder: Path) -> None:
        """Look for pictures here."""
        from certapp.service.importing.pictures import pictures_in

        def found(pictures: Pictures) -> None:
            self._pictures = pictures
            self.folder_words.setText(_("Pictures from: {folder}").format(folder=folder.name))
            self.look_later()

        in_background(self, lambda: pictures_in(folder), found, self.refused)

    # How it looks

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.choose)
        top.addWidget(self.about, 1)
        where = QHBoxLayout()
        where.addWidget(self.folder)
        where.addWidget(self.folder_words, 1)
        left, right, below = QWidget(), QWidget(), QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading(_("Columns"), 2))
        column.addWidget(self.named)
        column.addWidget(self.columns, 1)
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(heading(_("The same for every object"), 2))
        beside.addWidget(quiet(_("Asked once: what the list does not say. It never overwrites a cell of the list.")))
        beside.addWidget(self._same_area, 1)
        self._upper = Beside((left, right), ((620, 460), (300, 300)))
        found = QVBoxLayout(below)
        found.setContentsMargins(0, 0, 0, 0)
        found.addWidget(self.summary)
        found.addWidget(self.remarks, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self._upper)
        split.addWidget(below)
        split.setSizes([430, 190])
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        layout.addLayout(top)
        layout.addLayout(where)
        layout.addWidget(split, 1)
        layout.addLayout(self.foot())
        self.resize(1120, 760)

    def show_state(self) -> None:
        """What would come in, and whether it may."""
        table = self._source.table if self._source is not None else None
        self._upper.setVisible(table is not None)
        self.named.setVisible(table is not None)
        self.folder.setEnabled(self._source is not None)
        ready = self.plan is not None and bool(self.plan.rows) and not self.plan.problems and not self.is_looking()
        self.go.setEnabled(ready)
        if self.plan is None:
            self.summary.setText(_("Choose a list to see what would come in.") if self._source is None else "")
            return
        n = len(self.plan.rows)
        self.go.setText(ngettext("&Take in {n} object", "&Take in {n} objects", n).format(n=n))
        objects = ngettext("{n} object would come in", "{n} objects would come in", n).format(n=n)
        pictures = ngettext("{n} photograph found", "{n} photographs found", self.plan.photographs)
        wrong = len(self.plan.problems)
        stops = ngettext("{n} place must be mended first", "{n} places must be mended first", wrong).format(n=wrong)
        said = [objects, pictures.format(n=self.plan.photographs), *([stops] if wrong else [])]
        self.summary.setText(with_semicolons(said))

    # The list

    def _choose(self) -> None:
        kinds = _("Lists (*.csv *.tsv *.txt *.xlsx *.xml *.lido);;All files (*)")
        path = choose_file(self, _("Choose a list of objects"), kinds)
        if path is not None:
            self.open_list(path)

    def _choose_folder(self) -> None:
        folder = choose_folder(self, _("Choose the folder of the pictures"))
        if folder is not None:
            self.open_folder(folder)

    def _opened(self, source: Source) -> None:
        self._source = source
        self.about.setText(source.name)
        if source.folder is not None:
            self.open_folder(source.folder)
        if source.table is not None:
            named = bool(guess(self._draft.form, source.table.header).columns)
            self.named.blockSignals(True)
            self.named.setChecked(named)
            self.named.blockSignals(False)
            self._show_columns()
        self.look()
        self.show_state()
        self._begin()

    def _named_toggled(self) -> None:
        self._show_columns()
        self.look()

    def _show_columns(self) -> None:
        source = self._source
        if source is None or source.table is None:
            return
        table = source.with_names(self.named.isChecked())
        assert table is not None
        matching = remembered(self._office.folder.path, self._draft.form, table.header)
        self.columns.show_table(table, self._targets, matching.columns)
        self.same.show_lacking(lacking(self._draft.form, matching), matching.same)

    def _columns_changed(self) -> None:
        self.same.show_lacking(lacking(self._draft.form, self._matching()), {})
        self.look_later()

    def _begin(self) -> None:
        """Where there is something to do first: a column without a field, else what the list lacks, else taking in."""
        left_out = [box for box in self.columns.boxes if not box.target()]
        first = next(iter((*left_out, *self.same.editors, self.remarks)))
        QTimer.singleShot(0, first, first.setFocus)  # what was just built is not shown yet

    def _matching(self) -> Matching:
        return Matching(self.columns.columns(), self.same.words())

    # The dry run

    def dry_run(self) -> Callable[[], Plan] | None:
        """With the columns, the pictures and the names as they are now."""
        source = self._source
        if source is None:
            return None
        matching, pictures, named = self._matching(), self._pictures, self.named.isChecked()
        form, there = self._draft.form, len(rows_in(self._draft.record, OBJECTS))
        return lambda: source.plan(form, matching, pictures, named, there, self.going)

    def looked(self, plan: Plan) -> None:
        """It is what would be taken in."""
        self.plan = plan

    # Taking in

    def _take_in(self) -> None:
        plan, pictures = self.plan, self._pictures
        if plan is None or self._source is None:
            return
        if self._source.table is not None:
            table = self._source.with_names(self.named.isChecked())
            assert table is not None
            remember(self._office.folder.path, table.header, self._matching())
        begun = OpenDraft(self._draft.id, {}, dict(self._draft.files))
        self.rest(True)
        self.begin_progress()
        in_background(
            self, lambda: taken_in(self._office, begun, plan, pictures, self.going), self._came, self.not_taken
        )

    def _came(self, result: tuple[OpenDraft, tuple[RawRow, ...]]) -> None:
        if self.given_up():
            return
        now, rows = result
        group = self._draft.form.root.member(OBJECTS)
        assert isinstance(group, Group)
        self._draft.files.update(now.files)
        self._draft.add_rows(self._draft.record, group, rows)
        self.taken_in.emit(
            ngettext("{n} object was taken in.", "{n} objects were taken in.", len(rows)).format(n=len(rows))
        )
        self.accept()

    def rest(self, resting: bool) -> None:
        """The list, its columns and taking in."""
        for each in (self.choose, self.folder, self._upper, self.go):
            each.setEnabled(not resting)
