"""A scanner in keyboard mode is caught in the window, wherever the focus is; what a person types arrives."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodQueryEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from certapp.scan.layouts import layouts
from certapp.scan.wedge import HOLD_MS, PAUSE_MS
from certapp.trust.package import read_package
from certapp.trust.verdict import Outcome
from certapp.trust.view import view_of
from certapp.ui.common.order import Dialog
from certapp.ui.verify.view import VerifyView
from tests.scan.test_keyed import pressed
from tests.trust.authority import DAY, FOUNDED, Authority, found
from tests.ui.conftest import Until
from tests.ui.keyboard import come_back_to
from tests.ui.verify.conftest import Page

X11_CODES = {key: 24 + place for place, key in enumerate("QWERTYUIOP")}
X11_CODES |= {key: 38 + place for place, key in enumerate("ASDFGHJKL;")}
X11_CODES |= {key: 52 + place for place, key in enumerate("ZXCVBNM")}
X11_CODES |= {key: 10 + place for place, key in enumerate("1234567890")}
NO_KEY = 0


def press(window: QWidget, text: str, layout: str = "en-US", *, far_away: bool = False) -> None:
    """What the display server tells the window of a scanner's keys."""
    handle = window.window().windowHandle()
    for character in text:
        if character in "\r\t":
            key = Qt.Key.Key_Return if character == "\r" else Qt.Key.Key_Tab
            events = [QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, character)]
        else:
            shift, name = pressed(character, "en-US")
            typed = layouts()[layout].gives(name, shift=shift)
            held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
            code = NO_KEY if far_away else X11_CODES[name]
            key = ord(typed.upper()) if len(typed) == 1 else 0
            events = [
                QKeyEvent(kind, key, held, code, 0, 0, typed) for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
            ]
        for event in events:
            QCoreApplication.sendEvent(handle, event)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return found("XA")


@pytest.fixture(scope="module")
def code(authority: Authority) -> str:
    return authority.code()


@pytest.fixture
def active(authority: Authority, make_page: Callable[[VerifyView], Page], until: Until) -> Page:
    """The page of a border post that believes the authority, its window with the focus."""
    view = view_of([read_package(authority.package(authority.bulletin()))])
    page = make_page(VerifyView(lambda: view, dict, clock=lambda: FOUNDED + 2 * DAY))
    come_back_to(page.view, until)
    return page


@pytest.mark.parametrize("layout", ["en-US", "fr", "ru", "ar"])
@pytest.mark.parametrize("end", ["\r", "\t", ""], ids=["Enter", "Tab", "pause"])
def test_a_scan_gets_its_verdict_wherever_the_focus_is(active: Page, code: str, layout: str, end: str) -> None:
    active.view.history.setFocus()
    (found,) = active.after(lambda: press(active.view, code + end, layout))
    assert found.verdict.outcome is Outcome.GENUINE
    assert found.code_text == code
    named = {"fr": "French", "ru": "Russian", "ar": "Arabic"}.get(layout)
    assert (named in active.view.notice.text) if named else not active.view.notice.text
    assert active.view.field.toPlainText() == code


@pytest.mark.parametrize("layout", ["en-US", "fr", "de", "ru", "ar"])
def test_a_scan_whose_keys_are_not_told_is_understood_by_its_characters(active: Page, code: str, layout: str) -> None:
    (found,) = active.after(lambda: press(active.view, code + "\r", layout, far_away=True))
    assert found.code_text == code


def test_no_button_is_pressed_and_nothing_typed_elsewhere_by_a_scan(active: Page, code: str) -> None:
    pressed_buttons: list[bool] = []
    active.view.paste.clicked.connect(lambda: pressed_buttons.append(True))
    elsewhere = QLineEdit(active.view)
    elsewhere.show()
    for widget in (active.view.paste, elsewhere):
        widget.setFocus()
        (found,) = active.after(lambda: press(active.view, code + "\r"))
        assert found.verdict.outcome is Outcome.GENUINE
    assert pressed_buttons == []
    assert elsewhere.text() == ""


def test_what_a_person_types_arrives_where_it_was_typed(active: Page, until: Until) -> None:
    elsewhere = QLineEdit(active.view)
    elsewhere.show()
    elsewhere.setFocus()
    for part in ("XC", "B", "XX", "CE", "A"):
        press(active.view, part)
        QTest.qWait(HOLD_MS + 30)
    until(lambda: elsewhere.text() == "XCBXXCEA")
    assert active.checked == []


def test_progress_is_shown_and_the_last_verdict_gone_while_the_scanner_sends(active: Page, code: str) -> None:
    active.after(lambda: press(active.view, code + "\r"))
    assert active.view.card.isVisible()
    before = len(active.checked)
    press(active.view, code[:60])
    assert active.view.card.isHidden()
    assert "50" in active.view.busy_words.text()
    press(active.view, code[60:])
    QTest.qWait(PAUSE_MS + 50)
    active.until(lambda: len(active.checked) > before)


def test_a_scan_while_a_dialog_is_open_presses_nothing_in_it_and_is_left_out(
    active: Page, code: str, until: Until
) -> None:
    dialog = Dialog(active.view)
    line = QLineEdit(dialog)
    dialog.open()
    come_back_to(dialog, until)
    press(dialog, code + "\r")
    assert dialog.isVisible()
    assert line.text() == ""
    assert active.checked == []
    assert "left out" in active.view.notice.text
    dialog.reject()


def test_keys_go_by_while_another_page_is_shown(active: Page, code: str, qtbot: QtBot) -> None:
    other = QLineEdit()
    qtbot.addWidget(other)
    other.show()
    active.view.hide()
    other.activateWindow()
    other.setFocus()
    press(other, "XCERTB")
    assert other.text() == "XCERTB"


def test_a_test_code_is_named_and_proves_nothing(active: Page) -> None:
    (found,) = active.after(lambda: press(active.view, "XCTESTABC\r"))
    assert found.verdict.outcome is Outcome.UNREADABLE
    assert [reason.code for reason in found.reasons] == ["TEST_SHEET_CODE"]


def test_no_input_method_gets_between_the_scanner_and_the_field(active: Page) -> None:
    """With one, Qt composes the Arabic lam-alef keys (T and B of a scanner) itself, and they never come as keys."""
    asked = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled)
    QCoreApplication.sendEvent(active.view.field, asked)
    assert asked.value(Qt.InputMethodQuery.ImEnabled) is False
