"""The camera's window with synthetic frames: no test can open a device, all the rest is tried."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Until
from tests.ui.form.acting import PAINTING, strip_of
from tests.ui.form.conftest import OpenForm

pytest.importorskip("PySide6.QtMultimedia", exc_type=ImportError)

from PySide6.QtMultimedia import QCamera, QVideoFrame

from certapp.ui.common.photographing import CameraDialog

pytestmark = pytest.mark.qt_log_ignore(
    "Couldn't (load|resolve)", "No RHI backend", "Failed to initialize QMediaDevices", extend=True
)  # what QtMultimedia says of a machine without sound, screen and camera


def frame(colour: Qt.GlobalColor, width: int = 1280) -> QVideoFrame:
    image = QImage(width, 720, QImage.Format.Format_RGB32)
    image.fill(colour)
    return QVideoFrame(image)


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[CameraDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = CameraDialog(parent, list)
    made.show()
    yield made
    made.reject()


def test_without_a_camera_it_says_so_and_takes_nothing(dialog: CameraDialog, qtbot: QtBot) -> None:
    assert "No camera was found" in dialog.problem.text()
    assert not dialog.take_button.isEnabled()
    qtbot.keyClick(dialog.live, Qt.Key.Key_Space)
    assert dialog.taken == []
    assert not dialog.accept_button.isEnabled()


def test_space_takes_several_and_enter_hands_them_over(dialog: CameraDialog, qtbot: QtBot) -> None:
    for colour in (Qt.GlobalColor.red, Qt.GlobalColor.blue):
        dialog.feed.sink.setVideoFrame(frame(colour))
        qtbot.keyClick(dialog.live, Qt.Key.Key_Space)
    assert [image.pixelColor(640, 360).name() for image in dialog.taken] == ["#ff0000", "#0000ff"]
    assert dialog.list.count() == 2
    dialog.remove.click()
    qtbot.keyClick(dialog.live, Qt.Key.Key_Return)
    assert dialog.result() == 1
    assert len(dialog.taken) == 1


def test_a_failing_camera_is_said_and_what_was_taken_stays(dialog: CameraDialog) -> None:
    dialog.feed.sink.setVideoFrame(frame(Qt.GlobalColor.red))
    dialog.take()
    dialog.feed.fail(QCamera.Error.CameraError, "Device or resource busy")
    assert "Device or resource busy" in dialog.problem.text()
    assert not dialog.take_button.isEnabled()
    assert dialog.accept_button.isEnabled()


def test_pictures_just_taken_are_photographs_of_today(open_form: OpenForm, until: Until) -> None:
    view = open_form(PAINTING)
    strip = strip_of(view)
    before = len(strip.cards)
    strip.take_in_pictures([frame(Qt.GlobalColor.red).toImage(), frame(Qt.GlobalColor.blue).toImage()])
    until(lambda: len(strip.cards) == before + 2)
    rows = view.draft.record["objects"][0]["photographs"][before:]
    assert {row["taken_on"] for row in rows} == {date.today().isoformat()}
    assert rows[0]["file"] != rows[1]["file"]
