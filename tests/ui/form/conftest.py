"""A form on one of the example drafts."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QThreadPool
from pytestqt.qtbot import QtBot

from certapp.register import drafts
from certapp.ui.form.view import FormView
from certapp.ui.session import Session
from tests.ui.conftest import Until

OpenForm = Callable[[str], FormView]


def draft_id(session: Session, title: str) -> str:
    """The draft whose title begins so."""
    return next(line.id for line in drafts.lines(session.office.drafts) if line.title.startswith(title))


@pytest.fixture
def open_form(clerk: Session, qtbot: QtBot, until: Until) -> Iterator[OpenForm]:
    """Open the form of a draft by its title and wait until it has been looked over."""
    opened: list[FormView] = []

    def open_one(title: str) -> FormView:
        view = FormView(clerk, draft_id(clerk, title))
        opened.append(view)
        seen: list[bool] = []
        view.draft.examined.connect(lambda: seen.append(True))
        qtbot.addWidget(view)
        view.resize(1100, 760)
        view.show()
        until(lambda: bool(seen))
        return view

    yield open_one
    for view in opened:
        view.flush()
    QThreadPool.globalInstance().waitForDone()
