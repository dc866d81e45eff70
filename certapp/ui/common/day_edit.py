"""A day to type or to choose from a calendar, written year-month-day in every language."""

from datetime import date

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QDateEdit, QWidget


class DayEdit(QDateEdit):
    """Begins with `day`. It runs from left to right on every page: from right to left the year would stand last."""

    def __init__(self, day: date, parent: QWidget | None = None) -> None:
        super().__init__(QDate(day.year, day.month, day.day), parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setDisplayFormat("yyyy-MM-dd")
        self.setCalendarPopup(True)

    @property
    def day(self) -> date:
        """What is chosen."""
        chosen = self.date()
        return date(chosen.year(), chosen.month(), chosen.day())
