"""Pages of which one is shown, and a place for them that is never higher than the window."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

_LEAST_LINES = 8
"""Lines of a page that are seen however low the window is."""
_MOST_WITHIN = 4


class OneAtATime(QStackedWidget):
    """Needs the room of the page that is shown: Qt would ask for that of the largest that ever was."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(self._tell)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's names
        """Of the page that is shown."""
        page = self.currentWidget()
        return super().minimumSizeHint() if page is None else page.minimumSizeHint().expandedTo(page.minimumSize())

    def _tell(self) -> None:
        """All around it have to know: an area that scrolls would keep it to itself."""
        around: QWidget | None = self
        while around is not None:
            around.updateGeometry()
            around = around.parentWidget()

    def heightForWidth(self, _width: int) -> int:  # noqa: N802
        """None: a page scrolls what it holds, so an area around it is not to give it all it would like to have."""
        return -1


class LowPlace(QScrollArea):
    """Scrolls a page as a whole where the window is lower than the page can be: a small screen, or large letters."""

    def __init__(self, pages: OneAtATime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages, self._within = pages, 0
        self.setWidgetResizable(True)
        self.setWidget(pages)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the focus, and it follows
        pages.currentChanged.connect(lambda: self.verticalScrollBar().setValue(0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Fit the page that has another size now; a page that wants another one at each size is left as it is.

        Qt would give it one size and the other, each within the last, until the stack is full.
        """
        if event.type() is not QEvent.Type.Resize:
            return super().eventFilter(watched, event)
        if self._within == _MOST_WITHIN:
            return False
        self._within += 1
        try:
            return super().eventFilter(watched, event)
        finally:
            self._within -= 1

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As wide as the page, with the bar beside it where it is needed; as high as a few lines."""
        page = self._pages.minimumSizeHint()
        low = min(page.height(), _LEAST_LINES * self.fontMetrics().lineSpacing())
        bar = self.verticalScrollBar().sizeHint().width() if page.height() > self.height() else 0
        return QSize(page.width() + bar, low)
