"""A form is handed in: taken in as an application by who is logged in, or said to be in the way of that."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from certapp.model.errors import Refusal
from certapp.model.findings import RecordRefused, Weight, blocking
from certapp.service.drafting import receive_draft
from certapp.ui.common.background import in_background
from certapp.ui.common.notice import Notice
from certapp.ui.common.words import _
from certapp.ui.form.draft import Draft
from certapp.ui.form.findings import in_form_order
from certapp.ui.form.keeping import Keeper
from certapp.ui.form.telling import Telling

if TYPE_CHECKING:
    from certapp.service.office import Actor
    from certapp.ui.session import Session


class HandingIn(QObject):
    """The act, of one draft that is saved; `view` is the widget it belongs to."""

    begun = Signal()
    """What is typed from now on would be neither in the draft nor in the application."""
    refused = Signal()
    received = Signal(str)
    """It was taken in as the application with this number."""
    in_the_way = Signal(str)
    """The field at this path is the first that has to be mended."""

    def __init__(
        self, session: "Session", draft: Draft, keeper: Keeper, notice: Notice, telling: Telling, view: QWidget
    ) -> None:
        super().__init__(view)
        self._session, self._draft, self._keeper = session, draft, keeper
        self._notice, self._telling, self._view = notice, telling, view

    def actor(self) -> "Actor | None":
        """Who would hand it in; that nobody is logged in is said."""
        if self._session.actor is None:
            self._notice.show_hint(_("Nobody is logged in. Log in first, then hand it in."))
        return self._session.actor

    def begin(self, actor: "Actor") -> None:
        """Have what is saved taken in."""
        self.begun.emit()
        self._notice.clear()
        snapshot, office = self._keeper.snapshot(), self._session.office
        in_background(self._view, lambda: receive_draft(office, actor, snapshot), self._received, self._refused)

    def _received(self, number: str) -> None:
        self._keeper.stop()
        self._session.changed.emit()
        self.received.emit(number)

    def _refused(self, refusal: Refusal) -> None:
        self.refused.emit()
        if not isinstance(refusal, RecordRefused):
            self._notice.show_refusal(refusal)
            return
        self._draft.tried = True
        self._draft.set_findings(refusal.findings)
        self._telling.refused(refusal)
        if in_the_way := in_form_order(self._draft.form, blocking(refusal.findings, Weight.APPLICATION)):
            self.in_the_way.emit(in_the_way[0].path)
