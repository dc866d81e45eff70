"""The tab with the history of a case, and its acts."""

import pytest
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from certapp.register.applications import application, application_lines
from certapp.register.cases import Asked
from certapp.service.casework import request_information
from certapp.ui.session import Session
from certapp.ui.supervise.decide import DecideView
from tests.ui.conftest import Until


def test_an_answer_is_taken_in_and_stands_in_the_history(
    qtbot: QtBot, clerk: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = clerk.office
    number = application_lines(office.register, "RECEIVED")[0].number
    assert clerk.actor is not None
    request_information(office, clerk.actor, number, [Asked("VALUE")])
    monkeypatch.setattr(QInputDialog, "getMultiLineText", lambda *asked: ("by post", True))
    view = DecideView(clerk)
    qtbot.addWidget(view)
    view.resize(1100, 700)
    view.show()
    view.show_application(number)
    until(lambda: view.case.history.topLevelItemCount() == 2)
    waiting = next(
        view.list.item(row).text() for row in range(view.list.count()) if number in view.list.item(row).text()
    )
    assert "Waiting for the applicant" in waiting
    assert "clock stopped since" in waiting
    view.tabs.setCurrentWidget(view.case)
    assert view.case.answer.isVisible()
    assert not view.case.send_back.isVisible()
    view.case.answer.click()
    until(lambda: view.case.history.topLevelItemCount() == 3)
    last = view.case.history.topLevelItem(2)
    assert last is not None
    assert (last.text(2), last.text(3)) == ("Answer received", "by post")
    assert application(office.register, number).status == "RECEIVED"
