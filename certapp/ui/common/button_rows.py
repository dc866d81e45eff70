"""Buttons beside each other, on several lines where there is no room for all of them on one."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget


class ButtonRows(QWidget):
    """Lays buttons out in reading order, as many beside each other as the width has room for; hidden ones take none."""

    def __init__(self, buttons: Sequence[QPushButton], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = tuple(buttons)
        self._laid_out: tuple[tuple[QPushButton, ...], int] = ((), 0)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        for each in self._buttons:
            each.setParent(self)
        self._lay_out(len(self._buttons))

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
        shown = self._shown()
        fitting = (columns for columns in range(len(shown), 1, -1) if self._width_of(shown, columns) <= self.width())
        self._lay_out(next(fitting, 1))

    def _width_of(self, shown: Sequence[QPushButton], columns: int) -> int:
        widths = [max(each.sizeHint().width() for each in shown[column::columns]) for column in range(columns)]
        return sum(widths) + self._grid.horizontalSpacing() * (columns - 1)

    def _lay_out(self, columns: int) -> None:
        shown = self._shown()
        if (shown, columns) == self._laid_out:
            return
        self._laid_out = (shown, columns)
        for each in self._buttons:
            self._grid.removeWidget(each)
        for place, each in enumerate(shown):
            self._grid.addWidget(each, place // columns, place % columns, Qt.AlignmentFlag.AlignLeading)
        for column in range(len(self._buttons) + 1):
            self._grid.setColumnStretch(column, 1 if column == columns else 0)
