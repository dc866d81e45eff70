"""The main window: an office entered and left, its person, its keys."""

from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from pytestqt.qtbot import QtBot

from certapp.model.errors import Refusal
from certapp.service.office import open_office
from certapp.service.training import APPROVER, passphrase
from certapp.ui import window as module
from certapp.ui.common import settings
from certapp.ui.common.placing import FIRST_SIZE, OFFICE, place, remember_place
from certapp.ui.form import keeping
from certapp.ui.home.drafts import DraftsView
from certapp.ui.post.view import PostView
from certapp.ui.register.view import RegisterView
from certapp.ui.supervise.view import SuperviseView
from certapp.ui.verify.view import VerifyView
from certapp.ui.window import MainWindow
from certapp.ui.workspace import Workspace
from tests.ui.conftest import Until


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    opened = MainWindow()
    qtbot.addWidget(opened, before_close_func=MainWindow.leave)
    opened.resize(1024, 700)
    opened.show()
    return opened


def test_a_training_office_is_marked_and_its_clerk_ready(window: MainWindow, workspace: Workspace) -> None:
    assert window.banner.isVisible()
    assert "TEST keys" in window.banner.text()
    assert window.who.text() == "Clara Clerk (training)"
    assert settings.load().office == str(workspace.session.office.folder.path)


def test_a_long_name_gives_way_to_the_buttons_beside_it(window: MainWindow, workspace: Workspace, until: Until) -> None:
    window.resize(400, 700)
    window.log_in.setText("To be pressed by whoever comes")
    until(lambda: window.who.width() < window.who.sizeHint().width())
    for each in (window.log_in, window.lock_now):
        assert each.width() >= each.sizeHint().width()


def test_a_folder_that_is_no_office_leaves_the_first_page_with_the_reason(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    window.open_office(tmp_path)
    until(lambda: window.notice.text == Refusal("OFFICE_NOT_THERE", folder=str(tmp_path)).text())
    assert window.start.isVisible()
    assert window.start.training.isEnabled()


def test_every_page_has_its_keys(qtbot: QtBot, workspace: Workspace) -> None:
    workspace.session.log_out()  # who is logged in may open only what is theirs
    titles = [workspace.navigation.item(row).text() for row in range(workspace.navigation.count())]
    assert len(titles) == 8
    for number in range(1, 9):
        qtbot.keyClick(workspace.window(), getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier)
        assert workspace.navigation.currentRow() == number - 1


def test_ctrl_f_searches_and_ctrl_n_begins(qtbot: QtBot, workspace: Workspace, until: Until) -> None:
    qtbot.keyClick(workspace.window(), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    register = workspace.page
    assert isinstance(register, RegisterView)
    until(register.search.hasFocus)
    qtbot.keyClick(workspace.window(), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    drafts = workspace.page
    assert isinstance(drafts, DraftsView)
    until(lambda: drafts.form is not None)


def test_a_page_that_is_opened_has_the_keyboard_in_its_first_place(workspace: Workspace, until: Until) -> None:
    workspace.session.log_in(workspace.session.office.log_in(APPROVER, passphrase))
    register = workspace.open_page("register")
    assert isinstance(register, RegisterView)
    until(register.search.hasFocus)
    supervise = workspace.open_page("supervise")
    assert isinstance(supervise, SuperviseView)
    until(supervise.border.publish.hasFocus)
    verify = workspace.open_page("verify")
    assert isinstance(verify, VerifyView)
    until(verify.field.hasFocus)


def test_who_walks_along_the_list_of_pages_stays_in_it(qtbot: QtBot, workspace: Workspace) -> None:
    workspace.session.log_out()
    workspace.navigation.setFocus()
    for row in range(1, workspace.navigation.count()):
        qtbot.keyClick(workspace.navigation, Qt.Key.Key_Down)
        assert workspace.navigation.currentRow() == row
        assert workspace.navigation.hasFocus()
    row = next(index for index, page in enumerate(workspace._pages) if page.name == "verify")
    place = workspace.navigation.visualItemRect(workspace.navigation.item(row)).center()
    qtbot.mouseClick(workspace.navigation.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert isinstance(workspace.page, VerifyView)
    assert workspace.page.field.hasFocus()


def test_a_machine_that_only_verifies_is_ready_for_a_scan(window: MainWindow, until: Until) -> None:
    window.beside.verify()
    page = window._stack.currentWidget()
    assert isinstance(page, PostView)
    until(page.verify.field.hasFocus)
    page.back.click()
    until(window.start.training.hasFocus)


@pytest.mark.parametrize("room", [QRect(0, 0, 1024, 700), QRect(0, 30, 1180, 780), QRect(0, 0, 640, 480)])
def test_the_first_window_is_never_larger_than_the_screen(window: MainWindow, room: QRect) -> None:
    window.hide()
    place(window, OFFICE, room)
    normal = window.size()
    assert normal.width() <= room.width()
    assert normal.height() <= room.height()
    assert window.isMaximized()


def test_on_a_large_screen_the_window_has_its_own_size(window: MainWindow) -> None:
    window.hide()
    place(window, OFFICE, QRect(0, 0, 2560, 1400))
    assert window.size() == FIRST_SIZE
    assert not window.isMaximized()


def test_the_place_of_a_larger_screen_is_not_taken_over(window: MainWindow) -> None:
    window.hide()
    window.resize(2400, 1300)
    remember_place(window, OFFICE)
    place(window, OFFICE, QRect(0, 0, 1280, 800))
    assert window.width() <= 1280 * 0.95
    assert window.height() <= 800 * 0.95


def test_pages_are_built_when_first_opened(workspace: Workspace) -> None:
    assert list(workspace._built) == ["home"]
    first = workspace.open_page("register")
    workspace.open_page("home")
    assert workspace.open_page("register") is first


def test_another_person_takes_over(window: MainWindow, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    office = workspace.session.office
    monkeypatch.setattr(module, "ask_person", lambda *asked: office.log_in(APPROVER, passphrase))
    window.log_in.click()
    assert window.who.text() == "Adam Approver (training)"


def test_closing_keeps_the_draft_and_lets_the_office_go(
    window: MainWindow, workspace: Workspace, office_folder: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.new_application()
    drafts = workspace.page
    assert isinstance(drafts, DraftsView)
    until(lambda: drafts.form is not None)
    kept: list[bool] = []
    assert drafts.form is not None
    monkeypatch.setattr(drafts.form, "flush", lambda: kept.append(True))
    window.close()
    assert kept
    with open_office(office_folder):
        pass


def test_leaving_waits_for_an_act_that_has_begun(window: MainWindow, workspace: Workspace, office_folder: Path) -> None:
    for page in ("register", "decide", "supervise", "home"):
        workspace.open_page(page)  # each reads in the background
    window.leave()
    assert window.workspace is None
    with open_office(office_folder):
        pass


def test_a_fault_is_told_in_the_window_once(window: MainWindow) -> None:
    window.show_fault()
    assert str(settings.log_folder()) in window.notice.text


@pytest.mark.parametrize("answer", ["stay", "lose it"])
def test_what_cannot_be_kept_is_lost_only_where_somebody_says_so(
    window: MainWindow, workspace: Workspace, until: Until, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    workspace.new_application()
    drafts = workspace.page
    assert isinstance(drafts, DraftsView)
    until(lambda: drafts.form is not None)
    form = drafts.form
    assert form is not None
    asked: list[str] = []
    buttons = module.QMessageBox.StandardButton

    def question(_parent: object, _title: str, words: str, *_more: object) -> object:
        asked.append(words)
        return buttons.Yes if answer == "lose it" else buttons.No

    def no_room(*_what: object) -> None:
        raise Refusal("DISK_FULL", path="drafts.db")

    with monkeypatch.context() as patched:
        patched.setattr(keeping, "save_draft", no_room)
        patched.setattr(module.QMessageBox, "question", question)
        form.draft.set_value(form.draft.record, "applicant_ref", "typed on a full disk")
        window.close()
        assert asked[0].startswith("The disk is full")
        assert (window.workspace is None) == (answer == "lose it")
        if answer == "stay":
            drafts.open_draft(form.draft.id + "x")  # neither is it lost for another draft
            assert drafts.form is form
            window.change_language("fr")
            assert window.workspace is workspace
    if answer == "stay":
        assert form.flush() is None
