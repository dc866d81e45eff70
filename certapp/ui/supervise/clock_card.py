"""The card of a clock that is far ahead: why nothing is recorded, and the supervisor's word that the date is right."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.service.confirming_clock import LONGEST_GROUND, confirm_clock
from certapp.service.rights import Right
from certapp.ui.common.allowing import allow
from certapp.ui.common.background import in_background
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.labels import button, caption, heading, plain, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.person import acting
from certapp.ui.common.terms import refusal_words
from certapp.ui.common.words import _
from certapp.ui.session import Session


class ClockCard(QFrame):
    """Hidden where the clock may be right. `confirmed`: somebody said that it is."""

    confirmed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._session = session
        self.why = plain()
        self.ground = QLineEdit()
        self.ground.setMaxLength(LONGEST_GROUND)
        self.confirm = button(_("The date is right"))
        self.notice = Notice()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.addWidget(heading(_("The date of this computer"), 2))
        column.addWidget(self.why)
        column.addWidget(quiet(_("Look at a calendar. Where the date is wrong, set the clock right: nothing is lost.")))
        column.addWidget(caption(_("How you know that it is right"), self.ground))
        column.addWidget(self.ground)
        column.addWidget(self.notice)
        column.addWidget(ButtonRows((self.confirm,)))
        self.confirm.clicked.connect(self.confirm_now)
        self.hide()

    def show_state(self, far: Refusal | None) -> None:
        """Why nothing is recorded, or nothing."""
        self.setVisible(far is not None)
        self.why.setText("" if far is None else refusal_words(far))

    def show_rights(self) -> None:
        """Who is logged in may say so, or not."""
        allow(self._session, self.confirm, Right.SUPERVISE)

    def confirm_now(self) -> None:
        """Write down the supervisor's word."""
        office, actor = self._session.office, acting(self, self._session)
        if actor is None:
            return
        ground = self.ground.text()
        in_background(self, lambda: confirm_clock(office, actor, ground), self._done, self.notice.show_refusal)

    def _done(self, _none: None) -> None:
        self.ground.clear()
        self.notice.clear()
        self.hide()
        self.confirmed.emit()
