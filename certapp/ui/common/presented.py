"""What was presented of each object, in the window of a post and at the desk: status and pieces, one line an object."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from certapp.trust.receipt import Presented
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.labels import plain
from certapp.ui.common.words import _


def kinds() -> tuple[tuple[str, str], ...]:
    """The steps that customs endorses, as choices."""
    return (("EXPORT", _("Export")), ("EXIT", _("Exit")), ("REIMPORT", _("Re-import")))


def kind_words(kind: str) -> str:
    """One of them."""
    return dict(kinds()).get(kind, kind)


def status_choices() -> tuple[tuple[str, str], ...]:
    """What may be said of an object."""
    return (("PRESENTED", _("presented")), ("MISSING", _("missing")), ("MISMATCH", _("does not match")))


class ObjectLines:
    """Adds a line for each object to a grid; `presented` is what they say."""

    def __init__(self, grid: QGridLayout, titles: Sequence[str]) -> None:
        self.lines: list[tuple[ChoiceBox, QLineEdit]] = []
        sheet = QWidget()
        inner = QGridLayout(sheet)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setColumnStretch(0, 1)
        for row, title in enumerate(titles):
            name = f"{row + 1}. {title}" if title else str(row + 1)
            status, pieces = ChoiceBox(), QLineEdit()
            for value, words in status_choices():
                status.addItem(words, value)
            status.call(_("{name}: what was presented").format(name=name))
            pieces.setMaxLength(7)
            pieces.setMaximumWidth(pieces.fontMetrics().averageCharWidth() * 12)
            pieces.setPlaceholderText(_("pieces"))
            pieces.setAccessibleName(_("{name}: pieces").format(name=name))
            for column, each in enumerate((plain(name), status, pieces)):
                inner.addWidget(each, row, column)
            self.lines.append((status, pieces))
        grid.addWidget(sheet, grid.rowCount(), 0)

    def wrong(self) -> QLineEdit | None:
        """The first number of pieces that is none."""
        return next((pieces for _status, pieces in self.lines if not _pieces(pieces.text())[0]), None)

    @property
    def presented(self) -> tuple[Presented, ...]:
        """One of each object."""
        return tuple(
            Presented(number, str(status.currentData()), _pieces(pieces.text())[1])
            for number, (status, pieces) in enumerate(self.lines, 1)
        )


def _pieces(typed: str) -> tuple[bool, int | None]:
    typed = typed.strip()
    if not typed:
        return True, None
    return (True, int(typed)) if typed.isascii() and typed.isdigit() else (False, None)
