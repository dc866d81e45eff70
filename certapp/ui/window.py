"""The main window: the first page or an open office, the banner of a training office, who is logged in."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRect, QSettings, QSize, Qt, QThreadPool
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
from certapp.ui.common import keys, settings
from certapp.ui.common.background import in_background
from certapp.ui.common.choosing import choose_folder
from certapp.ui.common.display_menu import DisplayMenu
from certapp.ui.common.editing import EditMenu
from certapp.ui.common.full_screen import turn_full_screen
from certapp.ui.common.labels import button, plain
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import focus_round
from certapp.ui.common.person import ask_person
from certapp.ui.common.speaking import speak
from certapp.ui.common.words import _
from certapp.ui.session import Session
from certapp.ui.start.opening import Opened, open_folder, open_training
from certapp.ui.start.view import StartView
from certapp.ui.workspace import Workspace

FIRST_SIZE: Final = QSize(1180, 780)
MOST_OF_SCREEN: Final = 0.95


class MainWindow(QMainWindow):
    """Begins on the first page; `enter` puts an open office in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.workspace: Workspace | None = None
        self._build()

    def _build(self) -> None:
        """All that has words, in the language in use."""
        self.setWindowTitle(_("Export certificates"))
        self.banner = QLabel(_("Training office - TEST keys: nothing made here is a certificate"))
        self.banner.setObjectName("banner")
        self.banner.setWordWrap(True)
        self.banner.hide()
        self.notice = Notice()
        self.start = StartView()
        self.start.training_wanted.connect(self.open_training_office)
        self.start.open_wanted.connect(self._choose_office)
        self.start.create_wanted.connect(self._create)
        self.start.verify_wanted.connect(self.verify_only)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
        central = QWidget()
        layout = QVBoxLayout(central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.notice)
        layout.addWidget(self._stack, 1)
        self.setCentralWidget(central)
        self.who = plain()
        self.who.setWordWrap(False)
        self.log_in = button(_("Log in…"))
        self.log_in.clicked.connect(self.change_person)
        self.statusBar().addPermanentWidget(self.who)
        self.statusBar().addPermanentWidget(self.log_in)
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

    def _clear(self) -> None:
        self.menuBar().clear()
        for widget in (self.who, self.log_in):
            self.statusBar().removeWidget(widget)
            widget.deleteLater()
        self._go_menu.deleteLater()

    # Which office

    def open_office(self, folder: Path) -> None:
        """Open an office in the background; a refusal leaves the first page with its sentence."""
        self._begin(_("The office is being opened…"), lambda: open_folder(folder))

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
        workspace.navigation.setFocus()
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
        if self.workspace is not None:
            workspace, self.workspace = self.workspace, None
            session = workspace.session
            workspace.flush()
            QThreadPool.globalInstance().waitForDone()  # an act that has begun is brought to its end
            self._stack.removeWidget(workspace)
            delete(workspace)  # at once: nothing on its way may come to an office that is closed
            session.close()
            session.deleteLater()
        self._go_menu.clear()
        self._go_menu.menuAction().setVisible(False)
        self.banner.hide()
        self.setWindowTitle(_("Export certificates"))
        self._show_person()
        self._home()

    def verify_only(self) -> None:
        """Verify with this machine's own trust folder: no office, no login."""
        from certapp.service.post import Post
        from certapp.ui.post.view import PostView

        view = PostView(Post(settings.post_folder()), within=True)
        view.closed.connect(self._home)
        self._stack.addWidget(view)
        self._stack.setCurrentWidget(view)
        view.setFocus()

    def change_person(self) -> None:
        """Log in, or let another person act from now on."""
        if self.workspace is None:
            return
        session = self.workspace.session
        self.workspace.flush()
        actor = ask_person(self, session.office, _("Choose a person and type the passphrase."))
        if actor is not None:
            session.log_in(actor)

    def show_keys(self) -> None:
        """All keys on a sheet."""
        from certapp.ui.common.key_sheet import KeySheet  # only for those who look

        sheet = KeySheet(self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def place(self, room: QRect | None = None) -> None:
        """Put the window where it was last, or at its first size; never larger than most of the screen.

        `room`: what the screen leaves for windows, in its own pixels. What does not fit is shown maximised.
        """
        placed = QSettings(str(settings.window_file()), QSettings.Format.IniFormat)
        geometry = placed.value("geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(FIRST_SIZE)
        room = room or self.screen().availableGeometry()
        most = room.size() * MOST_OF_SCREEN
        wanted = self.size().expandedTo(self.minimumSizeHint())
        if wanted.boundedTo(most) != wanted and not self.isMaximized():
            self.resize(wanted.boundedTo(most))
            self.move(room.topLeft())
            self.setWindowState(self.windowState() | Qt.WindowState.WindowMaximized)

    def show_fault(self) -> None:
        """Say that something went wrong in the program."""
        words = _("Something went wrong in the program. What you typed is kept. Details are in {file}.")
        self.notice.show_fault(words.format(file=settings.log_folder()))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        """Keep what is being typed, let the office go, remember the window's place."""
        placed = QSettings(str(settings.window_file()), QSettings.Format.IniFormat)
        placed.setValue("geometry", self.saveGeometry())
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

    def _create(self) -> None:
        from certapp.ui.start.create import CreatedView, CreateView

        view = CreateView()
        self._stack.addWidget(view)
        self._stack.setCurrentWidget(view)
        view.closed.connect(self._home)
        view.country.setFocus()

        def created(founded: object) -> None:
            told = CreatedView(founded, view.ca_folder.text())  # type: ignore[arg-type]  # Founded, through a signal
            told.open_wanted.connect(lambda folder: self.open_office(Path(folder)))
            self._stack.addWidget(told)
            self._stack.setCurrentWidget(told)

        view.created.connect(created)

    def _home(self) -> None:
        """The first page; pages opened beside it are let go."""
        self._stack.setCurrentWidget(self.start)
        self.start.training.setFocus()
        for index in reversed(range(self._stack.count())):
            widget = self._stack.widget(index)
            if widget is not None and widget not in (self.start, self.workspace):
                self._stack.removeWidget(widget)
                widget.deleteLater()

    # Around the pages

    def _show_person(self) -> None:
        session = self.workspace.session if self.workspace else None
        actor = session.actor if session else None
        self.log_in.setVisible(session is not None)
        self.log_in.setText(_("Change person…") if actor else _("Log in…"))
        if session is None:
            self.who.setText("")
        else:
            self.who.setText(actor.name if actor else _("Nobody is logged in"))

    def _menus(self) -> None:
        office = self.menuBar().addMenu(_("Offic&e"))
        acts: tuple[tuple[str, str, Callable[[], object]], ...] = (
            (_("Open the &training office"), "", self.open_training_office),
            (_("&Open an office folder…"), "open", self._choose_office),
            (_("&Close this office"), "", self.leave),
            (_("Change &person…"), "person", self.change_person),
            (_("&Quit"), "quit", self.close),
        )
        for words, name, act in acts:
            office.addAction(keys.action(words, name, act, self))
        self.menuBar().addMenu(EditMenu(self))
        self.menuBar().addMenu(self._go_menu)
        self._go_menu.menuAction().setVisible(False)
        acts = (
            (_("&Full screen"), "full_screen", lambda: turn_full_screen(self)),
            (_("All ke&ys…"), "sheet", self.show_keys),
        )
        self.menuBar().addMenu(DisplayMenu(self, self.change_language, acts))
