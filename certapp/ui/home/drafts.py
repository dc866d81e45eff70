"""Applications being filled out: the list of drafts, or the form of the one that is open."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from certapp.register import drafts
from certapp.register.drafts import DraftLine
from certapp.ui.common import keys
from certapp.ui.common.background import in_background
from certapp.ui.common.choosing import choose_file
from certapp.ui.common.labels import button, heading, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.person import acting, name_of
from certapp.ui.common.terms import minute_of
from certapp.ui.common.words import _
from certapp.ui.form.undo_bar import UndoBar
from certapp.ui.form.view import FormView
from certapp.ui.session import Session

if TYPE_CHECKING:
    from certapp.service.drafting import OpenDraft


class DraftsView(QWidget):
    """Tells the number of an application that was received (`received`)."""

    received = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.form: FormView | None = None
        self.notice = Notice()
        self.list = QListWidget()
        self.list.setAccessibleName(_("Drafts"))
        self.list.setSpacing(4)
        self.list.itemActivated.connect(lambda item: self.open_draft(item.data(Qt.ItemDataRole.UserRole)))
        self.begin = button(_("&Begin a new application"), primary=True)
        self.begin.clicked.connect(self.new_application)
        self.take_in = button(_("&Take in a file from an applicant…"))
        self.take_in.clicked.connect(self._take_in)
        self.open = button(_("&Open the draft"))
        self.open.clicked.connect(self._open_current)
        self.delete = button(_("De&lete the draft"))
        self.delete.clicked.connect(self._delete_current)
        self.undo = UndoBar()
        keys.shortcut(self.list, "delete_draft", self._delete_current, Qt.ShortcutContext.WidgetShortcut)
        self._choice = QWidget()
        bar = QHBoxLayout()
        for each in (self.begin, self.take_in, self.open, self.delete):
            bar.addWidget(each)
        bar.addStretch(1)
        column = QVBoxLayout(self._choice)
        column.addWidget(heading(_("New application")))
        column.addWidget(quiet(_("What is typed is kept at once. Nothing is sent in before you say so.")))
        column.addLayout(bar)
        column.addWidget(heading(_("Drafts"), 2))
        column.addWidget(self.undo)
        column.addWidget(self.list, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._choice)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.notice)
        layout.addWidget(self._stack, 1)
        session.changed.connect(self._changed)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Look again whenever the page is opened."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Read the list of drafts."""
        connection = self._session.office.drafts
        in_background(self, lambda: drafts.lines(connection, open_only=True), self._show, self.notice.show_refusal)

    def _changed(self) -> None:
        """What is not seen is read again when it is opened."""
        if self.isVisible():
            self.refresh()

    def new_application(self) -> None:
        """Begin with an empty form."""
        actor = acting(self, self._session)
        if actor is None:
            return
        office = self._session.office

        def work() -> str:
            from certapp.service.drafting import new_draft

            return new_draft(office, actor).id

        self._open_made(work)

    def open_draft(self, draft: str, section: str = "") -> None:
        """Go on with a draft, in a section of its form; what was open before is kept first."""
        self.notice.clear()
        self.undo.hide()
        self.flush()
        self._close_form()
        self.form = FormView(self._session, draft)
        self.form.received.connect(self._received)
        self.form.closed.connect(self._closed)
        self._stack.addWidget(self.form)
        self._stack.setCurrentWidget(self.form)
        if section:
            self.form.open_section(section)
        self.form.begin()

    def flush(self) -> None:
        """Keep at once what is being typed."""
        if self.form is not None:
            self.form.flush()

    def _take_in(self) -> None:
        actor = acting(self, self._session)
        kinds = _("Applications (*.json *.xcintake *.zip);;All files (*)")
        path = choose_file(self, _("Take in a file from an applicant"), kinds) if actor else None
        if actor is None or path is None:
            return
        office, owner, chosen = self._session.office, actor.id, Path(path)

        def work() -> str:
            from certapp.service.drafting import draft_from
            from certapp.service.intake import read_intake

            return draft_from(office, owner, read_intake(chosen)).id

        self._open_made(work)

    def _open_made(self, work: Callable[[], str]) -> None:
        def done(draft: str) -> None:
            self._session.changed.emit()
            self.open_draft(draft)

        self.notice.clear()
        in_background(self, work, done, self.notice.show_refusal)

    def _open_current(self) -> None:
        if (item := self.list.currentItem()) is not None:
            self.open_draft(item.data(Qt.ItemDataRole.UserRole))

    def _delete_current(self) -> None:
        if (item := self.list.currentItem()) is None:
            return
        office, draft = self._session.office, item.data(Qt.ItemDataRole.UserRole)
        title = item.text().split("\n", 1)[0]

        def work() -> "OpenDraft":
            from certapp.service.drafting import delete_draft

            return delete_draft(office, draft)

        def done(gone: "OpenDraft") -> None:
            self.undo.offer(_("Deleted: {title}").format(title=title), lambda: self._restore(gone))
            self._session.changed.emit()
            self.list.setFocus()

        self.notice.clear()
        in_background(self, work, done, self.notice.show_refusal)

    def _restore(self, gone: "OpenDraft") -> None:
        office = self._session.office

        def work() -> None:
            from certapp.service.drafting import save_draft

            save_draft(office, gone.owner, gone)

        in_background(self, work, lambda _done: self._session.changed.emit(), self.notice.show_refusal)
        self.list.setFocus()

    def _closed(self) -> None:
        self._close_form()
        self.list.setFocus()

    def _received(self, number: str) -> None:
        self._closed()
        self._session.changed.emit()
        self.notice.show_done(_("Application {number} is received and waits for approval.").format(number=number))
        self.received.emit(number)

    def _close_form(self) -> None:
        if self.form is not None:
            form, self.form = self.form, None
            self._stack.removeWidget(form)
            form.deleteLater()
            self.refresh()

    def _show(self, lines: list[DraftLine]) -> None:
        current = self.list.currentItem().data(Qt.ItemDataRole.UserRole) if self.list.currentItem() else None
        self.list.clear()
        for line in lines:
            title = line.title or _("Without a title")
            owner = name_of(self._session.office, line.owner)
            item = QListWidgetItem(f"{title}\n{owner}, {minute_of(line.updated_at)}")
            item.setData(Qt.ItemDataRole.UserRole, line.id)
            self.list.addItem(item)
            if line.id == current:
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None and lines:
            self.list.setCurrentRow(0)
        self.open.setEnabled(bool(lines))
        self.delete.setEnabled(bool(lines))
