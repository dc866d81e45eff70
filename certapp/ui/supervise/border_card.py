"""What the border needs, in one act: bulletin, package, digest and notice onto a stick; and when it is due."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from certapp.model import language
from certapp.model.errors import Refusal
from certapp.register.endorsements import PostNews
from certapp.service.contacting import contact_of, set_contact
from certapp.service.exchanging import Due
from certapp.service.office import Actor
from certapp.service.publishing import Published, publish
from certapp.service.resealing import write_fallen
from certapp.service.rights import Right
from certapp.trust.keyring import STATUS_SIGNER
from certapp.ui.common import settings
from certapp.ui.common.act_dialog import ask
from certapp.ui.common.allowing import may_act
from certapp.ui.common.background import in_background
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.choosing import choose_folder, choose_target
from certapp.ui.common.labels import button, heading, plain, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.terms import status_words
from certapp.ui.common.unlocking import ask_signer
from certapp.ui.common.words import _, listed, ngettext
from certapp.ui.session import Session
from certapp.ui.supervise.contact import ContactDialog


class BorderCard(QFrame):
    """`actor` gives who is logged in, or asks."""

    published = Signal()

    def __init__(self, session: Session, actor: Callable[[], Actor | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._session, self._actor = session, actor
        self.notice = Notice()
        self.due = Notice()
        self.posts = quiet()
        self.fallen = plain()
        self.fallen.hide()
        self.publish = button(_("Write out for the border…"), primary=True)
        self.stolen = button(_("A signing key was stolen…"))
        self.contact = button(_("Whom the border may ask…"))
        self.contact.clicked.connect(self.set_contact)
        self.reseal = button(_("What must be sealed anew…"))
        self.reseal.clicked.connect(self.write_fallen)
        self.reseal.hide()
        self.publish.clicked.connect(self.write_out)
        self.stolen.clicked.connect(self.report_stolen)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.addWidget(heading(_("For the border"), 2))
        column.addWidget(
            quiet(
                _(
                    "Bulletin, package, register digest and a notice to print, signed and written into one folder or"
                    " onto a stick. At the border the stick alone is enough."
                )
            )
        )
        for widget in (self.due, self.fallen, self.posts, self.notice):
            column.addWidget(widget)
        column.addWidget(ButtonRows((self.publish, self.stolen, self.contact, self.reseal)))

    def show_state(self, due: Due, posts: tuple[PostNews, ...], newest: int, fallen: int = 0) -> None:
        """What the next bulletin would change, which post is behind, how many papers fell with a stolen key."""
        words = ngettext(
            "{n} paper fell with a stolen key: it is to be sealed anew.",
            "{n} papers fell with a stolen key: they are to be sealed anew.",
            fallen,
        )
        where = _("The desk prepares them all at once, where applications are decided: Seal anew several…")
        self.fallen.setText(f"{words.format(n=fallen)} {where}")
        self.fallen.setVisible(bool(fallen))
        self.reseal.setVisible(bool(fallen))
        revoked = ngettext(
            "{n} revocation is not at the border yet.", "{n} revocations are not at the border yet.", due.revoked
        )
        lifted = ngettext(
            "{n} is lifted, and the border does not know.", "{n} are lifted, and the border does not know.", due.lifted
        )
        said = [revoked.format(n=due.revoked)] if due.revoked else []
        said += [lifted.format(n=due.lifted)] if due.lifted else []
        said += [_("A stolen key is not at the border yet.")] if due.signers else []
        said += [_("The contact was changed, and the border does not know.")] if due.contact else []
        said += [_("The border is not told yet which certificates carry a second signature.")] if due.second else []
        late = _("The time of the newest bulletin is over.")
        said += [late] if due.late and due.signs else []
        elsewhere = [late + " " + _("Take in the next one of the office that signs them.")] if due.late else []
        elsewhere += [_("No bulletin of the country is known here: take in the newest one.")] if due.unknown else []
        if said:
            next_step = (
                _("The next bulletin is due: write it out.")
                if due.signs
                else _("Another office signs the bulletins: write a file for it, below.")
            )
            self.due.show_fault(" ".join((*said, next_step)))
        elif elsewhere and not due.signs:
            self.due.show_hint(" ".join(elsewhere))
        else:
            self.due.clear()
        self.publish.setVisible(due.signs)
        self.contact.setVisible(due.signs)
        told = [
            _("{post}: had no. {number}").format(post=each.post, number=each.bulletin)
            + ("" if each.bulletin >= newest else " " + _("(older than the newest)"))
            for each in posts
        ]
        self.posts.setText("\n".join(told))
        self.posts.setVisible(bool(told))

    def write_out(self) -> None:
        """Sign and write everything; the folder is remembered."""
        office, actor = self._session.office, self._actor()
        if not may_act(actor, self.notice, Right.SUPERVISE):
            return
        last = settings.last_published(office.folder.path)
        folder = choose_folder(self, _("Where it goes: a folder or a stick"), last)
        if folder is None:
            return
        words = _("Status signer: its passphrase signs bulletin and digest.")
        key = ask_signer(self, office, STATUS_SIGNER, words)
        if key is None:
            return
        spoken = language.in_use()

        def work() -> Published:
            done = publish(office, actor, key, folder, spoken)
            settings.remember_published(office.folder.path, folder)
            return done

        self.publish.setEnabled(False)
        self.notice.show_hint(_("Please wait…"))
        in_background(self, work, self._done, self._refused)

    def report_stolen(self) -> None:
        """The guided steps after a theft."""
        from certapp.ui.supervise.stolen import StolenKeyDialog

        actor = self._actor()
        if may_act(actor, self.notice, Right.SUPERVISE):
            dialog = StolenKeyDialog(self._session, self._actor, self)
            dialog.exec()
            dialog.deleteLater()
            self.published.emit()

    def write_fallen(self) -> None:
        """The list of what fell with a stolen key, for the desk: with the applicants, so not for the border's stick."""
        office, actor = self._session.office, self._actor()
        if not may_act(actor, self.notice, Right.SUPERVISE):
            return
        suggested = f"{office.country}-{office.code}-reseal-{office.clock.today.isoformat()}.csv"
        title, kinds = _("The list of what must be sealed anew"), _("Tables (*.csv)")
        path = choose_target(self, title, suggested, kinds)
        if path is None:
            return
        headings = (
            *(_("Number"), _("Application"), _("State"), _("Issued"), _("Valid until")),
            *(_("Objects"), _("Applicant"), _("Telephone"), _("E-mail")),
        )

        def done(count: int) -> None:
            words = ngettext(
                "{n} paper is in {file}. It leaves the list when it is replaced (Register, After issue).",
                "{n} papers are in {file}. Each leaves the list when it is replaced (Register, After issue).",
                count,
            )
            self.notice.show_done(words.format(n=count, file=path))

        work = lambda: write_fallen(office, actor, path, headings, status_words)  # noqa: E731
        in_background(self, work, done, self.notice.show_refusal)

    def set_contact(self) -> None:
        """Say where the authority is reached; the next bulletin tells it."""
        office, actor = self._session.office, self._actor()
        if not may_act(actor, self.notice, Right.SUPERVISE):
            return
        dialog = ask(ContactDialog(self, contact_of(office)))
        if dialog is None:
            return
        contact = dialog.contact
        dialog.deleteLater()

        def done(_nothing: None) -> None:
            self.notice.show_done(_("The next bulletin tells it to the border."))
            self.published.emit()

        in_background(self, lambda: set_contact(office, actor, contact), done, self.notice.show_refusal)

    def _done(self, done: Published) -> None:
        self.publish.setEnabled(True)
        self.notice.show_done(published_words(done))
        self.published.emit()

    def _refused(self, refusal: Refusal) -> None:
        self.publish.setEnabled(True)
        self.notice.show_refusal(refusal)


def published_words(done: Published) -> str:
    """What was written, and what is still to be done."""
    words = _("Bulletin no. {sequence} ({entries} revoked), package and digest are in {folder}: {files}.").format(
        sequence=done.sequence,
        entries=done.entries,
        folder=_folder(done.bulletin),
        files=listed(path.name for path in done.files),
    )
    more = _("Carry it to the border. A new post needs the 40 digits by another road: {digits}")
    told = [
        ngettext(
            "What office {office} withdrew is in it, by its file of {n} day ago.",
            "What office {office} withdrew is in it, by its file of {n} days ago.",
            days,
        ).format(office=code, n=days)
        for code, days in done.told
    ]
    return " ".join((words, *told, more.format(digits=done.fingerprint)))


def _folder(path: Path) -> str:
    return str(path.parent)
