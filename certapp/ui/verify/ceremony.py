"""Two people compare 40 digits before anybody new is believed: an authority, its successor, who keeps a trust list."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.trust.fingerprint import DIGITS, same_fingerprint
from certapp.ui.common.labels import button, caption, heading, plain, quiet
from certapp.ui.common.words import _
from certapp.ui.verify.terms import country

NEW_HERE = ("ANCHOR_UNKNOWN", "ANCHOR_INTRODUCED", "KEEPER_UNKNOWN")
"""Refusals of an import after which the two may go on."""


class Ceremony(QFrame):
    """Two people compare the number of an authority that is new here with what it told them by another road."""

    confirmed = Signal(str, str)
    """The digits typed, and who compared them."""
    given_up = Signal()

    def __init__(self, refusal: Refusal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        digits = str(refusal.params["fingerprint"])
        self._digits = digits
        self.typed = QLineEdit()
        self.typed.setMaxLength(4 * DIGITS)
        self.typed.setFont(_mono())
        self.first, self.second = QLineEdit(), QLineEdit()
        for line in (self.first, self.second):
            line.setMaxLength(120)
        self.compared = quiet()
        self.same_person = quiet(_("Both names are the same: a second person has to compare too."))
        self.accept = button(_("Be&lieve this authority"), primary=True)
        self.leave = button(_("Do &not believe it"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 14)
        layout.setSpacing(8)
        layout.addWidget(heading(_title(refusal), 2))
        if refusal.code == "ANCHOR_INTRODUCED":
            layout.addWidget(plain(_("It is introduced by the authority that is believed here, whose number is:")))
            layout.addWidget(digits_label(str(refusal.params["by"])))
        layout.addWidget(plain(_("The file says that its number is:")))
        layout.addWidget(digits_label(digits))
        layout.addWidget(
            plain(
                _(
                    "Take the letter, or the telephone, by which the authority told you its number. A second person"
                    " reads it out while you type it here. If a single digit differs, do not believe the file."
                )
            )
        )
        layout.addWidget(caption(_("The number &as the authority told it (40 digits)"), self.typed))
        layout.addWidget(self.typed)
        layout.addWidget(self.compared)
        names = QGridLayout()
        names.addWidget(caption(_("Your name"), self.first), 0, 0)
        names.addWidget(caption(_("Name of the &second person"), self.second), 0, 1)
        names.addWidget(self.first, 1, 0)
        names.addWidget(self.second, 1, 1)
        layout.addLayout(names)
        layout.addWidget(self.same_person)
        acts = QHBoxLayout()
        acts.addStretch(1)
        acts.addWidget(self.accept)
        acts.addWidget(self.leave)
        layout.addLayout(acts)
        for line in (self.typed, self.first, self.second):
            line.textChanged.connect(self._check)
        self.accept.clicked.connect(self._accepted)
        self.leave.clicked.connect(self.given_up)
        self._check()

    def _check(self) -> None:
        typed = "".join(each for each in self.typed.text() if each.isdigit())
        wanted = self._digits.replace(" ", "")
        same = same_fingerprint(self.typed.text(), self._digits)
        wrong = next((i for i, (one, other) in enumerate(zip(typed, wanted, strict=False)) if one != other), None)
        if same:
            words = _("✓ All 40 digits are the same.")
        elif wrong is not None:
            words = _("✕ Group {n} differs.").format(n=wrong // 5 + 1)
        else:
            words = _("{n} of 40 digits").format(n=len(typed))
        self.compared.setText(words)
        self.typed.setAccessibleDescription(words)
        first, second = self.first.text().strip(), self.second.text().strip()
        alone = bool(first) and first.casefold() == second.casefold()
        self.same_person.setVisible(alone)
        self.second.setAccessibleDescription(self.same_person.text() if alone else "")
        self.accept.setEnabled(same and bool(first) and bool(second) and not alone)

    def _accepted(self) -> None:
        who = ", ".join((self.first.text().strip(), self.second.text().strip()))
        self.confirmed.emit(self.typed.text(), who)


def _title(refusal: Refusal) -> str:
    if refusal.code == "KEEPER_UNKNOWN":
        return _("A trust list by somebody new here: {name}").format(name=refusal.params["name"])
    name = country(str(refusal.params["country"]))
    if refusal.code == "ANCHOR_INTRODUCED":
        return _("A new certificate of the authority: {country}").format(country=name)
    return _("An authority that is new here: {country}").format(country=name)


def digits_label(fingerprint: str) -> QLabel:
    """Eight groups of five digits, in two lines that are easy to read out."""
    groups = fingerprint.split()
    label = plain("\n".join("  ".join(groups[start : start + 4]) for start in range(0, len(groups), 4)))
    font = _mono()
    font.setPointSizeF(font.pointSizeF() * 1.25)
    label.setFont(font)
    label.setAccessibleName(_("Number of the authority: {digits}").format(digits=fingerprint))
    return label


def _mono() -> QFont:
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
