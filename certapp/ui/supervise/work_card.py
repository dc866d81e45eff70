"""A card for acts that take time: what it says, how far they are, a button that stops them."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.model.progress import Told
from certapp.service.rights import Right
from certapp.ui.common.allowing import allow
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.labels import heading, quiet
from certapp.ui.common.long_act import LongAct
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import bring_into_view
from certapp.ui.session import Session

T = TypeVar("T")


class WorkCard(QFrame):
    """While one act is under way the others of the card rest; `rights`: each button and whose it is."""

    def __init__(
        self,
        session: Session,
        title: str,
        words: str,
        content: Sequence[QWidget],
        rights: Sequence[tuple[QPushButton, Right]],
    ) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._session = session
        self._rights_of = tuple(rights)
        self._began: QWidget | None = None
        self.notice = Notice()
        self.act = LongAct(title)
        self.progress, self.stop = self.act.bar, self.act.stop
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.addWidget(heading(title, 2))
        column.addWidget(quiet(words))
        for each in (*content, self.notice, self.act):
            column.addWidget(each)
        column.addWidget(ButtonRows([each for each, _right in rights]))
        self._at_work(False)
        session.person_changed.connect(self.follow_rights)
        self.follow_rights()

    def follow_rights(self) -> None:
        """Who is logged in may press what is theirs."""
        for pressed, right in self._rights_of:
            allow(self._session, pressed, right)

    def run(self, work: Callable[[Told], T], done: Callable[[T], None]) -> None:
        """Do something beside the window; what `work` tells shows as progress, and is where it can be stopped."""
        self._at_work(True)
        self.notice.clear()
        bring_into_view(self.act)

        def ended(result: T) -> None:
            self._at_work(False)
            done(result)
            bring_into_view(self.notice)

        def refused(refusal: Refusal) -> None:
            self._at_work(False)
            self.notice.show_refusal(refusal)
            bring_into_view(self.notice)

        self.act.run(work, ended, refused)

    def _at_work(self, busy: bool) -> None:
        """The keyboard stays on the card: on what stops the act, then on what began it again."""
        at = self.window().focusWidget()  # the window's own: a dialog that was just closed may not have given it back
        held = at is not None and self.isAncestorOf(at)
        if busy:
            self._began = at if held else None
            self.act.show()
            if held:
                self.stop.setFocus()
            for pressed, _right in self._rights_of:
                pressed.setEnabled(False)
            return
        self.follow_rights()
        if held and self._began is not None and self._began.isEnabled():
            self._began.setFocus()
        self.act.hide()
