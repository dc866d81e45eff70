"""The printers of this machine, and the work of printing beside the window."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from threading import Event

from PySide6.QtCore import QObject, Signal
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from certapp.model.errors import Refusal
from certapp.service.to_print import ToPrint
from certapp.ui.common.background import in_background
from certapp.ui.printing.job import Page, print_pages


@dataclass(frozen=True)
class Printers:
    """What the system calls its printers, and which one it takes by itself ('' where none)."""

    names: tuple[str, ...]
    usual: str


@dataclass(frozen=True)
class Wanted:
    """What is printed: files, made or read one after the other; copies (None: each page once), how often, its name."""

    files: tuple[Callable[[], ToPrint], ...]
    copies: frozenset[str] | None
    times: int
    name: str


@dataclass(frozen=True)
class Progress:
    """Pages printed so far, which file is being printed (from 1), and how much of the whole is done, in thousandths."""

    pages: int = 0
    file: int = 1
    thousandths: int = 0


def printers() -> Printers:
    """Asked of the system, which may take its time."""
    return Printers(tuple(QPrinterInfo.availablePrinterNames()), QPrinterInfo.defaultPrinterName())


def open_printer(name: str) -> QPrinter:
    """A printer by its name. Refusal PRINTER_FAILED where it is gone."""
    found = QPrinterInfo.printerInfo(name)
    if found.isNull():
        raise Refusal("PRINTER_FAILED", printer=name)
    return QPrinter(found, QPrinter.PrinterMode.HighResolution)


class Printing(QObject):
    """One printing at a time, in the background. `progress` tells how far it is, `ended` how it ended."""

    progress = Signal(object)
    ended = Signal(int, bool)
    """How many pages, and whether it was stopped."""
    refused = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stop = Event()
        self.busy = False

    def start(self, printer: Callable[[], QPrinter], wanted: Wanted) -> None:
        """Begin; `printer` is called beside the window too."""
        self._stop.clear()
        self.busy = True

        def work() -> int:
            state = Progress()

            def pages() -> Iterator[Page]:
                nonlocal state
                for number, file in enumerate(wanted.files):
                    found = file()
                    order = found.pages(wanted.copies) * wanted.times
                    for at, page in enumerate(order, 1):
                        done = (number * 1000 + at * 1000 // len(order)) // len(wanted.files)
                        state = replace(state, file=number + 1, thousandths=done)
                        yield Page(found.pdf, page)

            def printed(count: int) -> None:
                self.progress.emit(replace(state, pages=count))

            return print_pages(printer(), pages(), wanted.name, printed, self._stop.is_set)

        in_background(self, work, self._ended, self._refused)

    def stop(self) -> None:
        """No page is begun any more."""
        self._stop.set()

    def _ended(self, count: int) -> None:
        self.busy = False
        self.ended.emit(count, self._stop.is_set())

    def _refused(self, refusal: Refusal) -> None:
        self.busy = False
        self.refused.emit(refusal)
