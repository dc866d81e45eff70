"""The foot of the form: how much is to be mended, whether it is kept, and what ends the work."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.labels import button, quiet
from certapp.ui.common.words import _
from certapp.ui.form.menu import FormMenu

_BETWEEN = 24


class Foot(QWidget):
    """One line, or more where there is no room for one."""

    def __init__(self, hand_in: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary = QToolButton()
        self.summary.setAccessibleName(_("Show or hide the findings"))
        self.summary.setCheckable(True)
        self.summary.setChecked(True)
        self.summary.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.summary.setArrowType(Qt.ArrowType.DownArrow)
        self.summary.setAutoRaise(True)
        self.saved = quiet()
        self.saved.setWordWrap(False)
        self.more = FormMenu()
        self.close_form = button(_("C&lose"))
        self.preview = button(_("Pre&view"))
        self.preview.setToolTip(_("The pages as they would be (Ctrl+P)"))
        self.hand_in = button(hand_in, primary=True)
        self._told = QHBoxLayout()
        self._buttons = (self.more, self.close_form, self.preview, self.hand_in)
        acts = ButtonRows(self._buttons)
        self._told.addWidget(self.summary)
        self._told.addStretch(1)
        self._told.addWidget(self.saved)
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.addLayout(self._told, 1)
        self._lines.addWidget(acts)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """As narrow as its widest part: the lines follow the width, not the other way round."""
        hint = super().minimumSizeHint()
        hint.setWidth(max(self._told.minimumSize().width(), *(each.sizeHint().width() for each in self._buttons)))
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """One line, or more."""
        super().resizeEvent(event)
        self._fit(event.size().width())

    def tell_summary(self, words: str) -> None:
        """How much is to be mended."""
        self.summary.setText(words)
        self._fit(self.width())

    def tell_saved(self, words: str) -> None:
        """Whether what was typed is kept."""
        self.saved.setText(words)
        self._fit(self.width())

    def _fit(self, width: int) -> None:
        acts = sum(each.sizeHint().width() + self._lines.spacing() for each in self._buttons)
        wanted = self._told.minimumSize().width() + acts + _BETWEEN
        self._lines.setDirection(
            QBoxLayout.Direction.TopToBottom if width < wanted else QBoxLayout.Direction.LeftToRight
        )
