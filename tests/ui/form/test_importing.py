"""A list in the window: matched by itself, looked over, taken in whole with its photographs."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from certapp.service.drafting import new_draft
from certapp.ui.form.importing import ImportDialog
from certapp.ui.form.view import FormView
from certapp.ui.session import Session
from tests.offices import EXAMPLES
from tests.ui.conftest import Until

LOAN = EXAMPLES / "museum-loan-34-objects"


def opened(clerk: Session, qtbot: QtBot) -> FormView:
    assert clerk.actor is not None
    view = FormView(clerk, new_draft(clerk.office, clerk.actor).id)
    qtbot.addWidget(view)
    view.show()
    view.open_section("objects")
    return view


def test_the_loan_comes_in_with_its_photographs(clerk: Session, qtbot: QtBot, until: Until) -> None:
    view = opened(clerk, qtbot)
    dialog = ImportDialog(clerk.office, view.draft, "", view)
    dialog.show()
    dialog.open_list(LOAN / "objects.csv")
    until(lambda: dialog.plan is not None and dialog.plan.photographs == 34 and dialog.go.isEnabled())
    assert dialog.columns.columns()["Height (cm)"] == "measurements.HEIGHT"
    dialog.go.click()
    until(lambda: len(view.draft.record.get("objects", ())) == 34)
    assert len(view.draft.files) == 34
    assert view._pages["objects"].groups["objects"].list.count() == 34
    view.flush()


def test_pasted_cells_are_looked_over_and_what_is_wrong_stops_them(clerk: Session, qtbot: QtBot, until: Until) -> None:
    view = opened(clerk, qtbot)
    QApplication.clipboard().setText("Title\tHeight (cm)\nA vase\t12\nA bowl\t12,x\n")
    wanted: list[str] = []
    rows = view._pages["objects"].groups["objects"]
    rows.import_wanted.disconnect()
    rows.import_wanted.connect(wanted.append)
    rows._paste()
    dialog = ImportDialog(clerk.office, view.draft, wanted[0], view)
    dialog.show()
    until(lambda: dialog.plan is not None)
    assert not dialog.go.isEnabled()
    assert "Row 3, column Height (cm): ‘12,x’ is not a number." in dialog.remarks.item(0).text()
    dialog.reject()
    assert "objects" not in view.draft.record
    view.flush()
