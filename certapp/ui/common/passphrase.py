"""Asking for a passphrase: one small dialog, the only place in the window where one is typed."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.ui.common.background import in_background
from certapp.ui.common.labels import button, caption, grow, plain
from certapp.ui.common.order import Dialog
from certapp.ui.common.words import _

T = TypeVar("T")


def ask_and_try(
    parent: QWidget | None,
    name: str,
    label: str,
    attempt: Callable[[str], T],
    *,
    training: bool = False,
    otherwise: tuple[str, T] | None = None,
    pin: bool = False,
) -> T | None:
    """Ask, then run `attempt` with what was typed in the background; a refusal of it is shown and asked again.

    Gives what `attempt` gave, None where the user gave up. `otherwise`: the words of one more button, which goes on
    without a passphrase, and what is given then. `pin`: it is the PIN of a token.
    """
    dialog = PassphraseDialog(parent, name, label, attempt, training, otherwise)
    if pin:
        dialog.setWindowTitle(_("PIN"))
        dialog.field.ask_for_pin()
    try:
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        return dialog.result_of_attempt if accepted else None  # type: ignore[return-value]  # what `attempt` gave
    finally:
        dialog.deleteLater()


class PassphraseField(QWidget):
    """The field for a passphrase with, in a training office, the button that fills it."""

    def __init__(self, parent: QWidget | None = None, *, lettered: bool = True) -> None:
        """`lettered`: a letter with Alt leads to it; on a page that begins in it none is needed."""
        super().__init__(parent)
        self._known = ""
        self.edit = QLineEdit()
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.fill: QPushButton = button(_("Use the &training passphrase"))
        self.fill.setAutoDefault(False)
        self.fill.pressed.connect(lambda: self.edit.setText(self._known))
        self.fill.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._caption = caption(_("&Passphrase") if lettered else _("Passphrase"), self.edit)
        layout.addWidget(self._caption)
        layout.addWidget(self.edit)
        layout.addWidget(self.fill)

    def ask_for_pin(self) -> None:
        """Call it the PIN of a token."""
        self._caption.setText(_("&PIN"))
        self.edit.setAccessibleName(_("PIN"))

    def hold(self, held: bool) -> None:
        """Nothing can be typed meanwhile; the keyboard stays in it."""
        self.edit.setReadOnly(held)
        self.fill.setEnabled(not held)

    def offer(self, name: str, training: bool) -> None:
        """Offer the training passphrase of the key `name`, where there is one."""
        self._known = ""
        if training:
            from certapp.service.training_passphrases import PASSPHRASES

            self._known = PASSPHRASES.get(name, "")
        self.fill.setVisible(bool(self._known))


class UnlockDialog(Dialog):
    """Field, line for what was wrong, OK and Cancel; busy while what was typed is tried, asked again when refused.

    A dialog of this kind says in `work` what is tried, and lays itself out.
    """

    def __init__(self, parent: QWidget | None, title: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.result_of_attempt: object = None
        self.field = PassphraseField()
        self.wrong = plain()
        self.wrong.setProperty("wrong", True)
        self.wrong.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._quiet_while_trying: list[QWidget] = [self.buttons.button(QDialogButtonBox.StandardButton.Ok)]
        self.field.edit.textChanged.connect(self.unsay)
        self.buttons.accepted.connect(self._try)
        self.buttons.rejected.connect(self.reject)

    def work(self, passphrase: str) -> Callable[[], object]:
        """What is to be run beside the window; it may not look at widgets any more."""
        raise NotImplementedError

    def lay_out(self, *above: QWidget) -> None:
        """The widgets `above`, then the field, and the keyboard in it."""
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        for widget in (*above, self.field, self.wrong):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.buttons)
        self.field.edit.setFocus()

    def quiet_while_trying(self, widget: QWidget) -> None:
        """`widget` can be used again only when what was tried was refused."""
        self._quiet_while_trying.append(widget)

    def done_with(self, result: object) -> None:
        """Close the dialog with what was tried, or chosen instead."""
        self.result_of_attempt = result
        self.field.edit.clear()
        self.accept()

    def unsay(self) -> None:
        """Take back what was wrong."""
        self.wrong.hide()
        self.field.edit.setAccessibleDescription("")

    def _try(self) -> None:
        passphrase = self.field.edit.text()
        if not passphrase:
            self._say(_("Type the passphrase."))
            return
        self._busy(True)
        in_background(self, self.work(passphrase), self.done_with, self._refused)

    def _refused(self, refusal: Refusal) -> None:
        self._busy(False)
        self._say(refusal.text())
        self.field.edit.selectAll()
        self.field.edit.setFocus()

    def _busy(self, busy: bool) -> None:
        self.field.edit.setFocus()  # else it would go to Cancel, and with it a second Enter
        self.field.hold(busy)
        for widget in self._quiet_while_trying:
            widget.setEnabled(not busy)

    def _say(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.show()
        self.field.edit.setAccessibleDescription(text)
        grow(self)


class PassphraseDialog(UnlockDialog):
    """The passphrase of one key; `otherwise` is one more button, and what is given then."""

    def __init__(
        self,
        parent: QWidget | None,
        name: str,
        label: str,
        attempt: Callable[[str], object],
        training: bool,
        otherwise: tuple[str, object] | None = None,
    ) -> None:
        super().__init__(parent, _("Passphrase"))
        self._attempt = attempt
        self.field.offer(name, training)
        self.otherwise: QPushButton | None = None
        if otherwise is not None:
            words, given = otherwise
            self.otherwise = self.buttons.addButton(words, QDialogButtonBox.ButtonRole.ActionRole)
            self.otherwise.setAutoDefault(False)
            self.otherwise.clicked.connect(lambda: self.done_with(given))
            self.quiet_while_trying(self.otherwise)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)
        self.lay_out(plain(label))

    def work(self, passphrase: str) -> Callable[[], object]:
        """The attempt that was handed in."""
        return lambda: self._attempt(passphrase)
