"""The page of reports: what is shown is what is saved, and only for who may see it."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

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
    shown = {page.rows.topLevelItem(row).text(0): page.rows.topLevelItem(row).text(1) for row in range(5)}
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
    assert page.table.count() == 0


def test_days_the_wrong_way_round_are_told(qtbot: QtBot, approver: Session, until: Until) -> None:
    page = opened(qtbot, approver)
    until(lambda: page.table.count() > 0)
    page.first.setDate(page.last.date().addDays(1))
    page.make_now()
    until(lambda: "after the last" in page.notice.text)
