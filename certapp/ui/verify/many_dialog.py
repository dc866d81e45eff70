"""Many papers at once: a folder or a list is chosen, how far it is, what is not green, and the report as CSV."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTemporaryDir, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from certapp.model.errors import Refusal
from certapp.service.carrying import write_out
from certapp.service.many import MOST_GRAVE, Asked, Judge, Line
from certapp.trust.verdict import Colour, Verdict
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.choosing import choose_folder, choose_target
from certapp.ui.common.labels import button, heading, plain, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.words import _, apart, ngettext
from certapp.ui.verify.many_run import HowFar, ManyRun
from certapp.ui.verify.sign import sign_icon
from certapp.ui.verify.terms import big_word

_REPORT: Final = "report.csv"
_SIGN_PX: Final = 24
_SURE_AFTER_S: Final = 5
"""Before that nobody can tell how long the rest takes."""


class ManyDialog(Dialog):
    """Stays open beside the page: papers that come meanwhile are checked there as always.

    `judge`: what judges by the lists of this moment.
    """

    wanted = Signal(object)
    """An `Asked`: somebody wants to see the verdict on this one."""

    def __init__(self, parent: QWidget, judge: Callable[[], Judge]) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Verify many at once"))
        self.setAcceptDrops(True)
        self.resize(860, 640)
        self._judge = judge
        self._folder = QTemporaryDir()
        self._shown: tuple[Line, ...] = ()
        self.run: ManyRun | None = None
        self.notice = Notice()
        self.folder = button(_("Choose a &folder…"), primary=True)
        self.folder.clicked.connect(self._choose_folder)
        self.files = button(_("Choose files or a &list…"))
        self.files.clicked.connect(self._choose_files)
        self.stop = button(_("&Stop"))
        self.stop.clicked.connect(self._stop)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("How many are checked"))
        self.how_far = plain()
        self.counts = {colour: _Count(colour, words) for colour, words in _colour_words().items()}
        self.table = QTableWidget(0, 3)
        self.table.setAccessibleName(_("What is not green, the gravest first"))
        self.table.setHorizontalHeaderLabels([_("File"), _("Result"), _("Why")])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(True)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.itemActivated.connect(lambda item: self._want(item.row()))
        self.save = button(_("&Write as CSV…"))
        self.save.clicked.connect(self._save)
        close = button(_("&Close"))
        buttons = QDialogButtonBox()
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)
        self._tell_running(False)
        self.save.setEnabled(False)
        self.folder.setFocus()

    def begin(self, paths: Sequence[Path]) -> None:
        """Judge these; a run that is under way is not disturbed."""
        if not paths or self.running:
            return
        self.notice.clear()
        self.show_how_far(HowFar(0, 0, 0, Counter(), ()))
        self.run = ManyRun(tuple(paths), self._judge, self._report)
        self.run.told.connect(self.show_how_far)
        self.run.ended.connect(self._ended)
        self.run.refused.connect(self._refused)
        self.run.broken.connect(lambda _fault: self._tell_running(False))
        self._tell_running(True)
        self.run.begin()

    @property
    def running(self) -> bool:
        """Whether it is not at its end yet."""
        return not self.stop.isHidden()

    def show_how_far(self, far: HowFar) -> None:
        """Say it."""
        self.progress.setRange(0, far.of_all)
        self.progress.setValue(far.count)
        said = _("{n} of {all} checked").format(n=far.count, all=far.of_all) if far.of_all else ""
        self.how_far.setText(f"{said}{_left(far)}")
        for colour, count in self.counts.items():
            count.tell(far.colours[colour])
        if far.gravest != self._shown:
            self._show_gravest(far.gravest)

    def write(self, path: Path) -> None:
        """The report of the last run, with every line."""
        try:
            write_out(path, self._report.read_bytes())
        except Refusal as refusal:
            self.notice.show_refusal(refusal)
        except OSError as problem:
            detail = problem.strerror or ""
            self.notice.show_refusal(Refusal("FILE_NOT_READABLE", file=str(self._report), detail=detail))
        else:
            self.notice.show_done(_("Saved: {file}").format(file=path))

    def done(self, result: int) -> None:
        """A run that is under way is stopped with its window."""
        if self.run is not None:
            self.run.stop()
        super().done(result)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        """Folders and files are welcome while nothing runs."""
        if event.mimeData().hasUrls() and not self.running:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        """Begin with them."""
        event.acceptProposedAction()
        self.begin([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    @property
    def _report(self) -> Path:
        return Path(self._folder.filePath(_REPORT))

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        words = _(
            "A folder of PDFs, pictures and codes, or a text file with a code on each line. Each is judged by itself,"
            " by the lists of now. Papers scanned meanwhile are checked on the page as always."
        )
        counts = QHBoxLayout()
        for count in self.counts.values():
            counts.addWidget(count, 1)
        bar = QHBoxLayout()
        bar.addWidget(self.progress, 1)
        bar.addWidget(self.stop)
        self._grave_heading = heading("", 2)
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        layout.addWidget(quiet(words))
        layout.addWidget(ButtonRows((self.folder, self.files)))
        layout.addLayout(bar)
        layout.addWidget(self.how_far)
        layout.addLayout(counts)
        layout.addWidget(self._grave_heading)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)

    def _show_gravest(self, lines: tuple[Line, ...]) -> None:
        self._shown = lines
        self.table.setRowCount(len(lines))
        for row, line in enumerate(lines):
            result = big_word(Verdict(line.outcome, line.colour, ()))
            for column, words in enumerate((apart(Path(line.file).name), result, line.words)):
                item = QTableWidgetItem(words)
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
                item.setToolTip(line.file if column == 0 else words)
                if column == 1:
                    item.setIcon(sign_icon(line.colour, self.palette()))
                self.table.setItem(row, column, item)
        self.table.resizeRowsToContents()

    def _tell_running(self, running: bool) -> None:
        self.stop.setVisible(running)
        self.stop.setEnabled(running)
        self.progress.setVisible(running)
        self.folder.setEnabled(not running)
        self.files.setEnabled(not running)
        self.save.setEnabled(not running and self._report.exists())
        shown = _("The {n} gravest").format(n=MOST_GRAVE)
        full = len(self._shown) >= MOST_GRAVE
        self._grave_heading.setText(shown if full else _("What is not green, the gravest first"))

    def _ended(self, stopped: bool) -> None:
        self._tell_running(False)
        if stopped:
            self.notice.show_hint(_("Stopped. The report has what was checked until then, and says what is missing."))
        else:
            self.notice.show_done(_("All are checked. The report has a line for each."))
        self.save.setFocus()

    def _refused(self, refusal: Refusal) -> None:
        self._tell_running(False)
        self.notice.show_refusal(refusal)
        self.folder.setFocus()

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        if self.run is not None:
            self.run.stop()

    def _want(self, row: int) -> None:
        name = self._shown[row].file
        asked: tuple[Asked, ...] = self.run.asked if self.run is not None else ()
        found = next((each for each in asked if each.name == name), None)
        if found is not None:
            self.wanted.emit(found)

    def _choose_folder(self) -> None:
        folder = choose_folder(self, self.windowTitle())
        if folder is not None:
            self.begin([folder])

    def _choose_files(self) -> None:
        kinds = _("Certificates and lists (*.pdf *.jpg *.jpeg *.png *.txt *.csv);;All files (*)")
        paths, _filter = QFileDialog.getOpenFileNames(self, self.windowTitle(), "", kinds)
        self.begin([Path(path) for path in paths])

    def _save(self) -> None:
        path = choose_target(self, _("Write as CSV"), _REPORT, _("Tables (*.csv)"))
        if path is not None:
            self.write(path)


class _Count(QWidget):
    """How many came out in one colour: sign, number, word."""

    def __init__(self, colour: Colour, words: str) -> None:
        super().__init__()
        self._words = words
        sign = QLabel()
        sign.setPixmap(sign_icon(colour, self.palette()).pixmap(_SIGN_PX))
        self.number = plain("0")
        font = self.number.font()
        font.setBold(True)
        self.number.setFont(font)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(sign)
        row.addWidget(self.number)
        row.addWidget(quiet(words), 1)

    def tell(self, count: int) -> None:
        """So many."""
        self.number.setText(str(count))
        self.number.setAccessibleName(f"{self._words}: {count}")


def _colour_words() -> dict[Colour, str]:
    return {
        Colour.GREEN: _("genuine"),
        Colour.AMBER: _("look closer"),
        Colour.RED: _("do not accept"),
        Colour.GREY: _("not verified"),
    }


def _left(far: HowFar) -> str:
    """About how long the rest takes; '' where nobody can tell, or it is not worth saying."""
    if far.seconds < _SURE_AFTER_S or not 0 < far.count < far.of_all:
        return ""
    minutes = round(far.seconds / far.count * (far.of_all - far.count) / 60)
    words = ngettext("about {n} minute left", "about {n} minutes left", minutes)
    return f" · {words.format(n=minutes)}" if minutes else ""
