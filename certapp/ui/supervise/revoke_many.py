"""Many certificates revoked at once: found and marked, counted before anything is done, signed by two as one list."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from threading import Event
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from certapp.model.errors import Refusal
from certapp.model.files import read_at_most
from certapp.service.mass_revoking import LONGEST_LIST, Found, Planned, numbers_in, planned, revoke_many, standing
from certapp.service.office import Actor
from certapp.service.revoking import LONGEST_TEXT
from certapp.ui.common.background import in_background
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.choosing import choose_file
from certapp.ui.common.day_edit import DayEdit
from certapp.ui.common.labels import button, caption, plain, quiet, scrolled
from certapp.ui.common.next_bulletin import StatusKey, ask_status_key, border_words, sign_after
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog, bring_into_view
from certapp.ui.common.person import ask_person
from certapp.ui.common.terms import REASON_LIST
from certapp.ui.common.unlocking import ask_again
from certapp.ui.common.words import _, listed, ngettext
from certapp.ui.session import Session
from certapp.ui.supervise.revoke_many_list import MarkedLines

PAUSE_MS: Final = 200
"""After the last key, before the search begins."""
MOST_NAMED: Final = 5
"""Unknown numbers of a file that are named."""


class RevokeManyDialog(Dialog):
    """`actor` supervises; while it works, Esc or its button stops it, and nothing is revoked."""

    revoked = Signal()
    _told = Signal(int, int)

    def __init__(self, session: Session, actor: Actor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._actor = session, actor
        self._turn, self._more = 0, 0
        self._beside: frozenset[str] = frozenset()
        """What a file named that was replaced, and what holds in its place: shown with what is marked."""
        self._busy, self._stopped = False, Event()
        self.setWindowTitle(_("Revoke several certificates"))
        self.notice = Notice()
        today = session.office.clock.today
        self.first, self.last = DayEdit(today.replace(month=1, day=1)), DayEdit(today)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setPlaceholderText(_("Number, object, case, who issued it"))
        self.only_marked = QCheckBox(_("Show the marked ones &only"))
        self.state = plain()
        self.model = MarkedLines()
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setAccessibleName(_("Certificates that can be revoked"))
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setMinimumHeight(self.fontMetrics().lineSpacing() * 7)
        self.all, self.none = button(_("&Mark all shown")), button(_("&Unmark all shown"))
        self.from_file = button(_("&Numbers from a file…"))
        self.reason = ChoiceBox()
        form = session.office.form
        for code in form.code_lists[REASON_LIST]:
            self.reason.addItem(form.code_name(REASON_LIST, code), code)
        self.reason.setPlaceholderText(_("Choose the reason"))
        self.reason.setCurrentIndex(-1)  # what nobody chose must not be told to the border
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.fontMetrics().lineSpacing() * 4)
        self.wrong = plain()
        self.wrong.setProperty("wrong", True)
        self.wrong.hide()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("Revoking"))
        self.go_on = button("", primary=True)
        self.stop = button(_("&Stop: revoke nothing"))
        self.close_button = button(_("&Close"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._connect()
        self._lay_out()
        self._set_busy(False)
        self.read()

    def read(self) -> None:
        """Look again for what can be revoked, in the background."""
        self._pause.stop()
        self._turn += 1
        turn, office = self._turn, self._session.office
        marked = self._beside | self.model.marked if self.only_marked.isChecked() else None
        first, last, text = self.first.day, self.last.day, self.search.text()

        def work() -> Found:
            if marked is None:
                return standing(office, first, last, text)
            found = standing(office, date.min, date.max)
            return Found(tuple(line for line in found.lines if line.number in marked), 0)

        def done(found: Found) -> None:
            if turn == self._turn:
                self._more = found.more
                self.model.put(found.lines)
                self.list.setCurrentIndex(self.model.index(0))

        in_background(self, work, done, self.notice.show_refusal)

    def mark_from_file(self) -> None:
        """Mark the numbers that a file names, and say which of them cannot be revoked. Nothing is done yet."""
        path = choose_file(self, _("Numbers from a file"))
        if path is None:
            return
        office = self._session.office

        def work() -> Planned:
            return planned(office, numbers_in(read_at_most(path, LONGEST_LIST)))

        in_background(self, work, lambda plan: self._marked_from(path, plan), self.notice.show_refusal)

    def start(self) -> None:
        """Both people sign the list that is marked, then it is done. Giving up at any question revokes nothing."""
        numbers = tuple(sorted(self.model.marked))
        if not self._whole():
            return
        office, first = self._session.office, self._actor
        count = len(numbers)
        asked = ngettext(
            "{name}, confirm with your passphrase that {n} certificate is revoked. This cannot be undone.",
            "{name}, confirm with your passphrase that {n} certificates are revoked. This cannot be undone.",
            count,
        ).format(name=first.name, n=count)
        actor = ask_again(self, office, first, asked)
        told = ngettext(
            "The second person, who decides or supervises, confirms that {n} certificate is revoked.",
            "The second person, who decides or supervises, confirms that {n} certificates are revoked.",
            count,
        ).format(n=count)
        second = ask_person(self, office, told, first.id) if actor is not None else None
        signer = ask_status_key(self, office, _("Revoke, sign the bulletin &later")) if second is not None else None
        if actor is None or second is None or signer is None:
            return
        self._revoke((actor, second), numbers, signer)

    def ask_to_stop(self) -> None:
        """Undo what was written so far: none is revoked."""
        self._stopped.set()
        self.stop.setEnabled(False)

    def reject(self) -> None:
        """Close; while it works, stop."""
        if self._busy:
            self.ask_to_stop()
        else:
            super().reject()

    def _revoke(self, people: tuple[Actor, Actor], numbers: tuple[str, ...], signer: StatusKey) -> None:
        office, reason, text = self._session.office, str(self.reason.currentData()), self.text.toPlainText()
        self._stopped.clear()

        def told(done: int, all_of_them: int) -> None:
            if self._stopped.is_set():
                raise Refusal("WORK_STOPPED")
            self._told.emit(done, all_of_them)

        def work() -> tuple[int, int | None]:
            done = revoke_many(office, *people, numbers, reason, text, told)
            return len(done), sign_after(office, people, signer)

        def done(result: tuple[int, int | None]) -> None:
            self._set_busy(False)
            self.model.mark(numbers, on=False)
            self._ended()
            words = ngettext("{n} certificate is revoked.", "{n} certificates are revoked.", result[0])
            self.notice.show_done(f"{words.format(n=result[0])} {border_words(result[1])}")
            self.notice.setFocus()

        def refused(refusal: Refusal) -> None:
            self._set_busy(False)
            self._ended()  # revoked they may be, though their bulletin is not signed
            self.notice.show_refusal(refusal)

        self.notice.clear()
        self.progress.setRange(0, len(numbers))
        self._set_busy(True)
        in_background(self, work, done, refused)

    def _ended(self) -> None:
        self.only_marked.setChecked(False)
        self.read()
        self.revoked.emit()

    def _marked_from(self, path: Path, plan: Planned) -> None:
        self.model.mark(plan.standing)
        self._beside = frozenset((*plan.replaced, *plan.in_their_place))
        self.only_marked.setChecked(True)
        self.read()
        words = [ngettext("{n} of {file} is marked.", "{n} of {file} are marked.", len(plan.standing))]
        if plan.revoked:
            words.append(ngettext("{r} is revoked already.", "{r} are revoked already.", len(plan.revoked)))
        if plan.unknown:
            words.append(ngettext("{u} is not here: {names}", "{u} are not here: {names}", len(plan.unknown)))
        if plan.replaced:
            words.append(ngettext("{s} was replaced: {pairs}.", "{s} were replaced: {pairs}.", len(plan.replaced)))
        if plan.in_their_place:
            words.append(_("What holds in their place stands in the list, not marked."))
        counts = {"n": len(plan.standing), "r": len(plan.revoked), "u": len(plan.unknown), "s": len(plan.replaced)}
        pairs = [_("{old} by {new}").format(old=old, new=new) for old, new in plan.replaced.items()]
        told = " ".join(words).format(file=path.name, names=_some(plan.unknown), pairs=_some(pairs), **counts)
        (self.notice.show_fault if plan.unknown else self.notice.show_hint)(told)

    def _whole(self) -> bool:
        for each in (self.list, self.reason, self.text):
            each.setAccessibleDescription("")
        if not self.model.marked:
            self._say(_("Mark the certificates first."), self.list)
        elif self.reason.currentIndex() < 0:
            self._say(_("Choose the reason."), self.reason)
        elif not 0 < len(self.text.toPlainText().strip()) <= LONGEST_TEXT:
            words = _("Say the reason in words, at most {most} characters.")
            self._say(words.format(most=LONGEST_TEXT), self.text)
        else:
            self.wrong.hide()
            return True
        return False

    def _say(self, words: str, beside: QWidget) -> None:
        self.wrong.setText(words)
        self.wrong.show()
        beside.setAccessibleDescription(words)
        beside.setFocus()
        bring_into_view(beside)

    def _tell(self) -> None:
        """How many are shown and marked: what would be done, before it is done."""
        shown, marked = self.model.rowCount(), len(self.model.marked)
        words = [ngettext("{n} shown.", "{n} shown.", shown).format(n=shown)]
        if self._more:
            words.append(ngettext("{n} more: narrow the search.", "{n} more: narrow the search.", self._more))
            words[-1] = words[-1].format(n=self._more)
        words.append(
            ngettext("{n} would be revoked; nothing is done yet.", "{n} would be revoked; nothing is done yet.", marked)
        )
        words[-1] = words[-1].format(n=marked)
        self.state.setText(" ".join(words))
        act = ngettext("Re&voke {n} certificate…", "Re&voke {n} certificates…", marked)
        self.go_on.setText(act.format(n=marked))

    def _show_told(self, done: int, all_of_them: int) -> None:
        self.progress.setValue(done)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for each in (self.progress, self.stop):
            each.setVisible(busy)
        self.stop.setEnabled(busy)
        for each in (self.go_on, self.close_button):
            each.setVisible(not busy)
        self._asking.setEnabled(not busy)
        if busy:
            self.stop.setFocus()
        self._tell()

    def _connect(self) -> None:
        for day in (self.first, self.last):
            day.dateChanged.connect(lambda _day: self._pause.start())
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self._pause.timeout.connect(self.read)
        self.only_marked.clicked.connect(self.read)
        self.model.marked_changed.connect(self._tell)
        self.all.clicked.connect(lambda: self.model.mark(self.model.shown))
        self.none.clicked.connect(lambda: self.model.mark(self.model.shown, on=False))
        self.from_file.clicked.connect(self.mark_from_file)
        self.go_on.clicked.connect(self.start)
        self.stop.clicked.connect(self.ask_to_stop)
        self._told.connect(self._show_told)

    def _lay_out(self) -> None:
        self._asking = QWidget()
        column = QVBoxLayout(self._asking)
        above: tuple[tuple[str, QWidget], ...] = (
            (_("Issued &from"), self.first),
            (_("Issued un&til"), self.last),
            (_("F&ind"), self.search),
        )
        below: tuple[tuple[str, QWidget], ...] = (
            (_("&Reason"), self.reason),
            (_("Reason in &words"), self.text),
        )
        for words, editor in above:
            column.addWidget(caption(words, editor))
            column.addWidget(editor)
        column.addWidget(self.state)
        column.addWidget(self.list, 1)
        column.addWidget(ButtonRows((self.all, self.none, self.from_file)))
        column.addWidget(self.only_marked)
        for words, editor in below:
            column.addWidget(caption(words, editor))
            column.addWidget(editor)
        layout = QVBoxLayout(self)
        layout.addWidget(
            quiet(
                " ".join(
                    (
                        _("A supervisor and a second person sign the list as a whole: all are revoked, or none is."),
                        _("What was replaced is named with what holds in its place."),
                    )
                )
            )
        )
        layout.addWidget(self.notice)
        layout.addWidget(scrolled(self._asking, self.windowTitle()), 1)
        layout.addWidget(self.wrong)
        layout.addWidget(self.progress)
        layout.addLayout(self.last_line(self.go_on, self.stop, leave=self.close_button))
        self.resize(760, 760)


def _some(names: Sequence[str]) -> str:
    """The first few of them."""
    return listed((*names[:MOST_NAMED], *(["…"] if len(names) > MOST_NAMED else [])))
