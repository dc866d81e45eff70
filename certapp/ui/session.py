"""What all views of an open office share: the office, who is logged in, and word when something changed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from certapp.register.numbers import unfinished

if TYPE_CHECKING:
    from certapp.service.office import Actor, Office


class Session(QObject):
    """An open office. Views listen to `changed` (drafts or register are not as they were) and `person_changed`."""

    changed = Signal()
    person_changed = Signal()

    def __init__(
        self, office: "Office", close: Callable[[], None] = lambda: None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.office = office
        self._close = close
        self._actor: Actor | None = None
        self.cut_short = unfinished(office.register)
        """Numbers that were being issued when the program ended last time."""

    @property
    def actor(self) -> "Actor | None":
        """Who is logged in."""
        return self._actor

    def log_in(self, actor: "Actor") -> None:
        """This person acts from now on."""
        self._drop()
        self._actor = actor
        self._checkpoint("START")
        self.person_changed.emit()

    def log_out(self) -> None:
        """Nobody acts, and the key is no longer in memory; what only shows goes on."""
        self._drop()
        self.person_changed.emit()

    def close(self) -> None:
        """Let the office's files go."""
        self._drop()
        self._close()

    def _drop(self) -> None:
        """Where the journal stands is signed. Then the last reference to a key goes, with which OpenSSL clears it; a
        token is logged out.
        """
        self._checkpoint("CLOSE")
        actor, self._actor = self._actor, None
        if actor is not None:
            log_out = getattr(actor.key, "close", None)  # a token's key has it
            if log_out is not None:
                log_out()

    def _checkpoint(self, occasion: str) -> None:
        if self._actor is None:
            return
        from certapp.service.checkpoints import checkpoint_if_possible
        from certapp.trust.checkpoint import Occasion

        checkpoint_if_possible(self.office, self._actor, Occasion[occasion])
