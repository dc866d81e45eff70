"""What holds for every view; how it is used without a mouse and without seeing it is in tests/access."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from shiboken6 import delete

from certapp.register import drafts
from certapp.service.office import open_office
from certapp.service.post import Post
from certapp.service.training import PREPARER, passphrase
from certapp.ui.audit.view import AuditView
from certapp.ui.common.passphrase import PassphraseDialog
from certapp.ui.common.person import PersonDialog
from certapp.ui.form.view import FormView
from certapp.ui.post.view import PostView
from certapp.ui.register.revoking import RevokeDialog
from certapp.ui.session import Session
from certapp.ui.start.create import CreateView
from certapp.ui.start.opening import Opened
from certapp.ui.start.view import StartView
from certapp.ui.supervise.asking import AskDialog, ProposeDialog
from certapp.ui.window import MainWindow
from tests.ui.conftest import move_machine

PAGES = ("home", "apply", "register", "verify", "decide", "supervise")


def _page(session: Session, page: str) -> QWidget:
    window = MainWindow()
    window.enter(Opened(session.office, lambda: None, session.actor))
    assert window.workspace is not None
    window.workspace.open_page(page)
    return window


def _form(session: Session, folder: Path) -> QWidget:
    return FormView(session, drafts.lines(session.office.drafts)[0].id)


VIEWS: dict[str, Callable[[Session, Path], QWidget]] = {
    "window": lambda session, folder: MainWindow(),
    "start": lambda session, folder: StartView(),
    "audit": lambda session, folder: AuditView(folder),
    "create": lambda session, folder: CreateView(),
    "border": lambda session, folder: PostView(Post(folder), within=True),
    "form": _form,
    "passphrase": lambda session, folder: PassphraseDialog(None, "clara", "Confirm.", str, True),
    "person": lambda session, folder: PersonDialog(None, session.office, "Who is it?"),
    "ask": lambda session, folder: AskDialog(None, session.office.form, ["A vessel", "A coin"]),
    "propose": lambda session, folder: ProposeDialog(None, session.office.form, ["A vessel", "A coin"]),
    "revoke": lambda session, folder: RevokeDialog(None, session.office.form, "XA-2026-01-000001-O"),
    **{page: lambda session, folder, page=page: _page(session, page) for page in PAGES},
}


@pytest.fixture(scope="module")
def open_session(
    training_folder: Path, tmp_path_factory: pytest.TempPathFactory, qapp: QApplication
) -> Iterator[Session]:
    """A training office with its clerk, for all these tests: they only look."""
    folder = tmp_path_factory.mktemp("views")
    with pytest.MonkeyPatch.context() as monkeypatch:
        move_machine(monkeypatch, folder / "machine")
        shutil.copytree(training_folder, folder / "office")
        with open_office(folder / "office") as office:
            session = Session(office)
            session.log_in(office.log_in(PREPARER, passphrase))
            yield session


@pytest.fixture(scope="module", params=VIEWS)
def view(request: pytest.FixtureRequest, open_session: Session, qapp: QApplication) -> Iterator[QWidget]:
    """Each view, shown and filled."""
    made = VIEWS[request.param](open_session, open_session.office.folder.path / "no-trust")
    made.resize(1024, 700)
    made.show()
    _settle(qapp)
    yield made
    delete(made)
    _settle(qapp)


def _settle(qapp: QApplication) -> None:
    """Until what was begun in the background has ended and is shown."""
    for _ in range(3):
        QTest.qWait(60)  # timers of the views may begin more
        QThreadPool.globalInstance().waitForDone()
    qapp.processEvents()


def test_words_from_data_are_never_markup(view: QWidget) -> None:
    selectable = Qt.TextInteractionFlag.TextSelectableByMouse
    labels = [label for label in view.findChildren(QLabel) if label.textInteractionFlags() & selectable]
    assert [label.text() for label in labels if label.textFormat() is not Qt.TextFormat.PlainText] == []


def test_no_page_asks_for_more_room_than_a_small_screen_has(view: QWidget) -> None:
    assert view.window().minimumSizeHint().width() <= 1024
    assert view.window().minimumSizeHint().height() <= 700
