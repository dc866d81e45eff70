"""Palettes: what is written on what, and how well it can be read."""

import itertools

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QTabBar,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from certapp.ui.common.labels import quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.theme import DARK, LIGHT, Colours, Pair, Scheme, apply, dress, verdict_colours
from certapp.ui.form.date_editor import DateEditor

LEAST = 4.5
LEAST_OF_EDGES = 3


def _luminance(colour: str) -> float:
    parts = QColor(colour).getRgbF()[:3]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]  # type: ignore[operator]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(pair: Pair) -> float:
    """WCAG 2.2."""
    light, dark = sorted((_luminance(pair.ink), _luminance(pair.ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_ink_can_be_read_on_its_ground(colours: Colours) -> None:
    pairs = [colours.accent, colours.banner, *colours.verdicts.values()]
    grounds = (colours.window, colours.base, colours.alternate, colours.button)
    pairs += [Pair(ink, ground) for ink, ground in itertools.product((colours.text, colours.quiet), grounds)]
    pairs += [Pair(colours.verdicts["red"].ink, ground) for ground in (colours.window, colours.base)]
    assert [(pair, contrast(pair)) for pair in pairs if contrast(pair) < LEAST] == []


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_edge_of_a_field_is_seen(colours: Colours) -> None:
    grounds = (colours.window, colours.base)
    assert [ground for ground in grounds if contrast(Pair(colours.edge, ground)) < LEAST_OF_EDGES] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QCheckBox, QRadioButton])
def test_the_edge_is_drawn_in_its_colour(qtbot: QtBot, qapp: QApplication, scheme: Scheme, kind: type[QWidget]) -> None:
    apply(qapp, scheme)
    try:
        field = kind()
        qtbot.addWidget(field)
        field.setEnabled(True)
        image = field.grab().toImage()
        seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
        ground = (DARK if scheme == "dark" else LIGHT).base
        assert max(contrast(Pair(colour, ground)) for colour in seen) >= LEAST_OF_EDGES
    finally:
        apply(qapp, "light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_chosen_row_that_rests_can_be_read(qapp: QApplication, scheme: Scheme) -> None:
    apply(qapp, scheme)
    try:
        group, role = QPalette.ColorGroup.Disabled, QPalette.ColorRole
        palette = qapp.palette()
        ink, ground = (palette.color(group, each).name() for each in (role.HighlightedText, role.Highlight))
        assert contrast(Pair(ink, ground)) >= LEAST
    finally:
        apply(qapp, "light")


def test_the_same_look_again_costs_nothing(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    apply(qapp, "light")
    dressed: list[str] = []
    monkeypatch.setattr(QApplication, "setStyleSheet", lambda app, style: dressed.append(style))
    apply(qapp, "light")
    assert dressed == []


def _of_everything() -> QWidget:
    """A page with what the sheet speaks of."""
    page = QWidget()
    layout = QVBoxLayout(page)
    primary, row, banner, wrong = QPushButton("Primary"), QPushButton("Row"), QLabel("Banner"), QLabel("Wrong")
    primary.setProperty("primary", True)
    row.setProperty("row", True)
    banner.setObjectName("banner")
    wrong.setProperty("wrong", True)
    dress(banner, "banner")
    tabs, notice = QTabWidget(), Notice()
    for words in ("One", "Two"):
        tabs.addTab(QLineEdit(words), words)
    plain = (QPushButton("Plain"), quiet("Quiet"), QComboBox(), DateEditor())
    for each in (*plain, primary, row, banner, wrong, tabs, notice):
        layout.addWidget(each)
    notice.show_done("Done.")
    page.resize(400, 500)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_that_was_there_before_looks_like_one_made_in_these_colours(
    qtbot: QtBot, qapp: QApplication, scheme: Scheme
) -> None:
    apply(qapp, "dark" if scheme == "light" else "light")
    try:
        before = _of_everything()
        qtbot.addWidget(before)
        before.grab()
        apply(qapp, scheme)
        after = _of_everything()
        qtbot.addWidget(after)
        assert before.grab().toImage() == after.grab().toImage()
    finally:
        apply(qapp, "light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_letters_of_a_tab_that_is_not_open_are_whole(qtbot: QtBot, qapp: QApplication, scheme: Scheme) -> None:
    apply(qapp, scheme)
    try:
        bar = QTabBar()
        qtbot.addWidget(bar)
        for _tab in range(2):
            bar.addTab("gjpqy")
        image = bar.grab().toImage()
        heights = []
        for tab in range(2):
            room = bar.tabRect(tab).adjusted(10, 6, -10, -3)  # without its edges
            ground = image.pixelColor(room.topLeft())
            inked = [
                y
                for y in range(room.top(), room.bottom())
                if any(image.pixelColor(x, y) != ground for x in range(room.left(), room.right()))
            ]
            heights.append(inked[-1] - inked[0])
        assert heights[0] == heights[1]
    finally:
        apply(qapp, "light")


def test_a_verdict_takes_the_colours_of_the_palette_in_use(qapp: QApplication) -> None:
    apply(qapp, "dark")
    try:
        assert verdict_colours("red", QLabel().palette()) == DARK.verdicts["red"]
    finally:
        apply(qapp, "light")
    assert verdict_colours("red", QLabel().palette()) == LIGHT.verdicts["red"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_edge_of_a_number_goes_all_around_it(qtbot: QtBot, scheme: Scheme) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply(app, scheme)
    try:
        box = QSpinBox()
        qtbot.addWidget(box)
        box.setFixedWidth(120)
        seen = box.grab().toImage()
        edge = (DARK if scheme == "dark" else LIGHT).edge
        assert seen.pixelColor(0, seen.height() // 2).name() == edge
    finally:
        apply(app, "light")
