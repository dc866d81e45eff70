"""Home: what waits, each a row to be opened with Enter."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from certapp.model import language as spoken
from certapp.service.rights import Right
from certapp.ui.common import settings
from certapp.ui.common.background import Newest, in_background
from certapp.ui.common.backup_words import age_words
from certapp.ui.common.labels import heading, keep_from_the_bar, quiet, scrolled
from certapp.ui.common.notice import Notice
from certapp.ui.common.person import name_of
from certapp.ui.common.row_button import RowButton
from certapp.ui.common.terms import day_of, day_of_seconds, minute_of
from certapp.ui.common.theme import dress
from certapp.ui.common.words import _, ngettext, with_commas
from certapp.ui.home.after_issue import rows_of
from certapp.ui.home.waiting import Waiting, waiting
from certapp.ui.session import Session

MOST_DRAFTS = 12
MOST_EXPERTS = 6
SOON = 7 * 86400
"""Seconds before a bulletin is due from which on it is called urgent."""


class HomeView(QWidget):
    """Asks for a page (`page_wanted`, its name), a draft (`draft_wanted`, its id) or a case (`case_wanted`, its
    number)."""

    page_wanted = Signal(str)
    case_wanted = Signal(str)
    draft_wanted = Signal(str)
    certificate_wanted = Signal(str)
    """The page of the register, by the application's number."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._newest = Newest(self)
        self._session = session
        self._shown: object = None
        self._warmed = False
        self.notice = Notice()
        self._sheet = QWidget()
        self._column = QVBoxLayout(self._sheet)
        self._column.setSpacing(8)
        keep_from_the_bar(self._column, 4)
        layout = QVBoxLayout(self)
        layout.addWidget(heading(_("What waits")))
        layout.addWidget(quiet(session.office.authority))
        layout.addWidget(self.notice)
        layout.addWidget(scrolled(self._sheet, _("What waits")), 1)
        session.changed.connect(self.refresh)
        session.person_changed.connect(self.refresh)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Look again whenever the page is opened."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Look at what waits, in the background."""
        if self.isVisible():
            office, cut_short = self._session.office, self._session.cut_short
            self._newest.read(
                lambda: waiting(office, settings.last_backup(office.folder.path), cut_short),
                self._show,
                self.notice.show_refusal,
            )

    def rows(self) -> list[QPushButton]:
        """The rows shown."""
        return self._sheet.findChildren(QPushButton)

    def _show(self, found: Waiting) -> None:
        actor = self._session.actor
        state = (found, actor and actor.official.roles)
        if state == self._shown:
            return  # rows are not taken away under anybody's hand for nothing
        self._shown = state
        if not self._warmed:
            self._warmed = True
            in_background(self, _warm_up, lambda _done: None, self.notice.show_refusal)
        focused = next((row.text() for row in self.rows() if row.hasFocus()), None)
        self._empty()
        if found.restored:
            words = _("This copy was restored, or is older than one known here: it issues nothing until it is resumed")
            self._row(words, "supervise")
        if self._session.actor is None:
            self._column.addWidget(quiet(_("Nobody is logged in: the button at the bottom of the window does that.")))
        self._decisions(found)
        self._dates(found)
        self._after_issue(found)
        self._drafts(found)
        self._column.addStretch(1)
        again = next((row for row in self.rows() if row.text() == focused), None)
        if again is not None:
            again.setFocus()

    def _decisions(self, found: Waiting) -> None:
        self._column.addWidget(heading(_("To decide"), 2))
        if found.received:
            words = ngettext("{n} application waits for approval", "{n} applications wait for approval", found.received)
            self._row(words.format(n=found.received), "decide")
        if found.approved:
            words = ngettext("{n} application waits for issue", "{n} applications wait for issue", found.approved)
            self._row(words.format(n=found.approved), "decide")
        for number in found.cut_short:
            words = _("Issuing {number} was cut short: nothing of it counts, and its application waits for issue again")
            self._row(words.format(number=number), "decide", "amber")
        if not found.received and not found.approved:
            self._column.addWidget(quiet(_("No application waits.")))

        self._pressing(found)
        self._experts(found)

    def _pressing(self, found: Waiting) -> None:
        pressing = found.pressing
        decides = self._may(Right.DECIDE)
        for count, words in (
            (
                pressing.sent_back,
                ngettext("{n} proposal was sent back", "{n} proposals were sent back", pressing.sent_back),
            ),
            (pressing.overdue, ngettext("{n} case is overdue", "{n} cases are overdue", pressing.overdue)),
            (
                pressing.due_soon,
                ngettext("{n} case is due within seven days", "{n} cases are due within seven days", pressing.due_soon),
            ),
            (
                pressing.appeals * self._may(Right.DECIDE, Right.PREPARE),
                ngettext("{n} refusal is under appeal", "{n} refusals are under appeal", pressing.appeals),
            ),
            (
                pressing.delays * decides,
                ngettext(
                    "{n} delay after an appeal ends within seven days or has ended",
                    "{n} delays after an appeal end within seven days or have ended",
                    pressing.delays,
                ),
            ),
            (
                pressing.to_close * decides,
                ngettext(
                    "{n} refusal can be closed: its appeal period is over",
                    "{n} refusals can be closed: their appeal period is over",
                    pressing.to_close,
                ),
            ),
        ):
            if count:
                self._row(words.format(n=count), "decide")

    def _may(self, *rights: Right) -> bool:
        """Who is logged in may do it, or nobody is."""
        actor = self._session.actor
        return actor is None or actor.may(*rights)

    def _experts(self, found: Waiting) -> None:
        """Each expert whose opinion is overdue, with the case to be opened."""
        for expert in found.silent[:MOST_EXPERTS]:
            words = _("{expert} should have answered about {number} by {day}")
            name = expert.expert.replace("&", "&&")  # a name marks no letter for Alt
            row = RowButton(words.format(expert=name, number=expert.application, day=day_of(expert.due)))
            row.clicked.connect(lambda checked=False, number=expert.application: self.case_wanted.emit(number))
            self._column.addWidget(row)
        more = len(found.silent) - MOST_EXPERTS
        if more > 0:
            words = ngettext("{n} more opinion is overdue", "{n} more opinions are overdue", more)
            self._row(words.format(n=more), "decide")

    def _dates(self, found: Waiting) -> None:
        self._column.addWidget(heading(_("Due"), 2))
        if found.bulletin_due is None and not found.signs:
            self._row(_("No bulletin of the country is known here: take in the newest one"), "verify", "amber")
        elif found.bulletin_due is None:
            self._row(_("No bulletin has been signed yet: the border knows of no revocation"), "supervise")
        else:
            day = day_of_seconds(found.bulletin_due)
            late = found.bulletin_due < found.now
            if late and not found.signs:
                words = _("The bulletin known here is over since {day}: take in the next one").format(day=day)
            elif late:
                words = _("The bulletin is overdue since {day}: the border sees amber").format(day=day)
            elif found.bulletin_due < found.now + SOON:
                words = _("The next bulletin is due soon, on {day}").format(day=day)
            else:
                words = _("The next bulletin is due on {day}").format(day=day)
            self._row(words, "supervise" if found.signs else "verify", "red" if late else "")
        if found.unpublished and not found.signs:
            words = ngettext(
                "{n} revocation is not at the border yet: write a file for the other offices",
                "{n} revocations are not at the border yet: write a file for the other offices",
                found.unpublished,
            )
            self._row(words.format(n=found.unpublished), "supervise", "amber")
        elif found.unpublished:
            words = ngettext(
                "{n} revocation is in no bulletin yet: sign and export one",
                "{n} revocations are in no bulletin yet: sign and export one",
                found.unpublished,
            )
            self._row(words.format(n=found.unpublished), "supervise", "amber")
        if found.renew:
            words = ngettext("{n} key or list must be renewed", "{n} keys or lists must be renewed", found.renew)
            self._row(words.format(n=found.renew), "people")
        if not found.two_supervisors:
            self._row(_("Fewer than two supervisors can act: a stolen key could not be reported"), "people", "amber")
        backup = found.backup
        self._row(age_words(backup), "supervise", "red" if backup.long_overdue else "amber" if backup.overdue else "")

    def _after_issue(self, found: Waiting) -> None:
        self._column.addWidget(heading(_("After issue"), 2))
        for which, words in rows_of(found.after_issue):
            row = RowButton(words)
            row.clicked.connect(lambda checked=False, which=which: self.open_list(which))
            self._column.addWidget(row)

    def open_list(self, which: str) -> None:
        """Open what is behind a row: the list ABROAD, TASKS or RECEIPTS, or the page SUPERVISE."""
        from certapp.ui.home.after_dialogs import AbroadDialog, ReceiptsDialog, TasksDialog

        if which == "SUPERVISE":
            self.page_wanted.emit("supervise")
        elif which == "ABROAD":
            abroad = AbroadDialog(self, self._session)
            abroad.certificate_wanted.connect(self.certificate_wanted)
            abroad.open()
        else:
            (TasksDialog if which == "TASKS" else ReceiptsDialog)(self, self._session).open()

    def _drafts(self, found: Waiting) -> None:
        self._column.addWidget(heading(_("Drafts"), 2))
        for line in found.drafts[:MOST_DRAFTS]:
            title = (line.title or _("Without a title")).replace("&", "&&")  # a title marks no letter for Alt
            owner = name_of(self._session.office, line.owner)
            row = RowButton(f"{title}\n{with_commas(owner, minute_of(line.updated_at))}")
            row.clicked.connect(lambda checked=False, draft=line.id: self.draft_wanted.emit(draft))
            self._column.addWidget(row)
        if len(found.drafts) > MOST_DRAFTS:
            self._row(_("All {n} drafts").format(n=len(found.drafts)), "apply")
        if not found.drafts:
            self._row(_("No drafts. Begin a new application"), "apply")

    def _row(self, words: str, page: str, urgent: str = "") -> None:
        row = RowButton(words)
        dress(row, urgent)
        row.clicked.connect(lambda: self.page_wanted.emit(page))
        self._column.addWidget(row)

    def _empty(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if widget := item.widget():
                widget.setParent(None)
                widget.deleteLater()


def _warm_up() -> None:
    """Load what a form needs while somebody reads what waits: the first draft opened then opens at once."""
    import certapp.ui.home.drafts  # noqa: F401  # only to have it loaded
    from certapp.formdef.standards import language_meant, standard_name

    for code_list in ("COUNTRY", "CURRENCY"):
        standard_name(code_list, "", spoken.in_use())
    language_meant("français")
