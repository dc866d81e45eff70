"""A dialog that asks for a few things, each on a line of its own; where it is narrow, one below the other."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialogButtonBox, QGridLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from certapp.ui.common.labels import plain, scrolled
from certapp.ui.common.order import Dialog

NARROW_CHARACTERS = 68
"""Below so many average characters what belongs to a line stands one below the other."""
_BETWEEN = 10

Line = Sequence[QWidget | None]
"""What stands beside each other; None leaves a place free."""


class GridDialog(Dialog):
    """A line for each thing, what is wrong below the line where it is wrong, and the act.

    It opens `WIDE` pixels wide and as high as its lines need, or as the screen lets it.
    """

    WIDE = 820

    def __init__(self, parent: QWidget | None, title: str, told: str, act: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._lines: tuple[Line, ...] = ()
        self._stretched: Collection[int] = ()
        self._narrow: bool | None = None
        self._wrong_at: Line = ()
        self._sheet = QWidget()
        self._grid = QGridLayout(self._sheet)
        self.wrong = plain()
        self.wrong.setProperty("wrong", True)
        self.wrong.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go_on: QPushButton = buttons.addButton(act, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.check)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(plain(told))
        self._area = scrolled(self._sheet, title)
        layout.addWidget(self._area, 1)
        layout.addWidget(self.wrong)
        layout.addWidget(buttons)

    def ask(self, lines: Sequence[Line], first: QWidget | None, stretched: Collection[int] = (1,)) -> None:
        """Ask for these things, the cursor in the first; the places `stretched` of each line take the room there is."""
        self._lines, self._stretched = tuple(lines), stretched
        self._lay_out(self.WIDE)
        self._fit(QSize(self.WIDE, 0))
        if first is not None:
            first.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Beside each other, or one below the other."""
        super().resizeEvent(event)
        self._lay_out(event.size().width())

    def check(self) -> None:
        """Take what was given, or say what lacks."""
        raise NotImplementedError

    def say(self, words: str, beside: QWidget) -> None:
        """Tell what lacks, beside what it lacks at."""
        self.wrong.setText(words)
        self._wrong_at = next((line for line in self._lines if _holds(line, beside)), ())
        self._lay_out(self.width(), anew=True)
        self.wrong.show()
        beside.setAccessibleDescription(words)
        beside.setFocus()
        self._fit(self.size())
        self._area.ensureWidgetVisible(self.wrong)

    def _fit(self, least: QSize) -> None:
        """As wide as `least`, and as high as the lines need, within the screen."""
        layout, wide = self.layout(), least.width()
        assert layout is not None
        self._grid.activate()
        layout.activate()
        inside = max(self._sheet.sizeHint().height(), self._sheet.heightForWidth(wide))
        around = layout.totalHeightForWidth(wide) - self._area.sizeHint().height()
        frame = 2 * self._area.frameWidth() + self.fontMetrics().height()
        most = self.screen().availableSize() * 0.9
        self.resize(QSize(wide, around + inside + frame).boundedTo(most).expandedTo(least))

    def _lay_out(self, width: int, *, anew: bool = False) -> None:
        narrow = width < NARROW_CHARACTERS * self.fontMetrics().averageCharWidth()
        if (narrow == self._narrow and not anew) or not self._lines:
            return
        self._narrow = narrow
        while self._grid.takeAt(0):
            pass
        row = 0
        for line in self._lines:
            long = any(isinstance(each, QPlainTextEdit) for each in line)
            at = Qt.AlignmentFlag.AlignTop if long and not narrow else Qt.AlignmentFlag(0)
            for column, each in enumerate(line):
                if each is None:
                    continue
                if narrow:
                    self._grid.addWidget(each, row, 0)
                    row += 1
                else:
                    self._grid.addWidget(each, row, column, at if column == 0 else Qt.AlignmentFlag(0))
            if line is self._wrong_at:
                row += 1
                self._grid.addWidget(self.wrong, row, 0 if narrow else 1, 1, -1)
            if narrow:
                self._grid.setRowMinimumHeight(row, _BETWEEN)
            row += 1
        for column in range(max(map(len, self._lines))):
            self._grid.setColumnStretch(column, int(column == 0 if narrow else column in self._stretched))
        for below in range(self._grid.rowCount()):
            self._grid.setRowStretch(below, 0)
            if not narrow:
                self._grid.setRowMinimumHeight(below, 0)
        self._grid.setRowStretch(row, 1)


def _holds(line: Line, widget: QWidget) -> bool:
    return any(each is widget or each.isAncestorOf(widget) for each in line if each is not None)
