"""Two parts of a page beside each other, or one below the other where the page is narrow or its letters are large."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from certapp.ui.common.grid_dialog import NARROW_CHARACTERS


class Beside(QSplitter):
    """`sizes`: how the room is parted at first, beside each other and below each other, in pixels.

    `least`: average characters below which they stand one below the other.
    """

    def __init__(
        self,
        parts: tuple[QWidget, QWidget],
        sizes: tuple[tuple[int, int], tuple[int, int]],
        parent: QWidget | None = None,
        *,
        least: int = NARROW_CHARACTERS,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._parts, self._sizes, self._least = parts, sizes, least
        self.setChildrenCollapsible(False)
        for at, part in enumerate(parts):
            self.addWidget(part)
            self.setStretchFactor(at, round(10 * sizes[0][at] / sum(sizes[0])))  # both have of what is won or lost
        self.setSizes(list(sizes[0]))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """As narrow as the wider part: how they stand follows the width, not the other way round."""
        hint = super().minimumSizeHint()
        hint.setWidth(max(part.minimumSizeHint().width() for part in self._parts))
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Beside each other, or one below the other."""
        super().resizeEvent(event)
        narrow = event.size().width() < self._least * self.fontMetrics().averageCharWidth()
        orientation = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if orientation is not self.orientation():
            self.setOrientation(orientation)
            self.setSizes(list(self._sizes[1] if narrow else self._sizes[0]))
