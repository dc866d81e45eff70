"""Drafts taken up: with a template, from an application, beside another; taken back; found; opened where one was."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QInputDialog
from pytestqt.qtbot import QtBot

from certapp.register import drafts as register
from certapp.register.applications import application, application_lines
from certapp.service.drafting import new_draft, open_draft, save_draft
from certapp.service.office import open_office
from certapp.service.templates import templates
from certapp.ui.common import settings
from certapp.ui.form.view import FormView
from certapp.ui.home.drafts import DraftsView
from certapp.ui.session import Session
from certapp.ui.window import MainWindow
from tests.ui.conftest import Until


@pytest.fixture
def view(qtbot: QtBot, clerk: Session, until: Until) -> DraftsView:
    made = DraftsView(clerk)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    until(lambda: made.list.count() > 0)
    return made


def opened(view: DraftsView, until: Until) -> FormView:
    until(lambda: view.form is not None)
    assert view.form is not None
    return view.form


def test_a_template_of_the_form_begins_an_application(view: DraftsView, until: Until) -> None:
    view.templates.fill()
    names = [act.text() for act in view.templates.actions()]
    assert names[:2] == ["Modern copy", "Museum loan"]
    view.templates.actions()[0].trigger()
    form = opened(view, until)
    assert form.draft.record["objects"][0]["maker_attribution"] == "COPY_OF"


def test_a_draft_becomes_a_template_and_is_forgotten_again(
    view: DraftsView, clerk: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *asked: ("Our coins & medals", True))
    view.open_draft(view.drafts.current)
    form = opened(view, until)
    form.more.template.trigger()
    until(lambda: "Our coins & medals" in form.notice.text)
    view.templates.fill()
    assert "Our coins && medals" in [act.text() for act in view.templates.actions()]
    forget = view.templates.actions()[-1].menu()
    forget.actions()[0].trigger()
    until(lambda: not any(each.own for each in templates(clerk.office)))


def test_an_application_is_corrected_in_the_window(view: DraftsView, clerk: Session, until: Until) -> None:
    number = application_lines(clerk.office.register, "RECEIVED")[0].number
    view.correct(number)
    form = opened(view, until)
    assert form.title.startswith(f"Correction of {number}: ")
    assert form.hand_in.text() == "&Hand in the correction"
    form.draft.set_value(form.draft.record, "purpose_code", "GIFT")
    form.try_to_hand_in()
    until(lambda: view.form is None)
    assert view.notice.text == f"The correction of application {number} is taken in."
    stored = clerk.office.stored_record(application(clerk.office.register, number).record)
    assert stored.text("purpose_code") == "GIFT"


def test_an_application_is_copied_in_the_window(view: DraftsView, clerk: Session, until: Until) -> None:
    number = application_lines(clerk.office.register, "RECEIVED")[0].number
    view.copy(number)
    form = opened(view, until)
    assert form.draft.amends == ""
    assert form.draft.record["objects"][0]["photographs"]


def test_cancel_brings_back_the_original_and_can_itself_be_undone(
    view: DraftsView, clerk: Session, until: Until
) -> None:
    draft = view.drafts.current
    before = open_draft(clerk.office, draft).record
    view.open_draft(draft)
    form = opened(view, until)
    form.draft.set_value(form.draft.record, "purpose_code", "GIFT")
    form.flush()
    assert open_draft(clerk.office, draft).record["purpose_code"] == "GIFT"
    form.draft.set_value(form.draft.record, "export_type", "TEMPORARY")
    form.more.take_back.trigger()
    assert view.form is None
    assert open_draft(clerk.office, draft).record == before
    view.undo.button.click()
    until(lambda: open_draft(clerk.office, draft).record.get("purpose_code") == "GIFT")
    assert open_draft(clerk.office, draft).record["export_type"] == "TEMPORARY"


def test_of_a_new_application_cancel_leaves_nothing(view: DraftsView, clerk: Session, until: Until) -> None:
    before = {line.id for line in register.lines(clerk.office.drafts)}
    view.begin.click()
    form = opened(view, until)
    form.draft.set_value(form.draft.record, "purpose_code", "GIFT")
    form.more.take_back.trigger()
    assert {line.id for line in register.lines(clerk.office.drafts)} == before
    view.undo.button.click()
    until(lambda: len(register.lines(clerk.office.drafts)) == len(before) + 1)


def test_a_draft_is_opened_where_somebody_last_typed(
    view: DraftsView, clerk: Session, until: Until, qtbot: QtBot
) -> None:
    assert clerk.actor is not None
    draft = new_draft(clerk.office, clerk.actor)
    save_draft(clerk.office, clerk.actor.id, replace(draft, place="purpose_code"))
    with qtbot.waitActive(view, timeout=60_000):
        view.activateWindow()
    view.open_draft(draft.id)
    form = opened(view, until)
    assert form.section == "export"
    cell = form.cell_at("purpose_code")
    assert cell is not None
    until(lambda: cell.isAncestorOf(QApplication.focusWidget()) if QApplication.focusWidget() else False)
    cell.editor.setFocus()
    form.draft.set_value(form.draft.record, "purpose_code", "GIFT")
    form.flush()
    assert open_draft(clerk.office, draft.id).place == "purpose_code"


def test_a_form_moves_into_a_window_of_its_own_and_another_opens_beside_it(
    view: DraftsView, clerk: Session, until: Until
) -> None:
    first, second = (view.list.item(row).data(Qt.ItemDataRole.UserRole) for row in (0, 1))
    view.open_draft(first)
    opened(view, until).more.beside.trigger()
    assert view.form is None
    view.open_draft(second)
    assert opened(view, until).draft.id == second
    (window,) = view.windows
    assert window.isVisible()
    window.form.draft.set_value(window.form.draft.record, "purpose_code", "GIFT")
    view.open_draft(first)
    assert opened(view, until).draft.id == second, "a draft is open once"
    window.close()
    assert open_draft(clerk.office, first).record["purpose_code"] == "GIFT"
    assert view.windows == ()


def test_drafts_are_found_by_any_words_and_sorted(view: DraftsView, clerk: Session, until: Until, qtbot: QtBot) -> None:
    assert clerk.actor is not None
    draft = new_draft(clerk.office, clerk.actor)
    save_draft(
        clerk.office, clerk.actor.id, replace(draft, record={**draft.record, "objects": [{"title": "Älter Äpfel"}]})
    )
    view.refresh()
    until(lambda: any("Älter" in view.list.item(row).text() for row in range(view.list.count())))
    qtbot.keyClicks(view.drafts.filter, "apfel alt clara")
    assert [view.list.item(row).text().split("\n")[0] for row in range(view.list.count())] == ["Älter Äpfel"]
    assert view.drafts.current == draft.id
    qtbot.keyClicks(view.drafts.filter, "zzz")
    assert view.list.count() == 0
    assert not view.open.isEnabled()
    view.drafts.filter.clear()
    view.drafts.order.setCurrentIndex(view.drafts.order.findData("title"))
    titles = [view.list.item(row).text().split("\n")[0] for row in range(view.list.count())]
    assert titles.index("Älter Äpfel") == 0
    assert view.open.isEnabled()


def test_after_a_crash_the_form_is_open_again(qtbot: QtBot, office_folder: Path, until: Until) -> None:
    with open_office(office_folder) as office:
        draft = register.lines(office.drafts)[0].id
    settings.remember_draft(office_folder, draft)
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    window.open_office(office_folder)
    until(lambda: window.workspace is not None and window.workspace.place().draft == draft)
    assert window.workspace is not None
    drafts = window.workspace.open_page("apply")
    assert isinstance(drafts, DraftsView)
    assert drafts.form is not None
    drafts.form.closed.emit()
    assert settings.last_draft(office_folder) == "", "closed by hand it stays closed"
    window.leave()
