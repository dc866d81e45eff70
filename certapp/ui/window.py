"""The main window: the first page or an open office, the banner of a training office, who is logged in."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import delete

from certapp.model.errors import Refusal
from certapp.register.folder import OfficeFolder
from certapp.ui.common import keys, settings
from certapp.ui.common.background import in_background
from certapp.ui.common.choosing import choose_folder
from certapp.ui.common.display_menu import DisplayMenu
from certapp.ui.common.editing import EditMenu
from certapp.ui.common.full_screen import turn_full_screen
from certapp.ui.common.labels import Shortened, begin_with_the_page, button
from certapp.ui.common.memory import tidy_soon
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import focus_round
from certapp.ui.common.person import ask_person
from certapp.ui.common.placing import OFFICE, remember_place
from certapp.ui.common.speaking import speak
from certapp.ui.common.terms import day_of_seconds
from certapp.ui.common.theme import dress
from certapp.ui.common.words import _
from certapp.ui.lock.guard import Guard
from certapp.ui.lock.menu import LockAfterMenu
from certapp.ui.session import Session
from certapp.ui.start.opening import Opened, open_folder, open_training
from certapp.ui.start.pages_beside import PagesBeside
from certapp.ui.start.samples import choose_samples
from certapp.ui.start.view import StartView
from certapp.ui.workspace import Workspace

if TYPE_CHECKING:
    from certapp.service.office import Actor

PERSON_SOON: Final = 30 * 86400
"""Seconds before the end of a personal certificate from which on it is said at each login."""


class MainWindow(QMainWindow):
    """Begins on the first page; `enter` puts an open office in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.workspace: Workspace | None = None
        self.guard = Guard(self)
        self._build()

    def _build(self) -> None:
        """All that has words, in the language in use."""
        self.setWindowTitle(_("Export certificates"))
        self.banner = QLabel(_("Training office - TEST keys: nothing made here is a certificate"))
        self.banner.setObjectName("banner")
        dress(self.banner, "banner")
        self.banner.setWordWrap(True)
        self.banner.hide()
        self.notice = Notice()
        self._stack = QStackedWidget()
        self.beside = PagesBeside(self._stack, self._home, self.open_office)
        self.start = StartView()
        self.start.training_wanted.connect(self.open_training_office)
        self.start.open_wanted.connect(self._choose_office)
        self.start.create_wanted.connect(self.beside.create)
        self.start.restore_wanted.connect(self.restore_office)
        self.start.verify_wanted.connect(self.beside.verify)
        self.start.country_wanted.connect(self.beside.keep_country)
        self.start.audit_wanted.connect(self.beside.check_copy)
        self.start.samples_wanted.connect(lambda: choose_samples(self.start, self.notice))
        self._stack.addWidget(self.start)
        central = QWidget()
        layout = QVBoxLayout(central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.notice)
        layout.addWidget(self._stack, 1)
        self.setCentralWidget(central)
        self.who = Shortened()
        begin_with_the_page(self.who)
        self.log_in = button(_("Log in…"))
        self.log_in.clicked.connect(self.change_person)
        self.lock_now = button(_("Lock"))
        self.lock_now.clicked.connect(self.lock)
        self.statusBar().setContentsMargins(8, 0, 8, 0)  # where the window has no grip the buttons met the edge
        for widget in (self.who, self.log_in, self.lock_now):
            self.statusBar().addPermanentWidget(widget)
        self._go_menu = QMenu(_("&Go"), self)
        self._menus()
        self._show_person()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802, A002  # Qt's names
        """Tab goes as one reads, on every page."""
        return focus_round(self, forward=next) or super().focusNextPrevChild(next)

    def change_language(self, language: str) -> None:
        """Speak another language from now on; what is open stays open, where it was, and nothing typed is lost."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if not self._may_leave():
            return
        settings.remember(language=language)
        workspace, self.workspace = self.workspace, None
        place = workspace.place() if workspace else None
        session = workspace.session if workspace else None
        if workspace is not None:
            QThreadPool.globalInstance().waitForDone()  # an act that has begun is brought to its end
            delete(workspace)
        speak(app, language)
        self._clear()
        self._build()
        if session is not None and place is not None:
            self._show_office(session).return_to(place)
        if self.guard.locked:
            self.guard.cover()

    def _clear(self) -> None:
        self.menuBar().clear()
        for widget in (self.who, self.log_in, self.lock_now):
            self.statusBar().removeWidget(widget)
            widget.deleteLater()
        self._go_menu.deleteLater()

    # Which office

    def open_office(self, folder: Path) -> None:
        """Open an office in the background; a refusal leaves the first page with its sentence.

        One that was prepared and waits for its country CA's answer is asked for that instead.
        """
        if OfficeFolder(folder).waits_for_answer:
            if self._may_leave():
                self.leave()
                self.beside.join(folder)
            return
        self._begin(_("The office is being opened…"), lambda: open_folder(folder))

    def restore_office(self) -> None:
        """Make an office from a backup, and open it."""
        from certapp.ui.start.restore import RestoreDialog

        dialog = RestoreDialog(self)
        if dialog.exec():
            self.open_office(dialog.folder)

    def open_training_office(self) -> None:
        """Open the training office of this machine, made now where there is none."""
        folder = settings.training_folder()
        words = _("The training office is being opened…")
        if not folder.exists():
            words = _("The training office is being made: keys, people, examples. This takes some seconds…")
        self._begin(words, lambda: open_training(folder))

    def enter(self, opened: Opened) -> None:
        """Show an open office."""
        self.leave()
        session = Session(opened.office, opened.close, self)
        workspace = self._show_office(session)
        if opened.actor is not None:
            session.log_in(opened.actor)
        settings.remember(office=str(opened.office.folder.path))
        if opened.warning:
            self.notice.show_fault(opened.warning)
        workspace.to_pages()
        if draft := settings.last_draft(opened.office.folder.path):
            workspace.go_on(draft)

    def _show_office(self, session: Session) -> Workspace:
        self.workspace = Workspace(session)
        self._stack.addWidget(self.workspace)
        self._stack.setCurrentWidget(self.workspace)
        self._go_menu.addActions(self.workspace.go_actions)
        self._go_menu.menuAction().setVisible(True)
        self.banner.setVisible(session.office.training)
        self.setWindowTitle(_("{authority} - Export certificates").format(authority=session.office.authority))
        session.person_changed.connect(self._show_person, Qt.ConnectionType.UniqueConnection)
        self._show_person()
        return self.workspace

    def _may_leave(self) -> bool:
        """Whether all that was typed is kept, or somebody says that it may be lost."""
        refusal = self.workspace.flush() if self.workspace is not None else None
        if refusal is None:
            return True
        asked = _("{reason}\n\nWhat was typed last is only in this window. Go all the same, and lose it?")
        buttons = QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No
        words = asked.format(reason=refusal.text())
        answer = QMessageBox.question(self, _("Not saved yet"), words, buttons, QMessageBox.StandardButton.No)
        return answer == QMessageBox.StandardButton.Yes

    def leave(self) -> None:
        """Close the open office, what is being typed kept first; show the first page."""
        self.notice.clear()
        self.guard.forget()
        self._open_menus(True)
        if self.workspace is not None:
            workspace, self.workspace = self.workspace, None
            session = workspace.session
            workspace.flush()
            QThreadPool.globalInstance().waitForDone()  # an act that has begun is brought to its end
            self._stack.removeWidget(workspace)
            delete(workspace)  # at once: nothing on its way may come to an office that is closed
            session.close()
            session.deleteLater()
            del workspace, session
            tidy_soon(self)
        self._go_menu.clear()
        self._go_menu.menuAction().setVisible(False)
        self.banner.hide()
        self.setWindowTitle(_("Export certificates"))
        self._show_person()
        self._home()

    def change_person(self) -> None:
        """Log in, or let another person act from now on."""
        if self.workspace is None or self.guard.locked:
            return
        session = self.workspace.session
        self.workspace.flush()
        actor = ask_person(self, session.office, _("Choose a person and type the passphrase."))
        if actor is not None:
            session.log_in(actor)

    def lock(self) -> None:
        """Cover the open office until somebody unlocks a key."""
        self.guard.lock()

    def show_locked(self, page: QWidget) -> None:
        """Nothing but the page that asks for a passphrase."""
        self.notice.clear()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self._open_menus(False)
        self._show_person()
        page.setFocus()

    def show_unlocked(self, page: QWidget) -> None:
        """The office again, where it was left."""
        if self.workspace is not None:
            self._stack.setCurrentWidget(self.workspace)
        self._stack.removeWidget(page)
        page.deleteLater()
        self._open_menus(True)
        self._show_person()

    def _open_menus(self, open_: bool) -> None:
        """What leads to the office can be chosen or not; look, language and quitting always can."""
        for action in self._of_office:
            action.setEnabled(open_)
        if self.workspace is not None:
            self.workspace.allow(open_)
        self._go_menu.menuAction().setVisible(open_ and self.workspace is not None)

    def show_keys(self) -> None:
        """All keys on a sheet."""
        from certapp.ui.common.key_sheet import KeySheet  # only for those who look

        sheet = KeySheet(self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def update_program(self) -> None:
        """Another version from a file, where the program was installed in a way that knows updates."""
        from certapp.service.updating.installation import installation_here  # seldom
        from certapp.ui.start.update import UpdateDialog, start_anew

        try:
            here = installation_here()
            before = here.in_use().before
        except Refusal as refusal:
            self.notice.show_refusal(refusal)
            return
        dialog = UpdateDialog(self, here, self.workspace.session.office if self.workspace else None, before)
        if dialog.exec() and self.close():
            start_anew(here)

    def show_fault(self) -> None:
        """Say that something went wrong in the program."""
        words = _("Something went wrong in the program. What you typed is kept. Details are in {file}.")
        self.notice.show_fault(words.format(file=settings.log_folder()))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        """Keep what is being typed, let the office go, remember the window's place."""
        remember_place(self, OFFICE)
        if not self._may_leave():
            event.ignore()
            return
        self.leave()
        super().closeEvent(event)

    def _begin(self, words: str, work: Callable[[], Opened]) -> None:
        """Open something; the office open until now is let go first, as one process opens a folder once."""
        if not self._may_leave():
            return
        self.leave()
        self.start.work(words)

        def done(opened: Opened) -> None:
            self.start.rest()
            self.enter(opened)

        def refused(refusal: Refusal) -> None:
            self.start.rest()
            self.notice.show_refusal(refusal)

        in_background(self, work, done, refused)

    def _choose_office(self) -> None:
        folder = choose_folder(self, _("Open an office folder"))
        if folder is not None:
            self.open_office(folder)

    def _home(self) -> None:
        """The first page; pages opened beside it are let go."""
        self._stack.setCurrentWidget(self.start)
        self.start.training.setFocus()
        for index in reversed(range(self._stack.count())):
            widget = self._stack.widget(index)
            if widget is not None and widget not in (self.start, self.workspace, self.guard.page):
                self._stack.removeWidget(widget)
                widget.deleteLater()

    # Around the pages

    def _show_person(self) -> None:
        session = self.workspace.session if self.workspace else None
        actor = session.actor if session else None
        self.log_in.setVisible(session is not None and not self.guard.locked)
        self.lock_now.setVisible(session is not None and not self.guard.locked)
        self.log_in.setText(_("Change person…") if actor else _("Log in…"))
        if session is None:
            self.who.setText("")
        elif self.guard.locked:
            self.who.setText(_("Locked"))
        else:
            self.who.setText(actor.name if actor else _("Nobody is logged in"))
        if session is not None and actor is not None:
            self._warn_of_end(actor, session)

    def _warn_of_end(self, actor: "Actor", session: Session) -> None:
        """A personal certificate that ends soon is said when somebody logs in."""
        if actor.ends - PERSON_SOON < session.office.clock.seconds:
            words = _(
                "The personal certificate of {name} ends on {day}. A new key is made on the page People and keys."
            )
            self.notice.show_hint(words.format(name=actor.name, day=day_of_seconds(actor.ends)))

    def _menus(self) -> None:
        office = self.menuBar().addMenu(_("Offic&e"))
        acts: tuple[tuple[str, str, Callable[[], object]], ...] = (
            (_("Open the &training office"), "", self.open_training_office),
            (_("&Open an office folder…"), "open", self._choose_office),
            (_("&Close this office"), "", self.leave),
            (_("Change &person…"), "person", self.change_person),
            (_("&Lock"), "lock", self.lock),
        )
        update = keys.action(_("&Update…"), "", self.update_program, self)
        self._of_office = (*(keys.action(words, name, act, self) for words, name, act in acts), update)
        office.addActions(self._of_office[:-1])
        office.addMenu(LockAfterMenu(self))
        office.addAction(update)
        office.addAction(keys.action(_("&Quit"), "quit", self.close, self))
        self.menuBar().addMenu(EditMenu(self))
        self.menuBar().addMenu(self._go_menu)
        self._go_menu.menuAction().setVisible(False)
        acts = (
            (_("&Full screen"), "full_screen", lambda: turn_full_screen(self)),
            (_("All ke&ys…"), "sheet", self.show_keys),
        )
        self.menuBar().addMenu(DisplayMenu(self, self.change_language, acts))
