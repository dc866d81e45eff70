"""A list of old papers taken into the legacy register: matched, looked over dry, then taken in whole or not at all."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from certapp.service.importing.mapping import Matching
from certapp.service.importing.pictures import Pictures
from certapp.service.importing.targets import Target
from certapp.service.legacy import LONGEST_LINE
from certapp.service.legacy_importing import (
    TARGETS,
    LegacyList,
    LegacyPlan,
    matching_of,
    plan_legacy,
    read_legacy_list,
    scans_in,
    take_in_legacy,
    target_words,
)
from certapp.ui.common.background import in_background
from certapp.ui.common.choosing import choose_file, choose_folder
from certapp.ui.common.labels import caption
from certapp.ui.common.list_import import ListImport
from certapp.ui.common.words import _, ngettext, with_semicolons
from certapp.ui.form.importing_tables import ColumnsTable

if TYPE_CHECKING:
    from certapp.service.office import Actor, Office


class LegacyImportDialog(ListImport):
    """`numbers`: of the entries that were written down, once it is accepted."""

    def __init__(self, parent: QWidget | None, office: "Office", actor: "Actor") -> None:
        super().__init__(
            parent,
            _("Import old paper certificates"),
            _("CSV or XLSX, a line for each paper. Nothing is taken in before you say so."),
            _("Choose the &folder of the scans…"),
            _("A scan is the file that the list names, or the one that is named like the number."),
        )
        self._office, self._actor = office, actor
        self._source: LegacyList | None = None
        self._scans: Pictures | None = None
        self.plan: LegacyPlan | None = None
        self.numbers: list[str] = []
        self.columns = ColumnsTable()
        self.issued_by = QLineEdit()
        self.issued_by.setMaxLength(LONGEST_LINE)
        self._lay_out()
        self.choose.clicked.connect(self._choose)
        self.folder.clicked.connect(self._choose_folder)
        self.columns.changed.connect(self.look_later)
        self.issued_by.textChanged.connect(self.look_later)
        self.go.clicked.connect(self.take_in)
        self.show_state()

    def open_list(self, path: Path) -> None:
        """Read a list; its folder is where its scans are looked for first."""
        self.notice.clear()
        self.begin_progress()
        read = lambda: (read_legacy_list(path, self.going), scans_in(path.parent))  # noqa: E731
        in_background(self, read, self._opened, self.refused)

    def open_folder(self, folder: Path) -> None:
        """Look for scans here."""

        def found(scans: Pictures) -> None:
            self._scans = scans
            self.folder_words.setText(_("Scans from: {folder}").format(folder=folder.name))
            self.look_later()

        in_background(self, lambda: scans_in(folder), found, self.refused)

    def take_in(self) -> None:
        """Write every paper down; what is under way when it is given up is undone."""
        source, plan, scans, matching = self._source, self.plan, self._scans, self._matching()
        if source is None or plan is None:
            return
        office, actor = self._office, self._actor
        self.rest(True)
        self.begin_progress()

        def work() -> list[str]:
            return take_in_legacy(office, actor, source, plan, scans, self.going, matching=matching)

        in_background(self, work, self._came, self.not_taken)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        for act, words in ((self.choose, self.about), (self.folder, self.folder_words)):
            row = QHBoxLayout()
            row.addWidget(act)
            row.addWidget(words, 1)
            layout.addLayout(row)
        layout.addWidget(self.columns, 2)
        same = QHBoxLayout()
        self._same = caption(_("&Issuing office, where the list names none"), self.issued_by)
        same.addWidget(self._same)
        same.addWidget(self.issued_by, 1)
        layout.addLayout(same)
        layout.addWidget(self.summary)
        layout.addWidget(self.remarks, 1)
        layout.addLayout(self.foot())
        self.resize(980, 700)

    def show_state(self) -> None:
        """What would come in, and whether it may."""
        there = self._source is not None
        for each in (self.columns, self.issued_by, self._same):
            each.setVisible(there)
        self.folder.setEnabled(there)
        plan = self.plan
        self.go.setEnabled(plan is not None and bool(plan.papers) and not plan.problems and not self.is_looking())
        if plan is None:
            self.summary.setText("" if there else _("Choose a list to see what would come in."))
            return
        n, wrong = len(plan.papers), len(plan.problems)
        papers = ngettext("{n} paper would come in", "{n} papers would come in", n).format(n=n)
        scans = ngettext("{n} scan found", "{n} scans found", plan.scans).format(n=plan.scans)
        stops = ngettext("{n} place must be mended first", "{n} places must be mended first", wrong).format(n=wrong)
        self.summary.setText(with_semicolons([papers, scans, *([stops] if wrong else [])]))

    def _choose(self) -> None:
        path = choose_file(self, _("Choose a list of old papers"), _("Lists (*.csv *.tsv *.txt *.xlsx);;All files (*)"))
        if path is not None:
            self.open_list(path)

    def _choose_folder(self) -> None:
        folder = choose_folder(self, _("Choose the folder of the scans"))
        if folder is not None:
            self.open_folder(folder)

    def _opened(self, read: tuple[LegacyList, Pictures]) -> None:
        self._source, self._scans = read
        self.about.setText(self._source.name)
        header = self._source.table.header
        matching = matching_of(self._office.folder.path, header)
        targets = {target: Target(target, target_words(target)) for target in TARGETS}
        self.columns.show_table(self._source.table, targets, matching.columns)
        self.issued_by.setText(matching.same.get("issued_by", ""))
        self.show_state()
        self.look()
        first = next((box for box in self.columns.boxes if not box.target()), None) or self.remarks
        QTimer.singleShot(0, first, first.setFocus)

    def _matching(self) -> Matching:
        same = {"issued_by": self.issued_by.text().strip()} if self.issued_by.text().strip() else {}
        return Matching(self.columns.columns(), same)

    def dry_run(self) -> Callable[[], LegacyPlan] | None:
        """With the columns, the scans and the office as they are now."""
        if self._source is None:
            return None
        table, matching, scans, office = self._source.table, self._matching(), self._scans, self._office
        return lambda: plan_legacy(office, table, matching, scans, self.going)

    def looked(self, plan: LegacyPlan) -> None:
        """It is what would be taken in."""
        self.plan = plan

    def _came(self, numbers: list[str]) -> None:
        if not self.given_up():
            self.numbers = numbers
            self.accept()

    def rest(self, resting: bool) -> None:
        """The list, its columns and taking in."""
        for each in (self.choose, self.folder, self.columns, self.issued_by, self.go):
            each.setEnabled(not resting)
