"""The working day of a desk official, step by step, with the keyboard alone (docs/keyboard.md)."""

import csv
import json
import re
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from certapp.model.findings import Weight, blocking
from certapp.register.applications import application, application_lines
from certapp.register.cases import opinions
from certapp.service.lists import import_list
from certapp.ui.form.importing import ImportDialog
from certapp.ui.form.preview import PreviewDialog
from certapp.ui.form.view import FormView
from certapp.ui.home.drafts import DraftsView
from certapp.ui.supervise.decide import DecideView
from certapp.ui.supervise.experts import AskExpertDialog, ExpertsDialog
from certapp.ui.window import MainWindow
from certapp.ui.workspace import Workspace
from tests.days.conftest import ALT, CONTROL
from tests.days.people import Look, log_in
from tests.offices import EXAMPLES
from tests.service.test_lists import HEAD
from tests.ui.keyboard import Keyboard, Until, answer, as_soon_as, choose_by_keyboard, come_back_to

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

MOST_FOR_A_COPY = 320
"""Keys for a modern copy at the counter, from the template to what is handed in: 287 to 301 when counted."""


def form_of(workspace: Workspace, until: Until) -> FormView:
    page = workspace.open_page("apply") if not isinstance(workspace.page, DraftsView) else workspace.page
    assert isinstance(page, DraftsView)
    until(lambda: page.form is not None)
    assert page.form is not None
    return page.form


def test_1_she_signs_in_by_name_and_reads_what_waits(
    window: MainWindow, workspace: Workspace, keys: Keyboard, until: Until, seen: Look
) -> None:
    log_in(keys, window, until, seen)
    assert window.who.text().startswith("Clara")
    keys.press(Qt.Key.Key_1, CONTROL)
    until(lambda: bool(workspace.page and workspace.page.findChildren(QPushButton)))
    seen("1-what-waits")
    waiting = next(
        text
        for text in (each.text() for each in workspace.page.findChildren(QPushButton))
        if "waits for approval" in text
    )
    keys.tab_to(waiting)
    keys.press(Qt.Key.Key_Return)
    assert isinstance(workspace.page, DecideView)


def test_2_a_gallery_s_file_becomes_a_draft_and_its_applicant_is_recognised(
    window: MainWindow, workspace: Workspace, keys: Keyboard, until: Until, tmp_path: Path, seen: Look
) -> None:
    log_in(keys, window, until)
    source = EXAMPLES / "painting-permanent-sale"
    with zipfile.ZipFile(tmp_path / "gallery.xcintake", "w") as intake:
        for path in sorted(source.iterdir()):
            intake.write(path, path.name if path.suffix == ".json" else f"photographs/{path.name}")
    keys.press(Qt.Key.Key_2, CONTROL)
    choose_by_keyboard(keys, tmp_path, "gallery.xcintake")
    keys.press(Qt.Key.Key_T, ALT)
    form = form_of(workspace, until)
    come_back_to(window, until)
    assert form.title == "Hills before the storm"
    until(lambda: bool(form.draft.findings))
    assert blocking(form.draft.findings, Weight.APPLICATION) == ()
    seen("2-intake")
    keys.press(Qt.Key.Key_H, ALT)
    until(lambda: len(application_lines(workspace.session.office.register, "RECEIVED")) == 2)


def test_3_drawings_are_pasted_from_a_spreadsheet_and_what_is_odd_is_said(
    window: MainWindow, workspace: Workspace, keys: Keyboard, until: Until, seen: Look
) -> None:
    log_in(keys, window, until)
    keys.press(Qt.Key.Key_N, CONTROL)
    form = form_of(workspace, until)
    keys.press(Qt.Key.Key_PageDown, CONTROL, times=4)
    assert form.section == "objects"
    with (EXAMPLES / "museum-loan-34-objects" / "objects.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[:13]
    rows[3][rows[0].index("Height (cm)")] = ""
    QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in rows))
    keys.press(Qt.Key.Key_V, CONTROL)
    until(lambda: form.findChild(ImportDialog) is not None)
    dialog = form.findChild(ImportDialog)
    assert dialog is not None
    come_back_to(dialog, until)
    until(lambda: dialog.plan is not None and len(dialog.plan.rows) == 12 and dialog.go.isEnabled())
    seen("3-pasted")
    keys.press(Qt.Key.Key_T, ALT)
    until(lambda: len(form.draft.record.get("objects", ())) == 12)
    come_back_to(window, until)
    until(lambda: any(finding.path.startswith("objects[2]") for finding in form.draft.findings))
    seen("3-objects")


def test_4_gaps_are_gone_through_with_a_key_and_registers_are_noted(
    window: MainWindow, workspace: Workspace, keys: Keyboard, until: Until, tmp_path: Path, seen: Look
) -> None:
    (tmp_path / "stolen.csv").write_text(HEAD + "ST-9,Vase,,,,\n", "utf-8")
    import_list(workspace.session.office, tmp_path / "stolen.csv", "Police of Exampleland", "2026-11-01")
    log_in(keys, window, until)
    keys.press(Qt.Key.Key_N, CONTROL)
    form = form_of(workspace, until)
    until(lambda: bool(form.draft.findings))
    sections = []
    for _time in range(4):
        before = keys.at
        keys.press(Qt.Key.Key_F8)
        until(lambda before=before: keys.at is not before)  # type: ignore[misc]  # mypy knows no default of a lambda
        sections.append(form.section)
    assert sections == sorted(sections, key=[section.id for section in form.form.sections].index)
    assert form.draft.place in {finding.path for finding in blocking(form.draft.findings, Weight.APPLICATION)}
    for _time in range(len(form.form.sections)):
        if form.section == "diligence":
            break
        keys.press(Qt.Key.Key_PageDown, CONTROL)
    assert form.section == "diligence"
    keys.press(Qt.Key.Key_T, ALT)
    until(lambda: "No match was found" in form.notice.text)
    seen("4-diligence")


def test_5_one_object_goes_to_an_expert_and_the_case_goes_on(
    window: MainWindow, workspace: Workspace, keys: Keyboard, until: Until, tmp_path: Path, seen: Look
) -> None:
    log_in(keys, window, until)
    keys.press(Qt.Key.Key_5, CONTROL)
    decide = workspace.page
    assert isinstance(decide, DecideView)
    until(lambda: decide.case.history.topLevelItemCount() > 0)
    number = application_lines(workspace.session.office.register, "RECEIVED")[0].number
    decide.tabs.tabBar().setFocus()
    keys.press(Qt.Key.Key_Right, times=4)
    assert decide.tabs.currentWidget() is decide.case
    keys.press(Qt.Key.Key_X, ALT)
    until(lambda: decide.findChild(ExpertsDialog) is not None)
    dialog = decide.findChild(ExpertsDialog)
    assert dialog is not None
    come_back_to(dialog, until)

    def ask() -> None:
        keys.type("Prof. E. Xpert")
        keys.press(Qt.Key.Key_Tab)
        keys.type("National Museum")
        seen("5-ask-an-expert")
        keys.press(Qt.Key.Key_A, ALT)

    answer(AskExpertDialog, ask)
    keys.press(Qt.Key.Key_A, ALT)
    until(lambda: dialog.list.count() == 1)
    come_back_to(dialog, until)
    choose_by_keyboard(keys, tmp_path, "expert.zip")
    keys.press(Qt.Key.Key_P, ALT)
    until((tmp_path / "expert.zip").exists)
    come_back_to(dialog, until)
    with zipfile.ZipFile(tmp_path / "expert.zip") as package:
        assert json.loads(package.read("opinion.json"))["application"] == number
    assert opinions(workspace.session.office.register, number)[0].expert == "Prof. E. Xpert"
    assert application(workspace.session.office.register, number).status == "RECEIVED"
    keys.press(Qt.Key.Key_Escape)


def test_6_she_looks_at_the_pages_and_hands_in(
    window: MainWindow, workspace: Workspace, keys: Keyboard, until: Until, seen: Look
) -> None:
    log_in(keys, window, until)
    keys.press(Qt.Key.Key_2, CONTROL)
    drafts = workspace.page
    assert isinstance(drafts, DraftsView)
    until(lambda: drafts.list.count() > 0)
    keys.tab_to("Find")
    keys.type("hills")
    keys.tab_to("Drafts")
    keys.press(Qt.Key.Key_Return)
    form = form_of(workspace, until)
    keys.press(Qt.Key.Key_P, CONTROL)
    until(lambda: form.findChild(PreviewDialog) is not None)
    dialog = form.findChild(PreviewDialog)
    assert dialog is not None
    until(lambda: bool(dialog.pages.pictures()))
    seen("6-preview")
    keys.press(Qt.Key.Key_Escape)
    come_back_to(window, until)
    before = len(application_lines(workspace.session.office.register))
    keys.press(Qt.Key.Key_H, ALT)
    until(lambda: len(application_lines(workspace.session.office.register)) == before + 1)
    seen("6-handed-in")


AT_THE_COUNTER = {
    "country_of_destination": "JP",
    "parties.name_legal": "Ana Traveller",
    "parties.address_line": "3 Harbour Road",
    "parties.city": "Port Example",
    "parties.country": "XA",
    "objects.object_type_l1": "sculpture",
    "objects.object_type_l2": "figure",
    "objects.title": "Seated figure",
    "objects.description": "Plaster cast of a seated figure, sold by the museum's shop.",
    "objects.date_display": "2024",
    "objects.date_earliest": "2024",
    "objects.date_latest": "2024",
    "objects.materials": "plaster",
    "objects.location_now": "at the counter",
    "objects.measurements.value": "21",
    "objects.category.code": "COPY",
    "objects.valuation.amount": "35",
    "objects.valuation.currency": "EUR",
    "objects.valuation.valued_on": "2026-11-20",
    "objects.photographs.view": "front",
    "objects.photographs.taken_on": "2026-11-20",
    "objects.photographs.taken_by": "Clara",
    "documents.title": "Receipt of the shop",
}
"""What a traveller says, and what is seen at once."""


def test_7_a_replica_at_the_counter_begins_with_its_template(
    window: MainWindow, workspace: Workspace, keys: Keyboard, until: Until, seen: Look
) -> None:
    log_in(keys, window, until)
    keys.press(Qt.Key.Key_2, CONTROL)
    before = keys.keys

    def first_of_the_menu() -> None:
        keys.press(Qt.Key.Key_Down)
        keys.press(Qt.Key.Key_Return)

    as_soon_as(lambda: isinstance(QApplication.activePopupWidget(), QMenu), first_of_the_menu, "no menu came")
    keys.press(Qt.Key.Key_W, ALT)
    form = form_of(workspace, until)
    come_back_to(window, until)
    until(lambda: bool(form.draft.findings))
    seen("7-modern-copy")
    passed: list[str] = []
    for _step in range(80):
        left = [finding.path for finding in blocking(form.draft.findings, Weight.APPLICATION)]
        if not left:
            break
        keys.press(Qt.Key.Key_F8)
        QTest.qWait(10)  # the cursor goes there with the next round of events
        at = form.draft.place
        passed.append(at)
        if at not in left:  # a group that lacks its rows: the cursor is on what adds one
            choose_by_keyboard(keys, EXAMPLES / "painting-permanent-sale", "front.jpg")
            keys.press(Qt.Key.Key_Space)
            until(lambda: len(form.draft.record["objects"][0].get("photographs", ())) == 1)
            come_back_to(window, until)
        elif at.startswith(("parties[1]", "parties[2]")):
            keys.press(Qt.Key.Key_S, ALT)
        else:
            keys.type(AT_THE_COUNTER[re.sub(r"\[\d+\]", "", at)])
            keys.press(Qt.Key.Key_Tab)
        form.flush()  # as after a pause
        form.keeper.examine()
        until(lambda: form.keeper.at_rest)
    assert left == [], passed[-12:]
    seen("7-filled")
    numbers: list[str] = []
    form.received.connect(numbers.append)
    keys.press(Qt.Key.Key_H, ALT)
    until(lambda: bool(numbers))
    assert keys.keys - before <= MOST_FOR_A_COPY
