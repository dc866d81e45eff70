"""Another language while the program runs: everything is said in it, and nothing that was typed is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from certapp.model import language
from certapp.ui.common import settings
from certapp.ui.common.speaking import speak
from certapp.ui.common.words import _
from certapp.ui.home.drafts import DraftsView
from certapp.ui.window import MainWindow
from tests.ui.conftest import Until

OTHER = language.offered()[-1]


@pytest.fixture(autouse=True)
def english_again(qapp: QApplication) -> Iterator[None]:
    yield
    speak(qapp, "en")


@pytest.fixture
def window(qtbot: QtBot, training_folder: Path, office_folder: Path, until: Until) -> Iterator[MainWindow]:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    window.open_office(office_folder)
    until(lambda: window.workspace is not None)
    yield window
    window.leave()


def test_switching_keeps_the_draft_its_section_and_what_was_typed(window: MainWindow, until: Until) -> None:
    assert window.workspace is not None
    draft = window.workspace.session.office.drafts.value("SELECT id FROM draft LIMIT 1")
    window.workspace.open_draft(str(draft))
    page = window.workspace.page
    assert isinstance(page, DraftsView) and page.form is not None
    page.form.open_section("export")
    page.form.draft.set_value(page.form.draft.record, "customs_office_exit_id", "Port Example, gate 3")
    window.change_language(OTHER)
    assert window.workspace is not None
    page = window.workspace.page
    assert isinstance(page, DraftsView) and page.form is not None
    assert (page.form.draft.id, page.form.section) == (draft, "export")
    assert page.form.draft.record["customs_office_exit_id"] == "Port Example, gate 3"
    assert settings.load().language == OTHER


def test_pages_and_menus_are_said_in_the_new_language(window: MainWindow) -> None:
    window.change_language(OTHER)
    assert language.in_use() == OTHER
    assert window.workspace is not None
    assert window.workspace.navigation.item(0).text() == _("Home")
    menus = [action.text() for action in window.menuBar().actions() if action.isVisible()]
    assert _("Offic&e") in menus
    assert len(menus) == len(set(menus)) == 4


def test_a_language_is_named_in_itself(window: MainWindow) -> None:
    window.change_language(OTHER)
    found = [action for menu in window.findChildren(QMenu) for action in menu.actions()]
    assert {language.NAMES[tag] for tag in language.offered()} <= {action.text() for action in found}


@pytest.mark.skipif("ar" not in language.offered(), reason="Arabic is not translated yet")
def test_arabic_turns_the_page(window: MainWindow) -> None:
    window.change_language("ar")
    assert QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
