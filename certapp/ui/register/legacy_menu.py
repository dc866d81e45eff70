"""What can be done with old papers: the menu on the register's page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QMenu, QPushButton, QWidget

from certapp.model.errors import Refusal
from certapp.register.legacy import LegacyCertificate, LegacyLine, coverage, legacy_certificate, waiting
from certapp.service.asked_numbers import coverage_sentence
from certapp.service.legacy import confirm_papers, record_paper
from certapp.service.legacy_coverage import state_coverage
from certapp.service.rights import Right
from certapp.ui.common.allowing import for_whom
from certapp.ui.common.background import in_background
from certapp.ui.common.grid_dialog import GridDialog
from certapp.ui.common.notice import Notice
from certapp.ui.common.person import acting, ask_person
from certapp.ui.common.words import _, apart, ngettext
from certapp.ui.register.legacy_dialogs import CoverageDialog, OldPaperDialog, Typed, accepted
from certapp.ui.register.legacy_importing import LegacyImportDialog
from certapp.ui.session import Session

MOST_AT_ONCE = 5000


class OldPapersButton(QPushButton):
    """A button that opens the menu. `wanted`: an entry is to be shown, by its number."""

    wanted = Signal(str)

    def __init__(self, session: Session, notice: Notice, parent: QWidget | None = None) -> None:
        super().__init__(_("&Old papers"), parent)
        self._session, self._notice = session, notice
        menu = QMenu(self)
        self.type = menu.addAction(_("&Type one…"))
        self.take_in = menu.addAction(_("&Import a list with scans…"))
        self.next = menu.addAction(_("The &next to be confirmed"))
        self.confirm = menu.addAction(_("&Confirm all that wait…"))
        self.cover = menu.addAction(_("What the register c&overs…"))
        self.setMenu(menu)
        self.type.triggered.connect(self.type_one)
        self.take_in.triggered.connect(self.import_list)
        self.next.triggered.connect(self.show_next)
        self.confirm.triggered.connect(self.confirm_all)
        self.cover.triggered.connect(self.state)
        session.person_changed.connect(self._allow)
        self._allow()

    def type_one(self) -> None:
        """Type an old paper."""
        actor, office = acting(self, self._session), self._session.office
        if actor is None:
            return

        def work(typed: Typed) -> str:
            return record_paper(office, actor, typed.paper, typed.scans(), again=typed.again)

        dialog = OldPaperDialog(self.window(), work)
        if accepted(dialog):
            number = dialog.result_number
            self._did(_("{number} is written down; another person confirms it now.").format(number=number))
            self.wanted.emit(number)
        dialog.deleteLater()

    def import_list(self) -> None:
        """Take a list in."""
        actor, office = acting(self, self._session), self._session.office
        if actor is None:
            return
        dialog = LegacyImportDialog(self.window(), office, actor)
        if accepted(dialog):
            n = len(dialog.numbers)
            words = ngettext("{n} old paper was taken in.", "{n} old papers were taken in.", n)
            self._did(words.format(n=n))
            self.wanted.emit(dialog.numbers[0])
        dialog.deleteLater()

    def show_next(self) -> None:
        """Show the oldest entry that nobody confirmed."""
        office = self._session.office
        in_background(self, lambda: waiting(office.register, 1), self._show_first, self._notice.show_refusal)

    def confirm_all(self) -> None:
        """Confirm everything that others typed, after a look at the list."""
        actor, office = acting(self, self._session), self._session.office
        if actor is None:
            return
        user = actor.id

        def work() -> list[LegacyCertificate]:
            found = waiting(office.register, MOST_AT_ONCE)
            entries = (legacy_certificate(office.register, each.number) for each in found)
            return [each for each in entries if each.recorded_by != user]

        def ask(found: list[LegacyCertificate]) -> None:
            if not found:
                self._notice.show_hint(_("No entry of another person waits to be confirmed."))
                return
            dialog = ConfirmAllDialog(self.window(), found)
            if accepted(dialog):
                seen = [(each.number, each.digest) for each in found]
                in_background(self, lambda: confirm_papers(office, actor, seen), done, self._notice.show_refusal)
            dialog.deleteLater()

        def done(count: int) -> None:
            self._did(ngettext("{n} entry is confirmed.", "{n} entries are confirmed.", count).format(n=count))

        in_background(self, work, ask, self._notice.show_refusal)

    def state(self) -> None:
        """State what the register covers: the form, then the second person."""
        actor, office = acting(self, self._session), self._session.office
        if actor is None:
            return
        dialog = CoverageDialog(self.window(), coverage_sentence(coverage(office.register)))
        if accepted(dialog):
            second = ask_person(self.window(), office, _("The second person confirms what is covered."), actor.id)
            if second is not None:
                try:
                    stated = state_coverage(
                        office,
                        actor,
                        second,
                        dialog.years,
                        dialog.text.toPlainText(),
                        complete=dialog.complete.isChecked(),
                        none_before=dialog.none_before.isChecked(),
                        all_offices=dialog.all_offices.isChecked(),
                    )
                    self._did(coverage_sentence(stated))
                except Refusal as refusal:
                    self._notice.show_refusal(refusal)
        dialog.deleteLater()

    def _show_first(self, found: list[LegacyLine]) -> None:
        if found:
            self.wanted.emit(found[0].number)
        else:
            self._notice.show_hint(_("No old paper waits to be confirmed."))

    def _did(self, words: str) -> None:
        self._session.changed.emit()
        self._notice.show_done(words)

    def _allow(self) -> None:
        actor = self._session.actor
        for action, rights in (
            (self.type, (Right.PREPARE,)),
            (self.take_in, (Right.PREPARE,)),
            (self.confirm, (Right.DECIDE, Right.SUPERVISE)),
            (self.cover, (Right.REVOKE,)),
        ):
            may = actor is None or actor.may(*rights)
            action.setEnabled(may)
            action.setToolTip("" if may else for_whom(rights))


class ConfirmAllDialog(GridDialog):
    """What would be confirmed: number, what is printed, the first object."""

    def __init__(self, parent: QWidget | None, found: list[LegacyCertificate]) -> None:
        told = _("By confirming you sign that you held each of these entries against its scan.")
        n = len(found)
        act = ngettext("&Confirm {n} entry", "&Confirm {n} entries", n).format(n=n)
        super().__init__(parent, _("Confirm old papers"), told, act)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Entries that wait"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for each in found:
            parts = (each.printed, each.issued_on, each.title, each.number)
            self.list.addItem("   ".join(apart(part) for part in parts if part))
        self.list.setMinimumHeight(self.list.fontMetrics().lineSpacing() * 12)
        self.list.setCurrentRow(0)
        self.ask([(self.list,)], self.list, stretched=(0,))

    def check(self) -> None:
        """Nothing else is asked."""
        self.accept()
