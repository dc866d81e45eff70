"""The editors of a form: codes, numbers, yes and no, texts in several languages, lists of lines."""

import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from certapp.ui.form.cell import Cell
from certapp.ui.form.codes import CodeBox
from certapp.ui.form.several import ManyEditor
from tests.ui.conftest import Until
from tests.ui.form.acting import COINS, MANUSCRIPT, build_all, finding_under, go_to, type_into
from tests.ui.form.conftest import OpenForm

# The list of matches that drops down while one types.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard")


def test_every_editor_gives_back_what_it_shows(open_form: OpenForm) -> None:
    view = open_form(MANUSCRIPT)
    build_all(view)
    for cell in view.findChildren(Cell):
        raw = cell.place.row.get(cell.field.id)
        as_list = [raw] if cell.field.many and raw is not None and not isinstance(raw, list) else raw
        assert cell.editor.value() == as_list, cell.path


def test_a_wrong_value_is_said_under_its_field_and_a_right_one_takes_it_away(
    open_form: OpenForm, qtbot: QtBot, until: Until
) -> None:
    view = open_form(COINS)
    cell = go_to(view, "planned_exit_on", until)
    right = str(view.draft.record["planned_exit_on"])
    wrong = f"{right[:4]}-02-30"
    type_into(qtbot, cell, wrong)
    until(lambda: wrong in finding_under(cell))
    assert cell.editor.property("invalid") is True
    target = cell.editor.target
    assert target is not None
    assert wrong in target.accessibleDescription()
    type_into(qtbot, cell, right)
    until(lambda: finding_under(cell) == "")
    assert cell.editor.property("invalid") is False
    assert view.draft.record["planned_exit_on"] == right


def test_a_code_is_found_by_its_words_or_its_code(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form(COINS)
    cell = go_to(view, "country_of_destination", until)
    box = cell.editor.target
    assert isinstance(box, CodeBox)
    assert box.currentText() == "Japan"
    type_into(qtbot, cell, "portugal")
    assert view.draft.record["country_of_destination"] == "PT"
    line = type_into(qtbot, cell, "DE")
    assert view.draft.record["country_of_destination"] == "DE"
    line.editingFinished.emit()
    assert box.currentText() == "Germany"
    type_into(qtbot, cell, "germ")
    found = box.completer().completionModel()
    assert [found.index(row, 0).data() for row in range(found.rowCount())] == ["Germany"]
    type_into(qtbot, cell, "Atlantis")
    assert view.draft.record["country_of_destination"] == "Atlantis"
    until(lambda: "Atlantis" in finding_under(cell))


def test_the_wheel_does_not_change_a_code(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    view = open_form(COINS)
    box = go_to(view, "country_of_destination", until).editor.target
    assert isinstance(box, CodeBox)
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, turn)
    assert box.code() == "JP"


def test_a_category_is_chosen_from_the_list_of_its_scheme(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form(COINS)
    scheme = go_to(view, "objects[0].category[0].scheme", until)
    code = view.cell_at("objects[0].category[0].code")
    assert code is not None
    box = code.editor.target
    assert isinstance(box, CodeBox)
    assert box.currentText().startswith("Antiquities")
    type_into(qtbot, scheme, "EU116")
    assert view.draft.record["objects"][0]["category"][0]["scheme"] == "EU116"
    codes = {box.itemData(row, Qt.ItemDataRole.UserRole) for row in range(box.count())}
    assert "13b" in codes


def test_numbers_become_numbers_only_when_they_are_whole(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form(COINS)
    cell = go_to(view, "objects[0].date_earliest", until)
    the_object = view.draft.record["objects"][0]
    type_into(qtbot, cell, "-250")
    assert the_object["date_earliest"] == -250
    type_into(qtbot, cell, "250 BCE")
    assert the_object["date_earliest"] == "250 BCE"
    until(lambda: "250 BCE" in finding_under(cell))
    quantity = go_to(view, "objects[0].quantity", until)
    type_into(qtbot, quantity, "24.0")
    assert the_object["quantity"] == "24.0"


def test_yes_and_no_can_be_taken_back(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    from PySide6.QtWidgets import QRadioButton

    view = open_form(COINS)
    cell = go_to(view, "return_compulsory", until)
    yes, no = cell.editor.findChildren(QRadioButton)
    assert yes.isChecked()
    no.click()
    assert view.draft.record["return_compulsory"] is False
    no.click()
    assert "return_compulsory" not in view.draft.record
    until(lambda: finding_under(cell) != "")


def test_another_language_makes_a_map_of_languages(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    from certapp.ui.form.several import LanguagesEditor

    view = open_form(COINS)
    cell = go_to(view, "objects[0].object_type_l2", until)
    editor = cell.editor
    assert isinstance(editor, LanguagesEditor)
    editor.add_language()
    other = editor._others[0]
    qtbot.keyClicks(other.tag, "fr")
    words = other._words.focusProxy()
    assert words is not None
    qtbot.keyClicks(words, "Monnaies")
    the_object = view.draft.record["objects"][0]
    assert the_object["object_type_l2"] == {"en": "Hoard of silver coins", "fr": "Monnaies"}
    qtbot.keyClicks(other.tag, "r")
    qtbot.keyClick(other.tag, Qt.Key.Key_Backspace)
    assert set(the_object["object_type_l2"]) == {"en", "fr"}


def test_one_language_twice_loses_neither_text(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    from certapp.ui.form.several import LanguagesEditor

    view = open_form(COINS)
    cell = go_to(view, "objects[0].object_type_l2", until)
    assert isinstance(cell.editor, LanguagesEditor)
    cell.editor.add_language()
    other = cell.editor._others[0]
    words = other._words.focusProxy()
    assert words is not None
    qtbot.keyClicks(words, "again")
    qtbot.keyClicks(other.tag, "en")
    kept = view.draft.record["objects"][0]["object_type_l2"]
    assert sorted(kept.values()) == ["Hoard of silver coins", "again"]
    until(lambda: finding_under(cell) != "")


def test_enter_in_the_last_line_begins_another_value(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form(COINS)
    cell = go_to(view, "objects[0].materials", until)
    editor = cell.editor
    assert isinstance(editor, ManyEditor)
    line = editor.focusProxy()
    assert line is not None
    qtbot.keyClick(line, Qt.Key.Key_Return)
    second = editor.editors[1].focusProxy()
    assert second is not None
    qtbot.keyClicks(second, "gold")
    assert view.draft.record["objects"][0]["materials"] == ["silver", "gold"]
