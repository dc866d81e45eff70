"""A stranger's audit in the window: no office is open, nobody logs in, and the copy stays as it is."""

import json
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from certapp.model.progress import Progress
from certapp.register.connection import open_writer
from certapp.service.auditor_copy import export_for_auditors
from certapp.service.checkpoints import hand_out
from certapp.ui.application import begin
from certapp.ui.audit import view as module
from certapp.ui.audit.view import AuditView
from certapp.ui.session import Session
from certapp.ui.window import MainWindow
from tests.ui.conftest import Until


@pytest.fixture
def copy(approver: Session, tmp_path: Path) -> Path:
    assert approver.actor is not None
    export_for_auditors(approver.office, approver.actor, tmp_path / "copy")
    return tmp_path / "copy"


def shown(qtbot: QtBot, copy: Path | None) -> AuditView:
    page = AuditView(copy)
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    return page


def content(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_from_the_first_page_a_copy_is_checked_compared_and_the_report_kept(
    qtbot: QtBot, approver: Session, copy: Path, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert approver.actor is not None
    hand_out(approver.office, approver.actor, tmp_path / "kept.xccheckpoint")
    before = content(copy)
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    window.start.audit.click()
    page = window._stack.currentWidget()
    assert isinstance(page, AuditView)
    assert not page.check.isEnabled()
    monkeypatch.setattr(module, "choose_file", lambda *asked: copy / "export.json")
    page.choose_list.click()
    page.digits.setText(str(approver.office.settings["fingerprint"]).replace(" ", ""))
    monkeypatch.setattr(module, "choose_files", lambda *asked: [tmp_path / "kept.xccheckpoint"])
    page.add.click()
    assert page.against.text() == "kept.xccheckpoint"
    page.check.click()
    until(lambda: "The copy is whole" in page.notice.text)
    assert not page.faults.isVisibleTo(page)
    assert "real country CA" not in page.unknown.text() and "holds none" in page.unknown.text()
    for name in ("told.pdf", "told.txt", "told.json"):
        monkeypatch.setattr(module, "choose_target", lambda *asked, name=name: tmp_path / name)
        page.report.click()
        until(lambda name=name: name in page.notice.text)  # type: ignore[misc]
    kept = json.loads((tmp_path / "told.json").read_text("utf-8"))
    assert kept["whole"] and kept["compared"] and kept["checkpoints"] >= 1
    assert kept["head"] in (tmp_path / "told.txt").read_text("utf-8").replace(" ", "")
    assert (tmp_path / "told.pdf").read_bytes().startswith(b"%PDF-")
    assert content(copy) == before
    page.back.click()
    assert window._stack.currentWidget() is window.start


def test_a_planted_change_is_told_with_its_place(qtbot: QtBot, copy: Path, until: Until) -> None:
    connection = open_writer(copy / "register.db")
    triggers = connection.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'journal'")
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("UPDATE journal SET subject = 'x' WHERE seq = 3")
    for _name, sql in triggers:
        connection.execute(str(sql))
    connection.close()
    page = shown(qtbot, copy)
    page.check.click()
    until(lambda: "not whole" in page.notice.text)
    told = [page.faults.item(row).text() for row in range(page.faults.count())]
    assert any("entry 3" in each.lower() for each in told)


def test_a_copy_of_another_country_ca_is_not_the_one_that_was_meant(qtbot: QtBot, copy: Path, until: Until) -> None:
    page = shown(qtbot, copy)
    page.digits.setText("12345 " * 8)
    page.check.click()
    until(lambda: "not whole" in page.notice.text)
    assert [page.faults.item(row).text()[:46] for row in range(page.faults.count())] == [
        "This journal stands under another country CA: "
    ]


def test_a_check_is_stopped_and_leaves_nothing(
    qtbot: QtBot, copy: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(qtbot, copy)

    def heard(progress: Progress) -> None:
        page.act.stop_now()

    monkeypatch.setattr(page.act, "_tell", heard)
    page.check.click()
    until(lambda: "stopped" in page.notice.text.lower())
    assert page.check.isEnabled() and not page.result.isVisible()


def test_an_office_s_own_folder_and_a_folder_of_nothing_are_refused(
    qtbot: QtBot, approver: Session, until: Until, tmp_path: Path
) -> None:
    page = shown(qtbot, approver.office.folder.path)
    page.check.click()
    until(lambda: "an office's own folder" in page.notice.text)
    page.folder.setText(str(tmp_path / "nowhere"))
    page.check.click()
    until(lambda: "nowhere" in page.notice.text)


def test_files_laid_ready_for_another_ca_are_found_in_a_copy_and_not_put_in_place(
    qtbot: QtBot, copy: Path, until: Until
) -> None:
    """An office would bring a move to its end when it is opened; in a copy that is somebody's plant."""
    (copy / "trust" / "next-ca").mkdir()
    shutil.copy(copy / "trust" / "country-ca.der", copy / "trust" / "next-ca" / "country-ca.der")
    before = content(copy)
    page = shown(qtbot, None)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(copy))])
    page.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    page.check.click()
    until(lambda: "not whole" in page.notice.text)
    assert "trust/next-ca/country-ca.der" in page.faults.item(0).text()
    assert content(copy) == before


def test_the_program_opens_with_a_copy_that_is_named(qtbot: QtBot, copy: Path) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    begin(window, [f"--audit={copy}"])
    page = window._stack.currentWidget()
    assert isinstance(page, AuditView) and page.folder.text() == str(copy) and page.check.isEnabled()
