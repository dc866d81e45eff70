"""The page of a post: verifying by its own lists, a history kept for its days, verdicts heard as well as seen."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.service.endorsing import outbox_of
from certapp.service.post import Post, PostSettings
from certapp.service.post_history import PostHistory, line_of
from certapp.trust.kept_view import KeptView
from certapp.trust.store import Listed
from certapp.trust.verdict import Colour
from certapp.ui.common.background import in_background
from certapp.ui.common.labels import button, plain
from certapp.ui.common.theme import dress
from certapp.ui.common.words import _, apart
from certapp.ui.verify.checking import BESIDE, Checked
from certapp.ui.verify.endorse import Endorsing
from certapp.ui.verify.sound import Ring, ring_with
from certapp.ui.verify.trusting import nobody_words
from certapp.ui.verify.view import VerifyView


class PostView(QWidget):
    """`within`: inside the window of an office's program, from whose first page one came and goes back to."""

    closed = Signal()
    settled = Signal()
    """The settings were changed."""

    def __init__(
        self,
        post: Post,
        parent: QWidget | None = None,
        *,
        within: bool = False,
        clock: Callable[[], float] = time.time,
        ring: Ring | None = None,
    ) -> None:
        super().__init__(parent)
        self.post, self._clock = post, clock
        self.settings = post.settings()
        self._history = PostHistory(post.history, self.settings.history_days)
        self._player = ring
        store = post.store()
        self.verify = VerifyView(KeptView(store), dict, store=store, clock=clock, post=lambda: self.settings.name)
        self.verify.trust_changed.connect(self.verify.notice.clear)
        self.verify.remark = self._remark
        self.verify.ring = self._ring
        self._outbox = self.verify.outbox = outbox_of(post.lists())
        self.endorsing = Endorsing(self.verify, self._outbox, clock)
        self.verify.verified.connect(self._keep)
        self.setFocusProxy(self.verify)
        self.name = plain()
        self.set_up = button(_("Set &up this post…"))
        self.set_up.clicked.connect(self.change_settings)
        self.history_button = button(_("Histo&ry…"))
        self.history_button.clicked.connect(self.show_history)
        self.verify.below_history.addWidget(self.history_button)
        self.outbox = button(_("&Outbox…"))
        self.outbox.clicked.connect(self.show_outbox)
        self.back = button(_("&Back to the first page"))
        self.back.setVisible(within)
        self.back.clicked.connect(self.closed)
        bar = QHBoxLayout()
        bar.addWidget(self.name, 1)
        bar.addWidget(self.outbox)
        bar.addWidget(self.set_up)
        bar.addWidget(self.back)
        self.banner = QLabel(_("For training: papers with test keys count as genuine here."))
        self.banner.setObjectName("banner")
        dress(self.banner, "banner")
        self.banner.setWordWrap(True)
        self.banner.setVisible(self.settings.training)
        layout = QVBoxLayout(self)
        layout.addWidget(self.banner)
        layout.addWidget(self.verify, 1)
        layout.addLayout(bar)
        self._tell_name()
        in_background(self, store.listing, self._listed, self.verify.notice.show_refusal)

    def change_settings(self) -> None:
        """Ask for the post's name, its sounds, how long the history is kept, where the lists lie."""
        from certapp.ui.post.settings_dialog import PostSettingsDialog  # with its first use

        dialog = PostSettingsDialog(self, self.settings)
        dialog.accepted.connect(lambda: self.settle(dialog.settings()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def settle(self, settings: PostSettings) -> None:
        """Keep other settings, and act by them; other lists are read when the post is opened anew."""
        lists = self.settings.lists
        try:
            self.post.keep(settings)
        except OSError as problem:
            refusal = Refusal("OUTPUT_NOT_WRITABLE", file=str(self.post.folder), detail=problem.strerror or "")
            self.verify.notice.show_refusal(refusal)
            return
        self.settings = self.post.settings()
        self._history = PostHistory(self.post.history, self.settings.history_days)
        with suppress(Refusal):  # a folder that cannot be written is told when the next line is
            self._history.lines(self._clock())
        self._tell_name()
        if self.settings.lists != lists:
            self.verify.notice.show_hint(_("The lists in the other folder count when the post is opened again."))
        self.settled.emit()

    def show_history(self) -> None:
        """What was checked at this post in the days that are kept."""
        from certapp.ui.post.history_dialog import HistoryDialog  # with its first use

        dialog = HistoryDialog(self, self._history, self._clock())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_outbox(self) -> None:
        """What is to be sent back to the authorities, and the post's key."""
        from certapp.ui.verify.outbox import OutboxDialog  # with its first use

        dialog = OutboxDialog(self, self._outbox, self._clock)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _listed(self, believed: tuple[Listed, ...]) -> None:
        if not believed:
            self.verify.notice.show_hint(nobody_words())

    def _tell_name(self) -> None:
        self.name.setText(self.settings.name)
        self.history_button.setVisible(self._history.kept)

    def _keep(self, checked: Checked) -> None:
        if checked.way == BESIDE and checked.found.verdict.claims is not None:
            return  # the same paper still
        try:
            way = "code" if checked.way == BESIDE else checked.way
            self._history.add(line_of(checked.at, checked.found, way))
        except Refusal as refusal:
            self.verify.notice.show_refusal(refusal)

    def _remark(self, checked: Checked) -> str:
        """That a certificate was checked here before, which may be nothing at all, or a copy of its code."""
        claims = checked.found.verdict.claims
        if claims is None:
            return ""
        before = self._history.seen(claims.number, int(checked.at))
        if checked.way == BESIDE and before is not None:
            before = self._history.seen(claims.number, before.at)
        if before is None:
            return ""
        when = apart(f"{datetime.fromtimestamp(before.at):%Y-%m-%d %H:%M}")
        return _("Checked here before: {when}.").format(when=when)

    def _ring(self, colour: Colour) -> None:
        if self.settings.sounds:
            self._player = self._player or ring_with(self)
            self._player(colour)
