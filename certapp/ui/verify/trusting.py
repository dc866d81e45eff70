"""What verdicts rest on: the authorities believed here, their lists, and taking in new ones by hand."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.service.carrying import import_trust
from certapp.trust.fingerprint import DIGITS, same_fingerprint
from certapp.trust.store import Listed, TrustStore
from certapp.trust.taking_in import Imported
from certapp.ui.common.background import in_background
from certapp.ui.common.labels import button, caption, heading, plain, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.verifier_page import choose_page_target, write_page
from certapp.ui.common.words import _, ngettext
from certapp.ui.verify.terms import country, day_of

KINDS = (".xcauth", ".xcstatus")


def nobody_words() -> str:
    """What is said where no authority is believed."""
    return _("No authority is known here yet. Import the authority package of a country.")


class TrustPanel(QWidget):
    """The authorities, one below the other; importing; and the ceremony for one that is new here."""

    imported = Signal()
    """Something was taken in: earlier verdicts may come out otherwise now."""
    compared = Signal()
    """A comparison has ended, believed or not."""

    def __init__(self, store: TrustStore, clock: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._clock = store, clock
        self.notice = Notice()
        self.ceremony: Ceremony | None = None
        self._known = QVBoxLayout()
        self._known.setSpacing(8)
        self._nobody = quiet(nobody_words())
        self.import_button = button(_("&Import file…"))
        self.import_button.clicked.connect(self._choose)
        self.page_button = button(_("Verifier page…"))
        self.page_button.clicked.connect(self.save_page)
        top = QHBoxLayout()
        top.addWidget(heading(_("Authorities this computer believes"), 2), 1)
        top.addWidget(self.import_button)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 8)
        self._layout.addLayout(top)
        self._layout.addWidget(self.notice)
        self._layout.addWidget(self._nobody)
        self._layout.addLayout(self._known)
        self._layout.addWidget(self.page_button, 0, Qt.AlignmentFlag.AlignLeading)

    def refresh(self) -> None:
        """Read again what is believed."""
        in_background(self, self._store.listing, self._show, self.notice.show_refusal)

    def take_in(self, path: Path, digits: str | None = None, who: str = "") -> None:
        """Import a package, a bulletin or a country's certificate; one not known yet begins the ceremony."""
        now = int(self._clock())

        def refused(refusal: Refusal) -> None:
            if refusal.code == "ANCHOR_UNKNOWN":
                self._begin(path, str(refusal.params["country"]), str(refusal.params["fingerprint"]))
            else:
                self.notice.show_refusal(refusal)

        self.notice.clear()
        in_background(self, lambda: import_trust(self._store, path, now, digits, who), self._taken, refused)

    def save_page(self) -> None:
        """Write what is believed here as a page for a telephone or a computer without the program."""
        now = self._clock()
        path = choose_page_target(self, now)
        if path is not None:
            self.notice.show_hint(_("Please wait…"))
            in_background(
                self,
                lambda: write_page(self._store.view, path, now),
                self.notice.show_done,
                self.notice.show_refusal,
            )

    def _choose(self) -> None:
        kinds = _("Authority packages and bulletins (*.xcauth *.xcstatus *.cer *.der *.pem);;All files (*)")
        path, _filter = QFileDialog.getOpenFileName(self, _("Import"), "", kinds)
        if path:
            self.take_in(Path(path))

    def _begin(self, path: Path, code: str, digits: str) -> None:
        self._end()
        self.ceremony = Ceremony(code, digits)
        self.ceremony.confirmed.connect(lambda typed, who: self.take_in(path, typed, who))
        self.ceremony.given_up.connect(self._end)
        self._layout.insertWidget(2, self.ceremony)
        self.ceremony.typed.setFocus()

    def _end(self) -> None:
        if self.ceremony is not None:
            self._layout.removeWidget(self.ceremony)
            self.ceremony.hide()
            self.ceremony.deleteLater()
            self.ceremony = None
            self.compared.emit()

    def _taken(self, done: Imported) -> None:
        self._end()
        name = country(done.country)
        if not done.changed:
            self.notice.show_hint(_("{country}: everything in this file was here already.").format(country=name))
        else:
            what = ", ".join(_changed_words(each) for each in done.changed)
            self.notice.show_done(_("{country}: taken in: {what}.").format(country=name, what=what))
        self.refresh()
        self.imported.emit()

    def _show(self, listed: tuple[Listed, ...]) -> None:
        while (item := self._known.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._nobody.setVisible(not listed)
        self.page_button.setEnabled(bool(listed))
        for each in listed:
            self._known.addWidget(_Authority(each))


class _Authority(QFrame):
    def __init__(self, listed: Listed) -> None:
        super().__init__()
        self.setProperty("card", True)
        layout = QVBoxLayout(self)
        name = f"{country(listed.country)}: {listed.authority}"
        title = plain(_("{name} (test keys)").format(name=name) if listed.training else name)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        layout.addWidget(title)
        layout.addWidget(_digits(listed.fingerprint))
        if listed.bulletin_this is None:
            status = _("No status bulletin: whether a certificate was revoked is not known here.")
        else:
            status = _("Status bulletin {number} of {day}, the next is due {next}; {revoked}.").format(
                number=listed.bulletin_sequence,
                day=day_of(listed.bulletin_this),
                next=day_of(listed.bulletin_next or listed.bulletin_this),
                revoked=ngettext("{n} revoked", "{n} revoked", listed.revoked or 0).format(n=listed.revoked or 0),
            )
        signers = ngettext("{n} signer", "{n} signers", listed.signers).format(n=listed.signers)
        lines = [
            status,
            _("{signers}; the authority's own certificate ends {day}.").format(
                signers=signers, day=day_of(listed.not_after)
            ),
        ]
        if listed.accepted is not None:
            by = listed.accepted.by or _("not said")
            lines.append(_("Believed since {day}, accepted by: {by}.").format(day=day_of(listed.accepted.at), by=by))
        layout.addWidget(plain("\n".join(lines)))


class Ceremony(QFrame):
    """Two people compare the number of an authority that is new here with what it told them by another road."""

    confirmed = Signal(str, str)
    """The digits typed, and who compared them."""
    given_up = Signal()

    def __init__(self, code: str, digits: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
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
        layout.addWidget(heading(_("An authority that is new here: {country}").format(country=country(code)), 2))
        layout.addWidget(plain(_("The file says that its number is:")))
        layout.addWidget(_digits(digits))
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
        names.addWidget(caption(_("Y&our name"), self.first), 0, 0)
        names.addWidget(caption(_("Name of the &second person"), self.second), 0, 1)
        names.addWidget(self.first, 1, 0)
        names.addWidget(self.second, 1, 1)
        layout.addLayout(names)
        layout.addWidget(self.same_person)
        acts = QHBoxLayout()
        acts.addStretch(1)
        acts.addWidget(self.leave)
        acts.addWidget(self.accept)
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


def _digits(fingerprint: str) -> QLabel:
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


def _changed_words(changed: str) -> str:
    return {
        "anchor": _("the authority's certificate"),
        "signers": _("its signers"),
        "crl": _("its list of withdrawn signers"),
        "bulletin": _("its status bulletin"),
    }.get(changed, changed)
