"""The sections of the form beside its fields, and how much there is to mend in each."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from certapp.formdef.form import Field, Group, Section
from certapp.model.findings import Weight
from certapp.ui.common.words import _
from certapp.ui.form.draft import Draft, is_typed

_COUNT, _MOST_LETTERS = 5, 14
"""Letters of a folded list: those that say how much there is to mend, and at most in all."""


class SectionList(QTreeWidget):
    """The sections, and how much there is to mend in each."""

    chosen = Signal(str)

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self.setObjectName("sections")
        self.setAccessibleName(_("Sections"))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        widest = max(map(self.fontMetrics().horizontalAdvance, _section_titles(draft)), default=80)
        self.setMinimumWidth(min(widest + 70, 260))
        self.setStyleSheet("QTreeWidget::item { padding: 7px 4px; }")
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        for section in draft.form.sections:
            if _has_fields(draft, section):
                item = QTreeWidgetItem([draft.form.title("section", section.id), ""])
                item.setData(0, Qt.ItemDataRole.UserRole, section.id)
                item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.addTopLevelItem(item)
        self.currentItemChanged.connect(self._current)

    def mark(self, section_id: str) -> None:
        """Show which section is open."""
        for item in self.items():
            if item.data(0, Qt.ItemDataRole.UserRole) == section_id:
                self.setCurrentItem(item)

    def step(self, by: int) -> None:
        """The next section or the one before."""
        items = self.items()
        at = next((index for index, item in enumerate(items) if item is self.currentItem()), 0)
        self.setCurrentItem(items[min(max(at + by, 0), len(items) - 1)])

    def count(self) -> None:
        """How much there is to mend where."""
        sections = {section.id: section for section in self._draft.form.sections}
        for item in self.items():
            section = sections[str(item.data(0, Qt.ItemDataRole.UserRole))]
            wrong = self._sum(section, Weight.APPLICATION)
            later = self._sum(section, Weight.ISSUE)
            item.setText(1, f"▲ {wrong}" if wrong else f"△ {later}" if later else "")
            words = _("{n} things to mend").format(n=wrong + later) if wrong + later else _("nothing to mend")
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{item.text(0)}, {words}")
            item.setToolTip(0, words)

    def _sum(self, section: Section, weight: Weight) -> int:
        return sum(self._draft.findings_below(member, weight) for member in section.members)

    def items(self) -> list[QTreeWidgetItem]:
        """A section each."""
        items = map(self.topLevelItem, range(self.topLevelItemCount()))
        return [item for item in items if item is not None]

    def _current(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(0, Qt.ItemDataRole.UserRole)))


class SectionChoice(QComboBox):
    """The list of sections folded into one line."""

    def __init__(self, sections: SectionList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Sections"))
        self._sections = sections
        self.addItems([item.text(0) for item in sections.items()])
        # As narrow as half of a title, as wide as there is room: the title of the draft stands beside it.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        longest = max((len(item.text(0)) for item in sections.items()), default=0)
        self.setMinimumContentsLength(min(longest + _COUNT, _MOST_LETTERS))
        self.activated.connect(lambda row: sections.setCurrentIndex(sections.model().index(row, 0)))
        sections.currentItemChanged.connect(lambda: self.setCurrentIndex(sections.currentIndex().row()))

    def tell(self) -> None:
        """How much there is to mend where, as the list says it."""
        for index, item in enumerate(self._sections.items()):
            self.setItemText(index, f"{item.text(0)}   {item.text(1)}".strip())


def _section_titles(draft: Draft) -> list[str]:
    return [draft.form.title("section", section.id) for section in draft.form.sections]


def _has_fields(draft: Draft, section: Section) -> bool:
    members = [draft.form.root.member(name) for name in section.members]
    return any(isinstance(member, Group) or (isinstance(member, Field) and is_typed(member)) for member in members)
