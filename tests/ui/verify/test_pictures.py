"""The paper's pictures beside one of the object: what is shown, what the hint says, and what never is shown."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from certapp.document.raster import page_png
from certapp.imaging.likeness import ALIKE, UNLIKE
from certapp.service.paper_pictures import Hint, Seen, hint, named_photographs
from certapp.ui.verify.pictures import PicturesDialog
from tests.ui.conftest import Until
from tests.ui.verify.conftest import Page, Papers

pytestmark = pytest.mark.qt_log_ignore(
    "Couldn't (load|resolve)", "No RHI backend", "Failed to initialize QMediaDevices", extend=True
)  # what QtMultimedia says of a machine without sound, screen and camera


@pytest.fixture
def opened(page: Page, papers: Papers) -> Path:
    """The genuine paper is judged; its file."""
    page.after(lambda: page.view.verify_files([papers.genuine]))
    return papers.genuine


def compare(page: Page, until: Until) -> PicturesDialog:
    page.view.compare_pictures(page.checked[-1])
    dialog = page.view.findChildren(PicturesDialog)[-1]
    until(lambda: dialog.choice.count() > 0 or bool(dialog.notice.text))
    return dialog


def test_the_signed_picture_comes_first_then_the_photographs_of_the_file(
    page: Page, opened: Path, until: Until
) -> None:
    dialog = compare(page, until)
    names = [dialog.choice.itemText(index) for index in range(dialog.choice.count())]
    assert names[0] == "Object 1: signed picture"
    assert len(names) > 1 and all(name.endswith(".jpg") for name in names[1:])
    assert not dialog.left.image.isNull() and dialog.right.image.isNull()


def test_the_same_picture_is_called_alike_and_no_proof(page: Page, opened: Path, until: Until, tmp_path: Path) -> None:
    dialog = compare(page, until)
    here = tmp_path / "here.png"
    dialog.left.image.scaled(300, 300).save(str(here))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(here))])
    dialog.take(data)
    until(lambda: bool(dialog.hint.text()))
    assert not dialog.right.image.isNull()
    assert "alike" in dialog.hint.text() and "no proof" in dialog.hint.text()


def test_a_file_that_is_another_by_now_shows_no_photographs(
    page: Page, papers: Papers, opened: Path, until: Until
) -> None:
    shutil.copyfile(papers.revoked, opened)  # signed by the same office, but it is not what was judged
    dialog = compare(page, until)
    assert [dialog.choice.itemText(index) for index in range(dialog.choice.count())] == ["Object 1: signed picture"]


def test_what_is_no_picture_is_said(page: Page, opened: Path, until: Until, tmp_path: Path) -> None:
    dialog = compare(page, until)
    none = tmp_path / "none.jpg"
    none.write_bytes(b"no picture")
    dialog.look_at(none)
    until(lambda: bool(dialog.notice.text))
    assert dialog.right.image.isNull() and dialog.hint.text() == ""


def test_a_pasted_picture_is_taken(page: Page, opened: Path, until: Until, qtbot: QtBot) -> None:
    dialog = compare(page, until)
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    data = QMimeData()
    data.setImageData(image)
    dialog.take(data)
    until(lambda: not dialog.right.image.isNull())


def test_a_photograph_of_the_object_is_taken_beside_the_paper_s(
    page: Page, opened: Path, until: Until, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("PySide6.QtMultimedia", exc_type=ImportError)
    from PySide6.QtMultimedia import QVideoFrame

    from certapp.ui.common.photographing import CameraDialog

    dialog = compare(page, until)
    dialog.camera.click()
    (camera,) = dialog.findChildren(CameraDialog)
    assert camera.list.isHidden() and camera.accept_button.isHidden()
    camera.feed.sink.setVideoFrame(QVideoFrame(dialog.left.image.convertToFormat(QImage.Format.Format_RGB32)))
    qtbot.keyClick(camera.live, Qt.Key.Key_Space)
    until(lambda: not dialog.right.image.isNull())
    assert dialog.none.isHidden()
    assert "alike" in dialog.hint.text()


def test_a_paper_that_came_as_a_picture_shows_its_printed_photographs_itself(
    page: Page, papers: Papers, until: Until, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.png"
    paper.write_bytes(page_png(papers.genuine.read_bytes(), 0, 200))
    page.after(lambda: page.view.verify_files([paper]))
    dialog = compare(page, until)
    names = [dialog.choice.itemText(index) for index in range(dialog.choice.count())]
    assert names[-1] == "The paper as it was shown"
    dialog.choice.setCurrentIndex(len(names) - 1)
    dialog.look_at(paper)
    until(lambda: not dialog.right.image.isNull())
    assert dialog.hint.text() == "", "a whole paper is like no object"


@pytest.mark.parametrize(
    ("bits", "said"), [(0, Hint.ALIKE), (ALIKE, Hint.ALIKE), (ALIKE + 1, Hint.UNSURE), (UNLIKE, Hint.UNLIKE)]
)
def test_the_measure_has_three_answers(bits: int, said: Hint) -> None:
    assert hint(Seen("one", b"", 0), Seen("other", b"", (1 << bits) - 1)) is said


@pytest.mark.parametrize("record", [None, b"", b"\x80", b"\xa1\x67objects\x81\x01"])
def test_a_record_that_names_none_names_none(record: bytes | None) -> None:
    assert named_photographs(record) == []
