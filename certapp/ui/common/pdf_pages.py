"""A PDF's pages as pictures, drawn beside the window, one below the other, with zoom."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.ui.common import keys
from certapp.ui.common.background import in_background
from certapp.ui.common.labels import button, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.words import _

ZOOMS = (40, 48, 56, 64, 72, 80, 96, 120, 150, 200)
"""Dots per inch that the pages are drawn at."""
REFIT_MS = 200
_PAGE_WIDTH_INCH = 210 / 25.4


@dataclass(frozen=True)
class _Drawn:
    """One page drawn: the picture as PNG, and of how many pages it is one."""

    pdf: bytes
    pages: int
    page: int
    picture: QImage


class PdfPages(QWidget):
    """Shows what `show_pdf` is given; empty until then. Tells how many pages it has (`counted`)."""

    counted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zoom: int | None = None
        self._chosen = False
        self._pdf = b""
        self._source: Callable[[], bytes] | None = None
        self._refit = QTimer(self, singleShot=True, interval=REFIT_MS)
        self._refit.timeout.connect(self._fit_again)
        self._turn = 0
        self._first, self._most = 0, 0
        self.notice = Notice()
        self.state = quiet()
        self.smaller = button(_("S&maller"))
        self.larger = button(_("&Larger"))
        self.smaller.clicked.connect(lambda: self.zoom(-1))
        self.larger.clicked.connect(lambda: self.zoom(1))
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        keys.shortcut(self, "zoom_in", lambda: self.zoom(1), within)
        keys.shortcut(self, "zoom_out", lambda: self.zoom(-1), within)
        bar = QHBoxLayout()
        bar.addWidget(self.state, 1)
        bar.addWidget(self.smaller)
        bar.addWidget(self.larger)
        self._sheet = QWidget()
        self._column = QVBoxLayout(self._sheet)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._column.setSpacing(12)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(self._sheet)
        self.area.setAccessibleName(_("Pages"))
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.notice)
        layout.addLayout(bar)
        layout.addWidget(self.area, 1)
        self.clear()

    def clear(self) -> None:
        """Show nothing."""
        self._pdf, self._source = b"", None
        self._turn += 1
        self.notice.clear()
        self.state.clear()
        self._empty()
        self._buttons()

    def show_pdf(self, source: Callable[[], bytes], first: int = 0, most: int = 0) -> None:
        """Show the PDF that `source` gives; it is called in the background.

        first, most: from that page (from 0) on so many at most, of a file that anybody may have made; 0: all.
        """
        self.clear()
        self._first, self._most = first, most
        self.state.setText(_("The pages are being drawn…"))
        self._source = source
        if not self._chosen:
            self._zoom = self._fitting()
        self._next(source, first)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Pages that were drawn before there was a place for them, or for a wider one, are drawn again."""
        super().resizeEvent(event)
        self._refit.start()

    def zoom(self, step: int) -> None:
        """Larger (1) or smaller (-1)."""
        if self._zoom is None or not self._pdf:
            return
        wanted = min(max(self._zoom + step, 0), len(ZOOMS) - 1)
        if wanted == self._zoom:
            return
        self._zoom, self._chosen = wanted, True
        self._turn += 1
        self._empty()
        pdf = self._pdf
        self._next(lambda: pdf, self._first)
        self._buttons()

    def pictures(self) -> list[QLabel]:
        """The pages drawn so far."""
        return self._sheet.findChildren(QLabel)

    def _next(self, source: Callable[[], bytes], page: int) -> None:
        """Draw one page, then the next: the first is there soon, and a page turned away from costs nothing more."""
        turn, dpi, ratio = self._turn, ZOOMS[self._zoom or 0], self.devicePixelRatioF()

        def work() -> _Drawn:
            from certapp.document.raster import page_count, page_png

            pdf = source()
            picture = QImage.fromData(page_png(pdf, page, round(dpi * ratio)))
            picture.setDevicePixelRatio(ratio)
            return _Drawn(pdf, page_count(pdf), page, picture)

        def done(drawn: _Drawn) -> None:
            if turn == self._turn:
                self._show(drawn)

        def refused(refusal: Refusal) -> None:
            if turn == self._turn:
                self.state.clear()
                self.notice.show_refusal(refusal)

        in_background(self, work, done, refused)

    def _show(self, drawn: _Drawn) -> None:
        self._pdf = drawn.pdf
        label = QLabel()
        label.setPixmap(QPixmap.fromImage(drawn.picture))
        name = _("Page {page} of {pages}").format(page=drawn.page + 1, pages=drawn.pages)
        label.setAccessibleName(name)
        self._column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        self._buttons()
        if drawn.page == self._first:
            self.counted.emit(drawn.pages)
        if drawn.page + 1 < min(drawn.pages, self._first + (self._most or drawn.pages)):
            self.state.setText(_("{name} is drawn").format(name=name))
            self._next(lambda: drawn.pdf, drawn.page + 1)
        else:
            self.state.setText(shown_words(self._first, drawn.page + 1, drawn.pages))

    def _buttons(self) -> None:
        self.smaller.setEnabled(bool(self._pdf) and self._zoom != 0)
        self.larger.setEnabled(bool(self._pdf) and self._zoom != len(ZOOMS) - 1)

    def _fitting(self) -> int:
        """The largest zoom at which a page is not wider than the place for it."""
        room = self.area.viewport().width() - self.area.verticalScrollBar().sizeHint().width() - 24
        return max((each for each, dpi in enumerate(ZOOMS) if dpi * _PAGE_WIDTH_INCH <= room), default=0)

    def _fit_again(self) -> None:
        """Until somebody chose a zoom no page is wider than its place."""
        wanted = self._fitting()
        if self._source is None or self._chosen or self._zoom is None or wanted >= self._zoom:
            return
        pdf, source = self._pdf, self._source
        self._zoom = wanted
        self._turn += 1
        self._empty()
        self._next((lambda: pdf) if pdf else source, self._first)

    def _empty(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()


def shown_words(first: int, last: int, pages: int) -> str:
    """Which pages of how many are shown: from `first` (from 0) to before `last`."""
    if first == 0 and last >= pages:
        return _("Pages: {pages}").format(pages=pages)
    return _("Pages {first} to {last} of {pages}").format(first=first + 1, last=last, pages=pages)
