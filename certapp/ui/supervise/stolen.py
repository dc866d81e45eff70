"""A signing key was stolen: the steps of the same day, one below the other, with what each does."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from certapp.model import language
from certapp.model.errors import Refusal
from certapp.service import stolen_signers
from certapp.service.carrying import write_out
from certapp.service.office import CA_CERTIFICATE, Actor
from certapp.service.publishing import Published, publish
from certapp.service.resealing import fallen_numbers
from certapp.trust.bulletin import Policy
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.keyfile import require_strong
from certapp.trust.keyring import CA, DOCUMENT_SIGNER, STATUS_SIGNER, KeyRing
from certapp.ui.common.background import in_background
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.choosing import choose_folder, choose_target
from certapp.ui.common.labels import button, caption, grow, heading, plain, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.passphrase import ask_and_try
from certapp.ui.common.person import ask_person
from certapp.ui.common.terms import day_of_seconds
from certapp.ui.common.words import _, ngettext
from certapp.ui.session import Session
from certapp.ui.supervise.border_card import published_words

WIDE: Final = 620
"""So that each choice can be read as a whole where the screen allows."""


@dataclass(frozen=True)
class Reported:
    """What came of it. standing: codes that the bulletin marks as genuine; fallen: papers to be sealed anew."""

    published: Published
    policy: Policy
    standing: int
    fallen: int
    other_office: str = ""


class StolenKeyDialog(Dialog):
    """Which key, what is still believed, where the country CA is; then two supervisors sign and all is written out."""

    def __init__(self, session: Session, actor: Callable[[], Actor | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._actor = session, actor
        self.setWindowTitle(_("A signing key was stolen"))
        self.notice = Notice()
        reported = stolen_signers.signers_to_report(session.office)
        self._signers = (*reported, *stolen_signers.status_signers_to_report(session.office))
        self.which = _choice(*((place, _signer_words(signer)) for place, signer in enumerate(self._signers)))
        self.policy = _choice(
            (Policy.ONLY_LISTED, _("Believe every certificate that is in the register, and no other")),
            (Policy.NOTHING, _("Believe nothing that this key signed")),
        )
        self.ca = _choice(
            ("here", _("The country CA's key is in this office or on a stick")),
            ("far", _("The country CA is far away: write a request for it")),
        )
        self.consequence = quiet(
            _("All that it signed falls: who holds a paper needs a new one. The list of them is made at once.")
        )
        self.consequence.hide()
        self.go_on = button(_("&Go on…"), primary=True)
        self.go_on.setDefault(True)
        self.close_button = button(_("Cl&ose"))
        self._lay_out()
        self.which.currentIndexChanged.connect(self._kind_changed)
        self.policy.currentIndexChanged.connect(self._kind_changed)
        self._look_for_a_second()
        self.go_on.clicked.connect(self.start)
        self.close_button.clicked.connect(self.reject)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Room for what is said at once."""
        super().showEvent(event)
        grow(self)

    def start(self) -> None:
        """Ask for the second supervisor and what is needed, then do all of it."""
        office, actor = self._session.office, self._actor()
        if actor is None:
            return
        far, signer = self.ca.currentData() == "far", self._signer
        status, in_use = signer.status, signer.in_use
        name = STATUS_SIGNER if status else DOCUMENT_SIGNER
        second = ask_person(self, office, _("The second supervisor confirms the theft."), without=actor.id)
        if second is None:
            return
        new: str | None = ""
        if in_use:  # an earlier one signs no more: it needs no successor
            new = ask_and_try(self, name, _("A passphrase for the new key"), _strong, training=office.training)
        if new is None:
            return
        ca_keys: Path | None = None
        ca_secret: str | None = None
        request: Path | None = None
        if far:
            request = choose_target(self, _("Write the request"), "signer.xcrequest", _("Requests (*.xcrequest)"))
        else:
            ca_keys = self._ca_folder()
            words = _("The country CA's passphrase")
            if ca_keys is not None:
                ca_secret = ask_and_try(self, CA, words, _opens(ca_keys), training=office.training)
        if (far and request is None) or (not far and not ca_secret):
            return
        bulletin_secret = new if status and in_use and not far else self._status_secret()
        folder = choose_folder(self, _("Where it goes: a folder or a stick"))
        if bulletin_secret is None or folder is None:
            return
        secrets = {name: new, CA: ca_secret or ""}
        policy = Policy(self.policy.currentData())
        spoken = language.in_use()

        def work() -> Reported:
            if status:
                stolen = signer.certificate
            elif signer.certificate.kid in stolen_signers.stolen_signers(office):
                stolen = signer.certificate  # reported before; what follows was cut short
            else:
                stolen = stolen_signers.report_stolen(office, actor, second, policy, signer.certificate.kid)
            asked = secrets.__getitem__
            if request is not None:
                written = stolen_signers.ask_far_ca(office, actor, second, stolen, asked, status=status)
                write_out(request, written.data)
            else:
                stolen_signers.replace_at_hand(office, actor, second, stolen, asked, ca_keys, status=status)
            key = office.unlock(STATUS_SIGNER, lambda _name: bulletin_secret)
            done = publish(office, actor, key, folder, spoken)
            standing = 0 if status else sum(1 for _payload in stolen_signers.genuine_payloads(office))
            fallen = 0 if status else len(fallen_numbers(office))
            return Reported(done, policy, standing, fallen, signer.other_office)

        self.go_on.setEnabled(False)
        self.notice.show_hint(_("Please wait…"))
        in_background(self, work, self._done, self._refused)

    def _look_for_a_second(self) -> None:
        """Where nobody can confirm it, say at once what is to be done, and ask for nothing."""
        try:
            stolen_signers.require_second_here(self._session.office)
        except Refusal as refusal:
            self.go_on.setEnabled(False)
            self.notice.show_refusal(refusal)

    def _ca_folder(self) -> Path | None:
        """Where the key of the CA is that revokes this signer: here, or in a folder that is asked for."""
        office, former = self._session.office, self._signer.former
        own = office.folder.keys
        wanted = former.certificate if former else (office.folder.trust / CA_CERTIFICATE).read_bytes()
        if (own / "ca.key").exists() and KeyRing(own).certificate(CA) == wanted:
            return own
        if former is None:
            return choose_folder(self, _("Where the country CA's key is"))
        digits = fingerprint40(former.certificate)[:11]
        return choose_folder(self, _("Where the key of the earlier country CA {digits} … is").format(digits=digits))

    def _status_secret(self) -> str | None:
        office = self._session.office

        def attempt(typed: str) -> str:
            office.unlock(STATUS_SIGNER, lambda _name: typed)
            return typed

        words = _("Status signer: its passphrase signs bulletin and digest.")
        return ask_and_try(self, STATUS_SIGNER, words, attempt, training=office.training)

    def _kind_changed(self) -> None:
        """A status signer signs no certificates: there is nothing to believe of it."""
        self.policy.setEnabled(not self._signer.status)
        nothing = Policy(self.policy.currentData()) is Policy.NOTHING
        self.consequence.setVisible(nothing and not self._signer.status)
        grow(self)

    @property
    def _signer(self) -> stolen_signers.Signer:
        """The signer chosen."""
        return self._signers[int(self.which.currentData())]

    def _done(self, done: Reported) -> None:
        said = [_("The stolen key counts no more where this arrives."), *reported_words(done)]
        self.notice.show_done(" ".join((*said, published_words(done.published))))
        self.close_button.setDefault(True)
        self.close_button.setFocus()
        grow(self)
        self._session.changed.emit()

    def _refused(self, refusal: Refusal) -> None:
        self.go_on.setEnabled(True)
        self.notice.show_refusal(refusal)
        grow(self)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setSpacing(6)
        layout.addWidget(
            plain(
                _(
                    "Two supervisors sign. The country CA puts the key on its list and certifies a new one. The next"
                    " bulletin says so, with a mark of every genuine certificate, and is written out at once: honest"
                    " papers stay good, and nothing on paper is issued again."
                )
            )
        )
        for words, choice in (
            (_("1. &Which key"), self.which),
            (_("2. What is still &believed of it"), self.policy),
            (_("3. The &country CA"), self.ca),
        ):
            layout.addWidget(caption(words, choice))
            layout.addWidget(choice)
            if choice is self.policy:
                layout.addWidget(self.consequence)
        layout.addWidget(quiet(_("Dates do not help: the thief chooses every date he likes.")))
        layout.addWidget(heading(_("4. Sign, and write out for the border"), 2))
        layout.addWidget(self.notice)
        bar = QHBoxLayout()
        bar.addStretch(1)
        bar.addWidget(self.go_on)
        bar.addWidget(self.close_button)
        layout.addLayout(bar)
        self.resize(max(WIDE, self.sizeHint().width()), self.sizeHint().height())


def reported_words(done: Reported) -> list[str]:
    """What became of the papers that it signed."""
    if done.other_office and done.policy is Policy.ONLY_LISTED:
        words = _(
            "The marks of the genuine papers of office {office} come with its next file: take that in, then write out"
            " for the border again. Until then its papers are not believed."
        )
        return [words.format(office=done.other_office)]
    if done.fallen:
        words = ngettext(
            "{n} paper that it signed falls with it: on this page, What must be sealed anew… writes the list.",
            "{n} papers that it signed fall with it: on this page, What must be sealed anew… writes the list.",
            done.fallen,
        )
        return [words.format(n=done.fallen)]
    if done.policy is Policy.ONLY_LISTED and done.standing:
        words = ngettext(
            "{n} genuine certificate is marked and stands: nothing is sealed anew.",
            "{n} genuine certificates are marked and stand: nothing is sealed anew.",
            done.standing,
        )
        return [words.format(n=done.standing)]
    return []


def _signer_words(signer: stolen_signers.Signer) -> str:
    since = day_of_seconds(signer.certificate.not_before)
    if signer.status:
        if signer.in_use:
            return _("The status signer, which signs bulletins")
        if signer.former is not None:
            return _("A status signer under the earlier country CA, of {day} on").format(day=since)
        return _("An earlier status signer, of {day} on").format(day=since)
    if signer.other_office:
        words = _("A document signer of office {office}, of {day} on: {name}")
        return words.format(office=signer.other_office, day=since, name=signer.certificate.name)
    if signer.in_use:
        return _("The document signer, which signs certificates (since {day})").format(day=since)
    return _("An earlier document signer, of {day} on: {name}").format(day=since, name=signer.certificate.name)


def _choice(*offered: tuple[object, str]) -> QComboBox:
    box = ChoiceBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(24)
    for value, words in offered:
        box.addItem(words, value)
    return box


def _strong(typed: str) -> str:
    require_strong(typed)
    return typed


def _opens(folder: Path) -> Callable[[str], str]:
    def attempt(typed: str) -> str:
        KeyRing(folder).unlock(CA, typed, time.time())
        return typed

    return attempt
