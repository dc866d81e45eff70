"""Did we issue this? A number that somebody asks about, the answer, what the legacy register covers, and who asked."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.service.asked_numbers import Answer, Told, ask, record_answer
from certapp.service.legacy import LONGEST_LINE, LONGEST_NUMBER
from certapp.ui.common.background import in_background
from certapp.ui.common.labels import button, caption, grow, heading, plain, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.person import acting
from certapp.ui.common.terms import status_words
from certapp.ui.common.theme import dress
from certapp.ui.common.words import _
from certapp.ui.session import Session

_COLOURS = {
    Answer.ISSUED: "green",
    Answer.ON_PAPER: "green",
    Answer.NEVER_ISSUED: "red",
    Answer.VOID: "red",
    Answer.MISTYPED: "red",
}


class AskedDialog(Dialog):
    """Stays open: one asks about several numbers. `told` is the last answer."""

    def __init__(self, parent: QWidget | None, session: Session) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Did we issue this?"))
        self._session = session
        self.told: Told | None = None
        self.notice = Notice()
        self.number = QLineEdit()
        self.number.setMaxLength(LONGEST_NUMBER)
        self.day = QLineEdit()
        self.day.setMaxLength(20)
        self.day.setPlaceholderText(_("1998, 1998-05 or 1998-05-07"))
        self.ask = button(_("&Ask the register"), primary=True)
        self.ask.setDefault(True)
        self.answer = heading("", 2)
        self.answer.setObjectName("answer")
        self.status = plain()
        self.covered = quiet()
        self.asked_by = QLineEdit()
        self.asked_by.setMaxLength(LONGEST_LINE)
        self.asked_by.setPlaceholderText(_("A museum, a court, customs, the police"))
        self.write = button(_("&Write the answer down"))
        self.ask.clicked.connect(self.ask_now)
        self.write.clicked.connect(self.write_now)
        for each in (self.number, self.day):
            each.textChanged.connect(lambda text: self._forget())
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        for row, (label, editor) in enumerate(
            ((_("&Number on the paper"), self.number), (_("&Date on the paper, if told"), self.day))
        ):
            grid.addWidget(caption(label, editor), row, 0)
            grid.addWidget(editor, row, 1)
        below = QGridLayout()
        below.setColumnStretch(1, 1)
        below.addWidget(caption(_("Who as&ked"), self.asked_by), 0, 0)
        below.addWidget(self.asked_by, 0, 1)
        below.addWidget(self.write, 1, 1, Qt.AlignmentFlag.AlignLeading)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        about = _("The answer is about the number. Whether a paper is genuine its code or its scan tells.")
        layout.addWidget(plain(about))
        layout.addLayout(grid)
        layout.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addWidget(self.notice)
        for words in (self.answer, self.status, self.covered):
            layout.addWidget(words)
        layout.addStretch(1)
        layout.addLayout(below)
        layout.addWidget(close)
        self.resize(720, 480)
        self._forget()
        self.number.setFocus()

    def ask_now(self) -> None:
        """Look the number up."""
        office, number, day = self._session.office, self.number.text(), self.day.text()
        self.notice.clear()
        in_background(self, lambda: ask(office, number, day), self._show, self._refused)

    def write_now(self) -> None:
        """Write the answer into the journal, in the name of who is logged in."""
        actor, told, office, who = acting(self, self._session), self.told, self._session.office, self.asked_by.text()
        if actor is None or told is None:
            return

        def done(nothing: None) -> None:
            self.write.setEnabled(False)
            self._session.changed.emit()
            self.notice.show_done(_("The answer is in the journal."))

        in_background(self, lambda: record_answer(office, actor, told, who), done, self._refused)

    def _show(self, told: Told) -> None:
        self.told = told
        dress(self.answer, _COLOURS.get(told.answer, "amber"))
        self.answer.setText(told.text())
        self.answer.show()
        self.status.setText(_("It stands so: {status}.").format(status=status_words(told.status)))
        self.status.setVisible(bool(told.status))
        self.covered.setText(told.coverage_text())
        self.write.setEnabled(True)
        self.asked_by.setEnabled(True)
        grow(self)

    def _refused(self, refusal: Refusal) -> None:
        self.notice.show_refusal(refusal)
        fields = {"number": self.number, "issued_on": self.day, "asked_by": self.asked_by}
        field = fields.get(str(refusal.params.get("field", "")))
        if field is not None:
            field.setAccessibleDescription(refusal.text())
            field.setFocus()

    def _forget(self) -> None:
        self.told = None
        self.answer.hide()
        self.status.hide()
        self.covered.clear()
        for each in (self.write, self.asked_by):
            each.setEnabled(False)
        for each in (self.number, self.day):
            each.setAccessibleDescription("")
