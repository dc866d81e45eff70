"""One line of the register in full: facts, history, its PDF, and what can be done with it."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from certapp.service.clocks import TO_DECIDE, TO_ISSUE, UNDER_APPEAL
from certapp.service.rights import Right
from certapp.ui.common.allowing import allow
from certapp.ui.common.background import in_background
from certapp.ui.common.choosing import choose_target
from certapp.ui.common.labels import button
from certapp.ui.common.next_bulletin import ask_status_key, border_words
from certapp.ui.common.pdf_pages import PdfPages
from certapp.ui.common.person import acting, ask_person
from certapp.ui.common.saving import save
from certapp.ui.common.unlocking import ask_again
from certapp.ui.common.words import _, ngettext
from certapp.ui.register.case_file import make_case_file_now
from certapp.ui.register.entry_panel import EntryPanel
from certapp.ui.register.life import LifePanel
from certapp.ui.register.listing import Detail, detail
from certapp.ui.register.revoking import ask_grounds, revoke_now
from certapp.ui.session import Session
from certapp.ui.supervise.letters import LettersDialog


class DetailPanel(EntryPanel):
    """Empty until `show_application`."""

    decision_wanted = Signal(str)
    draft_wanted = Signal(str)
    """An application that replaces this certificate was begun."""
    copy_wanted = Signal(str)
    """A new application is to begin with what this one says."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._shown: Detail | None = None
        self._busy = False
        self.life_wanted = False
        """The next certificate is shown with what happened after issue."""
        self.marked: tuple[str, ...] = ()
        """The numbers of the certificates that are marked in the list: several are printed together."""
        self.open = button(_("S&how the PDF"), primary=True)
        self.save = button(_("&Save the PDF as…"))
        self.print = button(_("&Print…"))
        self.decide = button(_("&Approve or issue…"))
        self.letters = button(_("Le&tters…"))
        self.papers = button(_("Pape&rs…"))
        self.case_file = button(_("Case f&ile…"))
        self.copy = button(_("&Copy as a new application"))
        self.revoke = button(_("Re&voke…"))
        self.open.clicked.connect(self.show_pdf)
        self.save.clicked.connect(self._save)
        self.print.clicked.connect(self.print_now)
        self.decide.clicked.connect(self._decide)
        self.letters.clicked.connect(self._letters)
        self.papers.clicked.connect(self._papers)
        self.case_file.clicked.connect(self._case_file)
        self.copy.clicked.connect(self._copy)
        self.revoke.clicked.connect(self._revoke)
        self.pages = PdfPages()
        self.life = LifePanel(session)
        self.life.draft_wanted.connect(self.draft_wanted)
        self.tabs.tabBar().setAccessibleName(_("Facts or pages"))
        buttons = (
            *(self.open, self.save, self.print, self.decide, self.letters, self.papers, self.case_file),
            *(self.copy, self.revoke),
        )
        self.lay_out(buttons, ((self.life, _("After issue")), (self.pages, _("Pages"))))
        session.person_changed.connect(self._buttons)
        self.clear()

    @property
    def application(self) -> str:
        """The number of the application shown, '' where none is."""
        return self._shown.application if self._shown else ""

    def clear(self) -> None:
        """Show nothing."""
        self._newest.forget()
        self._shown = None
        self.title.setText(_("Choose a line"))
        self.facts.show_facts(())
        self.history.clear()
        self.pages.clear()
        self.life.show_certificate("")
        self._buttons()

    def show_application(self, number: str) -> None:
        """Show everything about an application, read in the background."""
        office = self._session.office
        self.read(lambda: detail(office, number), self._show)

    def show_pdf(self) -> None:
        """The issued PDF's pages, or the preview of what is not issued yet."""
        if self._shown is None:
            return
        office, application, issued = self._session.office, self._shown.application, self._shown.certificate

        def pdf() -> bytes:
            from certapp.service.issuing import issued_pdf, preview_application

            return issued_pdf(office, issued.number) if issued else preview_application(office, application)

        self.tabs.setCurrentWidget(self.pages)
        self.pages.show_pdf(pdf)

    def mark(self, numbers: tuple[str, ...]) -> None:
        """These certificates are marked in the list."""
        self.marked = numbers
        self._buttons()

    def print_now(self) -> None:
        """Print the certificate shown, or all that are marked."""
        from certapp.service.print_copies import copies_of, to_print
        from certapp.service.to_print import ToPrint
        from certapp.ui.printing.office_dialog import OfficePrintDialog

        office, shown = self._session.office, self._shown
        own = (shown.certificate.number,) if shown and shown.certificate else ()
        numbers = self.marked if len(self.marked) > 1 else own
        if not numbers:
            return

        def one(number: str) -> Callable[[], ToPrint]:
            return lambda: to_print(office, number)

        name = ngettext("{n} certificate", "{n} certificates", len(numbers)).format(n=len(numbers))
        name = name if len(numbers) > 1 else numbers[0]
        OfficePrintDialog(self, office.folder.path, name, tuple(map(one, numbers)), copies_of(office)).open()

    def _show(self, found: Detail) -> None:
        other = found.application != self.application
        self._shown = found
        self.title.setText(found.certificate.number if found.certificate else found.application)
        self.facts.show_facts(found.facts)
        self.history.show_acts(found.acts)
        self.life.show_certificate(found.certificate.number if found.certificate else "")
        if other:
            self.notice.clear()
            self.pages.clear()
            self.tabs.setCurrentIndex(0)
        if self.life_wanted:
            self.life_wanted = False
            self.tabs.setCurrentWidget(self.life)
        self._buttons()

    def _buttons(self) -> None:
        shown = self._shown
        issued = shown.certificate if shown else None
        self.open.setEnabled(shown is not None)
        self.open.setText(_("S&how the PDF") if issued else _("S&how a preview"))
        self.save.setEnabled(issued is not None)
        several = len(self.marked) > 1
        self.print.setEnabled(issued is not None or several)
        self.print.setText(_("&Print the marked…") if several else _("&Print…"))
        status = shown.status if shown else ""
        appealed = status in ("REFUSED", *UNDER_APPEAL)
        self.decide.setText(_("&Appeal or closing…") if appealed else _("&Approve or issue…"))
        self.decide.setVisible(appealed or status in (*TO_DECIDE, *TO_ISSUE))
        for each in (self.letters, self.copy):
            each.setEnabled(shown is not None)
        for each in (self.papers, self.case_file, self.revoke):
            each.setVisible(issued is not None)
        allow(self._session, self.case_file, Right.SUPERVISE)
        self.revoke.setEnabled(issued is not None and issued.revocation is None and not self._busy)

    def _decide(self) -> None:
        if self._shown is not None:
            self.decision_wanted.emit(self._shown.application)

    def _copy(self) -> None:
        if self._shown is not None:
            self.copy_wanted.emit(self._shown.application)

    def _letters(self) -> None:
        if self._shown is not None:
            LettersDialog(self, self._session, self._shown.application).open()

    def _papers(self) -> None:
        if self._shown is not None and self._shown.certificate is not None:
            from certapp.ui.register.papers import PapersDialog

            PapersDialog(self, self._session, self._shown.certificate).open()

    def _case_file(self) -> None:
        if self._shown is not None and self._shown.certificate is not None:
            make_case_file_now(self, self._session, self._shown.certificate.number, self.notice)

    def _save(self) -> None:
        from certapp.service.issuing import issued_pdf

        if self._shown is None or self._shown.certificate is None:
            return
        number, office = self._shown.certificate.number, self._session.office
        path = choose_target(self, _("Save the PDF"), f"{number}.pdf", _("PDF (*.pdf)"))
        if path is not None:
            save(self, self.notice, path, lambda: issued_pdf(office, number))

    def _revoke(self) -> None:
        """Reason, the passphrases of both people, then the status signer's, or that the bulletin is signed later.

        Giving up at any of these questions revokes nothing.
        """
        if self._shown is None or self._shown.certificate is None:
            return
        office, number, application = self._session.office, self._shown.certificate.number, self._shown.application
        first = acting(self, self._session)
        grounds = ask_grounds(self, office.form, number) if first else None
        if first is None or grounds is None:
            return
        asked = _("{name}, confirm with your passphrase that {number} is revoked.")
        asked = asked.format(name=first.name, number=number)
        actor = ask_again(self, office, first, asked)
        told = _("The second person confirms the revocation.")
        second = ask_person(self, office, told, first.id) if actor else None
        if actor is None or second is None:
            return
        signer = ask_status_key(self, office, _("Revoke, sign the bulletin &later"))
        if signer is None:
            return
        self._set_busy(True)

        def done(sequence: int | None) -> None:
            self._set_busy(False)
            self._session.changed.emit()
            self.show_application(application)
            self.notice.show_done(_revoked(number, sequence))

        people = (actor, second)
        in_background(self, lambda: revoke_now(office, people, number, grounds, signer), done, self._refused)

    def _refused(self, refusal: object) -> None:
        self._set_busy(False)
        self._session.changed.emit()  # revoked it may be, though its bulletin is not signed
        self.notice.show_refusal(refusal)  # type: ignore[arg-type]  # a Refusal, through a signal

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._buttons()


def _revoked(number: str, sequence: int | None) -> str:
    return f"{_('{number} is revoked.').format(number=number)} {border_words(sequence)}"
