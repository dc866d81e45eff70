"""What a supervisor does once a month, once a quarter and when a museum asks, with the keyboard alone.

The report for the ministry, the check of the journal with papers drawn by lot, a paper of 1998.
"""

import csv
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt

from certapp.register.journal import entries
from certapp.register.legacy import legacy_certificate
from certapp.service.auditing import verify_journal
from certapp.service.legacy import OldPaper, confirm_papers, record_paper
from certapp.service.legacy_coverage import state_coverage
from certapp.service.office import Office
from certapp.service.training import APPROVER, PREPARER, passphrase
from certapp.ui.register.asked_dialog import AskedDialog
from certapp.ui.register.view import RegisterView
from certapp.ui.reports.view import ReportsView
from certapp.ui.window import MainWindow
from certapp.ui.workspace import Workspace
from tests.days.conftest import ALT, CONTROL
from tests.days.people import check_the_journal
from tests.ui.keyboard import Keyboard, Until, choose_by_keyboard, come_back_to

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Look = Callable[[str], None]


def test_the_report_is_read_as_tables_and_charts_and_saved_for_the_ministry_without_a_name(
    window: MainWindow, adam: Workspace, keys: Keyboard, until: Until, tmp_path: Path, seen: Look
) -> None:
    keys.press(Qt.Key.Key_8, CONTROL)
    page = adam.page
    assert isinstance(page, ReportsView)
    until(lambda: page.table.count() > 0)
    keys.tab_to("Table")
    if keys.at is page.rows:
        keys.press(Qt.Key.Key_Backtab)
    for _step in range(page.table.count()):
        seen(f"supervisor-report-{page.table.currentData()}")
        keys.press(Qt.Key.Key_Down)
    for name in ("year.csv", "year.pdf", "year.xlsx"):
        choose_by_keyboard(keys, tmp_path, name)
        keys.press(Qt.Key.Key_V, ALT)
        until((tmp_path / name).is_file)
        until(lambda name=name: name in page.notice.text)  # type: ignore[misc]  # mypy knows no default of a lambda
        come_back_to(window, until)
    words = (tmp_path / "year.csv").read_text("utf-8-sig")
    rows = {row[0]: row[1:] for row in csv.reader(words.splitlines()) if row}
    issued = int(rows["Certificates issued"][0])
    assert issued == adam.session.office.register.value("SELECT count(*) FROM certificate") > 0
    with pypdfium2.PdfDocument(tmp_path / "year.pdf") as pdf:
        words += " ".join(each.get_textpage().get_text_range() for each in pdf)
    assert not [name for name in ("Clara", "Adam", "Galerie", "Müller", "Hills") if name in words]


def test_each_quarter_the_journal_is_checked_with_papers_drawn_by_lot_and_two_sign_the_sheet_of_the_day(
    window: MainWindow, adam: Workspace, keys: Keyboard, until: Until, tmp_path: Path, seen: Look
) -> None:
    page = check_the_journal(keys, adam)
    until(lambda: "drawn by lot and verified, all as issued: 2" in page.journal.notice.text)
    until(lambda: keys.name == "Check the &journal" and not page.journal.notice.visibleRegion().isEmpty())
    seen("supervisor-quarter-checked")
    for pressed, name in ((page.journal.report, "audit.pdf"), (page.journal.sheet, "day.pdf")):
        come_back_to(window, until)
        keys.tab_to(pressed.text())
        choose_by_keyboard(keys, tmp_path, name)
        keys.press(Qt.Key.Key_Return)
        until(lambda name=name: name in page.journal.notice.text)  # type: ignore[misc]  # mypy knows no default
    with pypdfium2.PdfDocument(tmp_path / "audit.pdf") as pdf:
        words = " ".join(" ".join(each.get_textpage().get_text_range() for each in pdf).split())
    assert "drawn by lot" in words and words.count(": Genuine") == 1 and "Auditor" in words


def old_papers(office: Office) -> None:
    """Two papers of 1998, typed by one and confirmed by another, and the word of two that these are all."""
    clara, adam = office.log_in(PREPARER, passphrase), office.log_in(APPROVER, passphrase)
    for printed in ("No. 12/98", "No. 13/98"):
        entry = record_paper(office, clara, OldPaper(printed, "1998-05", holder="City Museum"))
        confirm_papers(office, adam, [(entry, legacy_certificate(office.register, entry).digest)])
    state_coverage(office, adam, clara, (1990, 1999), "Box 7 of the archive.", complete=True)


def test_a_museum_asks_about_a_paper_of_1998_and_the_answer_is_written_down(
    window: MainWindow, adam: Workspace, keys: Keyboard, until: Until, seen: Look
) -> None:
    office = adam.session.office
    old_papers(office)
    keys.press(Qt.Key.Key_3, CONTROL)
    page = adam.page
    assert isinstance(page, RegisterView)
    keys.press(Qt.Key.Key_W, ALT)
    until(lambda: page.window().findChild(AskedDialog) is not None)
    dialog = page.window().findChild(AskedDialog)
    assert dialog is not None
    come_back_to(dialog, until)
    for number, day, told in (
        ("No. 12/98", "1998", "was issued before this program"),
        ("No. 99/98", "1998", "this office never issued a certificate"),
    ):
        keys.press(Qt.Key.Key_N, ALT)
        dialog.number.selectAll()
        keys.type(number)
        keys.press(Qt.Key.Key_D, ALT)
        dialog.day.selectAll()
        keys.type(day)
        keys.press(Qt.Key.Key_A, ALT)
        until(lambda: dialog.told is not None)
        seen(f"supervisor-asked-{number[4:6]}")
        assert told in dialog.answer.text(), dialog.answer.text()
        keys.press(Qt.Key.Key_K, ALT)
        dialog.asked_by.selectAll()
        keys.type("Metropolitan Museum")
        keys.press(Qt.Key.Key_W, ALT)
        until(lambda: "in the journal" in dialog.notice.text)
        dialog.notice.clear()
    answers = [each.facts() for each in entries(office.register, kind="NUMBER_ANSWERED")]
    assert [each["answer"] for each in answers] == ["ON_PAPER", "NEVER_ISSUED"]
    assert {each["asked_by"] for each in answers} == {"Metropolitan Museum"}
    keys.press(Qt.Key.Key_Escape)
    assert verify_journal(office) == ()
