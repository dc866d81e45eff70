"""Old papers on the register's page: typed, imported, confirmed by another person, asked about."""

import io
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from openpyxl import Workbook
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from certapp.model.errors import Refusal
from certapp.register.journal import entries
from certapp.register.legacy import LegacyObject, coverage, legacy_certificate, scans_of, waiting
from certapp.service.legacy import OldPaper, Scan, record_paper
from certapp.service.training import APPROVER, PREPARER, passphrase
from certapp.ui.common import list_import
from certapp.ui.register import legacy_menu, legacy_view
from certapp.ui.register.asked_dialog import AskedDialog
from certapp.ui.register.legacy_dialogs import CoverageDialog, OldPaperDialog, Typed
from certapp.ui.register.legacy_importing import LegacyImportDialog
from certapp.ui.register.view import RegisterView
from certapp.ui.session import Session
from tests.ui.conftest import Until


def test_an_old_paper_is_typed_and_what_is_wrong_stands_beside_its_field(
    qtbot: QtBot, clerk: Session, until: Until, tmp_path: Path
) -> None:
    office, anna = clerk.office, clerk.actor
    assert anna is not None
    first = record_paper(office, anna, OldPaper("12/98"))
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4 a scan")

    def work(typed: Typed) -> str:
        return record_paper(office, anna, typed.paper, typed.scans(), again=typed.again)

    dialog = OldPaperDialog(None, work)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.keyClicks(dialog.number, "No")
    dialog.number.setText("12 / 98")
    dialog.day.setText("May")
    qtbot.keyClick(dialog.number, Qt.Key.Key_Return)
    until(lambda: dialog.wrong.isVisible())
    assert "is no date" in dialog.wrong.text()
    assert dialog.day.accessibleDescription() == dialog.wrong.text()
    dialog.day.setText("7.5.1998")
    dialog.objects.setPlainText("Coffin of a priest | coffin | 1\nCanopic jars || 4")
    dialog.check()
    until(lambda: first in dialog.wrong.text())
    dialog.again.click()
    dialog.add_scans([scan, tmp_path / "gone.pdf"])
    dialog.check()
    until(lambda: "gone.pdf" in dialog.wrong.text())
    dialog.drop_scan.click()
    dialog.check()
    until(lambda: dialog.result() == QDialog.DialogCode.Accepted)
    found = legacy_certificate(office.register, dialog.result_number)
    assert (found.issued_on, found.objects[1]) == ("1998-05-07", LegacyObject("Canopic jars", "", "4"))
    assert [each.name for each in scans_of(office.register, found.number)] == ["scan.pdf"]


def test_an_old_paper_stands_in_the_list_and_another_person_confirms_it(
    register: RegisterView, clerk: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = clerk.office
    number = record_paper(office, office.log_in(PREPARER, passphrase), OldPaper("No. 12/98", "1998", remarks="Carbon."))
    register.refresh()
    until(lambda: register.model.rowCount() == 4)
    assert register.model.line(3).on_paper  # behind everything that the program knows better
    assert register.table.rowHeight(3) > register.table.rowHeight(
        0
    )  # its status has many words, all of them to be read
    register.old_papers.show_next()
    until(lambda: register.paper.shown is not None and register.panel.currentWidget() is register.paper)
    assert register.search.text() == number
    assert not register.paper.confirm.isEnabled()
    clerk.log_in(office.log_in(APPROVER, passphrase))
    assert register.paper.confirm.isEnabled()
    register.paper.confirm.click()
    until(lambda: legacy_certificate(office.register, number).state == "CONFIRMED")
    until(lambda: "is confirmed" in register.paper.notice.text)
    monkeypatch.setattr(legacy_view, "ask", lambda dialog: dialog.editors["text"].setPlainText("Forged.") or dialog)
    register.paper.void.click()
    until(lambda: legacy_certificate(office.register, number).state == "VOID")
    until(lambda: not register.paper.void.isEnabled())
    register.search.clear()
    until(lambda: register.model.rowCount() == 4)
    register.table.selectRow(0)
    until(lambda: register.panel.currentWidget() is register.detail)


@pytest.mark.parametrize("kind", ["tif", "pdf"])
def test_of_a_long_scan_it_is_said_which_pages_are_shown_and_the_others_are_a_press_away(
    register: RegisterView, clerk: Session, until: Until, kind: str
) -> None:
    out = io.BytesIO()
    if kind == "tif":
        pages = [Image.new("1", (60, 80), 1) for _page in range(45)]
        pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    else:
        made = pdfium.PdfDocument.new()
        for _page in range(45):
            made.new_page(60, 80)
        made.save(out)
    office = clerk.office
    scan = Scan(f"long.{kind}", out.getvalue())
    record_paper(office, office.log_in(PREPARER, passphrase), OldPaper("No. 12/98", "1998"), [scan])
    paper = register.paper
    register.old_papers.show_next()
    until(lambda: paper.shown is not None and register.panel.currentWidget() is paper)
    paper.tabs.setCurrentIndex(paper.tabs.count() - 1)
    until(lambda: paper.which_pages.text() == "Pages 1 to 20 of 45" and paper.further.isEnabled())
    assert paper.which_pages.isVisibleTo(paper) and not paper.earlier.isEnabled()
    for button, told in (
        (paper.further, "Pages 21 to 40 of 45"),
        (paper.further, "Pages 41 to 45 of 45"),
        (paper.earlier, "Pages 21 to 40 of 45"),
    ):
        button.click()
        until(lambda told=told: paper.which_pages.text() == told and paper.earlier.isEnabled())
    paper.earlier.click()
    until(lambda: paper.which_pages.text() == "Pages 1 to 20 of 45" and not paper.earlier.isEnabled())
    if kind == "pdf":
        until(lambda: paper.pages.state.text() == "Pages 1 to 20 of 45")
        assert len(paper.pages.pictures()) == 20


def test_a_list_comes_in_whole_and_is_confirmed_as_one(
    qtbot: QtBot, clerk: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, anna = clerk.office, clerk.actor
    assert anna is not None
    (tmp_path / "old.csv").write_text("No,Shelf,Year\n12/98,A,1998\n13/98,A,never\n", "utf-8")
    dialog = LegacyImportDialog(None, office, anna)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.open_list(tmp_path / "old.csv")
    until(lambda: dialog.plan is not None)
    assert not dialog.go.isEnabled()
    assert "1 place must be mended" in dialog.summary.text()
    monkeypatch.setattr(list_import, "MOST_REMARKS", 1)
    dialog.look()
    until(lambda: dialog.remarks.count() == 2)
    assert "2 more remarks" in dialog.remarks.item(1).text() and not dialog.progress.isVisible()
    (tmp_path / "old.csv").write_text("No,Shelf,Year\n12/98,A,1998\n13/98,A,1999\n", "utf-8")
    (tmp_path / "12-98.pdf").write_bytes(b"%PDF-1.4")
    dialog.open_list(tmp_path / "old.csv")
    until(lambda: dialog.go.isEnabled())
    dialog.issued_by.setText("Ministry")
    until(lambda: dialog.go.isEnabled() and dialog.plan is not None and dialog.plan.papers[0].issued_by == "Ministry")
    assert "1 scan found" in dialog.summary.text()
    dialog.go.click()
    until(lambda: dialog.result() == QDialog.DialogCode.Accepted)
    assert [each.printed for each in waiting(office.register)] == ["12/98", "13/98"]

    clerk.log_in(office.log_in(APPROVER, passphrase))
    page = RegisterView(clerk)
    qtbot.addWidget(page)
    monkeypatch.setattr(legacy_menu, "accepted", lambda dialog: dialog.list.count() == 2)
    page.old_papers.confirm_all()
    until(lambda: waiting(office.register) == [])


def test_who_gives_up_while_a_workbook_is_read_ends_the_reading(
    qtbot: QtBot, clerk: Session, until: Until, tmp_path: Path
) -> None:
    assert clerk.actor is not None
    book = Workbook()
    book.worksheets[0].append(["No", "Year"])
    book.worksheets[0].append(["12/98", "1998"])
    book.save(tmp_path / "old.xlsx")
    dialog = LegacyImportDialog(None, clerk.office, clerk.actor)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.give_up.click()
    dialog.open_list(tmp_path / "old.xlsx")
    until(lambda: dialog.notice.text == Refusal("LIST_CANCELLED").text())
    assert dialog.plan is None


def test_a_number_is_asked_about_and_the_answer_written_down(
    qtbot: QtBot, register: RegisterView, clerk: Session, until: Until
) -> None:
    dialog = AskedDialog(register, clerk)
    dialog.open()
    qtbot.keyClicks(dialog.number, "99/98")
    qtbot.keyClick(dialog.number, Qt.Key.Key_Return)
    until(lambda: dialog.told is not None)
    assert dialog.answer.text().startswith("It cannot be said")
    assert "Nobody has stated" in dialog.covered.text()
    dialog.write.click()
    until(lambda: bool(dialog.notice.text))
    assert dialog.asked_by.accessibleDescription() == dialog.notice.text
    dialog.asked_by.setText("A museum")
    dialog.write.click()
    until(lambda: bool(list(entries(clerk.office.register, kind="NUMBER_ANSWERED"))))
    dialog.number.setText("98/99")
    assert not dialog.write.isEnabled()
    dialog.reject()


def test_coverage_is_stated_by_two(
    register: RegisterView, clerk: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = clerk.office
    approver = office.log_in(APPROVER, passphrase)

    def fill(dialog: CoverageDialog) -> bool:
        dialog.check()
        assert dialog.wrong.text() == "Write the year like 1998."
        dialog.first.setText("1998")
        dialog.last.setText("2005")
        dialog.complete.click()
        dialog.text.setPlainText("Boxes 1 to 40.")
        dialog.check()
        return dialog.result() == QDialog.DialogCode.Accepted

    monkeypatch.setattr(legacy_menu, "accepted", fill)
    monkeypatch.setattr(legacy_menu, "ask_person", lambda *asked: approver)
    register.old_papers.state()
    stated = coverage(office.register)
    assert stated is not None
    assert (stated.first_year, stated.last_year, stated.holds, stated.second_person) == (1998, 2005, True, approver.id)
    assert "every old paper of 1998 to 2005" in register.notice.text
