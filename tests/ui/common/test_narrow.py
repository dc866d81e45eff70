"""Where a window is narrow, or everything in it large, what stood beside each other stands one below the other."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt, QThreadPool
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from certapp.model import language
from certapp.register.applications import application_lines
from certapp.ui.common import theme
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.grid_dialog import GridDialog
from certapp.ui.common.labels import caption
from certapp.ui.common.speaking import speak
from certapp.ui.session import Session
from certapp.ui.supervise.letters import LettersDialog
from certapp.ui.workspace import Workspace
from tests.ui.conftest import Until
from tests.ui.form.conftest import draft_id

LEAST_ROOM = 400
LOW = QSize(683, 284)
"""What menu, banner and status line leave of a screen of 1366 x 768 pixels at 200 %."""
MOST_ASKED = QSize(640, 260)
NARROW, WIDE = QSize(380, 600), QSize(1000, 600)


def test_buttons_go_on_more_lines_and_back_and_none_is_cut_off(qtbot: QtBot) -> None:
    buttons = [QPushButton(words) for words in ("Ask an expert", "Save the package", "Take in the file", "Type it")]
    page = QWidget()
    QVBoxLayout(page).addWidget(ButtonRows(buttons))
    qtbot.addWidget(page)
    page.resize(WIDE)
    page.show()
    assert len({each.y() for each in buttons}) == 1
    for width in (320, 240, 150):
        page.resize(width, 240)
        qtbot.waitUntil(
            lambda: all(each.width() >= each.sizeHint().width() and _right(each) <= page.width() for each in buttons),
            timeout=60_000,
        )
    assert len({each.y() for each in buttons}) == len(buttons)
    buttons[0].hide()
    page.resize(WIDE)
    qtbot.waitUntil(lambda: len({each.y() for each in buttons[1:]}) == 1, timeout=60_000)


@pytest.fixture
def english_after(qapp: QApplication) -> Iterator[None]:
    yield
    speak(qapp, "en")


@pytest.mark.usefixtures("english_after")
@pytest.mark.parametrize("spoken", language.offered())
def test_every_page_has_room_in_400_pixels_and_on_a_small_screen_at_200_percent_in_every_language(
    qtbot: QtBot, qapp: QApplication, approver: Session, until: Until, spoken: str
) -> None:
    theme.apply(qapp, "light")
    speak(qapp, spoken)
    workspace = Workspace(approver)
    qtbot.addWidget(workspace)
    workspace.resize(1280, 800)
    workspace.show()
    assert workspace.choice.isHidden()
    workspace.resize(LEAST_ROOM, 760)
    assert workspace.navigation.isHidden() and workspace.choice.count() == workspace.navigation.count()
    wide = {}
    for name in ("home", "apply", "register", "verify", "decide", "supervise", "people", "reports"):
        page = workspace.open_page(name)
        QThreadPool.globalInstance().waitForDone()
        qapp.processEvents()
        wide[name] = page.minimumSizeHint().width()
    workspace.open_draft(draft_id(approver, "Coins"))
    form = workspace.page.form  # type: ignore[union-attr]  # the page of drafts
    for section in form.form.sections:
        form.open_section(section.id)
        wide[section.id] = form.minimumSizeHint().width()
    assert {name: width for name, width in wide.items() if width + 16 > LEAST_ROOM} == {}
    workspace.choice.activated.emit(2)
    assert workspace.place().page == "register"

    def fits() -> bool:
        areas = (each for each in workspace.findChildren(QScrollArea) if each.isVisible())
        asked = workspace.minimumSizeHint()
        none_sideways = not any(each.horizontalScrollBar().maximum() for each in areas)
        return none_sideways and workspace.size() == LOW and asked.boundedTo(MOST_ASKED) == asked

    def seen() -> bool:
        typing = workspace.focusWidget()
        return isinstance(typing, QLineEdit) and typing.visibleRegion().boundingRect() == typing.rect()

    workspace.resize(LOW)
    for name in ("register", "decide", "home", "verify", "supervise", "people", "reports"):
        print("PAGE", name, flush=True)
        workspace.open_page(name)
        until(fits)
    workspace.open_page("apply")
    for section in form.form.sections:
        print("SECTION", section.id, flush=True)
        form.open_section(section.id)
        until(fits)
    form.open_section("objects")
    until(fits)
    form.go_to("objects[0].title")
    until(seen)
    workspace.flush()


class _Asks(GridDialog):
    def __init__(self) -> None:
        super().__init__(None, "Two things", "Say both.", "&Take")
        self.editors = QLineEdit(), QLineEdit()
        lines = [(caption(words, editor), editor) for words, editor in zip(("&One", "T&wo"), self.editors, strict=True)]
        self.labels = [label for label, _editor in lines]
        self.ask(lines, self.editors[0])


def test_a_dialog_puts_its_editors_below_their_labels_where_it_is_narrow(qtbot: QtBot) -> None:
    dialog = _Asks()
    qtbot.addWidget(dialog)
    dialog.resize(WIDE)
    dialog.show()

    def below() -> list[bool]:
        return [_place(editor) >= _place(label) + label.height() for label, editor in _pairs(dialog)]

    qtbot.waitUntil(lambda: below() == [False, False], timeout=60_000)
    dialog.resize(NARROW)
    qtbot.waitUntil(lambda: below() == [True, True], timeout=60_000)
    dialog.resize(WIDE)
    qtbot.waitUntil(lambda: below() == [False, False], timeout=60_000)


def test_the_pages_of_a_letter_stand_below_the_list_where_it_is_narrow(qtbot: QtBot, clerk: Session) -> None:
    number = application_lines(clerk.office.register)[0].number
    dialog = LettersDialog(None, clerk, number)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.resize(NARROW)
    dialog.show()
    assert dialog.width() == NARROW.width()
    qtbot.waitUntil(lambda: _place(dialog.pages) >= _place(dialog.list) + dialog.list.height(), timeout=60_000)
    dialog.resize(WIDE)
    qtbot.waitUntil(lambda: _place(dialog.pages) < _place(dialog.list), timeout=60_000)


def _pairs(dialog: _Asks) -> list[tuple[QWidget, QWidget]]:
    return list(zip(dialog.labels, dialog.editors, strict=True))


def _right(widget: QWidget) -> int:
    return widget.mapTo(widget.window(), widget.rect().topRight()).x()


def test_what_is_wrong_stands_right_below_what_it_is_about_and_nothing_has_to_be_scrolled_for_it(qtbot: QtBot) -> None:
    dialog = _Asks()
    qtbot.addWidget(dialog)
    dialog.show()
    first, second = dialog.editors
    for width in (WIDE.width(), NARROW.width()):
        dialog.resize(width, dialog.height())
        for editor, next_one in ((first, second), (second, None)):
            dialog.say("This is much too long to stand on a single line of a dialog that is as narrow as this.", editor)
            qtbot.waitUntil(lambda: _place(editor) < _place(dialog.wrong), timeout=60_000)  # noqa: B023  # asked at once
            assert next_one is None or _place(dialog.wrong) < _place(next_one)
            qtbot.waitUntil(lambda: not dialog.wrong.visibleRegion().isEmpty(), timeout=60_000)
            assert dialog.wrong.visibleRegion().boundingRect().height() == dialog.wrong.height()


def _place(widget: QWidget) -> int:
    return widget.mapTo(widget.window(), widget.rect().topLeft()).y()
