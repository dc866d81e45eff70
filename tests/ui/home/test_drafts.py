"""The page of drafts."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from certapp.register import drafts as register
from certapp.register.applications import application_lines
from certapp.service.training import EXAMPLES
from certapp.ui.common import person
from certapp.ui.form.importing import ImportDialog
from certapp.ui.home import drafts as module
from certapp.ui.home.drafts import DraftsView
from certapp.ui.session import Session
from tests.ui.conftest import Until


def _opened(qtbot: QtBot, session: Session, until: Until) -> DraftsView:
    view = DraftsView(session)
    qtbot.addWidget(view)
    view.resize(1000, 700)
    view.show()
    until(lambda: view.list.count() > 0)
    return view


def test_enter_opens_the_draft_and_closing_it_comes_back_to_the_list(
    qtbot: QtBot, clerk: Session, until: Until
) -> None:
    view = _opened(qtbot, clerk, until)
    qtbot.keyClick(view.list, Qt.Key.Key_Return)
    assert view.form is not None
    assert not view.list.isVisible()
    view.form.closed.emit()
    assert view.form is None
    until(view.list.isVisible)


def test_a_new_application_is_a_draft_at_once(qtbot: QtBot, clerk: Session, until: Until) -> None:
    view = _opened(qtbot, clerk, until)
    before = len(register.lines(clerk.office.drafts))
    view.begin.click()
    until(lambda: view.form is not None)
    assert len(register.lines(clerk.office.drafts)) == before + 1


def test_nobody_begins_without_logging_in(
    qtbot: QtBot, session: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person, "ask_person", lambda *asked: None)
    view = _opened(qtbot, session, until)
    before = len(register.lines(session.office.drafts))
    view.begin.click()
    qtbot.wait(100)
    assert view.form is None
    assert len(register.lines(session.office.drafts)) == before


def drop(view: DraftsView, *paths: Path) -> str:
    """Hold files over the page and let go; gives what was said while they were held."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at, held = view.place.rect().center(), (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.place, QDragEnterEvent(at, Qt.DropAction.CopyAction, data, *held))
    said = view.place.hint.text()
    QApplication.sendEvent(view.place, QDropEvent(at, Qt.DropAction.CopyAction, data, *held))
    return said


@pytest.mark.parametrize("packed", [True, False])
def test_an_applicants_file_or_folder_that_is_dropped_becomes_a_draft_and_nothing_more(
    qtbot: QtBot, clerk: Session, until: Until, tmp_path: Path, packed: bool
) -> None:
    view = _opened(qtbot, clerk, until)
    source = EXAMPLES / "coins-temporary-loan"
    if packed:
        shutil.make_archive(str(tmp_path / "coins"), "zip", source)
    before = len(application_lines(clerk.office.register))
    said = drop(view, tmp_path / "coins.zip" if packed else source)
    assert "becomes a draft" in said
    assert "Nothing is handed in" in said
    until(lambda: view.form is not None)
    assert view.form is not None
    assert len(view.form.draft.files) > 1
    assert len(application_lines(clerk.office.register)) == before


def test_a_list_that_is_dropped_is_shown_in_a_new_draft_before_anything_comes_in(
    qtbot: QtBot, clerk: Session, until: Until
) -> None:
    view = _opened(qtbot, clerk, until)
    assert "before it does" in drop(view, EXAMPLES / "museum-loan-34-objects" / "objects.csv")
    until(lambda: view.form is not None and view.form.findChild(ImportDialog) is not None)
    assert view.form is not None
    dialog = view.form.findChild(ImportDialog)
    assert isinstance(dialog, ImportDialog)
    until(lambda: dialog.plan is not None and (len(dialog.plan.rows), dialog.plan.photographs) == (34, 34))
    assert "objects" not in view.form.draft.record
    dialog.reject()


def test_what_cannot_be_taken_is_told_before_and_after_letting_go(
    qtbot: QtBot, clerk: Session, until: Until, tmp_path: Path
) -> None:
    view = _opened(qtbot, clerk, until)
    assert "neither an application" in drop(view, tmp_path / "letter.pdf")
    assert "neither an application" in view.notice.text
    assert drop(view, tmp_path / "a.csv", tmp_path / "b.csv") == view.notice.text == "Drop one file at a time."
    drop(view, tmp_path / "gone.xcintake")
    until(lambda: "gone.xcintake" in view.notice.text)
    assert view.form is None
    assert view.place.hint.text().startswith("Drop a file")


def test_a_file_from_an_applicant_becomes_a_draft(
    qtbot: QtBot, clerk: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = _opened(qtbot, clerk, until)
    file = EXAMPLES / "painting-permanent-sale" / "application.json"
    monkeypatch.setattr(module, "choose_file", lambda *asked: file)
    view.take_in.click()
    until(lambda: view.form is not None)
    assert view.form is not None
    assert register.lines(clerk.office.drafts)[0].title == "Hills before the storm"


def test_a_file_that_is_no_application_is_refused_in_words(
    qtbot: QtBot, clerk: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.json").write_text("{")
    monkeypatch.setattr(module, "choose_file", lambda *asked: tmp_path / "x.json")
    view = _opened(qtbot, clerk, until)
    view.take_in.click()
    until(lambda: "x.json" in view.notice.text)
    assert view.form is None


def test_what_is_typed_is_kept_when_another_draft_is_opened(
    qtbot: QtBot, clerk: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = _opened(qtbot, clerk, until)
    first, second = (line.id for line in register.lines(clerk.office.drafts)[:2])
    view.open_draft(first)
    kept: list[bool] = []
    assert view.form is not None
    monkeypatch.setattr(view.form, "flush", lambda: kept.append(True))
    view.open_draft(second)
    assert kept


def _active(view: DraftsView, qtbot: QtBot) -> None:
    with qtbot.waitActive(view, timeout=60_000):
        view.activateWindow()


def test_an_opened_draft_has_the_cursor_in_its_first_field(qtbot: QtBot, clerk: Session, until: Until) -> None:
    view = _opened(qtbot, clerk, until)
    _active(view, qtbot)
    qtbot.keyClick(view.list, Qt.Key.Key_Return)
    assert view.form is not None
    assert view.form._cell_around(QApplication.focusWidget()) is not None


def test_after_closing_the_keyboard_is_in_the_list(qtbot: QtBot, clerk: Session, until: Until) -> None:
    view = _opened(qtbot, clerk, until)
    _active(view, qtbot)
    view.begin.setFocus()
    view.open_draft(register.lines(clerk.office.drafts)[0].id)
    assert view.form is not None
    view.form.foot.close_form.click()
    assert view.list.hasFocus()
    view.open_draft(register.lines(clerk.office.drafts)[0].id)
    view.form.received.emit("XA-1")
    assert view.list.hasFocus()
    assert "XA-1" in view.notice.text
    view.open_draft(register.lines(clerk.office.drafts)[0].id)
    assert view.notice.text == ""


def test_a_draft_is_deleted_and_had_back_with_its_files(qtbot: QtBot, clerk: Session, until: Until) -> None:
    view = _opened(qtbot, clerk, until)
    line = next(line for line in register.lines(clerk.office.drafts) if line.title.startswith("Hills"))
    before = register.load(clerk.office.drafts, line.id)
    count = view.list.count()
    view.list.setCurrentRow(
        next(row for row in range(count) if view.list.item(row).data(Qt.ItemDataRole.UserRole) == line.id)
    )
    _active(view, qtbot)
    view.list.setFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_Delete)
    until(lambda: view.list.count() == count - 1)
    assert line.id not in {each.id for each in register.lines(clerk.office.drafts)}
    assert view.undo.isVisible()
    view.undo.button.click()
    until(lambda: view.list.count() == count)
    after = register.load(clerk.office.drafts, line.id)
    assert (after.record, after.owner, after.title) == (before.record, before.owner, before.title)
    assert {(file.name, file.sha256) for file in after.attachments} == {
        (file.name, file.sha256) for file in before.attachments
    }
    assert before.attachments


def test_the_button_deletes_the_draft_too(qtbot: QtBot, clerk: Session, until: Until) -> None:
    view = _opened(qtbot, clerk, until)
    count = view.list.count()
    view.delete.click()
    until(lambda: view.list.count() == count - 1)
