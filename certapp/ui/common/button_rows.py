"""Buttons beside each other, on several lines where there is no room for all of them on one."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

Rows = tuple[tuple[QPushButton, ...], ...]


class ButtonRows(QWidget):
    """Lays buttons out in reading order, as many beside each other as the width has room for; hidden ones take none."""

    def __init__(self, buttons: Sequence[QPushButton], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = tuple(buttons)
        self._laid_out: Rows = ()
        self._lines = [QHBoxLayout() for _button in self._buttons]
        """As many as could be needed; those without a button take no room."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for line in self._lines:
            line.addStretch(1)
            column.addLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        for each in self._buttons:
            each.setParent(self)
        self._lay_out((self._shown(),))

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """As wide as all of them beside each other, however they stand now: else they would stay on more lines."""
        shown = [each.sizeHint().width() for each in self._shown()]
        hint = super().sizeHint()
        hint.setWidth(sum(shown) + max(0, self._lines[0].spacing()) * max(0, len(shown) - 1))
        return hint

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """As narrow as the widest button: the lines follow the width, not the other way round."""
        hint = super().minimumSizeHint()
        hint.setWidth(max((each.sizeHint().width() for each in self._shown()), default=0))
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Other lines for another width."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Other lines when a button comes, goes, or is called otherwise."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _shown(self) -> tuple[QPushButton, ...]:
        hidden = Qt.WidgetAttribute.WA_WState_ExplicitShowHide  # else every button is, before the page is shown
        return tuple(each for each in self._buttons if not (each.isHidden() and each.testAttribute(hidden)))

    def _fit(self) -> None:
        rows: list[list[QPushButton]] = [[]]
        left = self.width()
        for each in self._shown():
            width = each.sizeHint().width()
            if rows[-1] and width > left:
                rows.append([])
                left = self.width()
            rows[-1].append(each)
            left -= width + max(0, self._lines[0].spacing())
        self._lay_out(tuple(map(tuple, rows)))

    def _lay_out(self, rows: Rows) -> None:
        if rows == self._laid_out:
            return
        self._laid_out = rows
        for line in self._lines:
            for each in self._buttons:
                line.removeWidget(each)
        for line, row in zip(self._lines, rows, strict=False):
            for place, each in enumerate(row):
                line.insertWidget(place, each)
