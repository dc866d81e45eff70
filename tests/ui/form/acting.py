"""What a person does in a form: goes through its sections, goes to a field, types into it."""

from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from certapp.ui.form.cell import Cell
from certapp.ui.form.photographs import Photographs
from certapp.ui.form.view import FormView
from tests.ui.conftest import Until

PAINTING, COINS, MANUSCRIPT, VESSELS = "Hills", "Coins", "Treatise", "Painted vessel"
EXAMPLES = (PAINTING, COINS, MANUSCRIPT, VESSELS)
"""How the titles of the example drafts begin."""


def go_to(view: FormView, path: str, until: Until) -> Cell:
    """The cell at a path, once it has the focus."""
    view.go_to(path)
    until(lambda: view.cell_at(path) is not None)
    cell = view.cell_at(path)
    assert cell is not None
    return cell


def build_all(view: FormView) -> None:
    """Every section is opened, and the page of the open row of each group is built in full."""
    for section in view.form.sections:
        view.open_section(section.id)
        for rows in view.stage.pages[section.id].groups.values():
            if rows.page is not None:
                rows.page.build_all()


def type_into(qtbot: QtBot, cell: Cell, text: str) -> QLineEdit:
    """Type into the line of a cell, over what is there."""
    target = cell.editor.target
    line = target.lineEdit() if isinstance(target, QComboBox) else target
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)
    return line


def line_at(view: FormView, path: str, until: Until) -> tuple[Cell, QLineEdit]:
    """The cell at a path and its line, where the cursor stands; all in it is chosen, so that typing replaces it."""
    view.activateWindow()
    cell = go_to(view, path, until)
    line = cell.editor.target
    assert isinstance(line, QLineEdit)
    until(line.hasFocus)
    line.selectAll()
    return cell, line


def finding_under(cell: Cell) -> str:
    """What is said under a field; '' where nothing is."""
    return cell.note.text() if not cell.note.isHidden() else ""


def strip_of(view: FormView) -> Photographs:
    """The photographs of the first object."""
    view.open_section("objects")
    page = view.stage.pages["objects"].groups["objects"].page
    assert page is not None
    page.build_all()
    return next(iter(view.findChildren(Photographs)))
