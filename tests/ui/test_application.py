"""How the program begins."""

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from certapp.ui.application import begin
from certapp.ui.common import settings
from certapp.ui.common.usable import unusable_qt


class _Window:
    def __init__(self) -> None:
        self.asked: list[object] = []

    def open_office(self, folder: Path) -> None:
        self.asked.append(folder)

    def open_training_office(self) -> None:
        self.asked.append("training")


@pytest.mark.parametrize(
    ("version", "python", "usable"),
    [
        ("6.11.3", (3, 11), True),
        ("6.12.0", (3, 11), False),
        ("6.13.1", (3, 11), False),
        ("6.12.0", (3, 12), True),
        ("6.12.0", (3, 13), True),
    ],
)
def test_a_qt_that_would_kill_the_process_is_refused(version: str, python: tuple[int, int], usable: bool) -> None:
    assert (unusable_qt(version, python) == "") is usable


def test_this_qt_takes_no_reference_of_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(500):
        label.setText("x")
    assert before - sys.getrefcount(None) < 100


def test_the_first_start_opens_the_training_office() -> None:
    window = _Window()
    begin(window, [])  # type: ignore[arg-type]
    assert window.asked == ["training"]


def test_the_office_named_is_opened(tmp_path: Path) -> None:
    settings.remember(office=str(tmp_path))
    window = _Window()
    begin(window, ["--office=/some/where"])  # type: ignore[arg-type]
    assert window.asked == [Path("/some/where")]


def test_else_the_last_one_is_opened(tmp_path: Path) -> None:
    settings.remember(office=str(tmp_path))
    window = _Window()
    begin(window, [])  # type: ignore[arg-type]
    assert window.asked == [tmp_path]


def test_a_last_office_that_is_gone_leaves_the_choice_to_the_user(tmp_path: Path) -> None:
    settings.remember(office=str(tmp_path / "gone"))
    window = _Window()
    begin(window, [])  # type: ignore[arg-type]
    assert window.asked == []
