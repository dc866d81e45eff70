"""The camera reads a code from its frames by itself, and says what would help; the frames are made up."""

from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from PySide6.QtCore import QThreadPool
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from certapp.trust.package import read_package
from certapp.trust.verdict import Outcome
from certapp.trust.view import view_of
from certapp.ui.verify.view import VerifyView
from tests.scan.test_guidance import Held
from tests.scan.test_reader import page as sheet
from tests.scan.test_reader import symbol
from tests.trust.authority import DAY, FOUNDED, found
from tests.ui.conftest import Until
from tests.ui.verify.conftest import Page

pytest.importorskip("PySide6.QtMultimedia", exc_type=ImportError)

from PySide6.QtMultimedia import QCamera, QVideoFrame

from certapp.ui.verify.camera_dialog import CodeCamera

pytestmark = pytest.mark.qt_log_ignore(
    "Couldn't (load|resolve)", "No RHI backend", "Failed to initialize QMediaDevices", extend=True
)  # what QtMultimedia says of a machine without sound, screen and camera


def frame(picture: Image.Image) -> QVideoFrame:
    colours = picture.convert("RGBA")
    image = QImage(colours.tobytes(), colours.width, colours.height, QImage.Format.Format_RGBA8888)
    return QVideoFrame(image.copy())


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[CodeCamera]:
    made = CodeCamera(None, list)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.reject()
    QThreadPool.globalInstance().waitForDone()


def test_without_a_camera_it_says_so(dialog: CodeCamera) -> None:
    assert "No camera was found" in dialog.problem.text()
    dialog.feed.fail(QCamera.Error.CameraError, "Device or resource busy")
    assert "Device or resource busy" in dialog.problem.text()


def test_each_frame_says_what_would_help_until_the_code_is_read(dialog: CodeCamera, until: Until) -> None:
    read: list[object] = []
    dialog.read.connect(read.append)
    for held, words in ((Held(light=0.05), "More light"), (Held(blur=8), "not sharp")):
        dialog.feed.sink.setVideoFrame(frame(held.picture()))
        until(lambda words=words: words in dialog.advice.text())
        assert dialog.isVisible()
    until(lambda: not dialog._looking)
    dialog.feed.sink.setVideoFrame(frame(Held().picture()))
    until(lambda: bool(read))
    assert not dialog.isVisible()


def test_another_code_is_named_and_the_dialog_stays(dialog: CodeCamera, until: Until) -> None:
    dialog.feed.sink.setVideoFrame(frame(sheet(symbol("HTTPS://EXAMPLE.ORG/FAKE", 6))))
    until(lambda: "not the code of an export certificate" in dialog.advice.text())
    assert dialog.isVisible()


def test_frames_that_come_while_one_is_looked_at_are_only_shown(dialog: CodeCamera, until: Until) -> None:
    for light in (0.05, 0.06, 0.07, 0.08):
        dialog.feed.sink.setVideoFrame(frame(Held(light=light).picture()))
    assert dialog._looking
    until(lambda: "More light" in dialog.advice.text())


def test_the_page_judges_what_the_camera_reads(make_page: Callable[[VerifyView], Page]) -> None:
    authority = found("XA")
    view = view_of([read_package(authority.package(authority.bulletin()))])
    page = make_page(VerifyView(lambda: view, dict, clock=lambda: FOUNDED + 2 * DAY))
    code = authority.code()

    def show() -> None:
        page.view.ways.open_camera()
        camera = page.view.findChild(CodeCamera)
        assert camera is not None
        camera.feed.sink.setVideoFrame(frame(sheet(symbol(code, 6), size=(1280, 960))))

    (judged,) = page.after(show)
    assert judged.verdict.outcome is Outcome.GENUINE
    assert page.view.field.toPlainText() == code
