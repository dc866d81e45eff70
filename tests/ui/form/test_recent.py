"""What was typed of late is offered where people write the same again and again."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from certapp.service.intake import read_intake
from certapp.service.receiving import receive
from certapp.service.recent import MOST_VALUES, recent_values
from certapp.service.training import EXAMPLES
from certapp.ui.session import Session
from tests.ui.conftest import Until
from tests.ui.form.conftest import OpenForm


def test_values_of_the_newest_applications_come_first_each_once(clerk: Session) -> None:
    assert clerk.actor is not None
    for name in ("painting-permanent-sale", "manuscript-arabic", "museum-loan-34-objects"):
        receive(clerk.office, clerk.actor, read_intake(EXAMPLES / name / "application.json"))
    found = recent_values(clerk.office)
    assert found["objects.photographs.taken_by"]
    for values in found.values():
        assert len(values) == len(set(values)) <= MOST_VALUES
    assert "parties.name_legal" not in found
    assert "objects.title" not in found


def test_a_value_used_before_is_chosen_with_the_arrow_and_counts_as_typed(
    open_form: OpenForm, clerk: Session, qtbot: QtBot, until: Until
) -> None:
    known = recent_values(clerk.office)["objects.location_now"][0]
    view = open_form("Hills before the storm")
    with qtbot.waitActive(view, timeout=60_000):
        view.activateWindow()
    view.go_to("objects[0].location_now")
    until(lambda: view.draft.place == "objects[0].location_now")
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    until(lambda: line.completer() is not None)
    line.clear()
    qtbot.keyClick(line, Qt.Key.Key_Down)
    popup = line.completer().popup()
    until(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    until(lambda: view.draft.record["objects"][0]["location_now"] == known)
    assert view.draft.undo() is not None
