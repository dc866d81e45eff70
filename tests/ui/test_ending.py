"""What goes wrong inside a dialog fails the test soon, and says where."""

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout
from pytestqt.qtbot import QtBot

from tests.ui import ending
from tests.ui.conftest import Until
from tests.ui.ending import WentWrong
from tests.ui.keyboard import Keyboard, answer


class Stubborn(QDialog):
    """Refuses to close, as one does whose work must not be cut short."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Who is it?")
        QVBoxLayout(self).addWidget(QLineEdit("half a word"))

    def reject(self) -> None:
        return


def test_a_dialog_that_nobody_answers_is_closed_and_named(
    qtbot: QtBot, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "LONGEST_UNANSWERED", 0.5)
    answer(Stubborn, lambda: Keyboard(until).type("x"))
    assert Stubborn().exec() == QDialog.DialogCode.Rejected
    with pytest.raises(WentWrong, match=r"Nobody answered Stubborn 'Who is it\?'(.|\n)*half a wordx"):
        until(lambda: False)


@pytest.mark.qt_no_exception_capture
def test_what_fails_while_a_dialog_is_answered_fails_the_wait_outside(qtbot: QtBot, until: Until) -> None:
    def wrong() -> None:
        raise AssertionError("the word is not there")

    answer(Stubborn, wrong)
    assert Stubborn().exec() == QDialog.DialogCode.Rejected
    with pytest.raises(WentWrong, match="the word is not there"):
        until(lambda: False)
    assert QApplication.activeModalWidget() is None


def test_what_is_meant_for_the_next_dialog_is_not_typed_into_this_one(qtbot: QtBot, until: Until) -> None:
    typed: list[str] = []

    def into(words: str) -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, Stubborn)
        Keyboard(until).type(words)
        typed.append(dialog.findChildren(QLineEdit)[0].text())
        qtbot.wait(100)  # it stays for a while, as one that tries a passphrase
        dialog.accept()

    def first() -> None:
        answer(Stubborn, lambda: into("2"))
        into("1")

    answer(Stubborn, first)
    for _time in range(2):
        Stubborn().exec()
    assert typed == ["half a word1", "half a word2"]
