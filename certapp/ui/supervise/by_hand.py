"""Under which number a certificate is issued: the next one, or that of a blank form made out by hand in an outage."""

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QGridLayout, QWidget

from certapp.service.contingency import BlankForm, open_numbers
from certapp.ui.common.background import in_background
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.labels import caption
from certapp.ui.common.words import _
from certapp.ui.session import Session


class NumberChoice(QWidget):
    """Hidden where no blank form waits: then there is nothing to choose."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._wanted = False
        self.number = ChoiceBox()
        self.day = QDateEdit()
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self._day_label = caption(_("made out &on"), self.day)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(caption(_("Under the n&umber"), self.number), 0, 0)
        grid.addWidget(self.number, 0, 1)
        grid.addWidget(self._day_label, 1, 0)
        grid.addWidget(self.day, 1, 1)
        grid.setColumnStretch(2, 1)
        self.number.currentIndexChanged.connect(lambda index: self._show_day())
        self._show(())

    @property
    def form(self) -> BlankForm | None:
        """The blank form that is keyed in; None: the certificate gets the next number."""
        number = self.number.currentData()
        day = self.day.date()
        return BlankForm(number, day.toPython()) if number else None  # type: ignore[arg-type]  # Qt's date is Python's

    def offer(self, wanted: bool) -> None:
        """Show it where something is to be issued, with the forms that wait now."""
        self._wanted = wanted
        office = self._session.office
        if wanted:
            in_background(self, lambda: open_numbers(office), self._show, lambda refusal: None)
        else:
            self.hide()

    def _show(self, numbers: tuple[str, ...]) -> None:
        chosen = self.number.currentData()
        self.number.clear()
        self.number.addItem(_("the next number"), "")
        for number in numbers:
            self.number.addItem(_("{number}, a blank form").format(number=number), number)
        self.number.setCurrentIndex(max(self.number.findData(chosen), 0))
        today = self._session.office.clock.today
        last = QDate(today.year, today.month, today.day)
        self.day.setMaximumDate(last)
        if not chosen:
            self.day.setDate(last)
        self.setVisible(self._wanted and bool(numbers))
        self._show_day()

    def _show_day(self) -> None:
        for each in (self._day_label, self.day):
            each.setVisible(bool(self.number.currentData()))
