"""Revoking in the window: reason and words, both people's passphrases, then the bulletin that says so."""

from dataclasses import dataclass

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from certapp.formdef.form import Form
from certapp.service.office import Actor, Office
from certapp.service.revoking import LONGEST_TEXT, revoke
from certapp.ui.common.labels import caption, grow, plain
from certapp.ui.common.next_bulletin import StatusKey, sign_after
from certapp.ui.common.order import Dialog
from certapp.ui.common.terms import REASON_LIST
from certapp.ui.common.words import _


@dataclass(frozen=True)
class Grounds:
    """Why: a code of REVOKE_REASON, and the reason in words."""

    reason: str
    text: str


class RevokeDialog(Dialog):
    """Asks for the reason before an act that nobody can undo."""

    def __init__(self, parent: QWidget | None, form: Form, number: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Revoke a certificate"))
        self.reason = QComboBox()
        self.reason.setAccessibleName(_("Reason"))
        self.reason.setPlaceholderText(_("Choose the reason"))
        for code in form.code_lists[REASON_LIST]:
            self.reason.addItem(form.code_name(REASON_LIST, code), code)
        self.reason.setCurrentIndex(-1)  # what nobody chose must not be told to the border
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(self.fontMetrics().lineSpacing() * 5)
        self.wrong = plain()
        self.wrong.setProperty("wrong", True)
        self.wrong.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go_on = buttons.addButton(_("Re&voke…"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._check)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(plain(_("Certificate {number} will no longer be valid.").format(number=number)))
        layout.addWidget(plain(_("This cannot be undone. Two people confirm it; one of them is a supervisor.")))
        rows: tuple[QLabel | QWidget, ...] = (
            caption(_("&Reason"), self.reason),
            self.reason,
            caption(_("Reason in &words"), self.text),
            self.text,
            self.wrong,
            buttons,
        )
        for row in rows:
            layout.addWidget(row)

    @property
    def grounds(self) -> Grounds:
        """What was given."""
        return Grounds(str(self.reason.currentData()), self.text.toPlainText())

    def _check(self) -> None:
        for each in (self.reason, self.text):
            each.setAccessibleDescription("")
        if self.reason.currentIndex() < 0:
            self._say(_("Choose the reason."), self.reason)
        elif not 0 < len(self.text.toPlainText().strip()) <= LONGEST_TEXT:
            words = _("Say the reason in words, at most {most} characters.")
            self._say(words.format(most=LONGEST_TEXT), self.text)
        else:
            self.accept()

    def _say(self, words: str, beside: QWidget) -> None:
        self.wrong.setText(words)
        self.wrong.show()
        beside.setAccessibleDescription(words)
        beside.setFocus()
        grow(self)


def ask_grounds(parent: QWidget, form: Form, number: str) -> Grounds | None:
    """The reason, None where the user gave up."""
    dialog = RevokeDialog(parent, form, number)
    try:
        return dialog.grounds if dialog.exec() == QDialog.DialogCode.Accepted else None
    finally:
        dialog.deleteLater()


def revoke_now(
    office: Office, people: tuple[Actor, Actor], number: str, grounds: Grounds, signer: StatusKey
) -> int | None:
    """Revoke, and sign the next bulletin where its key is at hand; gives the bulletin's number. Refusals of both."""
    revoke(office, *people, number, grounds.reason, grounds.text)
    return sign_after(office, people, signer)
