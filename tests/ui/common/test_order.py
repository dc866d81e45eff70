"""What all dialogs have in common."""

from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout
from pytestqt.qtbot import QtBot

from certapp.ui.common.labels import button
from certapp.ui.common.order import Dialog


def test_a_dialog_is_never_larger_than_the_screen(qtbot: QtBot) -> None:
    dialog = Dialog()
    QVBoxLayout(dialog).addWidget(QDialogButtonBox(QDialogButtonBox.StandardButton.Close))
    qtbot.addWidget(dialog)
    room = dialog.screen().availableSize()
    dialog.resize(room * 2)
    dialog.open()
    assert dialog.frameSize().boundedTo(room) == dialog.frameSize()


def test_a_dialog_of_no_size_of_its_own_is_as_large_as_what_it_holds(qtbot: QtBot) -> None:
    dialog = Dialog()
    column = QVBoxLayout(dialog)
    for words in ("one", "two", "three"):
        column.addWidget(button(words))
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.height() == dialog.sizeHint().height()
