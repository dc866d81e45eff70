"""What to write in a field is said beside it and to the screen reader, for every field that people see."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QRadioButton, QToolTip
from pytestqt.qtbot import QtBot

from certapp.model import language
from certapp.ui.form.cell import Cell
from certapp.ui.form.rows import RowPage
from certapp.ui.form.several import LanguagesEditor, ManyEditor
from certapp.ui.form.view import FormView
from tests.ui.conftest import Until
from tests.ui.form.conftest import OpenForm


def cells_of_all_pages(view: FormView) -> list[Cell]:
    for section in view.form.sections:
        view.open_section(section.id)
        for page in view.stage.currentWidget().findChildren(RowPage):
            page.build_all()
    return view.stage.findChildren(Cell)


@pytest.fixture
def english_after() -> Iterator[None]:
    yield
    language.use(language.DEFAULT)


@pytest.mark.usefixtures("english_after")
@pytest.mark.parametrize("spoken", ["en", "ar"])
def test_every_field_has_its_help_as_description(open_form: OpenForm, spoken: str) -> None:
    language.use(spoken)
    view = open_form("Coins")
    cells = cells_of_all_pages(view)
    assert len({cell.field.path for cell in cells}) > 100
    for cell in cells:
        said = view.form.help(cell.field.path)
        assert said
        assert said in cell.editor.target.accessibleDescription(), cell.path
        assert cell.label.toolTip()


def test_each_answer_and_each_line_of_a_field_is_described(open_form: OpenForm) -> None:
    view = open_form("Coins")
    view.go_to("objects[0].materials")
    cells = {cell.field.path: cell for cell in cells_of_all_pages(view)}
    said = view.form.help("objects.inscriptions_none")
    answers = cells["objects.inscriptions_none"].editor.findChildren(QRadioButton)
    assert len(answers) == 2
    assert all(said in answer.accessibleDescription() for answer in answers)
    materials = cells["objects.materials"].editor
    assert isinstance(materials, ManyEditor)
    materials.show_value(["silver", "gold"])
    assert [
        view.form.help("objects.materials") in each.target.accessibleDescription() for each in materials.editors
    ] == [
        True,
        True,
    ]
    subject = cells["objects.subject"].editor
    assert isinstance(subject, LanguagesEditor)
    subject.show_value({"en": "a ship", "fr": "un navire"})
    described = [
        line
        for line in subject.findChildren(QLineEdit)
        if view.form.help("objects.subject") in line.accessibleDescription()
    ]
    assert len(described) == 2


def test_the_line_under_the_fields_speaks_of_the_field_with_the_cursor(open_form: OpenForm) -> None:
    view = open_form("Coins")
    view.open_section("export")
    cell = view.cell_at("planned_exit_on")
    assert cell is not None
    view.activateWindow()
    before = view.help.height()
    cell.editor.setFocus()
    assert view.help.words.text() == f"Planned date of exit: {view.form.help('planned_exit_on')}"
    view.hand_in.setFocus()
    assert view.help.words.text() == ""
    assert view.help.height() == before


def test_f1_shows_the_help_at_the_field(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form("Coins")
    view.open_section("export")
    cell = view.cell_at("planned_exit_on")
    assert cell is not None
    view.activateWindow()
    cell.editor.setFocus()
    qtbot.keyClick(cell.editor.target, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    until(QToolTip.isVisible)
    assert "year-month-day: 2027-03-15" in QToolTip.text()
    QToolTip.hideText()


def test_a_group_is_described_where_rows_are_added(open_form: OpenForm) -> None:
    view = open_form("Coins")
    view.open_section("parties")
    rows = view.stage.currentWidget().groups["parties"]  # type: ignore[attr-defined]
    assert rows.add_button.accessibleDescription() == view.form.help("parties")
    assert rows.list.accessibleDescription() == view.form.help("parties")


def test_what_is_wrong_with_a_group_is_said_before_its_help(open_form: OpenForm, until: Until) -> None:
    view = open_form("Coins")
    view.open_section("documents")
    rows = view.stage.currentWidget().groups["documents"]  # type: ignore[attr-defined]
    view.draft.tried = True
    view.draft.remove_rows(view.draft.record, rows.group, list(view.draft.record["documents"]), "all")
    until(lambda: bool(rows.title.note.text()))
    described = rows.add_button.accessibleDescription()
    assert described == f"{rows.title.note.text()} {view.form.help('documents')}"
