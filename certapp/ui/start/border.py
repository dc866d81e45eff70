"""Verifying without an office: the verify page over this machine's own trust folder, for customs; no login."""

import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from certapp.service.endorsing import outbox_of
from certapp.trust.store import Listed, TrustStore
from certapp.ui.common.background import in_background
from certapp.ui.common.labels import button
from certapp.ui.common.words import _
from certapp.ui.verify.endorse import Endorsing
from certapp.ui.verify.outbox import OutboxDialog
from certapp.ui.verify.trusting import nobody_words
from certapp.ui.verify.view import VerifyView


class BorderView(QWidget):
    """`closed`: back to the first page."""

    closed = Signal()

    def __init__(self, store: TrustStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.verify = VerifyView(store.view, dict, store=store)
        self.verify.trust_changed.connect(self.verify.notice.clear)
        self.setFocusProxy(self.verify)
        self.back = button(_("&Back to the first page"))
        self.back.clicked.connect(self.closed)
        self.outbox_folder = outbox_of(store.folder)
        self.endorsing = Endorsing(self.verify, self.outbox_folder, time.time)
        self.outbox = button(_("&Outbox…"))
        self.outbox.clicked.connect(self.show_outbox)
        bar = QHBoxLayout()
        bar.addWidget(self.outbox)
        bar.addStretch(1)
        bar.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.addWidget(self.verify, 1)
        layout.addLayout(bar)
        in_background(self, store.listing, self._listed, self.verify.notice.show_refusal)

    def show_outbox(self) -> None:
        """What is to be sent back."""
        OutboxDialog(self, self.outbox_folder, time.time).open()

    def _listed(self, believed: tuple[Listed, ...]) -> None:
        if not believed:
            self.verify.notice.show_hint(nobody_words())
