"""Undo and redo over the whole form."""

import copy

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from certapp.formdef.form import Group
from certapp.service.drafting import new_draft
from certapp.ui.form.cell import Cell
from certapp.ui.form.editors import TextEditor
from certapp.ui.form.view import FormView
from certapp.ui.session import Session
from tests.ui.conftest import Until
from tests.ui.form.conftest import OpenForm
from tests.ui.form.test_keyboard import activated, focused

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard")
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def objects(view: FormView) -> Group:
    member = view.form.root.member("objects")
    assert isinstance(member, Group)
    return member


def test_typing_on_in_a_field_is_one_step_back_and_again(open_form: OpenForm) -> None:
    draft = open_form("Coins").draft
    before = copy.deepcopy(draft.record)
    for text in ("L", "Lo", "Loan"):
        draft.set_value(draft.record, "purpose_text", text)
    draft.undo()
    assert draft.record == before
    draft.redo()
    assert draft.record["purpose_text"] == "Loan"


def test_a_row_taken_out_comes_back_as_the_same_row(open_form: OpenForm) -> None:
    view = open_form("Coins")
    draft = view.draft
    rows = list(draft.record["objects"])
    draft.set_value(rows[0], "title", "Typed before it was taken out")
    draft.remove_row(draft.record, objects(view), rows[0], "the first")
    draft.undo()
    assert draft.record["objects"][0] is rows[0]
    draft.undo()
    assert rows[0].get("title") != "Typed before it was taken out"


def test_changes_made_together_are_one_step(open_form: OpenForm) -> None:
    view = open_form("Coins")
    draft = view.draft
    before = copy.deepcopy(draft.record)
    with draft.together("Three objects"):
        for _row in range(3):
            draft.add_row(draft.record, objects(view))
    draft.undo()
    assert draft.record == before


def test_the_keys_of_undo_take_back_what_was_typed_and_do_it_again(open_form: OpenForm, qtbot: QtBot) -> None:
    view = activated(open_form("Coins"), qtbot)
    view.open_section("export")
    view.begin()
    cell = next(each for each in view.stage.findChildren(Cell) if type(each.editor) is TextEditor)
    row, name, field = cell.place.row, cell.field.id, cell.editor.target
    field.setFocus()
    before = row.get(name)
    qtbot.keyClicks(field, "77")
    typed = row[name]
    assert typed != before
    qtbot.keyClick(focused(), Qt.Key.Key_Z, CTRL)
    assert row.get(name) == before
    assert cell.editor.value() == before
    assert view.undo.isVisible()
    qtbot.keyClick(focused(), Qt.Key.Key_Z, CTRL | SHIFT)
    assert row[name] == typed
    assert cell.editor.value() == typed


def test_f8_goes_round_through_what_stands_in_the_way(clerk: Session, qtbot: QtBot, until: Until) -> None:
    actor = clerk.actor
    assert actor is not None
    view = FormView(clerk, new_draft(clerk.office, actor).id)
    qtbot.addWidget(view)
    view.show()
    until(lambda: bool(view.draft.findings))
    activated(view, qtbot)
    view.begin()
    visited = []
    for _press in range(3):
        qtbot.keyClick(focused(), Qt.Key.Key_F8)
        qtbot.wait(20)
        visited.append(focused())
    assert len({id(each) for each in visited}) == 3
    qtbot.keyClick(focused(), Qt.Key.Key_F8, SHIFT)
    until(lambda: focused() is visited[1])
    view.flush()
