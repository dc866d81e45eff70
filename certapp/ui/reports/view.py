"""The page of reports: a period is chosen, its tables are shown with a chart, and saved for the ministry."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from certapp.model import language as spoken
from certapp.service.report_files import grouped, write_report
from certapp.service.report_words import WordedReport, WordedTable, chart_of, worded
from certapp.service.reports import Report, period_report
from certapp.service.rights import Right
from certapp.ui.common.allowing import allow
from certapp.ui.common.background import in_background
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.choosing import choose_target
from certapp.ui.common.day_edit import DayEdit
from certapp.ui.common.labels import button, caption, heading, plain, quiet, scrolled
from certapp.ui.common.notice import Notice
from certapp.ui.common.words import _
from certapp.ui.reports.chart import BarChart
from certapp.ui.session import Session

YEARS_OFFERED = 20
MOST_LINES = 26


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
        self.rows = QTreeWidget()
        self.rows.setRootIsDecorated(False)
        self.rows.header().setStretchLastSection(False)  # or its numbers would stand far from the others
        self.rows.setAccessibleName(_("Table"))
        self.chart = BarChart()
        self.facts, self.notes = plain(), quiet()
        self._lay_out()
        self.year.currentIndexChanged.connect(self._year_chosen)
        self.make.clicked.connect(self.make_now)
        self.save.clicked.connect(self._save)
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

        def work() -> tuple[Report, WordedReport]:
            report = period_report(office, first, last, internal=internal)
            return report, worded(report, office.form, language)

        self.notice.show_hint(_("Please wait…"))
        in_background(self, work, self._made, self.notice.show_refusal)

    def _made(self, made: tuple[Report, WordedReport]) -> None:
        self.notice.clear()
        self._report, self._said = made
        said, chosen = made[1], self.table.currentData()
        self.facts.setText("\n".join(f"{label}: {words}" for label, words in said.facts))
        self.notes.setText("\n".join(said.notes))
        self.table.blockSignals(True)
        self.table.clear()
        for each in said.tables:
            self.table.addItem(each.title, each.name)
        self.table.setCurrentIndex(max(0, self.table.findData(chosen)))
        self.table.blockSignals(False)
        self._show_table()
        self._rights()

    def _show_table(self) -> None:
        if self._said is None:
            return
        said = next(each for each in self._said.tables if each.name == self.table.currentData())
        self.rows.clear()
        self.rows.setHeaderLabels(list(said.columns))
        for cells in said.rows or ((self._said.none, *[""] * (len(said.columns) - 1)),):
            item = QTreeWidgetItem([grouped(cell) for cell in cells])
            for column in range(said.labels, len(said.columns)):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            self.rows.addTopLevelItem(item)
        for column in range(len(said.columns)):
            self.rows.resizeColumnToContents(column)
        self._fit_rows()
        self._draw(said)

    def _fit_rows(self) -> None:
        """As high as its rows, up to `MOST_LINES`: a longer table scrolls by itself."""
        line = max(self.rows.sizeHintForRow(0), self.rows.fontMetrics().lineSpacing())
        shown = min(self.rows.topLevelItemCount(), MOST_LINES)
        frame = self.rows.header().sizeHint().height() + 2 * self.rows.frameWidth()
        self.rows.setFixedHeight(frame + shown * line + self.rows.horizontalScrollBar().sizeHint().height())

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
        if path is None:
            return

        def work() -> Path:
            write_report(report, office.form, language, office.clock.seconds, path)
            return path

        done = _("Saved: {file}")
        in_background(self, work, lambda file: self.notice.show_done(done.format(file=file)), self.notice.show_refusal)

    def _year_chosen(self) -> None:
        year = int(self.year.currentData())
        self.first.setDate(QDate(year, 1, 1))
        self.last.setDate(QDate(year, 12, 31))
        self.make_now()

    def _rights(self) -> None:
        may = allow(self._session, self.make, Right.REPORT)
        self.save.setEnabled(may and self._report is not None)

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
        column.addWidget(self.chart)
        column.addWidget(self.notes)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addWidget(heading(_("Reports")))
        layout.addWidget(self.notice)
        layout.addWidget(scrolled(inner, _("Report")), 1)
