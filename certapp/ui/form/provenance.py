"""The provenance of every object at a glance, with the gaps in it; choosing a step leads to it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from certapp.formdef.form import Group
from certapp.ui.common.words import _
from certapp.ui.form.cards import row_title
from certapp.ui.form.draft import Draft, RawRow, rows_in

GAP = "PROVENANCE_GAP_YEARS"
HIGHEST = 190
"""Pixels: the registers consulted have the rest of the page."""


class ProvenanceOverview(QTreeWidget):
    """An object each, under it its steps in order; a gap stands before the step that follows it."""

    chosen = Signal(str)
    """Somebody wants to go to the step at this path."""

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self.setColumnCount(2)
        self.setHeaderLabels([_("Provenance"), _("Date")])
        self.setAccessibleName(_("Provenance of the objects"))
        self.setMaximumHeight(HIGHEST)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.itemActivated.connect(self._activated)
        draft.examined.connect(self.tell)
        self.tell()

    def tell(self) -> None:
        """Show it as it is now; nothing is read while nobody looks."""
        group = self._draft.form.root.member("objects")
        if not isinstance(group, Group):
            return
        self.clear()
        for index, item in enumerate(rows_in(self._draft.record, "objects")):
            title, _kind = row_title(self._draft, group, item)
            top = self._line(f"{index + 1}  {title or _('(no name yet)')}", "", f"objects[{index}].provenance")
            steps = rows_in(item, "provenance")
            for place, step in enumerate(steps):
                path = f"objects[{index}].provenance[{place}]"
                for finding in self._draft.findings_at(f"{path}.earliest"):
                    if finding.code == GAP:
                        top.addChild(self._line(f"⚠ {finding.text()}", "", path))
                top.addChild(self._line(self._words(step), str(step.get("date_display") or ""), path))
            self.addTopLevelItem(top)
            top.setExpanded(index == 0 or any(child.text(0).startswith("⚠") for child in _children(top)))

    def _words(self, step: RawRow) -> str:
        event = step.get("event")
        name = self._draft.form.code_name("PROV_EVENT", event) if isinstance(event, str) else ""
        said = [name, *(str(step.get(field) or "") for field in ("place", "from_party", "to_party", "evidence"))]
        return " · ".join(filter(None, said))

    def _line(self, words: str, date: str, path: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([words, date])
        item.setData(0, Qt.ItemDataRole.UserRole, path)
        return item

    def _activated(self, item: QTreeWidgetItem) -> None:
        self.chosen.emit(str(item.data(0, Qt.ItemDataRole.UserRole)))


def _children(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    children = map(item.child, range(item.childCount()))
    return [child for child in children if child is not None]
