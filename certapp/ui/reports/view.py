"""The page of reports: a period is chosen, its tables are shown with a chart, and saved for the ministry."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QVBoxLayout, QWidget

from certapp.model import language as spoken
from certapp.service.report_files import write_report, write_table
from certapp.service.report_words import WordedReport, WordedTable, chart_of, report_texts, worded
from certapp.service.reports import CERTIFICATES, Report, period_report
from certapp.service.rights import Right
from certapp.ui.common.allowing import allow
from certapp.ui.common.background import in_background
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.choosing import choose_target
from certapp.ui.common.day_edit import DayEdit
from certapp.ui.common.labels import button, caption, heading, plain, quiet, scrolled
from certapp.ui.common.notice import Notice
from certapp.ui.common.words import _, with_colon
from certapp.ui.reports.chart import BarChart
from certapp.ui.reports.rows import TableView
from certapp.ui.session import Session

YEARS_OFFERED = 20


class ReportsView(QWidget):
    """Shows this year when it is first opened; another period on `make`."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._report: Report | None = None
        self._said: WordedReport | None = None
        today = session.office.clock.today
        self.notice = Notice()
        self.year = QComboBox()
        for year in range(today.year, today.year - YEARS_OFFERED, -1):
            self.year.addItem(str(year), year)
        self.first, self.last = DayEdit(date(today.year, 1, 1)), DayEdit(date(today.year, 12, 31))
        self.internal = QCheckBox(_("&Internal: with the officials"))
        self.make = button(_("Ma&ke the report"), primary=True)
        self.save = button(_("Sa&ve the report…"))
        self.table = QComboBox()
        self.table.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.save_table = button(_("Save this table a&lone…"))
        self.rows = TableView()
        self.chart = BarChart()
        self.facts, self.notes = plain(), quiet()
        self._lay_out()
        self.year.currentIndexChanged.connect(self._year_chosen)
        self.make.clicked.connect(self.make_now)
        self.save.clicked.connect(self._save)
        self.save_table.clicked.connect(self._save_table)
        self.table.currentIndexChanged.connect(self._show_table)
        session.person_changed.connect(self._rights)
        self._rights()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """This year's report at the first look."""
        super().showEvent(event)
        if self._report is None and self.make.isEnabled():
            self.make_now()

    def make_now(self) -> None:
        """Count, beside the window."""
        office, language = self._session.office, spoken.in_use()
        first, last, internal = self.first.day, self.last.day, self.internal.isChecked()
        singly = self.table.currentData() == CERTIFICATES

        def work() -> tuple[Report, WordedReport]:
            report = period_report(office, first, last, internal=internal, singly=singly)
            return report, worded(report, office.form, language)

        self.notice.show_hint(_("Please wait…"))
        in_background(self, work, self._made, self.notice.show_refusal)

    def _made(self, made: tuple[Report, WordedReport]) -> None:
        self.notice.clear()
        self._report, self._said = made
        said, chosen = made[1], self.table.currentData()
        self.facts.setText("\n".join(with_colon(label, words) for label, words in said.facts))
        self.notes.setText("\n".join(said.notes))
        self.table.blockSignals(True)
        self.table.clear()
        titles = {each.name: each.title for each in said.tables}
        titles.setdefault(CERTIFICATES, report_texts(spoken.in_use())["tables"][CERTIFICATES])
        for name, title in titles.items():
            self.table.addItem(title, name)
        self.table.setCurrentIndex(max(0, self.table.findData(chosen)))
        self.table.blockSignals(False)
        self._show_table()
        self._rights()

    def _shown(self) -> WordedTable | None:
        """The table that is chosen."""
        tables = self._said.tables if self._said is not None else ()
        return next((each for each in tables if each.name == self.table.currentData()), None)

    def _show_table(self) -> None:
        said = self._shown()
        if self._said is None:
            return
        if said is None:  # a row for each certificate is read from the register only when somebody wants to see them
            self.make_now()
            return
        self.rows.show_table(said, self._said.none)
        self._draw(said)

    def _draw(self, said: WordedTable) -> None:
        """Bars of what can be compared."""
        chart = chart_of(said)
        self.chart.show_rows(chart.names if chart else (), chart.rows if chart else ())

    def _save(self) -> None:
        report, office, language = self._report, self._session.office, spoken.in_use()
        if report is None:
            return
        kinds = ";;".join((_("PDF (*.pdf)"), _("Table (*.csv)"), _("Workbook (*.xlsx)")))
        suggested = f"{report.first.isoformat()}-{report.last.isoformat()}.pdf"
        path = choose_target(self, _("Save the report"), suggested, kinds)
        if path is not None:
            self._write(path, lambda: write_report(report, office.form, language, office.clock.seconds, path))

    def _save_table(self) -> None:
        """The chosen table and nothing else, for a program that reads tables."""
        report, said, language = self._report, self._shown(), spoken.in_use()
        if report is None or said is None:
            return
        kinds = ";;".join((_("Table (*.csv)"), _("Workbook (*.xlsx)")))
        suggested = f"{said.name.lower()}-{report.first.isoformat()}-{report.last.isoformat()}.csv"
        path = choose_target(self, _("Save the table"), suggested, kinds)
        if path is not None:
            self._write(path, lambda: write_table(said, language, path))

    def _write(self, path: Path, work: Callable[[], None]) -> None:
        """Beside the window, and say so."""
        done = _("Saved: {file}")
        in_background(self, work, lambda _none: self.notice.show_done(done.format(file=path)), self.notice.show_refusal)

    def _year_chosen(self) -> None:
        year = int(self.year.currentData())
        self.first.setDate(QDate(year, 1, 1))
        self.last.setDate(QDate(year, 12, 31))
        self.make_now()

    def _rights(self) -> None:
        may = allow(self._session, self.make, Right.REPORT)
        for each in (self.save, self.save_table):
            each.setEnabled(may and self._report is not None)

    def _lay_out(self) -> None:
        chosen = QGridLayout()
        fields = ((_("Ye&ar"), self.year), (_("&From the day"), self.first), (_("&To the day"), self.last))
        for row, (words, editor) in enumerate(fields):
            chosen.addWidget(caption(words, editor), row, 0)
            chosen.addWidget(editor, row, 1, Qt.AlignmentFlag.AlignLeading)
        chosen.setColumnStretch(2, 1)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setSpacing(10)
        column.addWidget(quiet(_("Counted from the register, without any party or object. Figures can be handed on.")))
        column.addLayout(chosen)
        column.addWidget(self.internal)
        column.addWidget(ButtonRows((self.make, self.save)))
        column.addWidget(self.facts)
        column.addWidget(caption(_("Ta&ble"), self.table))
        column.addWidget(self.table, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self.rows)
        column.addWidget(ButtonRows((self.save_table,)))
        column.addWidget(self.chart)
        column.addWidget(self.notes)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addWidget(heading(_("Reports")))
        layout.addWidget(self.notice)
        layout.addWidget(scrolled(inner, _("Report")), 1)
