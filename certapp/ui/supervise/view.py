"""The supervisor's page: bulletin, package, tokens, a restored office taken back into use; other cards beside."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from certapp.model.errors import Refusal
from certapp.register.endorsements import PostNews, posts
from certapp.register.office import restored_at
from certapp.service.exchanging import Due, bulletin_due
from certapp.service.office import Office
from certapp.service.resealing import fallen_numbers
from certapp.service.rights import Right
from certapp.trust.keyring import STATUS_SIGNER
from certapp.ui.common.allowing import allow, may_act
from certapp.ui.common.background import Newest, in_background
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.choosing import choose_target
from certapp.ui.common.labels import button, caption, heading, keep_from_the_bar, plain, scrolled
from certapp.ui.common.notice import Notice
from certapp.ui.common.person import acting
from certapp.ui.common.terms import day_of_seconds
from certapp.ui.common.titled_card import titled_card
from certapp.ui.common.unlocking import ask_signer
from certapp.ui.common.verifier_page import choose_page_target, write_page
from certapp.ui.common.words import _, ngettext
from certapp.ui.session import Session
from certapp.ui.supervise.backup import BackupCard
from certapp.ui.supervise.border_card import BorderCard
from certapp.ui.supervise.clock_card import ClockCard
from certapp.ui.supervise.contingency import ContingencyCard
from certapp.ui.supervise.journal import JournalCard
from certapp.ui.supervise.offices import OfficesCard

T = TypeVar("T")


@dataclass(frozen=True)
class State:
    """What the page says before anything is done."""

    bulletin: str
    due: Due
    posts: tuple[PostNews, ...]
    newest: int
    restored: bool
    fallen: int


class SuperviseView(QWidget):
    """Each act is a card with a few words, a button, and what it needs."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._newest = Newest(self)
        self._session = session
        self.notice = Notice()
        self.border = BorderCard(session, lambda: acting(self, session))
        self.border.published.connect(session.changed)
        self.bulletin_state = plain()
        self.unpublished = Notice()
        self.fingerprint = plain(str(session.office.settings["fingerprint"]))
        self.bulletin = button(_("Sign and export the &bulletin…"))
        self.many = button(_("Revoke several…"))
        self.package = button(_("Export the &package…"))
        self.page = button(_("Verifier page…"))
        self.resume = button(_("&Take back into use"))
        self.tokens = button(_("&Look for tokens…"))
        self.last_number = QLineEdit()
        self.last_number.setPlaceholderText("XA-2026-01-000123-4")
        self.bulletin.clicked.connect(self.export_bulletin)
        self.many.clicked.connect(self.revoke_many)
        self.package.clicked.connect(self.export_package)
        self.page.clicked.connect(self.save_page)
        self.resume.clicked.connect(self.take_back)
        self.tokens.clicked.connect(self.show_tokens)
        self.backup, self.journal, self.clock = BackupCard(session), JournalCard(session), ClockCard(session)
        self.contingency, self.offices = ContingencyCard(session), OfficesCard(session)
        self._lay_out()
        session.changed.connect(self._changed)
        session.person_changed.connect(self._rights)
        self._rights()

    def _rights(self) -> None:
        """Who is logged in may press what is theirs."""
        for pressed, right in (
            (self.border.publish, Right.SUPERVISE),
            (self.border.stolen, Right.SUPERVISE),
            (self.border.contact, Right.SUPERVISE),
            (self.border.reseal, Right.SUPERVISE),
            (self.bulletin, Right.SUPERVISE),
            (self.many, Right.SUPERVISE),
            (self.package, Right.HAND_OUT_TRUST),
            (self.resume, Right.SUPERVISE),
            (self.tokens, Right.KEEP_KEYS),
        ):
            allow(self._session, pressed, right)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Look again whenever the page is opened."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Read how old the bulletin is, and what the cards tell."""
        office = self._session.office
        self._newest.read(lambda: _state(office), self._show, self.notice.show_refusal)
        for card in (self.clock, self.offices, self.contingency, self.backup, self.journal):
            card.refresh()

    def _changed(self) -> None:
        """What is not seen is read again when it is opened."""
        if self.isVisible():
            self.refresh()

    def export_bulletin(self) -> None:
        """Sign the next bulletin and write it to a file."""
        actor = acting(self, self._session)
        office = self._session.office
        suggested = f"{office.country}-bulletin-{office.clock.today.isoformat()}.xcstatus"
        title, kinds = _("Export the bulletin"), _("Bulletins (*.xcstatus)")
        if not may_act(actor, self.notice, Right.SUPERVISE):
            return
        path = choose_target(self, title, suggested, kinds)
        if path is None:
            return
        key = ask_signer(self, office, STATUS_SIGNER, _("Status signer: its passphrase signs the bulletin."))
        if key is None:
            return

        def work() -> str:
            from certapp.service.exchanging import export_bulletin

            signed = export_bulletin(office, actor, key, path)
            words = _("Bulletin no. {sequence} with {entries} entries is in {file}. Send it to the border.")
            return words.format(sequence=signed.sequence, entries=signed.entries, file=path)

        self._act(self.bulletin, work, self._said)

    def export_package(self) -> None:
        """Write the authority package to a file."""
        actor = acting(self, self._session)
        office = self._session.office
        if not may_act(actor, self.notice, Right.HAND_OUT_TRUST):
            return
        suggested = f"{office.country}-package-{office.clock.today.isoformat()}.xcauth"
        path = choose_target(self, _("Export the package"), suggested, _("Authority packages (*.xcauth)"))
        if path is None:
            return

        def work() -> str:
            from certapp.service.exchanging import export_package

            digits = export_package(office, actor, path)
            words = _("The package is in {file}. Tell its 40 digits by another road, letter or telephone: {digits}")
            return words.format(file=path, digits=digits)

        self._act(self.package, work, self._said)

    def save_page(self) -> None:
        """Write the verifier as one page, with the authorities that this office believes and their newest bulletins."""
        office = self._session.office
        now = office.clock.seconds
        path = choose_page_target(self, now)
        if path is not None:
            self._act(self.page, lambda: write_page(office.trust.view, path, now), self._said)

    def take_back(self) -> None:
        """Let a restored office issue again."""
        actor = acting(self, self._session)
        if actor is None:
            return
        office, last = self._session.office, self.last_number.text().strip()

        def work() -> str:
            from certapp.service.keeping import resume

            skipped = resume(office, actor, last)
            return _("The office issues again. Numbers made void: {n}.").format(n=len(skipped))

        self._act(self.resume, work, self._said)

    def revoke_many(self) -> None:
        """A list of certificates revoked as a whole."""
        from certapp.ui.supervise.revoke_many import RevokeManyDialog

        actor = acting(self, self._session)
        if not may_act(actor, self.notice, Right.SUPERVISE):
            return
        dialog = RevokeManyDialog(self._session, actor, self)
        dialog.revoked.connect(self._session.changed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_tokens(self) -> None:
        """What is in the readers, and taking a key into use."""
        from certapp.ui.supervise.tokens import TokensDialog

        TokensDialog(self._session, lambda: acting(self, self._session), self).exec()

    def _act(self, pressed: QPushButton, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Run one act: its button rests until it has ended."""

        def ended(result: T) -> None:
            pressed.setEnabled(True)
            self._rights()
            done(result)

        def refused(refusal: Refusal) -> None:
            pressed.setEnabled(True)
            self._rights()
            self.notice.show_refusal(refusal)

        pressed.setEnabled(False)
        self.notice.show_hint(_("Please wait…"))
        in_background(self, work, ended, refused)

    def _said(self, words: str) -> None:
        self.notice.show_done(words)
        self._session.changed.emit()

    def _show(self, state: State) -> None:
        self.bulletin_state.setText(state.bulletin)
        self.border.show_state(state.due, state.posts, state.newest, state.fallen)
        self.bulletin.setVisible(state.due.signs)
        if state.due.revoked and state.due.signs:
            words = ngettext(
                "{n} revocation is in no bulletin yet: sign and export one.",
                "{n} revocations are in no bulletin yet: sign and export one.",
                state.due.revoked,
            )
            self.unpublished.show_fault(words.format(n=state.due.revoked))
        else:
            self.unpublished.clear()
        self._resuming.setVisible(state.restored)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setSpacing(14)
        keep_from_the_bar(column)
        self._resuming = titled_card(
            _("Restored, or an older copy"),
            _("This copy issues nothing until a supervisor says the highest number that anybody has seen."),
            caption(_("Last &number given out"), self.last_number),
            self.last_number,
            ButtonRows((self.resume,)),
        )
        self._resuming.hide()
        column.addWidget(self.clock)
        column.addWidget(self._resuming)
        column.addWidget(self.border)
        column.addWidget(self.offices)
        for card in (
            titled_card(
                _("Status bulletin"),
                _("The list of revoked certificates for border posts and other countries."),
                self.bulletin_state,
                self.unpublished,
                ButtonRows((self.bulletin,)),
            ),
            titled_card(
                _("Many certificates at once"),
                _("A whole batch is wrong, or more than twenty fall in a day: a list that two people sign as a whole."),
                ButtonRows((self.many,)),
            ),
            titled_card(
                _("Authority package"),
                _("Everything a verifier needs to know this country's certificates. Its 40 digits:"),
                self.fingerprint,
                ButtonRows((self.package,)),
            ),
            titled_card(
                _("Verifier page"),
                _("One file for telephones and computers without this program: it checks certificates in a browser."),
                ButtonRows((self.page,)),
            ),
            titled_card(
                _("Tokens"),
                _("Smart cards and the like: what is in the readers, a test, and keeping the office's signing key."),
                ButtonRows((self.tokens,)),
            ),
        ):
            column.addWidget(card)
        for own in (self.backup, self.journal, self.contingency):
            column.addWidget(own)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addWidget(heading(_("Supervisor")))
        layout.addWidget(self.notice)
        layout.addWidget(scrolled(inner, _("Acts of a supervisor")), 1)


def _state(office: Office) -> State:
    bulletin, due = office.trust.view().bulletins.get(office.country), bulletin_due(office)
    if due.unknown:
        words = _("Another office signs the bulletins; the newest one is taken in on the page Verify, Trust.")
    elif bulletin is None:
        words = _("No bulletin has been signed yet.")
    else:
        words = _("No. {sequence} of {day}, {n} revoked; the next is due on {next}.").format(
            sequence=bulletin.sequence,
            day=day_of_seconds(bulletin.this_update),
            n=len(bulletin),
            next=day_of_seconds(bulletin.next_update),
        )
    newest = 0 if bulletin is None else bulletin.sequence
    restored = restored_at(office.register) is not None
    return State(words, due, tuple(posts(office.register)), newest, restored, len(fallen_numbers(office)))
