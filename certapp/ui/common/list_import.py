"""Taking a list in: looked over dry while it is matched, and only then taken in, whole or not at all."""

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QProgressBar, QWidget

from certapp.model.errors import Refusal
from certapp.ui.common.background import in_background
from certapp.ui.common.labels import button, heading, plain
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.words import _, ngettext

LOOK_AFTER_MS = 400
MOST_REMARKS = 500
"""So many are shown; how many more there are is said."""


class ListImport(Dialog):
    """What such dialogs have in common: the dry run, what it says of the list, progress from another thread, giving up.

    A dialog of this kind says what its dry run is (`dry_run`), what of it is shown (`looked`, `show_state`), and what
    rests while the list is taken in (`rest`).
    """

    def __init__(self, parent: QWidget | None, title: str, about: str, folder: str, in_folder: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._stop = threading.Event()
        self._looking = False
        self._look_again = False
        self._told = (0, 0)
        self.notice = Notice()
        self.choose = button(_("Choose a &list…"))
        self.about = plain(about)
        self.folder = button(folder)
        self.folder_words = plain(in_folder)
        self.summary = heading("", 2)
        self.remarks = QListWidget()
        self.remarks.setAccessibleName(_("What is to be said of the list"))
        self.remarks.setWordWrap(True)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("Progress"))
        self.progress.hide()
        self.go = button(_("&Take in"), primary=True)
        self.give_up = button(_("Cancel"))
        self.give_up.clicked.connect(self.reject)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOK_AFTER_MS)
        self._timer.timeout.connect(self.look)
        self._pulse = QTimer(self)
        self._pulse.setInterval(100)
        self._pulse.timeout.connect(self._show_progress)

    # What each of them says for itself

    def dry_run(self) -> Callable[[], Any] | None:
        """The work of a dry run with what is chosen now, for another thread; None where no list is open."""
        raise NotImplementedError

    def looked(self, plan: Any) -> None:
        """Keep what a dry run came to: a plan with `problems` and `warnings`."""
        raise NotImplementedError

    def show_state(self) -> None:
        """Show what can be done now."""
        raise NotImplementedError

    def rest(self, resting: bool) -> None:
        """Nothing can be changed while the list is taken in."""
        raise NotImplementedError

    # What they share

    def reject(self) -> None:
        """Give up; what is under way ends without having added anything."""
        self._stop.set()
        super().reject()

    def look_later(self) -> None:
        """Look the list over again once nothing was changed for a moment."""
        if self.dry_run() is not None:
            self.go.setEnabled(False)
            self._timer.start()

    def look(self) -> None:
        """The dry run; what is changed while one is under way is looked over when it is done."""
        self._timer.stop()
        work = self.dry_run()
        if work is None:
            return
        if self._looking:
            self._look_again = True
            return
        self._looking = True
        self.go.setEnabled(False)
        self.begin_progress()
        in_background(self, work, self._looked, self.refused)

    def is_looking(self) -> bool:
        """Whether a dry run is under way."""
        return self._looking

    def given_up(self) -> bool:
        """Whether somebody gave up."""
        return self._stop.is_set()

    def refused(self, refusal: Refusal) -> None:
        """Say why a list could not be read or looked over."""
        self._looking = False
        self._end_progress()
        self.notice.show_refusal(refusal)
        self.show_state()

    def not_taken(self, refusal: Refusal) -> None:
        """Say why a list was not taken in; all can be changed again."""
        self.rest(False)
        self._end_progress()
        self.notice.show_refusal(refusal)

    def going(self, done: int, of: int) -> None:
        """How far the work is, told from its thread. Refusal LIST_CANCELLED once somebody gave up."""
        if self._stop.is_set():
            raise Refusal("LIST_CANCELLED")
        self._told = (done, of)

    def begin_progress(self) -> None:
        """Show how far the work is, until it ends."""
        self._told = (0, 0)
        self._pulse.start()

    def foot(self) -> QHBoxLayout:
        """The lowest line: how far it is, giving up, taking in."""
        foot = QHBoxLayout()
        foot.addWidget(self.progress, 1)
        foot.addStretch(1)
        foot.addWidget(self.go)
        foot.addWidget(self.give_up)
        return foot

    def _looked(self, plan: Any) -> None:
        self._looking = False
        self._end_progress()
        self.looked(plan)
        self.remarks.clear()
        said = (*plan.problems, *plan.warnings)
        for remark in said[:MOST_REMARKS]:
            mark = "▲" if remark.stops else "○"
            QListWidgetItem(_("{mark} {words}").format(mark=mark, words=remark.text()), self.remarks)
        if (more := len(said) - MOST_REMARKS) > 0:
            QListWidgetItem(ngettext("{n} more remark", "{n} more remarks", more).format(n=more), self.remarks)
        self.show_state()
        if self._look_again:
            self._look_again = False
            self.look()

    def _end_progress(self) -> None:
        self._pulse.stop()
        self.progress.hide()

    def _show_progress(self) -> None:
        done, of = self._told
        self.progress.setRange(0, of)
        self.progress.setValue(done)
        self.progress.show()
