"""Changing one's own passphrase."""

from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.service.ceremony import change_passphrase
from certapp.service.office import Actor, Office
from certapp.trust.keyfile import require_strong
from certapp.ui.common.background import in_background
from certapp.ui.common.labels import caption, grow, plain, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.words import _


class ChangePassphraseDialog(Dialog):
    """The old one, the new one twice."""

    def __init__(self, parent: QWidget | None, office: Office, actor: Actor) -> None:
        super().__init__(parent)
        self._office, self._actor = office, actor
        self.setWindowTitle(_("Change the passphrase"))
        self.old, self.new, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        self.wrong = Notice()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        layout = QVBoxLayout(self)
        layout.addWidget(plain(actor.name))
        layout.addWidget(quiet(_("Five words or 16 characters. It is kept nowhere; nobody can tell it to you again.")))
        rows = (
            (_("&Passphrase until now"), self.old),
            (_("Ne&w passphrase"), self.new),
            (_("The same &again"), self.again),
        )
        for words, edit in rows:
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            layout.addWidget(caption(words, edit))
            layout.addWidget(edit)
        layout.addWidget(self.wrong)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 50)
        self.buttons.accepted.connect(self.try_now)
        self.buttons.rejected.connect(self.reject)

    def try_now(self) -> None:
        """Change it in the background; what is wrong is said."""
        old, new = self.old.text(), self.new.text()
        try:
            require_strong(new)
            if new != self.again.text():
                raise Refusal("PASSPHRASES_DIFFER")
        except Refusal as refusal:
            self._refused(refusal)
            return
        office, actor = self._office, self._actor
        self.buttons.setEnabled(False)

        def work() -> None:
            change_passphrase(office, actor, old, new)

        in_background(self, work, lambda _none: self.accept(), self._refused)

    def _refused(self, refusal: Refusal) -> None:
        self.buttons.setEnabled(True)
        self.wrong.show_refusal(refusal)
        grow(self)
