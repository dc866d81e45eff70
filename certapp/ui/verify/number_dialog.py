"""A number on a paper without a code: whether its country ever gave it out, by the register digest."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from certapp.service.clock import days
from certapp.service.typed import asked_verdict
from certapp.trust.numbers_known import LONGEST
from certapp.trust.verdict import Verdict
from certapp.trust.view import TrustView
from certapp.ui.common.act_dialog import is_day
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.labels import button, caption, grow, heading, plain
from certapp.ui.common.order import Dialog
from certapp.ui.common.theme import dress
from certapp.ui.common.words import _


class NumberDialog(Dialog):
    """Stays open: one asks about several. `verdict` is the last answer, never that a paper is genuine."""

    def __init__(self, parent: QWidget | None, view_source: Callable[[], TrustView]) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("A number without a code"))
        self._view_source = view_source
        self.verdict: Verdict | None = None
        self.number = QLineEdit()
        self.number.setMaxLength(LONGEST)
        self.country = ChoiceBox()
        for country in sorted(view_source().digests):
            self.country.addItem(country, country)
        self.day = QLineEdit()
        self.day.setMaxLength(10)
        self.day.setPlaceholderText("1998-05-07")
        self.ask = button(_("&Ask"), primary=True)
        self.ask.setDefault(True)
        self.answer = heading("", 2)
        self.answer.setObjectName("answer")
        self.answer.hide()
        self.ask.clicked.connect(self.ask_now)
        for each in (self.number, self.day):
            each.textChanged.connect(lambda text: self.answer.hide())
        self.country.currentIndexChanged.connect(lambda index: self.answer.hide())
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        fields: tuple[tuple[str, QWidget], ...] = (
            (_("&Number on the paper"), self.number),
            (_("C&ountry"), self.country),
            (_("&Day of issue on the paper"), self.day),
        )
        for row, (label, editor) in enumerate(fields):
            grid.addWidget(caption(label, editor), row, 0)
            grid.addWidget(editor, row, 1)
        about = _("For papers from before the codes. What a country's list of numbers tells does not verify a paper.")
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(plain(about))
        layout.addLayout(grid)
        layout.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addWidget(self.answer)
        layout.addStretch(1)
        layout.addWidget(close)
        self.resize(640, 340)
        self.number.setFocus()

    def ask_now(self) -> None:
        """Look it up; a bisection in what is at hand."""
        typed = self.day.text().strip()
        for each in (self.number, self.day):
            each.setAccessibleDescription("")
        if not self.number.text().strip():
            self._say("amber", _("This is still needed: {what}").format(what=_("Number on the paper")), self.number)
        elif typed and not is_day(typed):
            self._say("amber", _("Write the day like 2027-06-30."), self.day)
        else:
            on = days(date.fromisoformat(typed)) if typed else None
            country = str(self.country.currentData() or "")
            self.verdict = asked_verdict(self.number.text(), self._view_source(), country, on)
            words = "\n".join(reason.text() for reason in self.verdict.reasons)
            self._say(self.verdict.colour.value, words, None)

    def _say(self, colour: str, words: str, field: QLineEdit | None) -> None:
        dress(self.answer, colour)
        self.answer.setText(words)
        self.answer.show()
        if field is not None:
            field.setAccessibleDescription(words)
            field.setFocus()
        grow(self)
