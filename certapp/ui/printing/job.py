"""Pages painted onto a printer at their true size: the exact file, never fitted to the paper."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from certapp.document.raster import page_bands, page_size
from certapp.model.errors import Refusal

DPI: Final = 600
"""A module of a code is twelve dots of it; finer printers get two or more of their dots for one."""
_COARSEST: Final = 150
"""What is told below is the screen's, by printers that do not tell their own."""
_BAND: Final = 700
"""Rows of pixels painted at a time: some ten megabytes."""
_SAME_MM: Final = 1.0


@dataclass(frozen=True)
class Page:
    """A page (from 0) of a file."""

    pdf: bytes
    number: int


def print_pages(
    printer: QPrinter,
    pages: Iterable[Page],
    name: str,
    printed: Callable[[int], None] = lambda count: None,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Print `pages` and say how many were; in any thread. `printed` is told after each, `stopped` asked before.

    Refusals: PRINTER_PAPER (the printer does not take paper of the page's size), PRINTER_FAILED; and of the pages.
    """
    printer.setDocName(name)
    printer.setFullPage(True)
    _as_fine_as_sensible(printer)
    painter = QPainter()
    count = 0
    try:
        for page in pages:
            if stopped():
                printer.abort()
                break
            _lay(printer, page)
            if not ((painter.isActive() and printer.newPage()) or (not painter.isActive() and painter.begin(printer))):
                raise Refusal("PRINTER_FAILED", printer=printer.printerName())
            _paint(painter, printer.resolution(), page)
            count += 1
            printed(count)
    finally:
        if painter.isActive():
            painter.end()
    return count


def _as_fine_as_sensible(printer: QPrinter) -> None:
    """600 dots per inch, or the finest below that a printer has which says what it has."""
    offered = [each for each in printer.supportedResolutions() if _COARSEST <= each <= DPI]
    printer.setResolution(max(offered, default=DPI))


def _lay(printer: QPrinter, page: Page) -> None:
    """Paper of the page's own size, upright, from edge to edge."""
    width, height = page_size(page.pdf, page.number)
    wanted = QPageSize(QSizeF(width, height), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    printer.setPageLayout(QPageLayout(wanted, QPageLayout.Orientation.Portrait, QMarginsF()))
    got = printer.pageLayout().pageSize().size(QPageSize.Unit.Millimeter)
    if abs(got.width() - width) > _SAME_MM or abs(got.height() - height) > _SAME_MM:
        size = f"{width:.0f} x {height:.0f} mm"
        raise Refusal("PRINTER_PAPER", printer=printer.printerName(), size=size)


def _paint(painter: QPainter, resolution: int, page: Page) -> None:
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    # Whole dots for each pixel: what lies between would be smeared.
    dots = max(1, -(-resolution // DPI))
    dpi = resolution // dots
    scale = resolution / dpi
    for top, band in page_bands(page.pdf, page.number, dpi, _BAND):
        image = QImage(band.data, band.width, band.height, band.width * 3, QImage.Format.Format_RGB888)
        painter.drawImage(QRectF(0, top * scale, band.width * scale, band.height * scale), image)
