"""What was checked at a post: searched, written out for a spreadsheet, thrown away."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QMessageBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from certapp.model.errors import Refusal
from certapp.service.carrying import write_out
from certapp.service.post_history import Line, PostHistory, as_csv, matching
from certapp.trust.verdict import Colour, Outcome, Verdict
from certapp.ui.common.choosing import choose_target
from certapp.ui.common.labels import button, caption, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.words import _, apart, ngettext
from certapp.ui.verify.sign import sign_icon
from certapp.ui.verify.terms import big_word

MOST_SHOWN = 1000


class HistoryDialog(Dialog):
    """The newest first; what is typed is sought in all columns."""

    def __init__(self, parent: QWidget, history: PostHistory, now: float) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("What was checked at this post"))
        self.resize(860, 640)
        self._history, self._now = history, now
        self._found: list[Line] = []
        self.notice = Notice()
        self.search = QLineEdit()
        self.search.setMaxLength(80)
        self.search.textChanged.connect(self.fill)
        self.count = quiet()
        self.table = QTableWidget(0, 4)
        self.table.setAccessibleName(_("What was checked at this post"))
        self.table.setHorizontalHeaderLabels([_("Time"), _("Number"), _("Result"), _("How it came")])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.export = button(_("&Write as CSV…"))
        self.export.clicked.connect(self._export)
        self.empty = button(_("&Throw all away…"))
        self.empty.clicked.connect(self._empty)
        close = button(_("&Close"))
        buttons = QDialogButtonBox()
        buttons.addButton(self.export, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.empty, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        layout.addWidget(caption(_("&Search: a number, a day such as 2026-11-29, a result"), self.search))
        layout.addWidget(self.search)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.count)
        layout.addWidget(buttons)
        self.fill()
        self.search.setFocus()

    def fill(self) -> None:
        """Show what fits the search."""
        try:
            lines = self._history.lines(self._now)
        except Refusal as refusal:  # what is too old could not be thrown away
            self.notice.show_refusal(refusal)
            return
        self._found = matching(lines, self.search.text())
        shown = self._found[:MOST_SHOWN]
        self.table.setRowCount(len(shown))
        for row, line in enumerate(shown):
            when = apart(f"{datetime.fromtimestamp(line.at):%Y-%m-%d %H:%M:%S}")
            for column, words in enumerate((when, line.number, _result(line), _way(line.way))):
                item = QTableWidgetItem(words)
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
                if column == 2:
                    item.setIcon(sign_icon(Colour(line.colour), self.palette()))
                self.table.setItem(row, column, item)
        count = len(self._found)
        self.count.setText(ngettext("{n} check", "{n} checks", count).format(n=count))
        self.export.setEnabled(bool(self._found))
        self.empty.setEnabled(bool(lines))

    def write(self, path: Path) -> None:
        """Write what is found to a file."""
        try:
            write_out(path, as_csv(self._found))
        except Refusal as refusal:
            self.notice.show_refusal(refusal)
        else:
            self.notice.show_done(_("Saved: {file}").format(file=path))

    def _export(self) -> None:
        path = choose_target(self, self.windowTitle(), "history.csv", _("Tables (*.csv)"))
        if path is not None:
            self.write(path)

    def _empty(self) -> None:
        buttons = QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No
        asked = _("Throw away everything that is kept of what was checked here? It cannot be brought back.")
        answer = QMessageBox.question(self, self.windowTitle(), asked, buttons, QMessageBox.StandardButton.No)
        if answer == QMessageBox.StandardButton.Yes:
            self.clear()

    def clear(self) -> None:
        """Throw all of it away."""
        try:
            self._history.clear()
        except Refusal as refusal:
            self.notice.show_refusal(refusal)
        self.fill()


def _result(line: Line) -> str:
    return big_word(Verdict(Outcome(line.outcome), Colour(line.colour), ()))


def _way(way: str) -> str:
    return {
        "code": _("code"),
        "file": _("file"),
        "picture": _("picture"),
        "scanner": _("scanner"),
        "camera": _("camera"),
    }.get(way, way)
