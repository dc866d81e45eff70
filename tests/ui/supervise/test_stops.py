"""A hard stop in the window: a supervisor opens it with a written ground, and only then it can be approved."""

import json

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from certapp.register.applications import application
from certapp.service.intake import Intake
from certapp.service.receiving import receive
from certapp.service.stops import lifted
from certapp.service.training import PREPARER, passphrase
from certapp.ui.session import Session
from certapp.ui.supervise.decide import DecideView
from certapp.ui.supervise.stops import GroundDialog
from tests.bad.make import small_application
from tests.ui.conftest import Until

GROUND = "Export licence of 1974 seen in the original."


def test_a_supervisor_opens_a_stop_with_a_written_ground(
    approver: Session, qtbot: QtBot, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = approver.office
    small = small_application("A relief")
    raw = json.loads(json.dumps(small.raw))
    raw["objects"][0]["origin_country"] = "IQ"
    number = receive(office, office.log_in(PREPARER, passphrase), Intake(raw, small.file))
    view = DecideView(approver)
    qtbot.addWidget(view)
    view.show()
    view.show_application(number)
    until(lambda: view.stops.isVisible())

    def write(dialog: GroundDialog) -> QDialog.DialogCode:
        assert not dialog.accept_button.isEnabled()
        dialog.ground.setPlainText(GROUND)
        assert dialog.accept_button.isEnabled()
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(GroundDialog, "exec", write)
    view.stops.open.click()
    until(lambda: not view.stops.isVisible())
    assert lifted(office, number)["REMOVED_FROM_IRAQ"].ground == GROUND
    view.approve.click()
    until(lambda: application(office.register, number).status == "APPROVED")
