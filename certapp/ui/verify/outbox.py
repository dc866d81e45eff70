"""The outbox of a post: what is to be sent, the way to the stick, and the post's own key."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialogButtonBox, QListWidget, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.service.carrying import write_out
from certapp.service.endorsing import (
    Outbox,
    endorsement_line,
)
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.post_key import POST, create_post_key
from certapp.ui.common.act_dialog import ActDialog, Asked, ask
from certapp.ui.common.choosing import choose_folder
from certapp.ui.common.labels import button, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.passphrase import ask_and_try
from certapp.ui.common.words import _, ngettext


class OutboxDialog(Dialog):
    """What is to be sent, the way to the stick, and the post's key."""

    def __init__(self, parent: QWidget | None, outbox: Outbox, clock: Callable[[], float]) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Outbox"))
        self._outbox, self._clock = outbox, clock
        self.notice = Notice()
        self.list = QListWidget()
        self.list.setProperty("lines", True)
        self.list.setAccessibleName(_("Receipts that wait to be sent"))
        self.list.setWordWrap(True)
        self.copy = button(_("C&opy to a stick…"), primary=True)
        self.copy.clicked.connect(self._copy)
        self.key = button(_("Make this post's &key…"))
        self.key.clicked.connect(self._make_key)
        close = button(_("&Close"))
        buttons = QDialogButtonBox()
        for each in (self.copy, self.key):
            buttons.addButton(each, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(quiet(_("Receipts go back to the authority with the stick that brings the next lists.")))
        for widget in (self.notice, self.list, buttons):
            layout.addWidget(widget)
        self.resize(620, 460)
        self.refresh()

    def refresh(self) -> None:
        """Read the folder again."""
        self.list.clear()
        waiting = self._outbox.waiting()
        self.list.addItems([f"{each.receipt.number}\n{endorsement_line(each.receipt)}" for each in waiting])
        self.copy.setEnabled(bool(waiting))
        self.key.setVisible(not self._outbox.has_key())

    def copy_to(self, folder: Path) -> None:
        """Copy what waits into a folder."""
        try:
            count = self._outbox.copy_to(folder)
        except Refusal as refusal:
            self.notice.show_refusal(refusal)
        else:
            words = ngettext("{n} receipt copied", "{n} receipts copied", count)
            self.notice.show_done(words.format(n=count))
        self.refresh()

    def _copy(self) -> None:
        folder = choose_folder(self, _("Copy to a stick"))
        if folder is not None:
            self.copy_to(folder)

    def _make_key(self) -> None:
        told = _("The authority believes signed receipts once it has compared 40 digits with you.")
        asked = [
            Asked("name", "line", _("&Post"), self._outbox.desk().post),
            Asked("country", "line", _("C&ountry (two letters)")),
        ]
        dialog = ask(ActDialog(self, _("Make this post's key"), told, _("&Go on"), asked))
        if dialog is None:
            return
        name, country = dialog.values["name"], dialog.values["country"].upper()
        outbox, clock = self._outbox, self._clock

        def attempt(typed: str) -> bytes:
            return create_post_key(outbox.keys, name, country, typed, int(clock()))

        words = _("Choose a passphrase for the post's key: at least 16 characters or five words.")
        certificate = ask_and_try(self, POST, words, attempt, training=False)
        if certificate is not None:
            self.key_made(certificate)

    def key_made(self, certificate: bytes) -> None:
        """Keep the certificate beside the outbox and tell its digits."""
        path = self._outbox.folder / "post.cer"
        try:
            write_out(path, certificate)
        except Refusal as refusal:
            self.notice.show_refusal(refusal)
            return
        words = _("The key is made. Tell the authority these digits by telephone or letter: {digits}")
        self.notice.show_done(words.format(digits=fingerprint40(certificate)))
        self.refresh()
