"""Labels show data as it is, and lead to their editors."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from certapp.ui.common.labels import caption, plain


def test_markup_in_data_stays_what_was_typed(qtbot: QtBot) -> None:
    label = plain("<b>Bowl</b> & <img src='x'>")
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == "<b>Bowl</b> & <img src='x'>"


def test_a_caption_is_the_buddy_and_the_name_of_its_editor(qtbot: QtBot) -> None:
    edit = QLineEdit()
    qtbot.addWidget(edit)
    label = caption("&Find", edit)
    assert label.buddy() is edit
    assert edit.accessibleName() == "Find"
