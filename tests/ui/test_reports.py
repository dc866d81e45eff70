"""The page of reports: what is shown is what is saved, and only for who may see it."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from certapp.ui.common import theme
from certapp.ui.reports import view
from certapp.ui.reports.view import ReportsView
from certapp.ui.session import Session
from tests.ui.conftest import Until


def opened(qtbot: QtBot, session: Session) -> ReportsView:
    page = ReportsView(session)
    qtbot.addWidget(page)
    page.show()
    return page


def test_the_year_is_shown_with_table_and_chart_and_saved(
    qtbot: QtBot, approver: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(qtbot, approver)
    until(lambda: page.table.count() > 0)
    shown = {cell(page, row, 0): cell(page, row, 1) for row in range(page.rows.lines.rowCount())}
    assert int(shown["Applications received"]) > 0
    assert not page.chart.isVisible()
    page.table.setCurrentIndex(page.table.findData("MONTHS"))
    assert page.chart.isVisible()
    file = tmp_path / "year.csv"
    monkeypatch.setattr(view, "choose_target", lambda *_words: file)
    page.save.click()
    until(file.is_file)
    until(lambda: "year.csv" in page.notice.text)
    assert f"Applications received,{shown['Applications received']}" in file.read_text("utf-8-sig")


def cell(page: ReportsView, row: int, column: int) -> str:
    return str(page.rows.lines.index(row, column).data())


def test_parts_of_a_figure_stand_below_it_and_a_table_is_saved_alone(
    qtbot: QtBot, approver: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(qtbot, approver)
    until(lambda: page.table.count() > 0)
    tops = [page.rows.lines.index(row, 0) for row in range(page.rows.lines.rowCount())]
    (issued,) = [each for each in tops if each.data() == "Certificates issued"]
    assert page.rows.lines.rowCount(issued) == 3
    assert page.rows.isExpanded(issued)
    part = page.rows.lines.index(0, 0, issued)
    assert (part.data(), part.parent()) == ("of these for permanent export", issued)
    assert page.rows.visualRect(part).left() > page.rows.visualRect(issued).left()
    page.table.setCurrentIndex(page.table.findData("CERTIFICATES"))
    until(lambda: page.rows.lines.columnCount() > 7)
    assert page.rows.lines.rowCount() > 0
    assert not page.chart.isVisible()
    file = tmp_path / "each.csv"
    monkeypatch.setattr(view, "choose_target", lambda *_words: file)
    page.save_table.click()
    until(file.is_file)
    until(lambda: "each.csv" in page.notice.text)
    lines = file.read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("Received on,Decided on,Issued on,Type,Export,Country,Expert heard,Objects")
    assert len(lines) == page.rows.lines.rowCount() + 1


def test_where_it_is_narrow_words_go_on_below_and_numbers_stay_in_sight(
    qtbot: QtBot, qapp: QApplication, approver: Session, until: Until
) -> None:
    theme.apply(qapp, "light")  # as the program is dressed
    page = opened(qtbot, approver)
    page.resize(330, 700)
    until(lambda: page.table.count() > 0)
    tree = page.rows
    until(lambda: tree.columnWidth(0) + tree.columnWidth(1) <= tree.viewport().width())
    heights = {tree.rowHeight(tree.lines.index(row, 0)) for row in range(tree.lines.rowCount())}
    assert len(heights) > 1


def test_officials_are_shown_only_where_asked_for(qtbot: QtBot, approver: Session, until: Until) -> None:
    page = opened(qtbot, approver)
    until(lambda: page.table.count() > 0)
    assert page.table.findData("OFFICIALS") < 0
    page.internal.setChecked(True)
    page.make_now()
    until(lambda: page.table.findData("OFFICIALS") > 0)


def test_a_clerk_gets_no_report(qtbot: QtBot, clerk: Session) -> None:
    page = opened(qtbot, clerk)
    assert not page.make.isEnabled()
    assert not page.save.isEnabled()
    assert not page.save_table.isEnabled()
    assert page.table.count() == 0


def test_days_the_wrong_way_round_are_told(qtbot: QtBot, approver: Session, until: Until) -> None:
    page = opened(qtbot, approver)
    until(lambda: page.table.count() > 0)
    page.first.setDate(page.last.date().addDays(1))
    page.make_now()
    until(lambda: "after the last" in page.notice.text)
