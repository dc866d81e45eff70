"""Approve and issue: what waits, the whole record before one's eyes, two acts by the people who may do them."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.model.findings import Finding
from certapp.model.record import plain_row
from certapp.service.clocks import OpenCase, open_cases
from certapp.service.issuing import Issued
from certapp.service.resealing import fallen_numbers
from certapp.trust.keyring import DOCUMENT_SIGNER
from certapp.ui.common.background import Newest, in_background
from certapp.ui.common.beside import Beside
from certapp.ui.common.choosing import choose_target
from certapp.ui.common.keys import shortcut
from certapp.ui.common.labels import heading, quiet
from certapp.ui.common.next_bulletin import border_words
from certapp.ui.common.notice import Notice
from certapp.ui.common.pdf_pages import PdfPages
from certapp.ui.common.person import acting
from certapp.ui.common.record_view import RecordView
from certapp.ui.common.saving import save
from certapp.ui.common.terms import decided_words, status_words
from certapp.ui.common.unlocking import ask_signer
from certapp.ui.common.words import _
from certapp.ui.form.compare import show_comparison
from certapp.ui.form.findings import FindingsList
from certapp.ui.session import Session
from certapp.ui.supervise.act_bar import ActBar
from certapp.ui.supervise.acts import CasePanel
from certapp.ui.supervise.case import Case, case_of, why_not_decide, why_not_issue
from certapp.ui.supervise.queue import CaseQueue
from certapp.ui.supervise.stops import StopBar
from certapp.ui.supervise.summary import SummaryView


class DecideView(QWidget):
    """Tells the number of a certificate that was issued (`issued`)."""

    issued = Signal(str)
    _stepped = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._newest = Newest(self)
        self._session = session
        self._turn = 0
        self._number = self._wanted = ""
        self._case: Case | None = None
        self._issued: Issued | None = None
        self._busy = False
        self.notice = Notice()
        self.queue = CaseQueue(session)
        self.queue.chosen.connect(self._chosen)
        self.list = self.queue.list
        self.title = heading("", 2)
        self.summary = SummaryView(session.office.form)
        self.summary.compare.connect(self._compare)
        self.record = RecordView()
        self.findings = FindingsList(session.office.form)
        self.findings.compare.connect(self._compare)
        self.case = CasePanel(session)
        self.case.acted.connect(session.changed.emit)
        self.case.refused.connect(self.notice.show_refusal)
        self.pages = PdfPages()
        self.tabs = QTabWidget()
        self.tabs.addTab(self.summary, _("Summary"))
        self.tabs.addTab(self.record, _("Record"))
        self.tabs.addTab(self.findings, _("Findings"))
        self.tabs.addTab(self.pages, _("Preview"))
        self.tabs.addTab(self.case, _("Case"))
        self.tabs.tabBar().setAccessibleName(_("Summary, record, findings or preview"))
        self.tabs.currentChanged.connect(lambda index: self._preview())
        self.stops = StopBar(session)
        self.stops.opened.connect(self.refresh)
        self.stops.refused.connect(self.notice.show_refusal)
        self.bar = ActBar(session)
        self.why, self.under = self.bar.why, self.bar.under
        self.approve, self.issue, self.save, self.print = (
            self.bar.approve,
            self.bar.issue,
            self.bar.save,
            self.bar.print,
        )
        self.approve.clicked.connect(self.decide_now)
        self.issue.clicked.connect(self.issue_now)
        self.save.clicked.connect(self._save)
        self.bar.print.clicked.connect(self._print)
        self._stepped.connect(self.bar.show_step)
        shortcut(self, "next_case", lambda: self.queue.go(1))
        shortcut(self, "case_before", lambda: self.queue.go(-1))
        self._lay_out()
        session.changed.connect(self._changed)
        session.person_changed.connect(self._buttons)
        self._clear("")

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Look again whenever the page is opened."""
        super().showEvent(event)
        self.refresh()

    def show_application(self, number: str) -> None:
        """Choose an application as soon as the list is read."""
        self._number = self._wanted = number
        self.refresh()

    def refresh(self) -> None:
        """Read what waits."""
        office, wanted = self._session.office, self._wanted
        read = lambda: (open_cases(office, wanted), bool(fallen_numbers(office)))  # noqa: E731
        self._newest.read(read, self._show_list, self.notice.show_refusal)

    def decide_now(self) -> None:
        """The person logged in decides the application shown as it was proposed."""
        actor = acting(self, self._session)
        if actor is None or self._case is None or self._says_why(why_not_decide(actor, self._case)):
            return
        office, number = self._session.office, self._case.application.number
        signing = self._case.signature_lacks is not None

        def work() -> str:
            from certapp.service.deciding import decide_as_proposed

            return decide_as_proposed(office, actor, number)

        def done(state: str) -> None:
            self._set_busy(False)
            words = _("The approval of {number} is signed. It can be issued now.") if signing else decided_words(state)
            self.notice.show_done(words.format(number=number))
            self._number = number
            self.refresh()
            self._session.changed.emit()

        self._set_busy(True)
        in_background(self, work, done, self._refused)

    def issue_now(self) -> None:
        """The person logged in issues the certificate, with the document signer's passphrase."""
        actor = acting(self, self._session)
        if actor is None or self._case is None or self._says_why(why_not_issue(actor, self._case)):
            return
        office, number = self._session.office, self._case.application.number
        words = _("Document signer: its passphrase issues the certificate of {number}.").format(number=number)
        on_token = _("Document signer: the PIN of its token issues the certificate of {number}.").format(number=number)
        key = ask_signer(self, office, DOCUMENT_SIGNER, words, on_token)
        if key is None:
            return
        by_hand = self.bar.under.form

        def work() -> Issued:
            from certapp.service.issuing import issue

            return issue(office, actor, number, key, self._stepped.emit, by_hand)

        self._set_busy(True)
        in_background(self, work, self._done, self._refused)

    def _compare(self, finding: Finding) -> None:
        """The two objects of a finding side by side."""
        if self._case is not None:
            record = plain_row(self._case.record)
            show_comparison(self, self._session.office, (record, {}), finding, self.notice.show_refusal)

    def _changed(self) -> None:
        """What is not seen is read again when it is opened."""
        if self.isVisible():
            self.refresh()

    def _done(self, issued: Issued) -> None:
        self._set_busy(False)
        self._issued = issued
        self._case = None
        self._number = ""
        self._turn += 1
        self.stops.show_stops("", ())
        self.title.setText(issued.number)
        self.summary.clear()
        self.record.clear()
        self.findings.clear()
        self._name_tabs()
        self.pages.show_pdf(lambda: issued.pdf)
        told = [_("Certificate {number} is issued. Save it.").format(number=issued.number)]
        if issued.replaces:
            told += [_("{number} does not hold any more.").format(number=issued.replaces), border_words(None)]
        self.notice.show_done(" ".join(told))
        if issued.unstamped is not None:
            self.notice.show_hint(issued.unstamped.text())
        self._buttons()
        self._session.changed.emit()
        self.issued.emit(issued.number)
        self.save.setFocus()

    def _refused(self, refusal: Refusal) -> None:
        self._set_busy(False)
        self.notice.show_refusal(refusal)

    def _says_why(self, refusal: Refusal | None) -> bool:
        if refusal is not None:
            self.notice.show_refusal(refusal)
        return refusal is not None

    def _save(self) -> None:
        issued = self._issued
        if issued is None:
            return
        path = choose_target(self, _("Save the PDF"), f"{issued.number}.pdf", _("PDF (*.pdf)"))
        if path is not None:
            save(self, self.notice, path, lambda: issued.pdf)

    def _print(self) -> None:
        from certapp.service.print_copies import copies_of, to_print
        from certapp.ui.printing.office_dialog import OfficePrintDialog

        if self._issued is None:
            return
        office, number = self._session.office, self._issued.number
        files = (lambda: to_print(office, number),)
        OfficePrintDialog(self, office.folder.path, number, files, copies_of(office)).open()

    # What is shown

    def _show_list(self, found: tuple[tuple[OpenCase, ...], bool]) -> None:
        cases, fallen = found
        self.queue.show_fallen(fallen=fallen)
        self.queue.show_cases(cases, self._number, or_first=self._issued is None)
        if self.list.currentItem() is None and self._issued is None:
            self._clear(_("No application waits"))

    def _chosen(self, number: str) -> None:
        self._number = number
        self._turn += 1
        turn, office = self._turn, self._session.office
        if self._case is None and self._issued is None:
            self.title.setText(_("Please wait…"))

        def done(case: Case) -> None:
            if turn == self._turn:
                self._show(case)

        in_background(self, lambda: case_of(office, number), done, self.notice.show_refusal)

    def _show(self, case: Case) -> None:
        other = self._case is None or self._case.application.number != case.application.number
        if other and (self._issued is not None or self._case is not None):
            self.notice.clear()
        self._case = case
        if self._issued is not None:
            self._issued = None
            self._name_tabs()
        unsigned = case.signature_lacks is not None
        status = _("Approval to be signed") if unsigned else status_words(case.application.status)
        self.title.setText(f"{case.application.number}   {status}")
        self.summary.show_case(case)
        if other:
            self.record.show_record(case.lines, case.photographs)
            self.pages.clear()
        self.findings.show_findings(case.findings)
        self.case.show_case(case)
        self.stops.show_stops(case.application.number, case.findings)
        self.tabs.setTabText(self.tabs.indexOf(self.findings), _("Findings ({n})").format(n=len(case.findings)))
        self._preview()
        self._buttons()

    def _preview(self) -> None:
        """The preview is drawn when somebody looks at it."""
        if self.tabs.currentWidget() is not self.pages or self._case is None or self.pages.pictures():
            return
        office, number = self._session.office, self._case.application.number

        def pdf() -> bytes:
            from certapp.service.issuing import preview_application

            return preview_application(office, number)

        self.pages.show_pdf(pdf)

    def _name_tabs(self) -> None:
        """What is issued stands alone: the record and the findings of what waited are gone."""
        issued = self._issued is not None
        self.tabs.setTabText(self.tabs.indexOf(self.pages), _("Certificate") if issued else _("Preview"))
        for each in (self.summary, self.record, self.findings, self.case):
            self.tabs.setTabVisible(self.tabs.indexOf(each), not issued)
        self.tabs.setCurrentWidget(self.pages if issued else self.summary)

    def _clear(self, words: str) -> None:
        self._turn += 1
        self.stops.show_stops("", ())
        self._case = None
        self.title.setText(words)
        self.summary.clear()
        self.record.clear()
        self.findings.clear()
        self.case.show_case(None)
        self.pages.clear()
        self._buttons()

    def _buttons(self) -> None:
        self.bar.show_acts(self._case, issued=self._issued is not None, busy=self._busy)
        self.queue.allow(busy=self._busy)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.bar.show_busy(busy=busy)
        self._buttons()

    def _lay_out(self) -> None:
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(8, 0, 0, 0)
        column.addWidget(self.title)
        column.addWidget(self.stops)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.bar)
        layout = QVBoxLayout(self)
        layout.addWidget(heading(_("Approve and issue")))
        layout.addWidget(quiet(_("Who prepared an application does not approve it.")))
        layout.addWidget(self.notice)
        layout.addWidget(Beside((self.queue, shown), ((220, 660), (84, 400))), 1)
