"""The page of the register, as a clerk opens it."""

import pytest
from pytestqt.qtbot import QtBot

from certapp.ui.register.view import RegisterView
from certapp.ui.session import Session
from tests.ui.conftest import Until


@pytest.fixture
def register(qtbot: QtBot, clerk: Session, until: Until) -> RegisterView:
    """It has read its lines, and one is chosen."""
    opened = RegisterView(clerk)
    qtbot.addWidget(opened)
    opened.resize(1100, 700)
    opened.show()
    until(lambda: bool(opened.detail.application))
    return opened
