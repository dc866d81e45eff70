"""The strip of photographs: many at a time, one principal, turned and cropped, by keys alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from certapp.model import language
from certapp.ui.common.camera_opening import camera_missing
from certapp.ui.form.crop import CropDialog
from certapp.ui.form.larger import LargerView
from certapp.ui.form.photograph_card import PhotographCard
from certapp.ui.form.photographs import Photographs
from certapp.ui.form.rows import RowPage
from tests.imaging.making import jpeg, quarters
from tests.imaging.test_heic import HEIC
from tests.ui.conftest import Until
from tests.ui.dropping import drop
from tests.ui.form.acting import PAINTING, strip_of
from tests.ui.form.conftest import OpenForm


def card(strip: Photographs, index: int) -> PhotographCard:
    found = strip.cards[index]
    assert isinstance(found, PhotographCard)
    return found


def folder_of(tmp_path: Path, count: int) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(1, count + 1):
        (folder / f"side-{number}.jpg").write_bytes(jpeg(quarters(700 + number, 650)))
    (folder / "notes.txt").write_text("no picture")
    return folder


def test_a_folder_is_taken_in_order_with_what_is_known(open_form: OpenForm, until: Until, tmp_path: Path) -> None:
    view = open_form(PAINTING)
    strip = strip_of(view)
    before = len(strip.cards)
    folder = folder_of(tmp_path, 11)
    (folder / "zz verso.heic").write_bytes(HEIC)
    drop(strip, folder)
    until(lambda: len(strip.cards) == before + 12)
    rows = view.draft.record["objects"][0]["photographs"][before:]
    assert [row["file"] for row in rows[:11]] == [f"side-{number}.jpg" for number in range(1, 12)]
    assert (rows[11]["view"], rows[11]["taken_on"]) == ("BACK", "2026-03-14")
    assert {row["taken_by"] for row in rows} == {"Conservation department"}
    assert not any(row["is_principal"] for row in rows)
    until(strip.taking.isHidden)


def test_taking_in_many_can_be_stopped(open_form: OpenForm, until: Until, tmp_path: Path) -> None:
    view = open_form(PAINTING)
    strip = strip_of(view)
    before = len(strip.cards)
    drop(strip, folder_of(tmp_path, 30))
    until(lambda: len(strip.cards) > before)
    assert not strip.taking.isHidden()
    strip.taking.cancel.click()
    until(strip.taking.isHidden)
    assert before < len(strip.cards) < before + 30
    assert strip.refused.isHidden()


def test_a_folder_without_pictures_says_so(open_form: OpenForm, until: Until, tmp_path: Path) -> None:
    view = open_form(PAINTING)
    drop(strip_of(view), tmp_path)
    until(lambda: "no photographs" in view.notice.text)


def test_one_key_makes_a_picture_the_principal_and_no_other(open_form: OpenForm, until: Until, qtbot: QtBot) -> None:
    view = open_form(PAINTING)
    strip = strip_of(view)
    qtbot.keyClick(card(strip, 1).picture, Qt.Key.Key_P)
    rows = view.draft.record["objects"][0]["photographs"]
    assert [row["is_principal"] for row in rows] == [False, True, False]
    assert [card(strip, index).principal.text()[0] for index in range(3)] == ["☆", "★", "☆"]


def test_turning_is_kept_and_shown_and_a_full_turn_is_none(open_form: OpenForm, until: Until, qtbot: QtBot) -> None:
    view = open_form(PAINTING)
    strip = strip_of(view)
    first = card(strip, 0)
    until(lambda: not first.picture.icon().isNull())
    row = view.draft.record["objects"][0]["photographs"][0]
    assert first.picture.icon().availableSizes()[0].width() > first.picture.icon().availableSizes()[0].height()
    qtbot.keyClick(first.picture, Qt.Key.Key_R)
    assert row["turned"] == 90
    until(lambda: first.picture.icon().availableSizes()[0].width() < first.picture.icon().availableSizes()[0].height())
    qtbot.keyClick(first.picture, Qt.Key.Key_L)
    assert "turned" not in row
    first.acts["left"].click()
    assert row["turned"] == 270


def crop_dialog(strip: Photographs, until: Until, qtbot: QtBot) -> CropDialog:
    qtbot.keyClick(card(strip, 0).picture, Qt.Key.Key_C)
    until(lambda: bool(strip.findChildren(CropDialog)))
    return strip.findChildren(CropDialog)[-1]


def test_a_picture_is_cropped_by_keys_and_reset(open_form: OpenForm, until: Until, qtbot: QtBot) -> None:
    view = open_form(PAINTING)
    strip = strip_of(view)
    row = view.draft.record["objects"][0]["photographs"][0]
    dialog = crop_dialog(strip, until, qtbot)
    for _time in range(20):
        qtbot.keyClick(dialog.area, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(dialog.area, Qt.Key.Key_Right)
    assert dialog.edges == (10, 0, 810, 1000)
    assert [side.value() for side in dialog.sides] == [1, 0, 19, 0]
    dialog.accept()
    assert row["crop"] == "10,0,810,1000"
    until(lambda: not strip.findChildren(CropDialog))
    dialog = crop_dialog(strip, until, qtbot)
    assert dialog.edges == (10, 0, 810, 1000)
    dialog.reset.click()
    dialog.accept()
    assert "crop" not in row


def test_a_turned_picture_is_cropped_as_it_is_seen(open_form: OpenForm, until: Until, qtbot: QtBot) -> None:
    view = open_form(PAINTING)
    strip = strip_of(view)
    card(strip, 0).turn(90)
    dialog = crop_dialog(strip, until, qtbot)
    dialog.sides[0].setValue(20)
    dialog.accept()
    # What is left after a quarter to the right was at the bottom.
    assert view.draft.record["objects"][0]["photographs"][0]["crop"] == "0,0,1000,800"


def test_the_mouse_draws_moves_and_sizes_the_frame(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QWidget

    parent = QWidget()
    qtbot.addWidget(parent)
    image = QImage(1000, 1000, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.gray)
    dialog = CropDialog(image, (0, 0, 1000, 1000), parent)
    dialog.show()
    area = dialog.area
    place = area.picture_place()

    def at(across: float, down: float) -> QPoint:
        return QPoint(round(place.x() + across * place.width()), round(place.y() + down * place.height()))

    def drag(begin: QPoint, end: QPoint) -> None:
        qtbot.mousePress(area, Qt.MouseButton.LeftButton, pos=begin)
        qtbot.mouseMove(area, end)
        qtbot.mouseRelease(area, Qt.MouseButton.LeftButton, pos=end)

    drag(at(1, 1), at(0.5, 0.6))
    assert area.edges == (0, 0, pytest.approx(500, abs=4), pytest.approx(600, abs=4))
    drag(at(0.25, 0.3), at(0.45, 0.3))
    assert area.edges[0] == pytest.approx(200, abs=6)
    assert area.edges[2] - area.edges[0] == pytest.approx(500, abs=4)
    drag(at(0.9, 0.75), at(0.99, 0.99))
    assert area.edges[0] == pytest.approx(900, abs=4)
    drag(at(0.95, 0.85), at(3, 3))
    assert area.edges[2:] == (1000, 1000)


def test_every_part_of_the_crop_dialog_has_a_name(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QWidget

    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = CropDialog(QImage(100, 100, QImage.Format.Format_RGB32), (0, 0, 1000, 1000), parent)
    for widget in (dialog.area, *dialog.findChildren(QSpinBox), *dialog.findChildren(QPushButton)):
        assert widget.accessibleName() or (isinstance(widget, QPushButton) and widget.text())


def test_enter_shows_a_picture_larger(open_form: OpenForm, until: Until, qtbot: QtBot) -> None:
    view = open_form(PAINTING)
    strip = strip_of(view)
    qtbot.keyClick(card(strip, 0).picture, Qt.Key.Key_Return)
    until(lambda: bool(strip.findChildren(LargerView)))
    shown = strip.findChildren(LargerView)[0]
    assert shown.area.image.width() == 1772
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()


def test_what_is_wrong_with_a_picture_is_said_beside_it(open_form: OpenForm, until: Until) -> None:
    view = open_form(PAINTING)
    strip = strip_of(view)
    view.draft.set_value(strip.cards[0].place.row, "crop", "0,0,100,1000")
    until(lambda: "shorter side" in card(strip, 0).note.text())
    view.go_to("objects[0].photographs[0].file")
    until(card(strip, 0).picture.hasFocus)


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (ModuleNotFoundError("No module named 'PySide6.QtMultimedia'"), "not installed"),
        (ImportError("libpulse.so.0: cannot open shared object file: No such file or directory"), "libpulse.so.0"),
    ],
)
def test_without_the_camera_addition_it_says_what_to_do(problem: ImportError, words: str) -> None:
    text = camera_missing(problem).text()
    assert words in text
    assert "from files" in text


@pytest.mark.parametrize("spoken", list(language.NAMES))
def test_the_page_of_an_object_is_no_wider_than_the_window_in_any_language(open_form: OpenForm, spoken: str) -> None:
    language.use(spoken)
    try:
        view = open_form("Coins")
        view.open_section("objects")
        page = view.findChildren(RowPage)[0]
        page.build_all()
        assert page._page.minimumSizeHint().width() <= page._area.viewport().width()
    finally:
        language.use(language.DEFAULT)
