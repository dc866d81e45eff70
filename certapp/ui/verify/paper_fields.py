"""The five fields that pay to alter, each to be held against the paper and ticked off: equal, or it differs."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from certapp.ui.common.labels import heading, large, plain, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.words import _, listed


class PaperFields(QFrame):
    """`rows`: label and value as the code says them. Nothing is ticked beforehand."""

    ticked = Signal()
    """Somebody has compared one more."""

    def __init__(self, rows: list[tuple[str, str]], words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.advice = Notice()
        self.rows: list[tuple[str, QRadioButton, QRadioButton]] = []
        self._groups: list[QButtonGroup] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(0, 1)
        for index, (label, value) in enumerate(rows):
            shown = large(value, 1.4)
            shown.setAccessibleName(f"{label}: {value}")
            said = QVBoxLayout()
            said.setSpacing(0)
            said.addWidget(quiet(label))
            said.addWidget(shown)
            grid.addLayout(said, index, 0)
            grid.addLayout(self._ticks(label), index, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 16)
        layout.setSpacing(8)
        layout.addWidget(heading(_("Compare with the paper"), 2))
        if words:
            layout.addWidget(plain(words))
        layout.addLayout(grid)
        layout.addWidget(self.advice)

    @property
    def differing(self) -> tuple[str, ...]:
        """The labels of what differs."""
        return tuple(label for label, _equal, differs in self.rows if differs.isChecked())

    @property
    def all_equal(self) -> bool:
        """Whether every field was compared and found equal."""
        return all(equal.isChecked() for _label, equal, _differs in self.rows)

    def _ticks(self, label: str) -> QHBoxLayout:
        equal, differs = QRadioButton(_("Equal")), QRadioButton(_("Differs"))
        equal.setAccessibleName(_("{field}: equal").format(field=label))
        differs.setAccessibleName(_("{field}: differs").format(field=label))
        group = QButtonGroup(self)
        self._groups.append(group)
        side = QHBoxLayout()
        side.setSpacing(14)
        for each in (equal, differs):
            group.addButton(each)
            side.addWidget(each)
        group.buttonClicked.connect(self._tell)
        self.rows.append((label, equal, differs))
        return side

    def _tell(self) -> None:
        if self.differing:
            words = _(
                "{fields}: the paper does not say what the code was signed for. Do not accept it. The paper was"
                " altered, or the code was copied from another certificate: keep the paper, photograph it, and ask"
                " the authority."
            )
            self.advice.show_fault(words.format(fields=listed(self.differing)))
        elif self.all_equal:
            self.advice.show_done(_("All five are equal. Now hold the objects against what is said of them below."))
        else:
            self.advice.clear()
        self.ticked.emit()
