"""What customs writes of an endorsement, in the window of a post and at the desk: each object, and irregularities."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem

from certapp.service.endorsing import noted_words
from certapp.trust.receipt import IRREGULARITIES, Presented
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.labels import numbered, plain
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


class IrregularityList(QListWidget):
    """What is not as it should be, each with a box to tick (the space bar does it); `chosen` by code."""

    ROWS = 4
    """Seen at once."""

    def __init__(self, chosen: Sequence[str] = ()) -> None:
        super().__init__()
        self.setWordWrap(True)
        for code, words in zip(IRREGULARITIES, noted_words(IRREGULARITIES), strict=True):
            item = QListWidgetItem(words, self)
            item.setData(Qt.ItemDataRole.UserRole, code)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if code in chosen else Qt.CheckState.Unchecked)
        self.setCurrentRow(0)
        self.setFixedHeight(self.ROWS * (self.fontMetrics().lineSpacing() + 6) + 2 * self.frameWidth())

    @property
    def chosen(self) -> tuple[str, ...]:
        """The codes that are ticked."""
        items = map(self.item, range(self.count()))
        ticked = (each for each in items if each.checkState() is Qt.CheckState.Checked)
        return tuple(str(each.data(Qt.ItemDataRole.UserRole)) for each in ticked)


class ObjectLines:
    """A line for each object: its name, what was presented, how many pieces. `presented` is what they say."""

    def __init__(self, titles: Sequence[str]) -> None:
        self.lines: list[tuple[QLabel, ChoiceBox, QLineEdit]] = []
        for number, title in enumerate(titles, 1):
            name = numbered(number, title) if title else str(number)
            status, pieces = ChoiceBox(), QLineEdit()
            for value, words in status_choices():
                status.addItem(words, value)
            status.call(_("{name}: what was presented").format(name=name))
            pieces.setMaxLength(7)
            pieces.setPlaceholderText(_("pieces"))
            pieces.setAccessibleName(_("{name}: pieces").format(name=name))
            self.lines.append((plain(name), status, pieces))

    def wrong(self) -> QLineEdit | None:
        """The first number of pieces that is none."""
        return next((pieces for _name, _status, pieces in self.lines if not _pieces(pieces.text())[0]), None)

    @property
    def presented(self) -> tuple[Presented, ...]:
        """One of each object."""
        return tuple(
            Presented(number, str(status.currentData()), _pieces(pieces.text())[1])
            for number, (_name, status, pieces) in enumerate(self.lines, 1)
        )


def _pieces(typed: str) -> tuple[bool, int | None]:
    typed = typed.strip()
    if not typed:
        return True, None
    return (True, int(typed)) if typed.isascii() and typed.isdigit() else (False, None)
