"""Keeping a draft while it is typed, and having it looked over: beside the window, never in its way."""

import threading
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from certapp.formdef.memory import Memory
from certapp.model.errors import Refusal
from certapp.service.drafting import OpenDraft, delete_draft, examine_draft, save_draft
from certapp.service.receiving import Examined
from certapp.ui.common.background import give_way, in_background
from certapp.ui.form.draft import Draft

if TYPE_CHECKING:
    from certapp.service.office import Office

SAVE_AFTER_MS = 600
RETRY_AFTER_MS = 3000
"""After a save that failed: the disk may have room again."""
EXAMINE_AFTER_MS = 400
FIRST_LOOK_AFTER_MS = 150
EXAMINE_AT_LATEST_MS = 2000
"""After the first key that is not looked at yet, for people who type without a pause."""


class Keeper(QObject):
    """Saves soon after the first key not saved yet, examines in a pause; of several saves the last begun wins."""

    saved = Signal(float)
    """Saved; Unix seconds."""
    refused = Signal(Refusal)

    def __init__(self, office: "Office", owner: str, draft: Draft) -> None:
        super().__init__(draft)
        self._office, self._owner, self._draft = office, owner, draft
        self._writing = threading.Lock()
        self._begun = 0
        self._written = 0
        self._unsaved = False
        self._memory = Memory(give_way)
        self._examining = False
        self._examine_again = False
        self._stopped = False
        self._save_timer, self._examine_timer, self._latest_timer = QTimer(self), QTimer(self), QTimer(self)
        for timer, after, act in (
            (self._save_timer, SAVE_AFTER_MS, self.save),
            (self._examine_timer, EXAMINE_AFTER_MS, self.examine),
            (self._latest_timer, EXAMINE_AT_LATEST_MS, self.examine),
        ):
            timer.setSingleShot(True)
            timer.setInterval(after)
            timer.timeout.connect(act)
        draft.edited.connect(self._edited)

    def snapshot(self) -> OpenDraft:
        """The draft as it stands, safe to hand to another thread."""
        draft = self._draft
        return OpenDraft(draft.id, draft.snapshot(), dict(draft.files), self._owner, draft.amends, draft.place)

    def save(self) -> None:
        """Begin to save what is not saved yet."""
        if not self._unsaved or self._stopped:
            return
        number, snapshot = self._begin()
        in_background(self, lambda: self._write(number, snapshot), lambda _done: self._saved(), self._not_saved)

    def flush(self) -> None:
        """Save what is not saved yet, and come back when it is. Refusals of `save_draft`."""
        under_way = self._written < self._begun  # perhaps not even begun: the pool may be busy
        if (self._unsaved or under_way) and not self._stopped:
            try:
                self._write(*self._begin())
            except Refusal:
                self._try_again()
                raise
            self._saved()

    def take_back(self, original: OpenDraft | None) -> OpenDraft:
        """Keep the draft as it was, or nothing of it, and no more from now on; gives what it was now.

        Refusals of `save_draft`.
        """
        self.stop()
        now = self.snapshot()
        with self._writing:
            self._written = self._begun  # what is under way comes too late
            if original is None:
                delete_draft(self._office, now.id)
            else:
                save_draft(self._office, self._owner, original)
        return now

    def examine_soon(self) -> None:
        """Have the draft looked over when the window is there: what works beside it would be in its way."""
        self._examine_again = True
        QTimer.singleShot(FIRST_LOOK_AFTER_MS, self, self.examine)

    def examine(self) -> None:
        """Have the draft looked over; while one look is under way, the next waits for it."""
        if self._stopped:
            return
        self._examine_timer.stop()
        self._latest_timer.stop()
        if self._examining:
            self._examine_again = True
            return
        self._examining, self._examine_again = True, False
        snapshot, memory = self.snapshot(), self._memory
        in_background(self, lambda: examine_draft(self._office, snapshot, memory), self._examined, self._not_examined)

    @property
    def at_rest(self) -> bool:
        """All that was typed is saved and looked over, as far as it can be."""
        waiting = any(timer.isActive() for timer in (self._save_timer, self._examine_timer, self._latest_timer))
        return not (self._examining or self._examine_again or self._unsaved or waiting or self._written < self._begun)

    def stop(self) -> None:
        """Save and examine no more: the draft was handed in."""
        self._stopped = True
        for timer in (self._save_timer, self._examine_timer, self._latest_timer):
            timer.stop()

    def changed(self) -> None:
        """The files are others: as if something was typed."""
        self._edited()

    def _edited(self) -> None:
        self._unsaved = True
        for timer in (self._save_timer, self._latest_timer):
            if not timer.isActive():  # begun anew with each key, it would never end while somebody types on
                timer.start()
        self._examine_timer.start()

    def _begin(self) -> tuple[int, OpenDraft]:
        self._save_timer.stop()
        self._unsaved = False
        self._begun += 1
        return self._begun, self.snapshot()

    def _write(self, number: int, snapshot: OpenDraft) -> None:
        with self._writing:
            if number > self._written:
                save_draft(self._office, self._owner, snapshot)
                self._written = number

    def _saved(self) -> None:
        self.saved.emit(time.time())

    def _not_saved(self, refusal: Refusal) -> None:
        self._try_again()
        self.refused.emit(refusal)

    def _try_again(self) -> None:
        """Soon, and when the form is closed."""
        self._unsaved = True
        if not self._stopped:
            QTimer.singleShot(RETRY_AFTER_MS, self, self.save)

    def _examined(self, found: Examined) -> None:
        self._examining = False
        if not self._stopped:
            self._draft.set_findings(found.findings)
        if self._examine_again:
            self.examine()

    def _not_examined(self, refusal: Refusal) -> None:
        self._examining = False
        self.refused.emit(refusal)
