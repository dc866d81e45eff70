"""What the legacy register asks for: an old paper with its scans, why an entry is amended or void, what is covered."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QListWidget, QPlainTextEdit, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.register.attachments import Attachment
from certapp.register.legacy import LegacyObject
from certapp.service.intake import content_of
from certapp.service.legacy import LONGEST_LINE, LONGEST_NUMBER, OldPaper, Scan
from certapp.ui.common.act_dialog import ActDialog, Asked
from certapp.ui.common.background import in_background
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.choosing import choose_files
from certapp.ui.common.grid_dialog import GridDialog, Line
from certapp.ui.common.labels import button, caption
from certapp.ui.common.words import _, apart

SCAN_KINDS = "*.pdf *.jpg *.jpeg *.png *.tif *.tiff"
BETWEEN = "|"


@dataclass(frozen=True)
class Typed:
    """What an `OldPaperDialog` was told. kept: the SHA-256 of the entry's scans that stay; new: files to be added."""

    paper: OldPaper
    new: tuple[Path, ...]
    kept: frozenset[str]
    why: str
    again: bool

    def scans(self) -> list[Scan]:
        """The files to be added, read. Refusal FILE_NOT_READABLE, FILE_TOO_LARGE."""
        return [Scan(path.name, content_of(path)) for path in self.new]


class OldPaperDialog(GridDialog):
    """Typed from the paper; `number` once it is accepted. What is wrong is told beside its field."""

    def __init__(
        self,
        parent: QWidget | None,
        work: Callable[[Typed], str],
        paper: OldPaper | None = None,
        there: tuple[Attachment, ...] = (),
    ) -> None:
        """work: does it, in the background, and gives the entry's number. there: scans that the entry has already."""
        amends = paper is not None
        title = _("Amend an old paper") if amends else _("An old paper certificate")
        told = _("Only the number is needed. Another person then holds what was typed against the scan.")
        super().__init__(parent, title, told, _("&Write down"))
        self._work, self._there = work, list(there)
        self.new: list[Path] = []
        self.result_number = ""
        paper = paper or OldPaper("")
        self.number = _line(paper.printed, LONGEST_NUMBER)
        self.day = _line(paper.issued_on, 20)
        self.day.setPlaceholderText(_("1998, 1998-05 or 1998-05-07"))
        self.office = _line(paper.issued_by)
        self.holder = _line(paper.holder)
        self.consignee = _line(paper.consignee)
        self.objects = _words("\n".join(_object_line(each) for each in paper.objects), 4)
        self.objects.setPlaceholderText(_("One object a line: title | type | quantity"))
        self.remarks = _words(paper.remarks, 2)
        self.again = QCheckBox(_("It is a&nother paper with the same number"))
        self.again.hide()
        self.why = _line("", LONGEST_LINE)
        self.scans = QListWidget()
        self.scans.setFixedHeight(self.scans.fontMetrics().lineSpacing() * 4)
        self.add_scan = button(_("&Add scans…"))
        self.drop_scan = button(_("Leave the scan o&ut"))
        self.add_scan.clicked.connect(self._add)
        self.drop_scan.clicked.connect(self._drop)
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.scans)
        column.addWidget(ButtonRows((self.add_scan, self.drop_scan)))
        self.fields: dict[str, QWidget] = {
            "printed": self.number,
            "issued_on": self.day,
            "issued_by": self.office,
            "holder": self.holder,
            "consignee": self.consignee,
            "objects": self.objects,
            "remarks": self.remarks,
            "scans": self.scans,
            "why": self.why,
        }
        lines: list[Line] = [
            (caption(_("Nu&mber as printed"), self.number), self.number),
            (None, self.again),
            (caption(_("&Date of issue"), self.day), self.day),
            (caption(_("&Issuing office"), self.office), self.office),
            (caption(_("&Holder"), self.holder), self.holder),
            (caption(_("&Consignee"), self.consignee), self.consignee),
            (caption(_("&Objects"), self.objects), self.objects),
            (caption(_("&Remarks"), self.remarks), self.remarks),
            (caption(_("&Scans"), self.scans), held),
        ]
        if amends:
            lines.append((caption(_("Wh&y it is amended"), self.why), self.why))
        self.ask(lines, self.number)
        self._show_scans()

    @property
    def paper(self) -> OldPaper:
        """What was typed."""
        return OldPaper(
            self.number.text(),
            self.day.text(),
            self.office.text(),
            self.holder.text(),
            self.consignee.text(),
            self.remarks.toPlainText(),
            tuple(_object_of(line) for line in self.objects.toPlainText().splitlines() if line.strip()),
        )

    @property
    def typed(self) -> Typed:
        """All that was told."""
        kept = frozenset(each.sha256 for each in self._there)
        return Typed(self.paper, tuple(self.new), kept, self.why.text(), self.again.isChecked())

    def add_scans(self, paths: list[Path]) -> None:
        """Put files to the paper."""
        self.new += [path for path in paths if path not in self.new]
        self._show_scans()

    def check(self) -> None:
        """Write it down, or say what is wrong."""
        for field in self.fields.values():
            field.setAccessibleDescription("")
        self.wrong.hide()
        self.go_on.setEnabled(False)
        typed = self.typed
        in_background(self, lambda: self._work(typed), self._done, self._refused)

    def _done(self, number: str) -> None:
        self.result_number = number
        self.accept()

    def _refused(self, refusal: Refusal) -> None:
        self.go_on.setEnabled(True)
        if refusal.code == "LEGACY_THERE_ALREADY":
            self.again.show()
        self.say(refusal.text(), self.fields.get(str(refusal.params.get("field", "")), self.number))

    def _add(self) -> None:
        self.add_scans(choose_files(self, _("Choose the scans"), _("Scans ({kinds})").format(kinds=SCAN_KINDS)))

    def _drop(self) -> None:
        row = self.scans.currentRow()
        if row >= len(self._there):
            del self.new[row - len(self._there)]
        elif row >= 0:
            del self._there[row]
        self._show_scans()

    def _show_scans(self) -> None:
        self.scans.clear()
        self.scans.addItems([*(apart(each.name) for each in self._there), *(apart(path.name) for path in self.new)])
        self.scans.setCurrentRow(self.scans.count() - 1)
        self.drop_scan.setEnabled(self.scans.count() > 0)


class CoverageDialog(GridDialog):
    """What two people state of the legacy register."""

    def __init__(self, parent: QWidget | None, now: str) -> None:
        told = _("What is stated here lets this office, and the border, say of a number: never issued.")
        super().__init__(parent, _("What the legacy register covers"), f"{now}\n\n{told}", _("&State it…"))
        self.first, self.last = _line("", 4), _line("", 4)
        for each in (self.first, self.last):
            each.setPlaceholderText("1998")
        self.complete = QCheckBox(_("&Every paper of these years is in it"))
        self.none_before = QCheckBox(_("This office issued none &before"))
        self.all_offices = QCheckBox(_("This is true of all &offices of the authority"))
        self.text = _words("", 4)
        self.text.setPlaceholderText(_("Which files were gone through, and by whom"))
        for box in (self.none_before, self.all_offices):
            box.setEnabled(False)
            self.complete.toggled.connect(box.setEnabled)
        lines: list[Line] = [
            (caption(_("&First year"), self.first), self.first),
            (caption(_("&Last year"), self.last), self.last),
            (None, self.complete),
            (None, self.none_before),
            (None, self.all_offices),
            (caption(_("&How that is known"), self.text), self.text),
        ]
        self.ask(lines, self.first)

    @property
    def years(self) -> tuple[int, int]:
        """First and last year, once it was accepted."""
        return int(self.first.text()), int(self.last.text())

    def check(self) -> None:
        """Years are years, and how it is known is said."""
        for each in (self.first, self.last, self.text):
            each.setAccessibleDescription("")
        wrong = next((each for each in (self.first, self.last) if not _is_year(each.text())), None)
        if wrong is not None:
            self.say(_("Write the year like 1998."), wrong)
        elif int(self.first.text()) > int(self.last.text()):
            self.say(_("The first year is not after the last."), self.last)
        elif not self.text.toPlainText().strip():
            self.say(_("Say how that is known."), self.text)
        else:
            self.accept()


def why_void_dialog(parent: QWidget | None, number: str) -> ActDialog:
    """Why an entry is made void."""
    told = _("Entry {number} will count for nothing. It stays to be read. This cannot be undone.").format(number=number)
    return ActDialog(parent, _("Make an entry void"), told, _("&Make it void"), [Asked("text", "words", _("&Why"))])


def accepted(dialog: QDialog) -> bool:
    """Show a dialog until it is closed; whether it was accepted."""
    return dialog.exec() == QDialog.DialogCode.Accepted


def _object_line(each: LegacyObject) -> str:
    parts = (each.title, each.type, each.quantity)
    return f" {BETWEEN} ".join(parts).rstrip(f" {BETWEEN}")


def _object_of(line: str) -> LegacyObject:
    title, _sign, rest = line.partition(BETWEEN)
    kind, _sign, quantity = rest.partition(BETWEEN)
    return LegacyObject(title.strip(), kind.strip(), quantity.strip())


def _line(text: str, most: int = LONGEST_LINE) -> QLineEdit:
    line = QLineEdit(text)
    line.setMaxLength(most)
    return line


def _words(text: str, lines: int) -> QPlainTextEdit:
    words = QPlainTextEdit(text)
    words.setTabChangesFocus(True)
    words.setFixedHeight(words.fontMetrics().lineSpacing() * lines + 12)
    return words


def _is_year(typed: str) -> bool:
    return len(typed) == len("1998") and typed.isascii() and typed.isdigit()
