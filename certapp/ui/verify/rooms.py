"""The verdict with what leads to it, and beside it, or below where there is no room, the list of what was checked."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSplitter, QVBoxLayout, QWidget

from certapp.ui.common.labels import scrolled
from certapp.ui.common.words import _

WIDEST_PAGE: Final = 980
LEAST_FOR_TWO_EM: Final = 56
"""Heights of a line, below which verdict and list do not fit beside each other."""
LEAST_FOR_LIST_EM: Final = 36
"""Below this height the list of what was checked has no room under the verdict."""


class Rooms(QSplitter):
    """`page` scrolls. `listed`: heading and list of what was checked; `below`: the layout under them."""

    def __init__(self, page: QWidget, listed: Sequence[QWidget], below: QVBoxLayout) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._page, self._listed = page, tuple(listed)
        page.setMaximumWidth(WIDEST_PAGE)
        self.area: QScrollArea = scrolled(page, _("Verdict"))
        self.area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 4, 0, 0)
        for each in self._listed:
            beside.addWidget(each, int(each is self._listed[-1]))
        beside.addLayout(below)
        self.setChildrenCollapsible(False)
        self.addWidget(self.area)
        self.addWidget(right)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self.setSizes([760, 240])
        self._stands = (False, False)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Where there is no room beside the verdict, the list of what was checked goes below it."""
        super().resizeEvent(event)
        em = self.fontMetrics().height()
        narrow = event.size().width() < LEAST_FOR_TWO_EM * em
        small = narrow and event.size().height() < LEAST_FOR_LIST_EM * em
        for each in self._listed:  # on a small screen the verdict has all of it
            each.setHidden(small)
        if (narrow, small) != self._stands:
            self._stands = narrow, small
            self.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)
            self.setSizes([760, 1 if small else 9 * em if narrow else 240])

    def bring(self, card: QWidget, head: QWidget) -> None:
        """`card` is seen whole, or from its beginning where the window is small: its `head` at the least."""
        if card.isHidden():
            return
        top, room = card.mapTo(self._page, QPoint(0, 0)).y(), self.area.viewport().height()
        bar = self.area.verticalScrollBar()
        if not bar.value() <= top <= top + head.geometry().bottom() <= bar.value() + room:
            bar.setValue(top)
