"""A wide button that is a row of a list; its words go on another line where they do not fit."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent, QPalette
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

ACROSS, DOWN = 15, 11
"""Pixels between the edge and the words, the edge included."""
_LEAST = 160
_LINES = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextShowMnemonic


class RowButton(QPushButton):
    """Enter presses it too."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setAutoDefault(True)
        self.setProperty("row", True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's names
        """Narrow: the lines follow the width."""
        return QSize(_LEAST, self.heightForWidth(max(self.width(), _LEAST)))

    def sizeHint(self) -> QSize:  # noqa: N802
        """All on one line, where there is room."""
        words = self.fontMetrics().boundingRect(QRect(), _LINES & ~Qt.TextFlag.TextWordWrap, self.text())
        return QSize(words.width() + 2 * ACROSS, words.height() + 2 * DOWN)

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """As many lines as the words take."""
        room = QRect(0, 0, max(width - 2 * ACROSS, 1), 10_000)
        return self.fontMetrics().boundingRect(room, _LINES, self.text()).height() + 2 * DOWN

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The button without words, and its words in lines: Qt's own has one line only."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        leading = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeading)
        room = self.rect().adjusted(ACROSS, DOWN, -ACROSS, -DOWN)
        flags = int(leading) | int(Qt.AlignmentFlag.AlignVCenter) | int(_LINES)
        painter.drawItemText(room, flags, self.palette(), self.isEnabled(), self.text(), QPalette.ColorRole.ButtonText)
