"""Applications being filled out: the list of drafts, or the form of the one that is open."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.register import drafts
from certapp.register.drafts import DraftLine
from certapp.service.redrafting import copy_of, correction_of
from certapp.service.templates import Offered, begin_with, forget_template
from certapp.ui.common import keys, settings
from certapp.ui.common.background import in_background
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.choosing import choose_file
from certapp.ui.common.labels import button, heading, quiet
from certapp.ui.common.memory import tidy_soon
from certapp.ui.common.notice import Notice
from certapp.ui.common.one_at_a_time import OneAtATime
from certapp.ui.common.person import acting, name_of
from certapp.ui.common.words import _
from certapp.ui.form.undo_bar import UndoBar
from certapp.ui.form.view import FormView
from certapp.ui.form.window import FormWindow
from certapp.ui.home.draft_list import DraftList
from certapp.ui.home.dropped import DropPlace
from certapp.ui.home.templates import TemplateMenu
from certapp.ui.session import Session

OBJECTS = "objects"
"""The section into which a list goes."""

if TYPE_CHECKING:
    from certapp.service.drafting import OpenDraft
    from certapp.service.office import Actor, Office


class DraftsView(QWidget):
    """Tells the number of an application that was received (`received`)."""

    received = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.form: FormView | None = None
        self.notice = Notice()
        self._windows: dict[str, FormWindow] = {}
        self.drafts = DraftList(lambda user: name_of(session.office, user))
        self.list = self.drafts.list
        self.drafts.wanted.connect(self.open_draft)
        self.drafts.changed.connect(self._buttons)
        self.begin = button(_("&Begin a new application"), primary=True)
        self.begin.clicked.connect(self.new_application)
        self.templates = TemplateMenu(session, self)
        self.templates.chosen.connect(self._begin_with)
        self.templates.forgotten.connect(self._forget)
        self.from_template = button(_("Begin &with a template"))
        self.from_template.setMenu(self.templates)
        self.take_in = button(_("&Take in a file from an applicant…"))
        self.take_in.clicked.connect(self._take_in)
        self.open = button(_("&Open the draft"))
        self.open.clicked.connect(self._open_current)
        self.delete = button(_("De&lete the draft"))
        self.delete.clicked.connect(self._delete_current)
        self.undo = UndoBar()
        keys.shortcut(self.list, "delete_draft", self._delete_current, Qt.ShortcutContext.WidgetShortcut)
        self.place = DropPlace()
        self.place.application.connect(self._take_in_file)
        self.place.list_of_objects.connect(self._begin_with_list)
        self.place.unfit.connect(self.notice.show_hint)
        self._choice = QWidget()
        column = QVBoxLayout(self._choice)
        column.addWidget(heading(_("New application")))
        column.addWidget(quiet(_("What is typed is kept at once. Nothing is sent in before you say so.")))
        column.addWidget(ButtonRows((self.begin, self.from_template, self.take_in)))
        column.addWidget(self.place)
        column.addWidget(heading(_("Drafts"), 2))
        column.addWidget(self.undo)
        column.addWidget(self.drafts, 1)
        column.addWidget(ButtonRows((self.open, self.delete)))
        self._stack = OneAtATime()
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

        self._open_made(work, is_new=True)

    def correct(self, number: str) -> None:
        """Correct an application, in the draft begun for it or in a new one."""
        self._take_up(number, correction_of)

    def copy(self, number: str) -> None:
        """Begin a new application with what an earlier one says."""
        self._take_up(number, copy_of)

    def open_draft(self, draft: str, section: str = "", *, is_new: bool = False) -> None:
        """Go on with a draft where it was left, or in a section; what was open before is kept first, or stays open."""
        if draft in self._windows:
            self._windows[draft].activateWindow()
            return
        self.notice.clear()
        self.undo.hide()
        if self.form is not None and self.form.flush() is not None:
            return
        self._close_form()
        self.form = self._form_of(draft, is_new=is_new)
        self._stack.addWidget(self.form)
        self._stack.setCurrentWidget(self.form)
        settings.remember_draft(self._session.office.folder.path, draft)
        if section:
            self.form.open_section(section)
            self.form.begin()
        else:
            self.form.go_on()

    @property
    def windows(self) -> tuple[FormWindow, ...]:
        """The forms that have a window of their own."""
        return tuple(self._windows.values())

    def flush(self) -> Refusal | None:
        """Keep at once what is being typed; gives what stood in the way of the first that could not be kept."""
        forms = [form for form in (self.form, *(window.form for window in self.windows)) if form is not None]
        return next(filter(None, [form.flush() for form in forms]), None)

    def _form_of(self, draft: str, *, is_new: bool = False) -> FormView:
        form = FormView(self._session, draft, is_new=is_new)
        form.received.connect(lambda number: self._received(form, number))
        form.closed.connect(lambda: self._closed(form))
        form.taken_back.connect(lambda now: self._taken_back(form, now))
        form.beside_wanted.connect(lambda: self._move_out(form))
        return form

    def _move_out(self, form: FormView) -> None:
        """A form into a window of its own: the next one can be opened beside it."""
        draft = form.draft.id
        if form is not self.form or form.flush() is not None:
            return
        self._close_form()
        beside = self._form_of(draft)
        window = self._windows[draft] = FormWindow(beside, self)
        window.closed.connect(self._window_closed)
        window.show()
        beside.go_on()

    def _window_closed(self, draft: str) -> None:
        window = self._windows.pop(draft, None)
        if window is not None:
            window.deleteLater()
            tidy_soon(self)
            self.refresh()

    def _take_up(self, number: str, take: "Callable[[Office, Actor, str], OpenDraft]") -> None:
        actor, office = acting(self, self._session), self._session.office
        if actor is not None:
            self._open_made(lambda: take(office, actor, number).id)

    def _begin_with(self, template: Offered) -> None:
        actor, office = acting(self, self._session), self._session.office
        if actor is not None:
            self._open_made(lambda: begin_with(office, actor, template).id, is_new=True)

    def _forget(self, name: str) -> None:
        actor, office = acting(self, self._session), self._session.office
        if actor is None:
            return
        words = _("The template is forgotten: {name}").format(name=name)
        in_background(
            self,
            lambda: forget_template(office, actor, name),
            lambda done: self.notice.show_done(words),
            self.notice.show_refusal,
        )

    def _take_in(self) -> None:
        actor = acting(self, self._session)
        kinds = _("Applications (*.json *.xcintake *.zip);;All files (*)")
        path = choose_file(self, _("Take in a file from an applicant"), kinds) if actor else None
        if path is not None:
            self._take_in_file(Path(path))

    def _take_in_file(self, path: Path) -> None:
        """What an applicant handed in becomes a draft."""
        actor, office = acting(self, self._session), self._session.office
        if actor is None:
            return
        owner = actor.id

        def work() -> str:
            from certapp.service.drafting import draft_from
            from certapp.service.intake import read_intake

            return draft_from(office, owner, read_intake(path)).id

        self._open_made(work)

    def _begin_with_list(self, path: Path) -> None:
        """A new application, and the dry run of the list in front of it."""
        actor, office = acting(self, self._session), self._session.office
        if actor is None:
            return

        def work() -> str:
            from certapp.service.drafting import new_draft

            return new_draft(office, actor).id

        def opened() -> None:
            if self.form is not None:
                self.form.open_section(OBJECTS)
                self.form.import_list(path)

        self._open_made(work, opened, is_new=True)

    def _open_made(
        self, work: Callable[[], str], opened: Callable[[], None] = lambda: None, *, is_new: bool = False
    ) -> None:
        def done(draft: str) -> None:
            self._session.changed.emit()
            self.open_draft(draft, is_new=is_new)
            opened()

        self.notice.clear()
        in_background(self, work, done, self.notice.show_refusal)

    def _open_current(self) -> None:
        if self.drafts.current:
            self.open_draft(self.drafts.current)

    def _delete_current(self) -> None:
        office, draft, title = self._session.office, self.drafts.current, self.drafts.title
        if not draft or draft in self._windows:
            return

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

    def _closed(self, form: FormView) -> None:
        if form is self.form:
            self._close_form()
            self.list.setFocus()
        else:
            self._windows[form.draft.id].close()

    def _received(self, form: FormView, number: str) -> None:
        corrected = bool(form.draft.amends)
        self._closed(form)
        self._session.changed.emit()
        words = _("Application {number} is received and waits for approval.")
        if corrected:
            words = _("The correction of application {number} is taken in.")
        self.notice.show_done(words.format(number=number))
        self.received.emit(number)

    def _taken_back(self, form: FormView, now: "OpenDraft") -> None:
        title = form.title
        self._closed(form)
        self._session.changed.emit()
        words = _("Taken back, as it was when it was opened: {title}").format(title=title)
        self.undo.offer(words, lambda: self._restore(now))

    def _close_form(self) -> None:
        if self.form is not None:
            form, self.form = self.form, None
            self._stack.removeWidget(form)
            form.deleteLater()
            tidy_soon(self)
            settings.remember_draft(self._session.office.folder.path, "")
            self.refresh()

    def _show(self, lines: list[DraftLine]) -> None:
        self.drafts.show_lines(lines)

    def _buttons(self) -> None:
        for each in (self.open, self.delete):
            each.setEnabled(bool(self.drafts.current))
