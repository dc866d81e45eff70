"""Labels show data as it is, and lead to their editors."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QTextLayout
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.labels import caption, keep_from_the_bar, numbered, plain
from certapp.ui.common.speaking import speak


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


def test_an_arabic_title_begins_where_an_english_page_begins(qtbot: QtBot) -> None:
    label = plain("كتاب في علم الفلك")
    qtbot.addWidget(label)
    label.setFixedWidth(400)
    label.show()
    seen = label.grab().toImage()
    ground = seen.pixelColor(399, 0)
    right_half = (seen.pixelColor(x, y) for x in range(250, 400) for y in range(seen.height()))
    assert all(each == ground for each in right_half)


def test_words_that_are_longer_than_a_box_end_in_dots(qtbot: QtBot) -> None:
    boxes = [ChoiceBox(), ChoiceBox()]
    for box in boxes:
        qtbot.addWidget(box)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setFixedWidth(160)
    words = "Adam Approver (administrator, approver)"
    boxes[0].addItem(words)
    shown = boxes[0].grab().toImage()
    assert any(_same(boxes[1], words[:n] + "…", shown) for n in range(4, len(words)))


def _same(box: ChoiceBox, words: str, shown: QImage) -> bool:
    box.clear()
    box.addItem(words)
    return bool(box.grab().toImage() == shown)


@pytest.fixture
def arabic(qapp: QApplication) -> Iterator[None]:
    speak(qapp, "ar")
    yield
    speak(qapp, "en")


@pytest.mark.usefixtures("arabic")
def test_the_number_of_a_latin_name_stands_at_the_right_of_an_arabic_page(qtbot: QtBot) -> None:
    words = numbered(3, "A vase")
    layout = QTextLayout(words)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    number, name = (float(line.cursorToX(words.index(each))[0]) for each in ("3", "vase"))
    assert number > name


@pytest.mark.usefixtures("arabic")
def test_white_is_kept_from_the_bar_on_the_side_where_it_is(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    keep_from_the_bar(column)
    margins = column.contentsMargins()
    assert margins.left() > margins.right() == 0
