"""All findings of a draft in one list by weight; choosing one leads to its field."""

import re
from html import escape
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from certapp.formdef.form import Form
from certapp.model.findings import Finding, Weight
from certapp.service.comparing import COMPARABLE
from certapp.ui.common.words import _, listed, ngettext

_STEP = re.compile(r"([^.\[\]]+)(?:\[(\d+)\])?")
_WEIGHTS: Final = (Weight.APPLICATION, Weight.ISSUE, Weight.LOOK)
_MEASURED: Final = 50
"""Lines that are measured to find how wide the first column has to be."""


class _Heading(QTreeWidgetItem):
    """A weight, above its findings."""

    def __init__(self, weight: Weight) -> None:
        super().__init__()
        self.weight = weight
        self.lines: list[_Line] = []
        self.count = 0
        self.setData(0, Qt.ItemDataRole.UserRole, weight.value)
        font = self.font(0)
        font.setBold(True)
        self.setFont(0, font)

    def tell(self, count: int) -> None:
        """How many there are; nobody sees the heading of none."""
        words = f"{weight_words(self.weight)} ({count})"
        if words != self.text(0):
            self.setText(0, words)
        if count != self.count:
            self.count = count
            self.setHidden(not count)


class _Line(QTreeWidgetItem):
    """A finding; its words are put together when somebody looks at them."""

    def __init__(self, form_list: "FindingsList", finding: Finding) -> None:
        super().__init__()
        self._list = form_list
        self.finding = finding

    def data(self, column: int, role: int) -> object:
        """Where it is, what it says, and what is done with it."""
        finding, can_compare = self.finding, self.finding.code in COMPARABLE
        match column, role:
            case 0, Qt.ItemDataRole.DisplayRole:
                return self._list.where(finding.path)
            case 0, Qt.ItemDataRole.UserRole:
                return finding.path
            case 1, Qt.ItemDataRole.DisplayRole:
                return f"⇄ {finding.text()}" if can_compare else finding.text()
            case 1, Qt.ItemDataRole.UserRole if can_compare:
                return finding
            case 1, Qt.ItemDataRole.AccessibleTextRole if can_compare:
                return _("{finding} Enter compares the two.").format(finding=finding.text())
            case 1, Qt.ItemDataRole.ToolTipRole if can_compare:
                return escape(_("{finding} A double click compares the two.").format(finding=finding.text()))
            case 1, Qt.ItemDataRole.ToolTipRole:
                return escape(finding.text())
            case _:
                return super().data(column, role)


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
        self._groups = {group.path for group in form.root.group_paths()}
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setAccessibleName(_("Findings"))
        self.setRootIsDecorated(True)
        self.setUniformRowHeights(True)
        self.setStyleSheet("QTreeWidget::item { padding: 2px 0; }")
        self.header().setResizeContentsPrecision(_MEASURED)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self._headings: dict[Weight, _Heading] = {}
        self.itemActivated.connect(self._activated)
        self.itemClicked.connect(self._clicked)

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """Other findings; where the list was scrolled to stays, and lines that are there already are used again."""
        scrolled = self.verticalScrollBar().value()
        ordered = in_form_order(self._form, findings)
        for at, weight in enumerate(_WEIGHTS):
            self._show(weight, [finding for finding in ordered if finding.weight is weight], at)
        self.verticalScrollBar().setValue(scrolled)

    def _show(self, weight: Weight, found: list[Finding], at: int) -> None:
        heading = self._headings.get(weight)
        if heading is None:
            if not found:
                return
            heading = self._headings[weight] = _Heading(weight)
            before = sum(known in self._headings for known in _WEIGHTS[:at])
            self.insertTopLevelItem(before, heading)
            heading.setFirstColumnSpanned(True)
            heading.setExpanded(True)
        lines = heading.lines
        for line, finding in zip(lines, found, strict=False):
            line.finding = finding
        for line in lines[len(found) :]:
            heading.removeChild(line)
        more = [_Line(self, finding) for finding in found[len(lines) :]]
        heading.addChildren(more)
        heading.lines = [*lines[: len(found)], *more]
        heading.tell(len(found))
        if found:
            first, last = self.indexFromItem(heading.lines[0]), self.indexFromItem(heading.lines[-1], 1)
            self.model().dataChanged.emit(first, last)

    def where(self, path: str) -> str:
        """`objects[2].measurements[0].value` in words: Objects 3, Measurements 1."""
        steps = _STEP.findall(path)
        words, known = [], ""
        for name, index in steps:
            known = f"{known}.{name}" if known else name
            if index != "" and known in self._groups:
                words.append(f"{self._form.label(known)} {int(index) + 1}")
        if words:
            return " › ".join(words)
        section = self._sections.get(steps[0][0], "") if steps else ""
        return self._form.title("section", section) if section else ""

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
    return listed(parts) or _("Nothing to mend")
