"""The paper's pictures beside one of the object: what is shown, what the hint says, and what never is shown."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from certapp.document.raster import page_png
from certapp.imaging.likeness import ALIKE, UNLIKE
from certapp.service.paper_pictures import Hint, Seen, hint, named_photographs
from certapp.ui.verify.picture_pane import PicturePane
from certapp.ui.verify.pictures import PicturesDialog
from certapp.ui.verify.zoomed import MOST, Lens
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
    until(lambda: any(pane.seen for pane in dialog.panes) or bool(dialog.notice.text))
    return dialog


def names(pane: PicturePane) -> list[str]:
    return [pane.choice.itemText(index) for index in range(pane.choice.count())]


def test_the_paper_its_pdf_and_the_object_stand_side_by_side(page: Page, opened: Path, until: Until) -> None:
    dialog = compare(page, until)
    assert names(dialog.paper_pane) == ["Object 1: signed picture"]
    assert names(dialog.pdf_pane) and all(name.endswith(".jpg") for name in names(dialog.pdf_pane))
    assert names(dialog.object_pane) == []
    shown = [not pane.picture.image.isNull() for pane in dialog.panes]
    assert shown == [True, True, False]
    dialog.resize(1280, 800)
    lefts = [pane.picture.mapTo(dialog, QPoint(0, 0)).x() for pane in dialog.panes]
    assert lefts == sorted(set(lefts))
    until(lambda: len({(pane.picture.y(), pane.picture.height()) for pane in dialog.panes}) == 1)


def test_on_a_narrow_screen_they_stand_below_each_other_and_scroll(page: Page, opened: Path, until: Until) -> None:
    dialog = compare(page, until)
    dialog.resize(400, 600)
    until(lambda: len({pane.x() for pane in dialog.panes}) == 1)
    assert dialog.width() == 400, "it has room in 400 pixels"
    area = dialog.findChild(QScrollArea)
    assert area is not None and area.verticalScrollBar().maximum() > 0
    for pane in dialog.panes:
        assert pane.picture.width() <= area.viewport().width() and pane.picture.height() >= 150


def test_the_same_picture_is_called_alike_and_no_proof(page: Page, opened: Path, until: Until, tmp_path: Path) -> None:
    dialog = compare(page, until)
    here = tmp_path / "here.png"
    dialog.pdf_pane.picture.image.scaled(300, 300).save(str(here))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(here))])
    dialog.take(data)
    until(lambda: bool(dialog.pdf_pane.hint.text()))
    assert not dialog.object_pane.picture.image.isNull()
    for word in ("rough measure", "alike", "no proof"):
        assert word in dialog.pdf_pane.hint.text()
    assert "rough measure" in dialog.paper_pane.hint.text()
    assert not dialog.object_pane.hint.text()


def test_all_look_at_the_same_place_or_each_at_its_own(page: Page, opened: Path, until: Until, qtbot: QtBot) -> None:
    dialog = compare(page, until)
    paper, pdf, here = (pane.picture for pane in dialog.panes)
    for key in "++":
        qtbot.keyClicks(pdf, key)
    qtbot.keyClick(pdf, Qt.Key.Key_Right)
    assert paper.lens == pdf.lens == here.lens
    assert pdf.lens.zoom > 1.5 and pdf.lens.x > 0.5
    dialog.together.setChecked(False)
    qtbot.keyClicks(pdf, "0")
    assert pdf.lens == Lens() != paper.lens
    for _step in range(40):
        qtbot.keyClicks(paper, "+")
        qtbot.keyClick(paper, Qt.Key.Key_Left)
    assert paper.lens.zoom == MOST and paper.lens.x == 0.5 / MOST, "never beside the picture"


def test_the_pdf_of_the_holder_shows_its_photographs_if_it_is_that_of_the_scanned_code(
    page: Page, papers: Papers, until: Until
) -> None:
    (found,) = page.after(lambda: page.view.verify_files([papers.genuine]))
    page.after(lambda: page.view.take(_text(found.code_text)))
    page.view.compare_pictures(page.checked[-1])
    dialog = page.view.findChildren(PicturesDialog)[-1]
    until(lambda: bool(dialog.notice.text))
    assert not any(pane.seen for pane in dialog.panes)
    dialog.look_into(papers.revoked)  # genuine, but of another certificate
    until(lambda: "not of the certificate" in dialog.notice.text)
    assert names(dialog.pdf_pane) == []
    dialog.take(_files(papers.genuine))
    until(lambda: bool(names(dialog.pdf_pane)))
    assert not dialog.notice.text and not dialog.pdf_pane.picture.image.isNull()


def test_a_file_that_is_another_by_now_shows_no_photographs(
    page: Page, papers: Papers, opened: Path, until: Until
) -> None:
    shutil.copyfile(papers.revoked, opened)  # signed by the same office, but it is not what was judged
    dialog = compare(page, until)
    assert names(dialog.paper_pane) == ["Object 1: signed picture"] and names(dialog.pdf_pane) == []


def test_what_is_no_picture_is_said(page: Page, opened: Path, until: Until, tmp_path: Path) -> None:
    dialog = compare(page, until)
    none = tmp_path / "none.jpg"
    none.write_bytes(b"no picture")
    dialog.look_at(none)
    until(lambda: bool(dialog.notice.text))
    assert dialog.object_pane.picture.image.isNull() and dialog.pdf_pane.hint.text() == ""


def test_a_pasted_picture_is_taken(page: Page, opened: Path, until: Until) -> None:
    dialog = compare(page, until)
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    data = QMimeData()
    data.setImageData(image)
    dialog.take(data)
    until(lambda: not dialog.object_pane.picture.image.isNull())


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
    image = dialog.pdf_pane.picture.image
    camera.feed.sink.setVideoFrame(QVideoFrame(image.convertToFormat(QImage.Format.Format_RGB32)))
    qtbot.keyClick(camera.live, Qt.Key.Key_Space)
    until(lambda: not dialog.object_pane.picture.image.isNull())
    assert dialog.object_pane.empty.isHidden()
    assert "alike" in dialog.pdf_pane.hint.text()


def test_a_paper_that_came_as_a_picture_shows_its_printed_photographs_itself(
    page: Page, papers: Papers, until: Until, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.png"
    paper.write_bytes(page_png(papers.genuine.read_bytes(), 0, 200))
    page.after(lambda: page.view.verify_files([paper]))
    dialog = compare(page, until)
    assert names(dialog.paper_pane)[-1] == "The paper as it was shown"
    dialog.paper_pane.show_newest()
    dialog.look_at(paper)
    until(lambda: not dialog.object_pane.picture.image.isNull())
    assert dialog.paper_pane.hint.text() == "", "a whole paper is like no object"
    dialog.look_at(paper, dialog.paper_pane)
    until(lambda: "photographed now" in names(dialog.paper_pane)[-1])
    assert not dialog.paper_pane.hint.text()


def _text(words: str) -> QMimeData:
    data = QMimeData()
    data.setText(words)
    return data


def _files(path: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data


@pytest.mark.parametrize(
    ("bits", "said"), [(0, Hint.ALIKE), (ALIKE, Hint.ALIKE), (ALIKE + 1, Hint.UNSURE), (UNLIKE, Hint.UNLIKE)]
)
def test_the_measure_has_three_answers(bits: int, said: Hint) -> None:
    assert hint(Seen("one", b"", 0), Seen("other", b"", (1 << bits) - 1)) is said


@pytest.mark.parametrize("record", [None, b"", b"\x80", b"\xa1\x67objects\x81\x01"])
def test_a_record_that_names_none_names_none(record: bytes | None) -> None:
    assert named_photographs(record) == []
