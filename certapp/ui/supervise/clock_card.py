"""The card that is seen only when this computer's clock is far ahead of the journal: is it right?"""

from datetime import date

from PySide6.QtWidgets import QLineEdit

from certapp.model.errors import Refusal
from certapp.model.progress import Told
from certapp.service.clock_leaps import Leap, clock_leap, confirm_clock
from certapp.service.rights import Right
from certapp.ui.common.act_dialog import is_day
from certapp.ui.common.background import in_background
from certapp.ui.common.labels import button, caption, plain
from certapp.ui.common.person import acting
from certapp.ui.common.words import _, apart
from certapp.ui.session import Session
from certapp.ui.supervise.work_card import WorkCard


class ClockCard(WorkCard):
    """A supervisor types which day it is, as known from elsewhere; nothing is recorded before."""

    def __init__(self, session: Session) -> None:
        self.state = plain()
        self.today = QLineEdit()
        self.today.setMaxLength(10)
        self.today.setPlaceholderText("2027-06-30")
        self.confirm = button(_("The clock is right"), primary=True)
        super().__init__(
            session,
            _("The clock of this computer"),
            _("It is more than 30 days ahead of the journal. An entry dated in the future could never be undone."),
            (self.state, caption(_("Today, as you know it from elsewhere"), self.today), self.today),
            ((self.confirm, Right.SUPERVISE),),
        )
        self.hide()
        self.confirm.clicked.connect(self.confirm_now)

    def refresh(self) -> None:
        """Look whether there is anything to confirm."""
        office = self._session.office
        in_background(self, lambda: clock_leap(office), self._show, self.notice.show_refusal)

    def confirm_now(self) -> None:
        """Sign it, in the name of who is logged in."""
        actor, office, typed = acting(self, self._session), self._session.office, self.today.text().strip()
        if actor is None:
            return
        if not is_day(typed):
            self.notice.show_refusal(Refusal("DATE_WRONG", typed=typed))
            self.today.setFocus()
            return

        def work(told: Told) -> None:
            confirm_clock(office, actor, date.fromisoformat(typed))

        self.run(work, lambda nothing: self._session.changed.emit())

    def _show(self, leap: Leap | None) -> None:
        self.setVisible(leap is not None)
        if leap is not None:
            words = _("The clock says {today}; the newest entry of the journal is of {last}. If it is wrong, set it.")
            self.state.setText(words.format(today=apart(leap.today.isoformat()), last=apart(leap.last.isoformat())))
