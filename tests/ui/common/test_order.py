"""What all dialogs have in common."""

from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout
from pytestqt.qtbot import QtBot

from certapp.ui.common.facts import History
from certapp.ui.common.order import Dialog


def test_a_dialog_is_never_larger_than_the_screen(qtbot: QtBot) -> None:
    dialog = Dialog()
    QVBoxLayout(dialog).addWidget(QDialogButtonBox(QDialogButtonBox.StandardButton.Close))
    qtbot.addWidget(dialog)
    room = dialog.screen().availableSize()
    dialog.resize(room * 2)
    dialog.open()
    assert dialog.frameSize().boundedTo(room) == dialog.frameSize()


def test_every_act_of_a_history_is_seen_whole(qtbot: QtBot) -> None:
    history = History("History")
    qtbot.addWidget(history)
    metrics = history.fontMetrics()
    history.show_acts([f"2026-11-30 01:03   Заявление утверждено   {'Adam Approver ' * n}" for n in range(1, 6)])
    history.show()
    for width in range(200, 480, 7):
        history.resize(width, 300)
        history.doItemsLayout()
        for row in range(history.count()):
            place = history.visualItemRect(history.item(row))
            lines = metrics.boundingRect(0, 0, place.width() - 8, 1000, 0x1000, history.item(row).text())
            assert place.height() >= lines.height()
