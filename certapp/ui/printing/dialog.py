"""The dialog before printing: which copies, how many, which printer; then how far it is, and how to stop it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from certapp.model.errors import Refusal
from certapp.service.to_print import Copy, ToPrint
from certapp.ui.common import settings
from certapp.ui.common.background import in_background
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.labels import button, caption, grow, plain, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.words import _, ngettext
from certapp.ui.printing import printers
from certapp.ui.printing.printers import Printers, Printing, Progress, Wanted

MOST_TIMES = 20


class PrintDialog(Dialog):
    """Prints `files` on a printer that is remembered for the office in `folder`. `name`: what is printed, in words."""

    def __init__(
        self,
        parent: QWidget | None,
        folder: Path | None,
        name: str,
        files: Sequence[Callable[[], ToPrint]],
        copies: Sequence[Copy] = (),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Print: {name}").format(name=name))
        self._folder, self._name, self._files = folder, name, tuple(files)
        self._printing = Printing(self)
        self.notice = Notice()
        self.printer = ChoiceBox()
        self.copies = {copy.name: QCheckBox(copy.title.replace("&", "&&")) for copy in copies}
        self.times = QSpinBox()
        self.times.setRange(1, MOST_TIMES)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName(_("How far the printing is"))
        self.state = quiet()
        self.go = button(_("&Print"), primary=True)
        self.go.setEnabled(False)
        self.leave = button(_("&Close"))
        self.aside = self._acts_aside()
        self._lay_out()
        self.go.clicked.connect(self.print_now)
        self._printing.progress.connect(self._progress)
        self._printing.ended.connect(self._ended)
        self._printing.refused.connect(self._refused)
        in_background(self, printers.printers, self._offer, self.notice.show_refusal)

    @property
    def wanted_copies(self) -> frozenset[str] | None:
        """The copies that are ticked; None where the file has none."""
        return frozenset(name for name, box in self.copies.items() if box.isChecked()) if self.copies else None

    def print_now(self) -> None:
        """Begin to print what is chosen."""
        if self.wanted_copies == frozenset():
            self.notice.show_hint(_("Choose at least one copy."))
            return
        name = str(self.printer.currentData())
        if self._folder is not None:
            settings.remember_printer(self._folder, name)
        self.notice.clear()
        self._rest(True)
        wanted = Wanted(self._files, self.wanted_copies, self.times.value(), self._name)
        self._printing.start(lambda: printers.open_printer(name), wanted)

    def reject(self) -> None:
        """Escape and the button: stop the printing, and only then close."""
        if self._printing.busy:
            self._printing.stop()
            self.state.setText(_("Stopping after this page…"))
            return
        super().reject()

    def _acts_aside(self) -> tuple[QPushButton, ...]:
        """Buttons at the other side of the foot."""
        return ()

    def _offer(self, found: Printers) -> None:
        for name in found.names:
            self.printer.addItem(name, name)
        last = settings.last_printer(self._folder) if self._folder is not None else ""
        place = max(self.printer.findData(found.usual), 0)
        self.printer.setCurrentIndex(self.printer.findData(last) if last in found.names else place)
        self.go.setEnabled(bool(found.names))
        if not found.names:
            self.notice.show_hint(
                _("No printer is set up on this computer. Save the PDF and print it where there is one, at 100 %.")
            )
            grow(self)

    def _progress(self, progress: Progress) -> None:
        self.bar.setValue(progress.thousandths)
        words = _sent(progress.pages)
        if len(self._files) > 1:
            words = _("{pages}; {file} of {files}").format(pages=words, file=progress.file, files=len(self._files))
        self.state.setText(words)

    def _ended(self, count: int, stopped: bool) -> None:
        self._rest(False)
        words = _sent(count)
        if stopped:
            self.notice.show_hint(_("Stopped. {pages}").format(pages=words))
        else:
            self.notice.show_done(words)
        grow(self)

    def _refused(self, refusal: Refusal) -> None:
        self._rest(False)
        self.notice.show_refusal(refusal)
        grow(self)

    def _rest(self, printing: bool) -> None:
        """While it is printing only stopping is possible."""
        for each in (self.printer, self.times, self.go, *self.aside, *self.copies.values()):
            each.setEnabled(not printing)
        self.leave.setText(_("&Stop") if printing else _("&Close"))
        self.bar.setVisible(printing)
        self.bar.setValue(0)
        self.state.clear()
        self.leave.setFocus()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self.notice)
        layout.addWidget(plain(self._name))
        layout.addWidget(caption(_("P&rinter"), self.printer))
        layout.addWidget(self.printer)
        if self.copies:
            layout.addWidget(quiet(_("Copies. Supplementary pages and photographs go with each of them.")))
        for box in self.copies.values():
            box.setChecked(True)
            layout.addWidget(box)
        many = QHBoxLayout()
        many.addWidget(caption(_("&How many of each"), self.times))
        many.addWidget(self.times)
        many.addStretch(1)
        layout.addLayout(many)
        words = _(
            "Printed is the exact file, at 100 %, never fitted to the paper. Lay in A4 paper, or labels of the size,"
            " and measure the line of 50 mm at the foot of a sheet: if it has another length, turn scaling off in the"
            " printer's own settings."
        )
        layout.addWidget(quiet(words))
        layout.addWidget(self.bar)
        layout.addWidget(self.state)
        layout.addStretch(1)
        buttons = QDialogButtonBox()
        buttons.addButton(self.leave, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        for each in self.aside:
            foot.addWidget(each)
        foot.addStretch(1)
        foot.addWidget(self.go)
        foot.addWidget(buttons)
        layout.addLayout(foot)
        self.bar.hide()
        self.resize(560, 420)


def _sent(pages: int) -> str:
    return ngettext("{n} page sent to the printer", "{n} pages sent to the printer", pages).format(n=pages)
