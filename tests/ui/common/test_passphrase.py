"""Asking for a passphrase."""

from collections.abc import Callable
from threading import Event

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit, QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from certapp.model.errors import Refusal
from certapp.service.training import PASSPHRASES
from certapp.ui.common.order import Dialog
from certapp.ui.common.passphrase import PassphraseDialog, ask_and_try
from tests.ui.conftest import Until
from tests.ui.keyboard import Keyboard


def _dialog(qtbot: QtBot, attempt: Callable[[str], object], *, training: bool = False) -> PassphraseDialog:
    dialog = PassphraseDialog(None, "clara", "Clara, confirm.", attempt, training)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def _ok(dialog: PassphraseDialog) -> None:
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()


def test_the_passphrase_is_never_readable_on_screen(qtbot: QtBot) -> None:
    assert _dialog(qtbot, str).field.edit.echoMode() is QLineEdit.EchoMode.Password


def test_a_wrong_passphrase_is_said_beside_the_field_and_can_be_typed_again(qtbot: QtBot, until: Until) -> None:
    def attempt(passphrase: str) -> str:
        if passphrase != "right":
            raise Refusal("PASSPHRASE_WRONG")
        return "unlocked"

    dialog = _dialog(qtbot, attempt)
    dialog.field.edit.setText("wrong")
    _ok(dialog)
    until(lambda: dialog.wrong.isVisible())
    assert dialog.field.edit.accessibleDescription() == Refusal("PASSPHRASE_WRONG").text()
    dialog.field.edit.setText("right")
    _ok(dialog)
    until(lambda: dialog.result_of_attempt == "unlocked")
    assert dialog.field.edit.text() == ""


def test_an_empty_passphrase_is_not_tried(qtbot: QtBot) -> None:
    tried: list[str] = []
    dialog = _dialog(qtbot, tried.append)
    _ok(dialog)
    assert tried == []
    assert dialog.wrong.isVisible()


def test_the_training_passphrase_is_offered_in_training_alone(qtbot: QtBot) -> None:
    assert not _dialog(qtbot, str).field.fill.isVisible()
    dialog = _dialog(qtbot, str, training=True)
    dialog.field.fill.click()
    assert dialog.field.edit.text() == PASSPHRASES["clara"]


def test_the_buttons_keep_their_height_when_something_is_wrong(qtbot: QtBot, until: Until) -> None:
    def attempt(passphrase: str) -> str:
        raise Refusal("PASSPHRASE_WRONG")

    dialog = _dialog(qtbot, attempt, training=True)
    dialog.resize(dialog.minimumWidth(), dialog.sizeHint().height())
    before = dialog.field.fill.height()
    dialog.field.edit.setText("wrong")
    _ok(dialog)
    until(lambda: dialog.wrong.isVisible())
    qtbot.wait(50)
    assert dialog.field.fill.height() >= before
    assert dialog.wrong.height() >= dialog.wrong.heightForWidth(dialog.wrong.width())


def test_what_was_wrong_is_gone_with_the_next_letter(qtbot: QtBot) -> None:
    dialog = _dialog(qtbot, str)
    _ok(dialog)
    assert dialog.wrong.isVisible()
    qtbot.keyClick(dialog.field.edit, "a")
    assert not dialog.wrong.isVisible()
    assert dialog.field.edit.accessibleDescription() == ""


def test_one_press_fills_the_training_passphrase(qtbot: QtBot) -> None:
    dialog = _dialog(qtbot, str, training=True)
    qtbot.mousePress(dialog.field.fill, Qt.MouseButton.LeftButton)
    assert dialog.field.edit.text() == PASSPHRASES["clara"]


def test_going_on_without_a_passphrase_is_a_choice_and_not_giving_up(qtbot: QtBot) -> None:
    tried: list[str] = []

    def attempt(passphrase: str) -> str:
        tried.append(passphrase)
        return "unlocked"

    def answer(press: bool) -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, PassphraseDialog) and dialog.otherwise is not None
        dialog.otherwise.click() if press else dialog.reject()

    def asked(press: bool) -> str | None:
        QTimer.singleShot(0, lambda: answer(press))
        return ask_and_try(None, "clara", "Confirm.", attempt, otherwise=("Later", "later"))

    assert asked(press=True) == "later"
    assert asked(press=False) is None
    assert tried == []


def test_giving_up_gives_nothing(qtbot: QtBot) -> None:
    def give_up() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, PassphraseDialog)
        dialog.reject()

    QTimer.singleShot(0, give_up)
    assert ask_and_try(None, "clara", "Clara, confirm.", str) is None


def test_what_was_typed_is_given(qtbot: QtBot) -> None:
    def type_it() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, PassphraseDialog)
        dialog.field.edit.setText("five words are enough here")
        _ok(dialog)

    QTimer.singleShot(0, type_it)
    assert ask_and_try(None, "clara", "Clara, confirm.", str) == "five words are enough here"


@pytest.mark.parametrize("pressed", ["Passphrase", "OK"])
def test_a_second_enter_while_it_is_tried_cancels_nothing(qtbot: QtBot, until: Until, pressed: str) -> None:
    go_on, tried = Event(), []

    def attempt(passphrase: str) -> str:
        tried.append(passphrase)
        assert go_on.wait(120)
        raise Refusal("PASSPHRASE_WRONG")

    dialog = _dialog(qtbot, attempt)
    with qtbot.waitActive(dialog, timeout=60_000):
        dialog.activateWindow()
    keys = Keyboard(until)
    keys.type("wrong")
    keys.tab_to(pressed)
    keys.press(Qt.Key.Key_Return)
    until(lambda: len(tried) == 1)
    keys.press(Qt.Key.Key_Return)
    keys.type("x")
    assert dialog.isVisible() and dialog.field.edit.text() == "wrong"
    go_on.set()
    until(dialog.wrong.isVisible)
    assert keys.at is dialog.field.edit and tried == ["wrong"]


def test_the_keyboard_waits_with_the_button_of_a_dialog_whose_act_is_under_way(qtbot: QtBot, until: Until) -> None:
    dialog, acts = Dialog(), QPushButton("Act")
    close = QPushButton("Close")
    close.clicked.connect(dialog.reject)
    acts.clicked.connect(lambda: acts.setEnabled(False))
    layout = QVBoxLayout(dialog)
    for each in (acts, close):
        layout.addWidget(each)
    qtbot.addWidget(dialog)
    dialog.show()
    with qtbot.waitActive(dialog, timeout=60_000):
        dialog.activateWindow()
    keys = Keyboard(until)
    keys.tab_to("Act")
    keys.press(Qt.Key.Key_Return, times=2)
    assert dialog.isVisible()
    acts.setEnabled(True)
    assert keys.name == "Act"
    keys.press(Qt.Key.Key_Return)
    keys.tab_to("Close")
    acts.setEnabled(True)
    assert keys.name == "Close", "the person has gone on meanwhile"
    keys.press(Qt.Key.Key_Return)
    assert not dialog.isVisible()
