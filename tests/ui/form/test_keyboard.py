"""The form by keyboard alone: where it begins, where Tab goes, which keys are its own."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QComboBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from certapp.service.drafting import new_draft
from certapp.ui.common.order import SETTLED_MS
from certapp.ui.form.codes import CodeBox
from certapp.ui.form.photographs import Photographs
from certapp.ui.form.several import LanguagesEditor
from certapp.ui.form.view import FormView
from certapp.ui.session import Session
from tests.ui.conftest import Until
from tests.ui.form.conftest import OpenForm

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard")

PAINTING, COINS = "Hills", "Coins"
OF_THE_WINDOW = ("Ctrl+L", "Ctrl+N", "Ctrl+F", "Ctrl+O", "Ctrl+Q", *(f"Ctrl+{page}" for page in range(1, 7)))


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def first_of(view: FormView, path: str) -> QWidget:
    cell = view.cell_at(path)
    assert cell is not None
    return cell.editor.target


def activated(view: FormView, qtbot: QtBot) -> FormView:
    with qtbot.waitActive(view, timeout=60_000):
        view.activateWindow()
    return view


def tab_to_the_end(view: FormView, qtbot: QtBot) -> list[QWidget]:
    passed = [focused()]
    for _step in range(400):
        qtbot.keyClick(focused(), Qt.Key.Key_Tab)
        if focused() is view.hand_in:
            return passed
        passed.append(focused())
    raise AssertionError([type(widget).__name__ for widget in passed])


def test_tab_goes_through_the_section_then_the_findings_then_the_end(open_form: OpenForm, qtbot: QtBot) -> None:
    view = activated(open_form(COINS), qtbot)
    view.open_section("export")
    view.begin()
    assert focused() is first_of(view, "export_type")
    passed = tab_to_the_end(view, qtbot)
    inside = [view.stage.isAncestorOf(widget) for widget in passed]
    assert inside == sorted(inside, reverse=True)
    assert view.findings in passed
    assert view.foot.close_form in passed
    cells = [view._cell_around(widget) for widget in passed]
    first, last = view.cell_at("export_type"), view.cell_at("country_of_destination")
    assert cells.index(first) < cells.index(last)


def test_back_from_the_end_comes_to_the_fields_again(open_form: OpenForm, qtbot: QtBot) -> None:
    view = activated(open_form(COINS), qtbot)
    view.open_section("export")
    view.begin()
    passed = tab_to_the_end(view, qtbot)
    for widget in reversed(passed):
        qtbot.keyClick(focused(), Qt.Key.Key_Backtab)
        assert focused() is widget


def test_the_keys_for_another_section_lead_to_its_first_field(open_form: OpenForm, qtbot: QtBot) -> None:
    view = activated(open_form(COINS), qtbot)
    view.open_section("parties")
    qtbot.keyClick(view.sections, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert focused() is first_of(view, "export_type")
    qtbot.keyClick(focused(), Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    cell = view._cell_around(focused())
    assert cell is not None
    assert cell.path.startswith("parties[0].")


def test_the_first_field_of_an_object_is_seen_whatever_is_built_around_it(
    open_form: OpenForm, qtbot: QtBot, until: Until
) -> None:
    view = activated(open_form(PAINTING), qtbot)
    view.resize(780, 480)
    view.open_section("objects")
    page = view.stage.pages["objects"].groups["objects"].page
    assert page is not None
    view.begin()
    cell = view._cell_around(focused())
    assert cell is not None
    until(lambda: not page._timer.isActive())
    qtbot.wait(2 * SETTLED_MS)
    until(lambda: focused().visibleRegion().boundingRect().height() == focused().height())


def test_enter_on_a_section_leads_to_its_first_field(open_form: OpenForm, qtbot: QtBot) -> None:
    view = activated(open_form(COINS), qtbot)
    view.open_section("export")
    view.sections.setFocus()
    qtbot.keyClick(view.sections, Qt.Key.Key_Return)
    assert focused() is first_of(view, "export_type")


def test_no_key_of_the_form_is_one_of_the_window(open_form: OpenForm) -> None:
    view = open_form(COINS)
    ours = {shortcut.key().toString() for shortcut in view.findChildren(QShortcut)}
    assert ours
    assert ours.isdisjoint(QKeySequence(keys).toString() for keys in OF_THE_WINDOW)


def test_another_language_is_added_by_keyboard(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = activated(open_form(COINS), qtbot)
    view.go_to("objects[0].object_type_l2")
    until(lambda: view.cell_at("objects[0].object_type_l2") is not None)
    until(lambda: focused() is first_of(view, "objects[0].object_type_l2"))
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(focused(), Qt.Key.Key_L, both)
    cell = view.cell_at("objects[0].object_type_l2")
    assert cell is not None
    assert isinstance(cell.editor, LanguagesEditor)
    assert focused() is cell.editor._others[0].tag
    until(focused().isVisible)
    passed = []
    for _step in range(2):
        qtbot.keyClick(focused(), Qt.Key.Key_Tab)
        passed.append(view._cell_around(focused()))
    assert passed == [cell, cell]  # its text and what removes it, though built last


def test_small_buttons_are_reached_by_keyboard_and_named(open_form: OpenForm) -> None:
    view = open_form(COINS)
    view.open_section("objects")
    page = view.stage.pages["objects"].groups["objects"].page
    assert page is not None
    page.build_all()
    small = [each for each in page.findChildren(QToolButton) if each.text() in ("✕", "+", "↑", "↓")]
    assert small
    assert all(each.focusPolicy() == Qt.FocusPolicy.StrongFocus for each in small)
    names = [each.accessibleName() for each in small]
    assert all(names)
    assert len(set(names)) == len(names)


def test_tab_takes_the_only_code_that_begins_so(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = activated(open_form(COINS), qtbot)
    view.open_section("export")
    box = first_of(view, "country_of_destination")
    assert isinstance(box, CodeBox)
    box.setFocus()
    line = box.lineEdit()
    assert line is not None
    for typed, code in (("portug", "PT"), ("ger", "DE"), ("united", "united")):
        box.setFocus()
        line.selectAll()
        qtbot.keyClicks(line, typed)
        completer = box.completer()
        assert completer is not None
        popup = completer.popup()
        assert popup is not None
        until(popup.isVisible)
        qtbot.keyClick(popup, Qt.Key.Key_Tab)
        assert view.draft.record["country_of_destination"] == code
        assert not box.hasFocus()


def test_a_code_is_found_by_words_in_any_order_without_accents_and_in_another_language(
    open_form: OpenForm, qtbot: QtBot, until: Until
) -> None:
    view = activated(open_form(COINS), qtbot)
    view.open_section("export")
    box = first_of(view, "country_of_destination")
    assert isinstance(box, CodeBox)
    for typed, code in (("ivoire cote", "CI"), ("allemag", "DE"), ("viet", "VN")):
        box.setFocus()
        line = box.lineEdit()
        assert line is not None
        line.selectAll()
        qtbot.keyClicks(line, typed)
        completer = box.completer()
        assert completer is not None
        popup = completer.popup()
        assert popup is not None
        until(popup.isVisible)
        qtbot.keyClick(popup, Qt.Key.Key_Down)
        qtbot.keyClick(popup, Qt.Key.Key_Return)
        assert view.draft.record["country_of_destination"] == code
        assert box.currentText() == view.form.code_name("COUNTRY", code)


def test_a_missing_group_is_led_to_by_its_button_to_add(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = activated(open_form(COINS), qtbot)
    view.draft.record.pop("parties")
    view.hand_in.click()
    until(lambda: view.notice.isVisible() and view.hand_in.isEnabled())
    until(lambda: focused() is view.stage.pages["parties"].groups["parties"].add_button)


def test_a_new_draft_begins_in_its_first_field(clerk: Session, qtbot: QtBot, until: Until) -> None:
    actor = clerk.actor
    assert actor is not None
    view = FormView(clerk, new_draft(clerk.office, actor).id)
    qtbot.addWidget(view)
    view.show()
    activated(view, qtbot)
    view.begin()
    first = view._cell_around(focused())
    assert first is not None
    assert first.path in view.form.sections[0].members
    view.open_section("objects")
    view.begin()
    assert focused() is view.stage.pages["objects"].groups["objects"].add_button
    until(lambda: bool(view.draft.findings))


def test_a_photograph_just_taken_in_is_where_the_cursor_is(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QImage

    view = activated(open_form(PAINTING), qtbot)
    view.open_section("objects")
    strip = next(iter(view.findChildren(Photographs)))
    before = len(strip.cards)
    image = QImage(800, 800, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    data = QMimeData()
    data.setImageData(image)
    strip.take(data)
    until(lambda: len(strip.cards) == before + 1)
    assert focused() is first_of(view, f"objects[0].photographs[{before}].view")
    until(lambda: not focused().visibleRegion().isEmpty())


def test_a_narrow_form_gives_its_room_to_the_fields(open_form: OpenForm, qtbot: QtBot) -> None:
    view = open_form(COINS)
    assert view.sections.isVisible()
    assert view.findings.isVisible()
    view.resize(780, 480)
    assert not view.sections.isVisible()
    assert not view.findings.isVisible()
    choice = view.choice
    assert isinstance(choice, QComboBox)
    assert choice.isVisible()
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert view.stage.currentWidget() is view.stage.pages["parties"]
    assert choice.currentText().startswith("Persons and bodies")
    view.resize(1100, 760)
    assert view.sections.isVisible()
    assert view.findings.isVisible()
