"""The lists behind the home page: what is abroad, what is to be cleared up, receipts of customs and the posts' keys."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from certapp.model.errors import Refusal
from certapp.model.files import read_at_most
from certapp.model.folding import words as folded
from certapp.model.sentences import sentence
from certapp.register.endorsements import PostNews, Task, open_tasks, posts
from certapp.register.lives import Abroad
from certapp.service.clock import days
from certapp.service.office import Actor, Office
from certapp.service.receipts import Taken, accept_post, close_task, import_receipts
from certapp.service.reminding import Reminder, note_reminder
from certapp.trust.receipt import LARGEST
from certapp.ui.common.act_dialog import ActDialog, Asked, ask
from certapp.ui.common.background import Newest, in_background
from certapp.ui.common.labels import button, caption, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.person import acting
from certapp.ui.common.presented import kind_words
from certapp.ui.common.terms import day_of, refusal_words, status_words
from certapp.ui.common.words import _, apart, listed, ngettext, with_colon, with_commas, with_semicolons
from certapp.ui.home.after_issue import AfterIssue, after_issue
from certapp.ui.register.life_view import source_words
from certapp.ui.session import Session

_KEY: Final = Qt.ItemDataRole.UserRole


class ListDialog(Dialog):
    """A list with a line above it, what was done or refused, and the acts below; `empty` is said of an empty list."""

    def __init__(self, parent: QWidget, session: Session, title: str, told: str, empty: str) -> None:
        super().__init__(parent)
        self._newest = Newest(self)
        self.setWindowTitle(title)
        self.session = session
        self.notice = Notice()
        self.list = QListWidget()
        self._empty = empty
        self.list.setAccessibleName(title)
        self.list.setWordWrap(True)
        self.list.setProperty("lines", True)
        self.column = QVBoxLayout(self)
        self.column.addWidget(quiet(told))
        self.column.addWidget(self.notice)
        self.column.addWidget(self.list, 1)
        self.buttons = QDialogButtonBox()
        close = button(_("&Close"))
        self.buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.rejected.connect(self.reject)
        self.column.addWidget(self.buttons)
        self.resize(720, 520)

    def add_act(self, words: str, act: Callable[[], None]) -> None:
        """One more button."""
        made = button(words)
        made.clicked.connect(act)
        self.buttons.addButton(made, QDialogButtonBox.ButtonRole.ActionRole)

    def put(self, lines: Sequence[tuple[str, object]]) -> None:
        """Show these lines, each with what it stands for."""
        self.list.clear()
        for words, stands_for in lines:
            item = QListWidgetItem(words)
            item.setData(_KEY, stands_for)
            self.list.addItem(item)
        if lines:
            self.list.setCurrentRow(0)
        else:
            QListWidgetItem(self._empty, self.list).setFlags(Qt.ItemFlag.NoItemFlags)

    @property
    def chosen(self) -> object:
        """What the chosen line stands for, None where none is chosen."""
        item = self.list.currentItem()
        return item.data(_KEY) if item is not None else None

    def run(self, work: Callable[[Office, Actor], object]) -> None:
        """Do an act as who is logged in, then read the list again."""
        actor = acting(self, self.session)
        if actor is None:
            return
        office = self.session.office

        def done(_result: object) -> None:
            self.session.changed.emit()
            self.refresh()

        in_background(self, lambda: work(office, actor), done, self.notice.show_refusal)

    def refresh(self) -> None:
        """Read the list again."""
        raise NotImplementedError


class AbroadDialog(ListDialog):
    """What is abroad and must come back; `certificate_wanted` by the application's number."""

    certificate_wanted = Signal(str)

    def __init__(self, parent: QWidget, session: Session) -> None:
        told = _(
            "What must come back, the earliest day first. A step that was noted is not shown again before the next one."
        )
        super().__init__(parent, session, _("Abroad"), told, _("Nothing is abroad."))
        self._found: AfterIssue | None = None
        self.search = QLineEdit()
        self.search.setMaxLength(80)
        self.search.textChanged.connect(self.fill)
        self.column.insertWidget(1, caption(_("&Find"), self.search))
        self.column.insertWidget(2, self.search)
        self.add_act(_("&Open"), self._open)
        self.add_act(_("&Note what was done…"), self._note)
        self.list.itemActivated.connect(lambda _item: self._open())
        self.refresh()

    def refresh(self) -> None:
        """Read it again."""
        office = self.session.office
        self._newest.read(lambda: after_issue(office), self._show, self.notice.show_refusal)

    def fill(self) -> None:
        """Show what fits the search."""
        if self._found is None:
            return
        wanted, due = folded(self.search.text()), {each.line.number: each for each in self._found.reminders}
        today = days(self.session.office.clock.today)
        lines = [
            (_line(line, due.get(line.number), today), line)
            for line in self._found.abroad
            if _fits(f"{line.number} {line.application} {line.title}", wanted)
        ]
        self.put(lines)

    def _show(self, found: AfterIssue) -> None:
        self._found = found
        self.fill()

    def _open(self) -> None:
        if isinstance(self.chosen, Abroad):
            self.certificate_wanted.emit(self.chosen.application)
            self.accept()

    def _note(self) -> None:
        line = self.chosen
        if not isinstance(line, Abroad):
            return
        asked = [Asked("text", "words", _("What was &done"))]
        told = _("For example: the borrower was written to. The next step is shown when its day comes.")
        dialog = ask(ActDialog(self, line.number, told, _("&Note"), asked))
        if dialog is not None:
            text = dialog.values["text"]
            self.run(lambda office, actor: note_reminder(office, actor, line.number, text))


class TasksDialog(ListDialog):
    """What receipts say and the register does not."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        told = _("What customs reported and the register does not know. Each is closed with a note of what came out.")
        super().__init__(parent, session, _("To be cleared up"), told, _("Nothing waits to be cleared up."))
        self.add_act(_("C&lose it with a note…"), self._close)
        self.refresh()

    def refresh(self) -> None:
        """Read it again."""
        office = self.session.office
        self._newest.read(lambda: open_tasks(office.register), self._show, self.notice.show_refusal)

    def _show(self, tasks: list[Task]) -> None:
        self.put([(f"{task.number}\n{sentence(task.code, task.params)}", task) for task in tasks])

    def _close(self) -> None:
        task = self.chosen
        if not isinstance(task, Task):
            return
        asked = [Asked("note", "words", _("What came &out"))]
        dialog = ask(ActDialog(self, task.number, sentence(task.code, task.params), _("Close the &task"), asked))
        if dialog is not None:
            note = dialog.values["note"]
            self.run(lambda office, actor: close_task(office, actor, task.seq, task.position, note))


class ReceiptsDialog(ListDialog):
    """Takes receipts in; shows which post had which bulletin last."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        told = _(
            "Receipts come by file (*.xcreceipt), photographs beside them. Below: which bulletin each post had last."
        )
        super().__init__(parent, session, _("Receipts of customs"), told, _("No receipt has come yet."))
        self.add_act(_("&Take in files…"), self._choose)
        self.add_act(_("Compare a post's &key…"), self._compare)
        self.refresh()

    def refresh(self) -> None:
        """Read it again."""
        office = self.session.office
        self._newest.read(lambda: posts(office.register), self._show, self.notice.show_refusal)

    def take_in(self, paths: Sequence[Path]) -> None:
        """Take receipts in, each by itself."""
        actor = acting(self, self.session)
        if actor is None:
            return
        office = self.session.office

        def work() -> list[str]:
            return [line for path in paths for line in _taken(office, actor, path)]

        def done(lines: list[str]) -> None:
            self.session.changed.emit()
            self.notice.show_hint("\n".join(lines))
            self.refresh()

        in_background(self, work, done, self.notice.show_refusal)

    def _choose(self) -> None:
        kinds = _("Receipts of customs (*.xcreceipt *.txt *.pdf *.jpg *.jpeg *.png);;All files (*)")
        paths, _filter = QFileDialog.getOpenFileNames(self, _("Receipts of customs"), "", kinds)
        if paths:
            self.take_in([Path(path) for path in paths])

    def _compare(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(self, _("The post's key, or a receipt that it signed"), "")
        if not path:
            return
        told = _("Ask the post for its 40 digits by telephone or letter and type them. Its receipts are then believed.")
        asked = [Asked("digits", "line", _("40 &digits"))]
        dialog = ask(ActDialog(self, _("Compare a post's key"), told, _("&Compare"), asked))
        if dialog is not None:
            digits = dialog.values["digits"]
            self.run(lambda office, actor: accept_post(office, actor, read_at_most(Path(path), LARGEST), digits))

    def _show(self, found: list[PostNews]) -> None:
        words = _("{post}: bulletin no. {n} of {day}")
        self.put([(words.format(post=each.post, n=each.bulletin, day=day_of(each.day)), each.post) for each in found])


def _line(line: Abroad, reminder: Reminder | None, today: int) -> str:
    left = line.return_due - today
    if left < 0:
        when = ngettext("{n} day late", "{n} days late", -left).format(n=-left)
    else:
        when = ngettext("{n} day left", "{n} days left", left).format(n=left)
    out = ngettext("{n} object away", "{n} objects away", line.out).format(n=line.out)
    mark = _("ask for it now") if reminder is not None else ""
    said = listed(filter(None, (f"{day_of(line.return_due)}", when, out, mark)))
    return f"{line.number}  {line.title}\n{said}"


def _fits(text: str, wanted: list[str]) -> bool:
    there = folded(text)
    return all(any(each.startswith(word) for each in there) for word in wanted)


def _taken(office: Office, actor: Actor, path: Path) -> list[str]:
    try:
        return [_said(path, found) for found in import_receipts(office, actor, path)]
    except Refusal as refusal:
        return [with_colon(apart(path.name), refusal_words(refusal))]


def _said(path: Path, found: Taken) -> str:
    if found.again:
        return _("{file}: taken in before").format(file=path.name)
    state = status_words(found.state) if found.state else _("none of ours")
    told = with_commas(found.number, kind_words(found.kind), source_words(found.source))
    words = [with_colon(with_colon(apart(path.name), told), state)]
    if count := len(found.tasks):
        words.append(ngettext("{n} thing to clear up", "{n} things to clear up", count).format(n=count))
    return with_semicolons(words)
