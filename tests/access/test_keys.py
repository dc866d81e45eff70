"""The table of keys: menus, shortcuts, the sheet of F1 and the document follow from it, and no key means two things."""

import re
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from certapp.paths import FORMS
from certapp.register import drafts
from certapp.ui.common.editing import EditMenu
from certapp.ui.common.key_sheet import KeySheet
from certapp.ui.common.keys import WITHIN, as_markdown, by_place, sequences, shown, table
from certapp.ui.form.view import FormView
from certapp.ui.session import Session
from certapp.ui.window import MainWindow
from tests.ui.conftest import Until, clerk, machine, office, office_folder, session, until

__all__ = ["clerk", "machine", "office", "office_folder", "session", "until"]
ROOT = FORMS.parent
SOURCES = sorted((ROOT / "certapp" / "ui").rglob("*.py"))


def around(place: str) -> list[str]:
    """A place and all that is around it."""
    found = [place]
    while WITHIN[found[-1]]:
        found.append(WITHIN[found[-1]])
    return found


def test_no_key_means_two_things_in_one_place() -> None:
    clashes = [
        (one.name, other.name)
        for one, other in combinations(table(), 2)
        if set(sequences(one.name)) & set(sequences(other.name))
        if one.place in around(other.place) or other.place in around(one.place)
    ]
    assert clashes == []


def test_a_key_has_one_name_words_and_is_known_to_qt() -> None:
    names = [key.name for key in table()]
    assert len(names) == len(set(names))
    assert [key.name for key in table() if not key.words or "" in map(QKeySequence.toString, sequences(key.name))] == []


def test_no_view_makes_shortcuts_beside_the_table() -> None:
    made = re.compile(r"QShortcut|setShortcut|StandardKey\.(?!Paste)")
    assert [path.name for path in SOURCES if made.search(path.read_text()) and path.name != "keys.py"] == []


def test_every_key_of_window_and_form_is_used() -> None:
    used = {
        name
        for path in SOURCES
        for name in re.findall(r'"(\w+)"', path.read_text())
        if path.name not in ("keys.py", "words.py")
    }
    named = {key.name for key in table() if key.place in ("window", "form") and not key.name.startswith("page_")}
    assert named - used == set()


def test_the_document_has_the_table() -> None:
    told = (ROOT / "docs" / "keyboard.md").read_text(encoding="utf-8")
    assert told.endswith(as_markdown()), "run .ci/renew-keys"


def test_the_sheet_has_the_table(qtbot: QtBot) -> None:
    sheet = KeySheet()
    qtbot.addWidget(sheet)
    tops = [sheet.list.topLevelItem(index) for index in range(sheet.list.topLevelItemCount())]
    lines = [line for top in tops if top is not None for line in _below(top)]
    assert lines == [(key.words, shown(key)) for found in by_place().values() for key in found]


def test_menus_show_the_keys_of_the_table_and_f1_the_sheet(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    shortcuts = {keys for action in window.findChildren(QAction) for keys in action.shortcuts()}
    assert {keys for name in ("open", "person", "quit", "sheet") for keys in sequences(name)} <= shortcuts
    with qtbot.waitActive(window, timeout=60_000):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, KeySheet)
    sheet.close()


@pytest.fixture
def form(clerk: Session, qtbot: QtBot, until: Until) -> FormView:
    """The painting's form, looked over."""
    lines = drafts.lines(clerk.office.drafts)
    view = FormView(clerk, next(line.id for line in lines if line.title.startswith("Hills")))
    qtbot.addWidget(view)
    view.show()
    view.activateWindow()
    until(lambda: view.findings.topLevelItemCount() > 0)
    return view


def test_f6_goes_to_the_findings_and_back_to_the_field(form: FormView, qtbot: QtBot, until: Until) -> None:
    form.open_section("export")
    cell = form.cell_at("purpose_text")
    assert cell is not None
    cell.editor.setFocus()
    until(cell.editor.target.hasFocus)
    form.foot.summary.setChecked(False)
    qtbot.keyClick(cell.editor.target, Qt.Key.Key_F6)
    until(form.findings.hasFocus)
    assert form.findings.currentItem() is not None
    qtbot.keyClick(form.findings, Qt.Key.Key_F6)
    until(cell.editor.target.hasFocus)


def test_the_edit_menu_does_in_the_form_what_the_keys_do(
    qtbot: QtBot, office_folder: Path, until: Until, machine: Path
) -> None:
    window = MainWindow()
    qtbot.addWidget(window, before_close_func=MainWindow.leave)
    window.show()
    window.activateWindow()
    window.open_office(office_folder)
    until(lambda: window.workspace is not None)
    assert window.workspace is not None
    draft = window.workspace.session.office.drafts.value("SELECT id FROM draft LIMIT 1")
    window.workspace.open_draft(str(draft))
    (form,) = window.findChildren(FormView)
    form.open_section("export")
    (menu,) = window.findChildren(EditMenu)
    cell = form.cell_at("customs_office_exit_id")
    assert cell is not None
    cell.editor.setFocus()
    line = cell.editor.target
    assert isinstance(line, QLineEdit | QPlainTextEdit)
    before = form.draft.record.get("customs_office_exit_id")
    qtbot.keyClicks(line, "Gate")
    _press(menu, "all", until)
    _press(menu, "cut", until)
    assert QApplication.clipboard().text().endswith("Gate")
    _press(menu, "paste", until)
    assert str(form.draft.record["customs_office_exit_id"]).endswith("Gate")
    while form.draft.record.get("customs_office_exit_id") != before:
        _press(menu, "undo", until)
    window.workspace.to_pages()
    menu.aboutToShow.emit()
    assert not any(entry.isEnabled() for entry in menu.entries.values())


def _press(menu: EditMenu, name: str, until: Callable[[Callable[[], bool]], None]) -> None:
    menu.aboutToShow.emit()
    assert menu.entries[name].isEnabled()
    menu.entries[name].trigger()
    QApplication.processEvents()


def _below(top: QTreeWidgetItem) -> list[tuple[str, str]]:
    lines = [line for index in range(top.childCount()) if (line := top.child(index)) is not None]
    return [(line.text(0), str(line.data(1, Qt.ItemDataRole.AccessibleTextRole))) for line in lines]
