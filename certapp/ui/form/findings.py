"""All findings of a draft in one list by weight; choosing one leads to its field."""

import re
from html import escape
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from certapp.formdef.form import Form
from certapp.model.findings import Finding, Weight
from certapp.service.comparing import COMPARABLE
from certapp.ui.common.words import _, ngettext

_STEP = re.compile(r"([^.\[\]]+)(?:\[(\d+)\])?")
_WEIGHTS: Final = (Weight.APPLICATION, Weight.ISSUE, Weight.LOOK)


class FindingsList(QTreeWidget):
    """Weights as headings, under each its findings in the order of the form."""

    chosen = Signal(str)
    """Somebody wants to go to the field at this path."""
    compare = Signal(object)
    """Somebody wants to see the two objects of this finding side by side."""

    def __init__(self, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = form
        self._sections = {member: section.id for section in form.sections for member in section.members}
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setAccessibleName(_("Findings"))
        self.setRootIsDecorated(True)
        self.setUniformRowHeights(True)
        self.setStyleSheet("QTreeWidget::item { padding: 2px 0; }")
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.itemActivated.connect(self._activated)
        self.itemClicked.connect(self._clicked)

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """Other findings; where the list was scrolled to stays."""
        scrolled = self.verticalScrollBar().value()
        closed = {
            item.data(0, Qt.ItemDataRole.UserRole)
            for item in map(self.topLevelItem, range(self.topLevelItemCount()))
            if item is not None and not item.isExpanded()
        }
        self.clear()
        for weight in _WEIGHTS:
            found = [finding for finding in in_form_order(self._form, findings) if finding.weight is weight]
            if not found:
                continue
            top = QTreeWidgetItem([f"{weight_words(weight)} ({len(found)})"])
            top.setData(0, Qt.ItemDataRole.UserRole, weight.value)
            top.setFirstColumnSpanned(True)
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
            for finding in found:
                item = QTreeWidgetItem([self.where(finding.path), finding.text()])
                item.setData(0, Qt.ItemDataRole.UserRole, finding.path)
                item.setToolTip(1, escape(finding.text()))
                if finding.code in COMPARABLE:
                    item.setData(1, Qt.ItemDataRole.UserRole, finding)
                    item.setText(1, f"⇄ {finding.text()}")
                    told = _("{finding} Enter compares the two.").format(finding=finding.text())
                    item.setData(1, Qt.ItemDataRole.AccessibleTextRole, told)
                    item.setToolTip(
                        1, escape(_("{finding} A double click compares the two.").format(finding=finding.text()))
                    )
                top.addChild(item)
            self.addTopLevelItem(top)
            top.setFirstColumnSpanned(True)
            top.setExpanded(weight.value not in closed)
        self.verticalScrollBar().setValue(scrolled)

    def where(self, path: str) -> str:
        """`objects[2].measurements[0].value` in words: Objects 3, Measurements 1."""
        steps = _STEP.findall(path)
        words, known = [], ""
        for name, index in steps:
            known = f"{known}.{name}" if known else name
            if index != "" and self._is_group(known):
                words.append(f"{self._form.label(known)} {int(index) + 1}")
        if words:
            return " › ".join(words)
        section = self._sections.get(steps[0][0], "") if steps else ""
        return self._form.title("section", section) if section else ""

    def _is_group(self, path: str) -> bool:
        return any(group.path == path for group in self._form.root.group_paths())

    def _activated(self, item: QTreeWidgetItem) -> None:
        """Enter or a double click: two objects are compared, else one goes to the field."""
        finding = item.data(1, Qt.ItemDataRole.UserRole)
        if isinstance(finding, Finding):
            self.compare.emit(finding)
        else:
            self._clicked(item)

    def _clicked(self, item: QTreeWidgetItem) -> None:
        if item.parent() is not None:
            self.chosen.emit(str(item.data(0, Qt.ItemDataRole.UserRole)))


def in_form_order(form: Form, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The same findings, section after section."""
    order = {member: index for index, section in enumerate(form.sections) for member in section.members}

    def section(finding: Finding) -> int:
        first = _STEP.match(finding.path)
        return order.get(first[1], len(order)) if first else -1

    return tuple(sorted(findings, key=section))


def weight_words(weight: Weight) -> str:
    """A weight as a heading."""
    return {
        Weight.APPLICATION: _("Before it can be handed in"),
        Weight.ISSUE: _("Before a certificate can be issued"),
        Weight.LOOK: _("Worth a look"),
    }[weight]


def in_short(findings: tuple[Finding, ...]) -> str:
    """How many findings of which weight, in a line."""
    count = {weight: sum(finding.weight is weight for finding in findings) for weight in _WEIGHTS}
    parts = []
    if number := count[Weight.APPLICATION]:
        parts.append(ngettext("{n} thing to mend", "{n} things to mend", number).format(n=number))
    if number := count[Weight.ISSUE]:
        parts.append(ngettext("{n} before issue", "{n} before issue", number).format(n=number))
    if number := count[Weight.LOOK]:
        parts.append(ngettext("{n} worth a look", "{n} worth a look", number).format(n=number))
    return ", ".join(parts) or _("Nothing to mend")
