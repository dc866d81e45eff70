"""A list of old papers taken into the legacy register: matched, looked over dry, then taken in whole or not at all."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QProgressBar, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
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
from certapp.ui.common.labels import button, caption, heading, plain
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.words import _, ngettext
from certapp.ui.form.importing_tables import ColumnsTable

if TYPE_CHECKING:
    from certapp.service.office import Actor, Office

LOOK_AFTER_MS = 400


class LegacyImportDialog(Dialog):
    """`numbers`: of the entries that were written down, once it is accepted."""

    def __init__(self, parent: QWidget | None, office: "Office", actor: "Actor") -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Import old paper certificates"))
        self._office, self._actor = office, actor
        self._source: LegacyList | None = None
        self._scans: Pictures | None = None
        self._stop = threading.Event()
        self._turn = 0
        self._told = (0, 0)
        self.plan: LegacyPlan | None = None
        self.numbers: list[str] = []
        self.notice = Notice()
        self.choose = button(_("Choose a &list…"))
        self.about = plain(_("CSV or XLSX, a line for each paper. Nothing is taken in before you say so."))
        self.folder = button(_("Choose the &folder of the scans…"))
        self.scans_words = plain(_("A scan is the file that the list names, or the one that is named like the number."))
        self.columns = ColumnsTable()
        self.issued_by = QLineEdit()
        self.issued_by.setMaxLength(LONGEST_LINE)
        self.summary = heading("", 2)
        self.remarks = QListWidget()
        self.remarks.setAccessibleName(_("What is to be said of the list"))
        self.remarks.setWordWrap(True)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("Progress"))
        self.progress.hide()
        self.go = button(_("&Take in"), primary=True)
        self.give_up = button(_("Cancel"))
        self._lay_out()
        self.choose.clicked.connect(self._choose)
        self.folder.clicked.connect(self._choose_folder)
        self.columns.changed.connect(self._later)
        self.issued_by.textChanged.connect(self._later)
        self.go.clicked.connect(self.take_in)
        self.give_up.clicked.connect(self.reject)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOK_AFTER_MS)
        self._timer.timeout.connect(self._look)
        self._pulse = QTimer(self)
        self._pulse.setInterval(100)
        self._pulse.timeout.connect(self._show_progress)
        self._show_state()

    def open_list(self, path: Path) -> None:
        """Read a list; its folder is where its scans are looked for first."""
        self.notice.clear()
        in_background(self, lambda: (read_legacy_list(path), scans_in(path.parent)), self._opened, self._refused)

    def open_folder(self, folder: Path) -> None:
        """Look for scans here."""

        def found(scans: Pictures) -> None:
            self._scans = scans
            self.scans_words.setText(_("Scans from: {folder}").format(folder=folder.name))
            self._later()

        in_background(self, lambda: scans_in(folder), found, self._refused)

    def take_in(self) -> None:
        """Write every paper down; what is under way when it is given up is undone."""
        source, plan, scans, matching = self._source, self.plan, self._scans, self._matching()
        if source is None or plan is None:
            return
        office, actor = self._office, self._actor
        self._rest(True)
        self._pulse.start()

        def work() -> list[str]:
            return take_in_legacy(office, actor, source, plan, scans, self._going, matching=matching)

        in_background(self, work, self._came, self._not_taken)

    def reject(self) -> None:
        """Give up; nothing stays half done."""
        self._stop.set()
        super().reject()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        for act, words in ((self.choose, self.about), (self.folder, self.scans_words)):
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
        foot = QHBoxLayout()
        foot.addWidget(self.progress, 1)
        foot.addStretch(1)
        foot.addWidget(self.give_up)
        foot.addWidget(self.go)
        layout.addLayout(foot)
        self.resize(980, 700)

    def _show_state(self) -> None:
        there = self._source is not None
        for each in (self.columns, self.issued_by, self._same):
            each.setVisible(there)
        self.folder.setEnabled(there)
        plan = self.plan
        self.go.setEnabled(plan is not None and bool(plan.papers) and not plan.problems)
        if plan is None:
            self.summary.setText("" if there else _("Choose a list to see what would come in."))
            return
        n, wrong = len(plan.papers), len(plan.problems)
        papers = ngettext("{n} paper would come in", "{n} papers would come in", n).format(n=n)
        scans = ngettext("{n} scan found", "{n} scans found", plan.scans).format(n=plan.scans)
        stops = ngettext("{n} place must be mended first", "{n} places must be mended first", wrong).format(n=wrong)
        self.summary.setText("; ".join([papers, scans, *([stops] if wrong else [])]))

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
        self._show_state()
        self._look()
        first = next((box for box in self.columns.boxes if not box.target()), None) or self.remarks
        QTimer.singleShot(0, first, first.setFocus)

    def _matching(self) -> Matching:
        same = {"issued_by": self.issued_by.text().strip()} if self.issued_by.text().strip() else {}
        return Matching(self.columns.columns(), same)

    def _later(self) -> None:
        if self._source is not None:
            self.go.setEnabled(False)
            self._timer.start()

    def _look(self) -> None:
        """The dry run; of several under way the last one counts."""
        self._timer.stop()
        if self._source is None:
            return
        self._turn += 1
        turn, table, matching, scans, office = (
            self._turn,
            self._source.table,
            self._matching(),
            self._scans,
            self._office,
        )
        self._pulse.start()

        def done(plan: LegacyPlan) -> None:
            if turn != self._turn:
                return
            self._end_progress()
            self.plan = plan
            self.remarks.clear()
            for remark in (*plan.problems, *plan.warnings):
                mark = "▲" if remark.stops else "○"
                QListWidgetItem(_("{mark} {words}").format(mark=mark, words=remark.text()), self.remarks)
            self._show_state()

        in_background(self, lambda: plan_legacy(office, table, matching, scans, self._going), done, self._refused)

    def _came(self, numbers: list[str]) -> None:
        if not self._stop.is_set():
            self.numbers = numbers
            self.accept()

    def _not_taken(self, refusal: Refusal) -> None:
        self._rest(False)
        self._refused(refusal)

    def _refused(self, refusal: Refusal) -> None:
        self._end_progress()
        self.notice.show_refusal(refusal)
        self._show_state()

    def _rest(self, resting: bool) -> None:
        for each in (self.choose, self.folder, self.columns, self.issued_by, self.go):
            each.setEnabled(not resting)

    def _going(self, done: int, of: int) -> None:
        if self._stop.is_set():
            raise Refusal("LIST_CANCELLED")
        self._told = (done, of)

    def _end_progress(self) -> None:
        self._pulse.stop()
        self.progress.hide()

    def _show_progress(self) -> None:
        done, of = self._told
        self.progress.setRange(0, of)
        self.progress.setValue(done)
        self.progress.show()
