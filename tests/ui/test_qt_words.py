"""Qt's own words - buttons, the file dialog, menus of a text - in the language in use, also after a switch."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCalendarWidget,
    QDialogButtonBox,
    QFileDialog,
    QInputDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QWidget,
)

from certapp.model import language
from certapp.ui.common.speaking import speak

OTHERS = [tag for tag in language.offered() if tag != "en"]
THE_SAME = {("fr", "OK"), ("fr", "Type"), ("ru", "OK"), ("es", "&No")}
"""What is the same word in both languages."""
_TELLING = ("text", "title", "windowTitle", "toolTip", "placeholderText")
Words = dict[tuple[str, int, str], str]


@pytest.fixture(autouse=True)
def english_again(qapp: QApplication) -> Iterator[None]:
    yield
    speak(qapp, "en")


def of_qt() -> dict[str, QWidget]:
    """What Qt builds with words of its own."""
    made: dict[str, QWidget] = {"calendar": QCalendarWidget(), "question": QMessageBox(), "input": QInputDialog()}
    buttons = QDialogButtonBox()
    for button in QDialogButtonBox.StandardButton:
        if button.name != "NoButton":
            buttons.addButton(button)
    made["buttons"] = buttons
    for name, mode in (("open", QFileDialog.AcceptMode.AcceptOpen), ("save", QFileDialog.AcceptMode.AcceptSave)):
        dialog = QFileDialog(None, "", "/")
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAcceptMode(mode)
        made[name] = dialog
    made["a line"], made["a page"] = line, page = QLineEdit("a"), QPlainTextEdit("a")
    made["menu of a line"], made["menu of a page"] = line.createStandardContextMenu(), page.createStandardContextMenu()
    return made


def words_of(widget: QWidget) -> Words:
    found: Words = {}
    for index, each in enumerate((widget, *widget.findChildren(QWidget))):
        for name in _TELLING:
            if callable(told := getattr(each, name, None)) and not isinstance(each, QLineEdit):
                found[name, index, ""] = str(told())
        if isinstance(each, QAbstractItemView) and each.model() is not None:
            for column in range(each.model().columnCount()):
                title = each.model().headerData(column, Qt.Orientation.Horizontal)
                found["title", index, str(column)] = str(title or "")
    for index, action in enumerate(widget.findChildren(QAction)):
        found["action", index, ""] = action.text()
    return {at: words for at, words in found.items() if any(map(str.isalpha, words))}


def _said() -> dict[str, Words]:
    made = of_qt()
    return {name: words_of(widget) for name, widget in made.items()}


@pytest.mark.parametrize("tag", OTHERS)
def test_no_word_of_qt_stays_english(qapp: QApplication, tag: str) -> None:
    speak(qapp, "en")
    english = _said()
    speak(qapp, tag)
    other = _said()
    same = {
        (tag, words) for name, found in other.items() for at, words in found.items() if english[name].get(at) == words
    }
    assert same - THE_SAME == set()
    assert {name: len(found) for name, found in other.items()} == {name: len(found) for name, found in english.items()}
    assert len(english["buttons"]) > 15 and len(english["open"]) > 25


def test_the_next_dialog_speaks_the_language_that_was_switched_to(qapp: QApplication) -> None:
    said = []
    for tag in ("fr", "zh", "ar", "en"):
        speak(qapp, tag)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        said.append(box.button(QDialogButtonBox.StandardButton.Cancel).text().replace("&", ""))
    assert said == ["Annuler", "取消", "إلغاء", "Cancel"]


READING = """
import io, sys, threading
from PIL import Image
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from certapp.ui.common.speaking import speak

app = QApplication(sys.argv)
speak(app, "fr")
sys.setswitchinterval(0.0001)
out = io.BytesIO()
Image.new("RGB", (200, 200)).save(out, "JPEG")
threads = [threading.Thread(target=lambda: [QImage.fromData(out.getvalue()) for _ in range(200)]) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("read")
"""


def test_pictures_are_read_in_several_threads_while_qt_asks_for_words() -> None:
    """Qt asks for words while it holds the lock of its picture readers: a translator in Python stood still there."""
    done = subprocess.run([sys.executable, "-c", READING], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == "read", done.stderr
