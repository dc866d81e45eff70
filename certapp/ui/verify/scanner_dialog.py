"""Test my scanner: what a scan of the test sheet says about it; and the port of a scanner in serial mode."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from certapp.model import language
from certapp.model.files import write_atomically
from certapp.scan.examining import Examined, examine, examine_text
from certapp.scan.keyed import Stroke
from certapp.scan.serial_port import SPEEDS, installed, ports
from certapp.scan.sheet_codes import MODULES_MM
from certapp.ui.common import settings
from certapp.ui.common.background import in_background
from certapp.ui.common.choosing import choose_target
from certapp.ui.common.labels import button, caption, grow, heading, plain, quiet, scrolled
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.words import _
from certapp.ui.verify.keyboard_scanner import KeyboardScanner
from certapp.ui.verify.scanner_terms import findings, size_words
from certapp.ui.verify.serial_link import SerialLink

MakeSheet = Callable[[str], bytes]
"""The test sheet as PDF in a language; a post without the authority's side has it from there."""
_READ, _NOT_READ = "✓", "–"


class ScannerDialog(Dialog):
    """Listens for scans of the test sheet from keyboard and port until it is closed."""

    def __init__(self, parent: QWidget | None, link: SerialLink, make_sheet: MakeSheet | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Test my scanner"))
        self._link = link
        self._sizes: set[str] = set()
        self.keyboard = KeyboardScanner(self)
        self.keyboard.scanned.connect(self.take_strokes)
        link.scanned.connect(self.take_text)
        link.found.connect(self._tell_port)
        self.notice = Notice()
        self.sheet = button(_("&Save the test sheet…"))
        self.sheet.clicked.connect(self._save)
        self.sheet.setVisible(make_sheet is not None)
        self._make_sheet = make_sheet
        self.sizes = {size: plain() for size in MODULES_MM}
        self.told = plain(_("Nothing was scanned yet."))
        self.port_choice = QComboBox()
        self.speed_choice = QComboBox()
        self.port_words = quiet()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        layout.addWidget(scrolled(self._content(), _("Test my scanner")), 1)
        layout.addWidget(buttons)
        self._show_sizes()
        self._fill_ports()
        self.resize(640, 620)
        self.sheet.setFocus()

    def _content(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setSpacing(10)
        words = _(
            "Print the test sheet at 100 %, then scan its codes one after the other. Nothing needs a click first."
        )
        column.addWidget(plain(words))
        save = QHBoxLayout()
        save.addWidget(self.sheet)
        save.addStretch(1)
        column.addLayout(save)
        column.addWidget(heading(_("Sizes that were read"), 2))
        for label in self.sizes.values():
            column.addWidget(label)
        column.addWidget(heading(_("The last scan"), 2))
        column.addWidget(self.told)
        column.addWidget(heading(_("Scanner at a serial port"), 2))
        if installed():
            grid = QGridLayout()
            grid.addWidget(caption(_("&Port"), self.port_choice), 0, 0)
            grid.addWidget(self.port_choice, 0, 1)
            grid.addWidget(caption(_("Sp&eed, bits in a second"), self.speed_choice), 1, 0)
            grid.addWidget(self.speed_choice, 1, 1)
            grid.setColumnStretch(1, 1)
            column.addLayout(grid)
        else:
            self.port_words.setText(_("For scanners at a serial port the package pyserial must be installed."))
        column.addWidget(self.port_words)
        column.addStretch(1)
        return content

    # What was scanned

    def take_strokes(self, strokes: list[Stroke]) -> None:
        """A scan of a scanner in keyboard mode."""
        self.show_examined(examine(strokes))

    def take_text(self, text: str) -> None:
        """A scan that came at once, from the port."""
        self.show_examined(examine_text(text))

    def show_examined(self, examined: Examined | None) -> None:
        """Tell about a scan; None: it was none of the sheet."""
        if examined is None:
            self.told.setText(_("▲ This was no code of the test sheet. Scan one of the codes on it."))
            return
        if examined.whole and examined.size:
            self._sizes.add(examined.size)
        self._show_sizes()
        lines = [f"{'✓' if good else '▲'} {words}" for good, words in findings(examined)]
        self.told.setText("\n".join(lines))
        grow(self)

    def _show_sizes(self) -> None:
        for size, label in self.sizes.items():
            label.setText(f"{_READ if size in self._sizes else _NOT_READ} {size_words(size)}")

    # The sheet

    def _save(self) -> None:
        target = choose_target(self, _("Save the test sheet"), "test-sheet.pdf", _("PDF (*.pdf)"))
        if target is not None:
            self.save_sheet(target)

    def save_sheet(self, target: Path) -> None:
        """Write the sheet, in the language in use."""
        make, spoken = self._make_sheet, language.in_use()
        if make is None:
            return

        def work() -> None:
            write_atomically(target, make(spoken))

        def done(_nothing: None) -> None:
            self.notice.show_done(_("The sheet is in {file}. Print it at 100 %.").format(file=target.name))

        in_background(self, work, done, self.notice.show_refusal)

    # The port

    def _fill_ports(self) -> None:
        if not installed():
            return
        kept = settings.load()
        self.port_choice.addItem(_("None: the scanner types like a keyboard"), "")
        known = ports()
        for each in known:
            self.port_choice.addItem(each.words, each.name)
        if kept.scanner_port and kept.scanner_port not in {each.name for each in known}:
            self.port_choice.addItem(kept.scanner_port, kept.scanner_port)
        self.port_choice.setCurrentIndex(max(0, self.port_choice.findData(kept.scanner_port)))
        for speed in SPEEDS:
            self.speed_choice.addItem(str(speed), speed)
        self.speed_choice.setCurrentIndex(max(0, self.speed_choice.findData(kept.scanner_speed)))
        self.port_choice.currentIndexChanged.connect(self._choose_port)
        self.speed_choice.currentIndexChanged.connect(self._choose_port)
        self.speed_choice.setEnabled(bool(kept.scanner_port))

    def _choose_port(self) -> None:
        settings.remember(scanner_port=self.port_choice.currentData(), scanner_speed=self.speed_choice.currentData())
        self.speed_choice.setEnabled(bool(self.port_choice.currentData()))
        self.port_words.setText("")
        self._link.begin()

    def _tell_port(self, there: bool) -> None:
        words = _("The port is open: scan now.") if there else _("▲ The port cannot be opened. Is the scanner there?")
        self.port_words.setText(words)
