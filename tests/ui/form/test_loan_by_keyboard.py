"""The loan of 34 pots by keyboard alone: from the list and its photographs to what is handed in, every key counted."""

import csv
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from certapp.register.applications import application
from certapp.ui.form.importing import ImportDialog
from certapp.ui.form.view import FormView
from certapp.ui.home.drafts import DraftsView
from certapp.ui.window import MainWindow
from certapp.ui.workspace import Workspace
from tests.offices import EXAMPLES
from tests.ui.conftest import Until
from tests.ui.keyboard import Keyboard, choose_by_keyboard, come_back_to

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LOAN = EXAMPLES / "museum-loan-34-objects"
ROOT = Path(__file__).parents[3]
MOST_IMPORTING, MOST_IN_ALL = 150, 500
"""Keys from opening the import to the objects in the form, and for the whole application: 143 and 473 when counted."""
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
LACKING = (
    ("Type of object: group", "cera"),
    ("Maker known as", "culture"),
    ("Number of pieces", "1"),
    ("Counted in", "piece"),
    ("There are no inscriptions or marks", "y"),
    ("There are no distinguishing features", "y"),
    ("Where the object is now", "Gallery 4"),
    ("Distinguishing features › Kind", "damage"),
    ("Categories › Scheme", "CONV1970"),
    ("Categories › Code", "c"),
    ("Value › Basis", "insur"),
    ("Value › Valued on", "2026-09-15"),
    ("Provenance › Event", "excav"),
    ("Provenance › Certainty", "documented"),
    ("Photographs › View", "front"),
    ("Photographs › Taken on", "2026-10-04"),
    ("Photographs › Taken by", "Conservation department"),
)
"""What the list does not say of any object, as it is typed; in the order in which it is asked for."""


@pytest.fixture
def workspace(qtbot: QtBot, office_folder: Path, until: Until) -> Workspace:
    """The window, ready for the first key."""
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.open_office(office_folder)
    until(lambda: window.workspace is not None)
    with qtbot.waitActive(window, timeout=60_000):
        window.activateWindow()
    window.setFocus()
    assert window.workspace is not None
    return window.workspace


@pytest.fixture
def form(workspace: Workspace, until: Until) -> FormView:
    """A new application, begun by its key."""
    Keyboard(until).press(Qt.Key.Key_N, CONTROL)
    drafts = workspace.open_page("apply")
    assert isinstance(drafts, DraftsView)
    until(lambda: drafts.form is not None)
    assert drafts.form is not None
    return drafts.form


def fill(keys: Keyboard, label: str, words: str) -> None:
    keys.tab_to(label)
    keys.type(words)


def import_the_list(keys: Keyboard, form: FormView, until: Until) -> None:
    keys.press(Qt.Key.Key_I, ALT)
    until(lambda: form.findChild(ImportDialog) is not None)
    dialog = form.findChild(ImportDialog)
    assert dialog is not None
    come_back_to(dialog, until)  # a key pressed before it is the active window would go nowhere
    choose_by_keyboard(keys, LOAN, "objects.csv")
    keys.press(Qt.Key.Key_L, ALT)
    assert not dialog.notice.text
    until(lambda: dialog.plan is not None and dialog.plan.photographs == 34)
    come_back_to(dialog, until)
    for label, words in LACKING:
        assert keys.name == label
        keys.fill(words)
    until(lambda: dialog.plan is not None and dialog.go.isEnabled())
    keys.press(Qt.Key.Key_T, ALT)
    until(lambda: len(form.draft.record.get("objects", ())) == 34)
    come_back_to(form.window(), until)


def fill_persons(keys: Keyboard) -> None:
    for role, kind, name, street, city, country in (
        ("Add applicant", "state", "National Museum", "1 Museum Square", "Port Example", "XA"),
        ("Add owner", "state", "Republic of Exampleland", "1 Government Street", "Port Example", "XA"),
        ("Add consignee", "organ", "Tokyo Exhibition Hall", "1-1 Ueno Park", "Tokyo", "JP"),
    ):
        keys.tab_to(role, back=True)
        keys.press(Qt.Key.Key_Space)
        fill(keys, "Person or organisation", kind)
        for label, words in (("Name", name), ("Street and number", street), ("City", city), ("Country", country)):
            fill(keys, label, words)
        keys.press(Qt.Key.Key_Tab)


def fill_export(keys: Keyboard) -> None:
    for label, words in (
        ("Permanent or temporary", "TEMPORARY"),
        ("Latest date of return", f"{date.today().year + 1}-09-30"),
        ("Return is compulsory: Yes", " "),
        ("Purpose of export", "exhi"),
        ("Legal status", "public"),
        ("Country of destination", "JP"),
    ):
        fill(keys, label, words)
    keys.press(Qt.Key.Key_Tab)


def fill_agreement(keys: Keyboard) -> None:
    keys.press(Qt.Key.Key_Space)  # the cursor is on what adds the first document
    for label, words in (("Kind of document", "loan a"), ("Title", "Loan agreement"), ("Date", "2026-07-30")):
        fill(keys, label, words)
    keys.press(Qt.Key.Key_Tab)


def test_the_loan_is_handed_in_by_keyboard_after_what_its_list_lacks(
    workspace: Workspace, form: FormView, until: Until
) -> None:
    keys = Keyboard(until)
    next_section = (Qt.Key.Key_PageDown, CONTROL)
    keys.press(*next_section)
    fill_persons(keys)
    keys.press(*next_section)
    fill_export(keys)
    keys.press(*next_section, times=2)
    before = keys.keys
    import_the_list(keys, form, until)
    imported = keys.keys - before
    keys.press(*next_section)
    fill_agreement(keys)
    numbers: list[str] = []
    form.received.connect(numbers.append)
    keys.press(Qt.Key.Key_H, ALT)
    until(lambda: bool(numbers))
    office = workspace.session.office
    record = office.stored_record(application(office.register, numbers[0]).record)
    assert len(record.rows("objects")) == 34
    assert all(row.rows("photographs") for row in record.rows("objects"))
    assert imported <= MOST_IMPORTING, "docs/performance.md tells 143"
    assert keys.keys <= MOST_IN_ALL, "docs/performance.md tells 473"


def test_the_documents_tell_how_much_retyping_is() -> None:
    """Of retyping: every character of the list's cells, and a key after each cell to go on."""
    with (LOAN / "objects.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in list(csv.reader(file))[1:] for cell in row]
    retyped = sum(map(len, cells)) + len(cells)
    assert f"| {retyped:,} |" in (ROOT / "docs" / "performance.md").read_text("utf-8")
