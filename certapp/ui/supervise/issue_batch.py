"""Issuing several certificates at once: one passphrase or PIN, and their files saved in a folder."""

from collections.abc import Sequence

from PySide6.QtWidgets import QPushButton, QWidget

from certapp.model.signing import SigningKey
from certapp.service.batches import Account, Choice
from certapp.service.office import Actor
from certapp.trust.keyring import DOCUMENT_SIGNER
from certapp.ui.common.background import in_background
from certapp.ui.common.choosing import choose_folder
from certapp.ui.common.labels import button
from certapp.ui.common.unlocking import ask_signer
from certapp.ui.common.words import _, ngettext
from certapp.ui.session import Session
from certapp.ui.supervise.batch import BatchDialog


class IssueBatchDialog(BatchDialog):
    """Issues the certificates of what is marked, with the document signer's passphrase or PIN asked once."""

    def __init__(self, session: Session, actor: Actor, parent: QWidget | None = None) -> None:
        self.save = button(_("Save the &PDFs in a folder…"))
        self.save.clicked.connect(self.save_now)
        self.save.hide()
        self._issued: tuple[str, ...] = ()
        super().__init__(session, actor, parent)

    def further_buttons(self) -> tuple[QPushButton, ...]:
        """Saving what was issued."""
        return (self.save,)

    def title(self) -> str:
        """Of the window."""
        return _("Issue several certificates")

    def choices(self) -> tuple[Choice, ...]:
        """What may be chosen."""
        from certapp.service.batches import to_issue

        return to_issue(self.session.office, self.actor)

    def words_of_act(self, count: int) -> str:
        """The button."""
        return ngettext("Issue {n} certificate…", "Issue {n} certificates…", count).format(n=count)

    def words_of_done(self, count: int) -> str:
        """The first words of the account."""
        return ngettext("{n} certificate is issued.", "{n} certificates are issued.", count).format(n=count)

    def start(self) -> None:
        """Ask for the passphrase or the PIN, once for all, and issue."""
        numbers, office = self.marked(), self.session.office
        count = len(numbers)
        words = ngettext(
            "Document signer: its passphrase issues {n} certificate.",
            "Document signer: its passphrase issues {n} certificates.",
            count,
        ).format(n=count)
        on_token = ngettext(
            "Document signer: the PIN of its token issues {n} certificate.",
            "Document signer: the PIN of its token issues {n} certificates.",
            count,
        ).format(n=count)
        key = ask_signer(self, office, DOCUMENT_SIGNER, words, on_token)
        if key is not None:
            self.run(numbers, key)

    def work(self, numbers: Sequence[str], key: SigningKey | None) -> Account:
        """The batch."""
        from certapp.service.batches import issue_all

        assert key is not None, "asked for in start"
        office = self.session.office
        return issue_all(office, self.actor, numbers, key, self._told.emit, self._stop.is_set)

    def finished_with(self, account: Account) -> None:
        """What was issued can be saved, with what was issued before the rest was gone on with."""
        self._issued += tuple(line.certificate for line in account.done)
        self.save.setVisible(bool(self._issued))
        if self._issued:
            self.save.setFocus()

    def save_now(self) -> None:
        """Write every PDF issued here into a folder."""
        folder = choose_folder(self, _("Save the PDFs"))
        if folder is None:
            return
        office, numbers = self.session.office, self._issued

        def work() -> int:
            from certapp.service.issuing import issued_pdf, require_writable, save_pdf

            require_writable(folder)
            for number in numbers:
                save_pdf(issued_pdf(office, number), number, folder)
            return len(numbers)

        def done(count: int) -> None:
            words = ngettext("{n} PDF is in {folder}.", "{n} PDFs are in {folder}.", count)
            self.notice.show_done(words.format(n=count, folder=folder))

        in_background(self, work, done, self.notice.show_refusal)
