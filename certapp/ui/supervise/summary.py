"""One page for who decides: photographs, who prepared it, how long it waits, what experts say and what is striking."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QFormLayout, QListView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from certapp.formdef.form import Form
from certapp.model.findings import Finding, Weight
from certapp.service.comparing import COMPARABLE
from certapp.ui.common.labels import button, heading, numbered, plain, scrolled
from certapp.ui.common.terms import day_of_milliseconds
from certapp.ui.common.words import _, apart, listed, ngettext, with_colon
from certapp.ui.supervise.case import Case

PHOTOGRAPH_PX = 130
_OBJECT = re.compile(r"objects\[(\d+)\]")
MOST_TITLES = 12


class SummaryView(QWidget):
    """Asks for two objects side by side (`compare`, with the finding that names the other)."""

    compare = Signal(object)

    def __init__(self, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = form
        self.photographs = QListWidget()
        self.photographs.setViewMode(QListView.ViewMode.IconMode)
        self.photographs.setResizeMode(QListView.ResizeMode.Adjust)
        self.photographs.setMovement(QListView.Movement.Static)
        self.photographs.setIconSize(QSize(PHOTOGRAPH_PX, PHOTOGRAPH_PX))
        self.photographs.setGridSize(QSize(PHOTOGRAPH_PX + 30, PHOTOGRAPH_PX + 56))
        self.photographs.setFixedHeight(PHOTOGRAPH_PX + 76)
        self.photographs.setWordWrap(True)
        self.photographs.setAccessibleName(_("Photographs in the summary"))
        self._sheet = QWidget()
        self._column = QVBoxLayout(self._sheet)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(self._sheet, _("Summary")))
        self._column.addWidget(self.photographs)
        self._below = QWidget()
        self._column.addWidget(self._below)
        self._column.addStretch(1)

    def show_case(self, case: Case) -> None:
        """Show what there is to know of an application on one page."""
        self.clear()
        for photograph in case.photographs:
            picture = QPixmap.fromImage(QImage.fromData(photograph.jpeg))
            self.photographs.addItem(QListWidgetItem(QIcon(picture), photograph.name))
        self.photographs.setVisible(bool(case.photographs))
        facts = QFormLayout(self._below)
        facts.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        facts.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        facts.setLabelAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        facts.setContentsMargins(0, 0, 0, 0)
        for label, lines in self._facts(case):
            name = heading(label, 3)
            name.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
            facts.addRow(name, plain("\n".join(lines)))
        alike = [finding for finding in case.findings if finding.code in COMPARABLE]
        if alike:
            facts.addRow(heading(_("Look-alikes"), 3))
        for finding in alike:
            facts.addRow(self._look_alike(finding))

    def clear(self) -> None:
        """Show nothing."""
        self.photographs.clear()
        self.photographs.hide()
        self._column.removeWidget(self._below)
        self._below.deleteLater()
        self._below = QWidget()
        self._column.insertWidget(1, self._below)

    def _facts(self, case: Case) -> Iterator[tuple[str, list[str]]]:
        """A label and its lines; what there is nothing of is left out."""
        waits = ngettext("{n} day, since {day}", "{n} days, since {day}", case.waited_days)
        since = day_of_milliseconds(case.application.received_at)
        yield _("Waits"), [waits.format(n=case.waited_days, day=since)]
        yield _("Prepared by"), [listed(case.prepared_by)]
        titles = [numbered(number, title) for number, title in enumerate(case.titles[:MOST_TITLES], 1)]
        yield _("Objects"), [*titles, *(["…"] if len(case.titles) > MOST_TITLES else [])]
        if case.decided:
            yield _("Proposed"), [self._proposed(*each) for each in case.decided]
        if case.opinions:
            yield _("Experts"), [self._opinion(*each) for each in case.opinions]
        if case.lifted:
            words = _("{stop} Opened by {name}: {ground}")
            yield _("Stops opened"), [words.format(stop=s, name=n, ground=g) for s, n, g in case.lifted]
        several = len(case.titles) > 1
        hindering = [each for each in case.findings if each.weight is not Weight.LOOK]
        if hindering:
            yield _("In the way"), _each_once(hindering, several)
        flags = [each for each in case.findings if each.weight is Weight.LOOK and each.code not in COMPARABLE]
        if flags:
            yield _("Worth a look"), _each_once(flags, several)

    def _proposed(self, seq: int, result: str, text: str) -> str:
        result = self._form.code_name("OBJECT_DECISION", result)
        return " ".join(filter(None, (f"{seq}. {result}.", apart(text))))

    def _opinion(self, expert: str, opinion: str | None, text: str) -> str:
        if opinion is None:
            return _("{expert}: no answer yet").format(expert=expert)
        said = self._form.code_name("EXPERT_OPINION", opinion)
        return ". ".join(filter(None, (with_colon(expert, said), text)))

    def _look_alike(self, finding: Finding) -> QWidget:
        line = QWidget()
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(plain(finding.text()))
        made = button(_("Compare side by side"))
        made.setAccessibleDescription(finding.text())
        made.clicked.connect(lambda: self.compare.emit(finding))
        column.addWidget(made, 0, Qt.AlignmentFlag.AlignLeading)
        return line


def _each_once(findings: list[Finding], several: bool) -> list[str]:
    """What is said of several fields is one line; of which objects, where there are several, else how often."""
    lines: dict[str, list[Finding]] = {}
    for each in findings:
        lines.setdefault(each.text(), []).append(each)
    return [_with_objects(line, said, several) for line, said in lines.items()]


def _with_objects(line: str, said: list[Finding], several: bool) -> str:
    numbers = sorted({int(found[1]) + 1 for each in said if (found := _OBJECT.match(each.path))})
    if several and numbers:
        shown = [*map(str, numbers[:MOST_TITLES]), *(["…"] if len(numbers) > MOST_TITLES else [])]
        return _("{finding} (objects: {numbers})").format(finding=line, numbers=listed(shown))
    return line if len(said) == 1 else f"{line} (×{len(said)})"
