"""A training office made once, a copy of it for each test, and folders of the machine that are not the tester's."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from certapp.service.office import Office, open_office
from certapp.service.training import APPROVER, PREPARER, passphrase
from certapp.ui.common import settings
from certapp.ui.session import Session
from certapp.ui.window import MainWindow
from certapp.ui.workspace import Workspace
from tests.display import display
from tests.offices import training_office
from tests.ui.ending import begin

__all__ = ["display"]  # a fixture that other folders have too

Until = Callable[[Callable[[], bool]], None]


@pytest.fixture(scope="session")
def training_folder() -> Path:
    """A training office; not to be changed."""
    return training_office()


@pytest.fixture
def office_folder(training_folder: Path, tmp_path: Path) -> Path:
    """A training office of the test's own."""
    return Path(shutil.copytree(training_folder, tmp_path / "office"))


@pytest.fixture
def office(office_folder: Path, qapp: QApplication) -> Iterator[Office]:
    """Open until what the views read in the background has ended, and what that began."""
    with open_office(office_folder) as opened:
        yield opened
        for _round in range(3):
            QThreadPool.globalInstance().waitForDone()
            qapp.processEvents()
        QThreadPool.globalInstance().waitForDone()


@pytest.fixture
def session(office: Office) -> Session:
    """Nobody is logged in."""
    return Session(office)


@pytest.fixture
def clerk(session: Session) -> Session:
    """The clerk is logged in."""
    session.log_in(session.office.log_in(PREPARER, passphrase))
    return session


@pytest.fixture
def approver(session: Session) -> Session:
    """The approver is logged in, who is supervisor too."""
    session.log_in(session.office.log_in(APPROVER, passphrase))
    return session


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folders where settings, logs and the training office go."""
    return move_machine(monkeypatch, tmp_path / "machine")


def move_machine(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """Let settings, logs and the rest go below `folder`."""
    for kind in ("config", "data", "log"):
        monkeypatch.setattr(settings, f"user_{kind}_path", lambda *names, kind=kind, **options: folder / kind)
    return folder


@pytest.fixture
def until(qtbot: QtBot) -> Iterator[Until]:
    """Wait until something holds; long enough for a busy machine, and no longer once anything went wrong elsewhere."""
    its = begin()

    def well(holds: Callable[[], bool]) -> bool:
        its.check()
        return holds()

    yield lambda holds: qtbot.waitUntil(lambda: well(holds), timeout=60_000)
    its.end()


@pytest.fixture
def workspace(window: MainWindow, office_folder: Path, until: Until) -> Workspace:
    """The pages of an office in the test's own `window`."""
    window.open_office(office_folder)
    until(lambda: window.workspace is not None)
    assert window.workspace is not None
    return window.workspace
