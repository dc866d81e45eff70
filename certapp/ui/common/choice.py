"""A list that drops down, told by its name even where no label stands beside it."""

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLabel, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

BESIDE_WORDS: Final = 2
"""Pixels that the style keeps free beside the words."""


class ChoiceBox(QComboBox):
    """On Linux, Qt gives the chosen words as the name of such a box; what it is for is told only by what labels it.

    So `call` ties a label to it that nobody sees. Where a label is seen beside it, `caption` is enough.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told: QLabel | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def call(self, words: str) -> None:
        """What screen readers call it."""
        self.setAccessibleName(words)
        if self._told is None:
            self._told = QLabel(self.parentWidget())
            self._told.setTextFormat(Qt.TextFormat.PlainText)
            self._told.setBuddy(self)
            self._told.hide()
        self._told.setText(words.replace("&", "&&"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """A label is only looked for among the box's siblings."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ParentChange and self._told is not None:
            self._told.setParent(self.parentWidget())
            self._told.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Words that are longer than the box end in dots; Qt would cut through a letter."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        whole, words = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        painter.drawComplexControl(whole, option)
        if self.currentIndex() < 0 and self.placeholderText():
            option.palette.setBrush(QPalette.ColorRole.ButtonText, option.palette.placeholderText())
            option.currentText = self.placeholderText()
        room = self.style().subControlRect(whole, option, words, self).width() - BESIDE_WORDS
        option.currentText = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  # Qt's name
        """Scrolling the page must not change what stands in a box that passes under the mouse."""
        event.ignore()
