"""The editor of a day: typed as year-month-day, or chosen from a calendar."""

from PySide6.QtCore import QDate, QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from certapp.ui.common.words import _
from certapp.ui.form.editors import LONGEST_TYPED, Editor
from certapp.ui.form.signs import calendar_icon


class DateEditor(Editor):
    """A day as year-month-day, typed or chosen; wrong ones stay as typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = _DateLine(self)
        self._line.setPlaceholderText(_("year-month-day"))
        room = max(map(self.fontMetrics().horizontalAdvance, ("2026-00-00", self._line.placeholderText())))
        self._line.setMinimumWidth(room + 20)
        self._line.setMaxLength(LONGEST_TYPED)
        self._button = QToolButton(self)
        self._button.setIcon(calendar_icon(self.palette()))
        self._button.setToolTip(_("Choose from a calendar (Alt+Down)"))
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._line, 1)
        layout.addWidget(self._button)
        self.setFocusProxy(self._line)
        self._line.textEdited.connect(self.edited)
        self._line.calendar_wanted.connect(self._choose)
        self._button.clicked.connect(self._choose)

    @property
    def line(self) -> QLineEdit:
        """Where it is typed."""
        return self._line

    def show_value(self, raw: object) -> None:
        """As it is."""
        self._line.setText("" if raw is None else str(raw))
        self._line.setCursorPosition(0)

    def value(self) -> object:
        """As typed, without blanks around it."""
        return self._line.text().strip() or None

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """The calendar is drawn in the ink of the page."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._button.setIcon(calendar_icon(self.palette()))

    def _choose(self) -> None:
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setFrameShape(QFrame.Shape.StyledPanel)
        calendar = QCalendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        typed = QDate.fromString(self._line.text().strip(), Qt.DateFormat.ISODate)
        if typed.isValid():
            calendar.setSelectedDate(typed)
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.addWidget(calendar)

        def chosen(day: QDate) -> None:
            self._line.setText(day.toString(Qt.DateFormat.ISODate))
            popup.close()
            self._line.setFocus()
            self.edited.emit()

        calendar.activated.connect(chosen)
        calendar.clicked.connect(chosen)
        popup.move(self.mapToGlobal(QPoint(0, self.height())))
        popup.show()
        calendar.setFocus()


class _DateLine(QLineEdit):
    calendar_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Alt+Down or F4 opens the calendar, as in a list."""
        alt_down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt_down or event.key() == Qt.Key.Key_F4:
            self.calendar_wanted.emit()
        else:
            super().keyPressEvent(event)
