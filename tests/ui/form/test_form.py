"""The form as people meet it: built from forms/ alone, kept as typed, findings beside the field."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from certapp.formdef.form import Field, Group
from certapp.formdef.loading import load_form
from certapp.model.findings import Weight
from certapp.paths import FORMS
from certapp.register import drafts
from certapp.service.drafting import new_draft, open_draft
from certapp.ui.common.theme import DARK, LIGHT, apply
from certapp.ui.form.cards import Cards, Folded
from certapp.ui.form.cell import Cell
from certapp.ui.form.codes import CodeBox
from certapp.ui.form.date_editor import DateEditor
from certapp.ui.form.draft import is_typed
from certapp.ui.form.photograph_card import PhotographCard
from certapp.ui.form.photographs import Photographs
from certapp.ui.form.preview import PreviewDialog
from certapp.ui.form.several import ManyEditor
from certapp.ui.form.view import FormView
from certapp.ui.session import Session
from tests.ui.conftest import Until
from tests.ui.form.conftest import OpenForm, draft_id

# The list of matches that drops down while one types.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard")

PAINTING, COINS, MANUSCRIPT, VESSELS = "Hills", "Coins", "Treatise", "Painted vessel"
EXAMPLES = (PAINTING, COINS, MANUSCRIPT, VESSELS)


def go_to(view: FormView, path: str, until: Until) -> Cell:
    """The cell at a path, once it has the focus."""
    view.go_to(path)
    until(lambda: view.cell_at(path) is not None)
    cell = view.cell_at(path)
    assert cell is not None
    return cell


def type_into(qtbot: QtBot, cell: Cell, text: str) -> QLineEdit:
    """Type into the line of a cell, over what is there."""
    target = cell.editor.target
    line = target.lineEdit() if isinstance(target, QComboBox) else target
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)
    return line


def finding_under(cell: Cell) -> str:
    return cell.note.text() if not cell.note.isHidden() else ""


def typed_fields(group: Group) -> Iterator[Field]:
    for field in group.fields:
        if is_typed(field):
            yield field
    for inner in group.groups:
        yield from typed_fields(inner)


@pytest.mark.parametrize("title", EXAMPLES)
def test_every_field_of_an_example_has_its_editor(open_form: OpenForm, title: str) -> None:
    view = open_form(title)
    for section in view.form.sections:
        view.open_section(section.id)
        for rows in view.stage.pages[section.id].groups.values():
            if rows.page is not None:
                rows.page.build_all()
    for folded in view.findChildren(Folded):
        folded._button.setChecked(True)
    shown = {cell.field.path for cell in view.findChildren(Cell)}
    filled = {field.path for field in typed_fields(view.form.root)} & shown
    assert "purpose_code" in filled
    assert "objects.measurements.value" in filled
    assert "objects.photographs.taken_on" in filled
    top = {field.path for field in typed_fields(view.form.root) if "." not in field.path}
    assert top <= shown
    objects = view.form.root.member("objects")
    assert isinstance(objects, Group)
    assert {field.path for field in objects.fields if is_typed(field)} <= shown


@pytest.mark.parametrize("title", EXAMPLES)
def test_looking_at_a_draft_changes_nothing_in_it(open_form: OpenForm, clerk: Session, title: str) -> None:
    before = open_draft(clerk.office, draft_id(clerk, title)).record
    view = open_form(title)
    for section in view.form.sections:
        view.open_section(section.id)
        for rows in view.stage.pages[section.id].groups.values():
            if rows.page is not None:
                rows.page.build_all()
    view.flush()
    after = open_draft(clerk.office, view.draft.id).record
    assert {key: value for key, value in after.items() if key != "objects"} == {
        key: value for key, value in before.items() if key != "objects"
    }
    assert len(after["objects"]) == len(before["objects"])


def test_the_pages_of_a_draft_are_seen_before_it_is_handed_in(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form("Hills")
    view.show_preview()
    dialog = view.findChild(PreviewDialog)
    assert dialog is not None
    assert "Hills before the storm" in dialog.windowTitle()
    until(lambda: bool(dialog.pages.pictures()))
    until(lambda: dialog.pages.state.text().startswith("Pages:"))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    until(lambda: not view.findChildren(PreviewDialog))


def test_every_editor_gives_back_what_it_shows(open_form: OpenForm) -> None:
    view = open_form(MANUSCRIPT)
    for section in view.form.sections:
        view.open_section(section.id)
        for rows in view.stage.pages[section.id].groups.values():
            if rows.page is not None:
                rows.page.build_all()
    for cell in view.findChildren(Cell):
        raw = cell.place.row.get(cell.field.id)
        as_list = [raw] if cell.field.many and raw is not None and not isinstance(raw, list) else raw
        assert cell.editor.value() == as_list, cell.path


def test_a_wrong_value_is_said_under_its_field_and_a_right_one_takes_it_away(
    open_form: OpenForm, qtbot: QtBot, until: Until
) -> None:
    view = open_form(COINS)
    cell = go_to(view, "planned_exit_on", until)
    type_into(qtbot, cell, "2027-02-30")
    until(lambda: "2027-02-30" in finding_under(cell))
    assert cell.editor.property("invalid") is True
    target = cell.editor.target
    assert target is not None
    assert "2027-02-30" in target.accessibleDescription()
    type_into(qtbot, cell, "2027-02-20")
    until(lambda: finding_under(cell) == "")
    assert cell.editor.property("invalid") is False
    assert view.draft.record["planned_exit_on"] == "2027-02-20"


def test_half_typed_text_is_kept_without_any_button(
    open_form: OpenForm, qtbot: QtBot, until: Until, clerk: Session
) -> None:
    view = open_form(COINS)
    cell = go_to(view, "planned_exit_on", until)
    type_into(qtbot, cell, "2027-1")

    def stored() -> object:
        return open_draft(clerk.office, view.draft.id).record.get("planned_exit_on")

    until(lambda: stored() == "2027-1")


def test_typing_without_a_pause_is_kept_and_examined_all_the_same(
    open_form: OpenForm, qtbot: QtBot, until: Until, clerk: Session
) -> None:
    view = open_form(COINS)
    cell = go_to(view, "planned_exit_on", until)
    line = type_into(qtbot, cell, "2027-")
    kept = said = False
    for _key in range(4000):  # on a busy machine what works beside the window comes late
        qtbot.keyClicks(line, "9")
        qtbot.wait(15)
        kept = kept or "2027-9" in str(open_draft(clerk.office, view.draft.id).record["planned_exit_on"])
        said = said or "2027-9" in finding_under(cell)
        if kept and said:
            break
    assert kept
    assert said


def test_flush_saves_at_once(open_form: OpenForm, qtbot: QtBot, until: Until, clerk: Session) -> None:
    view = open_form(COINS)
    cell = go_to(view, "applicant_ref", until)
    type_into(qtbot, cell, "Loan 7")
    view.flush()
    assert open_draft(clerk.office, view.draft.id).record["applicant_ref"] == "Loan 7"


def test_a_save_begun_earlier_does_not_win_over_a_later_one(open_form: OpenForm, clerk: Session) -> None:
    view = open_form(COINS)
    view.draft.set_value(view.draft.record, "applicant_ref", "first")
    number, snapshot = view.keeper._begin()
    view.draft.set_value(view.draft.record, "applicant_ref", "second")
    view.flush()
    view.keeper._write(number, snapshot)
    assert open_draft(clerk.office, view.draft.id).record["applicant_ref"] == "second"


def test_flush_does_not_trust_a_save_that_waits_in_the_queue(open_form: OpenForm, clerk: Session) -> None:
    view = open_form(COINS)
    view.draft.set_value(view.draft.record, "applicant_ref", "queued")
    view.keeper._begin()  # handed to a pool that never comes to it
    view.flush()
    assert open_draft(clerk.office, view.draft.id).record["applicant_ref"] == "queued"


def test_the_owner_of_a_draft_stays_who_it_was(open_form: OpenForm, clerk: Session) -> None:
    view = open_form(COINS)
    clerk.log_out()
    view.draft.set_value(view.draft.record, "applicant_ref", "x")
    view.flush()
    assert drafts.load(clerk.office.drafts, view.draft.id).owner == "clara"


def test_what_is_missing_is_not_in_red_before_anybody_was_there(clerk: Session, qtbot: QtBot, until: Until) -> None:
    actor = clerk.actor
    assert actor is not None
    draft = new_draft(clerk.office, actor)
    view = FormView(clerk, draft.id)
    qtbot.addWidget(view)
    view.show()
    until(lambda: bool(view.draft.findings))
    view.open_section("export")
    purpose = view.cell_at("purpose_code")
    assert purpose is not None
    assert (finding_under(purpose), purpose.state) == ("", "awaited")
    assert any(finding.path == "purpose_code" for finding in view.draft.findings)
    purpose.editor.setFocus()
    legal = view.cell_at("legal_status_code")
    assert legal is not None
    legal.editor.setFocus()
    until(lambda: purpose.state == "wrong")
    assert finding_under(purpose) == "▲ Must be filled in."


def test_a_code_is_found_by_its_words_or_its_code(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form(COINS)
    cell = go_to(view, "country_of_destination", until)
    box = cell.editor.target
    assert isinstance(box, CodeBox)
    assert box.currentText() == "Japan"
    type_into(qtbot, cell, "portugal")
    assert view.draft.record["country_of_destination"] == "PT"
    line = type_into(qtbot, cell, "DE")
    assert view.draft.record["country_of_destination"] == "DE"
    line.editingFinished.emit()
    assert box.currentText() == "Germany"
    type_into(qtbot, cell, "germ")
    found = box.completer().completionModel()
    assert [found.index(row, 0).data() for row in range(found.rowCount())] == ["Germany"]
    type_into(qtbot, cell, "Atlantis")
    assert view.draft.record["country_of_destination"] == "Atlantis"
    until(lambda: "Atlantis" in finding_under(cell))


def test_the_wheel_does_not_change_a_code(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    view = open_form(COINS)
    box = go_to(view, "country_of_destination", until).editor.target
    assert isinstance(box, CodeBox)
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, turn)
    assert box.code() == "JP"


def test_a_category_is_chosen_from_the_list_of_its_scheme(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form(COINS)
    scheme = go_to(view, "objects[0].category[0].scheme", until)
    code = view.cell_at("objects[0].category[0].code")
    assert code is not None
    box = code.editor.target
    assert isinstance(box, CodeBox)
    assert box.currentText().startswith("Antiquities")
    type_into(qtbot, scheme, "EU116")
    assert view.draft.record["objects"][0]["category"][0]["scheme"] == "EU116"
    codes = {box.itemData(row, Qt.ItemDataRole.UserRole) for row in range(box.count())}
    assert "13b" in codes


def test_numbers_become_numbers_only_when_they_are_whole(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form(COINS)
    cell = go_to(view, "objects[0].date_earliest", until)
    the_object = view.draft.record["objects"][0]
    type_into(qtbot, cell, "-250")
    assert the_object["date_earliest"] == -250
    type_into(qtbot, cell, "250 BCE")
    assert the_object["date_earliest"] == "250 BCE"
    until(lambda: "250 BCE" in finding_under(cell))
    quantity = go_to(view, "objects[0].quantity", until)
    type_into(qtbot, quantity, "24.0")
    assert the_object["quantity"] == "24.0"


def test_yes_and_no_can_be_taken_back(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    from PySide6.QtWidgets import QRadioButton

    view = open_form(COINS)
    cell = go_to(view, "return_compulsory", until)
    yes, no = cell.editor.findChildren(QRadioButton)
    assert yes.isChecked()
    no.click()
    assert view.draft.record["return_compulsory"] is False
    no.click()
    assert "return_compulsory" not in view.draft.record
    until(lambda: finding_under(cell) != "")


def test_another_language_makes_a_map_of_languages(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    from certapp.ui.form.several import LanguagesEditor

    view = open_form(COINS)
    cell = go_to(view, "objects[0].object_type_l2", until)
    editor = cell.editor
    assert isinstance(editor, LanguagesEditor)
    editor.add_language()
    other = editor._others[0]
    qtbot.keyClicks(other.tag, "fr")
    words = other._words.focusProxy()
    assert words is not None
    qtbot.keyClicks(words, "Monnaies")
    the_object = view.draft.record["objects"][0]
    assert the_object["object_type_l2"] == {"en": "Hoard of silver coins", "fr": "Monnaies"}
    qtbot.keyClicks(other.tag, "r")
    qtbot.keyClick(other.tag, Qt.Key.Key_Backspace)
    assert set(the_object["object_type_l2"]) == {"en", "fr"}


def test_one_language_twice_loses_neither_text(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    from certapp.ui.form.several import LanguagesEditor

    view = open_form(COINS)
    cell = go_to(view, "objects[0].object_type_l2", until)
    assert isinstance(cell.editor, LanguagesEditor)
    cell.editor.add_language()
    other = cell.editor._others[0]
    words = other._words.focusProxy()
    assert words is not None
    qtbot.keyClicks(words, "again")
    qtbot.keyClicks(other.tag, "en")
    kept = view.draft.record["objects"][0]["object_type_l2"]
    assert sorted(kept.values()) == ["Hoard of silver coins", "again"]
    until(lambda: finding_under(cell) != "")


def test_enter_in_the_last_line_begins_another_value(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form(COINS)
    cell = go_to(view, "objects[0].materials", until)
    editor = cell.editor
    assert isinstance(editor, ManyEditor)
    line = editor.focusProxy()
    assert line is not None
    qtbot.keyClick(line, Qt.Key.Key_Return)
    second = editor.editors[1].focusProxy()
    assert second is not None
    qtbot.keyClicks(second, "gold")
    assert view.draft.record["objects"][0]["materials"] == ["silver", "gold"]


def test_a_row_is_added_copied_moved_removed_and_had_back(open_form: OpenForm, until: Until) -> None:
    view = open_form(PAINTING)
    view.open_section("objects")
    rows = view.stage.pages["objects"].groups["objects"]
    objects = view.draft.record["objects"]
    rows.copy_button.click()
    objects = view.draft.record["objects"]
    assert len(objects) == 2
    assert objects[1]["description"] == objects[0]["description"]
    assert objects[1]["photographs"] == objects[0]["photographs"]
    assert objects[1].get("object_uuid") != objects[0].get("object_uuid")
    assert rows.list.currentRow() == 1
    copied = objects[1]
    rows.up_button.click()
    assert view.draft.record["objects"][0] is copied
    assert rows.list.currentRow() == 0
    rows.remove_button.click()
    assert len(view.draft.record["objects"]) == 1
    assert view.undo.isVisible()
    view.undo.button.click()
    assert len(view.draft.record["objects"]) == 2
    assert rows.list.count() == 2


def test_a_row_inside_an_object_is_added_and_typed(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form(PAINTING)
    go_to(view, "objects[0].measurements[0].value", until)
    measurements = next(cards for cards in view.findChildren(Cards) if cards.group.id == "measurements")
    before = len(view.draft.record["objects"][0]["measurements"])
    measurements.add_button.click()
    cell = view.cell_at(f"objects[0].measurements[{before}].value")
    assert cell is not None
    type_into(qtbot, cell, "12.5")
    assert view.draft.record["objects"][0]["measurements"][before] == {"value": "12.5"}
    until(lambda: any(f"measurements[{before}]" in finding.path for finding in view.draft.findings))


def test_only_the_open_object_of_many_has_editors(open_form: OpenForm, until: Until) -> None:
    view = open_form(VESSELS)
    view.open_section("objects")
    rows = view.stage.pages["objects"].groups["objects"]
    assert rows.list.count() == 34
    rows.open_row(20)
    assert rows.page is not None
    rows.page.build_all()
    places = {cell.path.split(".")[0] for cell in rows.page.findChildren(Cell)}
    assert places == {"objects[20]"}


def test_a_field_added_to_the_forms_gets_its_editor(clerk: Session, qtbot: QtBot, until: Until, tmp_path: Path) -> None:
    forms = Path(shutil.copytree(FORMS, tmp_path / "forms"))
    model = forms / "model-certificate" / "form.toml"
    words = model.read_text("utf-8").replace(
        '  { id = "applicant_ref"', '  { id = "ministry_file", kind = "date", A = "M" },\n  { id = "applicant_ref"', 1
    )
    model.write_text(words, "utf-8")
    labels = forms / "model-certificate" / "labels" / "en.toml"
    labels.write_text(
        labels.read_text("utf-8").replace("[label]\n", '[label]\nministry_file = "Date of the ministry\'s file"\n', 1),
        "utf-8",
    )
    clerk.office = replace(clerk.office, form=load_form("xa", forms))
    view = FormView(clerk, draft_id(clerk, COINS))
    qtbot.addWidget(view)
    view.show()
    until(lambda: bool(view.draft.findings))
    cell = view.cell_at("ministry_file")
    assert cell is not None
    assert isinstance(cell.editor, DateEditor)
    assert cell.label.text().startswith("Date of the ministry's file")
    assert any(finding.path == "ministry_file" for finding in view.draft.findings)


def drop(widget: QWidget, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    widget.dropEvent(event)


def strip_of(view: FormView, until: Until) -> Photographs:
    view.open_section("objects")
    page = view.stage.pages["objects"].groups["objects"].page
    assert page is not None
    page.build_all()
    return next(iter(view.findChildren(Photographs)))


def test_a_dropped_photograph_is_kept_and_shown(
    open_form: OpenForm, until: Until, tmp_path: Path, clerk: Session
) -> None:
    view = open_form(PAINTING)
    strip = strip_of(view, until)
    photographs = view.draft.record["objects"][0]["photographs"]
    before = len(photographs)
    picture = tmp_path / "side.png"
    image = QImage(900, 700, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    assert image.save(str(picture))
    drop(strip, picture)
    until(lambda: len(strip.cards) == before + 1)
    kept = view.draft.record["objects"][0]["photographs"][before]
    assert kept["file"] == "side.png"
    assert kept["is_principal"] is False
    card = strip.cards[before]
    assert isinstance(card, PhotographCard)
    until(lambda: not card.picture.icon().isNull())
    view.flush()
    stored = open_draft(clerk.office, view.draft.id)
    assert stored.files["side.png"] in clerk.office.attachments


def test_a_file_that_is_no_photograph_is_refused_where_it_was_dropped(
    open_form: OpenForm, until: Until, tmp_path: Path
) -> None:
    view = open_form(PAINTING)
    strip = strip_of(view, until)
    before = len(strip.cards)
    letter = tmp_path / "letter.jpg"
    letter.write_text("no picture at all")
    drop(strip, letter)
    until(lambda: not strip.refused.isHidden())
    assert "JPEG" in strip.refused.text()
    assert "letter.jpg" in strip.refused.text()
    until(lambda: not strip.refused.visibleRegion().isEmpty())
    assert len(strip.cards) == before


def test_a_picture_from_the_clipboard_is_taken(open_form: OpenForm, until: Until) -> None:
    view = open_form(PAINTING)
    strip = strip_of(view, until)
    before = len(strip.cards)
    data = QMimeData()
    image = QImage(800, 800, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    data.setImageData(image)
    assert strip.take(data)
    until(lambda: len(strip.cards) == before + 1)
    assert view.draft.record["objects"][0]["photographs"][before]["file"] == "pasted.png"


def test_a_document_is_kept_under_its_name(open_form: OpenForm, until: Until, tmp_path: Path) -> None:
    view = open_form(PAINTING)
    cell = go_to(view, "documents[0].file", until)
    paper = tmp_path / "invoice.pdf"
    paper.write_bytes(b"%PDF-1.7 not much of one")
    drop(cell.editor, paper)
    until(lambda: view.draft.record["documents"][0].get("file") == "invoice.pdf")
    assert "invoice.pdf" in view.draft.files


def test_a_finding_leads_to_its_field(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form(VESSELS)
    view.draft.set_value(view.draft.record["objects"][33], "quantity", "many")
    until(lambda: any(finding.path == "objects[33].quantity" for finding in view.draft.findings))
    top = view.findings.topLevelItem(0)
    assert top is not None
    item = next(
        child
        for child in map(top.child, range(top.childCount()))
        if child.data(0, Qt.ItemDataRole.UserRole) == "objects[33].quantity"
    )
    assert item.text(0) == "Objects 34"
    view.findings.itemActivated.emit(item, 0)
    until(lambda: (cell := view.cell_at("objects[33].quantity")) is not None and cell.editor.target.hasFocus())
    cell = view.cell_at("objects[33].quantity")
    assert cell is not None
    assert finding_under(cell) != ""


def test_sections_count_what_is_to_be_mended(open_form: OpenForm, until: Until) -> None:
    view = open_form(COINS)
    view.draft.set_value(view.draft.record, "purpose_code", "NONSENSE")
    until(lambda: any(finding.path == "purpose_code" for finding in view.draft.findings))
    item = next(item for item in view.sections.items() if item.text(0) == "Export")
    assert item.text(1) == "▲ 1"


def test_a_ready_draft_is_handed_in(open_form: OpenForm, qtbot: QtBot, clerk: Session) -> None:
    view = open_form(COINS)
    with qtbot.waitSignal(view.received, timeout=60_000) as told:
        view.hand_in.click()
    number = told.args[0]
    assert number
    assert drafts.load(clerk.office.drafts, view.draft.id).application == number


def test_the_mark_of_a_draft_handed_in_stays(open_form: OpenForm, qtbot: QtBot, clerk: Session) -> None:
    view = open_form(COINS)
    with qtbot.waitSignal(view.received, timeout=60_000):
        view.hand_in.click()
    view.draft.set_value(view.draft.record, "applicant_ref", "afterwards")
    view.flush()
    assert drafts.load(clerk.office.drafts, view.draft.id).application


def test_what_stands_in_the_way_is_shown_and_led_to(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form(COINS)
    view.draft.set_value(view.draft.record, "purpose_code", None)
    view.hand_in.click()
    until(lambda: view.notice.isVisible() and view.hand_in.isEnabled())
    cell = view.cell_at("purpose_code")
    assert cell is not None
    until(lambda: cell.state == "wrong")
    target = cell.editor.target
    assert target is not None
    until(target.hasFocus)
    assert any(finding.weight is Weight.APPLICATION for finding in view.draft.findings)


def test_what_was_said_of_the_hand_in_follows_the_mending(open_form: OpenForm, until: Until) -> None:
    view = open_form(COINS)
    root = view.draft.record
    purpose, status = root["purpose_code"], root["legal_status_code"]
    view.draft.set_value(root, "purpose_code", None)
    view.draft.set_value(root, "legal_status_code", None)
    view.hand_in.click()
    until(lambda: view.notice.isVisible() and view.hand_in.isEnabled())
    first = view.notice.text
    view.draft.set_value(root, "purpose_code", purpose)
    until(lambda: view.notice.text != first)
    assert view.notice.isVisible()
    view.draft.set_value(root, "legal_status_code", status)
    until(lambda: not view.notice.isVisible())


def test_the_form_says_what_it_is_and_whose(open_form: OpenForm, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QLabel

    view = open_form(COINS)

    def said() -> list[str]:
        return [label.text() for label in view.findChildren(QLabel) if label.isVisible()]

    assert any(words.startswith(COINS) for words in said())
    assert any("Clara" in words for words in said())
    view.draft.set_value(view.draft.record["objects"][0], "title", "Hoard & pot")
    assert "Hoard & pot" in said()
    del view.draft.record["objects"]
    view.draft.edited.emit()
    assert "Without a title" in said()


def test_only_notes_that_are_seen_are_coloured(open_form: OpenForm) -> None:
    from PySide6.QtGui import QPalette

    from certapp.ui.form.cell import Note, ink

    view = open_form(COINS)
    note = Note(view)
    plain = note.palette().color(QPalette.ColorRole.WindowText)
    note.state = "wrong"
    note.changeEvent(QEvent(QEvent.Type.ApplicationPaletteChange))
    assert note.palette().color(QPalette.ColorRole.WindowText) == plain
    note.show()
    assert note.palette().color(QPalette.ColorRole.WindowText) == ink("wrong", note.palette())


def test_nobody_hands_in_without_a_name(open_form: OpenForm, clerk: Session) -> None:
    view = open_form(COINS)
    clerk.log_out()
    view.hand_in.click()
    assert "logged in" in view.notice.text


def test_closing_saves_and_says_so(open_form: OpenForm, qtbot: QtBot, clerk: Session) -> None:
    view = open_form(COINS)
    view.draft.set_value(view.draft.record, "applicant_ref", "at the end")
    with qtbot.waitSignal(view.closed, timeout=60_000):
        view.foot.close_form.click()
    assert open_draft(clerk.office, view.draft.id).record["applicant_ref"] == "at the end"


def test_every_place_for_the_keyboard_has_a_name(open_form: OpenForm, until: Until) -> None:
    view = open_form(PAINTING)
    strip_of(view, until)
    view.open_section("parties")
    nameless = [
        (type(widget).__name__, widget.objectName(), widget.parentWidget())
        for widget in view.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not widget.accessibleName()
        and not getattr(widget, "text", lambda: "")()
    ]
    assert nameless == []


def test_a_draft_with_anything_in_it_opens(clerk: Session, qtbot: QtBot, until: Until) -> None:
    actor = clerk.actor
    assert actor is not None
    from certapp.service.drafting import save_draft

    draft = new_draft(clerk.office, actor)
    wild = {
        "form": "model-certificate",
        "purpose_code": {"a": 1},
        "return_due_on": 7,
        "cites_required": "perhaps",
        "transit_countries": "FR",
        "parties": "nobody",
        "documents": {"title": "bare row", "type": "NONE"},
        "objects": [{"title": 5, "measurements": {"value": 3.5}, "photographs": [{"file": 12}], "valuation": [7]}, "x"],
        "unknown": [1, 2],
    }
    save_draft(clerk.office, actor.id, replace(draft, record=wild))
    view = FormView(clerk, draft.id)
    qtbot.addWidget(view)
    view.show()
    until(lambda: bool(view.draft.findings))
    for section in view.form.sections:
        view.open_section(section.id)
    for finding in view.draft.findings:
        view.go_to(finding.path)
    qtbot.wait(10)
    view.flush()


def test_the_declaration_stands_where_who_signed_it_is_typed(open_form: OpenForm) -> None:
    view = open_form("Coins")
    view.open_section("declaration")
    page = view.stage.currentWidget()
    assert view.form.title("text", "declaration") in [label.text() for label in page.findChildren(QLabel)]
    cell = view.cell_at("declared_by")
    assert cell is not None
    cell.editor.setFocus()
    QTest.keyClicks(cell.editor.target, "Maria Owner")
    assert view.draft.record["declared_by"] == "Maria Owner"


def test_a_finding_keeps_its_colour_when_light_and_dark_change(open_form: OpenForm, qapp: QApplication) -> None:
    view = open_form(PAINTING)
    note = next(cell for cell in view.findChildren(Cell) if cell.path == "replaces_certificate_no").note
    note.write("The number is missing.", "wrong")
    try:
        for scheme, colours in (("dark", DARK), ("light", LIGHT), ("dark", DARK)):
            apply(qapp, scheme)
            assert note.palette().color(QPalette.ColorRole.WindowText).name() == colours.verdicts["red"].ink
    finally:
        apply(qapp, "light")
