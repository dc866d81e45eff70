"""A list in the window: matched by itself, looked over, taken in whole with its photographs."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from certapp.formdef.loading import load_form
from certapp.service.drafting import new_draft
from certapp.service.importing.targets import targets_of
from certapp.ui.form.codes import CODE_ROLE, CodeBox
from certapp.ui.form.importing import ImportDialog
from certapp.ui.form.importing_tables import SameForAll
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
    assert view.stage.pages["objects"].groups["objects"].list.count() == 34
    view.flush()


def test_pasted_cells_are_looked_over_and_what_is_wrong_stops_them(clerk: Session, qtbot: QtBot, until: Until) -> None:
    view = opened(clerk, qtbot)
    QApplication.clipboard().setText("Title\tHeight (cm)\nA vase\t12\nA bowl\t12,x\n")
    wanted: list[str] = []
    rows = view.stage.pages["objects"].groups["objects"]
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


def test_the_category_that_is_the_same_for_all_is_chosen_from_the_list_of_its_scheme(qtbot: QtBot) -> None:
    form = load_form("xa")
    same = SameForAll(form, targets_of(form))
    qtbot.addWidget(same)
    same.show_lacking([same._targets["category.scheme"], same._targets["category.code"]], {})
    scheme, code = same.editors
    assert isinstance(scheme, CodeBox)
    assert isinstance(code, CodeBox)
    scheme.setEditText("CONV1970")
    assert {code.itemData(row, CODE_ROLE) for row in range(1, code.count())} == set(
        form.code_lists["CATEGORY.CONV1970"]
    )
    code.setEditText(form.code_name("CATEGORY.CONV1970", "c"))
    assert same.words() == {"category.scheme": "CONV1970", "category.code": "c"}
    scheme.setEditText("NATIONAL")
    code.setEditText("A 17")
    assert same.words() == {"category.scheme": "NATIONAL", "category.code": "A 17"}


def test_a_kept_category_is_shown_in_the_words_of_its_scheme(qtbot: QtBot) -> None:
    form = load_form("xa")
    same = SameForAll(form, targets_of(form))
    qtbot.addWidget(same)
    kept = {"category.scheme": "CONV1970", "category.code": "c"}
    same.show_lacking([same._targets["category.scheme"], same._targets["category.code"]], kept)
    code = same.editors[1]
    assert isinstance(code, CodeBox)
    assert code.currentText() == form.code_name("CATEGORY.CONV1970", "c")
    assert same.words() == kept
    same.show_lacking([], {})


def test_what_is_the_same_for_all_is_asked_for_with_the_help_of_its_field(qtbot: QtBot) -> None:
    form = load_form("xa")
    same = SameForAll(form, targets_of(form))
    qtbot.addWidget(same)
    same.show_lacking([same._targets["location_now"], same._targets["category.code"]], {})
    helps = [form.help("objects.location_now"), form.help("objects.category.code")]
    assert [editor.accessibleDescription() for editor in same.editors] == helps
