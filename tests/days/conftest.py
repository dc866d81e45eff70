"""The window of an office as a person finds it in the morning, and that person's keyboard."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from certapp.service.tokens import enrol_document_signer
from certapp.service.training import APPROVER, passphrase
from certapp.ui.common.person import PersonDialog
from certapp.ui.window import MainWindow
from certapp.ui.workspace import Workspace
from tests.tokens import PIN, SEAL, make_token
from tests.ui.conftest import (  # noqa: F401  # fixtures
    display,
    machine,
    office_folder,
    training_folder,
    until,
)
from tests.ui.keyboard import DisplayKeyboard, Keyboard, Until, answer, come_back_to

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(qtbot: QtBot, office_folder: Path, until: Until) -> Iterator[MainWindow]:  # noqa: F811  # a fixture
    """An office is open; nobody is logged in, and nothing was pressed yet."""
    QApplication.setQuitOnLastWindowClosed(False)
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.open_office(office_folder)
    until(lambda: made.workspace is not None)
    with qtbot.waitActive(made, timeout=60_000):
        made.activateWindow()
    made.setFocus()
    yield made
    made.leave()


@pytest.fixture
def workspace(window: MainWindow) -> Workspace:
    """The pages of the office."""
    assert window.workspace is not None
    return window.workspace


@pytest.fixture
def keys(window: MainWindow, until: Until) -> Keyboard:  # noqa: F811  # a fixture
    """The person's keyboard; the window is there. `CERTAPP_KEYS=display`: the keys come from the X server."""
    return DisplayKeyboard(until) if os.environ.get("CERTAPP_KEYS") == "display" else Keyboard(until)


@pytest.fixture
def seal(request: pytest.FixtureRequest, workspace: Workspace, tmp_path: Path) -> Iterator[str]:
    """The secret of the document signer: its passphrase, or the PIN of a token that it was put on before."""
    if not request.param:
        yield passphrase("document_signer")
        return
    soft = make_token(tmp_path / "token")
    office = workspace.session.office
    secrets = {"ca": passphrase("ca"), "document_signer": PIN}
    enrol_document_signer(office, office.log_in(APPROVER, passphrase), soft.place(SEAL), secrets.__getitem__)
    yield PIN
    del os.environ["SOFTHSM2_CONF"]


@pytest.fixture
def seen(window: MainWindow, pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Keeps a picture of the window where `CERTAPP_PICTURES` names a folder for them."""
    folder = os.environ.get("CERTAPP_PICTURES")

    def look(name: str) -> None:
        if folder:
            shown = QApplication.activeModalWidget() or QApplication.activeWindow() or window
            shown.grab().save(str(Path(folder) / f"{name}.png"))

    return look


@pytest.fixture
def adam(window: MainWindow, workspace: Workspace, keys: Keyboard, until: Until) -> Workspace:  # noqa: F811  # a fixture
    """The supervisor has signed in by name."""

    def type_it() -> None:
        keys.press(Qt.Key.Key_E, ALT)
        keys.type("Adam")
        keys.press(Qt.Key.Key_P, ALT)
        keys.type(passphrase(APPROVER))
        keys.press(Qt.Key.Key_Return)

    answer(PersonDialog, type_it)
    keys.press(Qt.Key.Key_L, CONTROL)
    until(lambda: workspace.session.actor is not None and workspace.session.actor.id == APPROVER)
    come_back_to(window, until)
    return workspace
