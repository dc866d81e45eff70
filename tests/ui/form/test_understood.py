"""What people type is understood on the page: dates fill their years, a line fills the measurements."""

import copy

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from certapp.ui.form.cell import Cell
from certapp.ui.form.language_line import LanguageLine
from certapp.ui.form.quick_line import QuickLine
from certapp.ui.form.rows import RowPage
from certapp.ui.form.understood import UnderstoodLine
from certapp.ui.form.view import FormView
from tests.ui.form.conftest import OpenForm

RANGE = ("date_earliest", "date_latest", "date_certainty")


def object_page(view: FormView) -> RowPage:
    view.go_to("objects[0].title")
    page = next(page for page in view.findChildren(RowPage) if page.place.path == "objects[0]")
    page.build_all()
    return page


def date_line(page: RowPage) -> UnderstoodLine:
    return page.findChildren(UnderstoodLine)[0]


def emptied(page: RowPage) -> UnderstoodLine:
    for name in RANGE:
        page.place.row.pop(name, None)
    return date_line(page)


def test_a_date_fills_empty_years_and_says_how_it_was_understood(open_form: OpenForm) -> None:
    page = object_page(open_form("Coins"))
    line = emptied(page)
    line.take({"en": "c. 1870"})
    assert [page.place.row[name] for name in RANGE] == [1865, 1875, "CIRCA"]
    assert line.words.text().startswith("Understood as 1865 to 1875")
    cell = next(cell for cell in page.findChildren(Cell) if cell.path == "objects[0].date_earliest")
    assert cell.editor.value() == 1865


def test_typing_on_fills_anew_and_one_undo_takes_all_of_it_back(open_form: OpenForm) -> None:
    view = open_form("Coins")
    page = object_page(view)
    line = emptied(page)
    before = copy.deepcopy(page.place.row)
    for typed in ("c. 187", "c. 1870"):
        line.take({"en": typed})
    assert page.place.row["date_latest"] == 1875
    view.draft.undo()
    assert page.place.row == before
    view.draft.redo()
    assert page.place.row["date_earliest"] == 1865


def test_what_a_person_typed_is_never_overwritten(open_form: OpenForm) -> None:
    view = open_form("Coins")
    page = object_page(view)
    line = emptied(page)
    line.take({"en": "c. 1870"})
    view.draft.set_value(page.place.row, "date_earliest", 1860)
    line.take({"en": "1900"})
    assert page.place.row["date_earliest"] == 1860
    assert page.place.row["date_latest"] == 1900
    assert "kept" in line.words.text()


def test_a_date_not_understood_takes_back_what_was_filled(open_form: OpenForm) -> None:
    page = object_page(open_form("Coins"))
    line = emptied(page)
    line.take({"en": "c. 1870"})
    line.take({"en": "in the days of old"})
    assert not set(RANGE) & set(page.place.row)
    assert line.isHidden()


def quick(page: RowPage) -> QuickLine:
    return page.findChildren(QuickLine)[0]


def test_enter_makes_rows_and_what_is_not_understood_stays_in_the_line(open_form: OpenForm, qtbot: QtBot) -> None:
    view = open_form("Coins")
    page = object_page(view)
    before = copy.deepcopy(page.place.row)
    line = quick(page)
    line.line.setText("61,5 x 84 cm; about so big")
    qtbot.keyClick(line.line, Qt.Key.Key_Return)
    assert page.place.row["measurements"][-2:] == [
        {"dimension": "HEIGHT", "value": "61.5", "unit": "CMT"},
        {"dimension": "WIDTH", "value": "84", "unit": "CMT"},
    ]
    assert line.line.text() == "about so big"
    assert "Not understood" in line.said.text()
    view.draft.undo()
    assert page.place.row == before


def test_inches_are_converted_and_that_is_said(open_form: OpenForm, qtbot: QtBot) -> None:
    page = object_page(open_form("Coins"))
    line = quick(page)
    line.line.setText("10 x 20 in")
    qtbot.keyClick(line.line, Qt.Key.Key_Return)
    assert page.place.row["measurements"][-1]["value"] == "50.8"
    assert line.line.text() == ""
    assert "Converted" in line.said.text()


def test_typing_in_the_editor_itself_fills_the_years(open_form: OpenForm) -> None:
    page = object_page(open_form("Coins"))
    emptied(page)
    cell = next(cell for cell in page.findChildren(Cell) if cell.path == "objects[0].date_display")
    cell.editor.show_value({"en": "14th century"})
    cell.editor.edited.emit()
    assert [page.place.row[name] for name in RANGE] == [1301, 1400, "CENTURY"]


def test_the_date_of_a_provenance_event_fills_nothing(open_form: OpenForm) -> None:
    page = object_page(open_form("Coins"))
    assert len(page.findChildren(UnderstoodLine)) == 1


def test_a_concept_of_the_aat_is_taken_by_its_number_and_kept_by_its_uri(open_form: OpenForm) -> None:
    page = object_page(open_form("Coins"))
    cell = next(cell for cell in page.findChildren(Cell) if cell.path == "objects[0].object_type_aat")
    for typed in ("300033618", " aat:300033618", "https://vocab.getty.edu/page/aat/300033618"):
        cell.editor.target.setFocus()
        QTest.keyClicks(cell.editor.line, typed)
        assert page.place.row["object_type_aat"] == "http://vocab.getty.edu/aat/300033618"
        cell.editor.line.editingFinished.emit()
        assert cell.editor.line.text() == "http://vocab.getty.edu/aat/300033618"
        cell.editor.line.selectAll()
    QTest.keyClicks(cell.editor.line, "paintings")
    assert page.place.row["object_type_aat"] == "paintings"


def test_a_language_is_taken_by_its_name_and_kept_by_its_tag(open_form: OpenForm) -> None:
    view = open_form("Coins")
    view.go_to("second_language")
    cell = view.cell_at("second_language")
    line = cell.editor.target
    for typed, tag in (
        ("Arabic", "ar"),
        ("français", "fr"),
        ("中文", "zh"),
        ("Spanish (es)", "es"),
        ("zh-Hant", "zh-Hant"),
    ):
        line.setText(typed)
        line.textEdited.emit(typed)  # QTest has no keys for Chinese
        assert view.draft.record["second_language"] == tag
        line.editingFinished.emit()
        assert line.text() == tag
    line.selectAll()
    QTest.keyClicks(line, "Klingon")
    assert view.draft.record["second_language"] == "Klingon"


def test_a_title_in_another_language_may_name_it_in_words(open_form: OpenForm) -> None:
    page = object_page(open_form("Coins"))
    editor = next(cell for cell in page.findChildren(Cell) if cell.path == "objects[0].subject").editor
    editor.show_value("A hoard")
    editor.add_language()
    QTest.keyClicks(editor.findChildren(LanguageLine)[0], "French")
    assert editor.value() == {"en": "A hoard", "fr": ""}
