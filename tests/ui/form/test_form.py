"""The form as people meet it: built from forms/ alone, kept as typed, findings beside the field."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from certapp.formdef.form import Field, Group
from certapp.formdef.loading import load_form
from certapp.paths import FORMS
from certapp.service.drafting import new_draft, open_draft
from certapp.ui.common.theme import DARK, LIGHT, apply
from certapp.ui.form.cards import Cards, Folded
from certapp.ui.form.cell import Cell
from certapp.ui.form.date_editor import DateEditor
from certapp.ui.form.draft import is_typed
from certapp.ui.form.preview import PreviewDialog
from certapp.ui.form.view import FormView
from certapp.ui.session import Session
from tests.ui.conftest import Until
from tests.ui.form.acting import (
    COINS,
    EXAMPLES,
    PAINTING,
    VESSELS,
    build_all,
    finding_under,
    go_to,
    strip_of,
    type_into,
)
from tests.ui.form.conftest import OpenForm, draft_id

# The list of matches that drops down while one types.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard")


def typed_fields(group: Group) -> Iterator[Field]:
    for field in group.fields:
        if is_typed(field):
            yield field
    for inner in group.groups:
        yield from typed_fields(inner)


@pytest.mark.parametrize("title", EXAMPLES)
def test_every_field_of_an_example_has_its_editor(open_form: OpenForm, title: str) -> None:
    view = open_form(title)
    build_all(view)
    for folded in view.findChildren(Folded):
        folded._button.setChecked(True)
    shown = {cell.field.path for cell in view.findChildren(Cell)}
    filled = {field.path for field in typed_fields(view.form.root)} & shown
    assert "purpose_code" in filled
    assert "objects.measurements.value" in filled
    assert "objects.photographs.taken_on" in filled
    top = {field.path for field in typed_fields(view.form.root) if "." not in field.path}
    assert top <= shown
    objects = view.form.root.member("objects")
    assert isinstance(objects, Group)
    assert {field.path for field in objects.fields if is_typed(field)} <= shown


@pytest.mark.parametrize("title", EXAMPLES)
def test_looking_at_a_draft_changes_nothing_in_it(open_form: OpenForm, clerk: Session, title: str) -> None:
    before = open_draft(clerk.office, draft_id(clerk, title)).record
    view = open_form(title)
    build_all(view)
    view.flush()
    after = open_draft(clerk.office, view.draft.id).record
    assert {key: value for key, value in after.items() if key != "objects"} == {
        key: value for key, value in before.items() if key != "objects"
    }
    assert len(after["objects"]) == len(before["objects"])


def test_the_pages_of_a_draft_are_seen_before_it_is_handed_in(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form("Hills")
    view.show_preview()
    dialog = view.findChild(PreviewDialog)
    assert dialog is not None
    assert "Hills before the storm" in dialog.windowTitle()
    until(lambda: bool(dialog.pages.pictures()))
    until(lambda: dialog.pages.state.text().startswith("Pages:"))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    until(lambda: not view.findChildren(PreviewDialog))


def test_what_is_missing_is_not_in_red_before_anybody_was_there(clerk: Session, qtbot: QtBot, until: Until) -> None:
    actor = clerk.actor
    assert actor is not None
    draft = new_draft(clerk.office, actor)
    view = FormView(clerk, draft.id)
    qtbot.addWidget(view)
    view.show()
    until(lambda: bool(view.draft.findings))
    view.open_section("export")
    purpose = view.cell_at("purpose_code")
    assert purpose is not None
    assert (finding_under(purpose), purpose.state) == ("", "awaited")
    assert any(finding.path == "purpose_code" for finding in view.draft.findings)
    purpose.editor.setFocus()
    legal = view.cell_at("legal_status_code")
    assert legal is not None
    legal.editor.setFocus()
    until(lambda: purpose.state == "wrong")
    assert finding_under(purpose) == "▲ Must be filled in."


def test_a_row_is_added_copied_moved_removed_and_had_back(open_form: OpenForm, until: Until) -> None:
    view = open_form(PAINTING)
    view.open_section("objects")
    rows = view.stage.pages["objects"].groups["objects"]
    objects = view.draft.record["objects"]
    rows.copy_button.click()
    objects = view.draft.record["objects"]
    assert len(objects) == 2
    assert objects[1]["description"] == objects[0]["description"]
    assert objects[1]["photographs"] == objects[0]["photographs"]
    assert objects[1].get("object_uuid") != objects[0].get("object_uuid")
    assert rows.list.currentRow() == 1
    copied = objects[1]
    rows.up_button.click()
    assert view.draft.record["objects"][0] is copied
    assert rows.list.currentRow() == 0
    rows.remove_button.click()
    assert len(view.draft.record["objects"]) == 1
    assert view.undo.isVisible()
    view.undo.button.click()
    assert len(view.draft.record["objects"]) == 2
    assert rows.list.count() == 2


def test_a_row_inside_an_object_is_added_and_typed(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form(PAINTING)
    go_to(view, "objects[0].measurements[0].value", until)
    measurements = next(cards for cards in view.findChildren(Cards) if cards.group.id == "measurements")
    before = len(view.draft.record["objects"][0]["measurements"])
    measurements.add_button.click()
    cell = view.cell_at(f"objects[0].measurements[{before}].value")
    assert cell is not None
    type_into(qtbot, cell, "12.5")
    assert view.draft.record["objects"][0]["measurements"][before] == {"value": "12.5"}
    until(lambda: any(f"measurements[{before}]" in finding.path for finding in view.draft.findings))


def test_only_the_open_object_of_many_has_editors(open_form: OpenForm, until: Until) -> None:
    view = open_form(VESSELS)
    view.open_section("objects")
    rows = view.stage.pages["objects"].groups["objects"]
    assert rows.list.count() == 34
    rows.open_row(20)
    assert rows.page is not None
    rows.page.build_all()
    places = {cell.path.split(".")[0] for cell in rows.page.findChildren(Cell)}
    assert places == {"objects[20]"}


def test_a_field_added_to_the_forms_gets_its_editor(clerk: Session, qtbot: QtBot, until: Until, tmp_path: Path) -> None:
    forms = Path(shutil.copytree(FORMS, tmp_path / "forms"))
    model = forms / "model-certificate" / "form.toml"
    words = model.read_text("utf-8").replace(
        '  { id = "applicant_ref"', '  { id = "ministry_file", kind = "date", A = "M" },\n  { id = "applicant_ref"', 1
    )
    model.write_text(words, "utf-8")
    labels = forms / "model-certificate" / "labels" / "en.toml"
    labels.write_text(
        labels.read_text("utf-8").replace("[label]\n", '[label]\nministry_file = "Date of the ministry\'s file"\n', 1),
        "utf-8",
    )
    clerk.office = replace(clerk.office, form=load_form("xa", forms))
    view = FormView(clerk, draft_id(clerk, COINS))
    qtbot.addWidget(view)
    view.show()
    until(lambda: bool(view.draft.findings))
    cell = view.cell_at("ministry_file")
    assert cell is not None
    assert isinstance(cell.editor, DateEditor)
    assert cell.label.text().startswith("Date of the ministry's file")
    assert any(finding.path == "ministry_file" for finding in view.draft.findings)


def test_a_finding_leads_to_its_field(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form(VESSELS)
    view.draft.set_value(view.draft.record["objects"][33], "quantity", "many")
    until(lambda: any(finding.path == "objects[33].quantity" for finding in view.draft.findings))
    top = view.findings.topLevelItem(0)
    assert top is not None
    item = next(
        child
        for child in map(top.child, range(top.childCount()))
        if child.data(0, Qt.ItemDataRole.UserRole) == "objects[33].quantity"
    )
    assert item.text(0) == "Objects 34"
    view.findings.itemActivated.emit(item, 0)
    until(lambda: (cell := view.cell_at("objects[33].quantity")) is not None and cell.editor.target.hasFocus())
    cell = view.cell_at("objects[33].quantity")
    assert cell is not None
    assert finding_under(cell) != ""


def test_sections_count_what_is_to_be_mended(open_form: OpenForm, until: Until) -> None:
    view = open_form(COINS)
    view.draft.set_value(view.draft.record, "purpose_code", "NONSENSE")
    until(lambda: any(finding.path == "purpose_code" for finding in view.draft.findings))
    item = next(item for item in view.sections.items() if item.text(0) == "Export")
    assert item.text(1) == "▲ 1"


def test_the_form_says_what_it_is_and_whose(open_form: OpenForm, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QLabel

    view = open_form(COINS)

    def said() -> list[str]:
        return [label.text() for label in view.findChildren(QLabel) if label.isVisible()]

    assert any(words.startswith(COINS) for words in said())
    assert any("Clara" in words for words in said())
    view.draft.set_value(view.draft.record["objects"][0], "title", "Hoard & pot")
    assert "Hoard & pot" in said()
    del view.draft.record["objects"]
    view.draft.edited.emit()
    assert "Without a title" in said()


def test_only_notes_that_are_seen_are_coloured(open_form: OpenForm) -> None:
    from PySide6.QtGui import QPalette

    from certapp.ui.form.cell import Note, ink

    view = open_form(COINS)
    note = Note(view)
    plain = note.palette().color(QPalette.ColorRole.WindowText)
    note.state = "wrong"
    note.changeEvent(QEvent(QEvent.Type.ApplicationPaletteChange))
    assert note.palette().color(QPalette.ColorRole.WindowText) == plain
    note.show()
    assert note.palette().color(QPalette.ColorRole.WindowText) == ink("wrong", note.palette())


def test_every_place_for_the_keyboard_has_a_name(open_form: OpenForm, until: Until) -> None:
    view = open_form(PAINTING)
    strip_of(view)
    view.open_section("parties")
    nameless = [
        (type(widget).__name__, widget.objectName(), widget.parentWidget())
        for widget in view.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not widget.accessibleName()
        and not getattr(widget, "text", lambda: "")()
    ]
    assert nameless == []


def test_a_draft_with_anything_in_it_opens(clerk: Session, qtbot: QtBot, until: Until) -> None:
    actor = clerk.actor
    assert actor is not None
    from certapp.service.drafting import save_draft

    draft = new_draft(clerk.office, actor)
    wild = {
        "form": "model-certificate",
        "purpose_code": {"a": 1},
        "return_due_on": 7,
        "cites_required": "perhaps",
        "transit_countries": "FR",
        "parties": "nobody",
        "documents": {"title": "bare row", "type": "NONE"},
        "objects": [{"title": 5, "measurements": {"value": 3.5}, "photographs": [{"file": 12}], "valuation": [7]}, "x"],
        "unknown": [1, 2],
    }
    save_draft(clerk.office, actor.id, replace(draft, record=wild))
    view = FormView(clerk, draft.id)
    qtbot.addWidget(view)
    view.show()
    until(lambda: bool(view.draft.findings))
    for section in view.form.sections:
        view.open_section(section.id)
    for finding in view.draft.findings:
        view.go_to(finding.path)
    qtbot.wait(10)
    view.flush()


def test_the_declaration_stands_where_who_signed_it_is_typed(open_form: OpenForm) -> None:
    view = open_form("Coins")
    view.open_section("declaration")
    page = view.stage.currentWidget()
    assert view.form.title("text", "declaration") in [label.text() for label in page.findChildren(QLabel)]
    cell = view.cell_at("declared_by")
    assert cell is not None
    cell.editor.setFocus()
    QTest.keyClicks(cell.editor.target, "Maria Owner")
    assert view.draft.record["declared_by"] == "Maria Owner"


def test_a_finding_keeps_its_colour_when_light_and_dark_change(open_form: OpenForm, qapp: QApplication) -> None:
    view = open_form(PAINTING)
    note = next(cell for cell in view.findChildren(Cell) if cell.path == "replaces_certificate_no").note
    note.write("The number is missing.", "wrong")
    try:
        for scheme, colours in (("dark", DARK), ("light", LIGHT), ("dark", DARK)):
            apply(qapp, scheme)
            assert note.palette().color(QPalette.ColorRole.WindowText).name() == colours.verdicts["red"].ink
    finally:
        apply(qapp, "light")
